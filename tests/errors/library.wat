;; A module without `_start` is no program.
;;! error = "the module exports no function `_start`: it is a library, not a command"
;;! help = "compile it as a WASI command, that is, a program with a main function"
(module (func (export "add") (param i32 i32) (result i32) (local.get 0)))

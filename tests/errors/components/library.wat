;; A component that is no command.
;;! error = "the component exports no `wasi:cli/run@0.2`: it is a library, not a command"
;;! help = "compile it as a WASI command, that is, a program with a main function"
(component)

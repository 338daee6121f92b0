;; A component that is no command.
;;! error = "the component exports neither `wasi:cli/run@0.2` nor `wasi:http/incoming-handler@0.2`: it is a library, not a command or HTTP server"
;;! help = "compile it as a WASI command, that is, a program with a main function"
(component)

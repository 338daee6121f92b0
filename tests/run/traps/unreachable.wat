;; A trap prints its message and who called whom, by name, and exits with 134.
;;! trap = "Unreachable"
;;! stderr = ["0: inner (function 0)", "1: middle (function 1)", "2: wasm function 2"]
;;! stdout = ""
;;! variants = [["-O0"], ["-Os"], ["--strip"], ["--cpu", "x86-64"], ["--bounds-checks", "explicit"]]
(module
  (func $inner unreachable)
  ;; What follows the call keeps it from being the function's last act.
  (func $middle (result i32) (call $inner) (i32.const 1))
  (func (export "_start") (drop (call $middle))))

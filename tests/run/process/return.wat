;; Returning from `_start` is success.
;;! stdout = ""
;;! variants = [["-O0"], ["-O1"], ["-Os"], ["--strip"], ["--cpu", "x86-64"], ["--cpu", "x86-64-v3"]]
(module (func (export "_start")))

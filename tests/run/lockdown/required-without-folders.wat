;; Without folders, only the filter of system calls is missing.
;;! options = ["--require-lockdown"]
;;! stdout = ""
;;! exit = 1
;;! stderr = "this kernel has no seccomp, and the program was compiled with --require-lockdown\n"
;;! wrapper = ["{start}", "without-lockdown", "ENOSYS"]
;;! wrappers = [["{start}", "without-lockdown", "EPERM"]]
(module
  (memory (export "memory") 1)
  (func (export "_start")))

;; A folder cannot have the name of an embedded one, as when the program is compiled.
;;! options = ["--embed", "{dir}/site::/", "--allow-override"]
;;! env = { WASI2NATIVE_OVERRIDE = "--allow-all" }
;;! files = { "site/note" = "text" }
;;! exit = 1
;;! stderr = "wasi2native runtime: WASI2NATIVE_OVERRIDE: two different grants of a folder `/`\n"
(module (func (export "_start") unreachable))

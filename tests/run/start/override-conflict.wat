;; Two folders cannot have one name, as when the program is compiled.
;;! options = ["--allow-override"]
;;! env = { WASI2NATIVE_OVERRIDE = "--dir .::/x:ro --dir .::/x" }
;;! exit = 1
;;! stderr = "wasi2native runtime: WASI2NATIVE_OVERRIDE: two different grants of a folder `/x`\n"
(module (func (export "_start") unreachable))

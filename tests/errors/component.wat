;; Components are told apart from modules.
;;! error = "components are not supported yet"
;;! help = "compile a core module for WASI preview 1, for example with the target wasm32-wasip1"
(component)

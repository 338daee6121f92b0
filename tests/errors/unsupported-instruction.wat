;; An instruction without translation is named, with its function and offset.
;;! error = "instruction `struct.new` needs garbage collection, which is not supported yet, in function 0 `make`, at offset 0x2f"
(module
  (type $pair (struct (field i32)))
  (func $make (result (ref $pair)) (struct.new $pair (i32.const 1)))
  (func (export "_start") (drop (call $make))))

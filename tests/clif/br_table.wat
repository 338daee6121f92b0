;; A table names a label any number of times; where labels take operands, each
;; label gets one block that passes them on.
(module
  (func (export "_start"))
  (func $plain (param i32) (result i32)
    (block $a (block $b (block $c
      (br_table $a $b $c $b $c $a (local.get 0)))
      (return (i32.const 3)))
      (return (i32.const 2)))
    (i32.const 1))
  (func $with_operands (param i32) (result i32)
    (block $a (result i32)
      (block $b (result i32)
        (br_table $a $b $a $b (i32.const 7) (local.get 0)))
      (drop)
      (i32.const 8)))
  (func $one_target (param i32)
    (block $a (br_table $a $a $a (local.get 0))))
)

;; Branch hints, right or wrong, change nothing but the place of code.
;;! variants = [["-O0"], ["-O1"]]
(module
  (func $count (param $n i32) (result i32) (local $sum i32)
    (block $out
      (loop $again
        (@metadata.code.branch_hint "\00")
        (br_if $out (i32.eqz (local.get $n)))
        (@metadata.code.branch_hint "\01")
        (if (i32.and (local.get $n) (i32.const 1))
          (then (local.set $sum (i32.add (local.get $sum) (local.get $n))))
          (else
            (@metadata.code.branch_hint "\00")
            (if (i32.and (local.get $n) (i32.const 2))
              (then (local.set $sum (i32.add (local.get $sum) (i32.const 1000)))))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (@metadata.code.branch_hint "\01")
        (br_if $again (i32.const 1))))
    (local.get $sum))
  (func (export "_start")
    (if (i32.ne (call $count (i32.const 100)) (i32.const 27500)) (then (unreachable)))))

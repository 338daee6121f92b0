;; Accesses at constant distances from each other add them to one native address,
;; where it is known that none of the indices wrapped. A sum that a loop carries
;; is the first operand of its addition.
(module
  (func (export "_start"))
  (memory 1)
  (func $neighbours (param $i i32) (result i32)
    (i32.add
      (i32.load8_u (i32.add (local.get $i) (i32.const -1)))
      (i32.add
        (i32.load8_u (local.get $i))
        (i32.load8_u offset=4 (i32.add (local.get $i) (i32.const 1))))))
  (func $too_far (param $i i32) (result i32)
    (i32.add
      (i32.load8_u (local.get $i))
      (i32.load8_u (i32.add (local.get $i) (i32.const 65537)))))
  (func $in_one_arm (param $i i32) (result i32)
    (if (local.get $i) (then (drop (i32.load8_u (local.get $i)))))
    (i32.load8_u (i32.add (local.get $i) (i32.const 8))))
  (func $dot (param $i i32) (result f32)
    (local $sum f32)
    (loop $next
      (local.set $sum
        (f32.add (f32.mul (f32.load (local.get $i)) (f32.load offset=4 (local.get $i))) (local.get $sum)))
      (local.set $i (i32.add (local.get $i) (i32.const -8)))
      (br_if $next (local.get $i)))
    (local.get $sum)))

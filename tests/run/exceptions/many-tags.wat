;; More tags than a call lists: handlers nested forty deep, and forty clauses of
;; one block. Exceptions find theirs, or that of the caller, or the one for all.
;;! variants = [["-O0"]]
(module
  (tag $t0 (param i32))
  (tag $t1 (param i32))
  (tag $t2 (param i32))
  (tag $t3 (param i32))
  (tag $t4 (param i32))
  (tag $t5 (param i32))
  (tag $t6 (param i32))
  (tag $t7 (param i32))
  (tag $t8 (param i32))
  (tag $t9 (param i32))
  (tag $t10 (param i32))
  (tag $t11 (param i32))
  (tag $t12 (param i32))
  (tag $t13 (param i32))
  (tag $t14 (param i32))
  (tag $t15 (param i32))
  (tag $t16 (param i32))
  (tag $t17 (param i32))
  (tag $t18 (param i32))
  (tag $t19 (param i32))
  (tag $t20 (param i32))
  (tag $t21 (param i32))
  (tag $t22 (param i32))
  (tag $t23 (param i32))
  (tag $t24 (param i32))
  (tag $t25 (param i32))
  (tag $t26 (param i32))
  (tag $t27 (param i32))
  (tag $t28 (param i32))
  (tag $t29 (param i32))
  (tag $t30 (param i32))
  (tag $t31 (param i32))
  (tag $t32 (param i32))
  (tag $t33 (param i32))
  (tag $t34 (param i32))
  (tag $t35 (param i32))
  (tag $t36 (param i32))
  (tag $t37 (param i32))
  (tag $t38 (param i32))
  (tag $t39 (param i32))
  (tag $t40 (param i32))
  (func $assert (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))
  (func $throw (param i32)
    (if (i32.eq (local.get 0) (i32.const 0)) (then (throw $t0 (i32.const 1000))))
    (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $t1 (i32.const 1001))))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $t2 (i32.const 1002))))
    (if (i32.eq (local.get 0) (i32.const 3)) (then (throw $t3 (i32.const 1003))))
    (if (i32.eq (local.get 0) (i32.const 4)) (then (throw $t4 (i32.const 1004))))
    (if (i32.eq (local.get 0) (i32.const 5)) (then (throw $t5 (i32.const 1005))))
    (if (i32.eq (local.get 0) (i32.const 6)) (then (throw $t6 (i32.const 1006))))
    (if (i32.eq (local.get 0) (i32.const 7)) (then (throw $t7 (i32.const 1007))))
    (if (i32.eq (local.get 0) (i32.const 8)) (then (throw $t8 (i32.const 1008))))
    (if (i32.eq (local.get 0) (i32.const 9)) (then (throw $t9 (i32.const 1009))))
    (if (i32.eq (local.get 0) (i32.const 10)) (then (throw $t10 (i32.const 1010))))
    (if (i32.eq (local.get 0) (i32.const 11)) (then (throw $t11 (i32.const 1011))))
    (if (i32.eq (local.get 0) (i32.const 12)) (then (throw $t12 (i32.const 1012))))
    (if (i32.eq (local.get 0) (i32.const 13)) (then (throw $t13 (i32.const 1013))))
    (if (i32.eq (local.get 0) (i32.const 14)) (then (throw $t14 (i32.const 1014))))
    (if (i32.eq (local.get 0) (i32.const 15)) (then (throw $t15 (i32.const 1015))))
    (if (i32.eq (local.get 0) (i32.const 16)) (then (throw $t16 (i32.const 1016))))
    (if (i32.eq (local.get 0) (i32.const 17)) (then (throw $t17 (i32.const 1017))))
    (if (i32.eq (local.get 0) (i32.const 18)) (then (throw $t18 (i32.const 1018))))
    (if (i32.eq (local.get 0) (i32.const 19)) (then (throw $t19 (i32.const 1019))))
    (if (i32.eq (local.get 0) (i32.const 20)) (then (throw $t20 (i32.const 1020))))
    (if (i32.eq (local.get 0) (i32.const 21)) (then (throw $t21 (i32.const 1021))))
    (if (i32.eq (local.get 0) (i32.const 22)) (then (throw $t22 (i32.const 1022))))
    (if (i32.eq (local.get 0) (i32.const 23)) (then (throw $t23 (i32.const 1023))))
    (if (i32.eq (local.get 0) (i32.const 24)) (then (throw $t24 (i32.const 1024))))
    (if (i32.eq (local.get 0) (i32.const 25)) (then (throw $t25 (i32.const 1025))))
    (if (i32.eq (local.get 0) (i32.const 26)) (then (throw $t26 (i32.const 1026))))
    (if (i32.eq (local.get 0) (i32.const 27)) (then (throw $t27 (i32.const 1027))))
    (if (i32.eq (local.get 0) (i32.const 28)) (then (throw $t28 (i32.const 1028))))
    (if (i32.eq (local.get 0) (i32.const 29)) (then (throw $t29 (i32.const 1029))))
    (if (i32.eq (local.get 0) (i32.const 30)) (then (throw $t30 (i32.const 1030))))
    (if (i32.eq (local.get 0) (i32.const 31)) (then (throw $t31 (i32.const 1031))))
    (if (i32.eq (local.get 0) (i32.const 32)) (then (throw $t32 (i32.const 1032))))
    (if (i32.eq (local.get 0) (i32.const 33)) (then (throw $t33 (i32.const 1033))))
    (if (i32.eq (local.get 0) (i32.const 34)) (then (throw $t34 (i32.const 1034))))
    (if (i32.eq (local.get 0) (i32.const 35)) (then (throw $t35 (i32.const 1035))))
    (if (i32.eq (local.get 0) (i32.const 36)) (then (throw $t36 (i32.const 1036))))
    (if (i32.eq (local.get 0) (i32.const 37)) (then (throw $t37 (i32.const 1037))))
    (if (i32.eq (local.get 0) (i32.const 38)) (then (throw $t38 (i32.const 1038))))
    (if (i32.eq (local.get 0) (i32.const 39)) (then (throw $t39 (i32.const 1039))))
    (if (i32.eq (local.get 0) (i32.const 40)) (then (throw $t40 (i32.const 1040))))
  )
  ;; The innermost block is for the last tag.
  (func $nested (param $which i32) (result i32)
    (block $h0 (result i32) (try_table (catch $t0 $h0)
    (block $h1 (result i32) (try_table (catch $t1 $h1)
    (block $h2 (result i32) (try_table (catch $t2 $h2)
    (block $h3 (result i32) (try_table (catch $t3 $h3)
    (block $h4 (result i32) (try_table (catch $t4 $h4)
    (block $h5 (result i32) (try_table (catch $t5 $h5)
    (block $h6 (result i32) (try_table (catch $t6 $h6)
    (block $h7 (result i32) (try_table (catch $t7 $h7)
    (block $h8 (result i32) (try_table (catch $t8 $h8)
    (block $h9 (result i32) (try_table (catch $t9 $h9)
    (block $h10 (result i32) (try_table (catch $t10 $h10)
    (block $h11 (result i32) (try_table (catch $t11 $h11)
    (block $h12 (result i32) (try_table (catch $t12 $h12)
    (block $h13 (result i32) (try_table (catch $t13 $h13)
    (block $h14 (result i32) (try_table (catch $t14 $h14)
    (block $h15 (result i32) (try_table (catch $t15 $h15)
    (block $h16 (result i32) (try_table (catch $t16 $h16)
    (block $h17 (result i32) (try_table (catch $t17 $h17)
    (block $h18 (result i32) (try_table (catch $t18 $h18)
    (block $h19 (result i32) (try_table (catch $t19 $h19)
    (block $h20 (result i32) (try_table (catch $t20 $h20)
    (block $h21 (result i32) (try_table (catch $t21 $h21)
    (block $h22 (result i32) (try_table (catch $t22 $h22)
    (block $h23 (result i32) (try_table (catch $t23 $h23)
    (block $h24 (result i32) (try_table (catch $t24 $h24)
    (block $h25 (result i32) (try_table (catch $t25 $h25)
    (block $h26 (result i32) (try_table (catch $t26 $h26)
    (block $h27 (result i32) (try_table (catch $t27 $h27)
    (block $h28 (result i32) (try_table (catch $t28 $h28)
    (block $h29 (result i32) (try_table (catch $t29 $h29)
    (block $h30 (result i32) (try_table (catch $t30 $h30)
    (block $h31 (result i32) (try_table (catch $t31 $h31)
    (block $h32 (result i32) (try_table (catch $t32 $h32)
    (block $h33 (result i32) (try_table (catch $t33 $h33)
    (block $h34 (result i32) (try_table (catch $t34 $h34)
    (block $h35 (result i32) (try_table (catch $t35 $h35)
    (block $h36 (result i32) (try_table (catch $t36 $h36)
    (block $h37 (result i32) (try_table (catch $t37 $h37)
    (block $h38 (result i32) (try_table (catch $t38 $h38)
    (block $h39 (result i32) (try_table (catch $t39 $h39)
      (call $throw (local.get $which)) (return (i32.const -1))
    ) (unreachable)) (return (i32.add (i32.const 39))) 
    ) (unreachable)) (return (i32.add (i32.const 38))) 
    ) (unreachable)) (return (i32.add (i32.const 37))) 
    ) (unreachable)) (return (i32.add (i32.const 36))) 
    ) (unreachable)) (return (i32.add (i32.const 35))) 
    ) (unreachable)) (return (i32.add (i32.const 34))) 
    ) (unreachable)) (return (i32.add (i32.const 33))) 
    ) (unreachable)) (return (i32.add (i32.const 32))) 
    ) (unreachable)) (return (i32.add (i32.const 31))) 
    ) (unreachable)) (return (i32.add (i32.const 30))) 
    ) (unreachable)) (return (i32.add (i32.const 29))) 
    ) (unreachable)) (return (i32.add (i32.const 28))) 
    ) (unreachable)) (return (i32.add (i32.const 27))) 
    ) (unreachable)) (return (i32.add (i32.const 26))) 
    ) (unreachable)) (return (i32.add (i32.const 25))) 
    ) (unreachable)) (return (i32.add (i32.const 24))) 
    ) (unreachable)) (return (i32.add (i32.const 23))) 
    ) (unreachable)) (return (i32.add (i32.const 22))) 
    ) (unreachable)) (return (i32.add (i32.const 21))) 
    ) (unreachable)) (return (i32.add (i32.const 20))) 
    ) (unreachable)) (return (i32.add (i32.const 19))) 
    ) (unreachable)) (return (i32.add (i32.const 18))) 
    ) (unreachable)) (return (i32.add (i32.const 17))) 
    ) (unreachable)) (return (i32.add (i32.const 16))) 
    ) (unreachable)) (return (i32.add (i32.const 15))) 
    ) (unreachable)) (return (i32.add (i32.const 14))) 
    ) (unreachable)) (return (i32.add (i32.const 13))) 
    ) (unreachable)) (return (i32.add (i32.const 12))) 
    ) (unreachable)) (return (i32.add (i32.const 11))) 
    ) (unreachable)) (return (i32.add (i32.const 10))) 
    ) (unreachable)) (return (i32.add (i32.const 9))) 
    ) (unreachable)) (return (i32.add (i32.const 8))) 
    ) (unreachable)) (return (i32.add (i32.const 7))) 
    ) (unreachable)) (return (i32.add (i32.const 6))) 
    ) (unreachable)) (return (i32.add (i32.const 5))) 
    ) (unreachable)) (return (i32.add (i32.const 4))) 
    ) (unreachable)) (return (i32.add (i32.const 3))) 
    ) (unreachable)) (return (i32.add (i32.const 2))) 
    ) (unreachable)) (return (i32.add (i32.const 1))) 
    ) (unreachable))
  )
  (func $clauses (param $which i32) (result i32)
    (block $all
    (block $h (result i32) (try_table
        (catch $t0 $h)
        (catch $t1 $h)
        (catch $t2 $h)
        (catch $t3 $h)
        (catch $t4 $h)
        (catch $t5 $h)
        (catch $t6 $h)
        (catch $t7 $h)
        (catch $t8 $h)
        (catch $t9 $h)
        (catch $t10 $h)
        (catch $t11 $h)
        (catch $t12 $h)
        (catch $t13 $h)
        (catch $t14 $h)
        (catch $t15 $h)
        (catch $t16 $h)
        (catch $t17 $h)
        (catch $t18 $h)
        (catch $t19 $h)
        (catch $t20 $h)
        (catch $t21 $h)
        (catch $t22 $h)
        (catch $t23 $h)
        (catch $t24 $h)
        (catch $t25 $h)
        (catch $t26 $h)
        (catch $t27 $h)
        (catch $t28 $h)
        (catch $t29 $h)
        (catch $t30 $h)
        (catch $t31 $h)
        (catch $t32 $h)
        (catch $t33 $h)
        (catch $t34 $h)
        (catch $t35 $h)
        (catch $t36 $h)
        (catch $t37 $h)
        (catch $t38 $h)
        (catch_all $all)
        (call $throw (local.get $which)) (return (i32.const -1)))
      (unreachable)) (return))
    (i32.const -2))
  (func $through (param $which i32) (result i32)
    (block $h (result i32)
      (try_table (catch $t40 $h) (return (call $nested (local.get $which))))
      (unreachable))
    (i32.add (i32.const 5000)))
  (func $legacy (param $which i32) (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    try (result i32)
    local.get $which
    call $throw
    i32.const -1
    catch $t39
    i32.const 39
    i32.add
    end
    catch $t38
    i32.const 38
    i32.add
    end
    catch $t37
    i32.const 37
    i32.add
    end
    catch $t36
    i32.const 36
    i32.add
    end
    catch $t35
    i32.const 35
    i32.add
    end
    catch $t34
    i32.const 34
    i32.add
    end
    catch $t33
    i32.const 33
    i32.add
    end
    catch $t32
    i32.const 32
    i32.add
    end
    catch $t31
    i32.const 31
    i32.add
    end
    catch $t30
    i32.const 30
    i32.add
    end
    catch $t29
    i32.const 29
    i32.add
    end
    catch $t28
    i32.const 28
    i32.add
    end
    catch $t27
    i32.const 27
    i32.add
    end
    catch $t26
    i32.const 26
    i32.add
    end
    catch $t25
    i32.const 25
    i32.add
    end
    catch $t24
    i32.const 24
    i32.add
    end
    catch $t23
    i32.const 23
    i32.add
    end
    catch $t22
    i32.const 22
    i32.add
    end
    catch $t21
    i32.const 21
    i32.add
    end
    catch $t20
    i32.const 20
    i32.add
    end
    catch $t19
    i32.const 19
    i32.add
    end
    catch $t18
    i32.const 18
    i32.add
    end
    catch $t17
    i32.const 17
    i32.add
    end
    catch $t16
    i32.const 16
    i32.add
    end
    catch $t15
    i32.const 15
    i32.add
    end
    catch $t14
    i32.const 14
    i32.add
    end
    catch $t13
    i32.const 13
    i32.add
    end
    catch $t12
    i32.const 12
    i32.add
    end
    catch $t11
    i32.const 11
    i32.add
    end
    catch $t10
    i32.const 10
    i32.add
    end
    catch $t9
    i32.const 9
    i32.add
    end
    catch $t8
    i32.const 8
    i32.add
    end
    catch $t7
    i32.const 7
    i32.add
    end
    catch $t6
    i32.const 6
    i32.add
    end
    catch $t5
    i32.const 5
    i32.add
    end
    catch $t4
    i32.const 4
    i32.add
    end
    catch $t3
    i32.const 3
    i32.add
    end
    catch $t2
    i32.const 2
    i32.add
    end
    catch $t1
    i32.const 1
    i32.add
    end
    catch $t0
    i32.const 0
    i32.add
    end
  )
  (func $legacy_through (param $which i32) (result i32)
    try (result i32)
      local.get $which
      call $legacy
    catch $t40
      i32.const 5000
      i32.add
    end)
  (func (export "_start")
    (local $i i32)
    (loop $again
      (call $assert (i32.eq (call $through (local.get $i))
        (i32.add (i32.const 1000) (i32.mul (local.get $i) (i32.const 2)))))
      (call $assert (i32.eq (call $legacy_through (local.get $i))
        (i32.add (i32.const 1000) (i32.mul (local.get $i) (i32.const 2)))))
      (call $assert (i32.eq (call $clauses (local.get $i))
        (select (i32.add (i32.const 1000) (local.get $i)) (i32.const -2)
          (i32.lt_u (local.get $i) (i32.const 39)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 40))))
    (call $assert (i32.eq (call $through (i32.const 40)) (i32.const 6040)))
    (call $assert (i32.eq (call $legacy_through (i32.const 40)) (i32.const 6040)))
    (call $assert (i32.eq (call $clauses (i32.const 40)) (i32.const -2)))
    (call $assert (i32.eq (call $through (i32.const 41)) (i32.const -1)))))

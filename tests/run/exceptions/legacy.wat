;; The legacy instructions: nested `try`, `rethrow` to several levels, `delegate`
;; across levels and out of the function, clauses in which more is thrown.
;;! variants = [["-O0"]]
(module
  (tag $a (param i32))
  (tag $b (param i32 i64))
  (tag $c)
  (func $assert (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))
  (func $throw (param $which i32) (result i32)
    (if (i32.eq (local.get $which) (i32.const 1)) (then (throw $a (i32.const 11))))
    (if (i32.eq (local.get $which) (i32.const 2))
      (then (throw $b (i32.const 22) (i64.const 23))))
    (if (i32.eq (local.get $which) (i32.const 3)) (then (throw $c)))
    (i32.const 44))

  (func $simple (param i32) (result i32)
    try (result i32)
      local.get 0
      call $throw
    catch $a
      i32.const 100
      i32.add
    catch $b
      drop
      i32.const 200
      i32.add
    catch_all
      i32.const 300
    end)

  ;; Rethrown from inside of another clause, past a `try` in between.
  (func $rethrown (param i32) (result i32)
    try (result i32)
      try (result i32)
        local.get 0
        call $throw
      catch $a
        drop
        try (result i32)
          i32.const 2
          call $throw
        catch $b
          drop
          drop
          rethrow 1
        end
      catch_all
        rethrow 0
      end
    catch $a
      i32.const 1000
      i32.add
    catch $b
      drop
      i32.const 2000
      i32.add
    end)

  ;; `delegate` skips the handlers in between.
  (func $delegated (param i32) (result i32)
    try $outer (result i32)
      try (result i32)
        try (result i32)
          local.get 0
          call $throw
        delegate $outer
      catch_all
        unreachable
      end
    catch $a
      i32.const 7
      i32.add
    end)

  (func $delegated_to_caller (param i32) (result i32)
    try (result i32)
      block $plain (result i32)
        try (result i32)
          local.get 0
          call $throw
        delegate 2
      end
    catch_all
      unreachable
    end)

  ;; To a block that is no `try`: the handlers around that block.
  (func $delegated_to_block (param i32) (result i32)
    try (result i32)
      block $plain (result i32)
        try (result i32)
          try (result i32)
            local.get 0
            call $throw
          delegate $plain
        catch_all
          unreachable
        end
      end
    catch $c
      i32.const 5
    catch_all
      i32.const 6
    end)

  ;; To a `try` whose clause this stands in: its handlers are closed.
  (func $delegated_from_clause (param i32) (result i32)
    try (result i32)
      try $closed (result i32)
        throw $c
      catch $c
        try (result i32)
          local.get 0
          call $throw
        delegate $closed
      catch $a
        unreachable
      end
    catch $a
      i32.const 9
      i32.add
    end)

  (func $no_clauses (param i32) (result i32)
    try (result i32)
      try (result i32)
        local.get 0
        call $throw
      end
    catch $c
      i32.const 8
    end)

  (func $branches (param i32) (result i32)
    (local $i i32)
    loop $again (result i32)
      try
        local.get 0
        call $throw
        return
      catch $a
        drop
        local.get $i
        i32.const 1
        i32.add
        local.tee $i
        i32.const 5
        i32.lt_u
        br_if $again
        local.get $i
        return
      catch_all
        i32.const 60
        return
      end
      unreachable
    end)

  (func (export "_start")
    (local $i i32)
    (call $assert (i32.eq (call $simple (i32.const 0)) (i32.const 44)))
    (call $assert (i32.eq (call $simple (i32.const 1)) (i32.const 111)))
    (call $assert (i32.eq (call $simple (i32.const 2)) (i32.const 222)))
    (call $assert (i32.eq (call $simple (i32.const 3)) (i32.const 300)))
    (call $assert (i32.eq (call $rethrown (i32.const 0)) (i32.const 44)))
    (call $assert (i32.eq (call $rethrown (i32.const 1)) (i32.const 1011)))
    (call $assert (i32.eq (call $rethrown (i32.const 2)) (i32.const 2022)))
    (call $assert (i32.eq (call $delegated (i32.const 0)) (i32.const 44)))
    (call $assert (i32.eq (call $delegated (i32.const 1)) (i32.const 18)))
    (call $assert (i32.eq (call $delegated_to_caller (i32.const 0)) (i32.const 44)))
    (call $assert (i32.eq (call $delegated_to_block (i32.const 3)) (i32.const 5)))
    (call $assert (i32.eq (call $delegated_to_block (i32.const 1)) (i32.const 6)))
    (call $assert (i32.eq (call $delegated_from_clause (i32.const 1)) (i32.const 20)))
    (call $assert (i32.eq (call $no_clauses (i32.const 0)) (i32.const 44)))
    (call $assert (i32.eq (call $no_clauses (i32.const 3)) (i32.const 8)))
    (call $assert (i32.eq (call $branches (i32.const 0)) (i32.const 44)))
    (call $assert (i32.eq (call $branches (i32.const 1)) (i32.const 5)))
    (call $assert (i32.eq (call $branches (i32.const 2)) (i32.const 60)))
    try
      i32.const 1
      call $delegated_to_caller
      drop
      unreachable
    catch $a
      local.set $i
    end
    (call $assert (i32.eq (local.get $i) (i32.const 11)))))

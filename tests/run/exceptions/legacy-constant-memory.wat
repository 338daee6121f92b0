;; Exceptions of the legacy instructions are used again as well, a million of
;; them rethrown from a clause during which others are thrown and caught.
;;! wrapper = ["bash", "-c", "ulimit -d 20000; exec \"$@\"", "bash"]
(module
  (tag $e (param i32 i64 i64 i64 i64 i64))
  (func $throw (param i32)
    (throw $e (local.get 0)
      (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)))
  (func $twice (param i32)
    try
      local.get 0
      call $throw
    catch_all
      try
        i32.const -1
        call $throw
      catch_all
      end
      rethrow 0
    end)
  (func (export "_start")
    (local $i i32)
    loop $again
      try
        local.get $i
        call $twice
        unreachable
      catch $e
        drop
        drop
        drop
        drop
        drop
        local.get $i
        i32.ne
        if
          unreachable
        end
      end
      local.get $i
      i32.const 1
      i32.add
      local.tee $i
      i32.const 1000000
      i32.lt_u
      br_if $again
    end))

;; Calls list the handlers around them; a call outside is a call as any other.
;; Handlers ask for the exception. References to exceptions are kept in the
;; frame during calls.
(module
  (func (export "_start"))
  (tag $e (param i32 f64))
  (func $f (param i32))
  (func $throw (param i32) (throw $e (local.get 0) (f64.const 1)))
  (func $catch (param i32) (result i32)
    (call $f (local.get 0))
    (block $h (result i32 f64)
      (try_table (catch $e $h) (call $f (local.get 0)))
      (return (i32.const 1)))
    (drop))
  (func $again (param exnref)
    (call $f (i32.const 1))
    (throw_ref (local.get 0)))
  (func $clean_up
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (call $f (i32.const 1)))
      (return))
    (call $f (i32.const 2))
    (throw_ref))
  (func $legacy (param i32) (result i32)
    try (result i32)
      local.get 0
      call $f
      i32.const 0
    catch $e
      drop
    catch_all
      rethrow 0
    end))

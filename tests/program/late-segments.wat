;; A segment that does not fit traps at start, so it and all behind it are steps;
;; one before it is not.
(module
  (memory 1)
  (table 2 funcref)
  (data (i32.const 0) "early")
  (data (i32.const 65535) "xx")
  (data (i32.const 8) "late")
  (elem (i32.const 1) $start)
  (func $start (export "_start")))

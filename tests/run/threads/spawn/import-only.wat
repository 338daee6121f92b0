;; Threads: a shared memory that is imported is there, threads or not.
(module
  (import "env" "memory" (memory 2 2 shared))
  (import "env" "memory" (memory $again 1 2 shared))
  (data (i32.const 65536) "abcd")
  (func (export "_start")
    (if (i32.ne (i32.load $again (i32.const 65536)) (i32.const 0x64636261)) (then (unreachable)))))

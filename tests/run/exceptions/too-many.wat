;; A program that holds on to all its exceptions, each in the next one, ends with
;; a trap when there is no room. The list is found reachable without recursion.
;;! trap = "ExceptionsExhausted"
;;! stderr = ["wasm trap: out of memory for exceptions\n   0: link (function 0)\n   1: wasm function 1\n"]
;;! wrapper = ["bash", "-c", "ulimit -d 30000; exec \"$@\"", "bash"]
(module
  (tag $link (param exnref))
  (func $link (param exnref) (throw $link (local.get 0)))
  (func (export "_start")
    (local $list exnref)
    (loop $again
      (block $h (result exnref exnref)
        (try_table (catch_ref $link $h) (call $link (local.get $list)))
        (unreachable))
      (local.set $list)
      (drop)
      (br $again))))

;; Programs that could use sockets can be compiled; there are none, so making one fails,
;; and a method of one has no handle.
;;! trap = "UnknownHandle"
;;! stderr = "[method]tcp-socket.is-listening"
(component
  (import "wasi:sockets/network@0.2.0" (instance $network
    (export "network" (type (sub resource)))
    (type $codes' (enum "unknown" "access-denied" "not-supported" "invalid-argument"
      "out-of-memory" "timeout" "concurrency-conflict" "not-in-progress" "would-block"
      "invalid-state" "new-socket-limit" "address-not-bindable" "address-in-use"
      "remote-unreachable" "connection-refused" "connection-reset" "connection-aborted"
      "datagram-too-large" "name-unresolvable" "temporary-resolver-failure"
      "permanent-resolver-failure"))
    (export "error-code" (type (eq $codes')))
    (type $families' (enum "ipv4" "ipv6"))
    (export "ip-address-family" (type (eq $families')))))
  (alias export $network "network" (type $network-type))
  (alias export $network "error-code" (type $error-code))
  (alias export $network "ip-address-family" (type $family))
  (import "wasi:sockets/instance-network@0.2.0" (instance $instance
    (alias outer 1 $network-type (type $n))
    (export "network" (type $network (eq $n)))
    (export "instance-network" (func (result (own $network))))))
  (import "wasi:sockets/tcp@0.2.0" (instance $tcp
    (export "tcp-socket" (type $socket (sub resource)))
    (export "[method]tcp-socket.is-listening" (func (param "self" (borrow $socket)) (result bool)))))
  (alias export $tcp "tcp-socket" (type $socket))
  (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
    (alias outer 1 $socket (type $s)) (export "tcp-socket" (type $tcp-socket (eq $s)))
    (alias outer 1 $error-code (type $e)) (export "error-code" (type $code (eq $e)))
    (alias outer 1 $family (type $f)) (export "ip-address-family" (type $family (eq $f)))
    (export "create-tcp-socket" (func (param "address-family" $family)
      (result (result (own $tcp-socket) (error $code)))))))
  (core module $Memory (memory (export "memory") 1))
  (core instance $memory (instantiate $Memory))
  (core func $instance (canon lower (func $instance "instance-network")))
  (core func $create (canon lower (func $create "create-tcp-socket")
    (memory (core memory $memory "memory"))))
  (core func $listening (canon lower (func $tcp "[method]tcp-socket.is-listening")))
  (core func $drop-network (canon resource.drop $network-type))
  (core module $Main
    (import "" "instance" (func $instance (result i32)))
    (import "" "create" (func $create (param i32 i32)))
    (import "" "listening" (func $listening (param i32) (result i32)))
    (import "" "drop-network" (func $drop-network (param i32)))
    (import "memory" "memory" (memory 1))
    (func (export "run") (result i32)
      (call $drop-network (call $instance))
      (call $create (i32.const 0) (i32.const 8))
      ;; An error, `not-supported`.
      (if (i32.ne (i32.load8_u (i32.const 8)) (i32.const 1)) (then unreachable))
      (if (i32.ne (i32.load8_u (i32.const 12)) (i32.const 2)) (then unreachable))
      (call $listening (i32.const 1))))
  (core instance $main (instantiate $Main
    (with "memory" (instance $memory))
    (with "" (instance
      (export "instance" (func $instance)) (export "create" (func $create))
      (export "listening" (func $listening)) (export "drop-network" (func $drop-network))))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (instance $run (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $run)))

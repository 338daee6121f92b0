;; Copies strings from one memory to another, whatever the encodings. One instance
;; for each pair of memories and `realloc`.
;;
;; Each exported function takes an address and a length, in code units, in $from,
;; and returns those of the copy in $to. Component Model, "Canonical ABI Explainer",
;; Loading and Storing strings. The room that is asked for is never more than what is
;; used: the string is measured, and validated, before.
;;
;; {Names} in braces are numbers of traps. What stands between `;; EACH SOURCE` and
;; `;; END` is there for each SOURCE: utf8, utf16, latin1; UNIT is the size in bytes of
;; its code units, ALIGN is how addresses are aligned.
(module $transcode
  (import "" "from" (memory $from 0))
  (import "" "to" (memory $to 0))
  (import "" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "" "trap" (func $trap (param i32)))

  (func $raise (param $number i32)
    (call $trap (local.get $number))
    unreachable)

  (func $check_source (param $at i32) (param $length i32) (param $unit i32) (param $align i32)
    (if (i32.and (local.get $at) (i32.sub (local.get $align) (i32.const 1)))
      (then (call $raise (i32.const {UnalignedPointer}))))
    (if (i64.gt_u
          (i64.add
            (i64.extend_i32_u (local.get $at))
            (i64.mul (i64.extend_i32_u (local.get $length)) (i64.extend_i32_u (local.get $unit))))
          (i64.shl (i64.extend_i32_u (memory.size $from)) (i64.const 16)))
      (then (call $raise (i32.const {StringOutOfBounds})))))

  (func $allocate (param $align i32) (param $bytes i64) (result i32) (local $at i32)
    (if (i64.gt_u (local.get $bytes) (i64.const 0x7fffffff))
      (then (call $raise (i32.const {ListTooLong}))))
    (local.set $at
      (call $realloc (i32.const 0) (i32.const 0) (local.get $align)
        (i32.wrap_i64 (local.get $bytes))))
    (if (i32.and (local.get $at) (i32.sub (local.get $align) (i32.const 1)))
      (then (call $raise (i32.const {UnalignedPointer}))))
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $at)) (local.get $bytes))
          (i64.shl (i64.extend_i32_u (memory.size $to)) (i64.const 16)))
      (then (call $raise (i32.const {StringOutOfBounds}))))
    (local.get $at))

  ;; The bits of a continuation byte.
  (func $continuation (param $at i32) (param $end i32) (result i32) (local $byte i32)
    (if (i32.eq (local.get $at) (local.get $end))
      (then (call $raise (i32.const {IncompleteUtf8}))))
    (local.set $byte (i32.load8_u $from (local.get $at)))
    (if (i32.ne (i32.and (local.get $byte) (i32.const 0xc0)) (i32.const 0x80))
      (then (call $raise (i32.const {InvalidUtf8}))))
    (i32.and (local.get $byte) (i32.const 0x3f)))

  ;; The character at an address, and the address behind it.
  (func $next_utf8 (param $at i32) (param $end i32) (result i32 i32)
    (local $char i32) (local $least i32)
    (local.set $char (i32.load8_u $from (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.lt_u (local.get $char) (i32.const 0x80))
      (then (return (local.get $char) (local.get $at))))
    (block $two
      (block $three
        (block $four
          (br_if $two (i32.eq (i32.and (local.get $char) (i32.const 0xe0)) (i32.const 0xc0)))
          (br_if $three (i32.eq (i32.and (local.get $char) (i32.const 0xf0)) (i32.const 0xe0)))
          (br_if $four (i32.eq (i32.and (local.get $char) (i32.const 0xf8)) (i32.const 0xf0)))
          (call $raise (i32.const {InvalidUtf8})))
        ;; $four
        (local.set $char
          (i32.or
            (i32.shl (i32.and (local.get $char) (i32.const 0x07)) (i32.const 6))
            (call $continuation (local.get $at) (local.get $end))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $char
          (i32.or
            (i32.shl (local.get $char) (i32.const 6))
            (call $continuation (local.get $at) (local.get $end))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $char
          (i32.or
            (i32.shl (local.get $char) (i32.const 6))
            (call $continuation (local.get $at) (local.get $end))))
        (if (i32.gt_u
              (i32.sub (local.get $char) (i32.const 0x10000))
              (i32.const 0xfffff))
          (then (call $raise (i32.const {InvalidUtf8}))))
        (return (local.get $char) (i32.add (local.get $at) (i32.const 1))))
      ;; $three
      (local.set $char
        (i32.or
          (i32.shl (i32.and (local.get $char) (i32.const 0x0f)) (i32.const 6))
          (call $continuation (local.get $at) (local.get $end))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $char
        (i32.or
          (i32.shl (local.get $char) (i32.const 6))
          (call $continuation (local.get $at) (local.get $end))))
      (if (i32.or
            (i32.lt_u (local.get $char) (i32.const 0x800))
            (i32.eq (i32.and (local.get $char) (i32.const 0xf800)) (i32.const 0xd800)))
        (then (call $raise (i32.const {InvalidUtf8}))))
      (return (local.get $char) (i32.add (local.get $at) (i32.const 1))))
    ;; $two
    (local.set $char
      (i32.or
        (i32.shl (i32.and (local.get $char) (i32.const 0x1f)) (i32.const 6))
        (call $continuation (local.get $at) (local.get $end))))
    (if (i32.lt_u (local.get $char) (i32.const 0x80))
      (then (call $raise (i32.const {InvalidUtf8}))))
    (local.get $char)
    (i32.add (local.get $at) (i32.const 1)))

  (func $next_utf16 (param $at i32) (param $end i32) (result i32 i32)
    (local $char i32) (local $low i32)
    (local.set $char (i32.load16_u $from (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 2)))
    (if (i32.ne (i32.and (local.get $char) (i32.const 0xf800)) (i32.const 0xd800))
      (then (return (local.get $char) (local.get $at))))
    (if (i32.or
          (i32.and (local.get $char) (i32.const 0x0400))
          (i32.eq (local.get $at) (local.get $end)))
      (then (call $raise (i32.const {InvalidUtf16}))))
    (local.set $low (i32.load16_u $from (local.get $at)))
    (if (i32.ne (i32.and (local.get $low) (i32.const 0xfc00)) (i32.const 0xdc00))
      (then (call $raise (i32.const {InvalidUtf16}))))
    (i32.add
      (i32.const 0x10000)
      (i32.or
        (i32.shl (i32.and (local.get $char) (i32.const 0x3ff)) (i32.const 10))
        (i32.and (local.get $low) (i32.const 0x3ff))))
    (i32.add (local.get $at) (i32.const 2)))

  (func $next_latin1 (param $at i32) (param $end i32) (result i32 i32)
    (i32.load8_u $from (local.get $at))
    (i32.add (local.get $at) (i32.const 1)))

  ;; Write a character, and return the address behind it.
  (func $put_utf8 (param $at i32) (param $char i32) (result i32)
    (if (i32.lt_u (local.get $char) (i32.const 0x80))
      (then
        (i32.store8 $to (local.get $at) (local.get $char))
        (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.lt_u (local.get $char) (i32.const 0x800))
      (then
        (i32.store8 $to (local.get $at)
          (i32.or (i32.const 0xc0) (i32.shr_u (local.get $char) (i32.const 6))))
        (i32.store8 $to offset=1 (local.get $at)
          (i32.or (i32.const 0x80) (i32.and (local.get $char) (i32.const 0x3f))))
        (return (i32.add (local.get $at) (i32.const 2)))))
    (if (i32.lt_u (local.get $char) (i32.const 0x10000))
      (then
        (i32.store8 $to (local.get $at)
          (i32.or (i32.const 0xe0) (i32.shr_u (local.get $char) (i32.const 12))))
        (i32.store8 $to offset=1 (local.get $at)
          (i32.or (i32.const 0x80)
            (i32.and (i32.shr_u (local.get $char) (i32.const 6)) (i32.const 0x3f))))
        (i32.store8 $to offset=2 (local.get $at)
          (i32.or (i32.const 0x80) (i32.and (local.get $char) (i32.const 0x3f))))
        (return (i32.add (local.get $at) (i32.const 3)))))
    (i32.store8 $to (local.get $at)
      (i32.or (i32.const 0xf0) (i32.shr_u (local.get $char) (i32.const 18))))
    (i32.store8 $to offset=1 (local.get $at)
      (i32.or (i32.const 0x80)
        (i32.and (i32.shr_u (local.get $char) (i32.const 12)) (i32.const 0x3f))))
    (i32.store8 $to offset=2 (local.get $at)
      (i32.or (i32.const 0x80)
        (i32.and (i32.shr_u (local.get $char) (i32.const 6)) (i32.const 0x3f))))
    (i32.store8 $to offset=3 (local.get $at)
      (i32.or (i32.const 0x80) (i32.and (local.get $char) (i32.const 0x3f))))
    (i32.add (local.get $at) (i32.const 4)))

  (func $put_utf16 (param $at i32) (param $char i32) (result i32)
    (if (i32.lt_u (local.get $char) (i32.const 0x10000))
      (then
        (i32.store16 $to (local.get $at) (local.get $char))
        (return (i32.add (local.get $at) (i32.const 2)))))
    (local.set $char (i32.sub (local.get $char) (i32.const 0x10000)))
    (i32.store16 $to (local.get $at)
      (i32.or (i32.const 0xd800) (i32.shr_u (local.get $char) (i32.const 10))))
    (i32.store16 $to offset=2 (local.get $at)
      (i32.or (i32.const 0xdc00) (i32.and (local.get $char) (i32.const 0x3ff))))
    (i32.add (local.get $at) (i32.const 4)))

  (func $put_latin1 (param $at i32) (param $char i32) (result i32)
    (i32.store8 $to (local.get $at) (local.get $char))
    (i32.add (local.get $at) (i32.const 1)))

  ;; EACH SOURCE
  ;; Bytes in UTF-8, code units in UTF-16, and the bits of all characters together.
  (func $measure_SOURCE (param $at i32) (param $end i32) (result i64 i64 i32)
    (local $char i32) (local $utf8 i64) (local $utf16 i64) (local $bits i32)
    (block $done
      (loop $again
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (call $next_SOURCE (local.get $at) (local.get $end))
        (local.set $at)
        (local.set $char)
        (local.set $bits (i32.or (local.get $bits) (local.get $char)))
        (local.set $utf16
          (i64.add (local.get $utf16)
            (select (i64.const 2) (i64.const 1)
              (i32.gt_u (local.get $char) (i32.const 0xffff)))))
        (local.set $utf8
          (i64.add (local.get $utf8)
            (i64.extend_i32_u
              (i32.add
                (i32.add (i32.const 1) (i32.gt_u (local.get $char) (i32.const 0x7f)))
                (i32.add
                  (i32.gt_u (local.get $char) (i32.const 0x7ff))
                  (i32.gt_u (local.get $char) (i32.const 0xffff)))))))
        (br $again)))
    (local.get $utf8)
    (local.get $utf16)
    (local.get $bits))

  (func $SOURCE_to_utf8 (param $at i32) (param $length i32) (result i32 i32)
    (local $end i32) (local $bytes i64) (local $copy i32) (local $put i32) (local $char i32)
    (call $check_source (local.get $at) (local.get $length) (i32.const UNIT) (i32.const ALIGN))
    (local.set $end
      (i32.add (local.get $at) (i32.mul (local.get $length) (i32.const UNIT))))
    (call $measure_SOURCE (local.get $at) (local.get $end))
    (drop)
    (drop)
    (local.set $bytes)
    (local.tee $copy (call $allocate (i32.const 1) (local.get $bytes)))
    (local.set $put)
    (block $done
      (loop $again
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (call $next_SOURCE (local.get $at) (local.get $end))
        (local.set $at)
        (local.set $char)
        (local.set $put (call $put_utf8 (local.get $put) (local.get $char)))
        (br $again)))
    (local.get $copy)
    (i32.wrap_i64 (local.get $bytes)))

  (func $SOURCE_to_utf16 (param $at i32) (param $length i32) (result i32 i32)
    (local $end i32) (local $units i64) (local $copy i32)
    (call $check_source (local.get $at) (local.get $length) (i32.const UNIT) (i32.const ALIGN))
    (local.set $end
      (i32.add (local.get $at) (i32.mul (local.get $length) (i32.const UNIT))))
    (call $measure_SOURCE (local.get $at) (local.get $end))
    (drop)
    (local.set $units)
    (drop)
    (local.set $copy
      (call $allocate (i32.const 2) (i64.shl (local.get $units) (i64.const 1))))
    (call $write_SOURCE_as_utf16 (local.get $at) (local.get $end) (local.get $copy))
    (local.get $copy)
    (i32.wrap_i64 (local.get $units)))

  (func $write_SOURCE_as_utf16 (param $at i32) (param $end i32) (param $put i32)
    (local $char i32)
    (block $done
      (loop $again
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (call $next_SOURCE (local.get $at) (local.get $end))
        (local.set $at)
        (local.set $char)
        (local.set $put (call $put_utf16 (local.get $put) (local.get $char)))
        (br $again))))

  (func $SOURCE_to_compact (param $at i32) (param $length i32) (result i32 i32)
    (local $end i32) (local $units i64) (local $copy i32) (local $put i32) (local $char i32)
    (local $bits i32)
    (call $check_source (local.get $at) (local.get $length) (i32.const UNIT) (i32.const ALIGN))
    (local.set $end
      (i32.add (local.get $at) (i32.mul (local.get $length) (i32.const UNIT))))
    (call $measure_SOURCE (local.get $at) (local.get $end))
    (local.set $bits)
    (local.set $units)
    (drop)
    (if (i32.gt_u (local.get $bits) (i32.const 0xff))
      (then
        (local.set $copy
          (call $allocate (i32.const 2) (i64.shl (local.get $units) (i64.const 1))))
        (call $write_SOURCE_as_utf16 (local.get $at) (local.get $end) (local.get $copy))
        (return
          (local.get $copy)
          (i32.or (i32.wrap_i64 (local.get $units)) (i32.const 0x80000000)))))
    ;; Without surrogates there are as many bytes as code units.
    (local.tee $copy (call $allocate (i32.const 2) (local.get $units)))
    (local.set $put)
    (block $done
      (loop $again
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (call $next_SOURCE (local.get $at) (local.get $end))
        (local.set $at)
        (local.set $char)
        (local.set $put (call $put_latin1 (local.get $put) (local.get $char)))
        (br $again)))
    (local.get $copy)
    (i32.wrap_i64 (local.get $units)))
  ;; END

  ;; Most strings are in UTF-8 on both sides: they are validated, eight bytes at a
  ;; time where all are ASCII, and then copied as they are.
  (func (export "0-0") (param $at i32) (param $length i32) (result i32 i32)
    (local $end i32) (local $next i32) (local $copy i32)
    (call $check_source (local.get $at) (local.get $length) (i32.const 1) (i32.const 1))
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (local.set $next (local.get $at))
    (block $done
      (loop $again
        (if (i32.ge_u (i32.sub (local.get $end) (local.get $next)) (i32.const 8))
          (then
            (if (i64.eqz
                  (i64.and
                    (i64.load $from align=1 (local.get $next))
                    (i64.const 0x8080808080808080)))
              (then
                (local.set $next (i32.add (local.get $next) (i32.const 8)))
                (br $again)))))
        (br_if $done (i32.eq (local.get $next) (local.get $end)))
        (call $next_utf8 (local.get $next) (local.get $end))
        (local.set $next)
        (drop)
        (br $again)))
    (local.set $copy
      (call $allocate (i32.const 1) (i64.extend_i32_u (local.get $length))))
    (memory.copy $to $from (local.get $copy) (local.get $at) (local.get $length))
    (local.get $copy)
    (local.get $length))

  (export "0-1" (func $utf8_to_utf16))
  (export "0-2" (func $utf8_to_compact))
  (export "1-0" (func $utf16_to_utf8))
  (export "1-1" (func $utf16_to_utf16))
  (export "1-2" (func $utf16_to_compact))

  ;; The highest bit of a length says that the string is in UTF-16.
  (func (export "2-0") (param $at i32) (param $length i32) (result i32 i32)
    (if (result i32 i32) (i32.lt_s (local.get $length) (i32.const 0))
      (then
        (call $utf16_to_utf8 (local.get $at)
          (i32.and (local.get $length) (i32.const 0x7fffffff))))
      (else (call $latin1_to_utf8 (local.get $at) (local.get $length)))))
  (func (export "2-1") (param $at i32) (param $length i32) (result i32 i32)
    (if (result i32 i32) (i32.lt_s (local.get $length) (i32.const 0))
      (then
        (call $utf16_to_utf16 (local.get $at)
          (i32.and (local.get $length) (i32.const 0x7fffffff))))
      (else (call $latin1_to_utf16 (local.get $at) (local.get $length)))))
  (func (export "2-2") (param $at i32) (param $length i32) (result i32 i32)
    (if (result i32 i32) (i32.lt_s (local.get $length) (i32.const 0))
      (then
        (call $utf16_to_compact (local.get $at)
          (i32.and (local.get $length) (i32.const 0x7fffffff))))
      (else (call $latin1_to_compact (local.get $at) (local.get $length))))))

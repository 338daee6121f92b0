;; Values of every type go through two components and come back. All are elements of a
;; list, which the components only pass on, so that what they hold is what the canonical
;; ABI made of it. The strings are in another encoding in each memory.
;;
;; Each component is called through the other, in each pair of encodings.
(component definition $Echo
  (component $Call
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core module $Main
      (import "memory" "memory" (memory 1))
      (func (export "echo") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (local.get 0))
        (i32.store (i32.const 20) (local.get 1))
        (i32.const 16)))
    (core instance $main (instantiate $Main (with "memory" (instance $memory))))

    (type $record' (record (field "small" u8) (field "large" u64) (field "text" string) (field "flag" bool)))
    (export $record "record" (type $record'))
    (type $variant' (variant (case "nothing") (case "byte" u8) (case "float" f32) (case "wide" u64) (case "text" string)))
    (export $variant "variant" (type $variant'))
    (type $enum' (enum "one" "two" "three"))
    (export $enum "enum" (type $enum'))
    (type $flags3' (flags "a" "b" "c"))
    (export $flags3 "flags3" (type $flags3'))
    (type $flags9' (flags "a" "b" "c" "d" "e" "f" "g" "h" "i"))
    (export $flags9 "flags9" (type $flags9'))
    (type $flags32' (flags "x0" "x1" "x2" "x3" "x4" "x5" "x6" "x7" "x8" "x9" "x10" "x11" "x12" "x13" "x14" "x15" "x16" "x17" "x18" "x19" "x20" "x21" "x22" "x23" "x24" "x25" "x26" "x27" "x28" "x29" "x30" "x31"))
    (export $flags32 "flags32" (type $flags32'))
    (func (export "bools") (param "x" (list bool)) (result (list bool)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u8s") (param "x" (list u8)) (result (list u8)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s8s") (param "x" (list s8)) (result (list s8)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u16s") (param "x" (list u16)) (result (list u16)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s16s") (param "x" (list s16)) (result (list s16)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u32s") (param "x" (list u32)) (result (list u32)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s32s") (param "x" (list s32)) (result (list s32)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u64s") (param "x" (list u64)) (result (list u64)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s64s") (param "x" (list s64)) (result (list s64)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "f32s") (param "x" (list f32)) (result (list f32)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "f64s") (param "x" (list f64)) (result (list f64)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "chars") (param "x" (list char)) (result (list char)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "lists") (param "x" (list (list u16))) (result (list (list u16))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "records") (param "x" (list $record)) (result (list $record)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "tuples") (param "x" (list (tuple u8 u32 u8))) (result (list (tuple u8 u32 u8))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "variants") (param "x" (list $variant)) (result (list $variant)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "enums") (param "x" (list $enum)) (result (list $enum)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "options") (param "x" (list (option string))) (result (list (option string))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "results") (param "x" (list (result u16 (error string)))) (result (list (result u16 (error string)))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "empty-results") (param "x" (list (result))) (result (list (result))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "few-flags") (param "x" (list $flags3)) (result (list $flags3)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "more-flags") (param "x" (list $flags9)) (result (list $flags9)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "most-flags") (param "x" (list $flags32)) (result (list $flags32)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
  )
  (component $Dall
    (import "c" (instance $c

    (type $record' (record (field "small" u8) (field "large" u64) (field "text" string) (field "flag" bool)))
    (export "record" (type $record (eq $record')))
    (type $variant' (variant (case "nothing") (case "byte" u8) (case "float" f32) (case "wide" u64) (case "text" string)))
    (export "variant" (type $variant (eq $variant')))
    (type $enum' (enum "one" "two" "three"))
    (export "enum" (type $enum (eq $enum')))
    (type $flags3' (flags "a" "b" "c"))
    (export "flags3" (type $flags3 (eq $flags3')))
    (type $flags9' (flags "a" "b" "c" "d" "e" "f" "g" "h" "i"))
    (export "flags9" (type $flags9 (eq $flags9')))
    (type $flags32' (flags "x0" "x1" "x2" "x3" "x4" "x5" "x6" "x7" "x8" "x9" "x10" "x11" "x12" "x13" "x14" "x15" "x16" "x17" "x18" "x19" "x20" "x21" "x22" "x23" "x24" "x25" "x26" "x27" "x28" "x29" "x30" "x31"))
    (export "flags32" (type $flags32 (eq $flags32')))
    (export "bools" (func (param "x" (list bool)) (result (list bool))))
    (export "u8s" (func (param "x" (list u8)) (result (list u8))))
    (export "s8s" (func (param "x" (list s8)) (result (list s8))))
    (export "u16s" (func (param "x" (list u16)) (result (list u16))))
    (export "s16s" (func (param "x" (list s16)) (result (list s16))))
    (export "u32s" (func (param "x" (list u32)) (result (list u32))))
    (export "s32s" (func (param "x" (list s32)) (result (list s32))))
    (export "u64s" (func (param "x" (list u64)) (result (list u64))))
    (export "s64s" (func (param "x" (list s64)) (result (list s64))))
    (export "f32s" (func (param "x" (list f32)) (result (list f32))))
    (export "f64s" (func (param "x" (list f64)) (result (list f64))))
    (export "chars" (func (param "x" (list char)) (result (list char))))
    (export "strings" (func (param "x" (list string)) (result (list string))))
    (export "lists" (func (param "x" (list (list u16))) (result (list (list u16)))))
    (export "records" (func (param "x" (list $record)) (result (list $record))))
    (export "tuples" (func (param "x" (list (tuple u8 u32 u8))) (result (list (tuple u8 u32 u8)))))
    (export "variants" (func (param "x" (list $variant)) (result (list $variant))))
    (export "enums" (func (param "x" (list $enum)) (result (list $enum))))
    (export "options" (func (param "x" (list (option string))) (result (list (option string)))))
    (export "results" (func (param "x" (list (result u16 (error string)))) (result (list (result u16 (error string))))))
    (export "empty-results" (func (param "x" (list (result))) (result (list (result)))))
    (export "few-flags" (func (param "x" (list $flags3)) (result (list $flags3))))
    (export "more-flags" (func (param "x" (list $flags9)) (result (list $flags9))))
    (export "most-flags" (func (param "x" (list $flags32)) (result (list $flags32))))
    (export "nested" (func (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8))))))))
    ))
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core func $bools (canon lower (func $c "bools") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $u8s (canon lower (func $c "u8s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $s8s (canon lower (func $c "s8s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $u16s (canon lower (func $c "u16s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $s16s (canon lower (func $c "s16s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $u32s (canon lower (func $c "u32s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $s32s (canon lower (func $c "s32s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $u64s (canon lower (func $c "u64s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $s64s (canon lower (func $c "s64s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $f32s (canon lower (func $c "f32s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $f64s (canon lower (func $c "f64s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $chars (canon lower (func $c "chars") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $strings (canon lower (func $c "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $lists (canon lower (func $c "lists") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $records (canon lower (func $c "records") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $tuples (canon lower (func $c "tuples") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $variants (canon lower (func $c "variants") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $enums (canon lower (func $c "enums") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $options (canon lower (func $c "options") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $results (canon lower (func $c "results") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $empty-results (canon lower (func $c "empty-results") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $few-flags (canon lower (func $c "few-flags") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $more-flags (canon lower (func $c "more-flags") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $most-flags (canon lower (func $c "most-flags") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $nested (canon lower (func $c "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core module $Main
      (import "c" "bools" (func $bools (param i32 i32 i32)))
      (import "c" "u8s" (func $u8s (param i32 i32 i32)))
      (import "c" "s8s" (func $s8s (param i32 i32 i32)))
      (import "c" "u16s" (func $u16s (param i32 i32 i32)))
      (import "c" "s16s" (func $s16s (param i32 i32 i32)))
      (import "c" "u32s" (func $u32s (param i32 i32 i32)))
      (import "c" "s32s" (func $s32s (param i32 i32 i32)))
      (import "c" "u64s" (func $u64s (param i32 i32 i32)))
      (import "c" "s64s" (func $s64s (param i32 i32 i32)))
      (import "c" "f32s" (func $f32s (param i32 i32 i32)))
      (import "c" "f64s" (func $f64s (param i32 i32 i32)))
      (import "c" "chars" (func $chars (param i32 i32 i32)))
      (import "c" "strings" (func $strings (param i32 i32 i32)))
      (import "c" "lists" (func $lists (param i32 i32 i32)))
      (import "c" "records" (func $records (param i32 i32 i32)))
      (import "c" "tuples" (func $tuples (param i32 i32 i32)))
      (import "c" "variants" (func $variants (param i32 i32 i32)))
      (import "c" "enums" (func $enums (param i32 i32 i32)))
      (import "c" "options" (func $options (param i32 i32 i32)))
      (import "c" "results" (func $results (param i32 i32 i32)))
      (import "c" "empty-results" (func $empty-results (param i32 i32 i32)))
      (import "c" "few-flags" (func $few-flags (param i32 i32 i32)))
      (import "c" "more-flags" (func $more-flags (param i32 i32 i32)))
      (import "c" "most-flags" (func $most-flags (param i32 i32 i32)))
      (import "c" "nested" (func $nested (param i32 i32 i32)))
      (func (export "bools") (param i32 i32) (result i32) (call $bools (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "u8s") (param i32 i32) (result i32) (call $u8s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "s8s") (param i32 i32) (result i32) (call $s8s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "u16s") (param i32 i32) (result i32) (call $u16s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "s16s") (param i32 i32) (result i32) (call $s16s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "u32s") (param i32 i32) (result i32) (call $u32s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "s32s") (param i32 i32) (result i32) (call $s32s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "u64s") (param i32 i32) (result i32) (call $u64s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "s64s") (param i32 i32) (result i32) (call $s64s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "f32s") (param i32 i32) (result i32) (call $f32s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "f64s") (param i32 i32) (result i32) (call $f64s (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "chars") (param i32 i32) (result i32) (call $chars (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "strings") (param i32 i32) (result i32) (call $strings (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "lists") (param i32 i32) (result i32) (call $lists (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "records") (param i32 i32) (result i32) (call $records (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "tuples") (param i32 i32) (result i32) (call $tuples (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "variants") (param i32 i32) (result i32) (call $variants (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "enums") (param i32 i32) (result i32) (call $enums (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "options") (param i32 i32) (result i32) (call $options (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "results") (param i32 i32) (result i32) (call $results (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "empty-results") (param i32 i32) (result i32) (call $empty-results (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "few-flags") (param i32 i32) (result i32) (call $few-flags (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "more-flags") (param i32 i32) (result i32) (call $more-flags (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "most-flags") (param i32 i32) (result i32) (call $most-flags (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "nested") (param i32 i32) (result i32) (call $nested (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
    )
    (core instance $main (instantiate $Main (with "c" (instance
      (export "bools" (func $bools))
      (export "u8s" (func $u8s))
      (export "s8s" (func $s8s))
      (export "u16s" (func $u16s))
      (export "s16s" (func $s16s))
      (export "u32s" (func $u32s))
      (export "s32s" (func $s32s))
      (export "u64s" (func $u64s))
      (export "s64s" (func $s64s))
      (export "f32s" (func $f32s))
      (export "f64s" (func $f64s))
      (export "chars" (func $chars))
      (export "strings" (func $strings))
      (export "lists" (func $lists))
      (export "records" (func $records))
      (export "tuples" (func $tuples))
      (export "variants" (func $variants))
      (export "enums" (func $enums))
      (export "options" (func $options))
      (export "results" (func $results))
      (export "empty-results" (func $empty-results))
      (export "few-flags" (func $few-flags))
      (export "more-flags" (func $more-flags))
      (export "most-flags" (func $most-flags))
      (export "nested" (func $nested))
    ))))
    (alias export $c "record" (type $record'))
    (export $record "record" (type $record'))
    (alias export $c "variant" (type $variant'))
    (export $variant "variant" (type $variant'))
    (alias export $c "enum" (type $enum'))
    (export $enum "enum" (type $enum'))
    (alias export $c "flags3" (type $flags3'))
    (export $flags3 "flags3" (type $flags3'))
    (alias export $c "flags9" (type $flags9'))
    (export $flags9 "flags9" (type $flags9'))
    (alias export $c "flags32" (type $flags32'))
    (export $flags32 "flags32" (type $flags32'))
    (func (export "bools") (param "x" (list bool)) (result (list bool)) (canon lift (core func $main "bools") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u8s") (param "x" (list u8)) (result (list u8)) (canon lift (core func $main "u8s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s8s") (param "x" (list s8)) (result (list s8)) (canon lift (core func $main "s8s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u16s") (param "x" (list u16)) (result (list u16)) (canon lift (core func $main "u16s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s16s") (param "x" (list s16)) (result (list s16)) (canon lift (core func $main "s16s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u32s") (param "x" (list u32)) (result (list u32)) (canon lift (core func $main "u32s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s32s") (param "x" (list s32)) (result (list s32)) (canon lift (core func $main "s32s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "u64s") (param "x" (list u64)) (result (list u64)) (canon lift (core func $main "u64s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "s64s") (param "x" (list s64)) (result (list s64)) (canon lift (core func $main "s64s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "f32s") (param "x" (list f32)) (result (list f32)) (canon lift (core func $main "f32s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "f64s") (param "x" (list f64)) (result (list f64)) (canon lift (core func $main "f64s") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "chars") (param "x" (list char)) (result (list char)) (canon lift (core func $main "chars") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "lists") (param "x" (list (list u16))) (result (list (list u16))) (canon lift (core func $main "lists") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "records") (param "x" (list $record)) (result (list $record)) (canon lift (core func $main "records") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "tuples") (param "x" (list (tuple u8 u32 u8))) (result (list (tuple u8 u32 u8))) (canon lift (core func $main "tuples") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "variants") (param "x" (list $variant)) (result (list $variant)) (canon lift (core func $main "variants") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "enums") (param "x" (list $enum)) (result (list $enum)) (canon lift (core func $main "enums") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "options") (param "x" (list (option string))) (result (list (option string))) (canon lift (core func $main "options") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "results") (param "x" (list (result u16 (error string)))) (result (list (result u16 (error string)))) (canon lift (core func $main "results") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "empty-results") (param "x" (list (result))) (result (list (result))) (canon lift (core func $main "empty-results") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "few-flags") (param "x" (list $flags3)) (result (list $flags3)) (canon lift (core func $main "few-flags") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "more-flags") (param "x" (list $flags9)) (result (list $flags9)) (canon lift (core func $main "more-flags") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "most-flags") (param "x" (list $flags32)) (result (list $flags32)) (canon lift (core func $main "most-flags") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
  )
  (component $C0
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core module $Main
      (import "memory" "memory" (memory 1))
      (func (export "echo") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (local.get 0))
        (i32.store (i32.const 20) (local.get 1))
        (i32.const 16)))
    (core instance $main (instantiate $Main (with "memory" (instance $memory))))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
  )
  (component $D0
    (import "c" (instance $c
    (export "strings" (func (param "x" (list string)) (result (list string))))
    (export "nested" (func (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8))))))))
    ))
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core func $strings (canon lower (func $c "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core func $nested (canon lower (func $c "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (core module $Main
      (import "c" "strings" (func $strings (param i32 i32 i32)))
      (import "c" "nested" (func $nested (param i32 i32 i32)))
      (func (export "strings") (param i32 i32) (result i32) (call $strings (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "nested") (param i32 i32) (result i32) (call $nested (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
    )
    (core instance $main (instantiate $Main (with "c" (instance
      (export "strings" (func $strings))
      (export "nested" (func $nested))
    ))))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf8))
  )
  (component $C1
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core module $Main
      (import "memory" "memory" (memory 1))
      (func (export "echo") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (local.get 0))
        (i32.store (i32.const 20) (local.get 1))
        (i32.const 16)))
    (core instance $main (instantiate $Main (with "memory" (instance $memory))))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf16))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf16))
  )
  (component $D1
    (import "c" (instance $c
    (export "strings" (func (param "x" (list string)) (result (list string))))
    (export "nested" (func (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8))))))))
    ))
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core func $strings (canon lower (func $c "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf16))
    (core func $nested (canon lower (func $c "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf16))
    (core module $Main
      (import "c" "strings" (func $strings (param i32 i32 i32)))
      (import "c" "nested" (func $nested (param i32 i32 i32)))
      (func (export "strings") (param i32 i32) (result i32) (call $strings (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "nested") (param i32 i32) (result i32) (call $nested (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
    )
    (core instance $main (instantiate $Main (with "c" (instance
      (export "strings" (func $strings))
      (export "nested" (func $nested))
    ))))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf16))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=utf16))
  )
  (component $C2
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core module $Main
      (import "memory" "memory" (memory 1))
      (func (export "echo") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (local.get 0))
        (i32.store (i32.const 20) (local.get 1))
        (i32.const 16)))
    (core instance $main (instantiate $Main (with "memory" (instance $memory))))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=latin1+utf16))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "echo") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=latin1+utf16))
  )
  (component $D2
    (import "c" (instance $c
    (export "strings" (func (param "x" (list string)) (result (list string))))
    (export "nested" (func (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8))))))))
    ))
    (core module $Memory
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        ;; Addresses that are aligned no better than they must be.
        (local.set $at
          (i32.add
            (local.get 2)
            (i32.and
              (i32.add (global.get $next) (i32.sub (i32.shl (local.get 2) (i32.const 1)) (i32.const 1)))
              (i32.sub (i32.const 0) (i32.shl (local.get 2) (i32.const 1))))))
        (global.set $next (i32.add (local.get $at) (local.get 3)))
        (memory.copy (local.get $at) (local.get 0)
          (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
        (local.get $at)))
    (core instance $memory (instantiate $Memory))
    (core func $strings (canon lower (func $c "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=latin1+utf16))
    (core func $nested (canon lower (func $c "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=latin1+utf16))
    (core module $Main
      (import "c" "strings" (func $strings (param i32 i32 i32)))
      (import "c" "nested" (func $nested (param i32 i32 i32)))
      (func (export "strings") (param i32 i32) (result i32) (call $strings (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
      (func (export "nested") (param i32 i32) (result i32) (call $nested (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32))
    )
    (core instance $main (instantiate $Main (with "c" (instance
      (export "strings" (func $strings))
      (export "nested" (func $nested))
    ))))
    (func (export "strings") (param "x" (list string)) (result (list string)) (canon lift (core func $main "strings") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=latin1+utf16))
    (func (export "nested") (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8)))))) (canon lift (core func $main "nested") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) string-encoding=latin1+utf16))
  )
  (instance $call (instantiate $Call))
  (instance $dall (instantiate $Dall (with "c" (instance $call))))
  (export $record "record" (type $dall "record"))
  (export $variant "variant" (type $dall "variant"))
  (export $enum "enum" (type $dall "enum"))
  (export $flags3 "flags3" (type $dall "flags3"))
  (export $flags9 "flags9" (type $dall "flags9"))
  (export $flags32 "flags32" (type $dall "flags32"))
  (export "bools" (func $dall "bools") (func (param "x" (list bool)) (result (list bool))))
  (export "u8s" (func $dall "u8s") (func (param "x" (list u8)) (result (list u8))))
  (export "s8s" (func $dall "s8s") (func (param "x" (list s8)) (result (list s8))))
  (export "u16s" (func $dall "u16s") (func (param "x" (list u16)) (result (list u16))))
  (export "s16s" (func $dall "s16s") (func (param "x" (list s16)) (result (list s16))))
  (export "u32s" (func $dall "u32s") (func (param "x" (list u32)) (result (list u32))))
  (export "s32s" (func $dall "s32s") (func (param "x" (list s32)) (result (list s32))))
  (export "u64s" (func $dall "u64s") (func (param "x" (list u64)) (result (list u64))))
  (export "s64s" (func $dall "s64s") (func (param "x" (list s64)) (result (list s64))))
  (export "f32s" (func $dall "f32s") (func (param "x" (list f32)) (result (list f32))))
  (export "f64s" (func $dall "f64s") (func (param "x" (list f64)) (result (list f64))))
  (export "chars" (func $dall "chars") (func (param "x" (list char)) (result (list char))))
  (export "strings" (func $dall "strings") (func (param "x" (list string)) (result (list string))))
  (export "lists" (func $dall "lists") (func (param "x" (list (list u16))) (result (list (list u16)))))
  (export "records" (func $dall "records") (func (param "x" (list $record)) (result (list $record))))
  (export "tuples" (func $dall "tuples") (func (param "x" (list (tuple u8 u32 u8))) (result (list (tuple u8 u32 u8)))))
  (export "variants" (func $dall "variants") (func (param "x" (list $variant)) (result (list $variant))))
  (export "enums" (func $dall "enums") (func (param "x" (list $enum)) (result (list $enum))))
  (export "options" (func $dall "options") (func (param "x" (list (option string))) (result (list (option string)))))
  (export "results" (func $dall "results") (func (param "x" (list (result u16 (error string)))) (result (list (result u16 (error string))))))
  (export "empty-results" (func $dall "empty-results") (func (param "x" (list (result))) (result (list (result)))))
  (export "few-flags" (func $dall "few-flags") (func (param "x" (list $flags3)) (result (list $flags3))))
  (export "more-flags" (func $dall "more-flags") (func (param "x" (list $flags9)) (result (list $flags9))))
  (export "most-flags" (func $dall "most-flags") (func (param "x" (list $flags32)) (result (list $flags32))))
  (export "nested" (func $dall "nested") (func (param "x" (list (list (option (tuple string (list u8)))))) (result (list (list (option (tuple string (list u8))))))))
  (instance $c0 (instantiate $C0))
  (instance $d00 (instantiate $D0 (with "c" (instance $c0))))
  (export "strings-utf8-in-utf8" (func $d00 "strings"))
  (export "nested-utf8-in-utf8" (func $d00 "nested"))
  (instance $d01 (instantiate $D1 (with "c" (instance $c0))))
  (export "strings-utf16-in-utf8" (func $d01 "strings"))
  (export "nested-utf16-in-utf8" (func $d01 "nested"))
  (instance $d02 (instantiate $D2 (with "c" (instance $c0))))
  (export "strings-compact-in-utf8" (func $d02 "strings"))
  (export "nested-compact-in-utf8" (func $d02 "nested"))
  (instance $c1 (instantiate $C1))
  (instance $d10 (instantiate $D0 (with "c" (instance $c1))))
  (export "strings-utf8-in-utf16" (func $d10 "strings"))
  (export "nested-utf8-in-utf16" (func $d10 "nested"))
  (instance $d11 (instantiate $D1 (with "c" (instance $c1))))
  (export "strings-utf16-in-utf16" (func $d11 "strings"))
  (export "nested-utf16-in-utf16" (func $d11 "nested"))
  (instance $d12 (instantiate $D2 (with "c" (instance $c1))))
  (export "strings-compact-in-utf16" (func $d12 "strings"))
  (export "nested-compact-in-utf16" (func $d12 "nested"))
  (instance $c2 (instantiate $C2))
  (instance $d20 (instantiate $D0 (with "c" (instance $c2))))
  (export "strings-utf8-in-compact" (func $d20 "strings"))
  (export "nested-utf8-in-compact" (func $d20 "nested"))
  (instance $d21 (instantiate $D1 (with "c" (instance $c2))))
  (export "strings-utf16-in-compact" (func $d21 "strings"))
  (export "nested-utf16-in-compact" (func $d21 "nested"))
  (instance $d22 (instantiate $D2 (with "c" (instance $c2))))
  (export "strings-compact-in-compact" (func $d22 "strings"))
  (export "nested-compact-in-compact" (func $d22 "nested"))
)
(component instance $echo $Echo)

(assert_return (invoke "bools"
  (list.const (bool.const true) (bool.const false)))
  (list.const (bool.const true) (bool.const false)))
(assert_return (invoke "u8s"
  (list.const (u8.const 0) (u8.const 255) (u8.const 7)))
  (list.const (u8.const 0) (u8.const 255) (u8.const 7)))
(assert_return (invoke "s8s"
  (list.const (s8.const -128) (s8.const 127)))
  (list.const (s8.const -128) (s8.const 127)))
(assert_return (invoke "u16s"
  (list.const (u16.const 65535) (u16.const 1)))
  (list.const (u16.const 65535) (u16.const 1)))
(assert_return (invoke "s16s"
  (list.const (s16.const -32768) (s16.const 5)))
  (list.const (s16.const -32768) (s16.const 5)))
(assert_return (invoke "u32s"
  (list.const (u32.const 4294967295) (u32.const 3)))
  (list.const (u32.const 4294967295) (u32.const 3)))
(assert_return (invoke "s32s"
  (list.const (s32.const -2147483648) (s32.const 3)))
  (list.const (s32.const -2147483648) (s32.const 3)))
(assert_return (invoke "u64s"
  (list.const (u64.const 18446744073709551615) (u64.const 3)))
  (list.const (u64.const 18446744073709551615) (u64.const 3)))
(assert_return (invoke "s64s"
  (list.const (s64.const -9223372036854775808) (s64.const 3)))
  (list.const (s64.const -9223372036854775808) (s64.const 3)))
(assert_return (invoke "f32s"
  (list.const (f32.const 1.5) (f32.const -inf) (f32.const nan)))
  (list.const (f32.const 1.5) (f32.const -inf) (f32.const nan)))
(assert_return (invoke "f64s"
  (list.const (f64.const 1.5) (f64.const -0)))
  (list.const (f64.const 1.5) (f64.const -0)))
(assert_return (invoke "chars"
  (list.const (char.const "a") (char.const "\u{10ffff}") (char.const "\u{d7ff}") (char.const "\u{e000}")))
  (list.const (char.const "a") (char.const "\u{10ffff}") (char.const "\u{d7ff}") (char.const "\u{e000}")))
(assert_return (invoke "strings"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "lists"
  (list.const (list.const) (list.const (u16.const 1) (u16.const 2))))
  (list.const (list.const) (list.const (u16.const 1) (u16.const 2))))
(assert_return (invoke "records"
  (list.const (record.const (field "small" u8.const 1) (field "large" u64.const 2) (field "text" str.const "\u{e9}") (field "flag" bool.const true))))
  (list.const (record.const (field "small" u8.const 1) (field "large" u64.const 2) (field "text" str.const "\u{e9}") (field "flag" bool.const true))))
(assert_return (invoke "tuples"
  (list.const (tuple.const (u8.const 1) (u32.const 2) (u8.const 3)) (tuple.const (u8.const 4) (u32.const 5) (u8.const 6))))
  (list.const (tuple.const (u8.const 1) (u32.const 2) (u8.const 3)) (tuple.const (u8.const 4) (u32.const 5) (u8.const 6))))
(assert_return (invoke "variants"
  (list.const (variant.const "nothing") (variant.const "byte" (u8.const 200)) (variant.const "float" (f32.const 2.5)) (variant.const "wide" (u64.const 10000000000)) (variant.const "text" (str.const "\u{2603}"))))
  (list.const (variant.const "nothing") (variant.const "byte" (u8.const 200)) (variant.const "float" (f32.const 2.5)) (variant.const "wide" (u64.const 10000000000)) (variant.const "text" (str.const "\u{2603}"))))
(assert_return (invoke "enums"
  (list.const (enum.const "one") (enum.const "three")))
  (list.const (enum.const "one") (enum.const "three")))
(assert_return (invoke "options"
  (list.const (option.none) (option.some (str.const "x"))))
  (list.const (option.none) (option.some (str.const "x"))))
(assert_return (invoke "results"
  (list.const (result.ok (u16.const 9)) (result.err (str.const "\u{ff}"))))
  (list.const (result.ok (u16.const 9)) (result.err (str.const "\u{ff}"))))
(assert_return (invoke "empty-results"
  (list.const (result.ok) (result.err)))
  (list.const (result.ok) (result.err)))
(assert_return (invoke "few-flags"
  (list.const (flags.const "a" "c") (flags.const)))
  (list.const (flags.const "a" "c") (flags.const)))
(assert_return (invoke "more-flags"
  (list.const (flags.const "a" "i")))
  (list.const (flags.const "a" "i")))
(assert_return (invoke "most-flags"
  (list.const (flags.const "x0" "x31" "x16")))
  (list.const (flags.const "x0" "x31" "x16")))
(assert_return (invoke "nested"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From utf8 to utf8 and back.
(assert_return (invoke "strings-utf8-in-utf8"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-utf8-in-utf8"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From utf16 to utf8 and back.
(assert_return (invoke "strings-utf16-in-utf8"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-utf16-in-utf8"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From latin1+utf16 to utf8 and back.
(assert_return (invoke "strings-compact-in-utf8"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-compact-in-utf8"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From utf8 to utf16 and back.
(assert_return (invoke "strings-utf8-in-utf16"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-utf8-in-utf16"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From utf16 to utf16 and back.
(assert_return (invoke "strings-utf16-in-utf16"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-utf16-in-utf16"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From latin1+utf16 to utf16 and back.
(assert_return (invoke "strings-compact-in-utf16"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-compact-in-utf16"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From utf8 to latin1+utf16 and back.
(assert_return (invoke "strings-utf8-in-compact"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-utf8-in-compact"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From utf16 to latin1+utf16 and back.
(assert_return (invoke "strings-utf16-in-compact"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-utf16-in-compact"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

;; From latin1+utf16 to latin1+utf16 and back.
(assert_return (invoke "strings-compact-in-compact"
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
  (list.const (str.const "") (str.const "ascii only, more than eight bytes of it") (str.const "caf\u{e9} \u{ff}") (str.const "\u{2603} \u{800}\u{7ff}") (str.const "a\u{1f600}b\u{10ffff}\u{10000}")))
(assert_return (invoke "nested-compact-in-compact"
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))
  (list.const (list.const (option.none) (option.some (tuple.const (str.const "\u{e9}\u{1f600}") (list.const (u8.const 1) (u8.const 2))))) (list.const)))

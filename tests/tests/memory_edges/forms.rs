//! Ways to compute an index, and to use what was loaded.

use crate::script::Index;

/// A way to compute an index that is the first parameter in the end.
pub struct IndexForm {
    /// Only for this type of indices.
    pub index: Option<Index>,
    /// `INDEX` stands for the type.
    pub expression: &'static str,
    /// Whether many values are alive at the same time.
    pub pressed: bool,
}

const fn form(expression: &'static str) -> IndexForm {
    IndexForm { index: None, expression, pressed: false }
}

const fn form32(expression: &'static str) -> IndexForm {
    IndexForm { index: Some(Index::I32), expression, pressed: false }
}

/// The first is the parameter itself.
pub const INDEX_FORMS: &[IndexForm] = &[
    form("(local.get 0)"),
    IndexForm { index: None, expression: "(local.get 0)", pressed: true },
    // CVE-2021-32629: what was spilled with 32 bits comes back with more.
    IndexForm {
        index: Some(Index::I32),
        expression: "(i32.add (i32.sub (local.get 0) (global.get $k32)) (global.get $k32))",
        pressed: true,
    },
    // CVE-2023-26489: a sum or a product that wraps is not a part of the address.
    form(
        "(INDEX.add (INDEX.shl (INDEX.shr_u (local.get 0) (INDEX.const 3)) (INDEX.const 3))
            (INDEX.and (local.get 0) (INDEX.const 7)))",
    ),
    form("(INDEX.add (INDEX.sub (local.get 0) (INDEX.const 0x7ffffff0)) (INDEX.const 0x7ffffff0))"),
    form32("(i32.add (i32.sub (local.get 0) (global.get $k32)) (global.get $k32))"),
    form32(
        "(i32.add (local.get 0) (i32.shl (i32.and (global.get $k32) (i32.const 1)) (i32.const 31)))",
    ),
    form32("(i32.mul (i32.mul (local.get 0) (i32.const 0xaaaaaaab)) (i32.const 3))"),
    form32("(i32.mul (i32.mul (local.get 0) (i32.const 0x38e38e39)) (i32.const 9))"),
    form32("(i32.shl (i32.rotr (local.get 0) (i32.const 0)) (i32.const 32))"),
    // The upper half of a register is not zero by itself.
    form32(
        "(i32.wrap_i64 (i64.or (i64.extend_i32_u (local.get 0)) (i64.const 0xdeadbeef00000000)))",
    ),
    form32("(i32.wrap_i64 (i64.extend_i32_s (local.get 0)))"),
    form32(
        "(i32.wrap_i64 (i64.add (i64.extend_i32_u (local.get 0)) (i64.shl (global.get $k64) (i64.const 32))))",
    ),
    IndexForm {
        index: Some(Index::I64),
        expression: "(i64.add (i64.sub (local.get 0) (global.get $k64)) (global.get $k64))",
        pressed: true,
    },
    form("(select (local.get 0) (INDEX.const 5) (global.get $g1))"),
];

/// What stands before and after an access so that more values are alive across
/// it than there are registers of either kind.
pub const PRESSED: (&str, &str) = (
    "(local $a0 i32) (local $a1 i32) (local $a2 i32) (local $a3 i32) (local $a4 i32) (local $a5 i32)
     (local $a6 i32) (local $a7 i32) (local $a8 i32) (local $a9 i32) (local $a10 i32)
     (local $a11 i32) (local $a12 i32) (local $a13 i32) (local $a14 i32) (local $a15 i32)
     (local $d0 f64) (local $d1 f64) (local $d2 f64) (local $d3 f64) (local $d4 f64) (local $d5 f64)
     (local $d6 f64) (local $d7 f64) (local $d8 f64) (local $d9 f64) (local $d10 f64)
     (local $d11 f64) (local $d12 f64) (local $d13 f64) (local $d14 f64) (local $d15 f64)
     (local.set $a0 (global.get $g0)) (local.set $a1 (global.get $g1))
     (local.set $a2 (global.get $g2)) (local.set $a3 (global.get $g3))
     (local.set $a4 (global.get $g4)) (local.set $a5 (global.get $g5))
     (local.set $a6 (global.get $g6)) (local.set $a7 (global.get $g7))
     (local.set $a8 (global.get $g8)) (local.set $a9 (global.get $g9))
     (local.set $a10 (global.get $g10)) (local.set $a11 (global.get $g11))
     (local.set $a12 (global.get $g12)) (local.set $a13 (global.get $g13))
     (local.set $a14 (global.get $g14)) (local.set $a15 (global.get $g15))
     (local.set $d0 (global.get $f0)) (local.set $d1 (global.get $f1))
     (local.set $d2 (global.get $f2)) (local.set $d3 (global.get $f3))
     (local.set $d4 (global.get $f4)) (local.set $d5 (global.get $f5))
     (local.set $d6 (global.get $f6)) (local.set $d7 (global.get $f7))
     (local.set $d8 (global.get $f8)) (local.set $d9 (global.get $f9))
     (local.set $d10 (global.get $f10)) (local.set $d11 (global.get $f11))
     (local.set $d12 (global.get $f12)) (local.set $d13 (global.get $f13))
     (local.set $d14 (global.get $f14)) (local.set $d15 (global.get $f15))
     (call $opaque)",
    "(call $opaque)
     (global.set $g0 (local.get $a15)) (global.set $g1 (local.get $a1))
     (global.set $g2 (local.get $a2)) (global.set $g3 (local.get $a3))
     (global.set $g4 (local.get $a4)) (global.set $g5 (local.get $a5))
     (global.set $g6 (local.get $a6)) (global.set $g7 (local.get $a7))
     (global.set $g8 (local.get $a8)) (global.set $g9 (local.get $a9))
     (global.set $g10 (local.get $a10)) (global.set $g11 (local.get $a11))
     (global.set $g12 (local.get $a12)) (global.set $g13 (local.get $a13))
     (global.set $g14 (local.get $a14)) (global.set $g15 (local.get $a0))
     (global.set $f0 (local.get $d15)) (global.set $f1 (local.get $d1))
     (global.set $f2 (local.get $d2)) (global.set $f3 (local.get $d3))
     (global.set $f4 (local.get $d4)) (global.set $f5 (local.get $d5))
     (global.set $f6 (local.get $d6)) (global.set $f7 (local.get $d7))
     (global.set $f8 (local.get $d8)) (global.set $f9 (local.get $d9))
     (global.set $f10 (local.get $d10)) (global.set $f11 (local.get $d11))
     (global.set $f12 (local.get $d12)) (global.set $f13 (local.get $d13))
     (global.set $f14 (local.get $d14)) (global.set $f15 (local.get $d0))",
);

/// A load, its width, and the text before and behind it that makes an i64, or a
/// vector where it ends in `SAME128`, out of it. CVE-2026-24116 and -34944: a load
/// that becomes an operand must not get wider.
pub const USES: &[(&str, u64, &str, &str)] = &[
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.add (f32.const 1.5)", ")))"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.sub (f32.const 1.5)", ")))"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.min (f32.const 1.5)", ")))"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.sqrt", ")))"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.ceil", ")))"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.abs", ")))"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.neg", ")))"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.copysign (f32.const -1)", ")))"),
    ("f32.load", 4, "(i64.reinterpret_f64 (f64.promote_f32", "))"),
    ("f32.load", 4, "(i64.extend_i32_u (f32.lt (f32.const 1.5)", "))"),
    ("f32.load", 4, "(i64.trunc_sat_f32_s", ")"),
    ("f32.load", 4, "(i64.extend_i32_u (i32.reinterpret_f32", "))"),
    ("f32.load", 4, "(f32x4.splat", ")SAME128"),
    ("f32.load", 4, "(f32x4.replace_lane 2 (v128.const i64x2 7 9)", ")SAME128"),
    ("f32.load", 4, "(f32x4.mul (v128.const f32x4 1 2 3 4) (f32x4.splat", "))SAME128"),
    ("f64.load", 8, "(i64.reinterpret_f64 (f64.add (f64.const 1.5)", "))"),
    ("f64.load", 8, "(i64.reinterpret_f64 (f64.div (f64.const 1.5)", "))"),
    ("f64.load", 8, "(i64.reinterpret_f64 (f64.max (f64.const 1.5)", "))"),
    ("f64.load", 8, "(i64.reinterpret_f64 (f64.sqrt", "))"),
    ("f64.load", 8, "(i64.reinterpret_f64 (f64.nearest", "))"),
    ("f64.load", 8, "(i64.reinterpret_f64 (f64.abs", "))"),
    ("f64.load", 8, "(i64.reinterpret_f64 (f64.copysign (f64.const -1)", "))"),
    ("f64.load", 8, "(i64.extend_i32_u (i32.reinterpret_f32 (f32.demote_f64", ")))"),
    ("f64.load", 8, "(i64.extend_i32_u (f64.ge (f64.const 1.5)", "))"),
    ("f64.load", 8, "(i64.trunc_sat_f64_u", ")"),
    ("f64.load", 8, "(f64x2.splat", ")SAME128"),
    ("f64.load", 8, "(f64x2.replace_lane 1 (v128.const i64x2 7 9)", ")SAME128"),
    ("f64.load", 8, "(f64x2.replace_lane 0 (v128.const i64x2 7 9)", ")SAME128"),
    ("i32.load", 4, "(i64.extend_i32_u (i32.add (i32.const 77)", "))"),
    ("i32.load", 4, "(i64.extend_i32_u (i32.mul (i32.const 77)", "))"),
    ("i32.load", 4, "(i64.extend_i32_u (i32.popcnt", "))"),
    ("i32.load", 4, "(i64.extend_i32_u (i32.lt_s (i32.const 77)", "))"),
    ("i32.load", 4, "(i64.reinterpret_f64 (f64.convert_i32_s", "))"),
    ("i32.load", 4, "(i64.reinterpret_f64 (f64.promote_f32 (f32.reinterpret_i32", ")))"),
    ("i32.load", 4, "(i32x4.splat", ")SAME128"),
    ("i32.load", 4, "(i32x4.replace_lane 3 (v128.const i64x2 7 9)", ")SAME128"),
    ("i32.load", 4, "(i32x4.shl (v128.const i64x2 7 9)", ")SAME128"),
    ("i32.load8_u", 1, "(i64.extend_i32_u (i32.extend8_s", "))"),
    ("i32.load8_u", 1, "(i64.extend_i32_u (i32.sub (i32.const 77)", "))"),
    ("i32.load8_u", 1, "(i64.extend_i32_u (i32.shl (i32.const 77)", "))"),
    ("i32.load8_u", 1, "(i8x16.splat", ")SAME128"),
    ("i32.load8_u", 1, "(i8x16.replace_lane 15 (v128.const i64x2 7 9)", ")SAME128"),
    ("i32.load16_u", 2, "(i64.extend_i32_u (i32.xor (i32.const 77)", "))"),
    ("i32.load16_u", 2, "(i16x8.splat", ")SAME128"),
    ("i32.load16_u", 2, "(i16x8.replace_lane 7 (v128.const i64x2 7 9)", ")SAME128"),
    ("i64.load", 8, "(i64.add (i64.const 77)", ")"),
    ("i64.load", 8, "(i64.ctz", ")"),
    ("i64.load", 8, "(i64.extend_i32_u (i64.gt_u (i64.const 77)", "))"),
    ("i64.load", 8, "(i64.extend_i32_u (i32.wrap_i64", "))"),
    ("i64.load", 8, "(i64x2.splat", ")SAME128"),
    ("i64.load", 8, "(i64x2.replace_lane 1 (v128.const i64x2 7 9)", ")SAME128"),
    ("i64.load32_s", 4, "(i64.sub (i64.const 77)", ")"),
    ("i64.load32_u", 4, "(i64.or (i64.const 77)", ")"),
    ("v128.load", 16, "(i8x16.add (v128.const i64x2 7 9)", ")SAME128"),
    ("v128.load", 16, "(i8x16.swizzle (v128.const i64x2 7 9)", ")SAME128"),
    ("v128.load", 16, "(f32x4.sqrt", ")SAME128"),
    ("v128.load", 16, "(i16x8.extend_low_i8x16_s", ")SAME128"),
    ("v128.load", 16, "(i32x4.extend_high_i16x8_u", ")SAME128"),
    ("v128.load", 16, "(f64x2.promote_low_f32x4", ")SAME128"),
    ("v128.load", 16, "(f64x2.convert_low_i32x4_u", ")SAME128"),
    ("v128.load", 16, "(i32x4.trunc_sat_f64x2_s_zero", ")SAME128"),
    ("v128.load", 16, "(i8x16.popcnt", ")SAME128"),
    (
        "v128.load",
        16,
        "(f64x2.relaxed_madd (v128.const i64x2 7 9) (v128.const i64x2 5 1)",
        ")SAME128",
    ),
    ("v128.load", 16, "(i64.extend_i32_u (i8x16.bitmask", "))"),
    ("v128.load", 16, "(i64x2.extract_lane 0", ")"),
    ("v128.load", 16, "(i64.extend_i32_u (i8x16.extract_lane_u 9", "))"),
    ("v128.load32_zero", 4, "(f32x4.add (v128.const i64x2 7 9)", ")SAME128"),
    ("v128.load64_zero", 8, "(f64x2.promote_low_f32x4", ")SAME128"),
    ("v128.load64_zero", 8, "(i32x4.extend_low_i16x8_s", ")SAME128"),
    ("v128.load8_splat", 1, "(i8x16.add (v128.const i64x2 7 9)", ")SAME128"),
    ("v128.load32_splat", 4, "(f32x4.mul (v128.const i64x2 7 9)", ")SAME128"),
    ("v128.load64_splat", 8, "(f64x2.add (v128.const i64x2 7 9)", ")SAME128"),
    ("v128.load8x8_s", 8, "(i16x8.mul (v128.const i64x2 7 9)", ")SAME128"),
];

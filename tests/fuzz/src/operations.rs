//! The instructions that compute, without memory and control, as data.

use wasm_encoder::ValType;

use ValType::{F32, F64, I32, I64, V128};

/// An instruction without immediates.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub prefix: Option<u8>,
    pub opcode: u32,
    pub operands: &'static [ValType],
    pub results: &'static [ValType],
}

/// Instructions with numbers next to each other that have one signature.
struct Group {
    prefix: Option<u8>,
    first: u32,
    last: u32,
    operands: &'static [ValType],
    results: &'static [ValType],
}

const fn plain(
    (first, last): (u32, u32),
    operands: &'static [ValType],
    result: &'static [ValType],
) -> Group {
    Group { prefix: None, first, last, operands, results: result }
}

const fn misc(
    (first, last): (u32, u32),
    operands: &'static [ValType],
    results: &'static [ValType],
) -> Group {
    Group { prefix: Some(0xfc), first, last, operands, results }
}

const fn simd(
    (first, last): (u32, u32),
    operands: &'static [ValType],
    result: &'static [ValType],
) -> Group {
    Group { prefix: Some(0xfd), first, last, operands, results: result }
}

/// Those that trap on some operands are left out.
const SCALAR: &[Group] = &[
    plain((0x45, 0x45), &[I32], &[I32]),
    plain((0x46, 0x4f), &[I32, I32], &[I32]),
    plain((0x50, 0x50), &[I64], &[I32]),
    plain((0x51, 0x5a), &[I64, I64], &[I32]),
    plain((0x5b, 0x60), &[F32, F32], &[I32]),
    plain((0x61, 0x66), &[F64, F64], &[I32]),
    plain((0x67, 0x69), &[I32], &[I32]),
    plain((0x6a, 0x6c), &[I32, I32], &[I32]),
    plain((0x71, 0x78), &[I32, I32], &[I32]),
    plain((0x79, 0x7b), &[I64], &[I64]),
    plain((0x7c, 0x7e), &[I64, I64], &[I64]),
    plain((0x83, 0x8a), &[I64, I64], &[I64]),
    plain((0x8b, 0x91), &[F32], &[F32]),
    plain((0x92, 0x98), &[F32, F32], &[F32]),
    plain((0x99, 0x9f), &[F64], &[F64]),
    plain((0xa0, 0xa6), &[F64, F64], &[F64]),
    plain((0xa7, 0xa7), &[I64], &[I32]),
    plain((0xac, 0xad), &[I32], &[I64]),
    plain((0xb2, 0xb3), &[I32], &[F32]),
    plain((0xb4, 0xb5), &[I64], &[F32]),
    plain((0xb6, 0xb6), &[F64], &[F32]),
    plain((0xb7, 0xb8), &[I32], &[F64]),
    plain((0xb9, 0xba), &[I64], &[F64]),
    plain((0xbb, 0xbb), &[F32], &[F64]),
    plain((0xbc, 0xbc), &[F32], &[I32]),
    plain((0xbd, 0xbd), &[F64], &[I64]),
    plain((0xbe, 0xbe), &[I32], &[F32]),
    plain((0xbf, 0xbf), &[I64], &[F64]),
    plain((0xc0, 0xc1), &[I32], &[I32]),
    plain((0xc2, 0xc4), &[I64], &[I64]),
    misc((0, 1), &[F32], &[I32]),
    misc((2, 3), &[F64], &[I32]),
    misc((4, 5), &[F32], &[I64]),
    misc((6, 7), &[F64], &[I64]),
    misc((0x13, 0x14), &[I64, I64, I64, I64], &[I64, I64]),
    misc((0x15, 0x16), &[I64, I64], &[I64, I64]),
];

const VECTOR: &[Group] = &[
    simd((0x0e, 0x0e), &[V128, V128], &[V128]),
    simd((0x0f, 0x11), &[I32], &[V128]),
    simd((0x12, 0x12), &[I64], &[V128]),
    simd((0x13, 0x13), &[F32], &[V128]),
    simd((0x14, 0x14), &[F64], &[V128]),
    simd((0x23, 0x4c), &[V128, V128], &[V128]),
    simd((0x4d, 0x4d), &[V128], &[V128]),
    simd((0x4e, 0x51), &[V128, V128], &[V128]),
    simd((0x52, 0x52), &[V128, V128, V128], &[V128]),
    simd((0x53, 0x53), &[V128], &[I32]),
    simd((0x5e, 0x62), &[V128], &[V128]),
    simd((0x63, 0x64), &[V128], &[I32]),
    simd((0x65, 0x66), &[V128, V128], &[V128]),
    simd((0x67, 0x6a), &[V128], &[V128]),
    simd((0x6b, 0x6d), &[V128, I32], &[V128]),
    simd((0x6e, 0x73), &[V128, V128], &[V128]),
    simd((0x74, 0x75), &[V128], &[V128]),
    simd((0x76, 0x79), &[V128, V128], &[V128]),
    simd((0x7a, 0x7a), &[V128], &[V128]),
    simd((0x7b, 0x7b), &[V128, V128], &[V128]),
    simd((0x7c, 0x81), &[V128], &[V128]),
    simd((0x82, 0x82), &[V128, V128], &[V128]),
    simd((0x83, 0x84), &[V128], &[I32]),
    simd((0x85, 0x86), &[V128, V128], &[V128]),
    simd((0x87, 0x8a), &[V128], &[V128]),
    simd((0x8b, 0x8d), &[V128, I32], &[V128]),
    simd((0x8e, 0x93), &[V128, V128], &[V128]),
    simd((0x94, 0x94), &[V128], &[V128]),
    simd((0x95, 0x99), &[V128, V128], &[V128]),
    simd((0x9b, 0x9f), &[V128, V128], &[V128]),
    simd((0xa0, 0xa1), &[V128], &[V128]),
    simd((0xa3, 0xa4), &[V128], &[I32]),
    simd((0xa7, 0xaa), &[V128], &[V128]),
    simd((0xab, 0xad), &[V128, I32], &[V128]),
    simd((0xae, 0xae), &[V128, V128], &[V128]),
    simd((0xb1, 0xb1), &[V128, V128], &[V128]),
    simd((0xb5, 0xba), &[V128, V128], &[V128]),
    simd((0xbc, 0xbf), &[V128, V128], &[V128]),
    simd((0xc0, 0xc1), &[V128], &[V128]),
    simd((0xc3, 0xc4), &[V128], &[I32]),
    simd((0xc7, 0xca), &[V128], &[V128]),
    simd((0xcb, 0xcd), &[V128, I32], &[V128]),
    simd((0xce, 0xce), &[V128, V128], &[V128]),
    simd((0xd1, 0xd1), &[V128, V128], &[V128]),
    simd((0xd5, 0xdf), &[V128, V128], &[V128]),
    simd((0xe0, 0xe1), &[V128], &[V128]),
    simd((0xe3, 0xe3), &[V128], &[V128]),
    simd((0xe4, 0xeb), &[V128, V128], &[V128]),
    simd((0xec, 0xed), &[V128], &[V128]),
    simd((0xef, 0xef), &[V128], &[V128]),
    simd((0xf0, 0xf7), &[V128, V128], &[V128]),
    simd((0xf8, 0xff), &[V128], &[V128]),
];

const RELAXED: &[Group] = &[
    simd((0x100, 0x100), &[V128, V128], &[V128]),
    simd((0x101, 0x104), &[V128], &[V128]),
    simd((0x105, 0x10c), &[V128, V128, V128], &[V128]),
    simd((0x10d, 0x112), &[V128, V128], &[V128]),
    simd((0x113, 0x113), &[V128, V128, V128], &[V128]),
];

/// All of them; the relaxed ones if asked for.
pub fn operations(relaxed: bool) -> Vec<Operation> {
    let relaxed = if relaxed { RELAXED } else { &[] };
    let groups = SCALAR.iter().chain(VECTOR).chain(relaxed);
    let each = |group: &Group| {
        let Group { prefix, operands, results, .. } = *group;
        (group.first..=group.last).map(move |opcode| Operation {
            prefix,
            opcode,
            operands,
            results,
        })
    };
    groups.flat_map(each).collect()
}

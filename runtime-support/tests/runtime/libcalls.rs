//! The runtime's arithmetic for old CPUs, against the standard library.

use std::arch::x86_64::__m128i;

#[path = "../../runtime/libcalls.rs"]
mod functions;

/// A generator of numbers that are the same in each run: xorshift64*.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.next() >> 32) as usize % from.len()]
    }
}

const SPECIAL_F32: [f32; 16] = [
    0.0,
    0.5,
    1.0,
    1.5,
    2.5,
    0.499_999_97,
    8_388_607.5,
    8_388_608.0,
    8_388_609.0,
    f32::MIN_POSITIVE,
    f32::EPSILON,
    1.0e-45,
    f32::MAX,
    f32::INFINITY,
    f32::from_bits(0x7fc0_0123),
    f32::from_bits(0x7f80_0123),
];

const SPECIAL_F64: [f64; 18] = [
    0.0,
    0.5,
    1.0,
    1.5,
    2.5,
    0.499_999_999_999_999_94,
    4_503_599_627_370_495.5,
    4_503_599_627_370_496.0,
    9_007_199_254_740_993.0,
    2_251_799_813_685_247.5,
    f64::MIN_POSITIVE,
    f64::EPSILON,
    5.0e-324,
    1.0e-160,
    f64::MAX,
    f64::INFINITY,
    f64::from_bits(0x7ff8_0000_0000_0123),
    f64::from_bits(0x7ff0_0000_0000_0123),
];

/// Equal as bits; of NaNs only that they are quiet.
fn check_f32(found: f32, expected: f32, context: impl std::fmt::Debug) {
    if expected.is_nan() {
        assert!(found.is_nan() && found.to_bits() & 1 << 22 != 0, "{found:?} {context:?}");
    } else {
        assert_eq!(found.to_bits(), expected.to_bits(), "{found:?} {expected:?} {context:?}");
    }
}

fn check_f64(found: f64, expected: f64, context: impl std::fmt::Debug) {
    if expected.is_nan() {
        assert!(found.is_nan() && found.to_bits() & 1 << 51 != 0, "{found:?} {context:?}");
    } else {
        assert_eq!(found.to_bits(), expected.to_bits(), "{found:?} {expected:?} {context:?}");
    }
}

fn check_rounding_f32(number: f32) {
    for x in [number, -number] {
        check_f32(functions::libcall_ceil_f32(x), x.ceil(), x);
        check_f32(functions::libcall_floor_f32(x), x.floor(), x);
        check_f32(functions::libcall_trunc_f32(x), x.trunc(), x);
        check_f32(functions::libcall_nearest_f32(x), x.round_ties_even(), x);
    }
}

fn check_rounding_f64(number: f64) {
    for x in [number, -number] {
        check_f64(functions::libcall_ceil_f64(x), x.ceil(), x);
        check_f64(functions::libcall_floor_f64(x), x.floor(), x);
        check_f64(functions::libcall_trunc_f64(x), x.trunc(), x);
        check_f64(functions::libcall_nearest_f64(x), x.round_ties_even(), x);
    }
}

#[test]
fn rounding_is_exact() {
    SPECIAL_F32.into_iter().for_each(check_rounding_f32);
    SPECIAL_F64.into_iter().for_each(check_rounding_f64);
    // Every sign and exponent, and mantissas that are dense at the edges.
    for bits in (0..=u32::MAX).step_by(40_961) {
        check_rounding_f32(f32::from_bits(bits));
    }
    let mut numbers = Numbers(1);
    for _ in 0..50_000 {
        check_rounding_f64(f64::from_bits(numbers.next()));
        // Most numbers have no fraction, or nothing else; these have both.
        let exponent = 1020 + numbers.next() % 56;
        check_rounding_f64(f64::from_bits(numbers.next() >> 12 | exponent << 52));
        // Halves.
        check_rounding_f64((numbers.next() >> 20) as f64 + 0.5);
        check_rounding_f32((numbers.next() >> 42) as f32 + 0.5);
    }
}

#[test]
fn a_nan_keeps_its_payload() {
    let found = functions::libcall_trunc_f64(f64::from_bits(0xfff0_0000_0000_0123));
    assert_eq!(found.to_bits(), 0xfff8_0000_0000_0123);
    let found = functions::libcall_nearest_f32(f32::from_bits(0x7f80_0123));
    assert_eq!(found.to_bits(), 0x7fc0_0123);
}

#[test]
fn fma_f32_is_rounded_once() {
    let check = |x: f32, y: f32, z: f32| {
        check_f32(functions::libcall_fma_f32(x, y, z), x.mul_add(y, z), (x, y, z));
    };
    for x in SPECIAL_F32 {
        for y in SPECIAL_F32 {
            for z in SPECIAL_F32 {
                for (x, z) in [(x, z), (-x, z), (x, -z), (-x, -z)] {
                    check(x, y, z);
                }
            }
        }
    }
    let mut numbers = Numbers(2);
    for _ in 0..50_000 {
        let [x, y, z] = [(); 3].map(|()| f32::from_bits(numbers.next() as u32));
        check(x, y, z);
        // Sums that cancel, and sums that lie just beside a half.
        check(x, y, -(x * y));
        let near =
            f32::from_bits((x * y).to_bits().wrapping_sub(numbers.pick(&[24, 23, 25]) << 23));
        check(x, y, near);
        // Results among the smallest numbers.
        let (x, y) = (x * 1.0e-30, f32::from_bits(numbers.next() as u32 >> 9 | 127 << 23));
        check(x, y, numbers.pick(&[1.0e-45, -1.0e-45, 1.0e-40, 0.0]));
    }
}

#[test]
fn fma_f64_is_rounded_once() {
    let check = |x: f64, y: f64, z: f64| {
        check_f64(functions::libcall_fma_f64(x, y, z), x.mul_add(y, z), (x, y, z));
    };
    for x in SPECIAL_F64 {
        for y in SPECIAL_F64 {
            for z in SPECIAL_F64 {
                for (x, z) in [(x, z), (-x, z), (x, -z), (-x, -z)] {
                    check(x, y, z);
                }
            }
        }
    }
    let mut numbers = Numbers(3);
    for _ in 0..50_000 {
        let [x, y, z] = [(); 3].map(|()| f64::from_bits(numbers.next()));
        check(x, y, z);
        // Sums that cancel, and addends at every distance from the product.
        check(x, y, -(x * y));
        let distance = numbers.next() % 140;
        let product = (x * y).to_bits();
        check(x, y, f64::from_bits(product.wrapping_add(70 << 52).wrapping_sub(distance << 52)));
        // Few bits set: exact halves.
        let [x, y, z] = [(); 3].map(|()| {
            let exponent = 1000 + numbers.next() % 60;
            let bits = numbers.next() & numbers.next() & numbers.next() & numbers.next();
            f64::from_bits(
                bits & !(0x7ff << 52) & !(1 << 63 >> (numbers.next() % 52)) | exponent << 52,
            )
        });
        check(x, y, z);
        check(x, -y, z);
        // Results among the smallest numbers, and among the largest.
        let scale = numbers.pick(&[1.0e-308, 1.0e-310, 1.0e-322, 1.0e300]);
        check(x, y * scale, z * numbers.pick(&[scale, -scale, 0.0, 5.0e-324]));
    }
}

#[test]
fn shuffles_follow_the_instruction() {
    // SAFETY: both types are sixteen bytes without any other meaning.
    let vector = |bytes: [u8; 16]| unsafe { std::mem::transmute::<[u8; 16], __m128i>(bytes) };
    let bytes = std::array::from_fn(|index| 100 + index as u8);
    let indices = [0, 15, 0x80, 16, 0x8f, 3, 0xff, 0x7f, 1, 1, 2, 0x41, 9, 10, 11, 12];
    let found = functions::libcall_x86_pshufb(vector(bytes), vector(indices));
    // SAFETY: as above.
    let found = unsafe { std::mem::transmute::<__m128i, [u8; 16]>(found) };
    assert_eq!(found, [100, 115, 0, 100, 0, 103, 0, 115, 101, 101, 102, 101, 109, 110, 111, 112]);
}

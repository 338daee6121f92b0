//! What Cranelift calls where the CPU level has no instruction: rounding, fused
//! multiplication and addition, shuffles of bytes. The rows are in
//! `abi/builtins.rs`.
//!
//! All of it is exact, and the quiet NaN that comes out of a NaN has its payload,
//! as the instructions have it. Core, "Floating-Point Operations".
//!
//! # Safety
//! Values go in, values come out. Only the names are global.
#![allow(unsafe_code)]

use core::arch::x86_64::__m128i;

/// The number itself, or its quiet form if it is a NaN.
fn quiet(x: f64) -> f64 {
    if x.is_nan() { f64::from_bits(x.to_bits() | 1 << (MANTISSA_BITS - 2)) } else { x }
}

/// The smallest number from which on all are whole.
const FIRST_WHOLE: f64 = (1u64 << (MANTISSA_BITS - 1)) as f64;

/// What rounding does to a number that has a fraction: `rounded` finds the whole
/// number, whose sign may be wrong where it is zero.
#[inline(always)]
fn round(x: f64, rounded: impl FnOnce(f64) -> f64) -> f64 {
    const SIGN: u64 = 1 << 63;
    // What is large, infinite or NaN has none. All of those compare like their
    // bits.
    if x.to_bits() & !SIGN >= FIRST_WHOLE.to_bits() {
        return quiet(x);
    }
    // A zero keeps the sign: -0.5 becomes -0.0.
    f64::from_bits(rounded(x).to_bits() & !SIGN | x.to_bits() & SIGN)
}

/// The next whole number in the direction of `step`, which is 1, -1, or 0 for
/// that of zero.
#[inline(never)]
fn round_towards(x: f64, step: i32) -> f64 {
    round(x, |x| {
        // SAFETY: a number with a fraction is in range.
        let truncated = unsafe { x.to_int_unchecked::<i64>() } as f64;
        let step = f64::from(step);
        // Subtracting is exact.
        if (x - truncated) * step > 0.0 { truncated + step } else { truncated }
    })
}

/// Core, `fceil`.
#[cfg_attr(not(test), unsafe(no_mangle))]
pub extern "C" fn libcall_ceil_f64(x: f64) -> f64 {
    round_towards(x, 1)
}

/// Core, `ffloor`.
#[cfg_attr(not(test), unsafe(no_mangle))]
pub extern "C" fn libcall_floor_f64(x: f64) -> f64 {
    round_towards(x, -1)
}

/// Core, `ftrunc`.
#[cfg_attr(not(test), unsafe(no_mangle))]
pub extern "C" fn libcall_trunc_f64(x: f64) -> f64 {
    round_towards(x, 0)
}

/// Core, `fnearest`: halves go to the even neighbour.
#[cfg_attr(not(test), unsafe(no_mangle))]
pub extern "C" fn libcall_nearest_f64(x: f64) -> f64 {
    // The sum has no room for a fraction, so the CPU rounds it off, and halves
    // to even.
    round(x, |x| (x.abs() + FIRST_WHOLE) - FIRST_WHOLE)
}

/// The same for `f32`: every number is one of 64 bits, what it is rounded to is
/// one of 32 bits, and conversions make NaNs quiet and keep their payload.
macro_rules! rounding_f32 {
    ($($name:ident as $wide:ident;)*) => {
        $(
            #[cfg_attr(not(test), unsafe(no_mangle))]
            pub extern "C" fn $name(x: f32) -> f32 {
                $wide(x.into()) as f32
            }
        )*
    };
}

rounding_f32! {
    libcall_ceil_f32 as libcall_ceil_f64;
    libcall_floor_f32 as libcall_floor_f64;
    libcall_trunc_f32 as libcall_trunc_f64;
    libcall_nearest_f32 as libcall_nearest_f64;
}

/// `x * y + z`, rounded once. IEEE 754, "fusedMultiplyAdd".
#[cfg_attr(not(test), unsafe(no_mangle))]
pub extern "C" fn libcall_fma_f32(x: f32, y: f32, z: f32) -> f32 {
    // The product of two numbers of 24 bits is exact in 53.
    let product = f64::from(x) * f64::from(y);
    let addend = f64::from(z);
    let sum = product + addend;
    // What the sum lost, exactly: the algorithm TwoSum of Knuth, "The Art of
    // Computer Programming", volume 2, "Accuracy of Floating Point Arithmetic".
    // Infinities and NaNs make it a NaN, which compares like nothing lost.
    let virtual_addend = sum - product;
    let lost = (product - (sum - virtual_addend)) + (addend - virtual_addend);
    // Rounding to 24 bits a number that was rounded to 53 can be wrong where
    // that one is exactly between two results. Rounding the first time to the
    // odd neighbour keeps it from there.
    let bits = sum.to_bits();
    let odd = if bits & 1 != 0 || lost == 0.0 || lost.is_nan() {
        bits
    } else if (lost > 0.0) == (sum > 0.0) {
        bits + 1
    } else {
        bits - 1
    };
    f64::from_bits(odd) as f32
}

/// `x * y + z`, rounded once. IEEE 754, "fusedMultiplyAdd".
#[cfg_attr(not(test), unsafe(no_mangle))]
pub extern "C" fn libcall_fma_f64(x: f64, y: f64, z: f64) -> f64 {
    if !(x.is_finite() && y.is_finite()) || x == 0.0 || y == 0.0 {
        // Nothing is rounded, or the product is exact.
        return x * y + z;
    }
    if !z.is_finite() {
        // The product could be rounded to infinity, which it is not.
        return quiet(z);
    }
    if z == 0.0 {
        // The sum is exact, but for the sign where the product becomes zero.
        return x * y;
    }
    let (x, y, z) = (Parts::of(x), Parts::of(y), Parts::of(z));

    // Both are made integers that count the same power of two. Bits that fall
    // off at the lower end are remembered in the last one.
    let mut product = u128::from(x.mantissa) * u128::from(y.mantissa); // below 2^106
    let mut addend = u128::from(z.mantissa); // below 2^53
    let mut exponent = x.exponent + y.exponent;
    let distance = z.exponent - exponent;
    if distance >= 0 {
        // The addend moves up as far as there is room, below 2^126; the product
        // moves down the rest of the way. If it does, it is so much smaller that
        // what falls off is far below the bits of the result.
        let up = distance.min(73);
        addend <<= up;
        product = shift_right(product, distance - up);
        exponent += distance - up;
    } else {
        // Likewise with the product, below 2^126, and at least 2^124.
        let up = (-distance).min(20);
        product <<= up;
        exponent -= up;
        addend = shift_right(addend, -distance - up);
    }

    let product_negative = x.negative != y.negative;
    let (magnitude, negative) = if product_negative == z.negative {
        (product + addend, z.negative)
    } else if product > addend {
        (product - addend, product_negative)
    } else {
        // What cancels is a positive zero.
        (addend - product, z.negative && addend != product)
    };
    compose(magnitude, exponent, negative)
}

/// A number other than zero: `mantissa * 2^exponent`, the mantissa with 53 bits.
struct Parts {
    mantissa: u64,
    exponent: i32,
    negative: bool,
}

/// The exponent of the last bit of the smallest numbers.
const SMALLEST_EXPONENT: i32 = -1074;
const MANTISSA_BITS: u32 = f64::MANTISSA_DIGITS;

impl Parts {
    #[inline(never)]
    fn of(number: f64) -> Parts {
        let bits = number.to_bits();
        let fraction = bits & ((1 << (MANTISSA_BITS - 1)) - 1);
        let biased = (bits >> (MANTISSA_BITS - 1)) as i32 & 0x7ff;
        let (mantissa, exponent) = if biased == 0 {
            (fraction, SMALLEST_EXPONENT)
        } else {
            (fraction | 1 << (MANTISSA_BITS - 1), SMALLEST_EXPONENT + biased - 1)
        };
        // Small numbers have fewer bits; the missing ones are put behind.
        let missing = mantissa.leading_zeros() - (64 - MANTISSA_BITS);
        Parts {
            mantissa: mantissa << missing,
            exponent: exponent - missing as i32,
            negative: number.is_sign_negative(),
        }
    }
}

/// Shifts right; the last bit tells whether any that fell off was set.
#[inline(never)]
fn shift_right(number: u128, count: i32) -> u128 {
    match count {
        0 => number,
        1..128 => number >> count | u128::from(number << (128 - count) != 0),
        _ => u128::from(number != 0),
    }
}

/// The number nearest to `magnitude * 2^exponent`, halves to even.
fn compose(magnitude: u128, exponent: i32, negative: bool) -> f64 {
    let sign = u64::from(negative) << 63;
    if magnitude == 0 {
        return f64::from_bits(sign);
    }
    // Cut down to 53 bits, or to fewer for the smallest numbers, and two more to
    // round by: the half, and whether there is anything below it.
    let bits = 128 - magnitude.leading_zeros() as i32;
    let last = (exponent + bits - MANTISSA_BITS as i32).max(SMALLEST_EXPONENT);
    let drop = last - exponent - 2;
    let rough = if drop >= 0 { shift_right(magnitude, drop) } else { magnitude << -drop } as u64;
    let mantissa = rough >> 2;
    let up = rough & 2 != 0 && (rough & 1 != 0 || mantissa & 1 != 0);
    // Numbers with 53 bits have a biased exponent of at least 1; the 53rd bit
    // itself, which is not stored, adds that 1. A carry out of the mantissa
    // counts the exponent up, to infinity at the end.
    let biased = (last - SMALLEST_EXPONENT) as u64;
    if biased >= 0x7fe {
        return f64::from_bits(sign | 0x7ff << (MANTISSA_BITS - 1));
    }
    f64::from_bits(sign | ((biased << (MANTISSA_BITS - 1)) + mantissa + u64::from(up)))
}

/// `pshufb`: byte `i` of the result is the byte of `bytes` that the lower four
/// bits of byte `i` of `indices` number, or 0 where its highest bit is set.
/// Source: Intel SDM, "PSHUFB".
#[cfg_attr(not(test), unsafe(no_mangle))]
#[allow(improper_ctypes_definitions)] // System V has the type, as `__m128`
pub extern "C" fn libcall_x86_pshufb(bytes: __m128i, indices: __m128i) -> __m128i {
    // SAFETY: both are sixteen bytes without any other meaning.
    let (bytes, indices) = unsafe {
        (
            core::mem::transmute::<__m128i, [u8; 16]>(bytes),
            core::mem::transmute::<__m128i, [u8; 16]>(indices),
        )
    };
    let shuffled =
        indices.map(|index| if index & 0x80 == 0 { bytes[usize::from(index & 15)] } else { 0 });
    // SAFETY: as above.
    unsafe { core::mem::transmute::<[u8; 16], __m128i>(shuffled) }
}

//! What the CPU and the kernel offer. Source: Intel SDM, "CPUID"; AMD APM,
//! "CPUID".
//!
//! # Safety
//! Reads an extended control register only where the CPU says that it can be.

use core::arch::asm;
use core::arch::x86_64::{__cpuid, __cpuid_count};

use crate::abi::cpu::{Feature, FeatureSet};

/// Those of the `required` features that are not there.
///
/// A hypervisor may take a microsecond or more for each `cpuid`, so this asks
/// for no leaf that it does not need.
pub fn missing_features(required: FeatureSet) -> FeatureSet {
    let mut missing = FeatureSet::default();
    if required.is_empty() {
        return missing;
    }
    let needs = |register| required.iter().any(|feature| place(feature).register == register);
    // Every x86-64 CPU has leaf 1 and leaf 0x8000_0001.
    let basic = __cpuid(1).ecx;
    let amd = if needs(Register::Amd) { __cpuid(0x8000_0001).ecx } else { 0 };
    // A CPU with XSAVE has leaf 13. Otherwise leaf 7 may not exist, and some
    // CPUs answer with another leaf then.
    let (mut extended_b, mut extended_c) = (0, 0);
    if (needs(Register::ExtendedB) || needs(Register::ExtendedC))
        && (basic & XSAVE != 0 || __cpuid(0).eax >= 7)
    {
        let leaf = __cpuid_count(7, 0);
        (extended_b, extended_c) = (leaf.ebx, leaf.ecx);
    }
    // SAFETY: OSXSAVE says that `xgetbv` may be used.
    let saved = if basic & OSXSAVE != 0 { unsafe { saved_state() } } else { 0 };
    // In the order of `Register`.
    let registers = [basic, extended_b, extended_c, amd];

    for feature in required.iter() {
        let place = place(feature);
        let register = registers[place.register as usize];
        if register & (1 << place.bit) == 0 || saved & place.state != place.state {
            missing.insert(feature);
        }
    }
    missing
}

/// Bits of leaf 1, `ecx`: the CPU can save extended state, the kernel does.
const XSAVE: u32 = 1 << 26;
const OSXSAVE: u32 = 1 << 27;

/// Where the CPU says that it has a feature.
struct Place {
    register: Register,
    bit: u8,
    /// The state that the kernel must save for it: the lower bits of `XCR0`.
    state: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Register {
    /// Leaf 1, `ecx`.
    Basic,
    /// Leaf 7, `ebx`.
    ExtendedB,
    /// Leaf 7, `ecx`.
    ExtendedC,
    /// Leaf 0x8000_0001, `ecx`.
    Amd,
}

fn place(feature: Feature) -> Place {
    use Register::{Amd, Basic, ExtendedB, ExtendedC};
    // SSE and AVX; and with AVX-512's masks, upper halves and upper registers.
    const NONE: u8 = 0;
    const YMM: u8 = 0b110;
    const ZMM: u8 = 0b1110_0110;

    let (register, bit, state) = match feature {
        Feature::SSE3 => (Basic, 0, NONE),
        Feature::SSSE3 => (Basic, 9, NONE),
        Feature::CMPXCHG16B => (Basic, 13, NONE),
        Feature::SSE4_1 => (Basic, 19, NONE),
        Feature::SSE4_2 => (Basic, 20, NONE),
        Feature::POPCNT => (Basic, 23, NONE),
        Feature::AVX => (Basic, 28, YMM),
        Feature::AVX2 => (ExtendedB, 5, YMM),
        Feature::FMA => (Basic, 12, YMM),
        Feature::BMI1 => (ExtendedB, 3, NONE),
        Feature::BMI2 => (ExtendedB, 8, NONE),
        Feature::LZCNT => (Amd, 5, NONE),
        Feature::AVX512F => (ExtendedB, 16, ZMM),
        Feature::AVX512DQ => (ExtendedB, 17, ZMM),
        Feature::AVX512VL => (ExtendedB, 31, ZMM),
        Feature::AVX512VBMI => (ExtendedC, 1, ZMM),
        Feature::AVX512BITALG => (ExtendedC, 12, ZMM),
    };
    Place { register, bit, state }
}

/// The state that the kernel saves: the lower bits of `XCR0`.
///
/// # Safety
/// The CPU says OSXSAVE.
unsafe fn saved_state() -> u8 {
    let low: u32;
    // SAFETY: the instruction exists, by our caller's promise.
    unsafe {
        asm!(
            "xgetbv", // register 0 into edx and eax
            in("ecx") 0,
            out("eax") low,
            out("edx") _,
            options(nomem, nostack, preserves_flags),
        );
    }
    low as u8
}

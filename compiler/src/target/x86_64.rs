//! x86-64 Linux.

use std::str::FromStr;

use cranelift_codegen::CodegenError;
use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{Configurable, Flags};
use wasi2native_runtime_support::abi::cpu::{Feature, FeatureSet};

pub const NAME: &str = "x86_64-linux";

/// `ud2`.
pub const TRAP_INSTRUCTION: &[u8] = &[0x0f, 0x0b];

/// Below are `read`, `write`, `lseek`, their like with offsets and vectors, and
/// `sched_yield`.
pub const HOT_SYSTEM_CALLS_END: u32 = 25;

/// `linux/audit.h`, `AUDIT_ARCH_X86_64`.
pub const AUDIT_ARCHITECTURE: u32 = 0xc000_003e;

/// The code generator for CPUs with these features.
pub fn isa(flags: Flags, features: FeatureSet) -> Result<OwnedTargetIsa, CodegenError> {
    let triple =
        FromStr::from_str("x86_64-unknown-linux-gnu").expect("a triple that the library knows");
    let mut builder = isa::lookup(triple).expect("the x86 back end is compiled in");
    for feature in features.iter() {
        builder
            .enable(feature.cranelift_setting())
            .expect("the feature table has Cranelift's names");
    }
    builder.finish(flags)
}

/// The features of the machine this runs on.
pub fn native_features() -> FeatureSet {
    let mut set = FeatureSet::default();
    for &feature in Feature::ALL {
        if detected(feature) {
            set.insert(feature);
        }
    }
    set
}

fn detected(feature: Feature) -> bool {
    match feature {
        Feature::SSE3 => std::arch::is_x86_feature_detected!("sse3"),
        Feature::SSSE3 => std::arch::is_x86_feature_detected!("ssse3"),
        Feature::CMPXCHG16B => std::arch::is_x86_feature_detected!("cmpxchg16b"),
        Feature::SSE4_1 => std::arch::is_x86_feature_detected!("sse4.1"),
        Feature::SSE4_2 => std::arch::is_x86_feature_detected!("sse4.2"),
        Feature::POPCNT => std::arch::is_x86_feature_detected!("popcnt"),
        Feature::AVX => std::arch::is_x86_feature_detected!("avx"),
        Feature::AVX2 => std::arch::is_x86_feature_detected!("avx2"),
        Feature::FMA => std::arch::is_x86_feature_detected!("fma"),
        Feature::BMI1 => std::arch::is_x86_feature_detected!("bmi1"),
        Feature::BMI2 => std::arch::is_x86_feature_detected!("bmi2"),
        Feature::LZCNT => std::arch::is_x86_feature_detected!("lzcnt"),
        Feature::AVX512F => std::arch::is_x86_feature_detected!("avx512f"),
        Feature::AVX512DQ => std::arch::is_x86_feature_detected!("avx512dq"),
        Feature::AVX512VL => std::arch::is_x86_feature_detected!("avx512vl"),
        Feature::AVX512VBMI => std::arch::is_x86_feature_detected!("avx512vbmi"),
        Feature::AVX512BITALG => std::arch::is_x86_feature_detected!("avx512bitalg"),
    }
}

//! What differs per target on the compiler's side.

mod x86_64;
mod x86_64_relocation;

use std::ops::Range;

use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use wasi2native_runtime_support::abi::cpu::FeatureSet;
use wasi2native_runtime_support::abi::system_calls::SystemCall;

use crate::codegen::Relocation;
use crate::error::{Error, Result};
use crate::options::{Nans, Optimize, Options};

pub use x86_64::{AUDIT_ARCHITECTURE, HOT_SYSTEM_CALLS_END, NAME, native_features};

/// The machine that code is generated for.
pub struct Target {
    pub isa: OwnedTargetIsa,
    /// The same, but set up to compile giant functions in bounded time.
    giant_isa: OwnedTargetIsa,
    /// What the CPU must have.
    pub features: FeatureSet,
}

impl Target {
    /// The target that the options ask for.
    ///
    /// # Errors
    /// A setting that Cranelift does not know is a bug of ours.
    pub fn new(options: &Options) -> Result<Target> {
        let features = options.cpu.features();
        let isa = |optimize| {
            let flags =
                settings::Flags::new(shared_flags(optimize, options.nans).map_err(internal)?);
            x86_64::isa(flags, features).map_err(internal)
        };
        let (isa, giant_isa) = (isa(options.optimize)?, isa(Optimize::None)?);
        Ok(Target { isa, giant_isa, features })
    }

    /// How to compile this function: as the options say, unless it has so many
    /// blocks that only hostile modules have them (the largest function of
    /// CPython has 2,000, of a Go program 4,000). Optimisation and the better
    /// register allocator take time that grows faster than the function.
    pub fn isa_for(&self, function: &Function) -> &dyn TargetIsa {
        const MOST_BLOCKS: usize = 20_000;
        let giant = function.dfg.num_blocks() > MOST_BLOCKS;
        if giant { &*self.giant_isa } else { &*self.isa }
    }

    /// Whether machine code begins with the instruction that always traps.
    pub fn is_trap_instruction(&self, code: &[u8]) -> bool {
        code.starts_with(x86_64::TRAP_INSTRUCTION)
    }

    /// The triple, for people.
    pub fn name(&self) -> &'static str {
        x86_64::NAME
    }

    /// Fills in one field of the code of a function, which lies at `address`.
    ///
    /// # Errors
    /// A symbol out of the field's reach.
    pub fn relocate(
        &self,
        relocation: &Relocation,
        code: &mut [u8],
        address: u64,
        symbol: u64,
    ) -> Result<()> {
        x86_64_relocation::apply(relocation, code, address, symbol)
    }

    /// The address that a relocated field leads to, without its addend.
    pub fn relocation_destination(
        &self,
        relocation: &Relocation,
        code: &[u8],
        address: u64,
    ) -> Option<u64> {
        x86_64_relocation::destination(relocation, code, address)
    }

    /// The place in the code of a function that a relocation fills in.
    pub fn relocation_field(&self, relocation: &Relocation) -> Range<usize> {
        x86_64_relocation::field(relocation)
    }

    /// The number that object files have for a relocation of generated code.
    pub fn relocation_number(&self, relocation: &Relocation) -> Option<u32> {
        x86_64_relocation::number(relocation.kind)
    }

    /// The same for a distance from the field to a symbol, in 32 and 64 bits.
    pub fn distance_relocation_numbers(&self) -> (u32, u32) {
        (x86_64_relocation::RELATIVE_32, x86_64_relocation::RELATIVE_64)
    }

    /// The byte between functions.
    pub fn code_padding(&self) -> u8 {
        x86_64_relocation::CODE_PADDING
    }
}

/// What the kernel calls a system call.
pub fn system_call_number(call: SystemCall) -> u32 {
    call.x86_64()
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("the code generator rejects its settings: {error}"))
}

/// Cranelift's settings that hold on every target.
fn shared_flags(optimize: Optimize, nans: Nans) -> settings::SetResult<settings::Builder> {
    let mut flags = settings::builder();
    let (opt_level, allocator) = match optimize {
        Optimize::None => ("none", "single_pass"),
        Optimize::Quick => ("speed", "single_pass"),
        Optimize::Speed => ("speed", "backtracking"),
        Optimize::Size => ("speed_and_size", "backtracking"),
    };
    flags.set("opt_level", opt_level)?;
    flags.set("regalloc_algorithm", allocator)?;
    // A function may have more results than there are registers for them.
    flags.enable("enable_multi_ret_implicit_sret")?;
    // Every symbol is declared near, and so its address is formed relative to
    // the program counter. Cranelift's `is_pic` would go through a table of
    // addresses instead, which static executables do not need.
    flags.set("is_pic", "false")?;
    // The runtime has what Cranelift calls by itself, and it is near as well.
    flags.enable("use_colocated_libcalls")?;
    // Back-traces walk frame pointers; measured free of cost.
    flags.enable("preserve_frame_pointers")?;
    flags.enable("enable_probestack")?;
    flags.set("probestack_strategy", "inline")?;
    if nans == Nans::Canonical {
        flags.enable("enable_nan_canonicalization")?;
    }
    flags.set("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" })?;
    flags.set("enable_heap_access_spectre_mitigation", "false")?;
    flags.set("enable_table_access_spectre_mitigation", "false")?;
    // A trap of a division is the hardware's own.
    flags.set("unwind_info", "true")?;
    Ok(flags)
}

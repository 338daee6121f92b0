//! What the caller of the library can choose. The command line is `flags`.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use wasi2native_runtime_support::Capabilities;
use wasi2native_runtime_support::abi::capabilities::Serve;
use wasi2native_runtime_support::abi::cpu::{FeatureSet, Level};

use crate::embed::Embedded;

/// How to compile. [`Options::default`] is what the command does without flags.
#[derive(Clone, Debug)]
pub struct Options {
    pub optimize: Optimize,
    pub cpu: Cpu,
    /// Bytes of stack for the program.
    pub stack_size: u64,
    /// Largest size in bytes of each linear memory, whatever the module says.
    pub max_memory: Option<u64>,
    pub bounds_checks: BoundsChecks,
    pub nans: Nans,
    pub relaxed_simd: RelaxedSimd,
    pub runtime: Runtime,
    /// What the program may do.
    pub capabilities: Capabilities,
    /// Folders in the executable that it finds open.
    pub embedded: Arc<Embedded>,
    /// Its arguments before those that the executable is started with. None has a
    /// NUL inside.
    pub arguments: Vec<Vec<u8>>,
    /// How it serves, if it is an HTTP server.
    pub serving: Serving,
    /// Whether the kernel is told.
    pub lockdown: Lockdown,
    pub symbols: Symbols,
    pub emit: Emit,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            optimize: Optimize::Speed,
            cpu: Cpu::Level(Level::V2),
            stack_size: 8 << 20,
            max_memory: None,
            bounds_checks: BoundsChecks::Guarded,
            nans: Nans::Any,
            relaxed_simd: RelaxedSimd::Fast,
            runtime: Runtime::Plain,
            capabilities: Capabilities::default(),
            embedded: Arc::default(),
            arguments: Vec::new(),
            serving: Serving::default(),
            lockdown: Lockdown::Off,
            symbols: Symbols::Keep,
            emit: Emit::Executable,
        }
    }
}

/// What was chosen for a program that is an HTTP server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serving {
    /// Where it listens unless it is started with another address.
    pub address: Option<SocketAddr>,
    /// Whether it cannot be started with another address.
    pub pinned: bool,
    /// How many processes serve.
    pub workers: Option<u32>,
    /// The largest body of a request, in bytes.
    pub most_body: Option<u64>,
}

impl Serving {
    /// The default of the largest body.
    const MOST_BODY: u64 = 1 << 30;

    /// What holds where something was not chosen.
    pub fn with_defaults(&self) -> Serve {
        Serve {
            address: self.address.unwrap_or_else(|| (Ipv4Addr::LOCALHOST, 8080).into()),
            pinned: self.pinned,
            workers: self.workers.unwrap_or(0),
            most_body: self.most_body.unwrap_or(Serving::MOST_BODY),
        }
    }
}

/// The values of `-O`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Optimize {
    /// `-O0`: compile as fast as possible.
    None,
    /// `-O1`: optimise, and allocate registers quickly.
    Quick,
    /// `-O2`.
    Speed,
    /// `-Os`.
    Size,
}

/// The CPU that the executable runs on at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cpu {
    Level(Level),
    /// The features of the machine that compiles.
    Native,
}

impl Cpu {
    /// The features that generated code may use.
    pub fn features(self) -> FeatureSet {
        match self {
            Cpu::Level(level) => FeatureSet::of_level(level),
            Cpu::Native => crate::target::native_features(),
        }
    }
}

/// Which runtime a command gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// The smallest that has what it needs.
    Plain,
    /// One that checks its own work.
    Checked,
}

/// How accesses are kept inside linear memories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundsChecks {
    /// By reserved address space, where the memory allows it.
    Guarded,
    /// By comparisons.
    Explicit,
}

/// The bits of the NaNs that arithmetic makes. Core, "NaN Propagation", leaves
/// most of them open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nans {
    /// As the CPU makes them.
    Any,
    /// Always the positive canonical NaN, as in Core, "Deterministic Profile".
    Canonical,
}

/// How results of relaxed vector instructions are chosen where Core, "Relaxed
/// Operations", allows several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelaxedSimd {
    /// What the CPU that is compiled for does fastest.
    Fast,
    /// The same on every CPU.
    Deterministic,
}

/// Whether the executable tells the kernel what it may do, so that the kernel
/// stops it where our own checks would fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lockdown {
    Off,
    /// As far as the kernel can.
    On,
    /// On a kernel that cannot, it does not start.
    Required,
}

/// Whether the executable has `.symtab` and `.eh_frame`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbols {
    Keep,
    Strip,
}

/// The values of `--emit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Emit {
    Executable,
    /// A relocatable object for people who bring their own linker.
    Object,
    /// Cranelift's intermediate language, as text.
    Clif,
    /// Machine code, as text.
    Assembly,
    /// The flattened instance list, as text.
    Program,
}

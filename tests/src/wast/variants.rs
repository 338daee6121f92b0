//! The options that scripts run with where everything is tried.

use wasi2native::options::{BoundsChecks, Cpu, Optimize, Options};
use wasi2native_runtime_support::abi::cpu::Level;

/// Every CPU level that this machine has, from the oldest; explicit checks of bounds;
/// no optimisation.
pub fn variants() -> Vec<(&'static str, Options)> {
    let at = |level| Options { cpu: Cpu::Level(level), ..Options::default() };
    let native = Cpu::Native.features();
    let levels = [
        ("x86-64", Level::V1),
        ("x86-64-v2", Level::V2),
        ("x86-64-v3", Level::V3),
        ("x86-64-v4", Level::V4),
    ];
    let mut variants: Vec<_> = levels
        .into_iter()
        .map(|(name, level)| (name, at(level)))
        .filter(|(_, options)| options.cpu.features().iter().all(|f| native.contains(f)))
        .collect();
    let explicit = Options { bounds_checks: BoundsChecks::Explicit, ..Options::default() };
    variants.push(("explicit", explicit));
    variants.push(("-O0", Options { optimize: Optimize::None, ..Options::default() }));
    variants
}

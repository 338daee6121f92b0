//! With what a seed is compiled: everything in turn, by the seed's number.

use wasi2native::options::{self, BoundsChecks, Nans, Optimize, Options, RelaxedSimd};
use wasi2native_runtime_support::abi::cpu;

use crate::case::Floats;
use crate::{Arguments, Bounds, Cpu, Level};

/// So many seeds have the same form.
pub const BLOCK: u64 = 50;

#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub cpu: Cpu,
    bounds: Bounds,
    optimize: Level,
    pub floats: Floats,
}

impl Form {
    pub fn of(seed: u64) -> Form {
        let block = (seed / BLOCK) as usize;
        Form {
            cpu: [Cpu::V1, Cpu::V2, Cpu::V3][block % 3],
            bounds: [Bounds::Guarded, Bounds::Explicit][block / 3 % 2],
            // Mostly what users have.
            optimize: [Level::O2, Level::O0, Level::O2, Level::O1, Level::O2, Level::Os]
                [block / 6 % 6],
            floats: [Floats::ByModule, Floats::ByEngine][block / 5 % 2],
        }
    }

    /// As the command line wants it.
    pub fn changed(self, arguments: &Arguments) -> Form {
        Form {
            cpu: arguments.cpu.unwrap_or(self.cpu),
            bounds: arguments.bounds.unwrap_or(self.bounds),
            optimize: arguments.optimize.unwrap_or(self.optimize),
            floats: self.floats,
        }
    }

    pub fn options(self) -> Options {
        Options {
            cpu: options::Cpu::Level(match self.cpu {
                Cpu::V1 => cpu::Level::V1,
                Cpu::V2 => cpu::Level::V2,
                Cpu::V3 => cpu::Level::V3,
            }),
            bounds_checks: match self.bounds {
                Bounds::Guarded => BoundsChecks::Guarded,
                Bounds::Explicit => BoundsChecks::Explicit,
            },
            optimize: match self.optimize {
                Level::O0 => Optimize::None,
                Level::O1 => Optimize::Quick,
                Level::O2 => Optimize::Speed,
                Level::Os => Optimize::Size,
            },
            nans: match self.floats {
                Floats::ByModule => Nans::Any,
                Floats::ByEngine => Nans::Canonical,
            },
            relaxed_simd: match self.floats {
                Floats::ByModule => RelaxedSimd::Fast,
                Floats::ByEngine => RelaxedSimd::Deterministic,
            },
            ..Options::default()
        }
    }
}

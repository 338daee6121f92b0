//! The contract between the compiler, the code it generates, and the runtime.
//!
//! This folder is compiled twice: as a module of the host-side crate, which the
//! compiler uses, and as a module of the `no_std` runtime. Both sides derive
//! what they do from the tables here, so a fact has one row and cannot disagree
//! with itself. It uses `core` alone and forbids unsafe code.

#[macro_use]
pub mod system_calls;
#[macro_use]
pub mod host_functions;
#[macro_use]
pub mod builtins;
pub mod capabilities;
#[macro_use]
pub mod http_functions;
#[macro_use]
pub mod component_functions;
pub mod cpu;
pub mod descriptor;
pub mod embedded;
pub mod exceptions;
pub mod lockdown;
#[cfg(part = "network")]
pub mod ports;
pub mod records;
pub mod threads;
pub mod traps;

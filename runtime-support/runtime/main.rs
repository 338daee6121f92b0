//! The runtime that every executable carries: `no_std`, no libc, no relocation
//! at start. It is compiled and linked into a stub when the compiler is built;
//! the compiler appends the program to a copy of that stub.
//!
//! Arrows point one way: `start → preview1 → host → sys → arch`, and for components
//! `canonical → preview2 → host`. Only `arch`
//! has assembly, only `sys` makes system calls, only `guest` touches the
//! program's memory.
#![no_std]
#![no_main]
#![deny(unsafe_code)]
// This flavour uses everything but what only threads need; the others less.
#![cfg_attr(not(flavour = "http"), allow(dead_code))]

#[cfg(part = "http")]
extern crate alloc;

#[macro_use]
// Each side of the contract uses its own half.
#[allow(dead_code, unused_macros)]
#[path = "../abi/mod.rs"]
mod abi;
mod arch;
mod backtrace;
mod builtins;
#[cfg(part = "components")]
mod canonical;
mod entry;
#[cfg(part = "exceptions")]
mod exception;
#[cfg(not(part = "exceptions"))]
#[path = "no_exception.rs"]
mod exception;
#[cfg(part = "explain")]
mod explain;
#[cfg(not(part = "explain"))]
#[path = "no_explain.rs"]
mod explain;
mod exports;
mod frames;
mod guest;
#[cfg(part = "http")]
mod heap;
mod host;
#[cfg(part = "libcalls")]
mod libcalls;
#[cfg(any(part = "shared_memory", part = "network"))]
mod lock;
#[cfg(part = "lockdown")]
mod lockdown;
#[cfg(not(part = "lockdown"))]
#[path = "no_lockdown.rs"]
mod lockdown;
mod message;
#[cfg(part = "overriding")]
mod overriding;
#[cfg(not(part = "overriding"))]
#[path = "no_overriding.rs"]
mod overriding;
mod panic;
mod preview1;
#[cfg(part = "components")]
mod preview2;
mod process;
mod program;
mod regions;
#[cfg(part = "http")]
mod server;
#[cfg(part = "shared_memory")]
mod shared_memory;
mod stack;
mod start;
mod sys;
mod thread;
#[cfg(not(part = "threads"))]
#[path = "single_thread.rs"]
mod threads;
#[cfg(part = "threads")]
mod threads;
mod traps;
#[cfg(part = "shared_memory")]
mod waiting;

/// What the stub does with the program once everything is ready.
#[cfg(not(flavour = "script"))]
#[path = "command.rs"]
mod flavour;
#[cfg(flavour = "script")]
#[path = "script.rs"]
mod flavour;

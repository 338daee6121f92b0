//! The runtime that every executable carries: `no_std`, no libc, no relocation
//! at start. It is compiled and linked into a stub when the compiler is built;
//! the compiler appends the program to a copy of that stub.
//!
//! Arrows point one way: `start → preview1 → host → sys → arch`. Only `arch`
//! has assembly, only `sys` makes system calls, only `guest` touches the
//! program's memory.
#![no_std]
#![no_main]

#[macro_use]
#[path = "../abi/mod.rs"]
mod abi;
mod arch;
mod guest;
mod host;
mod preview1;
mod process;
mod program;
mod sys;

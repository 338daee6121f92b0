//! The arguments and environment variables that the program sees.
//!
//! Neither changes while the process runs, so going through them twice, once
//! for the sizes and once for the text, gives the same result.
#![allow(unsafe_code)]

use core::ffi::CStr;

use super::Result;
use super::grants::capabilities;
#[cfg(part = "network")]
use super::network::listeners;
use crate::abi::capabilities::Capabilities;
use crate::process;
#[cfg(part = "arguments")]
use crate::program;

/// The program's arguments: its own name, those that were compiled in, those that
/// the executable was started with.
#[cfg(part = "arguments")]
pub fn arguments() -> impl Iterator<Item = &'static [u8]> {
    let given = process::arguments();
    let (name, given) = given.split_at(given.len().min(1));
    // The last one is ended as well, and nothing is behind it.
    let compiled_in = program::arguments().split_inclusive(|&byte| byte == 0);
    let compiled_in =
        compiled_in.map(|argument| argument.split_last().map_or(argument, |(_, text)| text));
    texts(name).chain(compiled_in).chain(texts(given))
}

/// The program's arguments, its own name first.
#[cfg(not(part = "arguments"))]
pub fn arguments() -> impl Iterator<Item = &'static [u8]> {
    texts(process::arguments())
}

/// A text of the environment, `NAME=VALUE`, in two parts.
pub type Variable = (&'static [u8], &'static [u8]);

/// Calls `action` with each variable that was granted: those inherited, then
/// those named by `--env`, which replace the former and earlier ones of
/// themselves. Stops at an error.
pub fn for_each_variable(action: &mut dyn FnMut(Variable) -> Result) -> Result {
    let Some(capabilities) = capabilities() else { return Ok(()) };
    if capabilities.inherits_env() {
        for variable in inherited() {
            if !is_named(&capabilities, 0, variable.0) && !is_of_listeners(variable.0) {
                action(variable)?;
            }
        }
    }
    #[cfg(part = "network")]
    for variable in listeners::variables().into_iter().flatten() {
        if !is_named(&capabilities, 0, variable.0) {
            action(variable)?;
        }
    }
    for (index, named) in capabilities.variables().enumerate() {
        if is_named(&capabilities, index + 1, named.name) {
            continue;
        }
        if let Some(value) = named.value.or_else(|| inherited_value(named.name)) {
            action((named.name, value))?;
        }
    }
    Ok(())
}

/// Whether a variable from the one with number `first` on has this name.
#[inline(never)]
fn is_named(capabilities: &Capabilities<'_>, first: usize, name: &[u8]) -> bool {
    capabilities.variables().skip(first).any(|variable| variable.name == name)
}

/// Whether it tells a program of the sockets that it was started with.
#[cfg(part = "network")]
use listeners::replaces as is_of_listeners;

#[cfg(not(part = "network"))]
fn is_of_listeners(_name: &[u8]) -> bool {
    false
}

/// The value of a variable that the process was started with.
pub fn inherited_value(name: &[u8]) -> Option<&'static [u8]> {
    inherited().find(|variable| variable.0 == name).map(|variable| variable.1)
}

/// The variables that the process was started with.
fn inherited() -> impl Iterator<Item = Variable> {
    texts(process::environment()).filter_map(|text| {
        // A name may start with `=`, but it is not empty.
        let equals = text.iter().skip(1).position(|&byte| byte == b'=')? + 1;
        Some((text.get(..equals)?, text.get(equals + 1..)?))
    })
}

fn texts(pointers: &'static [*const u8]) -> impl Iterator<Item = &'static [u8]> {
    pointers.iter().map(|&pointer| {
        // SAFETY: `process` hands out the pointers that the kernel put on the
        // stack: texts that end with a NUL and stay until exit. Source:
        // execve(2).
        unsafe { CStr::from_ptr(pointer.cast()) }.to_bytes()
    })
}

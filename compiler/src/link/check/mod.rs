//! A second opinion on a linked program. It shares no code with what laid the
//! program out, but reads the finished image as the kernel, the runtime and
//! the generated code will: from the program descriptor on.
//!
//! Runs in tests and in debug builds of the compiler.

mod exceptions;
mod regions;
mod relocations;
mod segments;
mod tables;
mod threads;

use wasi2native_runtime_support::abi::descriptor::{DESCRIPTOR_SYMBOL, ProgramDescriptor, Span};

use super::descriptor;
use super::image::{Image, Permissions};
use super::stub::Stub;
use crate::codegen::Code;
use crate::error::{Error, Result};
use crate::program::Program;
use crate::target::Target;

/// What an image is compared with.
#[derive(Clone, Copy)]
struct Checker<'a> {
    image: &'a Image<'a>,
    program: &'a Program<'a>,
    code: &'a Code,
    stub: &'a Stub,
    target: &'a Target,
    /// As the runtime will find it.
    descriptor: &'a ProgramDescriptor,
    descriptor_address: u64,
}

/// Checks an image.
///
/// # Errors
/// The first thing that is wrong, always a bug of ours.
pub fn check(
    image: &Image<'_>,
    program: &Program<'_>,
    code: &Code,
    stub: &Stub,
    target: &Target,
) -> Result<()> {
    segments::check(image)?;
    let descriptor_address = stub.address(DESCRIPTOR_SYMBOL)?;
    let found =
        descriptor::read(descriptor_address, |address, length| image.bytes_at(address, length));
    let Some(descriptor) = &found else {
        return wrong("the program descriptor was not filled in");
    };
    let checker = Checker { image, program, code, stub, target, descriptor, descriptor_address };
    checker.tables()?;
    checker.relocations()?;
    checker.regions()?;
    checker.threads()
}

/// Reports what is wrong.
fn wrong<T>(what: impl std::fmt::Display) -> Result<T> {
    Err(Error::internal(format!("the linked program is wrong: {what}")))
}

/// Reports what is wrong unless something holds.
fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<()> {
    if holds { Ok(()) } else { wrong(what()) }
}

impl<'a> Checker<'a> {
    /// The bytes of an array that the descriptor describes, which nobody can
    /// change.
    fn span(
        &self,
        what: &str,
        span: Span,
        size: usize,
        permissions: Permissions,
    ) -> Result<&'a [u8]> {
        let bytes = descriptor::range(self.descriptor_address, span, size)
            .and_then(|range| self.bytes(range.start, range.end - range.start, permissions));
        bytes.map_or_else(
            || wrong(format!("the descriptor's {what} are outside of their segment")),
            Ok,
        )
    }

    /// Bytes of the file in a segment with these permissions.
    fn bytes(&self, address: u64, length: u64, permissions: Permissions) -> Option<&'a [u8]> {
        let mut segments = self.image.segments.iter();
        let segment = segments.find(|segment| segment.range().contains(&address))?;
        let place = segment.place(address, length)?;
        self.image.bytes.get(place).filter(|_| segment.permissions == permissions)
    }

    /// The address of the generated code.
    fn code_address(&self) -> u64 {
        self.descriptor_address.wrapping_add_signed(self.descriptor.code.offset)
    }
}

#[cfg(test)]
mod tests;

//! The program descriptor: written into the runtime's segment, and found again
//! in a finished executable.

use std::ops::Range;

use wasi2native_runtime_support::abi::descriptor::{MAGIC, ProgramDescriptor, Span};
use wasi2native_runtime_support::abi::lockdown::FilterInstruction;

use super::builder::ImageBuilder;
use super::records::{Record, decode, decode_all};
use super::{lockdown, notes};
use crate::error::{Error, Result};

/// Tells the runtime of its program.
///
/// # Errors
/// A runtime whose descriptor is not in its file, which is a bug of ours.
pub fn fill_in(
    builder: &mut ImageBuilder,
    address: u64,
    descriptor: &ProgramDescriptor,
) -> Result<()> {
    let place = builder.bytes_at(address, ProgramDescriptor::SIZE as u64).ok_or_else(|| {
        Error::internal("the runtime's program descriptor is in no segment of its file")
    })?;
    descriptor.write_to(place);
    Ok(())
}

/// Reads the descriptor at an address. `None` where it was not filled in.
pub fn read<'a>(
    address: u64,
    bytes_at: impl Fn(u64, u64) -> Option<&'a [u8]>,
) -> Option<ProgramDescriptor> {
    decode(bytes_at(address, ProgramDescriptor::SIZE as u64)?)
        .filter(|descriptor: &ProgramDescriptor| descriptor.magic == MAGIC)
}

/// The addresses of an array of elements of `size` bytes.
pub fn range(descriptor: u64, span: Span, size: usize) -> Option<Range<u64>> {
    let start = descriptor.checked_add_signed(span.offset)?;
    let end = start.checked_add(span.count.checked_mul(size as u64)?)?;
    Some(start..end)
}

/// The encoded capabilities of a finished executable with these notes, found as
/// its runtime finds them. `bytes_at` gives the bytes at some addresses.
pub fn read_capabilities<'a>(
    notes: &str,
    bytes_at: impl Fn(u64, u64) -> Option<&'a [u8]>,
) -> Option<&'a [u8]> {
    let (address, descriptor) = find(notes, &bytes_at)?;
    let range = range(address, descriptor.capabilities, 1)?;
    bytes_at(range.start, range.end - range.start)
}

/// What a finished executable is locked down to, found in the same way.
pub fn read_lockdown<'a>(
    notes: &str,
    bytes_at: impl Fn(u64, u64) -> Option<&'a [u8]>,
) -> Option<lockdown::Found> {
    let (address, descriptor) = find(notes, &bytes_at)?;
    let plan = descriptor.lockdown;
    let range = range(address, plan.filter, FilterInstruction::SIZE)?;
    let filter = decode_all(bytes_at(range.start, range.end - range.start)?).collect();
    Some(lockdown::Found { plan, filter })
}

/// The descriptor of a finished executable with these notes, and its address.
fn find<'a>(
    notes: &str,
    bytes_at: &impl Fn(u64, u64) -> Option<&'a [u8]>,
) -> Option<(u64, ProgramDescriptor)> {
    let address = notes::value(notes, notes::DESCRIPTOR)?.strip_prefix("0x")?;
    let address = u64::from_str_radix(address, 16).ok()?;
    Some((address, read(address, bytes_at)?))
}

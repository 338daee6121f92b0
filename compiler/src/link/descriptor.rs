//! The program descriptor: written into the runtime's segment, and found again
//! in a finished executable.

use std::ops::Range;

use wasi2native_runtime_support::abi::descriptor::{
    MAGIC, ProgramDescriptor, SUMMED_WORDS, Span, sum,
};
use wasi2native_runtime_support::abi::embedded::Root;
use wasi2native_runtime_support::abi::lockdown::{FilterInstruction, LockdownPlan};

use super::builder::ImageBuilder;
use super::notes;
use super::records::{Record, decode, decode_all};
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

/// The descriptor with its sum.
pub fn summed(descriptor: &ProgramDescriptor) -> ProgramDescriptor {
    let mut bytes = [0; ProgramDescriptor::SIZE];
    descriptor.write_to(&mut bytes);
    let words = decode_all::<u64>(&bytes).take(SUMMED_WORDS);
    ProgramDescriptor { sum: sum(words), ..*descriptor }
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

/// What a finished executable says of itself, found as its runtime finds it.
#[derive(Debug)]
pub struct Found<'a> {
    /// Encoded.
    pub capabilities: &'a [u8],
    /// A NUL behind each.
    pub arguments: &'a [u8],
    /// What the embedded folders are called, and how many nodes and bytes all have.
    pub embedded: Vec<&'a [u8]>,
    pub embedded_nodes: u64,
    pub embedded_bytes: u64,
    pub lockdown: LockdownPlan,
    pub filter: Vec<FilterInstruction>,
}

/// Reads a finished executable with these notes. `bytes_at` gives the bytes at some
/// addresses.
pub fn find<'a>(notes: &str, bytes_at: impl Fn(u64, u64) -> Option<&'a [u8]>) -> Option<Found<'a>> {
    let address = notes::value(notes, notes::DESCRIPTOR)?.strip_prefix("0x")?;
    let address = u64::from_str_radix(address, 16).ok()?;
    let descriptor = read(address, &bytes_at)?;
    if summed(&descriptor) != descriptor {
        return None;
    }
    let span = |span: Span, size| {
        if span.count == 0 {
            return Some(&[][..]);
        }
        let range = range(address, span, size)?;
        bytes_at(range.start, range.end - range.start)
    };
    let names = span(descriptor.embedded.names, 1)?;
    let guest = |root: Root| {
        names.get(usize::try_from(root.name).ok()?..)?.get(..root.name_length as usize)
    };
    Some(Found {
        embedded: decode_all(span(descriptor.embedded.roots, Root::SIZE)?)
            .map(guest)
            .collect::<Option<Vec<_>>>()?,
        embedded_nodes: descriptor.embedded.nodes.count,
        embedded_bytes: descriptor.embedded.content.count,
        capabilities: span(descriptor.capabilities, 1)?,
        arguments: span(descriptor.arguments, 1)?,
        lockdown: descriptor.lockdown,
        filter: decode_all(span(descriptor.lockdown.filter, FilterInstruction::SIZE)?).collect(),
    })
}

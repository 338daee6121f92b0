//! The linked program: what stands at which address. Knows no file format.

use std::borrow::Cow;
use std::ops::Range;

/// The page size that places are chosen for. Every target's kernel maps files
/// in pages of this size or can be made to.
pub const PAGE: u64 = 4096;

/// Everything the executable will hold.
#[derive(Clone, Debug, Default)]
pub struct Image<'a> {
    /// The instruction set, taken over from the runtime's stub.
    pub machine: Machine,
    /// The content of all segments. It is laid out so that it can become the
    /// file without being copied: each segment begins as far into a page here
    /// as in memory, and the first [`HEAD_ROOM`] bytes belong to nobody.
    pub bytes: Vec<u8>,
    /// Sorted by address, disjoint; no two share a page.
    pub segments: Vec<Segment>,
    /// For `.symtab`, sorted by address. Empty where symbols are stripped.
    pub symbols: Vec<ImageSymbol<'a>>,
    /// The address where execution begins.
    pub entry: u64,
    /// Call frame information, for `.eh_frame`; lies inside a segment.
    pub unwind: Option<Range<u64>>,
    /// Lines of `key: value` that `inspect` shows; not loaded at run time.
    pub notes: String,
}

/// Bytes that are left free for the file's own header.
pub const HEAD_ROOM: usize = 64;

/// What an executable's header says of the instruction set. Numbers that only
/// the file format gives a meaning; here they are carried along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    pub number: u16,
    pub flags: u32,
}

/// A stretch of address space with the same permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// For example `.wasm.text`.
    pub name: &'static str,
    pub address: u64,
    /// Where its content is in [`Image::bytes`].
    pub bytes: Range<usize>,
    /// At least the length of `bytes`; the rest is zero.
    pub memory_size: u64,
    pub permissions: Permissions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    Read,
    ReadWrite,
    ReadExecute,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSymbol<'a> {
    pub name: Cow<'a, str>,
    pub address: u64,
    pub size: u64,
    pub kind: SymbolKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    Function,
    Data,
}

impl Segment {
    /// The addresses it occupies.
    pub fn range(&self) -> Range<u64> {
        self.address..self.address + self.memory_size
    }

    /// Where some addresses are in [`Image::bytes`], if all of them are.
    pub fn place(&self, address: u64, length: u64) -> Option<Range<usize>> {
        let distance = address.checked_sub(self.address)?;
        let start = self.bytes.start.checked_add(usize::try_from(distance).ok()?)?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        (end <= self.bytes.end).then_some(start..end)
    }
}

impl Image<'_> {
    /// The bytes at some addresses, where all of them are in one segment.
    pub fn bytes_at(&self, address: u64, length: u64) -> Option<&[u8]> {
        let place = self.segments.iter().find_map(|segment| segment.place(address, length))?;
        self.bytes.get(place)
    }
}

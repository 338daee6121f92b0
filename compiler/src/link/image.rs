//! The linked program: what stands at which address. Knows no file format.

use std::borrow::Cow;
use std::ops::Range;

/// The page size that places are chosen for. Every target's kernel maps files
/// in pages of this size or can be made to.
pub const PAGE: u64 = 4096;

/// Everything the executable will hold.
#[derive(Debug, Default)]
pub struct Image<'a> {
    /// The instruction set, taken over from the runtime's stub.
    pub machine: Machine,
    /// Sorted by address, disjoint; no two share a page.
    pub segments: Vec<Segment<'a>>,
    /// For `.symtab`, sorted by address. Empty where symbols are stripped.
    pub symbols: Vec<ImageSymbol<'a>>,
    /// The address where execution begins.
    pub entry: u64,
    /// Call frame information, for `.eh_frame`; lies inside a segment.
    pub unwind: Option<Range<u64>>,
    /// Lines of `key: value` that `inspect` shows; not loaded at run time.
    pub notes: String,
}

/// What an executable's header says of the instruction set. Numbers that only
/// the file format gives a meaning; here they are carried along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    pub number: u16,
    pub flags: u32,
}

/// A stretch of address space with the same permissions.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    /// For example `.wasm.text`.
    pub name: &'static str,
    pub address: u64,
    pub bytes: Cow<'a, [u8]>,
    /// At least the length of `bytes`; the rest is zero.
    pub memory_size: u64,
    pub permissions: Permissions,
    /// Whether the file must hold it in whole pages of its own, because it is
    /// reset or replaced as a unit at run time.
    pub whole_pages: bool,
}

impl Segment<'_> {
    /// The addresses it occupies.
    pub fn range(&self) -> Range<u64> {
        self.address..self.address + self.memory_size
    }

    /// The bytes at some addresses, where all of them are in the file.
    pub fn bytes_at(&self, address: u64, length: u64) -> Option<&[u8]> {
        let start = usize::try_from(address.checked_sub(self.address)?).ok()?;
        self.bytes.get(start..start.checked_add(usize::try_from(length).ok()?)?)
    }
}

impl Image<'_> {
    /// The bytes at some addresses, where all of them are in the file.
    pub fn bytes_at(&self, address: u64, length: u64) -> Option<&[u8]> {
        self.segments.iter().find_map(|segment| segment.bytes_at(address, length))
    }
}

/// The first place for a segment that lies in the file right behind another
/// one's bytes: in pages of its own, and as far into its page as it is in the
/// file, because files are mapped in whole pages.
pub fn place_behind(segment_end: u64, bytes_end: u64) -> u64 {
    segment_end.next_multiple_of(PAGE) + bytes_end % PAGE
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

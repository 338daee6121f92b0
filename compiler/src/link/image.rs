//! The linked program: what stands at which address. Knows no file format.

/// Everything the executable will hold.
#[derive(Debug, Default)]
pub struct Image<'a> {
    /// Sorted by address, disjoint.
    pub segments: Vec<Segment<'a>>,
    /// For `.symtab`, sorted by address.
    pub symbols: Vec<ImageSymbol>,
    /// The address where execution begins.
    pub entry: u64,
    /// Call frame information, for `.eh_frame`; lies inside a segment.
    pub unwind: Option<std::ops::Range<u64>>,
    /// Lines of `key: value` that `inspect` shows; not loaded at run time.
    pub notes: String,
}

/// A stretch of address space with the same permissions.
#[derive(Debug)]
pub struct Segment<'a> {
    /// For example `.wasm.text`.
    pub name: &'static str,
    pub address: u64,
    pub bytes: std::borrow::Cow<'a, [u8]>,
    /// At least the length of `bytes`; the rest is zero.
    pub memory_size: u64,
    pub permissions: Permissions,
    /// Whether the file must hold it in whole pages of its own, because it is
    /// reset or replaced as a unit at run time.
    pub whole_pages: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    Read,
    ReadWrite,
    ReadExecute,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSymbol {
    pub name: String,
    pub address: u64,
    pub size: u64,
    pub kind: SymbolKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    Function,
    Data,
}

//! Folders in the executable: tables that lead to names and content, all read-only.

use super::descriptor::Span;

/// Where in the executable they are; part of the program descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct EmbeddedFolders {
    /// [`Root`]s: what the program finds open, in this order.
    pub roots: Span,
    /// [`Node`]s. The children of a folder stand together, sorted by their names.
    pub nodes: Span,
    /// Bytes of names.
    pub names: Span,
    /// Bytes of files and of targets of symbolic links.
    pub content: Span,
}

/// An embedded folder that the program finds open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Root {
    /// Where among the names the one is that the program knows it by.
    pub name: u64,
    /// Bytes of the name.
    pub name_length: u32,
    /// The number of its node.
    pub node: u32,
}

/// A file, folder or symbolic link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Node {
    /// Where among the names its own is.
    pub name: u64,
    /// Bytes of the name; 0 for roots.
    pub name_length: u32,
    /// One of the constants below.
    pub kind: u32,
    /// Of a folder, the number of its first child; of others, where their content is.
    pub start: u64,
    /// Of a folder, the number of its children; of others, bytes.
    pub length: u64,
    /// The number of the folder that it is in; a root's own.
    pub parent: u32,
    pub link_count: u32,
    /// When it was changed last, in nanoseconds since 1970.
    pub time: u64,
}

impl Node {
    pub const FILE: u32 = 0;
    pub const FOLDER: u32 = 1;
    pub const LINK: u32 = 2;
}

/// More nodes than this there cannot be: the runtime has their numbers in the place
/// of the kernel's.
pub const MOST_NODES: u32 = 1 << 30;

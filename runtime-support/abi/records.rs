//! Mutable records that generated code and the runtime both use. Their places
//! are static symbols; generated code reads fields at the offsets given here.

/// A linear memory. Lies in the mutable state of the program; `base` never
/// changes after start, so generated code may load it once and move the load.
#[derive(Debug)]
#[repr(C)]
pub struct MemoryRecord {
    /// Address of byte 0.
    pub base: u64,
    /// Current size in bytes.
    pub length: u64,
    /// Largest size in bytes that `memory.grow` may reach: the least of the
    /// type's maximum, `--max-memory` and the reservation.
    pub maximum: u64,
    /// Binary logarithm of the page size: 16, but for custom page sizes.
    pub page_size_log2: u64,
}

impl MemoryRecord {
    pub const BASE: i32 = 0;
    pub const LENGTH: i32 = 8;
    pub const SIZE: usize = 32;
}

/// A table whose size can change. The elements are 32-bit references.
#[derive(Debug)]
#[repr(C)]
pub struct TableRecord {
    /// Address of element 0.
    pub base: u64,
    /// Current size in elements.
    pub length: u64,
    /// Largest size in elements that `table.grow` may reach.
    pub maximum: u64,
}

impl TableRecord {
    pub const BASE: i32 = 0;
    pub const LENGTH: i32 = 8;
    pub const SIZE: usize = 24;
}

/// Bytes of a table element: a reference is 32 bits. Null is 0. A function
/// reference is the distance in bytes from the start of the program's array of
/// [`FuncDescriptor`]s, so tables need no relocation at start.
pub const REFERENCE_SIZE: usize = 4;

/// What a function reference points to. Read-only. Descriptor 0 stands for null:
/// its type is [`FuncDescriptor::NULL_TYPE`], which no check accepts.
#[derive(Debug)]
#[repr(C)]
pub struct FuncDescriptor {
    /// Distance in bytes from the start of the descriptor array to the code.
    pub code: i32,
    /// Program-wide number of the function's canonical type.
    pub ty: u32,
}

impl FuncDescriptor {
    pub const CODE: i32 = 0;
    pub const TYPE: i32 = 4;
    pub const SIZE: usize = 8;
    /// The type of the null descriptor.
    pub const NULL_TYPE: u32 = u32::MAX;
}

/// Number of bytes of one value in an entry thunk's argument and result array:
/// wide enough for a v128, little-endian, zero-extended.
pub const VALUE_SIZE: usize = 16;

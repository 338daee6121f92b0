//! The program descriptor: what the runtime must know of the program it was
//! linked with. The compiler fills it in; the runtime only reads it.
//!
//! Places are given as distances in bytes from the descriptor itself, so that
//! they hold wherever the executable is loaded.

use super::embedded::EmbeddedFolders;
use super::lockdown::LockdownPlan;

/// The symbol of the descriptor in the runtime's stub.
pub const DESCRIPTOR_SYMBOL: &str = "wasi2native_program";

/// First field of a descriptor that was filled in. Changes with the layout.
pub const MAGIC: u64 = u64::from_le_bytes(*b"wasi2n04");

/// An array somewhere in the executable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Span {
    /// Distance in bytes from the descriptor's first byte.
    pub offset: i64,
    /// Number of elements.
    pub count: u64,
}

/// See the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ProgramDescriptor {
    pub magic: u64,
    /// A [`super::cpu::FeatureSet`]: what the CPU must have.
    pub required_features: u64,
    /// Bytes of stack for the program, without the guard.
    pub stack_size: u64,
    /// The generated code, in bytes.
    pub code: Span,
    /// [`TrapSite`]s, sorted by `code_offset`. Loads and stores that the MMU
    /// checks have none: generated code that faults on an address of a region
    /// is out of bounds.
    pub traps: Span,
    /// [`FunctionEntry`]s, sorted by `code_offset`.
    pub functions: Span,
    /// Bytes that [`FunctionEntry::name`] points into.
    pub names: Span,
    /// [`RegionPlan`]s: linear memories and growable tables.
    pub regions: Span,
    /// [`EntryPoint`]s. The first is the program's main entry.
    pub entries: Span,
    /// Bytes of the encoded [`super::capabilities`].
    pub capabilities: Span,
    /// [`super::exceptions::TagEntry`]s, by their numbers.
    pub tags: Span,
    /// Offsets in objects, 32 bits each, that tags point into.
    pub exception_fields: Span,
    /// [`super::exceptions::CallSite`]s from which an exception can go to a
    /// handler in the same function, sorted by `return_offset`.
    pub handler_sites: Span,
    /// [`super::exceptions::Handler`]s, which handler sites point into.
    pub handlers: Span,
    /// [`super::exceptions::CallSite`]s during which references to exceptions
    /// are on the stack, sorted by `return_offset`.
    pub stack_maps: Span,
    /// Offsets from the stack pointer of those references, 32 bits each, which
    /// stack maps point into.
    pub stack_map_slots: Span,
    /// [`super::exceptions::ExceptionRoot`]s.
    pub exception_roots: Span,
    pub lockdown: LockdownPlan,
    /// The arguments that come before those given at run time, a NUL behind each.
    pub arguments: Span,
    pub embedded: EmbeddedFolders,
    /// The bytes of the mutable state outside of regions: whole pages are its own.
    pub state: Span,
    /// The bytes behind the last image in its last page: zero at first, though the
    /// file has something else there.
    pub cleared: Span,
    /// The [`sum`] of all words before. In objects, which other linkers finish, it
    /// means nothing.
    pub sum: u64,
}

/// How many words of 64 bits a descriptor is, without its sum.
pub const SUMMED_WORDS: usize = size_of::<ProgramDescriptor>() / 8 - 1;

const _: () = assert!(size_of::<ProgramDescriptor>().is_multiple_of(8));

/// What tells a damaged descriptor: no change of a single word keeps it, and of several words
/// only one that was looked for.
pub fn sum(words: impl Iterator<Item = u64>) -> u64 {
    /// An odd number whose bits are as good as random: of small changes it makes large ones,
    /// which other small ones do not undo. It is 2^64 divided by the golden ratio.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    words.fold(0, |sum: u64, word| {
        // A product's upper bits depend on all others, its lower ones on few.
        let product = (sum ^ word).wrapping_mul(FACTOR);
        product ^ product >> 32
    })
}

/// Where in the generated code a trap can happen, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct TrapSite {
    /// Distance from the start of the code to the faulting instruction.
    pub code_offset: u32,
    /// A [`super::traps::Trap`].
    pub trap: u8,
    pub padding: [u8; 3],
}

/// A function of the generated code. Its end is the next one's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct FunctionEntry {
    /// Distance from the start of the code to the function.
    pub code_offset: u32,
    /// Index in the module that defines it; `u32::MAX` for code that the
    /// compiler added and back-traces leave out.
    pub index: u32,
    /// Offset of the name in the descriptor's `names`.
    pub name: u32,
    /// Bytes of the name; 0 where the module names it not.
    pub name_length: u32,
}

/// A stretch of address space that can grow in place: a linear memory or a
/// growable table. `accessible` bytes from `address` are usable at start;
/// those of the image are mapped from the file by the kernel, the rest is zero
/// and mapped by the runtime. Nothing else comes into what is reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct RegionPlan {
    /// Address of byte 0, a multiple of the page size.
    pub address: u64,
    /// Bytes that nothing else may use, from `address`; generated code that is
    /// not checked explicitly cannot reach further.
    pub reserved: u64,
    /// Bytes usable at start, rounded up to whole 4 KiB pages.
    pub accessible: u64,
    /// Bytes from `address` to the file-backed image, a multiple of 4 KiB.
    pub image_offset: u64,
    /// Bytes of the image, a multiple of 4 KiB, 0 where there is none.
    pub image_length: u64,
}

/// Generated code touches up to this many bytes below a memory where an index is
/// so large that its access traps: a fault there is that trap.
pub const REACH_BELOW: u64 = 1 << 16;

/// A function that the runtime can call: `extern "C" fn(values: *mut u128)`.
/// Arguments are read from `values`, then results are written there, one value
/// each [`super::records::VALUE_SIZE`] bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct EntryPoint {
    /// Distance in bytes from the descriptor to the thunk.
    pub thunk: i64,
    /// The larger of the numbers of arguments and results.
    pub values: u64,
}

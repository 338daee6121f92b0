//! Exceptions: what generated code, the tables of the program and the runtime
//! agree on. Core, "Exceptions".
//!
//! A thrown exception is an object in the thread's exception heap, and a
//! reference to it is its distance in bytes from the start of that heap. Null
//! is 0, where no object is.

/// An exception, as generated code sees it: its tag, then its values.
#[derive(Debug)]
#[repr(C)]
pub struct ExceptionObject {
    /// The number of the tag in the program.
    pub tag: u32,
    /// For the runtime.
    pub mark: u32,
}

impl ExceptionObject {
    pub const TAG: i32 = 0;
    /// Where the values begin.
    pub const SIZE: u32 = 8;
    /// Of every object and its size, so that a v128 can be aligned.
    pub const ALIGNMENT: u32 = 16;
    /// Of every value but a v128, which has its own size.
    pub const VALUE_ALIGNMENT: u32 = 8;
}

/// A tag of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct TagEntry {
    /// Bytes of an object with this tag, header included.
    pub size: u32,
    /// Where among the descriptor's `exception_fields` the offsets of this
    /// tag's values that are references to exceptions begin.
    pub first_field: u32,
    pub field_count: u32,
    /// Index in the module that defines it.
    pub index: u32,
    /// Offset of the name in the descriptor's `names`, and its bytes; 0 where
    /// the module names it not.
    pub name: u32,
    pub name_length: u32,
}

/// A call in generated code of which something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct CallSite {
    /// Distance from the start of the code to where the call returns to.
    pub return_offset: u32,
    /// Bytes from the frame pointer down to the stack pointer at the call.
    pub frame_offset: u32,
    /// Where in the list of what is known of calls this one's begins.
    pub first: u32,
    pub count: u32,
}

/// Where the exceptions of a tag go from a call. Of a call's handlers the first
/// that fits takes the exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Handler {
    /// The number of the tag in the program, or [`Handler::ANY_TAG`].
    pub tag: u32,
    /// Distance from the start of the code to the handler. It expects the stack
    /// and frame pointers of the call, and nothing in other registers.
    pub code_offset: u32,
}

impl Handler {
    pub const ANY_TAG: u32 = u32::MAX;
}

/// A place outside of the stack with references to exceptions: a global or a
/// table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct ExceptionRoot {
    /// Distance in bytes from the descriptor to the first reference, or to the
    /// [`super::records::TableRecord`] of a table that can grow. In programs that
    /// start threads, from the start of a thread's state.
    pub place: i64,
    /// The number of references, or [`ExceptionRoot::TABLE`].
    pub count: u64,
}

impl ExceptionRoot {
    pub const TABLE: u64 = u64::MAX;
}

//! Functions of the runtime that generated code calls on its own account: one
//! row each. They follow the SystemV convention and never see a trap: what can
//! trap is checked in generated code before the call. The exceptions to both
//! are those that throw.
//!
//! Some rows belong to a part of the runtime that only programs that need it carry.

// Only some parts wait.
#[allow(unused_imports)]
use super::system_calls::sets::{CLOCK_GETTIME, FUTEX};
use super::system_calls::{GROW, SystemCalls};

/// Hands the rows to the macro named `$rows`.
macro_rules! builtin_functions {
    ($rows:ident) => {
        $rows! {
            // Grows a memory by `delta` pages. Returns the old size in pages,
            // or -1 where it cannot grow.
            /// Core, "Memory Instructions", `memory.grow`.
            MemoryGrow = builtin_memory_grow(memory: Pointer, delta: I64) -> [I64], [GROW];
            /// Grows a table by `delta` elements that become `value`. Returns
            /// the old size in elements, or -1. Core, "Table Instructions".
            TableGrow = builtin_table_grow(table: Pointer, delta: I64, value: I32) -> [I64], [GROW];
            /// Writes `value` to `count` table elements from `elements`.
            TableFill = builtin_table_fill(elements: Pointer, value: I32, count: I64) -> [], [];
            /// C's memmove, by 64-bit length.
            MemoryMove = memmove(to: Pointer, from: Pointer, length: I64) -> [Pointer], [];
            /// C's memset; `value` is a byte.
            MemorySet = memset(to: Pointer, value: I32, length: I64) -> [Pointer], [];
            // What Cranelift calls where the CPU level has no instruction.
            #[cfg(part = "libcalls")]
            CeilF32 = libcall_ceil_f32(x: F32) -> [F32], [];
            #[cfg(part = "libcalls")]
            CeilF64 = libcall_ceil_f64(x: F64) -> [F64], [];
            #[cfg(part = "libcalls")]
            FloorF32 = libcall_floor_f32(x: F32) -> [F32], [];
            #[cfg(part = "libcalls")]
            FloorF64 = libcall_floor_f64(x: F64) -> [F64], [];
            #[cfg(part = "libcalls")]
            TruncF32 = libcall_trunc_f32(x: F32) -> [F32], [];
            #[cfg(part = "libcalls")]
            TruncF64 = libcall_trunc_f64(x: F64) -> [F64], [];
            #[cfg(part = "libcalls")]
            NearestF32 = libcall_nearest_f32(x: F32) -> [F32], [];
            #[cfg(part = "libcalls")]
            NearestF64 = libcall_nearest_f64(x: F64) -> [F64], [];
            #[cfg(part = "libcalls")]
            FmaF32 = libcall_fma_f32(x: F32, y: F32, z: F32) -> [F32], [];
            #[cfg(part = "libcalls")]
            FmaF64 = libcall_fma_f64(x: F64, y: F64, z: F64) -> [F64], [];
            /// `pshufb` by bytes. Core, "Vector Instructions", `i8x16.swizzle`
            /// with the high-bit rule of x86.
            #[cfg(part = "libcalls")]
            X86Pshufb = libcall_x86_pshufb(bytes: V128, indices: V128) -> [V128], [];
            // What only programs with exceptions call.
            /// A new exception with a tag, whose values the caller fills in.
            /// Traps where there is no room for one.
            #[cfg(part = "exceptions")]
            ExceptionNew = exception_new(tag: I32) -> [Pointer], [GROW];
            /// The object that a reference, not null, stands for.
            #[cfg(part = "exceptions")]
            ExceptionObject = exception_object(reference: I32) -> [Pointer], [];
            /// The reference to the exception that was thrown last: the first that
            /// a handler asks for.
            #[cfg(part = "exceptions")]
            ExceptionCaught = exception_caught() -> [I32], [];
            /// Leaves the program's functions up to the one that handles this
            /// exception; a trap where none does. By the wasm convention, which
            /// says what a handler can rely on.
            #[cfg(part = "exceptions")]
            ExceptionThrow = exception_throw(object: Pointer) -> [], [];
            // What only programs with shared memories call.
            /// As `MemoryGrow`, for a memory that other threads use and grow.
            #[cfg(part = "shared_memory")]
            SharedMemoryGrow = builtin_shared_memory_grow(memory: Pointer, delta: I64) -> [I64], [GROW, FUTEX];
            // The addresses are aligned, and in a shared memory.
            /// Threads, "Atomic Memory Instructions", `memory.atomic.wait32`.
            #[cfg(part = "shared_memory")]
            MemoryWait32 = builtin_memory_wait32(address: Pointer, expected: I32, timeout: I64) -> [I32], [FUTEX, CLOCK_GETTIME];
            /// Threads, "Atomic Memory Instructions", `memory.atomic.wait64`.
            #[cfg(part = "shared_memory")]
            MemoryWait64 = builtin_memory_wait64(address: Pointer, expected: I64, timeout: I64) -> [I32], [FUTEX, CLOCK_GETTIME];
            /// Threads, "Atomic Memory Instructions", `memory.atomic.notify`.
            #[cfg(part = "shared_memory")]
            MemoryNotify = builtin_memory_notify(address: Pointer, count: I32) -> [I32], [FUTEX];
        }
    };
}

/// A machine type as it occurs in builtin signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MachineType {
    Pointer,
    I32,
    I64,
    F32,
    F64,
    V128,
}

macro_rules! part_of_row {
    () => {
        None
    };
    ($part:literal) => {
        Some($part)
    };
}

macro_rules! builtin_table {
    ($( $(#[doc = $doc:literal])* $(#[cfg(part = $part:literal)])? $name:ident = $symbol:ident($($parameter:ident: $ty:ident),*) -> [$($result:ident)?], [$($calls:ident),*]; )*) => {
        /// A function of the runtime that generated code calls on its own account.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u32)]
        pub enum Builtin {
            $($(#[doc = $doc])* $(#[cfg(part = $part)])? $name,)*
        }

        impl Builtin {
            /// Every builtin, in the order of their numbers.
            pub const ALL: &[Builtin] = &[$($(#[cfg(part = $part)])? Builtin::$name,)*];

            /// Its symbol in the runtime.
            pub const fn symbol(self) -> &'static str {
                match self { $($(#[cfg(part = $part)])? Builtin::$name => stringify!($symbol),)* }
            }

            /// The part of the runtime that has it; none where all runtimes do.
            pub const fn part(self) -> Option<&'static str> {
                match self { $($(#[cfg(part = $part)])? Builtin::$name => part_of_row!($($part)?),)* }
            }

            /// The system calls that it can make.
            pub const fn system_calls(self) -> SystemCalls {
                match self { $($(#[cfg(part = $part)])? Builtin::$name => SystemCalls::union_of(&[$($calls),*]),)* }
            }

            /// Its parameters' types.
            pub const fn parameters(self) -> &'static [MachineType] {
                match self { $($(#[cfg(part = $part)])? Builtin::$name => &[$(MachineType::$ty),*],)* }
            }

            /// Its result's type, if it has a result.
            pub const fn results(self) -> &'static [MachineType] {
                match self { $($(#[cfg(part = $part)])? Builtin::$name => &[$(MachineType::$result)?],)* }
            }
        }
    };
}

builtin_functions!(builtin_table);

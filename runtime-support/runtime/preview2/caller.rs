//! On whose behalf a function runs: the memory it stores results in, where it gets
//! room there, and the handles it knows.
#![allow(unsafe_code)]

use crate::abi::component_functions::{CallOptions, HostResource};
use crate::abi::records::MemoryRecord;
use crate::abi::traps::Trap;
use crate::canonical;
use crate::entry;
use crate::guest::{Guest, Slot};
use crate::program;
use crate::sys::Errno;
use crate::traps;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub guest: Guest,
    options: u64,
}

impl Caller {
    /// # Safety
    /// As for [`Guest::new`].
    #[inline]
    pub unsafe fn new(record: *const MemoryRecord, options: u64) -> Caller {
        // SAFETY: passed on to our caller.
        Caller { guest: unsafe { Guest::new(record) }, options }
    }

    /// As generated code passes them.
    #[inline]
    pub fn options(self) -> u64 {
        self.options
    }

    #[inline]
    fn call_options(self) -> CallOptions {
        CallOptions::decode(self.options)
    }

    /// How strings are encoded: 0 is UTF-8, 1 is UTF-16, 2 is Latin-1 or UTF-16.
    pub fn encoding(self) -> u8 {
        self.call_options().encoding
    }

    /// What a handle of the host's stands for.
    #[inline]
    pub fn representation(self, resource: HostResource, handle: u32) -> u32 {
        canonical::representation(self.call_options(), resource, handle)
    }

    /// Takes an own handle of the host's away; what it stood for comes back.
    #[cfg(part = "http")]
    pub fn take(self, resource: HostResource, handle: u32) -> u32 {
        canonical::take_own(self.call_options(), resource, handle)
    }

    /// A new handle that owns a row of the host's.
    pub fn own(self, resource: HostResource, row: u32) -> u32 {
        canonical::insert_own(self.call_options().instance, resource as u32, row)
    }

    /// A place for a result, checked before anything is done.
    #[inline]
    pub fn slot<const N: usize>(self, pointer: u32, align: u32) -> Slot<N> {
        // A power of two: dividing would take longer than all else.
        if pointer & (align - 1) != 0 {
            traps::raise(Trap::UnalignedPointer);
        }
        in_memory(self.guest.slot(pointer))
    }

    pub fn store_bytes(self, pointer: u32, bytes: &[u8]) {
        in_memory(self.guest.store_bytes(pointer, bytes));
    }

    /// Room for as many bytes. Runs code of the program.
    #[inline(never)]
    pub fn allocate(self, length: usize, align: u32) -> u32 {
        let Ok(length) = u32::try_from(length) else { traps::raise(Trap::ListTooLong) };
        let number = self.call_options().realloc;
        let entry = number.and_then(|number| program::entries().get(number as usize));
        // Validation demands an allocator where results need one.
        let Some(entry) = entry else { traps::raise(Trap::ReallocOutOfBounds) };
        let mut values = [0, 0, u128::from(align), u128::from(length)];
        if let Err(trap) = entry::call(entry, &mut values) {
            traps::raise(trap);
        }
        let [pointer, ..] = values;
        let pointer = pointer as u32;
        if !pointer.is_multiple_of(align) {
            traps::raise(Trap::UnalignedPointer);
        }
        match self.guest.buffer(pointer, length) {
            Ok(_) => pointer,
            Err(_) => traps::raise(Trap::ReallocOutOfBounds),
        }
    }

    /// A list of bytes: its address and length.
    pub fn list(self, bytes: &[u8]) -> (u32, u32) {
        let pointer = self.allocate(bytes.len(), 1);
        self.store_bytes(pointer, bytes);
        (pointer, bytes.len() as u32)
    }
}

/// What lies in the program's memory; a trap where it does not.
#[inline]
pub fn in_memory<T>(result: Result<T, Errno>) -> T {
    match result {
        Ok(value) => value,
        Err(_) => traps::raise(Trap::MemoryOutOfBounds),
    }
}

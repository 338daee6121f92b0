//! The only door to the program's memory.
//!
//! Comes in: the record of a linear memory and 32-bit addresses in it. Goes
//! out: copies of values, and [`Buffer`]s whose range has been checked. Never a
//! reference: the memory may be shared, and the program may change it at any
//! time. A memory never shrinks, so what was checked once stays valid.
//!
//! # Safety
//! [`Guest::place`] checks every range against the memory's current length.
#![allow(unsafe_code)]

mod buffers;
pub mod record;

use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU64, Ordering};

use crate::abi::records::MemoryRecord;
use crate::sys::{Buffer, Errno};

/// `EFAULT`: an address or length that leaves the program's memory.
type Result<T = ()> = core::result::Result<T, Errno>;

/// The memory of the instance that calls a host function.
#[derive(Clone, Copy, Debug)]
pub struct Guest {
    /// Null where the instance has no memory.
    record: *const MemoryRecord,
}

impl Guest {
    /// # Safety
    /// `record` is null, or describes a memory of the program: `length` bytes
    /// from `base` are mapped until exit.
    #[inline]
    pub unsafe fn new(record: *const MemoryRecord) -> Guest {
        Guest { record }
    }

    /// Where `length` bytes from `pointer` lie, if they all are in the memory.
    #[inline]
    fn place(self, pointer: u32, length: usize) -> Result<*mut u8> {
        if self.record.is_null() {
            return Err(Errno::EFAULT);
        }
        // SAFETY: `new` demands a memory's record. Another thread may grow the
        // memory meanwhile, hence the atomic load of its length.
        let (base, size) = unsafe {
            let record = self.record.cast_mut();
            let size = AtomicU64::from_ptr(&raw mut (*record).length).load(Ordering::Relaxed);
            ((*record).base, size)
        };
        // `pointer` has 32 bits and `length` at most 40 or so: no wrapping.
        if u64::from(pointer).saturating_add(length as u64) > size {
            return Err(Errno::EFAULT);
        }
        Ok(core::ptr::with_exposed_provenance_mut((base + u64::from(pointer)) as usize))
    }

    /// Memory for the kernel to read or fill.
    #[inline]
    pub fn buffer(self, pointer: u32, length: u32) -> Result<Buffer> {
        let place = self.place(pointer, length as usize)?;
        // SAFETY: `place` checked the range, and we hold no references to it.
        Ok(unsafe { Buffer::new(place, length as usize) })
    }

    /// A copy of the bytes at `pointer`, which need not be aligned.
    #[inline]
    pub fn load<const N: usize>(self, pointer: u32) -> Result<[u8; N]> {
        let place = self.place(pointer, N)?;
        // SAFETY: `place` checked the range.
        Ok(unsafe { place.cast::<[u8; N]>().read_unaligned() })
    }

    /// A place for a result. Checking it before acting means that nothing has
    /// been done yet when the program passed a wrong address.
    #[inline]
    pub fn slot<const N: usize>(self, pointer: u32) -> Result<Slot<N>> {
        self.place(pointer, N).map(|place| Slot { place })
    }

    /// `count` records of `size` bytes each, one after the other.
    pub fn records(self, pointer: u32, count: u32, size: u32) -> Result<Records> {
        let length = count.checked_mul(size).ok_or(Errno::EFAULT)?;
        self.place(pointer, length as usize).map(|place| Records { place, count, size })
    }

    /// Copies `bytes` into the memory.
    pub fn store_bytes(self, pointer: u32, bytes: &[u8]) -> Result {
        let place = self.place(pointer, bytes.len())?;
        // SAFETY: `place` checked the range, which lies outside all of our own
        // data.
        unsafe { place.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        Ok(())
    }

    /// Copies out of the memory what lies at `pointer`, as many bytes as `copy`
    /// has room for, and returns them.
    pub fn copy_bytes(self, pointer: u32, copy: &mut [MaybeUninit<u8>]) -> Result<&[u8]> {
        let place = self.place(pointer, copy.len())?;
        // SAFETY: `place` checked the range; afterwards all of `copy` has been
        // written.
        unsafe {
            let start = copy.as_mut_ptr().cast::<u8>();
            start.copy_from_nonoverlapping(place, copy.len());
            Ok(core::slice::from_raw_parts(start, copy.len()))
        }
    }
}

/// A checked place for a result of `N` bytes.
#[derive(Clone, Copy, Debug)]
pub struct Slot<const N: usize> {
    place: *mut u8,
}

impl<const N: usize> Slot<N> {
    #[inline]
    pub fn store(self, bytes: [u8; N]) {
        // SAFETY: made by `Guest::slot`, which checked the range.
        unsafe { self.place.cast::<[u8; N]>().write_unaligned(bytes) }
    }
}

/// Checked places of records.
#[derive(Clone, Copy, Debug)]
pub struct Records {
    place: *mut u8,
    count: u32,
    /// Of one, in bytes.
    size: u32,
}

impl Records {
    /// The bytes at an offset of a record, which need not be aligned. Zeros where
    /// there is no such record, or not so much of it.
    #[inline(always)]
    pub fn load<const N: usize>(self, index: u32, offset: u32) -> [u8; N] {
        match self.at(index, offset, N) {
            // SAFETY: `at` checked the range.
            Some(place) => unsafe { place.cast::<[u8; N]>().read_unaligned() },
            None => [0; N],
        }
    }

    /// Replaces bytes of a record, where there are such.
    #[inline(always)]
    pub fn store<const N: usize>(self, index: u32, offset: u32, bytes: [u8; N]) {
        if let Some(place) = self.at(index, offset, N) {
            // SAFETY: `at` checked the range.
            unsafe { place.cast::<[u8; N]>().write_unaligned(bytes) }
        }
    }

    /// Made by `Guest::records`, which checked the range of all records.
    #[inline(always)]
    fn at(self, index: u32, offset: u32, length: usize) -> Option<*mut u8> {
        let is_inside = index < self.count && offset as usize + length <= self.size as usize;
        let distance = index as usize * self.size as usize + offset as usize;
        is_inside.then(|| self.place.wrapping_add(distance))
    }
}

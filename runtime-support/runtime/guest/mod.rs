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

    /// `count` records, one after the other.
    #[inline]
    pub fn records<const SIZE: usize>(self, pointer: u32, count: u32) -> Result<Records<SIZE>> {
        let length = count.checked_mul(SIZE as u32).ok_or(Errno::EFAULT)?;
        self.place(pointer, length as usize).map(|place| Records { place, count })
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

/// A checked place for a result or a record of `N` bytes.
#[derive(Clone, Copy, Debug)]
pub struct Slot<const N: usize> {
    place: *mut u8,
}

impl<const N: usize> Slot<N> {
    #[inline]
    pub fn store(self, bytes: [u8; N]) {
        // SAFETY: made by `Guest::slot` or `Records`, which checked the range.
        unsafe { self.place.cast::<[u8; N]>().write_unaligned(bytes) }
    }

    /// The bytes at an offset, which need not be aligned. Zeros where not so much is
    /// there.
    #[inline(always)]
    pub fn load_at<const M: usize>(self, offset: usize) -> [u8; M] {
        match self.at(offset, M) {
            // SAFETY: `at` checked the range.
            Some(place) => unsafe { place.cast::<[u8; M]>().read_unaligned() },
            None => [0; M],
        }
    }

    /// Replaces the bytes at an offset, where so much is there.
    #[inline(always)]
    pub fn store_at<const M: usize>(self, offset: usize, bytes: [u8; M]) {
        if let Some(place) = self.at(offset, M) {
            // SAFETY: `at` checked the range.
            unsafe { place.cast::<[u8; M]>().write_unaligned(bytes) }
        }
    }

    #[inline(always)]
    fn at(self, offset: usize, length: usize) -> Option<*mut u8> {
        (offset <= N && length <= N - offset).then(|| self.place.wrapping_add(offset))
    }
}

/// Checked places of records of `SIZE` bytes.
#[derive(Clone, Copy, Debug)]
pub struct Records<const SIZE: usize> {
    place: *mut u8,
    count: u32,
}

impl<const SIZE: usize> Records<SIZE> {
    /// The place of a record, where there is such.
    #[inline(always)]
    pub fn get(self, index: u32) -> Option<Slot<SIZE>> {
        (index < self.count).then(|| self.at(index))
    }

    /// The places of all.
    #[inline(always)]
    pub fn all(self) -> impl Iterator<Item = Slot<SIZE>> {
        (0..self.count).map(move |index| self.at(index))
    }

    /// `Guest::records` checked the range up to `count`.
    #[inline(always)]
    fn at(self, index: u32) -> Slot<SIZE> {
        Slot { place: self.place.wrapping_add(index as usize * SIZE) }
    }
}

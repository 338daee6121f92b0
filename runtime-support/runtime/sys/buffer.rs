//! A stretch of memory that the kernel reads or fills.

/// The most that a call takes. Source: readv(2), `IOV_MAX`.
pub const MOST_BUFFERS: usize = 1024;

/// A stretch of memory in the layout of `struct iovec`. Source: readv(2).
///
/// Nobody on our side holds a reference to its bytes: they may belong to a
/// program whose threads change them at any time.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Buffer {
    base: *mut u8,
    /// In bytes.
    length: usize,
}

impl Buffer {
    /// # Safety
    /// The kernel may read and write `length` bytes from `base` as long as the
    /// buffer is in use: they are mapped, and no reference covers them.
    #[inline]
    pub unsafe fn new(base: *mut u8, length: usize) -> Buffer {
        Buffer { base, length }
    }

    #[inline]
    pub fn base(self) -> *mut u8 {
        self.base
    }

    /// In bytes.
    #[inline]
    pub fn length(self) -> usize {
        self.length
    }

    /// Copies as much of `bytes` into it as fits; returns how many.
    pub fn fill_from(self, bytes: &[u8]) -> usize {
        let count = bytes.len().min(self.length);
        // SAFETY: `new` demands that so many bytes can be written, and that no
        // reference covers them.
        unsafe { self.base.copy_from(bytes.as_ptr(), count) };
        count
    }

    /// Copies as much of it to `bytes` as there is room for.
    #[cfg(any(part = "components", part = "network"))]
    pub fn copy_to(self, bytes: &mut [u8]) {
        let count = bytes.len().min(self.length);
        // SAFETY: as in `fill_from`, to be read.
        unsafe { self.base.copy_to(bytes.as_mut_ptr(), count) };
    }

    /// Copies all of it behind what is in `bytes`.
    #[cfg(part = "http")]
    pub fn append_to(self, bytes: &mut alloc::vec::Vec<u8>) {
        bytes.reserve(self.length);
        // SAFETY: `new` demands that so many bytes can be read, and there is room for
        // them, which nobody else knows of.
        unsafe {
            let end = bytes.as_mut_ptr().add(bytes.len());
            end.copy_from_nonoverlapping(self.base, self.length);
            bytes.set_len(bytes.len() + self.length);
        }
    }

    /// What is left behind the first `count` bytes.
    #[inline]
    pub fn skip(self, count: usize) -> Buffer {
        let count = count.min(self.length);
        Buffer { base: self.base.wrapping_add(count), length: self.length - count }
    }
}

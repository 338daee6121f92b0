//! A stretch of memory that the kernel reads or fills.

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

    /// What is left behind the first `count` bytes.
    #[inline]
    pub fn skip(self, count: usize) -> Buffer {
        let count = count.min(self.length);
        Buffer { base: self.base.wrapping_add(count), length: self.length - count }
    }
}

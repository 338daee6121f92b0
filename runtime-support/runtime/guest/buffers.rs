//! The program's vectors of buffers, as vectors that the kernel takes.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

use super::{Guest, Result};
use crate::sys::{Buffer, Errno, MOST_BUFFERS};

/// What fits in a frame small enough for the hot path.
const FEW: usize = 4;

/// Bytes of an iovec: preview1, `$iovec`, an address and a length.
const IOVEC_SIZE: u32 = 8;

impl Guest {
    /// Calls `action` with the checked buffers that `count` iovecs at `iovs`
    /// describe, so that the kernel moves the data without a copy of ours.
    /// Empty ones are left out, and those beyond [`MOST_BUFFERS`]: what is in them stays for
    /// the next call, as in any short read or write.
    #[inline]
    pub fn with_buffers(
        self,
        iovs: u32,
        count: u32,
        mut action: impl FnMut(&[Buffer]) -> Result,
    ) -> Result {
        if count as usize <= FEW {
            let mut space = [const { MaybeUninit::uninit() }; FEW];
            return action(self.collect(iovs, count, &mut space)?);
        }
        self.with_many_buffers(iovs, count, &mut action)
    }

    /// As [`Guest::with_buffers`], one copy for all who can wait a little.
    #[inline(never)]
    pub fn with_buffers_shared(
        self,
        iovs: u32,
        count: u32,
        action: &mut dyn FnMut(&[Buffer]) -> Result,
    ) -> Result {
        self.with_buffers(iovs, count, action)
    }

    #[inline(never)]
    fn with_many_buffers(
        self,
        iovs: u32,
        count: u32,
        action: &mut dyn FnMut(&[Buffer]) -> Result,
    ) -> Result {
        let mut space = [const { MaybeUninit::uninit() }; MOST_BUFFERS];
        action(self.collect(iovs, count, &mut space)?)
    }

    /// Fills `space` from the iovecs, each read once: what is checked is what
    /// the kernel gets.
    #[inline]
    fn collect(
        self,
        iovs: u32,
        count: u32,
        space: &mut [MaybeUninit<Buffer>],
    ) -> Result<&[Buffer]> {
        let mut collected = 0;
        for index in 0..count {
            let Some(free) = space.get_mut(collected) else { break };
            let iovec =
                index.checked_mul(IOVEC_SIZE).and_then(|distance| iovs.checked_add(distance));
            let iovec = u64::from_le_bytes(self.load::<8>(iovec.ok_or(Errno::EFAULT)?)?);
            let (pointer, length) = (iovec as u32, (iovec >> 32) as u32);
            if length > 0 {
                free.write(self.buffer(pointer, length)?);
                collected += 1;
            }
        }
        // SAFETY: the loop has written the first `collected` elements.
        Ok(unsafe { space.get(..collected).unwrap_or_default().assume_init_ref() })
    }
}

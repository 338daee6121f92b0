//! In place of `embedded/` in programs without embedded folders: nothing is one.

use super::Result;
use super::descriptors::Descriptor;
use super::directories::{Entry, Progress};
use super::files::Description;
use super::path::{PATH_MAX, Path};
use super::poll::Ready;
use super::rights::Rights;
use super::sandbox::Follow;
use super::status::{Attributes, StatusFlags};
use super::tree::OpenRequest;
use crate::sys::files::Whence;
use crate::sys::{Buffer, Fd};

#[inline(always)]
pub fn start() -> Result {
    Ok(())
}

#[inline(always)]
pub fn is_embedded(_: &Descriptor) -> bool {
    false
}

#[inline(always)]
pub fn is_node(_: Fd) -> bool {
    false
}

#[inline(always)]
pub fn names() -> core::iter::Empty<&'static [u8]> {
    core::iter::empty()
}

macro_rules! nothing {
    ($($name:ident($($ty:ty),*) -> $result:ty;)*) => {
        $(
            #[inline(always)]
            pub fn $name($(_: $ty),*) -> Option<$result> {
                None
            }
        )*
    };
}

nothing! {
    guest_name(&Descriptor) -> &'static [u8];
    read(u32, &Descriptor, &[Buffer]) -> Result<usize>;
    read_at(&Descriptor, &[Buffer], u64) -> Result<usize>;
    seek(u32, &Descriptor, i64, Whence) -> Result<u64>;
    attributes(&Descriptor) -> Result<Attributes>;
    describe(&Descriptor) -> Description;
    set_flags(u32, &Descriptor, StatusFlags) -> Result;
    inheriting(&Descriptor) -> Rights;
    for_each_entry(&Descriptor, u64, &mut dyn FnMut(Entry<'_>) -> Progress) -> Result;
    open(&Descriptor, &Path, &OpenRequest) -> Result<u32>;
    attributes_at(&Descriptor, &Path, Follow) -> Result<Attributes>;
    readiness(&Descriptor) -> Ready;
}

#[inline(always)]
pub fn read_link<'a>(
    _: &Descriptor,
    _: &Path,
    _: &'a mut [u8; PATH_MAX],
) -> Option<Result<&'a [u8]>> {
    None
}

//! Arguments and environment variables.

use super::{Errno, Result};
use crate::guest::Guest;
use crate::host::environment::{self, Variable};

pub fn args_sizes_get(guest: Guest, argc: u32, argv_buf_size: u32) -> Result {
    let mut sizes = Sizes::default();
    for argument in environment::arguments() {
        sizes.add(argument.len());
    }
    sizes.store(guest, argc, argv_buf_size)
}

pub fn args_get(guest: Guest, argv: u32, argv_buf: u32) -> Result {
    let mut texts = Texts { guest, pointer: argv, text: argv_buf };
    for argument in environment::arguments() {
        texts.add(&[argument, b"\0"])?;
    }
    Ok(())
}

pub fn environ_sizes_get(guest: Guest, count: u32, buf_size: u32) -> Result {
    let mut sizes = Sizes::default();
    environment::for_each_variable(&mut |(name, value): Variable| {
        sizes.add(name.len() + b"=".len() + value.len());
        Ok(())
    })?;
    sizes.store(guest, count, buf_size)
}

pub fn environ_get(guest: Guest, environ: u32, environ_buf: u32) -> Result {
    let mut texts = Texts { guest, pointer: environ, text: environ_buf };
    environment::for_each_variable(&mut |(name, value): Variable| {
        texts.add(&[name, b"=", value, b"\0"])
    })
}

/// How many texts there are, and how many bytes with the NULs behind them.
#[derive(Default)]
struct Sizes {
    count: usize,
    bytes: usize,
}

impl Sizes {
    fn add(&mut self, length: usize) {
        self.count += 1;
        self.bytes += length + b"\0".len();
    }

    fn store(&self, guest: Guest, count: u32, bytes: u32) -> Result {
        let (count_slot, bytes_slot) = (guest.slot(count)?, guest.slot(bytes)?);
        // execve(2), "Limits on size of arguments and environment": far below
        // 4 GiB.
        count_slot.store((self.count as u32).to_le_bytes());
        bytes_slot.store((self.bytes as u32).to_le_bytes());
        Ok(())
    }
}

/// An array of pointers, and the texts they point to, one behind the other.
struct Texts {
    guest: Guest,
    /// Where the next pointer goes.
    pointer: u32,
    /// Where the next text goes.
    text: u32,
}

impl Texts {
    fn add(&mut self, parts: &[&[u8]]) -> Result {
        self.guest.store_bytes(self.pointer, &self.text.to_le_bytes())?;
        self.pointer = advance(self.pointer, size_of::<u32>())?;
        for part in parts {
            self.guest.store_bytes(self.text, part)?;
            self.text = advance(self.text, part.len())?;
        }
        Ok(())
    }
}

fn advance(pointer: u32, distance: usize) -> Result<u32> {
    u32::try_from(distance)
        .ok()
        .and_then(|distance| pointer.checked_add(distance))
        .ok_or(Errno::EFAULT)
}

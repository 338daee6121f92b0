//! Arguments and environment variables.

use super::Result;
use crate::guest::Guest;
use crate::host::environment::{self, Variable};

pub fn args_sizes_get(guest: Guest, argc: u32, argv_buf_size: u32) -> Result {
    sizes_get(guest, for_each_argument, argc, argv_buf_size)
}

pub fn args_get(guest: Guest, argv: u32, argv_buf: u32) -> Result {
    get(guest, for_each_argument, argv, argv_buf)
}

pub fn environ_sizes_get(guest: Guest, count: u32, buf_size: u32) -> Result {
    sizes_get(guest, for_each_variable, count, buf_size)
}

pub fn environ_get(guest: Guest, environ: u32, environ_buf: u32) -> Result {
    get(guest, for_each_variable, environ, environ_buf)
}

/// Calls what it is given with each text, in parts.
type ForEach = fn(&mut dyn FnMut(&[&[u8]]) -> Result) -> Result;

fn for_each_argument(action: &mut dyn FnMut(&[&[u8]]) -> Result) -> Result {
    environment::arguments().try_for_each(|argument| action(&[argument, b"\0"]))
}

fn for_each_variable(action: &mut dyn FnMut(&[&[u8]]) -> Result) -> Result {
    environment::for_each_variable(&mut |(name, value): Variable| {
        action(&[name, b"=", value, b"\0"])
    })
}

/// How many texts there are, and how many bytes with the NULs behind them. Source:
/// execve(2), "Limits on size of arguments and environment": far below 4 GiB.
fn sizes(for_each: ForEach) -> Result<[u32; 2]> {
    let (mut count, mut bytes) = (0, 0);
    for_each(&mut |parts| {
        count += 1;
        bytes += parts.iter().map(|part| part.len() as u32).sum::<u32>();
        Ok(())
    })?;
    Ok([count, bytes])
}

fn sizes_get(guest: Guest, for_each: ForEach, count: u32, bytes: u32) -> Result {
    let (count_slot, bytes_slot) = (guest.slot(count)?, guest.slot(bytes)?);
    let [count, bytes] = sizes(for_each)?;
    count_slot.store(count.to_le_bytes());
    bytes_slot.store(bytes.to_le_bytes());
    Ok(())
}

/// Writes an array of pointers, and the texts they point to, one behind the other: all, or
/// nothing where there is no room.
fn get(guest: Guest, for_each: ForEach, pointers: u32, texts: u32) -> Result {
    let [count, bytes] = sizes(for_each)?;
    if count == 0 {
        return Ok(());
    }
    guest.records::<4>(pointers, count)?;
    guest.buffer(texts, bytes)?;
    let (mut pointer, mut text) = (pointers, texts);
    for_each(&mut |parts| {
        guest.store_bytes(pointer, &text.to_le_bytes())?;
        pointer = pointer.wrapping_add(size_of::<u32>() as u32);
        for part in parts {
            guest.store_bytes(text, part)?;
            text = text.wrapping_add(part.len() as u32);
        }
        Ok(())
    })
}

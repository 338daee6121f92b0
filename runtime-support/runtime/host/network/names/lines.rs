//! Text files of the machine, line by line.

use core::ffi::CStr;

use crate::sys::paths::{self, O_RDONLY};
use crate::sys::{Fd, process};

/// The longest line; of longer ones nothing is seen.
const MOST_OF_LINE: usize = 1024;

/// How much of a file is read, in bytes: tables of hosts can have a million lines.
const MOST: usize = 64 << 20;

/// Calls `action` with each line of a file, without comments, until it returns
/// false. A file that cannot be read has no lines.
pub fn for_each(path: &CStr, action: &mut dyn FnMut(&[u8]) -> bool) {
    let Ok(file) = paths::open(Fd::WORKING_FOLDER, path, O_RDONLY) else { return };
    let mut buffer = [0; MOST_OF_LINE];
    // How many bytes at the start of the buffer belong to a line whose end is not
    // there yet.
    let mut kept = 0;
    let mut is_too_long = false;
    let mut total = 0;
    while total < MOST {
        let free = buffer.get_mut(kept..).unwrap_or_default();
        let count = process::read(file.fd().0 as usize, free).unwrap_or(0);
        total += count;
        let mut rest = buffer.get(..kept + count).unwrap_or_default();
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            let line = rest.get(..end).unwrap_or_default();
            if !is_too_long && !action(without_comment(line)) {
                return;
            }
            is_too_long = false;
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        if count == 0 {
            if !is_too_long {
                action(without_comment(rest));
            }
            return;
        }
        let (start, length) = (kept + count - rest.len(), rest.len());
        if length == MOST_OF_LINE {
            is_too_long = true;
            kept = 0;
        } else {
            buffer.copy_within(start..start + length, 0);
            kept = length;
        }
    }
}

fn without_comment(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|&byte| byte == b'#').unwrap_or(line.len());
    line.get(..end).unwrap_or_default()
}

/// The words of a line.
pub fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty())
}

//! The segments, as a kernel will map them.

use super::{ensure, wrong};
use crate::error::Result;
use crate::link::image::{HEAD_ROOM, Image, PAGE, Permissions, Segment};

/// Checks that every kernel can map the segments as they are.
pub fn check(image: &Image<'_>) -> Result<()> {
    for segment in &image.segments {
        check_alone(image, segment)?;
    }
    for pair in image.segments.windows(2) {
        let [lower, upper] = pair else { continue };
        // Permissions hold for whole pages. Were two segments in one page, one
        // of them would have the other's.
        let behind = lower.range().end.next_multiple_of(PAGE);
        ensure(behind <= upper.address / PAGE * PAGE, || {
            format!(
                "segments `{}` and `{}` share a page or are not in order",
                lower.name, upper.name
            )
        })?;
    }
    let mut end = HEAD_ROOM;
    for segment in &image.segments {
        ensure(end <= segment.bytes.start, || {
            format!("segment `{}` shares bytes with another one", segment.name)
        })?;
        end = segment.bytes.end;
    }
    let mut executable =
        image.segments.iter().filter(|segment| segment.permissions == Permissions::ReadExecute);
    ensure(executable.any(|segment| segment.range().contains(&image.entry)), || {
        format!("execution begins at {:#x}, where no code is", image.entry)
    })?;
    check_symbols(image)?;
    check_unwind(image)
}

fn check_alone(image: &Image<'_>, segment: &Segment) -> Result<()> {
    let Segment { name, address, memory_size, .. } = segment.clone();
    let Some(end) = address.checked_add(memory_size) else {
        return wrong(format!("segment `{name}` is at the end of the address space"));
    };
    // The kernel maps nothing in the first pages, and nothing of ours in its
    // own half of the address space.
    ensure(memory_size != 0 && address >= 0x1_0000 && end < 1 << 47, || {
        format!("segment `{name}` is at {address:#x} to {end:#x}, where nothing can be")
    })?;
    ensure(segment.bytes.len() as u64 <= memory_size, || {
        format!("segment `{name}` has more bytes than space")
    })?;
    ensure(!segment.bytes.is_empty() || address.is_multiple_of(PAGE), || {
        format!("segment `{name}` is all zero, but begins inside a page")
    })?;
    ensure(image.bytes.get(segment.bytes.clone()).is_some(), || {
        format!("the bytes of segment `{name}` are not there")
    })?;
    ensure(segment.bytes.start as u64 % PAGE == address % PAGE, || {
        format!("segment `{name}` is at another place in its page than its bytes are")
    })
}

fn check_symbols(image: &Image<'_>) -> Result<()> {
    ensure(image.symbols.is_sorted_by_key(|symbol| symbol.address), || {
        "the symbols are not sorted".to_owned()
    })?;
    for symbol in &image.symbols {
        let end = symbol.address.saturating_add(symbol.size);
        let inside = image.segments.iter().any(|segment| {
            let range = segment.range();
            range.start <= symbol.address && end <= range.end
        });
        ensure(inside, || format!("symbol `{}` is in no segment", symbol.name))?;
    }
    Ok(())
}

/// Checks that the call frame information is records, each behind its length,
/// and ends where a length is zero.
fn check_unwind(image: &Image<'_>) -> Result<()> {
    let Some(unwind) = &image.unwind else { return Ok(()) };
    let bytes = image.bytes_at(unwind.start, unwind.end.saturating_sub(unwind.start));
    let Some(mut rest) = bytes else {
        return wrong("the call frame information is not in the file");
    };
    loop {
        let Some((length, records)) = rest.split_first_chunk() else {
            return wrong("the call frame information has no end");
        };
        match u32::from_le_bytes(*length) {
            0 if records.is_empty() => return Ok(()),
            0 => return wrong("the call frame information ends early"),
            length => rest = records.get(length as usize..).unwrap_or_default(),
        }
    }
}

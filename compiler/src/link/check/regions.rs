//! Linear memories and growable tables: that each has its address space to
//! itself, and that its initial content is where the runtime leaves it alone.

use std::ops::Range;

use wasi2native_runtime_support::abi::descriptor::RegionPlan;
use wasi2native_runtime_support::abi::records::REFERENCE_SIZE;

use super::{Checker, ensure, wrong};
use crate::error::Result;
use crate::link::image::{PAGE, Permissions};
use crate::link::records::{Record, decode_all};
use crate::program::{Bounds, Memory, Table, TableStorage};

/// What generated code can reach below the base, were an index taken for a
/// negative number by mistake.
const GAP: u64 = 2 << 30;

/// What an unchecked access reaches behind the base: index and offset are below
/// 2^32 each, an access has at most 16 bytes, and an index may stand for one
/// that is up to 2^16 further.
const GUARDED_REACH: u64 = (1 << 33) + 16 + (1 << 16);

impl Checker<'_> {
    /// Checks the plans alone, then the memories and tables they are for.
    pub(super) fn regions(&self) -> Result<()> {
        let span = self.descriptor.regions;
        let bytes = self.span("regions", span, RegionPlan::SIZE, Permissions::Read)?;
        let plans: Vec<RegionPlan> = decode_all(bytes).collect();
        for (index, plan) in plans.iter().enumerate() {
            self.plan(plan)?;
            let range = reserved(plan);
            let others = plans.iter().take(index).map(reserved);
            ensure(others.into_iter().all(|other| are_disjoint(&range, &other)), || {
                format!("the region at {:#x} overlaps another one", plan.address)
            })?;
        }
        for memory in self.program.memories.values() {
            self.memory(memory, &plans)?;
        }
        for table in self.program.tables.values() {
            self.table(table, &plans)?;
        }
        Ok(())
    }

    /// Checks that a region is whole pages, and that of all segments it
    /// touches the one that is its image alone.
    fn plan(&self, plan: &RegionPlan) -> Result<()> {
        let RegionPlan { address, reserved: size, accessible, image_offset, image_length } = *plan;
        let numbers = [address, size, accessible, image_offset, image_length];
        ensure(numbers.iter().all(|number| number.is_multiple_of(PAGE)), || {
            format!("the region at {address:#x} is not whole pages")
        })?;
        let image_end = image_offset.checked_add(image_length);
        ensure(accessible <= size && image_end.is_some_and(|end| end <= accessible), || {
            format!("the region at {address:#x} has more content than space")
        })?;
        let image = address + image_offset..address + image_offset + image_length;
        let range = reserved(plan);
        let mut touching =
            self.image.segments.iter().filter(|segment| !are_disjoint(&segment.range(), &range));
        if image.is_empty() {
            return ensure(touching.next().is_none(), || {
                format!("a segment lies in the region at {address:#x}")
            });
        }
        let Some(segment) = touching.next().filter(|segment| segment.range() == image) else {
            return wrong(format!("the image of the region at {address:#x} is no segment"));
        };
        ensure(touching.next().is_none(), || {
            format!("more than its image lies in the region at {address:#x}")
        })?;
        // What the file lacks at the end the kernel fills with zeros, if it may
        // write there.
        let in_file = !segment.bytes.is_empty();
        ensure(in_file && segment.permissions == Permissions::ReadWrite, || {
            format!("the image of the region at {address:#x} is not writable whole pages")
        })
    }

    fn memory(&self, memory: &Memory<'_>, plans: &[RegionPlan]) -> Result<()> {
        let address = memory.address;
        self.owns(address, memory.reserved, memory.initial, plans)?;
        let needed = match memory.bounds {
            Bounds::Guarded => GUARDED_REACH,
            Bounds::Explicit => memory.maximum,
        };
        ensure(memory.reserved >= needed && memory.maximum <= memory.reserved, || {
            format!("generated code reaches behind the memory at {address:#x}")
        })?;
        let below = address.saturating_sub(GAP)..address;
        let segments = self.image.segments.iter().map(|segment| segment.range());
        let mut others = segments.chain(plans.iter().map(reserved));
        ensure(others.all(|other| are_disjoint(&below, &other)), || {
            format!("something is within 2 GiB below the memory at {address:#x}")
        })?;
        // Of two pieces in one place the later one counts. Where there can be
        // such, the earlier ones are left unchecked: a second opinion on who
        // overwrites whom would be the linker's own.
        let places: Vec<Range<u64>> = memory
            .image
            .iter()
            .map(|piece| piece.offset..piece.offset + piece.bytes.len() as u64)
            .collect();
        let apart = places.is_sorted_by(|a, b| a.end <= b.start);
        let checked = if apart { 0 } else { places.len() - 1 };
        // What is in no run is zero or copied at start.
        for (piece, place) in memory.image.iter().zip(places).skip(checked) {
            for run in memory.runs.iter().filter(|run| !are_disjoint(run, &place)) {
                let part = run.start.max(place.start)..run.end.min(place.end);
                let offset = (part.start - place.start) as usize;
                let length = (part.end - part.start) as usize;
                self.has_content(address + part.start, &piece.bytes[offset..offset + length])?;
            }
        }
        Ok(())
    }

    fn table(&self, table: &Table, plans: &[RegionPlan]) -> Result<()> {
        let TableStorage::Growable { address, reserved } = table.storage else { return Ok(()) };
        let size = REFERENCE_SIZE as u64;
        self.owns(address, reserved, table.initial * size, plans)?;
        ensure(table.maximum * size <= reserved, || {
            format!("the table at {address:#x} can grow beyond its reservation")
        })?;
        if table.runs.is_empty() {
            return Ok(());
        }
        let elements = table.elements.iter().flat_map(|element| element.to_bits().to_le_bytes());
        self.has_content(address, &elements.collect::<Vec<u8>>())
    }

    /// Checks that regions one behind the other cover a reservation, and that
    /// its first bytes are usable at start and the others are not.
    fn owns(&self, address: u64, reserved: u64, initial: u64, plans: &[RegionPlan]) -> Result<()> {
        let end = address + reserved;
        let mut next = address;
        let mut usable = address;
        for plan in plans.iter().filter(|plan| (address..end).contains(&plan.address)) {
            ensure(plan.address == next, || {
                format!("there is a hole at {next:#x} in a reservation")
            })?;
            // What is usable has no holes either.
            if usable == next {
                usable += plan.accessible;
            } else if plan.accessible != 0 {
                return wrong(format!("there is a hole at {usable:#x} in a memory or table"));
            }
            next += plan.reserved;
        }
        ensure(next == end, || format!("the reservation at {address:#x} ends at {next:#x}"))?;
        ensure(usable == (address + initial).next_multiple_of(PAGE), || {
            format!("the memory or table at {address:#x} is usable up to {usable:#x}")
        })
    }

    /// Checks that a region has some bytes at start: from a segment or, where
    /// there is none, zeros.
    fn has_content(&self, address: u64, bytes: &[u8]) -> Result<()> {
        let end = address + bytes.len() as u64;
        let mut next = address;
        let part = |range: Range<u64>| {
            &bytes[(range.start - address) as usize..(range.end - address) as usize]
        };
        let mut holds = true;
        for segment in &self.image.segments {
            let file = segment.address..segment.address + segment.bytes.len() as u64;
            let range = file.start.max(next)..file.end.min(end);
            if range.is_empty() {
                continue;
            }
            holds &= part(next..range.start).iter().all(|&byte| byte == 0);
            holds &= self.image.bytes_at(range.start, range.end - range.start)
                == Some(part(range.clone()));
            next = range.end;
        }
        holds &= part(next..end).iter().all(|&byte| byte == 0);
        ensure(holds, || {
            format!("the initial content at {address:#x} is not what the program says")
        })
    }
}

fn reserved(plan: &RegionPlan) -> Range<u64> {
    plan.address..plan.address.saturating_add(plan.reserved)
}

fn are_disjoint(a: &Range<u64>, b: &Range<u64>) -> bool {
    a.is_empty() || b.is_empty() || a.end <= b.start || b.end <= a.start
}

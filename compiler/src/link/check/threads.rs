//! What threads begin with: that the bytes that each thread gets a copy of are
//! what the program says, at the places that generated code counts to, and that
//! the slots have their address space to themselves.

use std::ops::Range;

use wasi2native_runtime_support::abi::descriptor::RegionPlan;
use wasi2native_runtime_support::abi::records::{REFERENCE_SIZE, TableRecord};
use wasi2native_runtime_support::abi::threads::{
    HANDLERS_SIZE, RECORD_SIZE, STATE_ALIGNMENT, TAIL_SIZE, THREAD_PLAN_SYMBOL, ThreadPlan,
};

use super::{Checker, ensure, wrong};
use crate::error::Result;
use crate::link::image::Permissions;
use crate::link::records::{Record, decode, decode_all};
use crate::program::{Symbol, TableStorage, Threads};

impl Checker<'_> {
    /// Checks what a program that starts threads has for them.
    pub(super) fn threads(&self) -> Result<()> {
        let Some(threads) = &self.program.threads else { return Ok(()) };
        let address = self.stub.address(THREAD_PLAN_SYMBOL)?;
        let bytes = self.image.bytes_at(address, ThreadPlan::SIZE as u64);
        let Some(plan) = bytes.and_then(decode::<ThreadPlan>) else {
            return wrong("the plan of threads is not in the file");
        };
        self.slots(&plan)?;
        let state = self.span("state of threads", plan.state, 1, Permissions::Read)?;
        ensure((state.len() as u64).is_multiple_of(STATE_ALIGNMENT), || {
            "the state of threads ends anywhere".to_owned()
        })?;
        let mut places = Vec::new();
        for &(symbol, _) in threads.state.cells() {
            places.push(self.own(symbol, threads, state)?);
        }
        places.sort_by_key(|place| place.start);
        ensure(places.windows(2).all(|pair| pair[0].end <= pair[1].start), || {
            "two things of a thread are in one place".to_owned()
        })?;
        let tables = self.span("tables of threads", plan.tables, u64::SIZE, Permissions::Read)?;
        let listed: Vec<usize> = decode_all::<u64>(tables).map(|offset| offset as usize).collect();
        let own_tables = threads.state.cells().iter().filter_map(|&(symbol, _)| {
            let is_table = matches!(symbol, Symbol::TableRecord(_));
            is_table.then(|| place_in_state(symbol, threads, state.len()))?
        });
        ensure(own_tables.eq(listed), || "the tables of threads are not listed".to_owned())
    }

    /// Checks that the slots are where nothing else is, and large enough.
    fn slots(&self, plan: &ThreadPlan) -> Result<()> {
        let ThreadPlan { first_slot, slot_size, slot_count, .. } = *plan;
        ensure(slot_size.is_power_of_two() && first_slot.is_multiple_of(slot_size), || {
            format!("the stack pointer does not tell the slot of {slot_size} bytes")
        })?;
        let needed = self
            .descriptor
            .stack_size
            .checked_add(plan.state.count + RECORD_SIZE + HANDLERS_SIZE + TAIL_SIZE);
        ensure(needed.is_some_and(|needed| needed < slot_size), || {
            "the stack of a thread does not fit into its slot".to_owned()
        })?;
        let end = slot_count.checked_mul(slot_size).and_then(|size| first_slot.checked_add(size));
        ensure(end.is_some_and(|end| end < 1 << 47), || {
            "the slots of threads are where nothing can be".to_owned()
        })?;
        let span = self.descriptor.regions;
        let regions = self.span("regions", span, RegionPlan::SIZE, Permissions::Read)?;
        let regions = decode_all(regions).map(|plan: RegionPlan| plan.address + plan.reserved);
        let segments = self.image.segments.iter().map(|segment| segment.range().end);
        ensure(regions.chain(segments).all(|end| end <= first_slot), || {
            "something lies behind the first slot of threads".to_owned()
        })
    }

    /// Checks what something is at first; where it is.
    fn own(&self, symbol: Symbol, threads: &Threads, state: &[u8]) -> Result<Range<usize>> {
        let program = self.program;
        let expected: Vec<u8> = match symbol {
            Symbol::Global(key) => program.globals[key].initial.to_bits().to_le_bytes().to_vec(),
            Symbol::Table(key) => {
                let table = &program.tables[key];
                let mut bytes: Vec<u8> = (table.elements.iter())
                    .flat_map(|element| element.to_bits().to_le_bytes())
                    .collect();
                bytes.resize(table.initial as usize * REFERENCE_SIZE, 0);
                bytes
            }
            Symbol::TableRecord(key) => {
                let table = &program.tables[key];
                let TableStorage::PerThread { offset } = table.storage else {
                    return wrong(format!("{symbol:?} is not in each thread"));
                };
                let mut bytes = vec![0; TableRecord::SIZE];
                TableRecord { base: offset, length: table.initial, maximum: table.maximum }
                    .write_to(&mut bytes);
                bytes
            }
            Symbol::DataLength(key) => {
                (program.data[key].bytes.len() as u64).to_le_bytes().to_vec()
            }
            Symbol::ElementsLength(key) => {
                (program.elements[key].items.len() as u64).to_le_bytes().to_vec()
            }
            _ => return wrong(format!("{symbol:?} is nothing that a thread can have")),
        };
        let start = place_in_state(symbol, threads, state.len());
        let place = start.map(|start| start..start + expected.len());
        match place {
            Some(place) if state.get(place.clone()) == Some(&expected) => Ok(place),
            _ => wrong(format!("{symbol:?} of a thread is not what the program says")),
        }
    }
}

/// Where in the state something is to which generated code counts from the last
/// byte of the slot.
fn place_in_state(symbol: Symbol, threads: &Threads, size: usize) -> Option<usize> {
    let behind_context = threads.distance(symbol)? - 1;
    let behind_state = behind_context + (RECORD_SIZE + HANDLERS_SIZE + TAIL_SIZE).cast_signed();
    usize::try_from(size as i64 + behind_state).ok()
}

//! Call frame information of the generated code, so that debuggers and
//! profilers can walk its stack.
//!
//! Linux Standard Base, "Exception Frames". Places are relative to the place
//! where they stand, so the table holds at any address.

use std::ops::Range;

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::isa::unwind::UnwindInfo;
use gimli::write::{Address, EhFrame, EndianVec, FrameTable};
use gimli::{DW_EH_PE_pcrel, DW_EH_PE_sdata4, LittleEndian};
use rayon::prelude::*;

use super::builder::ImageBuilder;
use super::text::Text;
use crate::codegen::{Code, CompiledFunction};
use crate::error::{Error, Result};
use crate::program::FunctionKey;
use crate::target::Target;

/// Encoded call frame information.
#[derive(Debug, Default)]
pub struct Frames {
    /// Tables that stand one behind the other. In each, addresses are right if
    /// it is at the start of the code.
    tables: Vec<Vec<u8>>,
    /// The start of the code.
    text: u64,
}

/// The number of functions in a table. Each is encoded by one thread.
const TABLE_LENGTH: usize = 1024;

impl Frames {
    /// Encodes the frames of all functions that have some, in parallel.
    ///
    /// # Errors
    /// What gimli refuses to write, which is a bug of ours.
    pub fn encode(code: &Code, text: &Text, target: &Target) -> Result<Frames> {
        let functions = code.functions.values().as_slice();
        let tables = functions
            .par_chunks(TABLE_LENGTH)
            .enumerate()
            .map(|(index, functions)| encode_table(functions, index * TABLE_LENGTH, text, target))
            .collect::<Result<_>>()?;
        Ok(Frames { tables, text: text.address })
    }

    /// Appends the frames and returns where they are, if there are any.
    pub fn append(mut self, builder: &mut ImageBuilder) -> Option<Range<u64>> {
        if self.tables.iter().all(|table| table.is_empty()) {
            return None;
        }
        let start = builder.align(8);
        for table in &mut self.tables {
            let moved = self.text.wrapping_sub(builder.end()) as u32;
            move_addresses(table, moved);
            builder.append(table);
        }
        Some(start..builder.end())
    }
}

/// Ends frames that were just appended: with a length of zero.
pub fn end(builder: &mut ImageBuilder, frames: Range<u64>) -> Range<u64> {
    builder.append_record(0_u32);
    frames.start..builder.end()
}

/// Encodes the frames of some functions, of which `first` is the first one's
/// number.
fn encode_table(
    functions: &[CompiledFunction],
    first: usize,
    text: &Text,
    target: &Target,
) -> Result<Vec<u8>> {
    let Some(mut common) = target.isa.create_systemv_cie() else { return Ok(Vec::new()) };
    common.fde_address_encoding = gimli::DwEhPe(DW_EH_PE_pcrel.0 | DW_EH_PE_sdata4.0);
    let mut table = FrameTable::default();
    let common = table.add_cie(common);
    for (index, function) in functions.iter().enumerate() {
        if let Some(UnwindInfo::SystemV(unwind)) = &function.unwind {
            let offset = text.offset(FunctionKey::new(first + index));
            table.add_fde(common, unwind.to_fde(Address::Constant(offset.into())));
        }
    }
    let mut frames = EhFrame(EndianVec::new(LittleEndian));
    table.write_eh_frame(&mut frames).map_err(|error| {
        Error::internal(format!("cannot write the call frame information: {error}"))
    })?;
    Ok(frames.0.into_vec())
}

/// Adds a distance to the address of every function in a table.
fn move_addresses(table: &mut [u8], distance: u32) {
    for field in address_fields(table) {
        let bytes = &mut table[field..field + 4];
        let address = u32::from_le_bytes(bytes.try_into().expect("four bytes"));
        bytes.copy_from_slice(&address.wrapping_add(distance).to_le_bytes());
    }
}

/// Where the frames of each function name it, and which address they name.
/// `table` is the address of the frames.
pub fn addresses(bytes: &[u8], table: u64) -> impl Iterator<Item = (u64, u64)> {
    address_fields(bytes).into_iter().map(move |field| {
        let place = table + field as u64;
        let distance = i32::from_le_bytes(bytes[field..field + 4].try_into().expect("four bytes"));
        (place, place.wrapping_add_signed(distance.into()))
    })
}

/// The offset of every function's address in a table.
fn address_fields(table: &[u8]) -> Vec<usize> {
    let word = |place: usize| {
        let bytes = table.get(place..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    };
    let mut fields = Vec::new();
    let mut record = 0;
    // A record is its length, the distance back to the common record (which
    // itself has 0 there), and for a function then its address.
    while let (Some(length), Some(common)) = (word(record), word(record + 4)) {
        if common != 0 {
            fields.push(record + 8);
        }
        record += 4 + length as usize;
    }
    fields
}

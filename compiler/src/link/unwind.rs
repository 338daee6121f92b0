//! Call frame information of the generated code, so that debuggers and
//! profilers can walk its stack.
//!
//! Linux Standard Base, "Exception Frames". Places are relative to the place
//! where they stand, so the table holds at any address.

use std::ops::Range;

use cranelift_codegen::isa::unwind::UnwindInfo;
use gimli::write::{Address, EhFrame, EndianVec, FrameTable};
use gimli::{DW_EH_PE_pcrel, DW_EH_PE_sdata4, LittleEndian};

use super::section::Section;
use super::text::Text;
use crate::codegen::Code;
use crate::error::{Error, Result};
use crate::target::Target;

/// Appends the frames of all functions that have some, and returns where.
///
/// # Errors
/// What gimli refuses to write, which is a bug of ours.
pub fn append(
    section: &mut Section,
    code: &Code,
    text: &Text,
    target: &Target,
) -> Result<Option<Range<u64>>> {
    let Some(mut common) = target.isa.create_systemv_cie() else { return Ok(None) };
    common.fde_address_encoding = gimli::DwEhPe(DW_EH_PE_pcrel.0 | DW_EH_PE_sdata4.0);
    let start = section.end();
    let mut table = FrameTable::default();
    let common = table.add_cie(common);
    for (key, function) in code.functions.iter() {
        if let Some(UnwindInfo::SystemV(unwind)) = &function.unwind {
            // The writer counts from the start of the table.
            let address = Address::Constant(text.functions[key].wrapping_sub(start));
            table.add_fde(common, unwind.to_fde(address));
        }
    }
    if table.fde_count() == 0 {
        return Ok(None);
    }
    let mut frames = EhFrame(EndianVec::new(LittleEndian));
    table.write_eh_frame(&mut frames).map_err(|error| {
        Error::internal(format!("cannot write the call frame information: {error}"))
    })?;
    section.append(frames.slice());
    // A length of zero ends the table.
    section.append_record(&0_u32);
    Ok(Some(start..section.end()))
}

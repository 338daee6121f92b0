//! Relocations of x86-64 machine code: the few that Cranelift emits for code
//! whose symbols are all in the same executable.
//!
//! System V ABI, AMD64 supplement, "Relocation Types": S is the symbol, A the
//! addend, P the place of the field.

use std::ops::Range;

use cranelift_codegen::binemit::Reloc;

use crate::codegen::Relocation;
use crate::error::{Error, Result};

/// Fills the space between functions: `int3`, so that a stray jump stops.
pub const CODE_PADDING: u8 = 0xcc;

/// Fills in one field of the code of a function, which lies at `address`.
///
/// # Errors
/// A symbol out of the field's reach; a relocation of an unknown kind or
/// outside of the code, which are bugs of ours.
pub fn apply(relocation: &Relocation, code: &mut [u8], address: u64, symbol: u64) -> Result<()> {
    let field = code.get_mut(field(relocation)).ok_or_else(|| {
        Error::internal(format!("a relocation of `{:?}` is outside of the code", relocation.symbol))
    })?;
    let value = symbol.wrapping_add_signed(relocation.addend);
    match relocation.kind {
        // S + A - P. There is no procedure linkage table: every function is
        // bound to its one definition.
        Reloc::X86CallPCRel4 | Reloc::X86CallPLTRel4 | Reloc::X86PCRel4 => {
            let place = address + u64::from(relocation.offset);
            let distance = value.wrapping_sub(place).cast_signed();
            let distance = i32::try_from(distance).map_err(|_| {
                Error::limit(format!(
                    "the code is too large: `{:?}` is {distance} bytes away from where it is used",
                    relocation.symbol
                ))
            })?;
            field.copy_from_slice(&distance.to_le_bytes());
        }
        // S + A.
        Reloc::Abs8 => field.copy_from_slice(&value.to_le_bytes()),
        kind => {
            return Err(Error::internal(format!(
                "the linker has no relocation {kind:?}, needed for `{:?}`",
                relocation.symbol
            )));
        }
    }
    Ok(())
}

/// The place in the code that a relocation fills in.
pub fn field(relocation: &Relocation) -> Range<usize> {
    let size = if relocation.kind == Reloc::Abs8 { 8 } else { 4 };
    let start = relocation.offset as usize;
    start..start + size
}

/// The number that object files have for a relocation of generated code.
pub fn number(kind: Reloc) -> Option<u32> {
    Some(match kind {
        Reloc::X86CallPCRel4 | Reloc::X86CallPLTRel4 => PLT32,
        Reloc::X86PCRel4 => RELATIVE_32,
        Reloc::Abs8 => ABSOLUTE_64,
        _ => return None,
    })
}

/// `R_X86_64_64`.
const ABSOLUTE_64: u32 = 1;
/// `R_X86_64_PC32`: S + A - P in 32 bits.
pub const RELATIVE_32: u32 = 2;
/// `R_X86_64_PLT32`: as `RELATIVE_32`, for functions.
const PLT32: u32 = 4;
/// `R_X86_64_PC64`: S + A - P in 64 bits.
pub const RELATIVE_64: u32 = 24;

/// The reverse of [`apply`], for the checker: the symbol's address, by what
/// the field in the code says.
pub fn destination(relocation: &Relocation, code: &[u8], address: u64) -> Option<u64> {
    let field = code.get(relocation.offset as usize..)?;
    let value = match relocation.kind {
        Reloc::X86CallPCRel4 | Reloc::X86CallPLTRel4 | Reloc::X86PCRel4 => {
            let distance = i32::from_le_bytes(*field.first_chunk()?);
            (address + u64::from(relocation.offset)).wrapping_add_signed(distance.into())
        }
        Reloc::Abs8 => u64::from_le_bytes(*field.first_chunk()?),
        _ => return None,
    };
    Some(value.wrapping_sub(relocation.addend.cast_unsigned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::program::Symbol;

    fn relocation(kind: Reloc, offset: u32, addend: i64) -> Relocation {
        Relocation { offset, kind, symbol: Symbol::FuncDescriptors, addend }
    }

    #[test]
    fn a_relative_field_counts_from_its_own_place() {
        // call +0: the field is at 0x1001, the next instruction at 0x1005.
        let mut code = [0xe8, 0, 0, 0, 0];
        let call = relocation(Reloc::X86CallPCRel4, 1, -4);
        apply(&call, &mut code, 0x1000, 0x1005).unwrap();
        assert_eq!(code, [0xe8, 0, 0, 0, 0]);
        apply(&call, &mut code, 0x1000, 0x1000).unwrap();
        assert_eq!(code, [0xe8, 0xfb, 0xff, 0xff, 0xff]);
        assert_eq!(destination(&call, &code, 0x1000), Some(0x1000));
    }

    #[test]
    fn the_reach_of_a_relative_field_is_two_gib_and_no_byte_more() {
        let far = relocation(Reloc::X86PCRel4, 0, -4);
        let mut code = [0; 4];
        let furthest = 0x1000 + 4 + 0x7fff_ffff;
        apply(&far, &mut code, 0x1000, furthest).unwrap();
        assert_eq!(destination(&far, &code, 0x1000), Some(furthest));
        assert_eq!(apply(&far, &mut code, 0x1000, furthest + 1).unwrap_err().kind(), Kind::Limit);
        let base = 1 << 32;
        let lowest = base + 4 - (1 << 31);
        apply(&far, &mut code, base, lowest).unwrap();
        assert_eq!(destination(&far, &code, base), Some(lowest));
        assert_eq!(apply(&far, &mut code, base, lowest - 1).unwrap_err().kind(), Kind::Limit);
    }

    #[test]
    fn an_absolute_field_reaches_everything() {
        let mut code = [0; 9];
        let absolute = relocation(Reloc::Abs8, 1, 16);
        apply(&absolute, &mut code, 0x1000, u64::MAX - 16).unwrap();
        assert_eq!(code, [0, 255, 255, 255, 255, 255, 255, 255, 255]);
        assert_eq!(destination(&absolute, &code, 0x1000), Some(u64::MAX - 16));
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        let mut code = [0; 4];
        for wrong in [relocation(Reloc::X86PCRel4, 1, 0), relocation(Reloc::X86GOTPCRel4, 0, 0)] {
            let error = apply(&wrong, &mut code, 0x1000, 0x1000).unwrap_err();
            assert_eq!(error.kind(), Kind::Internal);
        }
    }
}

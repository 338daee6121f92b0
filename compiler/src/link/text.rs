//! The generated code: first every function gets its place, then the code is
//! copied there and relocated.

use cranelift_codegen::entity::PrimaryMap;

use super::image::{Permissions, Segment};
use super::places::Places;
use crate::codegen::{Code, CompiledFunction};
use crate::error::{Error, Result};
use crate::program::FunctionKey;
use crate::target::Target;

/// Where the generated code is.
#[derive(Debug)]
pub struct Text {
    pub address: u64,
    /// In bytes.
    pub size: u64,
    /// Ascending, in the order of the keys.
    pub functions: PrimaryMap<FunctionKey, u64>,
}

/// Generated code begins at a multiple of a cache line.
const TEXT_ALIGNMENT: u64 = 64;

/// Places that are far away are refused before sums of them can wrap.
const LONGEST_TEXT: u64 = 1 << 31;

impl Text {
    /// Gives each function its place from `address` on.
    ///
    /// # Errors
    /// More code than a relative call reaches across.
    pub fn lay_out(code: &Code, address: u64) -> Result<Text> {
        let address = address.next_multiple_of(TEXT_ALIGNMENT);
        let mut functions = PrimaryMap::with_capacity(code.functions.len());
        let mut end = address;
        for function in code.functions.values() {
            let place = end.next_multiple_of(u64::from(function.alignment.max(1)));
            functions.push(place);
            end = place + function.code.len() as u64;
            if end - address > LONGEST_TEXT {
                return Err(Error::limit("the program has more than 2 GiB of generated code"));
            }
        }
        Ok(Text { address, size: end - address, functions })
    }

    pub fn end(&self) -> u64 {
        self.address + self.size
    }

    /// The offset of a function from the start of the code.
    pub fn offset(&self, function: FunctionKey) -> u32 {
        u32::try_from(self.functions[function] - self.address).expect("`lay_out` checked the size")
    }

    /// Copies the code to its places and points it to what it refers to.
    ///
    /// # Errors
    /// A relocation that does not reach, or that this linker does not know.
    pub fn relocate(&self, code: &Code, places: &Places, target: &Target) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.size as usize);
        for (key, function) in code.functions.iter() {
            let start = (self.functions[key] - self.address) as usize;
            bytes.resize(start, target.code_padding());
            bytes.extend_from_slice(&function.code);
            relocate_function(&mut bytes[start..], self.functions[key], function, places, target)?;
        }
        Ok(bytes)
    }

    /// The segment of the relocated code.
    pub fn into_segment(self, bytes: Vec<u8>) -> Segment<'static> {
        Segment {
            name: ".wasm.text",
            address: self.address,
            memory_size: self.size,
            bytes: bytes.into(),
            permissions: Permissions::ReadExecute,
            whole_pages: false,
        }
    }
}

fn relocate_function(
    bytes: &mut [u8],
    address: u64,
    function: &CompiledFunction,
    places: &Places,
    target: &Target,
) -> Result<()> {
    for relocation in &function.relocations {
        target.relocate(relocation, bytes, address, places.address(relocation.symbol)?)?;
    }
    Ok(())
}

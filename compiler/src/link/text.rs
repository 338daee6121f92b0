//! The generated code: first every function gets its place, then the code is
//! copied there, and when all symbols have theirs it is relocated.

use cranelift_codegen::entity::PrimaryMap;

use super::builder::ImageBuilder;
use super::image::Permissions;
use super::places::Places;
use crate::codegen::Code;
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
    /// Begins the segment of the code and gives each function its place.
    ///
    /// # Errors
    /// More code than a relative call reaches across.
    pub fn lay_out(builder: &mut ImageBuilder, code: &Code) -> Result<Text> {
        let address = builder.begin(".wasm.text", Permissions::ReadExecute, TEXT_ALIGNMENT);
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

    /// Copies the code to its places.
    pub fn append(&self, builder: &mut ImageBuilder, code: &Code, target: &Target) {
        let places = self.functions.values().copied();
        let functions = code.functions.values().map(|function| &function.code[..]);
        builder.append_code(places.zip(functions), target.code_padding());
    }

    /// Points the code to what it refers to.
    ///
    /// # Errors
    /// A relocation that does not reach, or that this linker does not know.
    pub fn relocate(
        &self,
        builder: &mut ImageBuilder,
        code: &Code,
        places: &Places<'_>,
        target: &Target,
    ) -> Result<()> {
        let bytes = builder.bytes_at(self.address, self.size).expect("the code was appended");
        for (key, function) in code.functions.iter() {
            let address = self.functions[key];
            let start = (address - self.address) as usize;
            let bytes = &mut bytes[start..start + function.code.len()];
            for relocation in &function.relocations {
                let symbol = places.address(relocation.symbol)?;
                target.relocate(relocation, bytes, address, symbol)?;
            }
        }
        Ok(())
    }

    /// The offset of a function from the start of the code.
    pub fn offset(&self, function: FunctionKey) -> u32 {
        u32::try_from(self.functions[function] - self.address).expect("`lay_out` checked the size")
    }
}

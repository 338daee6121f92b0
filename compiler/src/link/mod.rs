//! Gives every symbol a place, applies relocations, and builds the tables the
//! runtime reads.
//!
//! In comes the frozen program with its compiled functions, and the runtime's
//! stub; out goes an [`Image`]. From low to high addresses it holds the stub
//! where it was built for, the generated code, read-only data, mutable state,
//! and, where the program's plan puts them, the linear memories.

mod check;
mod descriptor;
mod image;
mod notes;
mod places;
mod read_only;
mod records;
mod regions;
mod section;
mod state;
mod stub;
mod symbols;
mod tables;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod unwind;

use wasi2native_runtime_support::abi::descriptor::DESCRIPTOR_SYMBOL;

pub use descriptor::read_capabilities;
pub use image::*;
pub use stub::Stub;
pub use symbols::function_name;

use crate::codegen::Code;
use crate::error::{Error, Result};
use crate::options::{Options, Symbols};
use crate::program::Program;
use crate::target::Target;
use places::Places;
use read_only::{ReadOnly, Source};
use regions::Regions;
use state::State;
use text::Text;

/// Everything but linear memories and tables lies below, so that relative
/// addresses reach, and so that nothing is within 2 GiB below a memory.
const LAST_ADDRESS: u64 = 1 << 31;

/// Links a program with the runtime.
///
/// # Errors
/// A program too large for its target.
pub fn link<'a>(
    program: &'a Program<'a>,
    code: &'a Code,
    stub: &Stub,
    target: &Target,
    options: &Options,
) -> Result<Image<'a>> {
    let descriptor_address = stub.address(DESCRIPTOR_SYMBOL)?;
    let regions = Regions::plan(program)?;

    // Everything gets its place, from low to high.
    let text = Text::lay_out(code, stub.place_behind())?;
    let source = Source {
        program,
        code,
        text: &text,
        regions: &regions,
        target,
        options,
        descriptor: descriptor_address,
    };
    let read_only = ReadOnly::build(source, place_behind(text.end(), text.end()))?;
    let state = State::build(program, read_only.range().end);
    if state.end() > LAST_ADDRESS {
        return Err(Error::limit(
            "the program is too large: its code and data need more than 2 GiB",
        ));
    }
    // From here on no address changes.
    let places = Places::new(stub, &text, &read_only, &state);
    let code_bytes = text.relocate(code, &places, target)?;
    let symbols = match options.symbols {
        Symbols::Keep => symbols::symbols(program, code, stub, &text, &read_only, &state),
        Symbols::Strip => Vec::new(),
    };
    let unwind = read_only.unwind.clone();
    let mut segments = stub.segments.clone();
    descriptor::fill_in(&mut segments, descriptor_address, &read_only.descriptor)?;
    segments.push(text.into_segment(code_bytes));
    segments.push(read_only.into_segment());
    segments.extend(state.into_segment());
    segments.extend(regions.segments);
    let notes = notes::notes(program, target, options, descriptor_address);
    let image =
        Image { machine: stub.machine, segments, symbols, entry: stub.entry, unwind, notes };
    if cfg!(debug_assertions) {
        check::check(&image, program, code, stub, target)?;
    }
    Ok(image)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executable;

    /// Links a program with code made by hand and writes the executable.
    fn executable_of(text: &str, options: &Options) -> Vec<u8> {
        testing::with_program(text, |program| {
            let target = testing::target();
            let code = testing::code(program, &target);
            let image = link(program, &code, &testing::stub(), &target, options).unwrap();
            executable::write(&image).unwrap()
        })
    }

    #[test]
    fn the_same_program_becomes_the_same_bytes() {
        let options = Options::default();
        assert!(
            executable_of(testing::EVERYTHING, &options)
                == executable_of(testing::EVERYTHING, &options)
        );
    }
}

//! Gives every symbol a place, applies relocations, and builds the tables the
//! runtime reads.
//!
//! In comes the frozen program with its compiled functions, and the runtime's
//! stub; out goes an [`Image`]. From low to high addresses it holds the stub
//! where it was built for, the generated code, read-only data, mutable state,
//! and, where the program's plan puts them, the linear memories.

mod builder;
mod check;
mod descriptor;
mod embedded;
mod exceptions;
mod image;
mod lockdown;
mod notes;
mod places;
mod read_only;
mod records;
mod regions;
mod relocatable;
mod state;
mod stub;
mod symbols;
mod tables;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod threads;
mod unwind;

use wasi2native_runtime_support::abi::descriptor::DESCRIPTOR_SYMBOL;

pub use descriptor::{Found, find};
pub use image::*;
pub use lockdown::{Permitted, permitted};
pub use relocatable::{Field, FieldTarget, Relocatable, link_relocatable};
pub use stub::{Stub, StubSegment};
pub use symbols::function_name;

use crate::codegen::Code;
use crate::error::{Error, Result};
use crate::options::{Options, Symbols};
use crate::program::Program;
use crate::target::Target;
use builder::ImageBuilder;
use places::Places;
use read_only::{ReadOnly, Source};
use regions::Regions;
use state::State;
use text::Text;
use unwind::Frames;

/// Everything but linear memories and tables lies below, so that relative
/// addresses reach, and so that nothing is within 2 GiB below a memory.
const LAST_ADDRESS: u64 = 1 << 31;

/// Links a program with the runtime.
///
/// # Errors
/// A program too large for its target.
pub fn link<'a>(
    program: &Program<'a>,
    code: &Code,
    stub: &Stub,
    target: &Target,
    options: &Options,
) -> Result<Image<'a>> {
    let descriptor = stub.address(DESCRIPTOR_SYMBOL)?;
    let regions = Regions::plan(program);
    let mut builder = ImageBuilder::new(
        &stub.segments,
        estimated_size(code, &regions) + embedded::size(&options.embedded),
    );

    // Everything gets its place, from low to high.
    let text = Text::lay_out(&mut builder, code)?;
    let (frames, ()) = rayon::join(
        || match options.symbols {
            Symbols::Keep => Frames::encode(code, &text, target),
            Symbols::Strip => Ok(Frames::default()),
        },
        || text.append(&mut builder, code, target),
    );
    let source =
        Source { program, code, text: &text, regions: &regions, target, options, descriptor };
    ReadOnly::begin(&mut builder);
    let mut read_only = ReadOnly::append(&mut builder, source)?;
    let unwind = frames?.append(&mut builder).map(|frames| unwind::end(&mut builder, frames));
    let state = State::append(&mut builder, program);
    read_only.descriptor.embedded = embedded::append(&mut builder, &options.embedded, descriptor);
    if builder.end() > LAST_ADDRESS {
        return Err(Error::limit(
            "the program is too large: its code, data and embedded folders need more than 2 GiB",
        ));
    }
    regions.append_images(&mut builder);

    // From here on no address changes.
    let places = Places::new(stub, &text, &read_only, &state);
    text.relocate(&mut builder, code, &places, target)?;
    let roots = read_only.descriptor.exception_roots;
    exceptions::fill_in_roots(&mut builder, program, &places, roots, descriptor)?;
    let summed = descriptor::summed(&read_only.descriptor);
    descriptor::fill_in(&mut builder, descriptor, &summed)?;
    threads::fill_in(&mut builder, stub, read_only.threads)?;
    let mut symbols = Vec::new();
    if options.symbols == Symbols::Keep {
        symbols.extend(symbols::functions(program, code, &text).map(|(_, symbol)| symbol));
        symbols.extend(symbols::data(program, &read_only, &state));
        symbols.sort_by_key(|symbol| symbol.address);
    }
    let (bytes, segments) = builder.finish();
    let image = Image {
        machine: stub.machine,
        bytes,
        segments,
        symbols,
        entry: stub.entry,
        unwind,
        notes: notes::notes(program, target, options, descriptor),
    };
    if cfg!(debug_assertions) {
        check::check(&image, program, code, stub, target)?;
    }
    Ok(image)
}

/// Enough that the image is seldom moved while it grows: code, trap sites,
/// names and frames grow with the code.
fn estimated_size(code: &Code, regions: &Regions<'_>) -> usize {
    (1 << 16) + code.size() * 2 + regions.image_size()
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
            executable::write(image).unwrap()
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

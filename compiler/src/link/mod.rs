//! Gives every symbol a place, applies relocations, and builds the tables the
//! runtime reads.

mod image;

pub use image::*;

use crate::codegen::Code;
use crate::error::Result;
use crate::executable::Stub;
use crate::options::Options;
use crate::program::Program;
use crate::target::Target;

pub fn link<'a>(
    _program: &Program<'a>,
    _code: &Code,
    _stub: &Stub,
    _target: &Target,
    _options: &Options,
) -> Result<Image<'a>> {
    todo!()
}

//! The program as a relocatable object.
use super::Code;
use crate::error::{Error, Result};
use crate::program::Program;
use crate::target::Target;

pub fn write_object(_program: &Program<'_>, _code: &Code, _target: &Target) -> Result<Vec<u8>> {
    Err(Error::unsupported("`--emit obj` is not built yet"))
}

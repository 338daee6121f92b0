//! One function at a time, from WebAssembly to CLIF.
use crate::error::Result;
use crate::program::{FunctionKey, Program};
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;
pub mod traps {
    use cranelift_codegen::ir::TrapCode;
    use wasi2native_runtime_support::abi::traps::Trap;
    pub fn from_clif(_code: TrapCode) -> Trap {
        todo!()
    }
}
pub fn translate(
    _program: &Program<'_>,
    _function: FunctionKey,
    _isa: &dyn TargetIsa,
    _builder: &mut FunctionBuilderContext,
    _clif: &mut Function,
) -> Result<()> {
    todo!()
}

//! Compiles one function: translation, optimisation, machine code, record.

use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{ExternalName, Function, LibCall};
use cranelift_codegen::settings::OptLevel;
use cranelift_codegen::{
    CodegenError, CodegenResult, CompiledCode, Context, FinalizedMachExceptionHandler,
    FinalizedRelocTarget,
};
use cranelift_frontend::FunctionBuilderContext;
use wasi2native_runtime_support::abi::builtins::Builtin;

use super::{
    CompiledFunction, HandlerPlace, Relocation, SourceLocation, StackMap, TrapPlace, sums,
};
use crate::error::{Error, Result};
use crate::program::{FunctionKey, FunctionKind, Program, Symbol, TagKey};
use crate::target::Target;
use crate::translate;

/// Compiles functions one after the other and keeps what can be used again.
pub struct FunctionCompiler<'a> {
    program: &'a Program<'a>,
    target: &'a Target,
    context: Context,
    builder: FunctionBuilderContext,
    control: ControlPlane,
    registers: regalloc2::Ctx,
}

impl<'a> FunctionCompiler<'a> {
    pub fn new(program: &'a Program<'a>, target: &'a Target) -> FunctionCompiler<'a> {
        FunctionCompiler {
            program,
            target,
            context: Context::new(),
            builder: FunctionBuilderContext::new(),
            control: ControlPlane::default(),
            registers: regalloc2::Ctx::default(),
        }
    }

    /// The function's CLIF, as translated.
    ///
    /// # Errors
    /// An instruction without translation.
    pub fn translate(&mut self, function: FunctionKey) -> Result<&Function> {
        self.context.clear();
        let isa = &*self.target.isa;
        translate::translate(
            self.program,
            function,
            isa,
            &mut self.builder,
            &mut self.context.func,
        )?;
        Ok(&self.context.func)
    }

    /// The function's machine code as text.
    ///
    /// # Errors
    /// As for [`FunctionCompiler::compile`].
    pub fn disassemble(&mut self, function: FunctionKey) -> Result<String> {
        self.translate(function)?;
        self.context.set_disasm(true);
        let compiled = self.generate(function);
        self.context.set_disasm(false);
        Ok(compiled?.vcode.unwrap_or_default())
    }

    /// Compiles a function.
    ///
    /// # Errors
    /// An instruction without translation, a function too large.
    pub fn compile(&mut self, function: FunctionKey) -> Result<CompiledFunction> {
        self.translate(function)?;
        let compiled = self.generate(function)?;
        self.record(function, &compiled)
    }

    fn generate(&mut self, function: FunctionKey) -> Result<CompiledCode> {
        self.generate_unlocated().map_err(|error| {
            let message = match error {
                CodegenError::CodeTooLarge | CodegenError::ImplLimitExceeded => {
                    Error::limit("the function is too large for the code generator")
                }
                // Lines of the verifier's report would break the one-line rule.
                other => {
                    Error::internal(format!("code generation failed: {other}").replace('\n', " "))
                }
            };
            locate(message, self.program, function)
        })
    }

    /// As [`Context::compile`], with a pass of our own behind its optimiser.
    fn generate_unlocated(&mut self) -> CodegenResult<CompiledCode> {
        let isa = self.target.isa_for(&self.context.func);
        let context = &mut self.context;
        context.optimize(isa, &mut self.control)?;
        let is_optimised = isa.flags().opt_level() != OptLevel::None;
        if is_optimised && sums::add_constants_before_loops(context) {
            context.verify_if(isa)?;
        }
        let stencil = isa.compile_function(
            &context.func,
            &context.domtree,
            &mut self.registers,
            context.want_disasm,
            &mut self.control,
        )?;
        Ok(stencil.apply_params(&context.func.params))
    }

    fn record(&self, function: FunctionKey, compiled: &CompiledCode) -> Result<CompiledFunction> {
        let buffer = &compiled.buffer;
        let mut relocations = Vec::with_capacity(buffer.relocs().len());
        for reloc in buffer.relocs() {
            let (symbol, addend) = match &reloc.target {
                FinalizedRelocTarget::ExternalName(name) => (self.symbol(name)?, reloc.addend),
                FinalizedRelocTarget::Func(offset) => {
                    (Symbol::Function(function), reloc.addend + i64::from(*offset))
                }
            };
            relocations.push(Relocation { offset: reloc.offset, kind: reloc.kind, symbol, addend });
        }
        let mut traps = Vec::with_capacity(buffer.traps().len());
        for trap in buffer.traps() {
            traps.push(TrapPlace {
                offset: trap.offset,
                trap: translate::traps::from_clif(trap.code),
            });
        }
        traps.sort_by_key(|trap| trap.offset);
        let source_locations = buffer
            .get_srclocs_sorted()
            .iter()
            .map(|location| SourceLocation {
                start: location.start,
                end: location.end,
                wasm_offset: location.loc.bits(),
            })
            .collect();
        let stack_maps = buffer
            .user_stack_maps()
            .iter()
            .map(|(offset, span, map)| StackMap {
                return_offset: *offset,
                frame_offset: *span,
                slots: map.entries().map(|(_, slot)| slot).collect(),
            })
            .collect();
        let unwind = compiled
            .create_unwind_info(&*self.target.isa)
            .map_err(|error| Error::internal(format!("no unwind information: {error}")))?;
        Ok(CompiledFunction {
            code: buffer.data().to_vec(),
            alignment: buffer.alignment,
            relocations,
            traps,
            source_locations,
            handlers: handlers(compiled),
            stack_maps,
            unwind,
        })
    }

    fn symbol(&self, name: &ExternalName) -> Result<Symbol> {
        match name {
            ExternalName::User(name) => {
                Symbol::from_clif(&self.context.func.params.user_named_funcs()[*name])
            }
            ExternalName::LibCall(call) => library_call(*call).map(Symbol::Builtin),
            ExternalName::TestCase(_) | ExternalName::KnownSymbol(_) => None,
        }
        .ok_or_else(|| {
            Error::internal(format!("generated code names `{name:?}`, which nobody has"))
        })
    }
}

/// The builtin behind what Cranelift calls where the CPU has no instruction.
fn library_call(call: LibCall) -> Option<Builtin> {
    Some(match call {
        LibCall::CeilF32 => Builtin::CeilF32,
        LibCall::CeilF64 => Builtin::CeilF64,
        LibCall::FloorF32 => Builtin::FloorF32,
        LibCall::FloorF64 => Builtin::FloorF64,
        LibCall::TruncF32 => Builtin::TruncF32,
        LibCall::TruncF64 => Builtin::TruncF64,
        LibCall::NearestF32 => Builtin::NearestF32,
        LibCall::NearestF64 => Builtin::NearestF64,
        LibCall::FmaF32 => Builtin::FmaF32,
        LibCall::FmaF64 => Builtin::FmaF64,
        LibCall::Memset => Builtin::MemorySet,
        LibCall::Memmove | LibCall::Memcpy => Builtin::MemoryMove,
        LibCall::X86Pshufb => Builtin::X86Pshufb,
        LibCall::Probestack
        | LibCall::Memcmp
        | LibCall::ElfTlsGetAddr
        | LibCall::ElfTlsGetOffset => return None,
    })
}

fn handlers(compiled: &CompiledCode) -> Vec<HandlerPlace> {
    let with_handlers =
        compiled.buffer.call_sites().filter(|site| !site.exception_handlers.is_empty());
    with_handlers
        .map(|site| HandlerPlace {
            return_offset: site.ret_addr,
            frame_offset: site.frame_offset.unwrap_or(0),
            handlers: site
                .exception_handlers
                .iter()
                .filter_map(|handler| match *handler {
                    FinalizedMachExceptionHandler::Tag(tag, offset) => {
                        Some((Some(TagKey::from_u32(tag.as_u32())), offset))
                    }
                    FinalizedMachExceptionHandler::Default(offset) => Some((None, offset)),
                    FinalizedMachExceptionHandler::Context(_) => None,
                })
                .collect(),
        })
        .collect()
}

/// Adds the function to an error.
pub(super) fn locate(error: Error, program: &Program<'_>, function: FunctionKey) -> Error {
    match program.functions[function] {
        FunctionKind::Wasm { instance, function: defined } => {
            let index = program.module(instance).function_index(defined);
            error.in_function(index.as_u32(), program.function_name(function))
        }
        _ => error,
    }
}

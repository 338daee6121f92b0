//! Types and signatures, from WebAssembly, host functions and builtins to CLIF.

use cranelift_codegen::ir::{AbiParam, Signature, Type, types};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use wasi2native_runtime_support::abi::builtins::{Builtin, MachineType};
use wasi2native_runtime_support::abi::host_functions::HostType;
use wasmparser::{FuncType, ValType};

use crate::program::{FunctionKey, FunctionKind, HostFunctionKey, Program};

/// The type of every reference: 0 for null, otherwise a number that tells
/// where the referenced thing is. An alias, so that references never hide among
/// integers.
pub const REFERENCE: Type = types::I32;

/// The type that a v128 has wherever its origin is not known: in locals, block
/// parameters, signatures and memory. CLIF knows 128-bit vectors by their
/// lanes alone.
pub const VECTOR: Type = types::I8X16;

/// How a WebAssembly value is represented.
pub fn clif_type(ty: ValType) -> Type {
    match ty {
        ValType::I32 => types::I32,
        ValType::I64 => types::I64,
        ValType::F32 => types::F32,
        ValType::F64 => types::F64,
        ValType::V128 => VECTOR,
        ValType::Ref(_) => REFERENCE,
    }
}

/// By which signature a piece of generated code is called.
pub fn signature(program: &Program<'_>, isa: &dyn TargetIsa, function: FunctionKey) -> Signature {
    match program.functions[function] {
        FunctionKind::Wasm { instance, function } => {
            let module = program.module(instance);
            wasm_signature(module.function_type(module.function_index(function)))
        }
        FunctionKind::Initialiser(_) | FunctionKind::ThreadInitialiser(_) => {
            Signature::new(CallConv::Tail)
        }
        FunctionKind::HostAdapter(host, _) => {
            let mut signature = Signature::new(CallConv::Tail);
            append_host_types(&mut signature, host);
            signature
        }
        FunctionKind::Entry(_) => {
            let mut signature = Signature::new(CallConv::SystemV);
            signature.params.push(AbiParam::new(isa.pointer_type()));
            signature
        }
    }
}

/// Of a function that guest code can call: the `Tail` convention, which tail
/// calls need, and exactly the WebAssembly parameters and results.
pub fn wasm_signature(ty: &FuncType) -> Signature {
    let mut signature = Signature::new(CallConv::Tail);
    signature.params.extend(ty.params().iter().map(|&ty| AbiParam::new(clif_type(ty))));
    signature.returns.extend(ty.results().iter().map(|&ty| AbiParam::new(clif_type(ty))));
    signature
}

/// Of a function of the runtime that modules import: the memory record of the
/// importing instance comes first.
pub fn host_signature(isa: &dyn TargetIsa, host: HostFunctionKey) -> Signature {
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.push(AbiParam::new(isa.pointer_type()));
    append_host_types(&mut signature, host);
    signature
}

fn append_host_types(signature: &mut Signature, host: HostFunctionKey) {
    let parameter = |&ty: &HostType| AbiParam::new(host_type(ty));
    signature.params.extend(host.row().parameters.iter().map(parameter));
    signature.returns.extend(host.row().results.iter().map(parameter));
}

fn host_type(ty: HostType) -> Type {
    match ty {
        HostType::I32 => types::I32,
        HostType::I64 => types::I64,
    }
}

/// Of a function that the runtime has for generated code's own needs.
pub fn builtin_signature(isa: &dyn TargetIsa, builtin: Builtin) -> Signature {
    let parameter = |&ty: &MachineType| {
        AbiParam::new(match ty {
            MachineType::Pointer => isa.pointer_type(),
            MachineType::I32 => types::I32,
            MachineType::I64 => types::I64,
            MachineType::F32 => types::F32,
            MachineType::F64 => types::F64,
            MachineType::V128 => VECTOR,
        })
    };
    let convention = match builtin {
        Builtin::ExceptionThrow => CallConv::Tail,
        _ => CallConv::SystemV,
    };
    let mut signature = Signature::new(convention);
    signature.params.extend(builtin.parameters().iter().map(parameter));
    signature.returns.extend(builtin.results().iter().map(parameter));
    signature
}

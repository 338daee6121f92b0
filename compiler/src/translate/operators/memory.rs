//! Core, "Memory Instructions". Alignment in the instruction is a hint, which
//! does not matter here.

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::types::{F32, F64, I8X16, I32, I64};
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};
use cranelift_frontend::FuncInstBuilder;
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasmparser::{MemArg, MemArgTarget, Operator};

use super::Outcome;
use super::table::pop_copy;
use crate::error::{Error, Result};
use crate::program::{MemoryKey, Symbol};
use crate::translate::function::FunctionTranslator;
use crate::translate::memory_access::{Access, Place};
use crate::wasm::{DataIndex, MemoryIndex};

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::I32Load { memarg } => load_plain(t, memarg, I32)?,
        Operator::I64Load { memarg } => load_plain(t, memarg, I64)?,
        Operator::F32Load { memarg } => load_plain(t, memarg, F32)?,
        Operator::F64Load { memarg } => load_plain(t, memarg, F64)?,
        Operator::V128Load { memarg } => load_plain(t, memarg, I8X16)?,
        Operator::I32Load8S { memarg } => {
            load(t, memarg, 1, |ins, p| ins.sload8(I32, p.flags, p.address, p.offset))?;
        }
        Operator::I32Load8U { memarg } => {
            load(t, memarg, 1, |ins, p| ins.uload8(I32, p.flags, p.address, p.offset))?;
        }
        Operator::I32Load16S { memarg } => {
            load(t, memarg, 2, |ins, p| ins.sload16(I32, p.flags, p.address, p.offset))?;
        }
        Operator::I32Load16U { memarg } => {
            load(t, memarg, 2, |ins, p| ins.uload16(I32, p.flags, p.address, p.offset))?;
        }
        Operator::I64Load8S { memarg } => {
            load(t, memarg, 1, |ins, p| ins.sload8(I64, p.flags, p.address, p.offset))?;
        }
        Operator::I64Load8U { memarg } => {
            load(t, memarg, 1, |ins, p| ins.uload8(I64, p.flags, p.address, p.offset))?;
        }
        Operator::I64Load16S { memarg } => {
            load(t, memarg, 2, |ins, p| ins.sload16(I64, p.flags, p.address, p.offset))?;
        }
        Operator::I64Load16U { memarg } => {
            load(t, memarg, 2, |ins, p| ins.uload16(I64, p.flags, p.address, p.offset))?;
        }
        Operator::I64Load32S { memarg } => {
            load(t, memarg, 4, |ins, p| ins.sload32(p.flags, p.address, p.offset))?;
        }
        Operator::I64Load32U { memarg } => {
            load(t, memarg, 4, |ins, p| ins.uload32(p.flags, p.address, p.offset))?;
        }
        Operator::I32Store { memarg }
        | Operator::I64Store { memarg }
        | Operator::F32Store { memarg }
        | Operator::F64Store { memarg }
        | Operator::V128Store { memarg } => {
            let value = t.pop();
            let width = t.emit.value_type(value).bytes();
            let p = pop_place(t, memarg, width)?;
            t.ins().store(p.flags, value, p.address, p.offset);
        }
        Operator::I32Store8 { memarg } | Operator::I64Store8 { memarg } => {
            let value = t.pop_raw();
            let p = pop_place(t, memarg, 1)?;
            t.ins().istore8(p.flags, value, p.address, p.offset);
        }
        Operator::I32Store16 { memarg } | Operator::I64Store16 { memarg } => {
            let value = t.pop_raw();
            let p = pop_place(t, memarg, 2)?;
            t.ins().istore16(p.flags, value, p.address, p.offset);
        }
        Operator::I64Store32 { memarg } => {
            let value = t.pop_raw();
            let p = pop_place(t, memarg, 4)?;
            t.ins().istore32(p.flags, value, p.address, p.offset);
        }
        Operator::MemorySize { mem } => {
            let memory = key(t, *mem);
            let length = t.emit.memory_length(memory);
            let page_size = t.emit.program.memories[memory].page_size_log2();
            let pages = t.ins().ushr_imm_u(length, i64::from(page_size));
            let pages = t.emit.reduce_to(index_type(t, memory), pages);
            t.push(pages);
        }
        Operator::MemoryGrow { mem } => grow(t, key(t, *mem)),
        Operator::MemoryCopy { dst_mem, src_mem } => {
            let copy = pop_copy(t);
            t.emit.memory_copy(key(t, *dst_mem), key(t, *src_mem), copy);
        }
        Operator::MemoryFill { mem } => {
            let length = t.pop_raw();
            let byte = t.pop_raw();
            let to = t.pop_raw();
            t.emit.memory_fill(key(t, *mem), to, byte, length);
        }
        Operator::MemoryInit { data_index, mem } => {
            let copy = pop_copy(t);
            let data = t.instance.data[DataIndex::new(*data_index as usize)];
            t.emit.memory_init(key(t, *mem), data, copy);
        }
        Operator::DataDrop { data_index } => {
            if let Some(data) = t.instance.data[DataIndex::new(*data_index as usize)] {
                t.emit.drop_segment(Symbol::DataLength(data));
            }
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

fn load_plain(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg, ty: Type) -> Result<()> {
    load(t, memarg, ty.bytes(), |ins, p| ins.load(ty, p.flags, p.address, p.offset))
}

/// A load of `width` bytes.
pub fn load(
    t: &mut FunctionTranslator<'_, '_>,
    memarg: &MemArg,
    width: u32,
    emit: impl FnOnce(FuncInstBuilder<'_, '_>, Place) -> Value,
) -> Result<()> {
    let place = pop_place(t, memarg, width)?;
    let value = emit(t.ins(), place);
    t.push(value);
    Ok(())
}

/// Pops an index and checks the access.
pub fn pop_place(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg, width: u32) -> Result<Place> {
    let access = access(t, memarg, width)?;
    let index = t.pop_raw();
    Ok(t.emit.memory_place(access, index))
}

/// What the immediate of a memory instruction says.
pub fn access(t: &FunctionTranslator<'_, '_>, memarg: &MemArg, width: u32) -> Result<Access> {
    let MemArgTarget::Memory(memory) = memarg.target else {
        return Err(Error::unsupported("memory instructions on arrays are not supported yet"));
    };
    Ok(Access { memory: key(t, memory), offset: memarg.offset, width: u64::from(width) })
}

/// More pages than any memory can have, whatever their size: the address space
/// ends before. Few enough that the size in bytes cannot overflow.
const TOO_MANY_PAGES: u64 = 1 << 47;

/// Core, `memory.grow`: the old size in pages, or -1 where the memory cannot
/// grow.
fn grow(t: &mut FunctionTranslator<'_, '_>, memory: MemoryKey) {
    let delta = t.pop_raw();
    let delta = match t.emit.value_type(delta) {
        types::I64 => {
            let limit = t.emit.iconst(types::I64, TOO_MANY_PAGES);
            t.ins().umin(delta, limit)
        }
        _ => t.emit.extend_to_64(delta),
    };
    let record = t.emit.address(Symbol::MemoryRecord(memory));
    let is_shared = t.emit.program.memories[memory].ty.shared;
    let builtin = if is_shared { Builtin::SharedMemoryGrow } else { Builtin::MemoryGrow };
    let old = t.emit.call_builtin(builtin, &[record, delta]);
    let old = old.expect("the builtin has a result");
    let old = t.emit.reduce_to(index_type(t, memory), old);
    t.push(old);
}

pub fn key(t: &FunctionTranslator<'_, '_>, memory: u32) -> MemoryKey {
    t.instance.memories[MemoryIndex::new(memory as usize)]
}

fn index_type(t: &FunctionTranslator<'_, '_>, memory: MemoryKey) -> Type {
    if t.emit.program.memories[memory].ty.memory64 { types::I64 } else { types::I32 }
}

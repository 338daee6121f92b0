//! Threads, "Atomic Memory Instructions". They work on memories that are not
//! shared too. Every access is sequentially consistent, and traps unless its
//! address is a multiple of its width.

use cranelift_codegen::ir::types::{I8, I16, I32, I64};
use cranelift_codegen::ir::{AtomicRmwOp, InstBuilder, Type, Value};
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::{MemArg, Operator};

use super::Outcome;
use super::memory::access;
use crate::error::Result;
use crate::translate::function::FunctionTranslator;
use crate::translate::memory_access::Place;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::AtomicFence { .. } => {
            t.ins().fence();
        }
        Operator::MemoryAtomicWait32 { memarg } => wait(t, memarg, I32, Builtin::MemoryWait32)?,
        Operator::MemoryAtomicWait64 { memarg } => wait(t, memarg, I64, Builtin::MemoryWait64)?,
        Operator::MemoryAtomicNotify { memarg } => notify(t, memarg)?,

        Operator::I32AtomicLoad { memarg } => load(t, memarg, I32, I32)?,
        Operator::I32AtomicLoad8U { memarg } => load(t, memarg, I32, I8)?,
        Operator::I32AtomicLoad16U { memarg } => load(t, memarg, I32, I16)?,
        Operator::I64AtomicLoad { memarg } => load(t, memarg, I64, I64)?,
        Operator::I64AtomicLoad8U { memarg } => load(t, memarg, I64, I8)?,
        Operator::I64AtomicLoad16U { memarg } => load(t, memarg, I64, I16)?,
        Operator::I64AtomicLoad32U { memarg } => load(t, memarg, I64, I32)?,

        Operator::I32AtomicStore { memarg } | Operator::I64AtomicStore32 { memarg } => {
            store(t, memarg, I32)?;
        }
        Operator::I32AtomicStore8 { memarg } | Operator::I64AtomicStore8 { memarg } => {
            store(t, memarg, I8)?;
        }
        Operator::I32AtomicStore16 { memarg } | Operator::I64AtomicStore16 { memarg } => {
            store(t, memarg, I16)?;
        }
        Operator::I64AtomicStore { memarg } => store(t, memarg, I64)?,

        Operator::I32AtomicRmwCmpxchg { memarg } => compare_exchange(t, memarg, I32)?,
        Operator::I32AtomicRmw8CmpxchgU { memarg } => compare_exchange(t, memarg, I8)?,
        Operator::I32AtomicRmw16CmpxchgU { memarg } => compare_exchange(t, memarg, I16)?,
        Operator::I64AtomicRmwCmpxchg { memarg } => compare_exchange(t, memarg, I64)?,
        Operator::I64AtomicRmw8CmpxchgU { memarg } => compare_exchange(t, memarg, I8)?,
        Operator::I64AtomicRmw16CmpxchgU { memarg } => compare_exchange(t, memarg, I16)?,
        Operator::I64AtomicRmw32CmpxchgU { memarg } => compare_exchange(t, memarg, I32)?,
        _ => match read_modify_write(operator) {
            Some((memarg, ty, operation)) => modify(t, memarg, ty, operation)?,
            None => return Ok(Outcome::NotInThisFamily),
        },
    }
    Ok(Outcome::Translated)
}

/// The access and the operation of a read-modify-write instruction.
fn read_modify_write<'a>(operator: &'a Operator<'_>) -> Option<(&'a MemArg, Type, AtomicRmwOp)> {
    use AtomicRmwOp::{Add, And, Or, Sub, Xchg, Xor};
    Some(match operator {
        Operator::I32AtomicRmwAdd { memarg } => (memarg, I32, Add),
        Operator::I32AtomicRmw8AddU { memarg } => (memarg, I8, Add),
        Operator::I32AtomicRmw16AddU { memarg } => (memarg, I16, Add),
        Operator::I64AtomicRmwAdd { memarg } => (memarg, I64, Add),
        Operator::I64AtomicRmw8AddU { memarg } => (memarg, I8, Add),
        Operator::I64AtomicRmw16AddU { memarg } => (memarg, I16, Add),
        Operator::I64AtomicRmw32AddU { memarg } => (memarg, I32, Add),
        Operator::I32AtomicRmwSub { memarg } => (memarg, I32, Sub),
        Operator::I32AtomicRmw8SubU { memarg } => (memarg, I8, Sub),
        Operator::I32AtomicRmw16SubU { memarg } => (memarg, I16, Sub),
        Operator::I64AtomicRmwSub { memarg } => (memarg, I64, Sub),
        Operator::I64AtomicRmw8SubU { memarg } => (memarg, I8, Sub),
        Operator::I64AtomicRmw16SubU { memarg } => (memarg, I16, Sub),
        Operator::I64AtomicRmw32SubU { memarg } => (memarg, I32, Sub),
        Operator::I32AtomicRmwAnd { memarg } => (memarg, I32, And),
        Operator::I32AtomicRmw8AndU { memarg } => (memarg, I8, And),
        Operator::I32AtomicRmw16AndU { memarg } => (memarg, I16, And),
        Operator::I64AtomicRmwAnd { memarg } => (memarg, I64, And),
        Operator::I64AtomicRmw8AndU { memarg } => (memarg, I8, And),
        Operator::I64AtomicRmw16AndU { memarg } => (memarg, I16, And),
        Operator::I64AtomicRmw32AndU { memarg } => (memarg, I32, And),
        Operator::I32AtomicRmwOr { memarg } => (memarg, I32, Or),
        Operator::I32AtomicRmw8OrU { memarg } => (memarg, I8, Or),
        Operator::I32AtomicRmw16OrU { memarg } => (memarg, I16, Or),
        Operator::I64AtomicRmwOr { memarg } => (memarg, I64, Or),
        Operator::I64AtomicRmw8OrU { memarg } => (memarg, I8, Or),
        Operator::I64AtomicRmw16OrU { memarg } => (memarg, I16, Or),
        Operator::I64AtomicRmw32OrU { memarg } => (memarg, I32, Or),
        Operator::I32AtomicRmwXor { memarg } => (memarg, I32, Xor),
        Operator::I32AtomicRmw8XorU { memarg } => (memarg, I8, Xor),
        Operator::I32AtomicRmw16XorU { memarg } => (memarg, I16, Xor),
        Operator::I64AtomicRmwXor { memarg } => (memarg, I64, Xor),
        Operator::I64AtomicRmw8XorU { memarg } => (memarg, I8, Xor),
        Operator::I64AtomicRmw16XorU { memarg } => (memarg, I16, Xor),
        Operator::I64AtomicRmw32XorU { memarg } => (memarg, I32, Xor),
        Operator::I32AtomicRmwXchg { memarg } => (memarg, I32, Xchg),
        Operator::I32AtomicRmw8XchgU { memarg } => (memarg, I8, Xchg),
        Operator::I32AtomicRmw16XchgU { memarg } => (memarg, I16, Xchg),
        Operator::I64AtomicRmwXchg { memarg } => (memarg, I64, Xchg),
        Operator::I64AtomicRmw8XchgU { memarg } => (memarg, I8, Xchg),
        Operator::I64AtomicRmw16XchgU { memarg } => (memarg, I16, Xchg),
        Operator::I64AtomicRmw32XchgU { memarg } => (memarg, I32, Xchg),
        _ => return None,
    })
}

fn load(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg, result: Type, ty: Type) -> Result<()> {
    let p = pop_place(t, memarg, ty)?;
    let value = t.ins().atomic_load(ty, p.flags, p.address);
    push_extended(t, result, value);
    Ok(())
}

/// An exchange of which nobody wants the old value: a third faster on x86-64 than a
/// store and a fence behind it.
fn store(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg, ty: Type) -> Result<()> {
    let value = t.pop_raw();
    let p = pop_place(t, memarg, ty)?;
    let value = t.emit.reduce_to(ty, value);
    t.ins().atomic_rmw(ty, p.flags, AtomicRmwOp::Xchg, p.address, value);
    Ok(())
}

fn modify(
    t: &mut FunctionTranslator<'_, '_>,
    memarg: &MemArg,
    ty: Type,
    operation: AtomicRmwOp,
) -> Result<()> {
    let operand = t.pop_raw();
    let result = t.emit.value_type(operand);
    let p = pop_place(t, memarg, ty)?;
    let operand = t.emit.reduce_to(ty, operand);
    let old = t.ins().atomic_rmw(ty, p.flags, operation, p.address, operand);
    push_extended(t, result, old);
    Ok(())
}

/// Of both operands counts what fits into the width of the access.
fn compare_exchange(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg, ty: Type) -> Result<()> {
    let replacement = t.pop_raw();
    let expected = t.pop_raw();
    let result = t.emit.value_type(expected);
    let p = pop_place(t, memarg, ty)?;
    let expected = t.emit.reduce_to(ty, expected);
    let replacement = t.emit.reduce_to(ty, replacement);
    let old = t.ins().atomic_cas(p.flags, p.address, expected, replacement);
    push_extended(t, result, old);
    Ok(())
}

fn pop_place(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg, ty: Type) -> Result<Place> {
    let access = access(t, memarg, ty.bytes())?;
    let index = t.pop_raw();
    Ok(t.emit.atomic_place(access, index))
}

fn push_extended(t: &mut FunctionTranslator<'_, '_>, ty: Type, value: Value) {
    let value = if t.emit.value_type(value) == ty { value } else { t.ins().uextend(ty, value) };
    t.push(value);
}

/// Waits as long as the memory has the expected value. On a memory that no other
/// thread has that would never end, so it traps.
fn wait(
    t: &mut FunctionTranslator<'_, '_>,
    memarg: &MemArg,
    ty: Type,
    builtin: Builtin,
) -> Result<()> {
    let access = access(t, memarg, ty.bytes())?;
    let timeout = t.pop_raw();
    let expected = t.pop_raw();
    let index = t.pop_raw();
    let effective = t.emit.atomic_address_checked(access, index);
    if t.emit.program.memories[access.memory].ty.shared {
        let address = t.emit.checked_address(access.memory, effective);
        call(t, builtin, &[address, expected, timeout]);
    } else {
        t.emit.trap(Trap::ExpectedSharedMemory);
        t.reachable = false;
    }
    Ok(())
}

/// Wakes those who wait. On a memory that is not shared that is nobody.
fn notify(t: &mut FunctionTranslator<'_, '_>, memarg: &MemArg) -> Result<()> {
    let access = access(t, memarg, I32.bytes())?;
    let count = t.pop_raw();
    let index = t.pop_raw();
    let effective = t.emit.atomic_address_checked(access, index);
    if t.emit.program.memories[access.memory].ty.shared {
        let address = t.emit.checked_address(access.memory, effective);
        call(t, Builtin::MemoryNotify, &[address, count]);
    } else {
        let woken = t.emit.iconst(I32, 0);
        t.push(woken);
    }
    Ok(())
}

/// Pushes what a function of the runtime returns.
fn call(t: &mut FunctionTranslator<'_, '_>, builtin: Builtin, arguments: &[Value]) {
    let result = t.emit.call_builtin(builtin, arguments).expect("the table has a result for it");
    t.push(result);
}

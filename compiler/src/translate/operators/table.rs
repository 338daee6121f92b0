//! Core, "Table Instructions".

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Type, types};
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::Operator;

use super::Outcome;
use crate::error::Result;
use crate::program::{Symbol, TableKey, TableStorage};
use crate::translate::bulk::Copy;
use crate::translate::function::FunctionTranslator;
use crate::wasm::{ElementIndex, TableIndex};

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match *operator {
        Operator::TableGet { table } => {
            let index = t.pop_raw();
            let reference = t.emit.table_get(key(t, table), index, Trap::TableOutOfBounds);
            t.push(reference);
        }
        Operator::TableSet { table } => {
            let reference = t.pop_raw();
            let index = t.pop_raw();
            t.emit.table_set(key(t, table), index, reference);
        }
        Operator::TableSize { table } => {
            let table = key(t, table);
            let length = t.emit.table_length(table);
            let length = t.emit.reduce_to(index_type(t, table), length);
            t.push(length);
        }
        Operator::TableGrow { table } => grow(t, key(t, table)),
        Operator::TableFill { table } => {
            let length = t.pop_raw();
            let reference = t.pop_raw();
            let to = t.pop_raw();
            t.emit.table_fill(key(t, table), to, reference, length);
        }
        Operator::TableCopy { dst_table, src_table } => {
            let copy = pop_copy(t);
            t.emit.table_copy(key(t, dst_table), key(t, src_table), copy);
        }
        Operator::TableInit { elem_index, table } => {
            let copy = pop_copy(t);
            let elements = t.instance.elements[ElementIndex::new(elem_index as usize)];
            t.emit.table_init(key(t, table), elements, copy);
        }
        Operator::ElemDrop { elem_index } => {
            let elements = t.instance.elements[ElementIndex::new(elem_index as usize)];
            if let Some(elements) = elements {
                t.emit.drop_segment(Symbol::ElementsLength(elements));
            }
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

/// Pops length, source index and destination index.
pub fn pop_copy(t: &mut FunctionTranslator<'_, '_>) -> Copy {
    let length = t.pop_raw();
    let from = t.pop_raw();
    let to = t.pop_raw();
    Copy { to, from, length }
}

/// Core, `table.grow`: the old size, or -1 where the table cannot grow.
fn grow(t: &mut FunctionTranslator<'_, '_>, table: TableKey) {
    let delta = t.pop_raw();
    let reference = t.pop_raw();
    let ty = index_type(t, table);
    let old = match t.emit.program.tables[table].storage {
        // Of a size that never changes; growing by nothing succeeds.
        TableStorage::Fixed => {
            let size = t.emit.table_length(table);
            let size = t.emit.reduce_to(ty, size);
            let failure = t.emit.iconst(ty, u64::MAX);
            let zero = t.emit.iconst(ty, 0);
            let nothing = t.emit.compare(IntCC::Equal, delta, zero);
            t.ins().select(nothing, size, failure)
        }
        TableStorage::Growable { .. } | TableStorage::PerThread { .. } => {
            let record = t.emit.address(Symbol::TableRecord(table));
            let delta = t.emit.extend_to_64(delta);
            let old = t.emit.call_builtin(Builtin::TableGrow, &[record, delta, reference]);
            let old = old.expect("the builtin has a result");
            t.emit.reduce_to(ty, old)
        }
    };
    t.push(old);
}

fn key(t: &FunctionTranslator<'_, '_>, table: u32) -> TableKey {
    t.instance.tables[TableIndex::new(table as usize)]
}

fn index_type(t: &FunctionTranslator<'_, '_>, table: TableKey) -> Type {
    if t.emit.program.tables[table].ty.table64 { types::I64 } else { types::I32 }
}

//! Core, "Control Instructions", without the calls.

use std::collections::hash_map::Entry;

use cranelift_codegen::ir::{Block, BlockCall, InstBuilder, JumpTableData};
use rustc_hash::FxHashMap;
use wasi2native_runtime_support::abi::traps::Trap;
use wasmparser::{BrTable, Operator};

use super::Outcome;
use crate::error::Result;
use crate::translate::emitter::{Condition, Sense};
use crate::translate::function::FunctionTranslator;

pub fn translate(t: &mut FunctionTranslator<'_, '_>, operator: &Operator<'_>) -> Result<Outcome> {
    match operator {
        Operator::Unreachable => {
            t.emit.trap(Trap::Unreachable);
            t.emit.chill();
            t.reachable = false;
        }
        Operator::Block { blockty } => t.open_block(*blockty),
        Operator::Loop { blockty } => t.open_loop(*blockty),
        Operator::If { blockty } => {
            let condition = t.pop_condition();
            t.open_if(*blockty, condition);
        }
        Operator::Else => t.begin_else(),
        Operator::End => t.close(),
        Operator::Br { relative_depth } => {
            if t.is_function_label(*relative_depth) {
                t.return_operands();
            } else {
                t.branch_to(*relative_depth);
                t.reachable = false;
            }
        }
        Operator::BrIf { relative_depth } => {
            let condition = t.pop_condition();
            branch_if(t, *relative_depth, condition);
        }
        Operator::BrTable { targets } => branch_by_table(t, targets)?,
        Operator::Return => t.return_operands(),
        Operator::BrOnNull { relative_depth } => {
            let reference = t.pop_raw();
            let null = Condition { value: reference, sense: Sense::Zero };
            branch_if(t, *relative_depth, null);
            t.push(reference);
        }
        Operator::BrOnNonNull { relative_depth } => {
            // The reference is the last operand of the branch.
            let reference = *t.stack.last().expect("the validator counted the operands");
            let non_null = Condition { value: reference, sense: Sense::Nonzero };
            branch_if(t, *relative_depth, non_null);
            t.pop_raw();
        }
        _ => return Ok(Outcome::NotInThisFamily),
    }
    Ok(Outcome::Translated)
}

/// Branches to a label where `condition` holds, and goes on otherwise.
fn branch_if(t: &mut FunctionTranslator<'_, '_>, depth: u32, condition: Condition) {
    let (warmth, mut next_warmth) = t.warmth_of_sides();
    if t.is_loop_label(depth) {
        // That a loop goes on most of the time does not mean that it never ends.
        next_warmth = t.warmth;
    }
    let next = t.emit.create_block(next_warmth);
    if warmth == t.warmth {
        let target = t.label(depth);
        let arguments = t.label_arguments(depth);
        t.emit.branch(condition, (target, &arguments), (next, &[]));
    } else {
        // The label may be reached by better ways: only this one is cold.
        let way = t.emit.create_block(warmth);
        t.emit.branch(condition, (way, &[]), (next, &[]));
        t.emit.begin_sealed(way);
        t.branch_to(depth);
    }
    t.emit.begin_sealed(next);
    t.warmth = next_warmth;
}

/// A table may name the same label thousands of times. Where labels take
/// operands, each label gets one block that passes them on, so that the table's
/// size is not multiplied by the number of operands.
fn branch_by_table(t: &mut FunctionTranslator<'_, '_>, targets: &BrTable<'_>) -> Result<()> {
    let index = t.pop_raw();
    let takes_operands = t.label_arity(targets.default()) > 0;
    let mut edges: FxHashMap<u32, Block> = FxHashMap::default();
    let mut order: Vec<(u32, Block)> = Vec::new();
    let mut blocks = Vec::with_capacity(targets.len() as usize);
    for depth in targets.targets().chain(std::iter::once(Ok(targets.default()))) {
        let depth = depth?;
        blocks.push(match edges.entry(depth) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let block =
                    if takes_operands { t.emit.builder.create_block() } else { t.label(depth) };
                order.push((depth, block));
                *new.insert(block)
            }
        });
    }
    let default = blocks.pop().expect("the default is there");
    if order.len() == 1 {
        t.emit.jump(default, &[]);
    } else {
        let pool = &mut t.emit.builder.func.dfg.value_lists;
        let mut call = |block| BlockCall::new(block, [], pool);
        let default = call(default);
        let blocks: Vec<BlockCall> = blocks.into_iter().map(call).collect();
        let table = t.emit.builder.create_jump_table(JumpTableData::new(default, &blocks));
        t.ins().br_table(index, table);
    }
    if takes_operands {
        for (depth, block) in order {
            t.emit.begin_sealed(block);
            t.branch_to(depth);
        }
    }
    t.reachable = false;
    Ok(())
}

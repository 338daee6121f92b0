//! `try_table` and the legacy `try`: blocks in which exceptions are handled.
//! Core, "Control Instructions"; legacy exception handling, "Control
//! Instructions".

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use wasi2native_runtime_support::abi::exceptions::ExceptionObject;
use wasmparser::{BlockType, Catch};

use super::control_stack::{FrameKind, FrameType};
use super::emitter::{Condition, Sense};
use super::function::FunctionTranslator;
use super::legacy_try::LegacyTry;
use super::regions::Region;
use super::try_scopes::{Destination, ScopeKey};
use crate::program::TagKey;
use crate::wasm::TagIndex;

/// An exception that has landed.
#[derive(Clone, Copy, Debug)]
pub struct Landed {
    /// A reference to it.
    pub reference: Value,
    /// Its address.
    object: Value,
}

impl FunctionTranslator<'_, '_> {
    pub fn tag(&self, index: u32) -> TagKey {
        self.instance.tags[TagIndex::new(index as usize)]
    }

    pub fn open_try_table(&mut self, ty: BlockType, catches: Vec<Catch>) {
        let tags: Vec<Option<TagKey>> = (catches.iter())
            .map(|catch| match *catch {
                Catch::One { tag, .. } | Catch::OneRef { tag, .. } => Some(self.tag(tag)),
                Catch::All { .. } | Catch::AllRef { .. } => None,
            })
            .collect();
        if tags.is_empty() {
            return self.open_block(ty);
        }
        let scope = self.scopes.open(self.scope(), tags);
        let kind = FrameKind::TryTable { scope, catches };
        self.push_frame_in(Some(scope), kind, FrameType::Block(ty), None);
    }

    /// The code of the block is complete: now comes that of its handlers.
    pub fn close_try_table(&mut self, scope: ScopeKey, catches: &[Catch]) {
        if !self.scopes.is_used(scope) {
            return;
        }
        if self.reachable {
            self.branch_to(0);
            self.reachable = false;
        }
        self.search(scope);
        let height = self.stack.len();
        for (number, catch) in catches.iter().enumerate() {
            let Some(landed) = self.land(scope, number) else { continue };
            // Labels count from outside of the block, which is still open.
            let label = 1 + match *catch {
                Catch::One { tag, label } => {
                    self.push_exception_values(tag, landed);
                    label
                }
                Catch::OneRef { tag, label } => {
                    self.push_exception_values(tag, landed);
                    self.push(landed.reference);
                    label
                }
                Catch::All { label } => label,
                Catch::AllRef { label } => {
                    self.push(landed.reference);
                    label
                }
            };
            if self.is_function_label(label) {
                self.return_operands();
            } else {
                self.branch_to(label);
            }
            self.stack.truncate(height);
        }
    }

    /// Opens a legacy `try`, whose clauses are known already.
    pub fn open_try(&mut self, ty: BlockType, clauses: &LegacyTry) {
        let ty = FrameType::Block(ty);
        if let Some(depth) = clauses.delegate {
            // Its handlers are those of the block that it delegates to.
            let scope = self.scope_of_label(depth);
            return self.push_frame_in(scope, FrameKind::Block, ty, None);
        }
        let tags: Vec<Option<TagKey>> =
            clauses.catches.iter().map(|&tag| tag.map(|tag| self.tag(tag))).collect();
        if tags.is_empty() {
            return self.push_frame_in(self.scope(), FrameKind::Block, ty, None);
        }
        let scope = self.scopes.open(self.scope(), tags);
        self.push_frame_in(Some(scope), FrameKind::Try { scope }, ty, None);
    }

    /// The next clause of a `try` begins, with the exception's values where it
    /// is for a tag.
    pub fn begin_catch(&mut self, tag: Option<u32>) {
        if self.reachable {
            self.branch_to(0);
        }
        let (scope, number) = match self.innermost_kind() {
            FrameKind::Try { scope } => {
                let scope = *scope;
                self.search(scope);
                (scope, 0)
            }
            FrameKind::Catch { scope, number, .. } => (*scope, number + 1),
            _ => unreachable!("the validator saw the `try` of this clause"),
        };
        let landed = self.land(scope, number);
        self.become_catch(FrameKind::Catch { scope, number, landed });
        self.reachable = landed.is_some();
        if let (Some(tag), Some(landed)) = (tag, landed) {
            self.push_exception_values(tag, landed);
        }
    }

    /// What a call at this place does with exceptions.
    pub fn handlers(&mut self) -> Vec<(Option<TagKey>, Block)> {
        let Some(scope) = self.scope() else { return Vec::new() };
        let reachable = self.scopes.reachable(scope).to_vec();
        let handler = |(tag, destination)| (tag, self.destination(destination));
        reachable.into_iter().map(handler).collect()
    }

    /// The block of a destination. Exceptions are rare.
    fn destination(&mut self, destination: Destination) -> Block {
        let builder = &mut self.emit.builder;
        *self.scopes.block(destination).get_or_insert_with(|| {
            let block = builder.create_block();
            // What Cranelift's `Tail` convention hands to a handler.
            builder.append_block_param(block, types::I64);
            builder.append_block_param(block, types::I64);
            builder.set_cold_block(block);
            block
        })
    }

    /// Begins the code of a handler, if an exception can get there.
    fn land(&mut self, scope: ScopeKey, number: usize) -> Option<Landed> {
        let block = (*self.scopes.block(Destination::Handler(scope, number)))?;
        let (reference, object) = self.begin_landing(block);
        let reference = self.ins().ireduce(types::I32, reference);
        self.emit.builder.declare_value_needs_stack_map(reference);
        Some(Landed { reference, object })
    }

    fn begin_landing(&mut self, block: Block) -> (Value, Value) {
        self.emit.begin_sealed(block);
        let [reference, object] = *self.emit.builder.block_params(block) else {
            unreachable!("a landing has these parameters")
        };
        (reference, object)
    }

    fn push_exception_values(&mut self, tag: u32, landed: Landed) {
        let values = self.emit.exception_values(self.tag(tag), landed.object);
        self.stack.extend(values);
    }

    /// Looks for the handler of an exception that the tables do not know of:
    /// among those of a scope, then of the scopes around it.
    fn search(&mut self, scope: ScopeKey) {
        let Some(block) = *self.scopes.block(Destination::Search(scope)) else { return };
        let (reference, object) = self.begin_landing(block);
        let exception = [reference, object];
        let flags = self.emit.flags(Region::Exceptions);
        let found = self.ins().load(types::I32, flags, object, ExceptionObject::TAG);
        let (outer, tags) = self.scopes.around(scope);
        for (number, tag) in tags.to_vec().into_iter().enumerate() {
            let handler = self.destination(Destination::Handler(scope, number));
            let Some(tag) = tag else {
                return self.emit.jump(handler, &exception);
            };
            let tag = self.emit.iconst(types::I32, tag.as_u32().into());
            let value = self.emit.compare(IntCC::Equal, found, tag);
            let next = self.emit.builder.create_block();
            self.emit.builder.set_cold_block(next);
            let same = Condition { value, sense: Sense::Nonzero };
            self.emit.branch(same, (handler, &exception), (next, &[]));
            self.emit.begin_sealed(next);
        }
        match outer {
            Some(outer) => {
                let search = self.destination(Destination::Search(outer));
                self.emit.jump(search, &exception);
            }
            None => self.emit.throw(object, &[]),
        }
    }
}

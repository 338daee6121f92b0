//! `try_table` and the legacy `try`: blocks in which exceptions are handled.
//! Core, "Control Instructions"; legacy exception handling, "Control
//! Instructions".

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::exceptions::ExceptionObject;
use wasmparser::{BlockType, Catch};

use super::control_stack::{FrameKind, FrameType};
use super::emitter::{Condition, Sense};
use super::function::FunctionTranslator;
use super::regions::Region;
use super::try_scopes::{Destination, ScopeKey};
use super::try_survey::LegacyTry;
use crate::program::TagKey;
use crate::wasm::TagIndex;

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
            let Some(exception) = self.land(scope, number) else { continue };
            // Labels count from outside of the block, which is still open.
            let label = 1 + match *catch {
                Catch::One { tag, label } => {
                    self.push_exception_values(tag, exception);
                    label
                }
                Catch::OneRef { tag, label } => {
                    self.push_exception_values(tag, exception);
                    self.push(exception);
                    label
                }
                Catch::All { label } => label,
                Catch::AllRef { label } => {
                    self.push(exception);
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
        let exception = self.land(scope, number);
        self.become_catch(FrameKind::Catch { scope, number, exception });
        self.reachable = exception.is_some();
        if let (Some(tag), Some(exception)) = (tag, exception) {
            self.push_exception_values(tag, exception);
        }
    }

    /// What a call at this place does with exceptions.
    pub fn handlers(&mut self) -> Vec<(Option<TagKey>, Block)> {
        let Some(scope) = self.scope() else { return Vec::new() };
        let reachable = self.scopes.reachable(scope).to_vec();
        let handler = |(tag, destination)| (tag, self.destination(destination));
        reachable.into_iter().map(handler).collect()
    }

    /// The block of a destination. It has no parameters: they would be values on
    /// each edge from each call. Exceptions are rare.
    fn destination(&mut self, destination: Destination) -> Block {
        let builder = &mut self.emit.builder;
        *self.scopes.block(destination).get_or_insert_with(|| {
            let block = builder.create_block();
            builder.set_cold_block(block);
            block
        })
    }

    /// Begins the code of a handler, if an exception can get there; the reference
    /// to it.
    fn land(&mut self, scope: ScopeKey, number: usize) -> Option<Value> {
        let block = (*self.scopes.block(Destination::Handler(scope, number)))?;
        Some(self.begin_landing(block))
    }

    fn begin_landing(&mut self, block: Block) -> Value {
        self.emit.begin_sealed(block);
        let exception = self.emit.call_builtin(Builtin::ExceptionCaught, &[]);
        let exception = exception.expect("the builtin has a result");
        self.emit.builder.declare_value_needs_stack_map(exception);
        exception
    }

    fn push_exception_values(&mut self, tag: u32, exception: Value) {
        let tag = self.tag(tag);
        if !self.emit.program.tags[tag].values.is_empty() {
            let object = self.emit.exception_object(exception);
            let values = self.emit.exception_values(tag, object);
            self.stack.extend(values);
        }
    }

    /// Looks for the handler of an exception that the tables do not know of:
    /// among those of a scope, then of the scopes around it.
    fn search(&mut self, scope: ScopeKey) {
        let Some(block) = *self.scopes.block(Destination::Search(scope)) else { return };
        let exception = self.begin_landing(block);
        let object = self.emit.exception_object(exception);
        let flags = self.emit.flags(Region::Exceptions);
        let found = self.ins().load(types::I32, flags, object, ExceptionObject::TAG);
        let (outer, tags) = self.scopes.around(scope);
        let tags = tags.to_vec();
        for (number, &tag) in tags.iter().enumerate() {
            let handler = self.destination(Destination::Handler(scope, number));
            let Some(tag) = tag else {
                return self.emit.jump(handler, &[]);
            };
            let tag = self.emit.iconst(types::I32, tag.as_u32().into());
            let value = self.emit.compare(IntCC::Equal, found, tag);
            let next = self.emit.builder.create_block();
            self.emit.builder.set_cold_block(next);
            let same = Condition { value, sense: Sense::Nonzero };
            self.emit.branch(same, (handler, &[]), (next, &[]));
            self.emit.begin_sealed(next);
        }
        match outer {
            Some(outer) => {
                let search = self.destination(Destination::Search(outer));
                self.emit.jump(search, &[]);
            }
            None => self.emit.throw(object, &[]),
        }
    }
}

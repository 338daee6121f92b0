//! Structured control: the open blocks of a function, and how code gets out of
//! them. Core, "Control Instructions".
//!
//! A block's continuation gets a CLIF block when the first branch needs one.
//! Code that cannot be reached is not translated; of blocks that open in it,
//! only the number is kept.

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::{Block, Value};
use wasmparser::{BlockType, Catch, ValType};

use super::emitter::{Condition, Warmth};
use super::function::FunctionTranslator;
use super::known_addresses::Mark;
use super::signatures::clif_type;
use super::try_scopes::ScopeKey;
use crate::wasm::{BranchHint, Module, TypeIndex};

/// A block that was opened in reachable code and is not closed yet.
#[derive(Debug)]
pub struct Frame {
    kind: FrameKind,
    ty: FrameType,
    /// Where a branch to the label goes: a loop's header, otherwise the
    /// continuation once something branches there.
    target: Option<Block>,
    /// Operands below the block's own.
    height: usize,
    /// The handlers of exceptions from the code in the block.
    scope: Option<ScopeKey>,
    /// What is expected of the code around the block, and so of that behind it.
    warmth: Warmth,
    /// What was known where the block began, which holds wherever it goes on.
    known: Mark,
}

#[derive(Debug)]
pub enum FrameKind {
    /// A block, the second arm of an `if`, or the whole function.
    Block,
    Loop,
    /// The first arm of an `if`: where the other begins, its parameters, and what
    /// is expected of it.
    If {
        otherwise: Block,
        parameters: Vec<Value>,
        warmth: Warmth,
    },
    TryTable {
        scope: ScopeKey,
        catches: Vec<Catch>,
    },
    /// The body of a legacy `try` with clauses.
    Try {
        scope: ScopeKey,
    },
    /// A clause of a legacy `try`, by its number, and the reference to the
    /// exception, if one can get there.
    Catch {
        scope: ScopeKey,
        number: usize,
        exception: Option<Value>,
    },
}

#[derive(Clone, Copy, Debug)]
pub enum FrameType {
    Block(BlockType),
    /// The whole function: its parameters are locals, not operands.
    Function(TypeIndex),
}

impl FrameType {
    fn parameters<'a>(&'a self, module: &'a Module<'_>) -> &'a [ValType] {
        match self {
            FrameType::Block(BlockType::FuncType(ty)) => {
                module.types[TypeIndex::new(*ty as usize)].unwrap_func().params()
            }
            _ => &[],
        }
    }

    fn results<'a>(&'a self, module: &'a Module<'_>) -> &'a [ValType] {
        match self {
            FrameType::Block(BlockType::Empty) => &[],
            FrameType::Block(BlockType::Type(ty)) => std::slice::from_ref(ty),
            FrameType::Block(BlockType::FuncType(ty)) => {
                module.types[TypeIndex::new(*ty as usize)].unwrap_func().results()
            }
            FrameType::Function(ty) => module.types[*ty].unwrap_func().results(),
        }
    }
}

impl Frame {
    /// The types that a branch to the frame's label carries.
    fn label_types<'a>(&'a self, module: &'a Module<'_>) -> &'a [ValType] {
        match self.kind {
            FrameKind::Loop => self.ty.parameters(module),
            _ => self.ty.results(module),
        }
    }
}

impl FunctionTranslator<'_, '_> {
    pub fn open_function(&mut self, ty: TypeIndex) {
        self.push_frame(FrameKind::Block, FrameType::Function(ty), None);
    }

    pub fn open_block(&mut self, ty: BlockType) {
        self.push_frame(FrameKind::Block, FrameType::Block(ty), None);
    }

    /// The header's predecessors are known when the loop ends.
    pub fn open_loop(&mut self, ty: BlockType) {
        let ty = FrameType::Block(ty);
        let header = self.block_with_parameters(ty.parameters(self.module), self.warmth);
        let arguments = self.pop_many(ty.parameters(self.module).len());
        self.emit.jump(header, &arguments);
        self.emit.builder.switch_to_block(header);
        self.stack.extend_from_slice(self.emit.builder.block_params(header));
        self.push_frame(FrameKind::Loop, ty, Some(header));
    }

    pub fn open_if(&mut self, ty: BlockType, condition: Condition) {
        let ty = FrameType::Block(ty);
        let (then_warmth, warmth) = self.warmth_of_sides();
        let then = self.emit.create_block(then_warmth);
        let otherwise = self.emit.create_block(warmth);
        self.emit.branch(condition, (then, &[]), (otherwise, &[]));
        self.emit.begin_sealed(then);
        let first = self.stack.len() - ty.parameters(self.module).len();
        let parameters = self.stack[first..].to_vec();
        self.push_frame(FrameKind::If { otherwise, parameters, warmth }, ty, None);
        self.warmth = then_warmth;
    }

    /// The second arm of the innermost `if` begins.
    pub fn begin_else(&mut self) {
        let frame = self.frames.last_mut().expect("`else` stands in an `if`");
        let kind = std::mem::replace(&mut frame.kind, FrameKind::Block);
        let FrameKind::If { otherwise, parameters, warmth } = kind else {
            panic!("the validator saw the `if` of this `else`");
        };
        if self.reachable {
            self.branch_to(0);
        }
        self.enter_else(otherwise, &parameters);
        self.warmth = warmth;
    }

    /// Closes the innermost block.
    pub fn close(&mut self) {
        let frame = self.frames.last_mut().expect("`end` closes an open block");
        let (height, warmth, known) = (frame.height, frame.warmth, frame.known);
        match std::mem::replace(&mut frame.kind, FrameKind::Block) {
            FrameKind::Block | FrameKind::Try { .. } | FrameKind::Catch { .. } => {}
            FrameKind::TryTable { scope, catches } => self.close_try_table(scope, &catches),
            FrameKind::Loop => {
                let header = frame.target.take().expect("a loop has its header from the start");
                self.emit.builder.seal_block(header);
            }
            FrameKind::If { otherwise, parameters, .. } => {
                // A missing second arm passes its parameters on as results.
                if frame.target.is_none() && parameters.is_empty() {
                    frame.target = Some(otherwise);
                } else {
                    if self.reachable {
                        self.branch_to(0);
                    }
                    self.enter_else(otherwise, &parameters);
                }
            }
        }
        let frame = self.frames.last().expect("it is still open");
        if let Some(continuation) = frame.target {
            if self.reachable {
                self.branch_to(0);
            }
            self.stack.truncate(height);
            self.emit.known.forget_since(known);
            self.emit.begin_sealed(continuation);
            self.stack.extend_from_slice(self.emit.builder.block_params(continuation));
            self.reachable = true;
        } else if !self.reachable {
            self.stack.truncate(height);
        }
        self.warmth = warmth;
        self.frames.pop();
    }

    /// Jumps out of the block `depth` levels up; the operands stay, the code
    /// after is up to the caller.
    pub fn branch_to(&mut self, depth: u32) {
        let target = self.label(depth);
        let arguments = self.label_arguments(depth);
        self.emit.jump(target, &arguments);
    }

    /// The CLIF block of a label.
    pub fn label(&mut self, depth: u32) -> Block {
        let index = self.frame_index(depth);
        if let Some(target) = self.frames[index].target {
            return target;
        }
        let Frame { ty, warmth, .. } = self.frames[index];
        let target = self.block_with_parameters(ty.results(self.module), warmth);
        self.frames[index].target = Some(target);
        target
    }

    /// The number of operands that a branch to a label carries.
    pub fn label_arity(&self, depth: u32) -> usize {
        self.frames[self.frame_index(depth)].label_types(self.module).len()
    }

    /// The topmost operands, as a branch to a label carries them.
    pub fn label_arguments(&mut self, depth: u32) -> Vec<Value> {
        let arity = self.label_arity(depth);
        self.peek_many(arity)
    }

    /// Whether a branch to the label returns from the function.
    pub fn is_function_label(&self, depth: u32) -> bool {
        self.frame_index(depth) == 0
    }

    fn frame_index(&self, depth: u32) -> usize {
        self.frames.len() - 1 - depth as usize
    }

    fn push_frame(&mut self, kind: FrameKind, ty: FrameType, target: Option<Block>) {
        self.push_frame_in(self.scope(), kind, ty, target);
    }

    /// Opens a block whose code has other handlers than the code around it.
    pub fn push_frame_in(
        &mut self,
        scope: Option<ScopeKey>,
        kind: FrameKind,
        ty: FrameType,
        target: Option<Block>,
    ) {
        let height = self.stack.len() - ty.parameters(self.module).len();
        let (warmth, known) = (self.warmth, self.emit.known.mark());
        self.frames.push(Frame { kind, ty, target, height, scope, warmth, known });
    }

    /// Whether a branch to a label goes back.
    pub fn is_loop_label(&self, depth: u32) -> bool {
        matches!(self.frames[self.frame_index(depth)].kind, FrameKind::Loop)
    }

    /// What is expected of both sides of the branch that is being translated:
    /// where its condition holds, and where it does not.
    pub fn warmth_of_sides(&self) -> (Warmth, Warmth) {
        match self.hint {
            Some(BranchHint::Likely) => (self.warmth, Warmth::Cold),
            Some(BranchHint::Unlikely) => (Warmth::Cold, self.warmth),
            None => (self.warmth, self.warmth),
        }
    }

    /// The scope of the code at this point.
    pub fn scope(&self) -> Option<ScopeKey> {
        self.frames.last().and_then(|frame| frame.scope)
    }

    /// The scope of the code in the block with a label.
    pub fn scope_of_label(&self, depth: u32) -> Option<ScopeKey> {
        self.frames[self.frame_index(depth)].scope
    }

    pub fn innermost_kind(&self) -> &FrameKind {
        &self.frames.last().expect("a block is open").kind
    }

    /// The innermost block goes on with a clause, without operands. Its code is
    /// not in the scope any more.
    pub fn become_catch(&mut self, kind: FrameKind) {
        let outside = self.scope_of_label(1);
        let frame = self.frames.last_mut().expect("a `try` is open");
        frame.kind = kind;
        frame.scope = outside;
        self.warmth = frame.warmth;
        self.stack.truncate(frame.height);
        self.emit.known.forget_since(frame.known);
    }

    /// The exception that the clause with a label has caught.
    pub fn caught_at(&self, depth: u32) -> Value {
        match self.frames[self.frame_index(depth)].kind {
            FrameKind::Catch { exception: Some(exception), .. } => exception,
            _ => panic!("the validator saw the clause, and code in it is reachable"),
        }
    }

    fn enter_else(&mut self, otherwise: Block, parameters: &[Value]) {
        let frame = self.frames.last().expect("an `if` is open");
        self.stack.truncate(frame.height);
        self.emit.known.forget_since(frame.known);
        self.stack.extend_from_slice(parameters);
        self.emit.begin_sealed(otherwise);
        self.reachable = true;
    }

    fn block_with_parameters(&mut self, types: &[ValType], warmth: Warmth) -> Block {
        let block = self.emit.create_block(warmth);
        for &ty in types {
            let value = self.emit.builder.append_block_param(block, clif_type(ty));
            self.emit.note_reference(value, ty);
        }
        block
    }
}

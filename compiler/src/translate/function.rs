//! The body of a WebAssembly function, instruction by instruction.
//!
//! The validator has seen the body: operands are there, and of the right types.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    InstBuilder, InstructionData, Opcode, SourceLoc, StackSlot, StackSlotData, StackSlotKind, Type,
    Value, types,
};
use cranelift_frontend::{FuncInstBuilder, Variable};
use rustc_hash::FxHashMap;
use wasmparser::{Operator, OperatorsReader, ValType};

use super::control_stack::Frame;
use super::emitter::{Condition, Emitter, Sense, Warmth};
use super::operators;
use super::signatures::{VECTOR, clif_type};
use super::try_scopes::TryScopes;
use super::try_survey::{self, TrySurvey};
use crate::error::{Error, Result};
use crate::program::{Instance, InstanceKey, refers_to_exception};
use crate::wasm::{BranchHint, DefinedFuncIndex, Module, Proposal, TypeIndex};

/// The state of a translation between two instructions.
pub struct FunctionTranslator<'t, 'p> {
    pub emit: Emitter<'t, 'p>,
    pub instance_key: InstanceKey,
    pub instance: &'t Instance,
    pub module: &'t Module<'p>,
    /// The operands. A vector may have any vector type here.
    pub stack: Vec<Value>,
    pub frames: Vec<Frame>,
    pub scopes: TryScopes,
    tries: TrySurvey,
    /// Where the locals are that are kept in the stack frame.
    slots: FxHashMap<u32, (StackSlot, Type)>,
    /// What is expected of the code at this point.
    pub warmth: Warmth,
    /// What is expected of the branch that is being translated.
    pub hint: Option<BranchHint>,
    /// Whether the code at this point can be reached.
    pub reachable: bool,
    /// The number of blocks that were opened in unreachable code.
    unreachable_blocks: usize,
}

/// Translates one function.
pub fn translate(
    emitter: Emitter<'_, '_>,
    instance: InstanceKey,
    function: DefinedFuncIndex,
) -> Result<()> {
    let module = emitter.program.module(instance);
    let index = module.function_index(function);
    let translator = FunctionTranslator {
        instance_key: instance,
        instance: &emitter.program.instances[instance],
        module,
        emit: emitter,
        stack: Vec::new(),
        frames: Vec::new(),
        scopes: TryScopes::default(),
        tries: TrySurvey::default(),
        slots: FxHashMap::default(),
        warmth: Warmth::Normal,
        hint: None,
        reachable: true,
        unreachable_blocks: 0,
    };
    translator
        .body(function)
        .map_err(|error| error.in_function(index.as_u32(), module.function_name(index)))
}

impl<'t> FunctionTranslator<'t, '_> {
    fn body(mut self, function: DefinedFuncIndex) -> Result<()> {
        let module = self.module;
        let index = module.function_index(function);
        let ty = module.functions[index];
        let proposals = module.surveys[function].proposals;
        if proposals.contains(Proposal::exceptions)
            || proposals.contains(Proposal::legacy_exceptions)
        {
            self.tries = try_survey::read(module.bodies[function].get_operators_reader()?)?;
        }
        let body_offset = module.bodies[function].range().start;
        let mut reader = module.bodies[function].get_binary_reader();
        self.declare_locals(&mut reader, ty)?;
        self.open_function(ty);
        let mut operators = OperatorsReader::new(reader);
        while !operators.eof() {
            let (operator, offset) = operators.read_with_offset()?;
            if !module.branch_hints.is_empty() {
                let offset = u32::try_from(offset - body_offset).unwrap_or(u32::MAX);
                self.hint = module.branch_hints.at(index, offset);
            }
            self.operator(&operator, offset).map_err(|error| error.at(offset))?;
        }
        if self.reachable {
            self.return_operands();
        }
        self.emit.finish();
        Ok(())
    }

    fn operator(&mut self, operator: &Operator<'_>, offset: u64) -> Result<()> {
        if !self.reachable && self.skip(operator) {
            return Ok(());
        }
        let location =
            u32::try_from(offset).map_err(|_| Error::limit("the module is larger than 4 GiB"))?;
        self.emit.builder.set_srcloc(SourceLoc::new(location));
        if let Operator::Try { blockty } = operator {
            let clauses = self.tries.legacy.remove(&offset).unwrap_or_default();
            self.open_try(*blockty, &clauses);
            return Ok(());
        }
        operators::translate(self, operator)
    }

    /// Whether an instruction in unreachable code has no effect on the code
    /// around it.
    fn skip(&mut self, operator: &Operator<'_>) -> bool {
        match operator {
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Try { .. }
            | Operator::TryTable { .. } => self.unreachable_blocks += 1,
            Operator::Else | Operator::Catch { .. } | Operator::CatchAll
                if self.unreachable_blocks == 0 =>
            {
                return false;
            }
            Operator::End | Operator::Delegate { .. } => match self.unreachable_blocks {
                0 => return false,
                _ => self.unreachable_blocks -= 1,
            },
            _ => {}
        }
        true
    }

    /// Parameters and other locals are variables, numbered alike. Core, "Local
    /// variables": the others begin as zero.
    fn declare_locals(
        &mut self,
        reader: &mut wasmparser::BinaryReader<'_>,
        ty: TypeIndex,
    ) -> Result<()> {
        let types = self.module.types[ty].unwrap_func().params();
        for (value, &ty) in self.emit.parameters().to_vec().into_iter().zip(types) {
            self.declare_local(ty, value);
        }
        // One zero of each type is enough.
        let mut zeros: Vec<(ValType, Value)> = Vec::new();
        for _ in 0..reader.read_var_u32()? {
            let count = reader.read_var_u32()?;
            let ty: ValType = reader.read()?;
            let zero = match zeros.iter().find(|&&(known, _)| known == ty) {
                Some(&(_, zero)) => zero,
                None => {
                    let zero = self.zero(clif_type(ty));
                    zeros.push((ty, zero));
                    zero
                }
            };
            for _ in 0..count {
                self.declare_local(ty, zero);
            }
        }
        Ok(())
    }

    fn declare_local(&mut self, ty: ValType, value: Value) {
        let variable = self.emit.builder.declare_var(clif_type(ty));
        if refers_to_exception(ty) {
            self.emit.builder.declare_var_needs_stack_map(variable);
        } else if self.tries.locals_in_frame.contains(&variable.as_u32()) {
            let ty = clif_type(ty);
            let slot = StackSlotData::new(StackSlotKind::ExplicitSlot, ty.bytes(), 4);
            let slot = self.emit.builder.create_sized_stack_slot(slot);
            self.slots.insert(variable.as_u32(), (slot, ty));
        }
        self.local_set(variable.as_u32(), value);
    }

    pub fn local_get(&mut self, index: u32) -> Value {
        let pointer = self.emit.pointer_type();
        match self.slots.get(&index) {
            Some(&(slot, ty)) => self.ins().stack_load(pointer, ty, slot, 0),
            None => self.emit.builder.use_var(Variable::from_u32(index)),
        }
    }

    pub fn local_set(&mut self, index: u32, value: Value) {
        let pointer = self.emit.pointer_type();
        match self.slots.get(&index) {
            Some(&(slot, _)) => {
                self.ins().stack_store(pointer, value, slot, 0);
            }
            None => self.emit.builder.def_var(Variable::from_u32(index), value),
        }
    }

    fn zero(&mut self, ty: Type) -> Value {
        match ty {
            types::F32 => self.emit.f32const(0),
            types::F64 => self.emit.f64const(0),
            VECTOR => self.emit.vconst(VECTOR, [0; 16]),
            _ => self.emit.iconst(ty, 0),
        }
    }

    /// Returns the topmost operands from the function.
    pub fn return_operands(&mut self) {
        let results = self.emit.builder.func.signature.returns.len();
        let results = self.peek_many(results);
        self.ins().return_(&results);
        self.reachable = false;
    }

    pub fn ins<'short>(&'short mut self) -> FuncInstBuilder<'short, 't> {
        self.emit.ins()
    }

    pub fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// The topmost operand as it is.
    pub fn pop_raw(&mut self) -> Value {
        self.stack.pop().expect("the validator counted the operands")
    }

    /// The topmost operand; a vector becomes the type that vectors have in
    /// locals, block parameters, calls and memory.
    pub fn pop(&mut self) -> Value {
        let value = self.pop_raw();
        self.canonical(value)
    }

    /// The topmost operand as a vector of `ty`.
    pub fn pop_vector(&mut self, ty: Type) -> Value {
        let value = self.pop_raw();
        self.emit.reinterpret(ty, value)
    }

    /// The topmost operand, of which only matters whether it is zero.
    ///
    /// The way from a comparison to a branch leads through an i32 in
    /// WebAssembly, and often through `i32.eqz`; here it is direct.
    pub fn pop_condition(&mut self) -> Condition {
        let mut value = self.pop_raw();
        let mut sense = Sense::Nonzero;
        loop {
            if let Some(narrow) = self.extended_truth(value) {
                value = narrow;
            } else if let Some(operand) = self.compared_with_zero(value) {
                value = operand;
                sense = sense.opposite();
            } else {
                return Condition { value, sense };
            }
        }
    }

    /// The truth value that `value` is the extension of.
    pub fn extended_truth(&self, value: Value) -> Option<Value> {
        let dfg = &self.emit.builder.func.dfg;
        let inst = dfg.value_def(value).inst()?;
        let operand = *dfg.inst_args(inst).first()?;
        let is_truth =
            dfg.insts[inst].opcode() == Opcode::Uextend && dfg.value_type(operand) == types::I8;
        is_truth.then_some(operand)
    }

    /// The value of which `value` says that it is zero.
    fn compared_with_zero(&self, value: Value) -> Option<Value> {
        let dfg = &self.emit.builder.func.dfg;
        match dfg.insts[dfg.value_def(value).inst()?] {
            InstructionData::IntCompare { cond: IntCC::Equal, args: [operand, zero], .. }
                if self.emit.known_integer(zero) == Some(0) =>
            {
                Some(operand)
            }
            _ => None,
        }
    }

    /// The topmost `count` operands, in order.
    pub fn pop_many(&mut self, count: usize) -> Vec<Value> {
        let operands = self.peek_many(count);
        self.stack.truncate(self.stack.len() - count);
        operands
    }

    /// As [`FunctionTranslator::pop_many`], but they stay.
    pub fn peek_many(&mut self, count: usize) -> Vec<Value> {
        let mut operands = self.stack[self.stack.len() - count..].to_vec();
        for operand in &mut operands {
            *operand = self.canonical(*operand);
        }
        operands
    }

    fn canonical(&mut self, value: Value) -> Value {
        if self.emit.value_type(value).is_vector() {
            self.emit.reinterpret(VECTOR, value)
        } else {
            value
        }
    }

    /// An instruction with one operand, whose type CLIF sees by itself.
    pub fn unary(&mut self, emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value) -> Value) {
        let operand = self.pop_raw();
        let result = emit(self.ins(), operand);
        self.push(result);
    }

    /// An instruction with two operands.
    pub fn binary(&mut self, emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value, Value) -> Value) {
        let right = self.pop_raw();
        let left = self.pop_raw();
        let result = emit(self.ins(), left, right);
        self.push(result);
    }

    /// As [`FunctionTranslator::binary`], where the order of the operands does not
    /// matter. Of NaNs it decides which is passed on, which is open: Core,
    /// "NaN Propagation".
    pub fn commutative(
        &mut self,
        emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
    ) {
        let right = self.pop_raw();
        let left = self.pop_raw();
        self.commute(left, right, emit);
    }

    /// Where instructions overwrite their first operand, the one that a loop
    /// carries should be the first: a sum then stays in its register.
    fn commute(
        &mut self,
        left: Value,
        right: Value,
        emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
    ) {
        let is_carried = self.emit.is_block_parameter(right) && !self.emit.is_block_parameter(left);
        let (first, second) = if is_carried { (right, left) } else { (left, right) };
        let result = emit(self.ins(), first, second);
        self.push(result);
    }

    /// As [`FunctionTranslator::unary`], on a vector of `ty`.
    pub fn vector_unary(
        &mut self,
        ty: Type,
        emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value) -> Value,
    ) {
        let operand = self.pop_vector(ty);
        let result = emit(self.ins(), operand);
        self.push(result);
    }

    /// As [`FunctionTranslator::binary`], on vectors of `ty`.
    pub fn vector_binary(
        &mut self,
        ty: Type,
        emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
    ) {
        let right = self.pop_vector(ty);
        let left = self.pop_vector(ty);
        let result = emit(self.ins(), left, right);
        self.push(result);
    }

    /// As [`FunctionTranslator::commutative`], on vectors of `ty`.
    pub fn vector_commutative(
        &mut self,
        ty: Type,
        emit: impl FnOnce(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
    ) {
        let right = self.pop_vector(ty);
        let left = self.pop_vector(ty);
        self.commute(left, right, emit);
    }

    /// Pushes a truth value, of 8 bits in CLIF, as the i32 it is in WebAssembly.
    pub fn push_truth(&mut self, truth: Value) {
        let result = self.ins().uextend(types::I32, truth);
        self.push(result);
    }
}

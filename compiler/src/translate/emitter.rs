//! Writes the CLIF of one function: the builder, and what the function names
//! outside of itself.
//!
//! Everything outside is a [`Symbol`], and this file alone turns symbols into
//! CLIF values: what there is once by a static address, what each thread has by
//! the distance from the end of the thread's slot, which the stack pointer tells.

use cranelift_codegen::cursor::{Cursor, CursorPosition, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::immediates::{Ieee32, Ieee64};
use cranelift_codegen::ir::{
    Block, BlockArg, ConstantData, Endianness, ExtFuncData, ExternalName, FuncRef, Function,
    GlobalValueData, Inst, InstBuilder, InstructionData, MemFlagsData, Opcode, SigRef, Signature,
    Type, Value, ValueDef, types,
};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::{FuncInstBuilder, FunctionBuilder, FunctionBuilderContext};
use rustc_hash::FxHashMap;
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::traps::Trap;

use super::known_addresses::KnownAddresses;
use super::regions::Region;
use super::signatures::builtin_signature;
use super::traps;
use crate::program::{MemoryKey, Program, Symbol, TypeKey};

/// See the module.
pub struct Emitter<'t, 'p> {
    pub program: &'t Program<'p>,
    pub isa: &'t dyn TargetIsa,
    pub builder: FunctionBuilder<'t>,
    entry: Block,
    /// The last instruction of the prelude: addresses that the whole function
    /// shares, at the beginning of the entry block. Where the optimiser runs,
    /// it computes them only where they are needed.
    prelude_end: Option<Inst>,
    functions: FxHashMap<Symbol, FuncRef>,
    addresses: FxHashMap<Symbol, Value>,
    /// The last byte of the thread's slot.
    context: Option<Value>,
    pub(super) bases: FxHashMap<Symbol, Value>,
    pub(super) signatures: FxHashMap<TypeKey, SigRef>,
    /// What is known at this point of the function.
    pub known: KnownAddresses,
}

impl<'t, 'p> Emitter<'t, 'p> {
    /// Begins the entry block of `function`, whose signature is set.
    pub fn new(
        program: &'t Program<'p>,
        isa: &'t dyn TargetIsa,
        function: &'t mut Function,
        context: &'t mut FunctionBuilderContext,
    ) -> Emitter<'t, 'p> {
        let mut builder = FunctionBuilder::new(function, context);
        let entry = builder.create_block();
        builder.append_block_params_for_function_params(entry);
        builder.switch_to_block(entry);
        builder.seal_block(entry);
        builder.ensure_inserted_block();
        Emitter {
            program,
            isa,
            builder,
            entry,
            prelude_end: None,
            functions: FxHashMap::default(),
            addresses: FxHashMap::default(),
            context: None,
            bases: FxHashMap::default(),
            signatures: FxHashMap::default(),
            known: KnownAddresses::default(),
        }
    }

    /// Ends the function.
    pub fn finish(self) {
        self.builder.finalize(self.isa.frontend_config());
    }

    pub fn ins<'short>(&'short mut self) -> FuncInstBuilder<'short, 't> {
        self.builder.ins()
    }

    /// The function's parameters.
    pub fn parameters(&self) -> &[Value] {
        self.builder.block_params(self.entry)
    }

    pub fn pointer_type(&self) -> Type {
        self.isa.pointer_type()
    }

    pub fn value_type(&self, value: Value) -> Type {
        self.builder.func.dfg.value_type(value)
    }

    /// The address of `symbol`.
    pub fn address(&mut self, symbol: Symbol) -> Value {
        if let Some(&address) = self.addresses.get(&symbol) {
            return address;
        }
        let threads = self.program.threads.as_ref();
        let address = match threads.and_then(|threads| threads.distance(symbol)) {
            Some(distance) => {
                let context = self.context();
                self.in_prelude(|cursor| cursor.ins().iadd_imm_s(context, distance))
            }
            None => self.static_address(symbol),
        };
        self.addresses.insert(symbol, address);
        address
    }

    fn static_address(&mut self, symbol: Symbol) -> Value {
        let name = self.builder.func.declare_imported_user_function(symbol.to_clif());
        let global = self.builder.create_global_value(GlobalValueData::Symbol {
            name: ExternalName::user(name),
            offset: 0.into(),
            colocated: true,
            tls: false,
        });
        let pointer = self.pointer_type();
        self.in_prelude(|cursor| cursor.ins().symbol_value(pointer, global))
    }

    /// The last byte of the thread's slot. The stack is in the slot, whose place
    /// and size are powers of two.
    fn context(&mut self) -> Value {
        if let Some(context) = self.context {
            return context;
        }
        let threads = self.program.threads.as_ref();
        let slots = threads.expect("something is a thread's own").slots;
        let pointer = self.pointer_type();
        let stack = self.in_prelude(|cursor| cursor.ins().get_stack_pointer(pointer));
        let context =
            self.in_prelude(|cursor| cursor.ins().bor_imm_u(stack, (slots.size - 1).cast_signed()));
        self.context = Some(context);
        context
    }

    /// What the pointer at the start of the record `symbol` says. It must never
    /// change while code runs.
    pub fn base_in_record(&mut self, symbol: Symbol) -> Value {
        if let Some(&base) = self.bases.get(&symbol) {
            return base;
        }
        let record = self.address(symbol);
        let pointer = self.pointer_type();
        let flags = self.flags(Region::Records).with_readonly().with_can_move();
        let base = self.in_prelude(|cursor| cursor.ins().load(pointer, flags, record, 0));
        self.bases.insert(symbol, base);
        base
    }

    /// The first argument of a host function.
    pub fn memory_record(&mut self, memory: Option<MemoryKey>) -> Value {
        match memory {
            Some(memory) => self.address(Symbol::MemoryRecord(memory)),
            None => self.iconst(self.pointer_type(), 0),
        }
    }

    /// Adds an instruction that depends on the prelude alone to the prelude.
    fn in_prelude(&mut self, emit: impl FnOnce(&mut FuncCursor<'_>) -> Value) -> Value {
        let mut cursor = FuncCursor::new(self.builder.func);
        match self.prelude_end {
            Some(end) => cursor.goto_after_inst(end),
            None => match cursor.func.layout.first_inst(self.entry) {
                Some(first) => cursor.goto_inst(first),
                None => cursor.set_position(CursorPosition::After(self.entry)),
            },
        }
        let value = emit(&mut cursor);
        let ValueDef::Result(inst, _) = self.builder.func.dfg.value_def(value) else {
            unreachable!("`emit` made the instruction whose result this is");
        };
        self.prelude_end = Some(inst);
        value
    }

    /// A function outside, declared once.
    pub fn function(
        &mut self,
        symbol: Symbol,
        signature: impl FnOnce(&Self) -> Signature,
    ) -> FuncRef {
        if let Some(&function) = self.functions.get(&symbol) {
            return function;
        }
        let signature = signature(self);
        let signature = self.builder.import_signature(signature);
        let name = self.builder.func.declare_imported_user_function(symbol.to_clif());
        let function = self.builder.import_function(ExtFuncData {
            name: ExternalName::user(name),
            signature,
            colocated: true,
            patchable: false,
        });
        self.functions.insert(symbol, function);
        function
    }

    /// Calls a function of the runtime; returns its result, if it has one.
    pub fn call_builtin(&mut self, builtin: Builtin, arguments: &[Value]) -> Option<Value> {
        let symbol = Symbol::Builtin(builtin);
        let function = self.function(symbol, |emitter| builtin_signature(emitter.isa, builtin));
        let call = self.ins().call(function, arguments);
        self.builder.inst_results(call).first().copied()
    }

    /// Of an aligned access to `region` that cannot fault.
    pub fn flags(&mut self, region: Region) -> MemFlagsData {
        let region = region.declare(self.builder.func);
        MemFlagsData::trusted().with_endianness(Endianness::Little).with_alias_region(Some(region))
    }

    /// An integer; the bits above those of `ty` are dropped.
    pub fn iconst(&mut self, ty: Type, value: u64) -> Value {
        let shift = 64 - ty.bits();
        self.ins().iconst(ty, (value << shift >> shift) as i64)
    }

    pub fn f32const(&mut self, bits: u32) -> Value {
        self.ins().f32const(Ieee32::with_bits(bits))
    }

    pub fn f64const(&mut self, bits: u64) -> Value {
        self.ins().f64const(Ieee64::with_bits(bits))
    }

    /// A vector constant of `ty`.
    pub fn vconst(&mut self, ty: Type, bytes: [u8; 16]) -> Value {
        let constant = self.builder.func.dfg.constants.insert(ConstantData::from(&bytes[..]));
        self.ins().vconst(ty, constant)
    }

    /// The value of an integer that is a constant at this point.
    pub fn known_integer(&self, value: Value) -> Option<u64> {
        let dfg = &self.builder.func.dfg;
        let inst = dfg.value_def(dfg.resolve_aliases(value)).inst()?;
        match dfg.insts[inst] {
            InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => {
                let shift = 64 - dfg.value_type(value).bits();
                Some((imm.bits() as u64) << shift >> shift)
            }
            _ => None,
        }
    }

    /// The bytes of a vector that is a constant at this point.
    pub fn known_vector(&self, value: Value) -> Option<[u8; 16]> {
        let dfg = &self.builder.func.dfg;
        let mut inst = dfg.value_def(dfg.resolve_aliases(value)).inst()?;
        if dfg.insts[inst].opcode() == Opcode::Bitcast {
            inst = dfg.value_def(dfg.resolve_aliases(dfg.inst_args(inst)[0])).inst()?;
        }
        match dfg.insts[inst] {
            InstructionData::UnaryConst { opcode: Opcode::Vconst, constant_handle } => {
                dfg.constants.get(constant_handle).as_slice().try_into().ok()
            }
            _ => None,
        }
    }

    /// Whether the block that uses a value, or one before, got it as a parameter:
    /// what loops carry is such a value.
    pub fn is_block_parameter(&self, value: Value) -> bool {
        let dfg = &self.builder.func.dfg;
        let mut definition = dfg.value_def(dfg.resolve_aliases(value));
        if let Some(inst) = definition.inst()
            && dfg.insts[inst].opcode() == Opcode::Bitcast
        {
            definition = dfg.value_def(dfg.resolve_aliases(dfg.inst_args(inst)[0]));
        }
        matches!(definition, ValueDef::Param(..))
    }

    /// An index or length of 32 or 64 bits as 64 bits.
    pub fn extend_to_64(&mut self, value: Value) -> Value {
        match self.value_type(value) {
            types::I64 => value,
            _ => self.ins().uextend(types::I64, value),
        }
    }

    /// The low 32 bits of `value`, or all of it, as `ty` asks.
    pub fn reduce_to(&mut self, ty: Type, value: Value) -> Value {
        if self.value_type(value) == ty { value } else { self.ins().ireduce(ty, value) }
    }

    /// The same bits as a value of `ty`, a type of the same width.
    pub fn reinterpret(&mut self, ty: Type, value: Value) -> Value {
        if self.value_type(value) == ty {
            return value;
        }
        // A vector that only made a detour through another type.
        let dfg = &self.builder.func.dfg;
        if let Some(inst) = dfg.value_def(value).inst()
            && dfg.insts[inst].opcode() == Opcode::Bitcast
        {
            let original = dfg.inst_args(inst)[0];
            if dfg.value_type(original) == ty {
                return original;
            }
        }
        let flags = MemFlagsData::new().with_endianness(Endianness::Little);
        self.ins().bitcast(ty, flags, value)
    }

    /// Traps where `condition` is not zero. The trapping instruction is out of
    /// the way of the code that goes on.
    pub fn trap_if(&mut self, condition: Value, trap: Trap) {
        self.ins().trapnz(condition, traps::to_clif(trap));
    }

    /// Traps where `value` is zero.
    pub fn trap_if_zero(&mut self, value: Value, trap: Trap) {
        self.ins().trapz(value, traps::to_clif(trap));
    }

    /// Ends the block with a trap.
    pub fn trap(&mut self, trap: Trap) {
        self.ins().trap(traps::to_clif(trap));
    }

    /// `left + right`, which traps where it exceeds 64 bits.
    pub fn add_or_trap(&mut self, left: Value, right: Value, trap: Trap) -> Value {
        self.ins().uadd_overflow_trap(left, right, traps::to_clif(trap))
    }

    pub fn compare(&mut self, condition: IntCC, left: Value, right: Value) -> Value {
        self.ins().icmp(condition, left, right)
    }

    /// Ends the block with a jump.
    pub fn jump(&mut self, target: Block, arguments: &[Value]) {
        let arguments = block_arguments(arguments);
        self.ins().jump(target, &arguments);
    }

    /// Ends the block with a two-way branch.
    pub fn branch(&mut self, condition: Condition, then: Target<'_>, otherwise: Target<'_>) {
        let (nonzero, zero) = match condition.sense {
            Sense::Nonzero => (then, otherwise),
            Sense::Zero => (otherwise, then),
        };
        let (to_nonzero, to_zero) = (block_arguments(nonzero.1), block_arguments(zero.1));
        self.ins().brif(condition.value, nonzero.0, &to_nonzero, zero.0, &to_zero);
    }

    /// A new block. It is out of the way of other code where it is cold.
    pub fn create_block(&mut self, warmth: Warmth) -> Block {
        let block = self.builder.create_block();
        if warmth == Warmth::Cold {
            self.builder.set_cold_block(block);
        }
        block
    }

    /// Says of the current block that it is hardly ever run.
    pub fn chill(&mut self) {
        // The function begins with its entry block.
        if let Some(block) = self.builder.current_block().filter(|&block| block != self.entry) {
            self.builder.set_cold_block(block);
        }
    }

    /// Goes on in a block whose predecessors are all known.
    pub fn begin_sealed(&mut self, block: Block) {
        self.builder.seal_block(block);
        self.builder.switch_to_block(block);
    }
}

/// What a branch decides by.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    pub value: Value,
    pub sense: Sense,
}

/// Whether code is expected to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warmth {
    Normal,
    /// A branch hint says that it is not.
    Cold,
}

/// When a [`Condition`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    Nonzero,
    Zero,
}

impl Sense {
    pub fn opposite(self) -> Sense {
        match self {
            Sense::Nonzero => Sense::Zero,
            Sense::Zero => Sense::Nonzero,
        }
    }
}

/// A block and the arguments for its parameters.
pub type Target<'a> = (Block, &'a [Value]);

fn block_arguments(values: &[Value]) -> Vec<BlockArg> {
    values.iter().map(|&value| BlockArg::Value(value)).collect()
}

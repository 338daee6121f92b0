//! Random function bodies for modules of calls.

use wasm_encoder::{BlockType, Catch, Function, HeapType, Instruction as I, RefType, ValType};

use crate::calls::{Shape, Signature, Table, concrete, value_type};
use crate::random::Random;

/// The body of one function while it is made.
pub struct Body<'a> {
    shape: &'a Shape,
    random: &'a mut Random,
    function: Function,
    /// Parameters and then the others.
    locals: Vec<ValType>,
    results: Vec<ValType>,
    /// Instructions left, more or less.
    budget: usize,
    /// The results of the enclosing blocks, the innermost last; not those of
    /// loops.
    labels: Vec<Option<Vec<ValType>>>,
}

impl<'a> Body<'a> {
    pub fn new(shape: &'a Shape, random: &'a mut Random, ty: u32) -> Body<'a> {
        let Signature { parameters, results } = shape.types[ty as usize].clone();
        let more: Vec<ValType> = (0..1 + random.below(6))
            .map(|_| value_type(random, shape.types.len() as u32))
            .collect();
        let function = Function::new(more.iter().map(|ty| (1, *ty)));
        let locals = parameters.into_iter().chain(more).collect();
        let budget = random.pick(&[20, 60, 200]);
        let labels = vec![Some(results.clone())];
        Body { shape, random, function, locals, results, budget, labels }
    }

    pub fn write(mut self) -> Function {
        self.burn();
        // References begin as something else than null.
        for local in 0..self.locals.len() {
            if let ValType::Ref(ty) = self.locals[local]
                && let Some(function) = self.shape.function_of(self.random, ty)
                && self.random.chance(9, 10)
            {
                self.op(I::RefFunc(function));
                self.op(I::LocalSet(local as u32));
            }
        }
        for _ in 0..self.random.below(5) {
            self.statement();
        }
        if self.random.chance(1, 3) && self.tail_call() {
            self.op(I::End);
            return self.function;
        }
        let results = self.results.clone();
        self.values(&results);
        self.op(I::End);
        self.function
    }

    fn op(&mut self, instruction: I<'_>) {
        self.budget = self.budget.saturating_sub(1);
        self.function.instruction(&instruction);
    }

    /// Returns at once when there is no fuel. A trap would end too much.
    fn burn(&mut self) {
        let fuel = self.shape.globals.len() as u32 - 1;
        for instruction in [I::GlobalGet(fuel), I::I32Eqz, I::If(BlockType::Empty)] {
            self.function.instruction(&instruction);
        }
        for ty in self.results.clone() {
            self.leaf(ty);
        }
        for instruction in
            [I::Return, I::End, I::GlobalGet(fuel), I::I32Const(1), I::I32Sub, I::GlobalSet(fuel)]
        {
            self.function.instruction(&instruction);
        }
    }

    fn values(&mut self, types: &[ValType]) {
        types.iter().for_each(|ty| self.value(*ty));
    }

    fn value(&mut self, ty: ValType) {
        if self.budget == 0 || self.random.chance(1, 6) {
            return self.leaf(ty);
        }
        match self.random.below(if self.shape.tags.is_empty() { 14 } else { 17 }) {
            14.. => self.try_table(ty),
            0..3 if self.call_for(ty) => {}
            3 => {
                self.block(vec![ty]);
            }
            4 => {
                self.value(ValType::I32);
                self.op(I::If(BlockType::Result(ty)));
                self.labels.push(Some(vec![ty]));
                self.value(ty);
                self.op(I::Else);
                self.value(ty);
                self.labels.pop();
                self.op(I::End);
            }
            5 => {
                self.value(ty);
                self.value(ty);
                self.value(ValType::I32);
                self.op(match ty {
                    ValType::Ref(_) => I::TypedSelect(ty),
                    _ => I::Select,
                });
            }
            6 => {
                self.statement();
                self.value(ty);
            }
            _ => match ty {
                ValType::Ref(ty) => self.reference(ty),
                _ => self.number(ty),
            },
        }
    }

    fn leaf(&mut self, ty: ValType) {
        let fitting: Vec<u32> =
            (0..self.locals.len()).filter(|&n| self.locals[n] == ty).map(|n| n as u32).collect();
        if !fitting.is_empty() && self.random.chance(2, 3) {
            let local = self.random.pick(&fitting);
            return self.op(I::LocalGet(local));
        }
        if let Some(global) = self.global(ty)
            && self.random.chance(1, 2)
        {
            return self.op(I::GlobalGet(global));
        }
        match ty {
            ValType::I32 => {
                let value = self.random.edge(32) as i32;
                self.op(I::I32Const(value));
            }
            ValType::I64 => {
                let value = self.random.edge(64) as i64;
                self.op(I::I64Const(value));
            }
            ValType::F32 => self.op(I::F32Const(1.5.into())),
            ValType::F64 => self.op(I::F64Const((-2.5).into())),
            ValType::V128 => {
                let value = i128::from(self.random.next() as i64);
                self.op(I::V128Const(value));
            }
            ValType::Ref(ty) => match self.shape.function_of(self.random, ty) {
                Some(function) if self.random.chance(19, 20) => self.op(I::RefFunc(function)),
                _ => self.op(I::RefNull(ty.heap_type)),
            },
        }
    }

    /// A global of the type, but not the fuel.
    fn global(&mut self, ty: ValType) -> Option<u32> {
        let end = self.shape.globals.len() - 1;
        let fitting: Vec<u32> =
            (0..end).filter(|&n| self.shape.globals[n] == ty).map(|n| n as u32).collect();
        (!fitting.is_empty()).then(|| self.random.pick(&fitting))
    }

    fn number(&mut self, ty: ValType) {
        let (operation, operand) = match ty {
            ValType::I32 => match self.random.below(6) {
                0 => {
                    self.value(ValType::FUNCREF);
                    return self.op(I::RefIsNull);
                }
                1 => {
                    let table = self.random.below(self.shape.tables.len());
                    self.op(I::TableSize(table as u32));
                    if self.shape.tables[table].wide {
                        self.op(I::I32WrapI64);
                    }
                    return;
                }
                2 => (I::I64LtS, ValType::I64),
                3 => (I::F64Lt, ValType::F64),
                4 => (I::I32Mul, ty),
                _ => (I::I32Add, ty),
            },
            ValType::I64 => (I::I64Sub, ty),
            ValType::F32 => (I::F32Mul, ty),
            ValType::F64 => (I::F64Add, ty),
            _ => (I::I64x2Add, ty),
        };
        self.value(operand);
        self.value(operand);
        self.op(operation);
    }

    fn reference(&mut self, ty: RefType) {
        let tables: Vec<usize> = (0..self.shape.tables.len())
            .filter(|&table| self.shape.tables[table].element == ty)
            .collect();
        match self.random.below(4) {
            0 if !tables.is_empty() => {
                let table = self.random.pick(&tables);
                self.place(table);
                self.op(I::TableGet(table as u32));
            }
            1 => {
                // From null or not to not null, by a branch.
                self.op(I::Block(BlockType::Result(ValType::Ref(ty))));
                self.labels.push(None);
                self.value(ValType::Ref(ty));
                self.op(I::BrOnNonNull(0));
                self.leaf(ValType::Ref(ty));
                self.labels.pop();
                self.op(I::End);
            }
            2 if ty.heap_type != HeapType::EXTERN => {
                self.value(ValType::Ref(ty));
                self.op(I::RefAsNonNull);
            }
            _ => self.leaf(ValType::Ref(ty)),
        }
    }

    /// An index into a table, mostly within it.
    fn place(&mut self, table: usize) {
        let Table { size, wide, .. } = self.shape.tables[table];
        if self.random.chance(1, 30) {
            return self.value(if wide { ValType::I64 } else { ValType::I32 });
        }
        let end = size as usize + usize::from(self.random.chance(1, 30));
        let place = self.random.below(end);
        match wide {
            true => self.op(I::I64Const(place as i64)),
            false => self.op(I::I32Const(place as i32)),
        }
    }

    /// Calls something whose first result has the type; drops the others.
    fn call_for(&mut self, ty: ValType) -> bool {
        let fitting: Vec<u32> = (0..self.shape.types.len())
            .filter(|&n| self.shape.types[n].results.first() == Some(&ty))
            .map(|n| n as u32)
            .collect();
        if fitting.is_empty() {
            return false;
        }
        let callee = self.random.pick(&fitting);
        self.call(callee, false);
        for _ in 1..self.shape.types[callee as usize].results.len() {
            self.op(I::Drop);
        }
        true
    }

    fn tail_call(&mut self) -> bool {
        let fitting: Vec<u32> = (0..self.shape.types.len())
            .filter(|&n| self.shape.types[n].results == self.results)
            .map(|n| n as u32)
            .collect();
        if fitting.is_empty() {
            return false;
        }
        let callee = self.random.pick(&fitting);
        self.call(callee, true);
        true
    }

    /// Calls a function of the type, in any way.
    fn call(&mut self, ty: u32, tail: bool) {
        let parameters = self.shape.types[ty as usize].parameters.clone();
        self.values(&parameters);
        let reference = concrete(ty, true);
        let tables: Vec<usize> = (0..self.shape.tables.len())
            .filter(|&table| {
                let element = self.shape.tables[table].element;
                // Of all functions' types, any could be meant.
                element == RefType::FUNCREF && self.random.chance(1, 6) || element == reference
            })
            .collect();
        match self.random.below(3) {
            0 => {
                self.value(ValType::Ref(reference));
                self.op(if tail { I::ReturnCallRef(ty) } else { I::CallRef(ty) });
            }
            1 if !tables.is_empty() => {
                let table = self.random.pick(&tables);
                self.place(table);
                let (type_index, table_index) = (ty, table as u32);
                self.op(match tail {
                    true => I::ReturnCallIndirect { type_index, table_index },
                    false => I::CallIndirect { type_index, table_index },
                });
            }
            _ => {
                let function = self.shape.function_of(self.random, reference);
                let function = function.expect("every type has a function");
                self.op(if tail { I::ReturnCall(function) } else { I::Call(function) });
            }
        }
    }

    /// A block with branches out of it; its results stay on the stack.
    fn block(&mut self, results: Vec<ValType>) {
        let ty = match results.as_slice() {
            [] => BlockType::Empty,
            [ty] => BlockType::Result(*ty),
            _ => return,
        };
        self.op(I::Block(ty));
        self.labels.push(Some(results.clone()));
        for _ in 0..self.random.below(3) {
            self.statement();
        }
        self.values(&results);
        if self.random.chance(1, 2) {
            self.branch(&results);
        }
        self.labels.pop();
        self.op(I::End);
    }

    /// A branch, taken or not, with the values of `results` on the stack before
    /// and behind.
    fn branch(&mut self, results: &[ValType]) {
        let labels: Vec<u32> = (0..self.labels.len())
            .filter(|&depth| self.labels[self.labels.len() - 1 - depth].as_deref() == Some(results))
            .map(|depth| depth as u32)
            .collect();
        if labels.is_empty() {
            return;
        }
        self.value(ValType::I32);
        if self.random.chance(1, 2) {
            let label = self.random.pick(&labels);
            return self.op(I::BrIf(label));
        }
        let count = self.random.pick(&[0, 1, 3, 20]);
        let targets: Vec<u32> = (0..count).map(|_| self.random.pick(&labels)).collect();
        let default = self.random.pick(&labels);
        // What a `br_table` selects by is rarely as small as its targets are few.
        self.op(I::I32Const(random_mask(count)));
        self.op(I::I32And);
        self.op(I::BrTable(targets.into(), default));
    }

    /// Throws, or not, by a value.
    fn throw(&mut self) {
        let tag = self.random.below(self.shape.tags.len());
        self.value(ValType::I32);
        self.op(I::If(BlockType::Empty));
        self.labels.push(None);
        if self.random.chance(1, 4) {
            // Mostly null, which traps.
            self.leaf(ValType::EXNREF);
            self.op(I::RefIsNull);
            self.op(I::BrIf(0));
            self.leaf(ValType::EXNREF);
            self.op(I::ThrowRef);
        } else {
            let shape = self.shape;
            self.values(&shape.tags[tag]);
            self.op(I::Throw(tag as u32));
        }
        self.labels.pop();
        self.op(I::End);
    }

    /// A value, or another one if computing it throws.
    fn try_table(&mut self, ty: ValType) {
        let tag = self.random.below(self.shape.tags.len()) as u32;
        let (all, reference) = (self.random.chance(1, 3), self.random.chance(1, 2));
        let (block, catch) = match (all, reference) {
            (true, false) => (BlockType::Empty, Catch::All { label: 0 }),
            (true, true) => (BlockType::Result(ValType::EXNREF), Catch::AllRef { label: 0 }),
            (false, false) => (
                BlockType::FunctionType(self.shape.tag_type(tag) + 1),
                Catch::One { tag, label: 0 },
            ),
            (false, true) => (
                BlockType::FunctionType(self.shape.tag_type(tag) + 2),
                Catch::OneRef { tag, label: 0 },
            ),
        };
        self.op(I::Block(BlockType::Result(ty)));
        self.labels.push(None);
        self.op(I::Block(block));
        self.labels.push(None);
        self.op(I::TryTable(BlockType::Result(ty), [catch].as_slice().into()));
        self.labels.push(None);
        self.statement();
        self.value(ty);
        self.labels.pop();
        self.op(I::End);
        self.op(I::Br(1));
        self.labels.pop();
        self.op(I::End);
        if reference {
            self.keep(ValType::EXNREF);
        }
        if !all {
            let shape = self.shape;
            for ty in shape.tags[tag as usize].iter().rev() {
                self.keep(*ty);
            }
        }
        self.value(ty);
        self.labels.pop();
        self.op(I::End);
    }

    /// Takes a value from the stack, and keeps it if there is a place for it.
    fn keep(&mut self, ty: ValType) {
        let local = self.locals.iter().position(|local| *local == ty);
        match (self.global(ty), local) {
            (Some(global), _) if self.random.chance(1, 2) => self.op(I::GlobalSet(global)),
            (_, Some(local)) => self.op(I::LocalSet(local as u32)),
            (Some(global), _) => self.op(I::GlobalSet(global)),
            _ => self.op(I::Drop),
        }
    }

    fn statement(&mut self) {
        if self.budget == 0 {
            return;
        }
        match self.random.below(if self.shape.tags.is_empty() { 10 } else { 12 }) {
            10.. => self.throw(),
            9 => {
                self.value(ValType::I32);
                self.op(I::If(BlockType::Empty));
                self.labels.push(None);
                if !self.tail_call() {
                    self.statement();
                }
                self.labels.pop();
                self.op(I::End);
            }
            0..3 => {
                let local = self.random.below(self.locals.len());
                self.value(self.locals[local]);
                self.op(I::LocalSet(local as u32));
            }
            3 | 4 => {
                let global = self.random.below(self.shape.globals.len() - 1);
                self.value(self.shape.globals[global]);
                self.op(I::GlobalSet(global as u32));
            }
            5 => {
                let table = self.random.below(self.shape.tables.len());
                self.place(table);
                self.value(ValType::Ref(self.shape.tables[table].element));
                self.op(I::TableSet(table as u32));
            }
            6 => {
                let callee = self.random.below(self.shape.types.len()) as u32;
                self.call(callee, false);
                for _ in 0..self.shape.types[callee as usize].results.len() {
                    self.op(I::Drop);
                }
            }
            7 => self.block(Vec::new()),
            _ => {
                self.op(I::Loop(BlockType::Empty));
                self.labels.push(None);
                self.burn();
                self.statement();
                self.value(ValType::I32);
                self.op(I::I32Const(7));
                self.op(I::I32And);
                self.op(I::BrIf(0));
                self.labels.pop();
                self.op(I::End);
            }
        }
    }
}

fn random_mask(count: usize) -> i32 {
    (count + 1).next_power_of_two() as i32 * 2 - 1
}

//! Modules whose accesses hit the ends of memories: every width, on the last
//! bytes, with offsets around 2^31 and 2^32, behind arithmetic as instruction
//! selection likes to fold.

use wasm_encoder::{
    BlockType, CodeSection, DataCountSection, DataSection, ExportKind, ExportSection, Function,
    FunctionSection, Instruction as I, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use crate::accesses::{Access, Operands};
use crate::bulk::{Bulk, SEGMENT};
use crate::case::{Case, Floats, Step, Value};
use crate::expression::{Expression, Locals, Operation, Width};
use crate::random::Random;

const PAGE: u64 = 65536;

/// The case of a seed.
pub fn edges(seed: u64) -> Case {
    let mut random = Random::new(seed ^ 0xed9e);
    let random = &mut random;
    let memories: Vec<Memory> =
        (0..random.pick(&[1, 1, 2, 3])).map(|_| Memory::random(random)).collect();
    let functions: Vec<Edge> =
        (0..1 + random.below(4)).map(|_| Edge::random(random, &memories)).collect();
    let steps = steps(random, &memories, &functions);
    Case {
        seed,
        floats: Floats::ByModule,
        modules: vec![module(random, &memories, &functions)],
        steps,
    }
}

#[derive(Clone, Copy, Debug)]
struct Memory {
    width: Width,
    page: u64,
    /// In pages.
    initial: u64,
    maximum: u64,
    shared: bool,
}

impl Memory {
    fn random(random: &mut Random) -> Memory {
        let width = random.pick(&[Width::W32, Width::W32, Width::W64]);
        let shared = random.chance(1, 6);
        let (page, initial) = match random.below(12) {
            // Up to all that 32 bits can tell.
            0 => (PAGE, random.pick(&[0x7fff, 0x8000, 0x8001, 0xffff, 0x10000])),
            1..5 => (1, random.pick(&[0, 1, 7, 15, 16, 17, 40, 4095, 4096, 4097, 65535, 70_000])),
            _ => (PAGE, random.pick(&[0, 1, 1, 1, 2, 2, 3, 17])),
        };
        let growth = match (width, initial) {
            // Which of the larger ones can grow is a matter of resources.
            (Width::W64, 0x7fff..) if page == PAGE => 0,
            _ => random.pick(&[0, 1, 2]),
        };
        let most = if page == PAGE && width == Width::W32 { 0x10000 } else { u64::MAX };
        Memory { width, page, initial, maximum: (initial + growth).min(most), shared }
    }

    fn ty(self) -> MemoryType {
        MemoryType {
            minimum: self.initial,
            maximum: Some(self.maximum),
            memory64: self.width == Width::W64,
            shared: self.shared,
            page_size_log2: (self.page == 1).then_some(0),
        }
    }

    /// An offset that an access may have.
    fn offset(self, random: &mut Random, width: u64) -> u64 {
        let length = random.pick(&[self.initial, self.maximum]) * self.page;
        let near = |random: &mut Random, place: u64| {
            place.wrapping_sub(width + 3).wrapping_add(random.next() % (2 * width + 6))
        };
        let offset = match random.below(20) {
            0..8 => 0,
            8..13 => random.next() % 64,
            13..17 => near(random, length),
            17 => {
                let place = random.pick(&[1 << 31, 1 << 32, (1 << 31) + length, 1 << 33, PAGE]);
                near(random, place)
            }
            18 => near(random, 0),
            _ => random.edge(self.width.bits()),
        };
        match self.width {
            Width::W32 => offset.min(u64::from(u32::MAX)),
            Width::W64 => offset,
        }
    }
}

/// The parameters of every generated function, by their types: what expressions
/// read, and what makes an index hit.
const PARAMETERS: [ValType; 8] = {
    use ValType::{I32, I64};
    [I32, I64, I32, I64, I32, I32, I64, I64]
};
const FREE: Locals<'static> = Locals { w32: &[0, 2], w64: &[1, 3] };
const AIM_32: [u32; 2] = [4, 5];
const AIM_64: [u32; 2] = [6, 7];
/// Locals behind the parameters.
const VALUE: u32 = 8;
const VECTOR: u32 = 9;
const ROUND: u32 = 10;
/// One for each access, of 32 bits and then of 64.
const KEPT: u32 = 11;
const MOST_ACCESSES: u32 = 4;
const PRESSURE: u32 = KEPT + 2 * MOST_ACCESSES;

/// A function that accesses memory near ends.
#[derive(Debug)]
struct Edge {
    accesses: Vec<Aimed>,
    /// So many values are kept until the end.
    pressure: u32,
    /// How often it does everything.
    rounds: u64,
}

#[derive(Debug)]
struct Aimed {
    memory: u32,
    what: What,
    offset: u64,
    index: Index,
    grow: bool,
    /// Only executed where this local is odd.
    condition: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Access(Access),
    Bulk(Bulk),
}

impl What {
    /// In bytes.
    fn width(self) -> u64 {
        match self {
            What::Access(access) => access.width,
            What::Bulk(bulk) => bulk.length,
        }
    }

    /// What its address has to be a multiple of.
    fn alignment(self) -> u64 {
        match self {
            What::Access(access) if access.is_atomic() => access.width,
            _ => 1,
        }
    }
}

/// `base op (aim << shift) + last`, and in a loop, plus the round times the
/// stride.
#[derive(Clone, Debug)]
struct Index {
    base: Expression,
    operation: Operation,
    /// The local that makes it hit.
    aim: u32,
    shift: u64,
    /// What must not be taken for a part of the offset, as the sum wraps.
    last: u64,
    stride: u64,
    kept: Kept,
}

/// Whether accesses share the sum of an index, but for what is last in it: they
/// have to, for the compiler to know that they do.
#[derive(Clone, Copy, Debug)]
enum Kept {
    No,
    /// This one keeps it for others, in the local of its number.
    For(u32),
    From(u32),
}

impl Edge {
    fn random(random: &mut Random, memories: &[Memory]) -> Edge {
        if random.chance(1, 4) {
            return Edge::neighbours(random, memories);
        }
        let rounds = random.pick(&[1, 1, 2, 5]);
        let mut accesses: Vec<Aimed> = Vec::new();
        for _ in 0..1 + random.below(MOST_ACCESSES as usize) {
            let number = random.below(memories.len());
            let memory = memories[number];
            let what = if random.chance(1, 5) {
                let widths: Vec<Width> = memories.iter().map(|memory| memory.width).collect();
                What::Bulk(Bulk::random(random, &widths))
            } else {
                What::Access(Access::any(random, true))
            };
            // The same index again, with other offsets and widths.
            let same = accesses.iter().rposition(|before| before.memory == number as u32);
            let index = match same {
                Some(before) if random.chance(1, 2) => accesses[before].index.clone(),
                Some(before) if random.chance(3, 4) => {
                    let (slot, index) = (before as u32, &mut accesses[before].index);
                    index.near(random, memory.width, slot)
                }
                _ => Index::random(random, memory.width, rounds),
            };
            let same = same.map(|before| &accesses[before]);
            let mut offset = memory.offset(random, what.width());
            if let Some(before) = same
                && random.chance(1, 2)
            {
                let near = before.offset.wrapping_add(random.next() % 17).wrapping_sub(8);
                offset = near & memory.width.mask();
            }
            if let What::Bulk(_) = what {
                offset = 0;
            }
            let grow = random.chance(1, 10);
            let condition = random.chance(1, 6).then(|| random.pick(FREE.w32));
            accesses.push(Aimed { memory: number as u32, what, offset, index, grow, condition });
        }
        let pressure = random.pick(&[0, 4, 12, 30]);
        Edge { accesses, pressure, rounds }.without_hopeless(random, memories)
    }

    /// Accesses whose indices differ by small constants alone.
    fn neighbours(random: &mut Random, memories: &[Memory]) -> Edge {
        let number = random.below(memories.len());
        let memory = memories[number];
        let last = random.next() % 40;
        let first = Index { last, ..Index::random(random, memory.width, 1) };
        let mut accesses: Vec<Aimed> = Vec::new();
        for _ in 0..MOST_ACCESSES {
            let index = match accesses.first_mut() {
                Some(first) => first.index.near(random, memory.width, 0),
                None => first.clone(),
            };
            accesses.push(Aimed {
                memory: number as u32,
                what: What::Access(Access::any(random, false)),
                offset: if random.chance(1, 2) { random.next() % 40 } else { 0 },
                index,
                grow: false,
                condition: random.chance(1, 6).then(|| random.pick(FREE.w32)),
            });
        }
        Edge { accesses, pressure: random.pick(&[0, 0, 12]), rounds: 1 }
    }

    /// Arguments with which accesses hit ends of memories: more often than not,
    /// from within.
    fn arguments(&self, random: &mut Random, memories: &[Memory]) -> Vec<Value> {
        let tries = random.pick(&[1, 12, 12]);
        let candidates: Vec<Vec<u64>> = (0..tries).map(|_| self.aim(random, memories)).collect();
        let best =
            candidates.iter().max_by_key(|values| self.accesses_before_trap(values, memories));
        let argument = |(ty, value): (&ValType, &u64)| match ty {
            ValType::I32 => Value::I32(*value as u32),
            _ => Value::I64(*value),
        };
        let best = best.expect("there are candidates");
        PARAMETERS.iter().zip(best).map(argument).collect()
    }

    /// How many accesses are within their memories as those are at first, in the
    /// first round and the last.
    fn accesses_before_trap(&self, values: &[u64], memories: &[Memory]) -> usize {
        let is_within = |aimed: &&Aimed| aimed.is_within(values, memories, self.rounds);
        self.accesses.iter().take_while(is_within).count()
    }

    /// Leaves out most accesses that no arguments seem to bring within bounds: the
    /// others would never come to be executed.
    fn without_hopeless(mut self, random: &mut Random, memories: &[Memory]) -> Edge {
        let tries: Vec<Vec<u64>> = (0..20).map(|_| self.aim(random, memories)).collect();
        let rounds = self.rounds;
        self.accesses.retain(|aimed| {
            let possible = tries.iter().any(|values| aimed.is_within(values, memories, rounds));
            possible || random.chance(1, 8)
        });
        self
    }

    fn aim(&self, random: &mut Random, memories: &[Memory]) -> Vec<u64> {
        let mut values: Vec<u64> = PARAMETERS.iter().map(|ty| random.edge(bits(*ty))).collect();
        for aim in AIM_32.into_iter().chain(AIM_64) {
            let aimed: Vec<&Aimed> =
                self.accesses.iter().filter(|access| access.index.aim == aim).collect();
            if !aimed.is_empty() && random.chance(14, 15) {
                let aimed = aimed[random.below(aimed.len())];
                let memory = memories[aimed.memory as usize];
                values[aim as usize] = aimed.solve(random, memory, &values, self.rounds);
            }
        }
        values
    }

    fn body(&self, random: &mut Random, memories: &[Memory]) -> Function {
        let locals = [
            (1, ValType::I64),
            (1, ValType::V128),
            (1, ValType::I64),
            (MOST_ACCESSES, ValType::I32),
            (MOST_ACCESSES, ValType::I64),
            (self.pressure, ValType::I64),
        ];
        let mut function = Function::new(locals);
        let operands = Operands { value: VALUE, vector: VECTOR };
        for instruction in [
            I::LocalGet(FREE.w64[0]),
            I::LocalSet(VALUE),
            I::LocalGet(FREE.w64[1]),
            I::I64x2Splat,
            I::LocalSet(VECTOR),
        ] {
            function.instruction(&instruction);
        }
        for local in PRESSURE..PRESSURE + self.pressure {
            Expression::random(random, Width::W64, 2, FREE).emit(Width::W64, &mut function);
            function.instruction(&I::LocalSet(local));
        }
        if self.rounds > 1 {
            function.instruction(&I::Loop(BlockType::Empty));
        }
        for aimed in &self.accesses {
            let memory = memories[aimed.memory as usize];
            if aimed.grow {
                aimed.grow(memory.width, &mut function);
            }
            if let Some(local) = aimed.condition {
                for instruction in
                    [I::LocalGet(local), I::I32Const(1), I::I32And, I::If(BlockType::Empty)]
                {
                    function.instruction(&instruction);
                }
            }
            aimed.index.emit(memory.width, &mut function, self.rounds);
            match aimed.what {
                What::Access(access) => {
                    access.emit(&mut function, aimed.memory, aimed.offset, operands, random);
                }
                What::Bulk(bulk) => {
                    let index = |function: &mut Function| {
                        aimed.index.emit(memory.width, function, self.rounds);
                    };
                    let memory = (aimed.memory, memory.width);
                    bulk.emit(&mut function, memory, operands, index);
                }
            }
            if aimed.condition.is_some() {
                function.instruction(&I::End);
            }
        }
        if self.rounds > 1 {
            for instruction in [
                I::LocalGet(ROUND),
                I::I64Const(1),
                I::I64Add,
                I::LocalTee(ROUND),
                I::I64Const(self.rounds as i64),
                I::I64LtU,
                I::BrIf(0),
                I::End,
            ] {
                function.instruction(&instruction);
            }
        }
        function.instruction(&I::LocalGet(VALUE));
        for local in PRESSURE..PRESSURE + self.pressure {
            function.instruction(&I::LocalGet(local)).instruction(&I::I64Xor);
        }
        function.instruction(&I::End);
        function
    }
}

fn bits(ty: ValType) -> u32 {
    if ty == ValType::I32 { 32 } else { 64 }
}

impl Aimed {
    fn is_within(&self, values: &[u64], memories: &[Memory], rounds: u64) -> bool {
        let memory = memories[self.memory as usize];
        let first = self.index.first_value(memory.width, values);
        let last = first.wrapping_add((rounds - 1) * self.index.stride) & memory.width.mask();
        [first, last].into_iter().all(|index| {
            let start = u128::from(index) + u128::from(self.offset);
            let end = start + u128::from(self.what.width());
            let aligned = start % u128::from(self.what.alignment()) == 0;
            aligned && end <= u128::from(memory.initial * memory.page)
        })
    }

    /// What the aiming local has to hold so that the access hits an end.
    fn solve(&self, random: &mut Random, memory: Memory, values: &[u64], rounds: u64) -> u64 {
        let length = random.pick(&[memory.initial, memory.initial, memory.maximum]) * memory.page;
        let width = self.what.width();
        // Where the access begins, of all rounds the last one or the first.
        let end = random.pick(&[length, length, length, 0, 1 << 31, 1 << 32]);
        let mut start = end.wrapping_sub(width).wrapping_add(random.next() % 19).wrapping_sub(9);
        if random.chance(1, 2) {
            start = end.wrapping_sub(width);
        }
        if !matches!(self.index.kept, Kept::No) && random.chance(1, 2) {
            // Where sums wrap that are a little less.
            start = self.offset.wrapping_add(random.next() % 40);
        }
        if random.chance(9, 10) {
            start &= !(self.what.alignment() - 1);
        }
        let last = random.pick(&[0, rounds - 1]).wrapping_mul(self.index.stride);
        let index = start.wrapping_sub(self.offset).wrapping_sub(last);
        let index = index.wrapping_sub(self.index.last);
        let base = self.index.base.value(memory.width, values);
        let aim = match self.index.operation {
            Operation::Sub => base.wrapping_sub(index),
            Operation::Xor => base ^ index,
            _ => index.wrapping_sub(base),
        };
        (aim & memory.width.mask()) >> self.index.shift
    }

    fn grow(&self, width: Width, function: &mut Function) {
        match width {
            Width::W32 => function.instruction(&I::I32Const(1)),
            Width::W64 => function.instruction(&I::I64Const(1)),
        };
        function.instruction(&I::MemoryGrow(self.memory)).instruction(&I::Drop);
    }
}

impl Index {
    fn random(random: &mut Random, width: Width, rounds: u64) -> Index {
        let depth = random.pick(&[0, 1, 2, 3]);
        let base = Expression::random(random, width, depth, FREE);
        let aim = random.pick(match width {
            Width::W32 => &AIM_32,
            Width::W64 => &AIM_64,
        });
        Index {
            base,
            operation: random.pick(&[
                Operation::Add,
                Operation::Add,
                Operation::Sub,
                Operation::Xor,
            ]),
            aim,
            shift: random.pick(&[0, 0, 0, 1, 2, 3]),
            last: if random.chance(1, 2) { random.edge(width.bits()) } else { 0 },
            stride: if rounds > 1 { random.pick(&[0, 1, 4, 8, 100]) } else { 0 },
            kept: Kept::No,
        }
    }

    /// The same sum, but for its constant. It is kept by the access with the number
    /// `slot`, whose index this is, unless it has it from another.
    fn near(&mut self, random: &mut Random, width: Width, slot: u32) -> Index {
        if let Kept::No = self.kept {
            self.kept = Kept::For(slot);
        }
        let (Kept::For(slot) | Kept::From(slot)) = self.kept else {
            unreachable!("it is kept now");
        };
        let distance = match random.below(6) {
            0 => PAGE.wrapping_add(random.next() % 5).wrapping_sub(2),
            1 => random.edge(width.bits()),
            _ => random.next() % 40,
        };
        let sign = random.pick(&[1, u64::MAX]);
        let last = self.last.wrapping_add(distance.wrapping_mul(sign));
        Index { last: last & width.mask(), kept: Kept::From(slot), ..self.clone() }
    }

    /// The index in the first round.
    fn first_value(&self, width: Width, values: &[u64]) -> u64 {
        let aim = Operation::Shl.value(width, values[self.aim as usize], self.shift);
        let sum = self.operation.value(width, self.base.value(width, values), aim);
        Operation::Add.value(width, sum, self.last)
    }

    fn emit(&self, width: Width, function: &mut Function, rounds: u64) {
        let kept = |slot| match width {
            Width::W32 => KEPT + slot,
            Width::W64 => KEPT + MOST_ACCESSES + slot,
        };
        if let Kept::From(slot) = self.kept {
            function.instruction(&I::LocalGet(kept(slot)));
        } else {
            self.base.emit(width, function);
            function.instruction(&I::LocalGet(self.aim));
            if self.shift > 0 {
                Expression::Constant(self.shift).emit(width, function);
                Operation::Shl.emit(width, function);
            }
            self.operation.emit(width, function);
        }
        if let Kept::For(slot) = self.kept {
            function.instruction(&I::LocalTee(kept(slot)));
        }
        if self.last != 0 {
            Expression::Constant(self.last).emit(width, function);
            Operation::Add.emit(width, function);
        }
        if rounds > 1 {
            function.instruction(&I::LocalGet(ROUND));
            if width == Width::W32 {
                function.instruction(&I::I32WrapI64);
            }
            Expression::Constant(self.stride).emit(width, function);
            Operation::Mul.emit(width, function);
            Operation::Add.emit(width, function);
        }
    }
}

fn module(random: &mut Random, memories: &[Memory], edges: &[Edge]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function(PARAMETERS, [ValType::I64]);
    types.ty().function([], [ValType::I64, ValType::I64]);
    let (mut functions, mut exports, mut code) =
        (FunctionSection::new(), ExportSection::new(), CodeSection::new());
    for (number, edge) in edges.iter().enumerate() {
        functions.function(0);
        exports.export(&format!("edge {number}"), ExportKind::Func, number as u32);
        code.function(&edge.body(random, memories));
    }
    let mut section = MemorySection::new();
    for (number, memory) in memories.iter().enumerate() {
        section.memory(memory.ty());
        functions.function(1);
        let function = (edges.len() + number) as u32;
        exports.export(&format!("state {number}"), ExportKind::Func, function);
        code.function(&state(number as u32, *memory));
    }
    let mut data = DataSection::new();
    data.passive((0..SEGMENT as u8).map(|byte| byte ^ 0xa5));
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&section).section(&exports);
    module.section(&DataCountSection { count: 1 }).section(&code).section(&data);
    module.finish()
}

/// Size and hash of what is near the ends.
fn state(number: u32, memory: Memory) -> Function {
    const PLACE: u32 = 0;
    const HASH: u32 = 1;
    const BYTES: u32 = 2;
    let mut function = Function::new([(3, ValType::I64)]);
    let memarg = wasm_encoder::MemArg { offset: 0, align: 0, memory_index: number };
    let narrow = memory.width == Width::W32;
    let size = |function: &mut Function| {
        function.instruction(&I::MemorySize(number));
        if narrow {
            function.instruction(&I::I64ExtendI32U);
        }
    };
    size(&mut function);
    function.instruction(&I::I64Const(memory.page as i64)).instruction(&I::I64Mul);
    function.instruction(&I::LocalSet(BYTES));
    let initial = memory.initial * memory.page;
    let maximum = memory.maximum * memory.page;
    let windows =
        [0, initial, maximum, 1 << 31, 1 << 32].map(|place: u64| place.saturating_sub(48));
    for start in windows {
        for instruction in [
            I::I64Const(start as i64),
            I::LocalSet(PLACE),
            I::Block(BlockType::Empty),
            I::Loop(BlockType::Empty),
            I::LocalGet(PLACE),
            I::LocalGet(BYTES),
            I::I64GeU,
            I::BrIf(1),
            I::LocalGet(PLACE),
        ] {
            function.instruction(&instruction);
        }
        if narrow {
            function.instruction(&I::I32WrapI64);
        }
        for instruction in [
            I::I64Load8U(memarg),
            I::LocalGet(HASH),
            I::I64Xor,
            I::I64Const(0x100_0000_01b3),
            I::I64Mul,
            I::LocalSet(HASH),
            I::LocalGet(PLACE),
            I::I64Const(1),
            I::I64Add,
            I::LocalTee(PLACE),
            I::I64Const(start as i64 + 96),
            I::I64LtU,
            I::BrIf(0),
            I::End,
            I::End,
        ] {
            function.instruction(&instruction);
        }
    }
    size(&mut function);
    function.instruction(&I::LocalGet(HASH)).instruction(&I::End);
    function
}

fn steps(random: &mut Random, memories: &[Memory], edges: &[Edge]) -> Vec<Step> {
    let call = |export: String, arguments| Step::Call { module: 0, export, arguments };
    let mut steps = vec![Step::Instantiate { module: 0 }];
    let states = |steps: &mut Vec<Step>| {
        steps.extend((0..memories.len()).map(|number| call(format!("state {number}"), Vec::new())));
    };
    for _ in 0..12 {
        let number = random.below(edges.len());
        let arguments = edges[number].arguments(random, memories);
        steps.push(call(format!("edge {number}"), arguments));
        if random.chance(1, 4) {
            states(&mut steps);
        }
    }
    states(&mut steps);
    steps
}

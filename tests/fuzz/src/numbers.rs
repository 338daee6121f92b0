//! Modules of straight code that computes, densely: every instruction on what
//! others gave, with constants and lane patterns that instruction selection
//! looks for, loads that it likes to fold, and selections.

use wasm_encoder::{
    BlockType, CodeSection, Encode, ExportKind, ExportSection, Function, FunctionSection,
    Instruction as I, MemArg, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use crate::case::Case;
use crate::operations::{Operation, operations};
use crate::plan;
use crate::random::Random;
use crate::smith::{Extras, determine};

/// The case of a seed.
pub fn numbers(seed: u64, extras: Extras) -> Option<Case> {
    let mut random = Random::new(seed ^ 0x2b3b5);
    let mut operations = operations(extras.relaxed_simd);
    if random.chance(1, 2) {
        // Few of them, which meet more often.
        let some = random.pick(&[5, 20, 60]);
        operations = (0..some).map(|_| random.pick(&operations)).collect();
    }
    let functions = (0..1 + random.below(3)).map(|_| Body::new(&mut random, &operations).write());
    let functions: Vec<Function> = functions.collect();
    let module = determine(&module(&functions), extras.floats)?;
    plan::plan(seed, extras.floats, vec![module], &mut random)
}

const PARAMETERS: [ValType; 8] = {
    use ValType::{F32, F64, I32, I64, V128};
    [I32, I64, F32, F64, V128, V128, I32, I64]
};
const RESULTS: [ValType; 8] = {
    use ValType::{F32, F64, I32, I64, V128};
    [V128, V128, V128, I64, F64, I32, F32, I64]
};

fn module(bodies: &[Function]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function(PARAMETERS, RESULTS);
    let (mut functions, mut exports, mut code) =
        (FunctionSection::new(), ExportSection::new(), CodeSection::new());
    for (number, body) in bodies.iter().enumerate() {
        functions.function(0);
        exports.export(&format!("f{number}"), ExportKind::Func, number as u32);
        code.function(body);
    }
    exports.export("memory", ExportKind::Memory, 0);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: Some(1),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&memories).section(&exports).section(&code);
    module.finish()
}

struct Body<'a> {
    random: &'a mut Random,
    operations: &'a [Operation],
    /// What the function's locals are, the parameters first.
    locals: Vec<ValType>,
    code: Vec<u8>,
}

impl<'a> Body<'a> {
    fn new(random: &'a mut Random, operations: &'a [Operation]) -> Body<'a> {
        Body { random, operations, locals: PARAMETERS.to_vec(), code: Vec::new() }
    }

    fn write(mut self) -> Function {
        for _ in 0..self.random.pick(&[3, 10, 30, 80]) {
            self.step();
        }
        for ty in RESULTS {
            self.recent(ty);
        }
        self.op(&I::End);
        let locals = self.locals[PARAMETERS.len()..].iter();
        let mut function = Function::new(locals.map(|ty| (1, *ty)));
        function.raw(self.code);
        function
    }

    fn op(&mut self, instruction: &I<'_>) {
        instruction.encode(&mut self.code);
    }

    /// Takes what is on the stack into a new local.
    fn keep(&mut self, ty: ValType) {
        let local = self.locals.len() as u32;
        self.locals.push(ty);
        self.op(&I::LocalSet(local));
    }

    /// Reads a local, rather one that was set lately.
    fn recent(&mut self, ty: ValType) {
        let fitting: Vec<usize> =
            (0..self.locals.len()).filter(|&local| self.locals[local] == ty).collect();
        let lately = &fitting[fitting.len().saturating_sub(4)..];
        let local = if self.random.chance(2, 3) {
            self.random.pick(lately)
        } else {
            self.random.pick(&fitting)
        };
        self.op(&I::LocalGet(local as u32));
    }

    fn operand(&mut self, ty: ValType) {
        if self.random.chance(1, 4) { self.constant(ty) } else { self.recent(ty) }
    }

    fn constant(&mut self, ty: ValType) {
        let random = &mut *self.random;
        let instruction = match ty {
            ValType::I32 => I::I32Const(random.edge(32) as i32),
            ValType::I64 => I::I64Const(random.edge(64) as i64),
            ValType::F32 => I::F32Const(f32::from_bits(plan::float(random, 32, 23) as u32).into()),
            ValType::F64 => I::F64Const(f64::from_bits(plan::float(random, 64, 52)).into()),
            _ => I::V128Const(vector(random) as i128),
        };
        self.op(&instruction);
    }

    fn step(&mut self) {
        match self.random.below(20) {
            0..12 => self.operation(),
            12 => {
                self.operand(ValType::V128);
                self.operand(ValType::V128);
                let lanes = shuffle(self.random);
                self.op(&I::I8x16Shuffle(lanes));
                self.keep(ValType::V128);
            }
            13 => self.lane(),
            14 => self.division(),
            15 => self.selection(),
            16 | 17 => self.load(),
            18 => self.store(),
            _ => {
                // A swizzle by constant lanes.
                self.operand(ValType::V128);
                let mut lanes = shuffle(self.random);
                if self.random.chance(1, 3) {
                    let place = self.random.below(16);
                    lanes[place] = self.random.pick(&[16, 0x7f, 0x80, 0xff]);
                }
                self.op(&I::V128Const(i128::from_le_bytes(lanes)));
                self.op(&I::I8x16Swizzle);
                self.keep(ValType::V128);
            }
        }
    }

    fn operation(&mut self) {
        let operation = self.random.pick(self.operations);
        operation.operands.iter().for_each(|ty| self.operand(*ty));
        self.code.extend(operation.prefix);
        match operation.prefix {
            Some(_) => operation.opcode.encode(&mut self.code),
            None => self.code.push(operation.opcode as u8),
        }
        operation.results.iter().rev().for_each(|ty| self.keep(*ty));
    }

    /// Takes a lane out, or puts one in.
    fn lane(&mut self) {
        let number = self.random.below(14);
        // By opcode: the lane's type, and how many there are.
        let (ty, lanes) = match number {
            0..3 => (ValType::I32, 16),
            3..6 => (ValType::I32, 8),
            6 | 7 => (ValType::I32, 4),
            8 | 9 => (ValType::I64, 2),
            10 | 11 => (ValType::F32, 4),
            _ => (ValType::F64, 2),
        };
        let replaces = matches!(number, 2 | 5 | 7 | 9 | 11 | 13);
        self.operand(ValType::V128);
        if replaces {
            self.operand(ty);
        }
        let lane = self.random.below(lanes) as u8;
        self.code.extend([0xfd, 0x15 + number as u8, lane]);
        self.keep(if replaces { ValType::V128 } else { ty });
    }

    /// Divides by a constant that never traps.
    fn division(&mut self) {
        let kind = self.random.below(4) as u8;
        let (ty, first) = self.random.pick(&[(ValType::I32, 0x6d), (ValType::I64, 0x7f)]);
        self.operand(ty);
        let bits = if ty == ValType::I32 { 32 } else { 64 };
        let mask = u64::MAX >> (64 - bits);
        let divisor = match self.random.edge(bits) {
            0 => 3,
            divisor if divisor == mask => 7,
            divisor => divisor,
        };
        match ty {
            ValType::I32 => self.op(&I::I32Const(divisor as i32)),
            _ => self.op(&I::I64Const(divisor as i64)),
        }
        self.code.push(first + kind);
        self.keep(ty);
    }

    /// `select` or `if`, by a comparison in the best case.
    fn selection(&mut self) {
        let ty = self.random.pick(&RESULTS);
        if self.random.chance(1, 2) {
            self.operand(ty);
            self.operand(ty);
            self.recent(ValType::I32);
            self.op(&I::Select);
        } else {
            self.recent(ValType::I32);
            self.op(&I::If(BlockType::Result(ty)));
            self.operand(ty);
            self.op(&I::Else);
            self.operand(ty);
            self.op(&I::End);
        }
        self.keep(ty);
    }

    /// An address within the memory.
    fn address(&mut self) -> MemArg {
        self.recent(ValType::I32);
        let mask = self.random.pick(&[0xff, 0xf0, 0xfff]);
        self.op(&I::I32Const(mask));
        self.op(&I::I32And);
        let offset = self.random.pick(&[0, 0, 1, 16, 40]);
        MemArg { offset, align: 0, memory_index: 0 }
    }

    fn load(&mut self) {
        let memarg = self.address();
        let (instruction, ty) = match self.random.below(12) {
            0 => (I::I32Load8U(memarg), ValType::I32),
            1 => (I::I32Load8S(memarg), ValType::I32),
            2 => (I::I64Load8S(memarg), ValType::I64),
            3 => (I::I32Load(memarg), ValType::I32),
            4 => (I::I64Load(memarg), ValType::I64),
            5 => (I::F32Load(memarg), ValType::F32),
            6 => (I::F64Load(memarg), ValType::F64),
            7 => (I::V128Load8x8S(memarg), ValType::V128),
            8 => (I::V128Load32Splat(memarg), ValType::V128),
            9 => (I::V128Load64Zero(memarg), ValType::V128),
            _ => (I::V128Load(memarg), ValType::V128),
        };
        self.op(&instruction);
        self.keep(ty);
    }

    fn store(&mut self) {
        let memarg = self.address();
        let ty = self.random.pick(&RESULTS);
        self.operand(ty);
        let instruction = match ty {
            ValType::I32 => I::I32Store8(memarg),
            ValType::I64 => I::I64Store(memarg),
            ValType::F32 => I::F32Store(memarg),
            ValType::F64 => I::F64Store(memarg),
            _ => I::V128Store(memarg),
        };
        self.op(&instruction);
    }
}

/// A vector as programs have them.
fn vector(random: &mut Random) -> u128 {
    let splat = |lane: u64, bits: u32| {
        (0..128 / bits).fold(0, |vector, place| vector | u128::from(lane) << (place * bits))
    };
    match random.below(6) {
        0 => 0,
        1 => u128::MAX,
        2 | 3 => {
            let bits = random.pick(&[8, 16, 32, 64]);
            splat(random.edge(bits), bits)
        }
        4 => u128::from_le_bytes(shuffle(random)),
        _ => u128::from(random.next()) << 64 | u128::from(random.edge(64)),
    }
}

/// Lanes as programs shuffle them.
fn shuffle(random: &mut Random) -> [u8; 16] {
    let width = random.pick(&[1_usize, 2, 4, 8]);
    let count = 16 / width;
    // Which lane of `width` bytes comes where.
    let lanes: Vec<usize> = match random.below(9) {
        // A window over both.
        0 => {
            let first = random.below(count + 1);
            (first..first + count).collect()
        }
        // Interleaved: the low halves or the high ones.
        1 => {
            let first = random.pick(&[0, count / 2]);
            (0..count).map(|lane| first + lane / 2 + lane % 2 * count).collect()
        }
        // Every other one.
        2 => {
            let first = random.below(2);
            (0..count).map(|lane| 2 * lane + first).collect()
        }
        3 => vec![random.below(2 * count); count],
        4 => (0..count).rev().collect(),
        // From either, at its place.
        5 => (0..count).map(|lane| lane + random.pick(&[0, count])).collect(),
        // From the first only.
        6 => (0..count).map(|_| random.below(count)).collect(),
        7 => (0..count).map(|_| count + random.below(count)).collect(),
        _ => (0..count).map(|_| random.below(2 * count)).collect(),
    };
    std::array::from_fn(|byte| (lanes[byte / width] * width + byte % width) as u8)
}

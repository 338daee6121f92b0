//! Writes scripts that try accesses at the ends of memories.

use std::fmt::Write;

use crate::accesses::{ACCESSES, Access, What};
use crate::forms::{INDEX_FORMS, IndexForm, PRESSED, USES};
use crate::model::{HASH_FACTOR, HASH_START, Model};

/// A memory to try.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub index: Index,
    /// In bytes: 65536, or 1.
    pub page: u64,
    pub pages: u64,
}

/// The type of indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    I32,
    I64,
}

impl Index {
    pub fn name(self) -> &'static str {
        match self {
            Index::I32 => "i32",
            Index::I64 => "i64",
        }
    }

    fn largest(self) -> u64 {
        match self {
            Index::I32 => u32::MAX.into(),
            Index::I64 => u64::MAX,
        }
    }
}

/// Offsets of instructions around everything that a code generator could trip
/// over: what fits into a displacement, and what wraps.
const OFFSETS: &[u64] = &[
    0,
    8,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fff8,
    0xffff_ffff,
    0x1_0000_0000,
    0x7fff_ffff_ffff_fff8,
    0xffff_ffff_ffff_fff8,
    0xffff_ffff_ffff_ffff,
];

/// All accesses to a memory, with every offset, at every place that matters.
pub fn accesses(memory: Memory) -> String {
    let mut script = Script::new(memory);
    for access in ACCESSES {
        for &offset in OFFSETS.iter().filter(|&&offset| offset <= memory.index.largest()) {
            script.function(access, offset, &INDEX_FORMS[0]);
        }
    }
    script.finish()
}

/// Some accesses with indices that are computed in ways which invite the code
/// generator to take a part of the sum for the whole, and with so many values at
/// once that the index is spilled.
pub fn forms(memory: Memory) -> String {
    let mut script = Script::new(memory);
    let names = [
        "i32.load",
        "i64.load8_s",
        "i64.load32_u",
        "f32.load",
        "f64.load",
        "v128.load",
        "v128.load32_zero",
        "v128.load8_lane",
        "i32.store8",
        "i64.store",
        "f64.store",
        "v128.store",
        "v128.store64_lane",
        "i64.atomic.load",
        "i32.atomic.rmw16.add_u",
    ];
    for access in ACCESSES.iter().filter(|access| names.contains(&access.name)) {
        for form in INDEX_FORMS.iter().filter(|form| form.index.is_none_or(|i| i == memory.index)) {
            for offset in [0, 8, 0x8000_0000] {
                script.function(access, offset, form);
            }
        }
    }
    script.finish()
}

/// Loads whose value an instruction can take from memory by itself.
pub fn uses(memory: Memory) -> String {
    let mut script = Script::new(memory);
    for (load, width, before, after) in USES {
        script.use_of(load, *width, before, after);
    }
    script.finish()
}

/// A script of one module and its assertions.
struct Script {
    memory: Memory,
    model: Model,
    functions: String,
    assertions: String,
    count: usize,
}

impl Script {
    fn new(memory: Memory) -> Script {
        let model = Model::new(memory.page * memory.pages);
        Script { memory, model, functions: String::new(), assertions: String::new(), count: 0 }
    }

    /// A function with the instruction, and calls of it.
    fn function(&mut self, access: &Access, offset: u64, form: &IndexForm) {
        let index = self.memory.index.name();
        let value = access.takes().map(|ty| format!(" {ty}")).unwrap_or_default();
        let result = access.gives().map(|ty| format!(" (result {ty})")).unwrap_or_default();
        let lane = match access.what {
            What::LoadLane | What::StoreLane => format!(" {}", 16 / access.width - 1),
            _ => String::new(),
        };
        let operands = match access.what {
            What::LoadLane => " (v128.const i64x2 0 0)".to_owned(),
            What::Exchange(ty) => format!(" ({ty}.const 0) (local.get 1)"),
            _ if access.takes().is_some() => " (local.get 1)".to_owned(),
            _ => String::new(),
        };
        let name = self.count;
        self.count += 1;
        let (before, after) = if form.pressed { PRESSED } else { ("", "") };
        let computed = form.expression.replace("INDEX", index);
        writeln!(
            self.functions,
            "(func (export \"{name}\") (param {index}{value}){result} {before} \
             ({} offset={offset}{lane} {computed}{operands}) {after})",
            access.name
        )
        .expect(TEXT);
        for index in self.indices(offset, access.width) {
            self.call(name, access, offset, index);
        }
    }

    /// Indices around the last that is inside, around those from which sums of 32
    /// and 64 bits wrap, and the largest.
    fn indices(&self, offset: u64, width: u64) -> Vec<u64> {
        let largest = self.memory.index.largest();
        let last = self.model.length.wrapping_sub(width).wrapping_sub(offset);
        let mut indices = vec![0, last, last.wrapping_add(1), last.wrapping_sub(1)];
        indices.extend([self.model.length, 0x7fff_ffff, 0x8000_0000, largest]);
        indices.extend([largest - width + 1, 0_u64.wrapping_sub(offset) & largest]);
        indices.retain(|&index| index <= largest);
        indices.sort_unstable();
        indices.dedup();
        indices
    }

    fn call(&mut self, name: usize, access: &Access, offset: u64, index: u64) {
        let value = self.model.value();
        let argument = access.takes().map(|ty| constant(ty, value)).unwrap_or_default();
        let ty = self.memory.index.name();
        let invoke = format!("(invoke \"{name}\" ({ty}.const {index}) {argument})");
        let effective = u128::from(index) + u128::from(offset);
        let is_inside = effective + u128::from(access.width) <= u128::from(self.model.length);
        if access.is_atomic() && effective % u128::from(access.width) != 0 {
            // Either is wrong; which one is told is open.
            let message = if is_inside { "unaligned atomic" } else { "" };
            writeln!(self.assertions, "(assert_trap {invoke} \"{message}\")").expect(TEXT);
        } else if !is_inside {
            let message = "out of bounds memory access";
            writeln!(self.assertions, "(assert_trap {invoke} \"{message}\")").expect(TEXT);
        } else if effective < u128::from(self.model.start()) {
            // Further in than the model knows: it just works.
            if access.takes().is_none() {
                writeln!(self.assertions, "{invoke}").expect(TEXT);
            }
            return;
        } else {
            let result = self.model.apply(access, effective as u64, value);
            let result = result.zip(access.gives()).map(|(bits, ty)| constant(ty, bits));
            writeln!(self.assertions, "(assert_return {invoke} {})", result.unwrap_or_default())
                .expect(TEXT);
        }
        if access.takes().is_some() {
            let hash = self.model.hash();
            writeln!(self.assertions, "(assert_return (invoke \"tail\") (i64.const {hash}))")
                .expect(TEXT);
        }
    }

    /// A function that says whether an instruction gives the same result with
    /// what it loads as with what was loaded.
    fn use_of(&mut self, load: &str, width: u64, before: &str, after: &str) {
        let index = self.memory.index.name();
        let ty = load.split('.').next().unwrap_or_default();
        let name = self.count;
        self.count += 1;
        let compared = if after.contains("SAME128") {
            "(i8x16.all_true (i8x16.eq (local.get $x) (local.get $y)))"
        } else {
            "(i64.eq (local.get $x) (local.get $y))"
        };
        let (result, after) = match after.strip_suffix("SAME128") {
            Some(after) => ("v128", after),
            None => ("i64", after),
        };
        writeln!(
            self.functions,
            "(func (export \"{name}\") (param $i {index}) (result i32) (local $v {ty}) \
               (local $x {result}) (local $y {result}) \
               (local.set $x {before} ({load} (local.get $i)) {after}) \
               (local.set $v ({load} (local.get $i))) (call $opaque) \
               (local.set $y {before} (local.get $v) {after}) {compared})"
        )
        .expect(TEXT);
        for index in self.indices(0, width) {
            let ty = self.memory.index.name();
            let invoke = format!("(invoke \"{name}\" ({ty}.const {index}))");
            if u128::from(index) + u128::from(width) <= u128::from(self.model.length) {
                writeln!(self.assertions, "(assert_return {invoke} (i32.const 1))").expect(TEXT);
            } else {
                let message = "out of bounds memory access";
                writeln!(self.assertions, "(assert_trap {invoke} \"{message}\")").expect(TEXT);
            }
        }
    }

    fn finish(self) -> String {
        let Memory { index, page, pages } = self.memory;
        let index = index.name();
        let page_size = if page == 1 { " (pagesize 1)" } else { "" };
        let (start, length) = (self.model.start(), self.model.length);
        let data = Model::new(length).data();
        let globals: String =
            (0..20).map(|n| format!("(global $g{n} (mut i32) (i32.const {n}))")).collect();
        let floats: String =
            (0..20).map(|n| format!("(global $f{n} (mut f64) (f64.const {n}))")).collect();
        format!(
            "(module (memory {index} {pages} {pages}{page_size})\n{globals}\n{floats}\n\
             (global $k32 (mut i32) (i32.const 0x76543210))\n\
             (global $k64 (mut i64) (i64.const 0x7654321076543210))\n\
             (data ({index}.const {start}) \"{data}\")\n\
             (func $opaque)\n\
             (func (export \"tail\") (result i64) (local $i i64) (local $hash i64)\n\
               (local.set $i (i64.const {start}))\n\
               (local.set $hash (i64.const {HASH_START}))\n\
               (block $out (loop $next\n\
                 (br_if $out (i64.eq (local.get $i) (i64.const {length})))\n\
                 (local.set $hash (i64.mul (i64.const {HASH_FACTOR})\n\
                   (i64.xor (local.get $hash) (i64.load8_u {place}))))\n\
                 (local.set $i (i64.add (local.get $i) (i64.const 1)))\n\
                 (br $next)))\n\
               (local.get $hash))\n{})\n{}",
            self.functions,
            self.assertions,
            place = match self.memory.index {
                Index::I32 => "(i32.wrap_i64 (local.get $i))",
                Index::I64 => "(local.get $i)",
            },
        )
    }
}

const TEXT: &str = "a string takes any text";

/// A value in the text format.
fn constant(ty: &str, bits: u128) -> String {
    match ty {
        "i32" => format!("(i32.const {})", bits as u32),
        "i64" => format!("(i64.const {})", bits as u64),
        "f32" => format!("(f32.const {:e})", f32::from_bits(bits as u32)),
        "f64" => format!("(f64.const {:e})", f64::from_bits(bits as u64)),
        _ => format!("(v128.const i64x2 {} {})", bits as u64, (bits >> 64) as u64),
    }
}

//! A module that looks at what another one exports: contents of memories and
//! tables, in few numbers, and that gives it new fuel.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, Encode, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, Instruction as I, MemArg, Module, RawSection, ValType,
};
use wasmparser::{ExternalKind, MemoryType, TableType};

use crate::smith::FUEL;
use crate::survey::Survey;

/// The exported function that gives fuel.
pub const REFUEL: &str = "refuel";

/// The checker of module `number`, and the names of its functions that tell the
/// state.
pub fn checker(survey: &Survey, number: usize) -> Option<(Vec<u8>, Vec<String>)> {
    let mut checker = Checker::default();
    let module = format!("m{number}");
    let mut encoder = RoundtripReencoder;
    let (mut memories, mut tables, mut globals) = (0, 0, 0);
    for export in &survey.exports {
        let place = export.index as usize;
        match export.kind {
            ExternalKind::Memory => {
                let ty = survey.memories[place];
                let import = encoder.memory_type(ty).ok()?;
                checker.imports.import(&module, &export.name, import);
                checker.state(format!("memory {memories}"), hash_memory(memories, &ty));
                memories += 1;
            }
            ExternalKind::Table => {
                let ty = survey.tables[place];
                let import = encoder.table_type(ty).ok()?;
                checker.imports.import(&module, &export.name, import);
                checker.state(format!("table {tables}"), hash_table(tables, &ty));
                tables += 1;
            }
            ExternalKind::Global if export.name == FUEL => {
                let ty = encoder.global_type(survey.globals[place]).ok()?;
                if ty.val_type != ValType::I32 || !ty.mutable {
                    return None;
                }
                checker.imports.import(&module, FUEL, EntityType::Global(ty));
                let body = [I::LocalGet(0), I::GlobalSet(globals), I::End];
                checker.function(REFUEL, Signature::Refuel, &body);
                globals += 1;
            }
            _ => {}
        }
    }
    Some(checker.finish(survey))
}

#[derive(Default)]
struct Checker {
    imports: ImportSection,
    functions: Vec<(Signature, Function)>,
    exports: ExportSection,
    states: Vec<String>,
}

#[derive(Clone, Copy)]
enum Signature {
    /// Size and hash: `[] -> [i64 i64]`.
    State,
    /// `[i32] -> []`
    Refuel,
}

impl Checker {
    fn state(&mut self, name: String, body: Vec<I<'_>>) {
        self.function(&name, Signature::State, &body);
        self.states.push(name);
    }

    fn function(&mut self, name: &str, signature: Signature, body: &[I<'_>]) {
        let locals = match signature {
            Signature::State => 3,
            Signature::Refuel => 0,
        };
        let mut function = Function::new([(locals, ValType::I64)]);
        for instruction in body {
            function.instruction(instruction);
        }
        self.exports.export(name, ExportKind::Func, self.functions.len() as u32);
        self.functions.push((signature, function));
    }

    fn finish(self, survey: &Survey) -> (Vec<u8>, Vec<String>) {
        // The other module's types keep their numbers; ours come behind.
        let mut types = Vec::new();
        (survey.recursion_groups + 2).encode(&mut types);
        types.extend(&survey.type_section);
        types.extend([0x60, 0, 2, 0x7e, 0x7e]);
        types.extend([0x60, 1, 0x7f, 0]);
        let first = survey.types.len() as u32;
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for (signature, function) in &self.functions {
            functions.function(match signature {
                Signature::State => first,
                Signature::Refuel => first + 1,
            });
            code.function(function);
        }
        let mut module = Module::new();
        module.section(&RawSection { id: 1, data: &types });
        module.section(&self.imports);
        module.section(&functions);
        module.section(&self.exports);
        module.section(&code);
        (module.finish(), self.states)
    }
}

const PLACE: u32 = 0;
const HASH: u32 = 1;
const BYTES: u32 = 2;

/// FNV-1a with words of eight bytes.
fn mix() -> [I<'static>; 6] {
    [
        I::LocalGet(HASH),
        I::I64Xor,
        I::I64Const(0x100_0000_01b3),
        I::I64Mul,
        I::LocalSet(HASH),
        I::Nop,
    ]
}

fn hash_memory(memory: u32, ty: &MemoryType) -> Vec<I<'static>> {
    let size = |body: &mut Vec<I<'static>>| {
        body.push(I::MemorySize(memory));
        if !ty.memory64 {
            body.push(I::I64ExtendI32U);
        }
    };
    let address = |body: &mut Vec<I<'static>>| {
        body.push(I::LocalGet(PLACE));
        if !ty.memory64 {
            body.push(I::I32WrapI64);
        }
    };
    let memarg = MemArg { offset: 0, align: 0, memory_index: memory };
    let mut body = Vec::new();
    size(&mut body);
    body.extend([I::I64Const(i64::from(ty.page_size_log2.unwrap_or(16))), I::I64Shl]);
    body.push(I::LocalSet(BYTES));
    for (step, load) in [(8, I::I64Load(memarg)), (1, I::I64Load8U(memarg))] {
        body.extend([I::Block(BlockType::Empty), I::Loop(BlockType::Empty)]);
        // Without room for another step, on to smaller steps.
        body.extend([I::LocalGet(PLACE), I::I64Const(step), I::I64Add, I::LocalGet(BYTES)]);
        body.extend([I::I64GtU, I::BrIf(1)]);
        address(&mut body);
        body.push(load);
        body.extend(mix());
        body.extend([I::LocalGet(PLACE), I::I64Const(step), I::I64Add, I::LocalSet(PLACE)]);
        body.extend([I::Br(0), I::End, I::End]);
    }
    size(&mut body);
    body.extend([I::LocalGet(HASH), I::End]);
    body
}

fn hash_table(table: u32, ty: &TableType) -> Vec<I<'static>> {
    let mut body = Vec::new();
    let size = |body: &mut Vec<I<'static>>| {
        body.push(I::TableSize(table));
        if !ty.table64 {
            body.push(I::I64ExtendI32U);
        }
    };
    body.extend([I::Block(BlockType::Empty), I::Loop(BlockType::Empty), I::LocalGet(PLACE)]);
    size(&mut body);
    body.extend([I::I64GeU, I::BrIf(1), I::LocalGet(PLACE)]);
    if !ty.table64 {
        body.push(I::I32WrapI64);
    }
    body.extend([I::TableGet(table), I::RefIsNull, I::I64ExtendI32U]);
    body.extend([I::I64Const(1), I::I64Add]);
    body.extend(mix());
    body.extend([I::LocalGet(PLACE), I::I64Const(1), I::I64Add, I::LocalSet(PLACE)]);
    body.extend([I::Br(0), I::End, I::End]);
    size(&mut body);
    body.extend([I::LocalGet(HASH), I::End]);
    body
}

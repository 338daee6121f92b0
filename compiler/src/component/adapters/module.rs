//! Puts a module of one function together: what it imports, and its code.

use std::collections::HashMap;

use wasm_encoder::{
    BlockType, CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalType, ImportSection, Instruction, MemoryType, NameMap, NameSection, TypeSection, ValType,
};

use super::Adapter;
use crate::component::graph::CoreItem;
use crate::error::{Error, Result};

/// The name of the function that an adapter exports.
pub const EXPORT: &str = "call";

/// How many instructions an adapter may have: what is written for each field of each
/// case of each type is soon too much for the code generator.
const MOST_INSTRUCTIONS: usize = 400_000;
/// How many locals a function may have. Source: WebAssembly JavaScript Interface,
/// "Implementation Limits".
const MOST_LOCALS: usize = 50_000;

/// A module in the making. Indices are those of the finished module: everything but
/// one function is imported.
#[derive(Default)]
pub struct ModuleBuilder<'a> {
    types: Vec<(Vec<ValType>, Vec<ValType>)>,
    functions: Vec<u32>,
    globals: u32,
    memories: u32,
    imports: Vec<(CoreItem<'a>, EntityType)>,
    known: HashMap<CoreItem<'a>, u32>,
    /// Types of the locals, parameters first.
    locals: Vec<ValType>,
    parameters: usize,
    code: Vec<Instruction<'static>>,
}

impl<'a> ModuleBuilder<'a> {
    /// A module whose function has these parameters.
    pub fn new(parameters: &[wasmparser::ValType]) -> ModuleBuilder<'a> {
        ModuleBuilder {
            locals: parameters.iter().map(|&ty| encoded(ty)).collect(),
            parameters: parameters.len(),
            ..ModuleBuilder::default()
        }
    }

    fn ty(&mut self, parameters: Vec<ValType>, results: Vec<ValType>) -> u32 {
        let ty = (parameters, results);
        let known = self.types.iter().position(|known| *known == ty);
        known.unwrap_or_else(|| {
            self.types.push(ty);
            self.types.len() - 1
        }) as u32
    }

    /// The index of an imported function.
    pub fn function(
        &mut self,
        item: &CoreItem<'a>,
        parameters: &[wasmparser::ValType],
        results: &[wasmparser::ValType],
    ) -> u32 {
        if let Some(&known) = self.known.get(item) {
            return known;
        }
        let encode = |types: &[wasmparser::ValType]| types.iter().map(|&ty| encoded(ty)).collect();
        let ty = self.ty(encode(parameters), encode(results));
        let index = self.functions.len() as u32;
        self.functions.push(ty);
        self.import(item, EntityType::Function(ty), index)
    }

    /// The index of an imported memory.
    pub fn memory(&mut self, item: &CoreItem<'a>) -> u32 {
        if let Some(&known) = self.known.get(item) {
            return known;
        }
        let index = self.memories;
        self.memories += 1;
        let ty = MemoryType {
            minimum: 0,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        self.import(item, EntityType::Memory(ty), index)
    }

    /// The index of an imported variable of type i32.
    pub fn variable(&mut self, item: &CoreItem<'a>) -> u32 {
        if let Some(&known) = self.known.get(item) {
            return known;
        }
        let index = self.globals;
        self.globals += 1;
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        self.import(item, EntityType::Global(ty), index)
    }

    fn import(&mut self, item: &CoreItem<'a>, ty: EntityType, index: u32) -> u32 {
        self.imports.push((item.clone(), ty));
        self.known.insert(item.clone(), index);
        index
    }

    /// A new local, which is zero at first.
    pub fn local(&mut self, ty: ValType) -> u32 {
        self.locals.push(ty);
        self.locals.len() as u32 - 1
    }

    /// Appends an instruction. What is too much is left out: [`ModuleBuilder::finish`]
    /// refuses it anyway.
    pub fn emit(&mut self, instruction: Instruction<'static>) {
        if self.code.len() <= MOST_INSTRUCTIONS {
            self.code.push(instruction);
        }
    }

    pub fn emit_all(&mut self, instructions: impl IntoIterator<Item = Instruction<'static>>) {
        instructions.into_iter().for_each(|instruction| self.emit(instruction));
    }

    /// Begins a conditional block; the condition is on the stack.
    pub fn begin_if(&mut self) {
        self.emit(Instruction::If(BlockType::Empty));
    }

    pub fn end(&mut self) {
        self.emit(Instruction::End);
    }

    /// The finished module, and what its imports are.
    ///
    /// # Errors
    /// The code is larger than a function may be.
    pub fn finish(
        mut self,
        name: String,
        results: &[wasmparser::ValType],
    ) -> Result<(Adapter, Vec<CoreItem<'a>>)> {
        if self.code.len() > MOST_INSTRUCTIONS || self.locals.len() > MOST_LOCALS {
            return Err(Error::limit(format!(
                "the {name} is too large: the types of its values are too complex"
            )));
        }
        let results = results.iter().map(|&ty| encoded(ty)).collect();
        let own = self.ty(self.locals[..self.parameters].to_vec(), results);
        let mut types = TypeSection::new();
        for (parameters, results) in &self.types {
            types.ty().function(parameters.iter().copied(), results.iter().copied());
        }
        let mut imports = ImportSection::new();
        let mut items = Vec::with_capacity(self.imports.len());
        for (place, (item, ty)) in self.imports.into_iter().enumerate() {
            imports.import("", &place.to_string(), ty);
            items.push(item);
        }
        let mut functions = FunctionSection::new();
        functions.function(own);
        let own = self.functions.len() as u32;
        let mut exports = ExportSection::new();
        exports.export(EXPORT, ExportKind::Func, own);
        let locals = self.locals[self.parameters..].iter().map(|&ty| (1, ty));
        let mut function = Function::new(locals);
        for instruction in &self.code {
            function.instruction(instruction);
        }
        function.instruction(&Instruction::End);
        let mut code = CodeSection::new();
        code.function(&function);
        let mut module = wasm_encoder::Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&exports)
            .section(&code);
        let mut names = NameSection::new();
        let mut function_names = NameMap::new();
        function_names.append(own, &name);
        names.functions(&function_names);
        module.section(&names);
        Ok((Adapter { bytes: module.finish() }, items))
    }
}

/// The same type, as the encoder calls it. References are no part of the canonical
/// ABI.
pub fn encoded(ty: wasmparser::ValType) -> ValType {
    match ty {
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        _ => ValType::I32,
    }
}

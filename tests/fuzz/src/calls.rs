//! Modules of many small functions that call each other in every way there is:
//! typed references, tables, tail calls, many parameters and results, branches
//! with values.

use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, ExportKind, ExportSection, FunctionSection,
    GlobalSection, GlobalType, HeapType, Module, RefType, TableSection, TableType, TagKind,
    TagSection, TagType, TypeSection, ValType,
};

use crate::bodies::Body;
use crate::case::{Case, Floats};
use crate::plan;
use crate::random::Random;
use crate::smith::{FUEL, determine};

/// The case of a seed.
pub fn calls(seed: u64, floats: Floats) -> Option<Case> {
    let mut random = Random::new(seed ^ 0xca11);
    let bytes = Shape::random(&mut random).module(&mut random);
    plan::plan(seed, floats, vec![determine(&bytes, floats)?], &mut random)
}

/// All that functions can refer to.
#[derive(Debug)]
pub struct Shape {
    pub types: Vec<Signature>,
    /// The type of each function.
    pub functions: Vec<u32>,
    /// The last one is the fuel, which bodies do not touch otherwise.
    pub globals: Vec<ValType>,
    pub tables: Vec<Table>,
    /// What each tag's exceptions carry.
    pub tags: Vec<Vec<ValType>>,
}

#[derive(Clone, Debug)]
pub struct Signature {
    pub parameters: Vec<ValType>,
    pub results: Vec<ValType>,
}

#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub element: RefType,
    pub wide: bool,
    pub size: u64,
}

const NUMBERS: [ValType; 5] =
    [ValType::I32, ValType::I64, ValType::F32, ValType::F64, ValType::V128];

pub fn concrete(ty: u32, nullable: bool) -> RefType {
    RefType { nullable, heap_type: HeapType::Concrete(ty) }
}

impl Shape {
    fn random(random: &mut Random) -> Shape {
        let mut types: Vec<Signature> = Vec::new();
        for number in 0..2 + random.below(5) {
            let mut list = |most: &[usize]| {
                let count = random.pick(most);
                let count = random.below(count + 1);
                (0..count).map(|_| value_type(random, number as u32)).collect()
            };
            let parameters = list(&[2, 5, 20]);
            let results = list(&[1, 1, 3, 14]);
            types.push(Signature { parameters, results });
        }
        let some = |random: &mut Random| value_type(random, types.len() as u32);
        // Every type has a function, so that references to it need not be null.
        let mut functions: Vec<u32> = (0..types.len() as u32).collect();
        functions.extend((0..random.below(5)).map(|_| random.below(types.len()) as u32));
        let mut globals: Vec<ValType> = (0..2 + random.below(6)).map(|_| some(random)).collect();
        globals.push(ValType::I32);
        let tables = (0..1 + random.below(3)).map(|_| Table {
            element: match random.below(2) {
                0 => RefType::FUNCREF,
                _ => concrete(random.below(types.len()) as u32, true),
            },
            wide: random.chance(1, 3),
            size: random.pick(&[1, 3, 8]),
        });
        let tables = tables.collect();
        let mut tags = Vec::new();
        if random.chance(1, 2) {
            for _ in 0..1 + random.below(3) {
                let count = random.pick(&[0, 1, 2, 8]);
                tags.push((0..count).map(|_| some(random)).collect());
            }
            // No parameter or result has this type, but a local can.
            globals.insert(0, ValType::EXNREF);
        }
        Shape { types, functions, globals, tables, tags }
    }

    fn module(&self, random: &mut Random) -> Vec<u8> {
        let mut module = Module::new();
        let (mut functions, mut exports) = (FunctionSection::new(), ExportSection::new());
        let mut types = TypeSection::new();
        for signature in &self.types {
            let Signature { parameters, results } = signature.clone();
            types.ty().function(parameters, results);
        }
        let mut tags = TagSection::new();
        for (number, values) in self.tags.iter().enumerate() {
            types.ty().function(values.clone(), []);
            // What handlers get: the values, and the exception behind them.
            types.ty().function([], values.clone());
            let caught: Vec<ValType> = values.iter().copied().chain([ValType::EXNREF]).collect();
            types.ty().function([], caught);
            let func_type_idx = self.tag_type(number as u32);
            tags.tag(TagType { kind: TagKind::Exception, func_type_idx });
            exports.export(&format!("e{number}"), ExportKind::Tag, number as u32);
        }
        for (number, ty) in self.functions.iter().enumerate() {
            functions.function(*ty);
            exports.export(&format!("f{number}"), ExportKind::Func, number as u32);
        }
        let mut tables = TableSection::new();
        for (number, table) in self.tables.iter().enumerate() {
            tables.table(TableType {
                element_type: table.element,
                table64: table.wide,
                minimum: table.size,
                maximum: Some(table.size + 2),
                shared: false,
            });
            exports.export(&format!("t{number}"), ExportKind::Table, number as u32);
        }
        let mut globals = GlobalSection::new();
        for (number, ty) in self.globals.iter().enumerate() {
            let ty = GlobalType { val_type: *ty, mutable: true, shared: false };
            globals.global(ty, &self.constant(random, ty.val_type));
            let name =
                if number + 1 == self.globals.len() { FUEL.into() } else { format!("g{number}") };
            exports.export(&name, ExportKind::Global, number as u32);
        }
        let mut elements = ElementSection::new();
        for (number, table) in self.tables.iter().enumerate() {
            let list: Vec<ConstExpr> = (0..table.size - u64::from(random.chance(1, 8)))
                .map(|_| self.constant(random, ValType::Ref(table.element)))
                .collect();
            let zero = if table.wide { ConstExpr::i64_const(0) } else { ConstExpr::i32_const(0) };
            let list = Elements::Expressions(table.element, list.into());
            elements.active(Some(number as u32), &zero, list);
        }
        // What `ref.func` names in code.
        let all: Vec<u32> = (0..self.functions.len() as u32).collect();
        elements.declared(Elements::Functions(all.into()));
        let mut code = CodeSection::new();
        for &ty in &self.functions {
            code.function(&Body::new(self, random, ty).write());
        }
        module.section(&types).section(&functions).section(&tables);
        if !self.tags.is_empty() {
            module.section(&tags);
        }
        module.section(&globals);
        module.section(&exports).section(&elements).section(&code);
        module.finish()
    }

    /// Behind it are the types of its handlers' blocks, without and with the
    /// exception itself.
    pub fn tag_type(&self, tag: u32) -> u32 {
        self.types.len() as u32 + 3 * tag
    }

    fn constant(&self, random: &mut Random, ty: ValType) -> ConstExpr {
        match ty {
            ValType::I32 => ConstExpr::i32_const(random.edge(32) as i32),
            ValType::I64 => ConstExpr::i64_const(random.edge(64) as i64),
            ValType::F32 => ConstExpr::f32_const((random.below(1000) as f32).into()),
            ValType::F64 => ConstExpr::f64_const((random.below(1000) as f64).into()),
            ValType::V128 => ConstExpr::v128_const(i128::from(random.next() as i64)),
            ValType::Ref(ty) if ty.nullable && random.chance(1, 20) => {
                ConstExpr::ref_null(ty.heap_type)
            }
            ValType::Ref(ty) => match self.function_of(random, ty) {
                Some(function) => ConstExpr::ref_func(function),
                None => ConstExpr::ref_null(ty.heap_type),
            },
        }
    }

    /// A function that a reference of type `ty` can name.
    pub fn function_of(&self, random: &mut Random, ty: RefType) -> Option<u32> {
        let fits: Vec<u32> = (0..self.functions.len() as u32)
            .filter(|&function| match ty.heap_type {
                HeapType::Concrete(ty) => self.functions[function as usize] == ty,
                heap => heap == HeapType::FUNC,
            })
            .collect();
        (!fits.is_empty()).then(|| random.pick(&fits))
    }
}

/// A number's type or a reference's; to types before `end` only, so that
/// functions of each can be made. All can be null, so that all have defaults.
pub fn value_type(random: &mut Random, end: u32) -> ValType {
    match random.below(8) {
        0 => ValType::FUNCREF,
        1 => ValType::EXTERNREF,
        2 | 3 if end > 0 => ValType::Ref(concrete(random.below(end as usize) as u32, true)),
        _ => random.pick(&NUMBERS),
    }
}

//! Reads the sections of a module and validates all but the function bodies.

use cranelift_codegen::entity::EntityRef;
use sha2::{Digest, Sha256};
use wasmparser::{
    ElementItems as RawItems, ElementKind, Encoding, ExternalKind, FuncToValidate, Parser, Payload,
    TableInit, TypeRef, ValidPayload, Validator, ValidatorResources, WasmFeatures,
};

use super::survey::classify;
use super::*;
use crate::error::{Error, Result};

/// What the compiler accepts when it validates: WebAssembly 3.0 and what stands
/// beside it. Instructions that validate but have no translation yet are
/// reported where they stand, by name.
pub fn accepted_features() -> WasmFeatures {
    WasmFeatures::default()
        | WasmFeatures::LEGACY_EXCEPTIONS
        | WasmFeatures::CUSTOM_PAGE_SIZES
        | WasmFeatures::WIDE_ARITHMETIC
}

/// Parses and validates a module. Function bodies are validated in parallel.
///
/// # Errors
/// Invalid or unsupported input, with its byte offset.
pub fn parse(bytes: &[u8]) -> Result<Module<'_>> {
    parse_at(bytes, 0)
}

/// As [`parse`], for a module that begins `offset` bytes behind the start of its
/// file: that is where errors count from.
///
/// # Errors
/// As for [`parse`].
pub fn parse_at(bytes: &[u8], offset: u64) -> Result<Module<'_>> {
    let (mut module, functions) = read_sections(bytes, offset)?;
    validate_functions(&mut module, functions)?;
    Ok(module)
}

type Unvalidated = Vec<FuncToValidate<ValidatorResources>>;

fn read_sections(bytes: &[u8], offset: u64) -> Result<(Module<'_>, Unvalidated)> {
    let mut module = Module { hash: Sha256::digest(bytes).into(), ..Module::default() };
    let mut unvalidated = Vec::new();
    let mut validator = Validator::new_with_features(accepted_features());
    for payload in Parser::new(offset).parse_all(bytes) {
        let payload = payload?;
        if let Payload::Version { encoding: Encoding::Component, .. } = payload {
            return Err(Error::invalid("a component stands where a module should"));
        }
        if let ValidPayload::Func(function, body) = validator.payload(&payload).map_err(classify)? {
            unvalidated.push(function);
            module.bodies.push(body);
        }
        read_section(&mut module, payload)?;
    }
    Ok((module, unvalidated))
}

fn read_section<'data>(module: &mut Module<'data>, payload: Payload<'data>) -> Result<()> {
    match payload {
        Payload::TypeSection(section) => {
            for group in section {
                let mut count = 0;
                for ty in group?.into_types() {
                    module.types.push(ty);
                    count += 1;
                }
                module.recursion_groups.push(count);
            }
        }
        Payload::ImportSection(section) => {
            for import in section.into_imports_with_offsets() {
                let (offset, import) = import?;
                let item = read_import(module, import.ty);
                module.imports.push(Import {
                    module: import.module,
                    name: import.name,
                    item,
                    offset,
                });
            }
        }
        Payload::FunctionSection(section) => {
            for ty in section {
                module.functions.push(TypeIndex::new(ty? as usize));
            }
        }
        Payload::TableSection(section) => {
            for table in section {
                let table = table?;
                let initial = match table.init {
                    TableInit::RefNull => None,
                    TableInit::Expr(expression) => Some(ConstantExpression::read(&expression)?),
                };
                module.tables.push(Table { ty: table.ty, initial });
            }
        }
        Payload::MemorySection(section) => {
            for memory in section {
                module.memories.push(memory?);
            }
        }
        Payload::TagSection(section) => {
            for tag in section {
                module.tags.push(TypeIndex::new(tag?.func_type_idx as usize));
            }
        }
        Payload::GlobalSection(section) => {
            for global in section {
                let global = global?;
                let initial = Some(ConstantExpression::read(&global.init_expr)?);
                module.globals.push(Global { ty: global.ty, initial });
            }
        }
        Payload::ExportSection(section) => {
            for export in section {
                let export = export?;
                let item = item(export.kind, export.index);
                module.exports.push(Export { name: export.name, item });
            }
        }
        Payload::StartSection { func, .. } => module.start = Some(FuncIndex::new(func as usize)),
        Payload::ElementSection(section) => {
            for segment in section.into_iter_with_offsets() {
                let (offset, segment) = segment?;
                module.elements.push(read_elements(segment, offset)?);
            }
        }
        Payload::DataSection(section) => {
            for segment in section.into_iter_with_offsets() {
                let (offset, segment) = segment?;
                let mode = match segment.kind {
                    wasmparser::DataKind::Passive => DataMode::Passive,
                    wasmparser::DataKind::Active { memory_index, offset_expr } => {
                        DataMode::Active {
                            memory: MemoryIndex::new(memory_index as usize),
                            offset: ConstantExpression::read(&offset_expr)?,
                        }
                    }
                };
                module.data.push(DataSegment { mode, bytes: segment.data, offset });
            }
        }
        Payload::CustomSection(section) if section.name() == "name" => {
            let reader = wasmparser::BinaryReader::new(section.data(), section.data_offset());
            module.names = Names::read(reader);
        }
        Payload::CustomSection(section) if section.name() == BranchHints::SECTION => {
            let reader = wasmparser::BinaryReader::new(section.data(), section.data_offset());
            module.branch_hints = BranchHints::read(reader);
        }
        _ => {}
    }
    Ok(())
}

fn read_import(module: &mut Module<'_>, ty: TypeRef) -> ImportItem {
    match ty {
        TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
            module.imported.functions += 1;
            ImportItem::Function(module.functions.push(TypeIndex::new(ty as usize)))
        }
        TypeRef::Table(ty) => {
            module.imported.tables += 1;
            ImportItem::Table(module.tables.push(Table { ty, initial: None }))
        }
        TypeRef::Memory(ty) => {
            module.imported.memories += 1;
            ImportItem::Memory(module.memories.push(ty))
        }
        TypeRef::Global(ty) => {
            module.imported.globals += 1;
            ImportItem::Global(module.globals.push(Global { ty, initial: None }))
        }
        TypeRef::Tag(ty) => {
            module.imported.tags += 1;
            ImportItem::Tag(module.tags.push(TypeIndex::new(ty.func_type_idx as usize)))
        }
    }
}

fn item(kind: ExternalKind, index: u32) -> Item {
    let index = index as usize;
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => Item::Function(FuncIndex::new(index)),
        ExternalKind::Table => Item::Table(TableIndex::new(index)),
        ExternalKind::Memory => Item::Memory(MemoryIndex::new(index)),
        ExternalKind::Global => Item::Global(GlobalIndex::new(index)),
        ExternalKind::Tag => Item::Tag(TagIndex::new(index)),
    }
}

fn read_elements(segment: wasmparser::Element<'_>, offset: u64) -> Result<ElementSegment> {
    let mode = match segment.kind {
        ElementKind::Passive => ElementMode::Passive,
        ElementKind::Declared => ElementMode::Declared,
        ElementKind::Active { table_index, offset_expr } => ElementMode::Active {
            table: TableIndex::new(table_index.unwrap_or(0) as usize),
            offset: ConstantExpression::read(&offset_expr)?,
        },
    };
    let (ty, items) = match segment.items {
        RawItems::Functions(functions) => {
            let functions: Result<Vec<u32>, _> = functions.into_iter().collect();
            let functions = functions?.into_iter().map(|index| FuncIndex::new(index as usize));
            (wasmparser::RefType::FUNCREF, ElementItems::Functions(functions.collect()))
        }
        RawItems::Expressions(ty, expressions) => {
            let mut items = Vec::new();
            for expression in expressions {
                items.push(ConstantExpression::read(&expression?)?);
            }
            (ty, ElementItems::Expressions(items))
        }
    };
    Ok(ElementSegment { mode, ty, items, offset })
}

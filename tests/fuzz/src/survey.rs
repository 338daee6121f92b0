//! Module bytes → what the fuzzer has to know of them: types, index spaces and
//! exports.

use wasmparser::{
    ExternalKind, FuncType, GlobalType, MemoryType, Parser, Payload, TableType, TagType, TypeRef,
};

#[derive(Debug, Default)]
pub struct Survey {
    /// The content of the type section behind its count, and that count.
    pub type_section: Vec<u8>,
    pub recursion_groups: u32,
    /// What is no function has none.
    pub types: Vec<Option<FuncType>>,
    pub functions: Vec<u32>,
    pub tables: Vec<TableType>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<GlobalType>,
    pub tags: Vec<TagType>,
    pub exports: Vec<Export>,
    pub bodies: usize,
    pub defined_memories: usize,
    pub defined_tables: usize,
}

#[derive(Clone, Debug)]
pub struct Export {
    pub name: String,
    pub kind: ExternalKind,
    pub index: u32,
}

impl Survey {
    /// # Errors
    /// Bytes that are no module.
    pub fn of(bytes: &[u8]) -> Result<Survey, wasmparser::BinaryReaderError> {
        let mut survey = Survey::default();
        for payload in Parser::new(0).parse_all(bytes) {
            survey.section(payload?, bytes)?;
        }
        Ok(survey)
    }

    fn section(
        &mut self,
        payload: Payload<'_>,
        bytes: &[u8],
    ) -> Result<(), wasmparser::BinaryReaderError> {
        match payload {
            Payload::TypeSection(section) => {
                self.recursion_groups = section.count();
                self.type_section =
                    bytes[section.original_position()..section.range().end].to_vec();
                for group in section {
                    self.types.extend(group?.into_types().map(
                        |ty| match ty.composite_type.inner {
                            wasmparser::CompositeInnerType::Func(ty) => Some(ty),
                            _ => None,
                        },
                    ));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.import(import?.ty);
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.functions.push(ty?);
                }
            }
            Payload::TableSection(section) => {
                self.defined_tables = section.count() as usize;
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                self.defined_memories = section.count() as usize;
                for memory in section {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(global?.ty);
                }
            }
            Payload::TagSection(section) => {
                for tag in section {
                    self.tags.push(tag?);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    let (name, kind, index) = (export.name.to_owned(), export.kind, export.index);
                    self.exports.push(Export { name, kind, index });
                }
            }
            Payload::CodeSectionStart { count, .. } => self.bodies = count as usize,
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, ty: TypeRef) {
        match ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => self.functions.push(ty),
            TypeRef::Table(ty) => self.tables.push(ty),
            TypeRef::Memory(ty) => self.memories.push(ty),
            TypeRef::Global(ty) => self.globals.push(ty),
            TypeRef::Tag(ty) => self.tags.push(ty),
        }
    }

    pub fn function_type(&self, function: u32) -> Option<&FuncType> {
        self.types[self.functions[function as usize] as usize].as_ref()
    }

    pub fn exports_of(&self, kind: ExternalKind) -> impl Iterator<Item = &Export> {
        self.exports.iter().filter(move |export| export.kind == kind)
    }
}

//! The parsed module: what the sections say, with typed index spaces.

use cranelift_codegen::entity::{EntityRef, PrimaryMap};
use wasmparser::{FuncType, FunctionBody, GlobalType, MemoryType, RefType, SubType, TableType};

use super::{BranchHints, ConstantExpression, FunctionSurvey, Names};
use crate::indices::typed_indices;

typed_indices! {
    /// Core, "Indices": types.
    TypeIndex = "type";
    /// Functions, imported ones first.
    FuncIndex = "func";
    /// Functions that the module defines.
    DefinedFuncIndex = "defined";
    TableIndex = "table";
    MemoryIndex = "memory";
    GlobalIndex = "global";
    TagIndex = "tag";
    ElementIndex = "elem";
    DataIndex = "data";
}

/// A module as its sections state it. Validated.
#[derive(Debug, Default)]
pub struct Module<'data> {
    /// Every type, flattened; [`Module::recursion_groups`] has the borders.
    pub types: PrimaryMap<TypeIndex, SubType>,
    /// The number of types of each recursion group, in order.
    pub recursion_groups: Vec<u32>,
    pub imports: Vec<Import<'data>>,
    /// The type of every function, imported ones first.
    pub functions: PrimaryMap<FuncIndex, TypeIndex>,
    pub tables: PrimaryMap<TableIndex, Table>,
    pub memories: PrimaryMap<MemoryIndex, MemoryType>,
    pub globals: PrimaryMap<GlobalIndex, Global>,
    /// The type of every tag, imported ones first.
    pub tags: PrimaryMap<TagIndex, TypeIndex>,
    pub imported: ImportCounts,
    pub exports: Vec<Export<'data>>,
    pub start: Option<FuncIndex>,
    pub elements: PrimaryMap<ElementIndex, ElementSegment>,
    pub data: PrimaryMap<DataIndex, DataSegment<'data>>,
    /// The bodies of the functions that the module defines.
    pub bodies: PrimaryMap<DefinedFuncIndex, FunctionBody<'data>>,
    /// What validation learnt of each body.
    pub surveys: PrimaryMap<DefinedFuncIndex, FunctionSurvey>,
    pub names: Names<'data>,
    pub branch_hints: BranchHints,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

/// How many entries of each index space are imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportCounts {
    pub functions: usize,
    pub tables: usize,
    pub memories: usize,
    pub globals: usize,
    pub tags: usize,
}

#[derive(Clone, Debug)]
pub struct Import<'data> {
    pub module: &'data str,
    pub name: &'data str,
    pub item: ImportItem,
    /// Byte offset of the import in the module.
    pub offset: u64,
}

/// What is imported, with the index that it gets.
#[derive(Clone, Copy, Debug)]
pub enum ImportItem {
    Function(FuncIndex),
    Table(TableIndex),
    Memory(MemoryIndex),
    Global(GlobalIndex),
    Tag(TagIndex),
}

/// An item of one of the index spaces, as exports name it.
pub type Item = ImportItem;

#[derive(Clone, Debug)]
pub struct Export<'data> {
    pub name: &'data str,
    pub item: Item,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub ty: TableType,
    /// The initial value of every element of a defined table; `None` is null.
    pub initial: Option<ConstantExpression>,
}

#[derive(Clone, Debug)]
pub struct Global {
    pub ty: GlobalType,
    /// `None` where it is imported.
    pub initial: Option<ConstantExpression>,
}

#[derive(Clone, Debug)]
pub struct ElementSegment {
    pub mode: ElementMode,
    pub ty: RefType,
    pub items: ElementItems,
    /// Byte offset of the segment in the module.
    pub offset: u64,
}

#[derive(Clone, Debug)]
pub enum ElementMode {
    Passive,
    Declared,
    Active { table: TableIndex, offset: ConstantExpression },
}

#[derive(Clone, Debug)]
pub enum ElementItems {
    Functions(Vec<FuncIndex>),
    Expressions(Vec<ConstantExpression>),
}

#[derive(Clone, Debug)]
pub struct DataSegment<'data> {
    pub mode: DataMode,
    pub bytes: &'data [u8],
    /// Byte offset of the segment in the module.
    pub offset: u64,
}

#[derive(Clone, Debug)]
pub enum DataMode {
    Passive,
    Active { memory: MemoryIndex, offset: ConstantExpression },
}

impl<'data> Module<'data> {
    /// The signature of a function.
    pub fn function_type(&self, function: FuncIndex) -> &FuncType {
        self.types[self.functions[function]].unwrap_func()
    }

    /// The place of `function` among the defined ones, unless it is imported.
    pub fn defined(&self, function: FuncIndex) -> Option<DefinedFuncIndex> {
        function.index().checked_sub(self.imported.functions).map(DefinedFuncIndex::new)
    }

    /// The index of a defined function among all.
    pub fn function_index(&self, defined: DefinedFuncIndex) -> FuncIndex {
        FuncIndex::new(self.imported.functions + defined.index())
    }

    /// The name that the name section gives a function.
    pub fn function_name(&self, function: FuncIndex) -> Option<&str> {
        self.names.function(function)
    }

    /// The name that the name section gives a tag, or else the one that the tag
    /// is exported by.
    pub fn tag_name(&self, tag: TagIndex) -> Option<&'data str> {
        let is_tag = |item: &Item| matches!(*item, Item::Tag(index) if index == tag);
        self.names.tag(tag).or_else(|| {
            self.exports.iter().find(|export| is_tag(&export.item)).map(|export| export.name)
        })
    }

    /// The item exported as `name`.
    pub fn export(&self, name: &str) -> Option<Item> {
        self.exports.iter().find(|export| export.name == name).map(|export| export.item)
    }
}

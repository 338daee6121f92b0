//! The frozen program: core instances, what their imports resolve to, and the
//! initial state of everything mutable.
//!
//! A preview-1 module is a program of one instance, a test script or a
//! component one of several. Everything is known here: each function, memory,
//! table and global has a key, and later phases only read.

mod build;
mod evaluate;
mod forwards;
mod images;
mod imports;
mod memory_plan;
mod state;
mod symbol;
mod tags;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod threads;
mod types;

use std::collections::HashMap;
use std::ops::Range;

use cranelift_codegen::entity::PrimaryMap;
use wasi2native_runtime_support::abi::host_functions::{HOST_FUNCTIONS, HostFunction};
use wasmparser::{FuncType, GlobalType, MemoryType, TableType};

pub use build::{ProgramBuilder, command, no_values, note_missing_folders};
pub use imports::{
    Extern, func_type_text, host_function, host_function_has_type, host_type, host_types_text,
    import_type_text,
};
pub use memory_plan::{Limits, UNWRAPPED_REACH};
pub use state::StateLayout;
pub use symbol::Symbol;
pub use tags::{ExceptionValue, Tag, refers_to_exception};
pub use threads::{Slots, Threads};
pub use types::{CanonicalType, CanonicalTypes};

use crate::indices::typed_indices;
use crate::options::RelaxedSimd;
use crate::wasm::{
    DataIndex, DefinedFuncIndex, ElementIndex, FuncIndex, FunctionSurvey, GlobalIndex, MemoryIndex,
    Module, Proposal, TableIndex, TagIndex, TypeIndex,
};

typed_indices! {
    ModuleKey = "module";
    InstanceKey = "instance";
    /// A function that has generated code.
    FunctionKey = "fn";
    MemoryKey = "mem";
    TableKey = "tab";
    GlobalKey = "glob";
    TagKey = "tag";
    /// A canonical type: equal for equal types of different modules.
    TypeKey = "ty";
    /// A data segment whose bytes are needed at run time.
    DataKey = "data";
    /// An element segment whose items are needed at run time.
    ElementKey = "elem";
    /// A function that is referenced as a value. Number 0 stands for null.
    DescriptorKey = "desc";
    /// A function that the runtime can call.
    EntryKey = "entry";
    /// A row of the runtime's table of host functions.
    HostFunctionKey = "host";
}

impl HostFunctionKey {
    pub fn row(self) -> &'static HostFunction {
        &HOST_FUNCTIONS[self.0 as usize]
    }
}

/// See the module.
#[derive(Debug)]
pub struct Program<'a> {
    pub modules: PrimaryMap<ModuleKey, ProgramModule<'a>>,
    pub instances: PrimaryMap<InstanceKey, Instance>,
    pub functions: PrimaryMap<FunctionKey, FunctionKind>,
    pub memories: PrimaryMap<MemoryKey, Memory<'a>>,
    pub tables: PrimaryMap<TableKey, Table>,
    pub globals: PrimaryMap<GlobalKey, Global>,
    pub tags: PrimaryMap<TagKey, Tag<'a>>,
    pub types: CanonicalTypes,
    pub data: PrimaryMap<DataKey, Data<'a>>,
    pub elements: PrimaryMap<ElementKey, Elements>,
    pub descriptors: PrimaryMap<DescriptorKey, Descriptor>,
    /// The descriptor of every function that is used as a value.
    pub descriptor_of: HashMap<Callee, DescriptorKey>,
    pub entries: PrimaryMap<EntryKey, Entry>,
    /// Where mutable things are that have one place for the whole program.
    pub state: StateLayout,
    /// `None` where the program starts no threads.
    pub threads: Option<Threads>,
    /// Which results of relaxed vector instructions are chosen.
    pub relaxed_simd: RelaxedSimd,
    /// SHA-256 of the file that all modules are in, where that is a component.
    pub component_hash: Option<[u8; 32]>,
}

/// A module and what its types are called program-wide.
#[derive(Debug)]
pub struct ProgramModule<'a> {
    pub module: &'a Module<'a>,
    pub types: PrimaryMap<TypeIndex, TypeKey>,
    /// What all its functions do together.
    pub survey: FunctionSurvey,
}

/// A module with every index space resolved.
#[derive(Debug)]
pub struct Instance {
    pub module: ModuleKey,
    pub functions: PrimaryMap<FuncIndex, Callee>,
    pub memories: PrimaryMap<MemoryIndex, MemoryKey>,
    pub tables: PrimaryMap<TableIndex, TableKey>,
    pub globals: PrimaryMap<GlobalIndex, GlobalKey>,
    pub tags: PrimaryMap<TagIndex, TagKey>,
    /// `None` for a segment that is always empty when code can ask for it:
    /// an active one, which instantiation drops.
    pub data: PrimaryMap<DataIndex, Option<DataKey>>,
    /// As `data`; declared segments are always empty too.
    pub elements: PrimaryMap<ElementIndex, Option<ElementKey>>,
    /// What is left to do when the instance is instantiated, in order.
    pub steps: Vec<Step>,
    /// The function that does the steps, unless there are none.
    pub initialiser: Option<FunctionKey>,
    /// As `initialiser`, for the instance of a further thread.
    pub thread_initialiser: Option<FunctionKey>,
}

/// Who is called by a call of a function index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Callee {
    Wasm(FunctionKey),
    /// A function of the runtime.
    Host(HostFunctionKey, HostContext),
}

/// What a function of the runtime is told of its caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HostContext {
    /// The memory that pointers point into: for a module, that of the instance that
    /// imported the function.
    pub memory: Option<MemoryKey>,
    /// For components: the second parameter, see the contract.
    pub caller: u64,
    /// For components: zero while the caller may not call what it imports.
    pub may_leave: Option<GlobalKey>,
}

/// What a piece of generated code is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// A WebAssembly function. By the wasm (`Tail`) convention.
    Wasm { instance: InstanceKey, function: DefinedFuncIndex },
    /// Does [`Instance::steps`]. By the wasm convention, no parameters.
    Initialiser(InstanceKey),
    /// Does those steps that are each thread's.
    ThreadInitialiser(InstanceKey),
    /// Lets a host function be called by the wasm convention, where it is
    /// called through a reference.
    HostAdapter(HostFunctionKey, HostContext),
    /// The thunk of an [`Entry`]: SystemV, `fn(values: *mut u128)`.
    Entry(EntryKey),
}

/// What instantiation does at run time because it could not be done before.
/// Core, "Instantiation".
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// `memory.init` of a whole segment. Traps where it does not fit.
    Data { memory: MemoryKey, offset: u64, data: DataKey },
    /// `table.init` of a whole segment. Traps where it does not fit.
    Elements { table: TableKey, offset: u64, elements: ElementKey },
    /// Calls the start function.
    Start(Callee),
}

/// A linear memory and its initial content.
#[derive(Debug)]
pub struct Memory<'a> {
    pub ty: MemoryType,
    /// Size at start, in bytes.
    pub initial: u64,
    /// Largest size in bytes that `memory.grow` reaches.
    pub maximum: u64,
    /// Where byte 0 is, and how many bytes from there belong to this memory
    /// alone. What generated code can reach is inside, guard included.
    pub address: u64,
    pub reserved: u64,
    pub bounds: Bounds,
    /// Written in this order at compile time over zeros. All inside `initial`.
    pub image: Vec<ImagePiece<'a>>,
    /// The bytes, whole pages, that the file holds: everything in `image` that is
    /// not zero. Sorted, with holes between them.
    pub runs: Vec<Range<u64>>,
}

impl Memory<'_> {
    pub fn page_size_log2(&self) -> u32 {
        self.ty.page_size_log2.unwrap_or(16)
    }
}

/// How accesses are kept inside a memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bounds {
    /// Everything that a 32-bit index and offset reach is reserved: the MMU
    /// checks.
    Guarded,
    /// Generated code compares with the memory's length.
    Explicit,
}

#[derive(Clone, Copy, Debug)]
pub struct ImagePiece<'a> {
    pub offset: u64,
    pub bytes: &'a [u8],
}

/// A table and its initial content.
#[derive(Debug)]
pub struct Table {
    pub ty: TableType,
    /// Size at start, in elements.
    pub initial: u64,
    /// Largest size in elements that `table.grow` reaches.
    pub maximum: u64,
    /// Elements at start; what is missing at the end is null.
    pub elements: Vec<Reference>,
    pub storage: TableStorage,
    /// As [`Memory::runs`], of a growable table.
    pub runs: Vec<Range<u64>>,
}

/// Where a table's elements are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableStorage {
    /// The size never changes: the symbol [`Symbol::Table`] is the storage.
    Fixed,
    /// In address space of its own, found through [`Symbol::TableRecord`].
    Growable { address: u64, reserved: u64 },
    /// As growable, in each thread's slot, so many bytes from its start.
    PerThread { offset: u64 },
}

/// A global variable or constant.
#[derive(Clone, Copy, Debug)]
pub struct Global {
    pub ty: GlobalType,
    /// The value at start; for an immutable global, forever.
    pub initial: Value,
}

/// The bytes of a data segment, placed in read-only memory.
#[derive(Clone, Copy, Debug)]
pub struct Data<'a> {
    pub bytes: &'a [u8],
}

/// The items of an element segment, placed in read-only memory.
#[derive(Clone, Debug)]
pub struct Elements {
    pub items: Vec<Reference>,
}

/// What a function reference leads to.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// `None` for null alone.
    pub function: Option<FunctionKey>,
    pub ty: Option<TypeKey>,
}

/// A function that the runtime can call, by its place in the entry table.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Instances whose initialisers run first, in order.
    pub initialise: Vec<InstanceKey>,
    pub action: EntryAction,
    /// Of the action.
    pub ty: FuncType,
}

#[derive(Clone, Copy, Debug)]
pub enum EntryAction {
    Nothing,
    Call(Callee),
    ReadGlobal(GlobalKey),
    /// Makes a further instance for a thread and calls a function of it.
    Thread(InstanceKey, Callee),
}

/// A value known at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    I32(i32),
    I64(i64),
    /// The bits of an f32.
    F32(u32),
    /// The bits of an f64.
    F64(u64),
    V128(u128),
    Reference(Reference),
}

impl Value {
    /// The value as generated code keeps it: little-endian, zero-extended.
    pub fn to_bits(self) -> u128 {
        match self {
            Value::I32(value) => value as u32 as u128,
            Value::I64(value) => value as u64 as u128,
            Value::F32(bits) => bits as u128,
            Value::F64(bits) => bits as u128,
            Value::V128(bits) => bits,
            Value::Reference(reference) => reference.to_bits() as u128,
        }
    }
}

/// A reference known at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    Null,
    Function(DescriptorKey),
}

impl Reference {
    /// The 32 bits that stand for it at run time.
    pub fn to_bits(self) -> u32 {
        use wasi2native_runtime_support::abi::records::FuncDescriptor;
        match self {
            Reference::Null => 0,
            Reference::Function(key) => key.0 * FuncDescriptor::SIZE as u32,
        }
    }
}

impl Instance {
    /// An instance with empty index spaces.
    fn new(module: ModuleKey) -> Instance {
        Instance {
            module,
            functions: PrimaryMap::new(),
            memories: PrimaryMap::new(),
            tables: PrimaryMap::new(),
            globals: PrimaryMap::new(),
            tags: PrimaryMap::new(),
            data: PrimaryMap::new(),
            elements: PrimaryMap::new(),
            steps: Vec::new(),
            initialiser: None,
            thread_initialiser: None,
        }
    }
}

impl<'a> Program<'a> {
    /// The module of an instance.
    pub fn module(&self, instance: InstanceKey) -> &'a Module<'a> {
        self.modules[self.instances[instance].module].module
    }

    /// The reference that `ref.func` gives for a function of an instance.
    ///
    /// # Panics
    /// The function has no descriptor. Validation lets code name only functions
    /// that the module's segments, globals or exports name, and those have one.
    pub fn reference_to(&self, instance: InstanceKey, function: FuncIndex) -> Reference {
        let descriptor = self.descriptor_of.get(&self.instances[instance].functions[function]);
        Reference::Function(*descriptor.expect("validated code names declared functions"))
    }

    /// Whether any instruction throws or catches.
    pub fn uses_exceptions(&self) -> bool {
        self.modules.values().any(|module| {
            let proposals = module.survey.proposals;
            proposals.contains(Proposal::exceptions)
                || proposals.contains(Proposal::legacy_exceptions)
        })
    }

    /// The functions of the runtime that are imported, some several times.
    pub fn host_functions(&self) -> impl Iterator<Item = &'static HostFunction> {
        let callees = self.instances.values().flat_map(|instance| instance.functions.values());
        callees.filter_map(|callee| match callee {
            Callee::Host(host, _) => Some(host.row()),
            Callee::Wasm(_) => None,
        })
    }

    /// The name of a piece of code for symbols and messages, if it has one.
    pub fn function_name(&self, function: FunctionKey) -> Option<&'a str> {
        match self.functions[function] {
            FunctionKind::Wasm { instance, function } => {
                let module = self.module(instance);
                module.names.function(module.function_index(function))
            }
            FunctionKind::HostAdapter(host, _) => Some(host.row().name),
            FunctionKind::Initialiser(_)
            | FunctionKind::ThreadInitialiser(_)
            | FunctionKind::Entry(_) => None,
        }
    }
}

//! Builds the frozen program: instantiates modules one after the other and
//! folds into the initial state all that needs no code to run.

use std::collections::HashMap;

use cranelift_codegen::entity::{EntityRef, PrimaryMap};
use wasi2native_runtime_support::abi::host_functions::{Convention, Needs};
use wasmparser::FuncType;

use super::evaluate::{Context, evaluate};
use super::forwards;
use super::images;
use super::imports::{self, Extern, Unresolved};
use super::memory_plan::{AddressSpace, Limits};
use super::tags;
use super::types::{CanonicalTypes, ValueType};
use super::*;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::report::Observer;
use crate::wasm::{
    self, ConstantExpression, DataMode, ElementItems, ElementMode, FunctionSurvey, Import,
    ImportItem, Item,
};

/// Elements of a table further out than this are written at start instead of
/// being part of the file.
const LONGEST_TABLE_IMAGE: u64 = 1 << 22;

/// The program of a WASI command: one instance whose imports are host functions.
///
/// # Errors
/// Imports that the runtime does not offer, all at once; a module that is no
/// command.
pub fn command<'a>(
    module: &'a Module<'a>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Program<'a>> {
    let mut builder = ProgramBuilder::new(options);
    let memories = builder.define_shared_memories(module)?;
    let instance = builder.instantiate(module, &mut |import| {
        let memory = memories.get(&(import.module, import.name)).copied();
        memory.map(Extern::Memory).or_else(|| host_import(module, import))
    })?;
    let start = command_start(module)?;
    let callee = builder.program.instances[instance].functions[start];
    builder.entry(Entry {
        initialise: vec![instance],
        action: EntryAction::Call(callee),
        ty: module.function_type(start).clone(),
    });
    builder.add_threads(instance, options.stack_size)?;
    let functions = module.imports.iter();
    let functions = functions.filter_map(|import| imports::host_function(module, import));
    note_missing_folders(functions, options, observer);
    note_missing_network(module, options, observer);
    Ok(builder.finish())
}

fn host_import(module: &Module<'_>, import: &Import<'_>) -> Option<Extern> {
    let host = imports::host_function(module, import)?;
    Some(Extern::Function(Callee::Host(host, HostContext::default())))
}

/// The function that a command starts with.
fn command_start(module: &Module<'_>) -> Result<FuncIndex> {
    let Some(Item::Function(start)) = module.export("_start") else {
        return Err(Error::unsupported(
            "the module exports no function `_start`: it is a library, not a command",
        )
        .help("compile it as a WASI command, that is, a program with a main function"));
    };
    let ty = module.function_type(start);
    if !ty.params().is_empty() || !ty.results().is_empty() {
        let ty = imports::func_type_text(ty);
        return Err(Error::invalid(format!(
            "`_start` has type {ty}, but a command's takes and returns nothing"
        ))
        .in_function(start.as_u32(), module.function_name(start)));
    }
    Ok(start)
}

/// Says that no folder is granted, where one of the functions is about files.
pub fn note_missing_folders(
    functions: impl IntoIterator<Item = HostFunctionKey>,
    options: &Options,
    observer: &dyn Observer,
) {
    if !options.capabilities.folders.is_empty() || !options.embedded.roots.is_empty() {
        return;
    }
    let mut rows = functions.into_iter().map(HostFunctionKey::row);
    if let Some(name) = rows.find(|row| row.needs == Needs::Folder).map(|row| row.name) {
        observer.note(&format!(
            "the program can open files (it imports `{name}`), but no folder is granted: pass `--dir .` or another folder"
        ));
    }
}

fn note_missing_network(module: &Module<'_>, options: &Options, observer: &dyn Observer) {
    let capabilities = &options.capabilities;
    if capabilities.inherit_network || !capabilities.network.is_empty() {
        return;
    }
    let socket_function = module.imports.iter().find_map(|import| {
        let row = imports::host_function(module, import)?.row();
        matches!(row.needs, Needs::Connect | Needs::Listen).then_some(import.name)
    });
    if let Some(name) = socket_function {
        observer.note(&format!(
            "the program can use the network (it imports `{name}`), but nothing of it is granted: pass `--allow-listen ADDR:PORT`, `--allow-connect HOST:PORT` or `--inherit-network`"
        ));
    }
}

/// Instantiates modules one after the other.
pub struct ProgramBuilder<'a> {
    pub(super) program: Program<'a>,
    limits: Limits,
    pub(super) space: AddressSpace,
    known_modules: HashMap<*const Module<'a>, ModuleKey>,
    function_types: PrimaryMap<FunctionKey, Option<TypeKey>>,
    /// Bytes at the start of each thread's slot.
    pub(super) thread_tables_size: u64,
    /// No code runs before the instance that is being added: what it does to the memory
    /// or table of another can be done before the program starts.
    nothing_runs: bool,
    /// The types that matching needs; `Program` keeps what translation needs.
    table_types: PrimaryMap<TableKey, ValueType>,
    global_types: PrimaryMap<GlobalKey, ValueType>,
}

impl<'a> ProgramBuilder<'a> {
    pub fn new(options: &Options) -> ProgramBuilder<'a> {
        let mut descriptors = PrimaryMap::new();
        descriptors.push(Descriptor { function: None, ty: None });
        ProgramBuilder {
            program: Program {
                modules: PrimaryMap::new(),
                instances: PrimaryMap::new(),
                functions: PrimaryMap::new(),
                memories: PrimaryMap::new(),
                tables: PrimaryMap::new(),
                globals: PrimaryMap::new(),
                tags: PrimaryMap::new(),
                types: CanonicalTypes::default(),
                data: PrimaryMap::new(),
                elements: PrimaryMap::new(),
                descriptors,
                descriptor_of: HashMap::new(),
                entries: PrimaryMap::new(),
                state: StateLayout::default(),
                threads: None,
                relaxed_simd: options.relaxed_simd,
                component_hash: None,
            },
            limits: Limits::of(options),
            space: AddressSpace::default(),
            known_modules: HashMap::new(),
            function_types: PrimaryMap::new(),
            thread_tables_size: 0,
            nothing_runs: false,
            table_types: PrimaryMap::new(),
            global_types: PrimaryMap::new(),
        }
    }

    /// Says that nothing is called before all instances are there.
    pub fn start_once(&mut self) {
        self.nothing_runs = true;
    }

    /// Adds an instance of `module`; `resolve` finds what its imports name.
    ///
    /// # Errors
    /// Imports that are unknown or do not fit, all at once; limits exceeded.
    /// The builder stays usable as if the call had not been made, but for
    /// address space.
    pub fn instantiate(
        &mut self,
        module: &'a Module<'a>,
        resolve: &mut dyn FnMut(&Import<'a>) -> Option<Extern>,
    ) -> Result<InstanceKey> {
        let key = self.add_module(module)?;
        let mut instance = self.import(module, key, resolve)?;
        // Errors of limits come before anything is added to the program.
        let plans = self.plan(module, key)?;
        let instance_key = self.program.instances.next_key();
        for function in module.bodies.keys() {
            let kind = FunctionKind::Wasm { instance: instance_key, function };
            let ty =
                self.program.modules[key].types[module.functions[module.function_index(function)]];
            instance.functions.push(Callee::Wasm(self.add_function(kind, Some(ty))));
        }
        for memory in plans.memories {
            instance.memories.push(self.program.memories.push(memory));
        }
        let host_memory = host_memory(module, &instance);
        for callee in instance.functions.values_mut() {
            // What a component imports comes with the memory that it names.
            if let Callee::Host(host, context) = callee
                && host.row().convention == Convention::Module
            {
                context.memory = context.memory.or(host_memory);
            }
        }
        for (index, &ty) in module.tags.iter().skip(module.imported.tags) {
            instance.tags.push(self.program.tags.push(Tag {
                ty: self.program.modules[key].types[ty],
                index: index.as_u32(),
                name: module.tag_name(index),
                values: tags::exception_values(module.types[ty].unwrap_func()),
            }));
        }
        self.define_globals(module, &mut instance)?;
        self.define_tables(module, &mut instance, plans.tables)?;
        self.reference_exports(module, &instance);
        self.define_elements(module, &mut instance)?;
        self.define_data(module, &mut instance)?;
        if let Some(start) = module.start {
            instance.steps.push(Step::Start(instance.functions[start]));
        }
        if !instance.steps.is_empty() {
            self.nothing_runs = false;
            let kind = FunctionKind::Initialiser(instance_key);
            instance.initialiser = Some(self.add_function(kind, None));
        }
        Ok(self.program.instances.push(instance))
    }

    /// What an instance exports as `name`.
    pub fn export(&self, instance: InstanceKey, name: &str) -> Option<Extern> {
        let item = self.program.module(instance).export(name)?;
        let instance = &self.program.instances[instance];
        Some(match item {
            Item::Function(index) => Extern::Function(instance.functions[index]),
            Item::Table(index) => Extern::Table(instance.tables[index]),
            Item::Memory(index) => Extern::Memory(instance.memories[index]),
            Item::Global(index) => Extern::Global(instance.globals[index]),
            Item::Tag(index) => Extern::Tag(instance.tags[index]),
        })
    }

    /// Adds a function that the runtime can call; the first is the main entry.
    pub fn entry(&mut self, entry: Entry) -> EntryKey {
        let key = self.program.entries.push(entry);
        self.add_function(FunctionKind::Entry(key), None);
        key
    }

    /// Adds a function that the runtime can call and whose action is decided later,
    /// by [`ProgramBuilder::define_entry`].
    pub fn declare_entry(&mut self) -> EntryKey {
        let action = EntryAction::Nothing;
        self.entry(Entry { initialise: Vec::new(), action, ty: no_values() })
    }

    pub fn define_entry(&mut self, key: EntryKey, entry: Entry) {
        self.program.entries[key] = entry;
    }

    /// Says that all modules come from one component file.
    pub fn set_component_hash(&mut self, hash: [u8; 32]) {
        self.program.component_hash = Some(hash);
    }

    /// The program as far as it is built.
    pub fn program(&self) -> &Program<'a> {
        &self.program
    }

    /// Freezes the program.
    pub fn finish(mut self) -> Program<'a> {
        if self.nothing_runs {
            forwards::resolve(&mut self.program);
        }
        for instance in images::plan(&mut self.program) {
            self.ensure_initialiser(instance);
        }
        let threads = self.program.threads.as_ref();
        let is_shared =
            |symbol| threads.is_none_or(|threads| threads.state.offset(symbol).is_none());
        self.program.state = StateLayout::of(&self.program, is_shared);
        self.program
    }

    /// Adds the function that does an instance's steps, where there are any.
    pub(super) fn ensure_initialiser(&mut self, instance: InstanceKey) {
        let Instance { steps, initialiser, .. } = &self.program.instances[instance];
        if !steps.is_empty() && initialiser.is_none() {
            let function = self.add_function(FunctionKind::Initialiser(instance), None);
            self.program.instances[instance].initialiser = Some(function);
        }
    }

    /// Defines the shared memories that a command imports, of whatever name: there
    /// is nobody else who could have one.
    fn define_shared_memories(
        &mut self,
        module: &'a Module<'a>,
    ) -> Result<HashMap<(&'a str, &'a str), MemoryKey>> {
        let mut memories = HashMap::new();
        for import in &module.imports {
            let ImportItem::Memory(index) = import.item else { continue };
            let ty = module.memories[index];
            if ty.shared && !memories.contains_key(&(import.module, import.name)) {
                let memory = self.plan_memory(ty)?;
                memories.insert((import.module, import.name), self.program.memories.push(memory));
            }
        }
        Ok(memories)
    }

    fn plan_memory(&mut self, ty: MemoryType) -> Result<Memory<'a>> {
        let plan = self.space.plan_memory(&ty, self.limits)?;
        Ok(Memory {
            ty,
            initial: plan.initial,
            maximum: plan.maximum,
            address: plan.address,
            reserved: plan.reserved,
            bounds: plan.bounds,
            image: Vec::new(),
            runs: Vec::new(),
        })
    }

    fn add_module(&mut self, module: &'a Module<'a>) -> Result<ModuleKey> {
        if let Some(&key) = self.known_modules.get(&std::ptr::from_ref(module)) {
            return Ok(key);
        }
        let types = self.program.types.add(module)?;
        let survey =
            module.surveys.values().fold(FunctionSurvey::default(), |all, &one| all.union(one));
        let key = self.program.modules.push(ProgramModule { module, types, survey });
        self.known_modules.insert(module, key);
        Ok(key)
    }

    /// An instance with its imports alone.
    fn import(
        &mut self,
        module: &'a Module<'a>,
        key: ModuleKey,
        resolve: &mut dyn FnMut(&Import<'a>) -> Option<Extern>,
    ) -> Result<Instance> {
        let mut instance = Instance::new(key);
        let mut unresolved = Vec::new();
        for import in &module.imports {
            let found = match resolve(import) {
                None => Err(Unresolved::Unknown),
                Some(found) => self.check_import(module, key, import, found).map(|()| found),
            };
            match found {
                Ok(Extern::Function(callee)) => drop(instance.functions.push(callee)),
                Ok(Extern::Table(table)) => drop(instance.tables.push(table)),
                Ok(Extern::Memory(memory)) => drop(instance.memories.push(memory)),
                Ok(Extern::Global(global)) => drop(instance.globals.push(global)),
                Ok(Extern::Tag(tag)) => drop(instance.tags.push(tag)),
                Err(reason) => unresolved.push((import, reason)),
            }
        }
        if unresolved.is_empty() {
            Ok(instance)
        } else {
            Err(imports::unresolved_error(module, &unresolved))
        }
    }

    /// Core, "Import Matching".
    fn check_import(
        &self,
        module: &Module<'_>,
        key: ModuleKey,
        import: &Import<'_>,
        found: Extern,
    ) -> Result<(), Unresolved> {
        let program = &self.program;
        let types = &program.modules[key].types;
        let fits = match (import.item, found) {
            (ImportItem::Function(function), Extern::Function(callee)) => match callee {
                Callee::Host(host, _) => {
                    let row = host.row();
                    if !imports::host_function_has_type(row, module.function_type(function)) {
                        return Err(Unresolved::Incompatible(imports::host_types_text(row)));
                    }
                    true
                }
                Callee::Wasm(callee) => self.function_types[callee].is_some_and(|ty| {
                    program.types.is_subtype(ty, types[module.functions[function]])
                }),
            },
            (ImportItem::Memory(memory), Extern::Memory(found)) => {
                let (wanted, found) = (module.memories[memory], &program.memories[found]);
                let pages = found.initial >> found.page_size_log2();
                wanted.memory64 == found.ty.memory64
                    && wanted.shared == found.ty.shared
                    && wanted.page_size_log2.unwrap_or(16) == found.page_size_log2()
                    && limits_fit(wanted.initial, wanted.maximum, pages, found.ty.maximum)
            }
            (ImportItem::Table(table), Extern::Table(found)) => {
                let wanted = &module.tables[table].ty;
                let wanted_type = program.types.value_type(types, wanted.element_type.into());
                let (found_type, found) = (self.table_types[found], &program.tables[found]);
                wanted.table64 == found.ty.table64
                    && wanted_type == found_type
                    && limits_fit(wanted.initial, wanted.maximum, found.initial, found.ty.maximum)
            }
            (ImportItem::Global(global), Extern::Global(found)) => {
                let wanted = module.globals[global].ty;
                let wanted_type = program.types.value_type(types, wanted.content_type);
                let found_type = self.global_types[found];
                wanted.mutable == program.globals[found].ty.mutable
                    && if wanted.mutable {
                        wanted_type == found_type
                    } else {
                        program.types.matches(found_type, wanted_type)
                    }
            }
            (ImportItem::Tag(tag), Extern::Tag(found)) => {
                program.tags[found].ty == types[module.tags[tag]]
            }
            _ => return Err(Unresolved::Incompatible(format!("a {}", found.kind()))),
        };
        if fits {
            Ok(())
        } else {
            Err(Unresolved::Incompatible(format!("another {}", found.kind())))
        }
    }

    fn plan(&mut self, module: &'a Module<'a>, key: ModuleKey) -> Result<Plans<'a>> {
        let mut plans = Plans { memories: Vec::new(), tables: Vec::new() };
        for &ty in module.memories.values().skip(module.imported.memories) {
            plans.memories.push(self.plan_memory(ty)?);
        }
        let grown = self.program.modules[key].survey.grown_tables;
        for (index, table) in module.tables.iter().skip(module.imported.tables) {
            let exported = module
                .exports
                .iter()
                .any(|export| matches!(export.item, Item::Table(table) if table == index));
            // Another instance may grow what is exported; a command has none.
            let (maximum, storage) =
                self.space.plan_table(&table.ty, grown.contains(index) || exported)?;
            plans.tables.push((maximum, storage));
        }
        Ok(plans)
    }

    fn define_globals(&mut self, module: &Module<'_>, instance: &mut Instance) -> Result<()> {
        for global in module.globals.values().skip(module.imported.globals) {
            let expression =
                global.initial.as_ref().expect("a defined global has an initial value");
            let initial = self.evaluate(expression, instance)?;
            let ty = self.value_type(instance.module, global.ty.content_type);
            self.global_types.push(ty);
            instance.globals.push(self.program.globals.push(Global { ty: global.ty, initial }));
        }
        Ok(())
    }

    fn define_tables(
        &mut self,
        module: &Module<'_>,
        instance: &mut Instance,
        plans: Vec<(u64, TableStorage)>,
    ) -> Result<()> {
        let defined = module.tables.values().skip(module.imported.tables);
        for (table, (maximum, storage)) in defined.zip(plans) {
            let elements = match &table.initial {
                None => Vec::new(),
                Some(expression) => match self.evaluate_reference(expression, instance)? {
                    Reference::Null => Vec::new(),
                    _ if table.ty.initial > LONGEST_TABLE_IMAGE => {
                        return Err(Error::limit(format!(
                            "a table starts with {} references, more than the {LONGEST_TABLE_IMAGE} that are allowed",
                            table.ty.initial
                        )));
                    }
                    reference => vec![reference; table.ty.initial as usize],
                },
            };
            let ty = self.value_type(instance.module, table.ty.element_type.into());
            self.table_types.push(ty);
            let table = Table {
                ty: table.ty,
                initial: table.ty.initial,
                maximum,
                elements,
                storage,
                runs: Vec::new(),
            };
            instance.tables.push(self.program.tables.push(table));
        }
        Ok(())
    }

    /// `ref.func` may name what the module exports; such references get their
    /// numbers now. (Those in element segments and globals get theirs there.)
    fn reference_exports(&mut self, module: &Module<'_>, instance: &Instance) {
        if !self.program.modules[instance.module].survey.references_functions {
            return;
        }
        for export in &module.exports {
            if let Item::Function(function) = export.item {
                self.reference_to(instance, function);
            }
        }
    }

    fn define_elements(&mut self, module: &Module<'_>, instance: &mut Instance) -> Result<()> {
        for segment in module.elements.values() {
            let mut items = Vec::new();
            match &segment.items {
                ElementItems::Functions(functions) => {
                    for &function in functions {
                        items.push(self.reference_to(instance, function));
                    }
                }
                ElementItems::Expressions(expressions) => {
                    for expression in expressions {
                        items.push(self.evaluate_reference(expression, instance)?);
                    }
                }
            }
            let mut at_run_time = None;
            match &segment.mode {
                ElementMode::Declared => {}
                ElementMode::Passive => {
                    at_run_time = Some(self.program.elements.push(Elements { items }))
                }
                ElementMode::Active { table: index, offset } => {
                    let table = instance.tables[*index];
                    let offset = self.evaluate_offset(offset, instance)?;
                    let is_own = index.index() >= module.imported.tables;
                    if (is_own || self.nothing_runs)
                        && instance.steps.is_empty()
                        && self.fold_elements(table, offset, &items)
                    {
                        // The table starts with them.
                    } else {
                        let elements = self.program.elements.push(Elements { items });
                        instance.steps.push(Step::Elements { table, offset, elements });
                    }
                }
            }
            instance.elements.push(at_run_time);
        }
        Ok(())
    }

    /// Puts a segment into the initial state of a table, if it fits.
    fn fold_elements(&mut self, table: TableKey, offset: u64, items: &[Reference]) -> bool {
        let table = &mut self.program.tables[table];
        let Some(end) = offset.checked_add(items.len() as u64).filter(|&end| end <= table.initial)
        else {
            return false;
        };
        if end > LONGEST_TABLE_IMAGE {
            return false;
        }
        let (offset, end) = (offset as usize, end as usize);
        if table.elements.len() < end {
            table.elements.resize(end, Reference::Null);
        }
        table.elements[offset..end].copy_from_slice(items);
        true
    }

    fn define_data(&mut self, module: &'a Module<'a>, instance: &mut Instance) -> Result<()> {
        for segment in module.data.values() {
            let mut at_run_time = None;
            match &segment.mode {
                DataMode::Passive => {
                    at_run_time = Some(self.program.data.push(Data { bytes: segment.bytes }))
                }
                DataMode::Active { memory: index, offset } => {
                    let memory = instance.memories[*index];
                    let offset = self.evaluate_offset(offset, instance)?;
                    let fits = offset
                        .checked_add(segment.bytes.len() as u64)
                        .is_some_and(|end| end <= self.program.memories[memory].initial);
                    let is_own = index.index() >= module.imported.memories;
                    if (is_own || self.nothing_runs) && fits && instance.steps.is_empty() {
                        let piece = ImagePiece { offset, bytes: segment.bytes };
                        self.program.memories[memory].image.push(piece);
                    } else {
                        let data = self.program.data.push(Data { bytes: segment.bytes });
                        instance.steps.push(Step::Data { memory, offset, data });
                    }
                }
            }
            instance.data.push(at_run_time);
        }
        Ok(())
    }

    fn value_type(&self, key: ModuleKey, ty: wasmparser::ValType) -> ValueType {
        self.program.types.value_type(&self.program.modules[key].types, ty)
    }

    fn evaluate(&mut self, expression: &ConstantExpression, instance: &Instance) -> Result<Value> {
        evaluate(expression, &mut Evaluation { builder: self, instance })
    }

    fn evaluate_reference(
        &mut self,
        expression: &ConstantExpression,
        instance: &Instance,
    ) -> Result<Reference> {
        match self.evaluate(expression, instance)? {
            Value::Reference(reference) => Ok(reference),
            _ => Err(Error::internal("an element is no reference though it was validated")),
        }
    }

    fn evaluate_offset(
        &mut self,
        expression: &ConstantExpression,
        instance: &Instance,
    ) -> Result<u64> {
        match self.evaluate(expression, instance)? {
            Value::I32(offset) => Ok(u64::from(offset as u32)),
            Value::I64(offset) => Ok(offset as u64),
            _ => Err(Error::internal("a segment's offset is no integer though it was validated")),
        }
    }

    /// The reference to what `index` names in an instance; a function that has
    /// no descriptor yet gets one.
    fn reference_to(&mut self, instance: &Instance, index: FuncIndex) -> Reference {
        let callee = instance.functions[index];
        if let Some(&descriptor) = self.program.descriptor_of.get(&callee) {
            return Reference::Function(descriptor);
        }
        let module = &self.program.modules[instance.module];
        let ty = module.types[module.module.functions[index]];
        let (function, ty) = match callee {
            // Its own type can be a subtype of the one it was imported with.
            Callee::Wasm(function) => (function, self.function_types[function].unwrap_or(ty)),
            Callee::Host(host, context) => (self.add_host_adapter(host, context, ty), ty),
        };
        let descriptor =
            self.program.descriptors.push(Descriptor { function: Some(function), ty: Some(ty) });
        self.program.descriptor_of.insert(callee, descriptor);
        Reference::Function(descriptor)
    }

    fn add_host_adapter(
        &mut self,
        host: HostFunctionKey,
        context: HostContext,
        ty: TypeKey,
    ) -> FunctionKey {
        self.add_function(FunctionKind::HostAdapter(host, context), Some(ty))
    }

    pub(super) fn add_function(&mut self, kind: FunctionKind, ty: Option<TypeKey>) -> FunctionKey {
        self.function_types.push(ty);
        self.program.functions.push(kind)
    }
}

struct Plans<'a> {
    memories: Vec<Memory<'a>>,
    tables: Vec<(u64, TableStorage)>,
}

struct Evaluation<'b, 'a> {
    builder: &'b mut ProgramBuilder<'a>,
    instance: &'b Instance,
}

impl Context for Evaluation<'_, '_> {
    fn global(&self, global: GlobalIndex) -> Value {
        self.builder.program.globals[self.instance.globals[global]].initial
    }

    fn function(&mut self, function: FuncIndex) -> Reference {
        self.builder.reference_to(self.instance, function)
    }
}

/// The memory that pointers given to host functions point into: the one
/// exported as `memory`, as WASI demands, or else the first.
fn host_memory(module: &wasm::Module<'_>, instance: &Instance) -> Option<MemoryKey> {
    match module.export("memory") {
        Some(Item::Memory(memory)) => Some(instance.memories[memory]),
        _ => instance.memories.values().next().copied(),
    }
}

/// Core, "Matching", limits.
fn limits_fit(
    wanted: u64,
    wanted_maximum: Option<u64>,
    found: u64,
    found_maximum: Option<u64>,
) -> bool {
    found >= wanted
        && match (wanted_maximum, found_maximum) {
            (None, _) => true,
            (Some(wanted), Some(found)) => found <= wanted,
            (Some(_), None) => false,
        }
}

/// The type of an entry's action without parameters and results.
pub fn no_values() -> FuncType {
    FuncType::new([], [])
}

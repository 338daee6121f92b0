//! A parsed component → the graph of its core instances. Instantiation is
//! declarative, so it is done here, at compile time.
//!
//! The validator has seen the component: indices are in range and of the right
//! kinds, and what is imported has the type that was asked for.

use std::collections::HashMap;
use std::rc::Rc;

use cranelift_codegen::entity::PrimaryMap;
use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentAlias, ComponentExternalKind, ComponentInstance,
    ComponentOuterAliasKind, ComponentTypeRef, ExternalKind, Instance, TypeBounds,
};

use super::adapters;
use super::graph::*;
use super::host;
use super::interfaces::KnownTypes;
use super::parse::{Definition, ModuleIndex, Source};
use super::scope::*;
use super::type_text;
use super::types::Types;
use crate::error::{Error, Result};
use crate::program::HostFunctionKey;

/// Instances of modules and components together: each module instance is code of
/// its own.
const MOST_INSTANCES: usize = 10_000;
/// Components that instantiate components that instantiate components.
const DEEPEST: usize = 100;

/// Builds the graph. Adapters for functions that the root exports are added
/// afterwards.
pub struct Flattener<'a> {
    pub source: &'a Source<'a>,
    pub graph: Graph<'a>,
    pub scopes: Scopes<'a>,
    pub missing: host::Missing,
    /// What is called of each imported interface, in the order of imports.
    pub imported: Vec<(&'a str, Vec<HostFunctionKey>)>,
    /// See `interfaces`; empty until a function of the host is called.
    pub known_types: KnownTypes<'a>,
    /// Host resources by their number in the contract.
    pub host_resources: HashMap<u32, ResourceKey>,
    /// Instances of the adapters' helpers, by what they work on.
    pub helpers: HashMap<adapters::HelperKey<'a>, CoreInstanceKey>,
    depth: usize,
}

impl<'a> Flattener<'a> {
    pub fn new(source: &'a Source<'a>) -> Flattener<'a> {
        Flattener {
            source,
            graph: Graph {
                types: Types::default(),
                resources: PrimaryMap::new(),
                instances: PrimaryMap::new(),
                adapters: PrimaryMap::new(),
                component_instances: 0,
                parents: HashMap::new(),
            },
            scopes: PrimaryMap::new(),
            missing: host::Missing::default(),
            imported: Vec::new(),
            known_types: KnownTypes::new(),
            host_resources: HashMap::new(),
            helpers: HashMap::new(),
            depth: 0,
        }
    }

    /// Instantiates the root of the file; returns what it exports.
    ///
    /// # Errors
    /// Imports that the runtime does not offer, all at once; what is not supported;
    /// more instances than are reasonable.
    pub fn root(&mut self) -> Result<Exports<'a>> {
        let root = Closure { component: self.source.root, scope: None };
        let exports = self.instantiate(root, None)?;
        self.missing.check()?;
        Ok(exports)
    }

    /// Instantiates a component. Without arguments it is the root, whose imports
    /// are the host's.
    pub fn instantiate(
        &mut self,
        closure: Closure,
        arguments: Option<&HashMap<&'a str, Item<'a>>>,
    ) -> Result<Exports<'a>> {
        let instance = ComponentInstanceKey::from_u32(self.graph.component_instances);
        self.graph.component_instances += 1;
        self.check_limit()?;
        if self.depth == DEEPEST {
            return Err(Error::limit(format!(
                "components instantiate each other more than {DEEPEST} deep"
            )));
        }
        self.depth += 1;
        let scope = self.scopes.push(Scope {
            outer: closure.scope,
            instance: Some(instance),
            ..Scope::default()
        });
        let mut exports = HashMap::new();
        let source = self.source;
        for definition in &source.components[closure.component] {
            self.define(scope, instance, definition, arguments, &mut exports)?;
        }
        self.depth -= 1;
        Ok(Rc::new(exports))
    }

    fn check_limit(&self) -> Result<()> {
        let count = self.graph.component_instances as usize + self.graph.instances.len();
        if count <= MOST_INSTANCES {
            return Ok(());
        }
        Err(Error::limit(format!(
            "the component makes more than {MOST_INSTANCES} instances of components and modules"
        )))
    }

    fn define(
        &mut self,
        key: ScopeKey,
        instance: ComponentInstanceKey,
        definition: &'a Definition<'a>,
        arguments: Option<&HashMap<&'a str, Item<'a>>>,
        exports: &mut HashMap<&'a str, Item<'a>>,
    ) -> Result<()> {
        match definition {
            Definition::CoreModule(module) => self.scopes[key].core_modules.push(*module),
            Definition::CoreType => self.scopes[key].core_types += 1,
            Definition::CoreInstance(definition) => {
                let made = self.core_instance(key, definition)?;
                self.scopes[key].core_instances.push(made);
            }
            Definition::Component(component) => {
                let closure = Closure { component: *component, scope: Some(key) };
                self.scopes[key].components.push(closure);
            }
            Definition::Instance(definition) => {
                let made = self.component_instance(key, definition)?;
                self.scopes[key].instances.push(made);
            }
            Definition::Alias(alias) => self.alias(key, alias)?,
            Definition::Type(ty) => {
                let ty = self.evaluate_type(key, ty)?;
                self.scopes[key].types.push(ty);
            }
            Definition::Canonical(function) => self.canonical(key, instance, function)?,
            Definition::Import(import) => {
                let item = match arguments {
                    Some(arguments) => arguments.get(import.name.name).cloned(),
                    None => Some(self.imported_item(key, import.name.name, import.ty)?),
                };
                let item = item.ok_or_else(|| {
                    Error::internal(format!("nobody provides `{}`", import.name.name))
                })?;
                self.add(key, item);
            }
            Definition::Export(export) => {
                let item = self.item(key, export.kind, export.index)?;
                exports.insert(export.name.name, item.clone());
                // What is exported can be referred to by a new index.
                self.add(key, item);
            }
        }
        Ok(())
    }

    /// Appends to the index space that the kind of item belongs to.
    pub fn add(&mut self, key: ScopeKey, item: Item<'a>) {
        let scope = &mut self.scopes[key];
        match item {
            Item::Module(module) => scope.core_modules.push(module),
            Item::Component(component) => scope.components.push(component),
            Item::Instance(instance) => scope.instances.push(instance),
            Item::Function(function) => scope.functions.push(function),
            Item::Type(ty) => scope.types.push(ty),
        }
    }

    fn item(&self, key: ScopeKey, kind: ComponentExternalKind, index: u32) -> Result<Item<'a>> {
        let (scope, index) = (&self.scopes[key], index as usize);
        Ok(match kind {
            ComponentExternalKind::Module => Item::Module(scope.core_modules[index]),
            ComponentExternalKind::Component => Item::Component(scope.components[index]),
            ComponentExternalKind::Instance => Item::Instance(scope.instances[index].clone()),
            ComponentExternalKind::Func => Item::Function(scope.functions[index].clone()),
            ComponentExternalKind::Type => Item::Type(scope.types[index].clone()),
            ComponentExternalKind::Value => return Err(values_unsupported()),
        })
    }

    fn core_instance(
        &mut self,
        key: ScopeKey,
        definition: &'a Instance<'a>,
    ) -> Result<CoreExports<'a>> {
        match definition {
            Instance::FromExports(exports) => {
                let collect = |export: &wasmparser::Export<'a>| {
                    (export.name, self.core_item(key, export.kind, export.index))
                };
                Ok(CoreExports::Collected(Rc::new(exports.iter().map(collect).collect())))
            }
            Instance::Instantiate { module_index, args } => {
                let scope = &self.scopes[key];
                let module = scope.core_modules[*module_index as usize];
                let arguments: HashMap<&str, CoreExports<'a>> = args
                    .iter()
                    .map(|arg| (arg.name, scope.core_instances[arg.index as usize].clone()))
                    .collect();
                self.instantiate_module(module, &arguments).map(CoreExports::Instance)
            }
        }
    }

    fn core_item(&self, key: ScopeKey, kind: ExternalKind, index: u32) -> CoreItem<'a> {
        let scope = &self.scopes[key];
        let space = match kind {
            ExternalKind::Func | ExternalKind::FuncExact => &scope.core_functions,
            ExternalKind::Table => &scope.core_tables,
            ExternalKind::Memory => &scope.core_memories,
            ExternalKind::Global => &scope.core_globals,
            ExternalKind::Tag => &scope.core_tags,
        };
        space[index as usize].clone()
    }

    fn instantiate_module(
        &mut self,
        module: ModuleIndex,
        arguments: &HashMap<&str, CoreExports<'a>>,
    ) -> Result<CoreInstanceKey> {
        let module = &self.source.modules[module];
        let mut imports = Vec::with_capacity(module.imports.len());
        for import in &module.imports {
            let found = match arguments.get(import.module) {
                Some(CoreExports::Instance(instance)) => {
                    Some(CoreItem::Export { instance: *instance, name: import.name })
                }
                Some(CoreExports::Collected(items)) => items.get(import.name).cloned(),
                None => None,
            };
            imports.push(found.ok_or_else(|| {
                let (module, name) = (import.module, import.name);
                Error::internal(format!("nobody provides `{module}.{name}`")).at(import.offset)
            })?);
        }
        self.add_instance(CoreModule::Given(module), imports)
    }

    /// Adds a core instance, with what it imports.
    pub fn add_instance(
        &mut self,
        module: CoreModule<'a>,
        imports: Vec<CoreItem<'a>>,
    ) -> Result<CoreInstanceKey> {
        self.check_limit()?;
        Ok(self.graph.instances.push(CoreInstance { module, imports }))
    }

    fn component_instance(
        &mut self,
        key: ScopeKey,
        definition: &'a ComponentInstance<'a>,
    ) -> Result<Exports<'a>> {
        match definition {
            ComponentInstance::FromExports(exports) => {
                let mut items = HashMap::new();
                for export in exports {
                    items.insert(export.name.name, self.item(key, export.kind, export.index)?);
                }
                Ok(Rc::new(items))
            }
            ComponentInstance::Instantiate { component_index, args } => {
                let closure = self.scopes[key].components[*component_index as usize];
                let mut arguments = HashMap::new();
                for arg in args {
                    arguments.insert(arg.name, self.item(key, arg.kind, arg.index)?);
                }
                let parent = self.scopes[key].instance;
                let child = ComponentInstanceKey::from_u32(self.graph.component_instances);
                if let Some(parent) = parent {
                    self.graph.parents.insert(child, parent);
                }
                self.instantiate(closure, Some(&arguments))
            }
        }
    }

    /// Also used inside of types.
    pub fn alias(&mut self, key: ScopeKey, alias: &'a ComponentAlias<'a>) -> Result<()> {
        match alias {
            ComponentAlias::InstanceExport { instance_index, name, .. } => {
                let exports = &self.scopes[key].instances[*instance_index as usize];
                let item = exports.get(name).cloned();
                let item =
                    item.ok_or_else(|| Error::internal(format!("an instance lacks `{name}`")))?;
                self.add(key, item);
            }
            ComponentAlias::CoreInstanceExport { kind, instance_index, name } => {
                let scope = &mut self.scopes[key];
                let item = match &scope.core_instances[*instance_index as usize] {
                    CoreExports::Instance(instance) => {
                        CoreItem::Export { instance: *instance, name }
                    }
                    CoreExports::Collected(items) => items
                        .get(name)
                        .cloned()
                        .ok_or_else(|| Error::internal(format!("an instance lacks `{name}`")))?,
                };
                match kind {
                    ExternalKind::Func | ExternalKind::FuncExact => &mut scope.core_functions,
                    ExternalKind::Table => &mut scope.core_tables,
                    ExternalKind::Memory => &mut scope.core_memories,
                    ExternalKind::Global => &mut scope.core_globals,
                    ExternalKind::Tag => &mut scope.core_tags,
                }
                .push(item);
            }
            ComponentAlias::Outer { kind, count, index } => {
                let mut from = key;
                for _ in 0..*count {
                    from = self.scopes[from]
                        .outer
                        .ok_or_else(|| Error::internal("an alias leads out of the component"))?;
                }
                let index = *index as usize;
                match kind {
                    ComponentOuterAliasKind::CoreModule => {
                        let module = self.scopes[from].core_modules[index];
                        self.scopes[key].core_modules.push(module);
                    }
                    ComponentOuterAliasKind::CoreType => self.scopes[key].core_types += 1,
                    ComponentOuterAliasKind::Type => {
                        let ty = self.scopes[from].types[index].clone();
                        self.scopes[key].types.push(ty);
                    }
                    ComponentOuterAliasKind::Component => {
                        let component = self.scopes[from].components[index];
                        self.scopes[key].components.push(component);
                    }
                }
            }
        }
        Ok(())
    }

    /// Component Model, "Canonical Definitions".
    fn canonical(
        &mut self,
        key: ScopeKey,
        instance: ComponentInstanceKey,
        function: &CanonicalFunction,
    ) -> Result<()> {
        match function {
            CanonicalFunction::Lift { core_func_index, type_index, options } => {
                let scope = &self.scopes[key];
                let Type::Function(ty) = scope.types[*type_index as usize] else {
                    return Err(Error::internal("a function is lifted to what is no function"));
                };
                let core = scope.core_functions[*core_func_index as usize].clone();
                let options = self.options(key, options)?;
                let lifted = Lifted {
                    core,
                    ty,
                    instance,
                    memory: options.memory,
                    realloc: options.realloc,
                    post_return: options.post_return,
                    encoding: options.encoding,
                };
                self.scopes[key].functions.push(Function::Lifted(Rc::new(lifted)));
            }
            CanonicalFunction::Lower { func_index, options } => {
                let function = self.scopes[key].functions[*func_index as usize].clone();
                let options = self.options(key, options)?;
                let lowered = match function {
                    Function::Host(import) => self.lower_host(&import, instance, options)?,
                    Function::Lifted(lifted) => adapters::lower(self, &lifted, instance, options)?,
                };
                self.scopes[key].core_functions.push(lowered);
            }
            CanonicalFunction::ResourceNew { resource } => {
                let may_leave = Some(adapters::may_leave(self, instance)?);
                let function = host::resource_new();
                let item = self.handle_function(key, instance, *resource, function, may_leave)?;
                self.scopes[key].core_functions.push(item);
            }
            CanonicalFunction::ResourceRep { resource } => {
                let item =
                    self.handle_function(key, instance, *resource, host::resource_rep(), None)?;
                self.scopes[key].core_functions.push(item);
            }
            CanonicalFunction::ResourceDrop { resource } => {
                let item = self.resource_drop(key, instance, *resource)?;
                self.scopes[key].core_functions.push(item);
            }
            other => {
                return Err(Error::unsupported(format!(
                    "the built-in function `{}` of components is not supported yet",
                    host::canonical_name(other)
                )));
            }
        }
        Ok(())
    }

    fn handle_function(
        &self,
        key: ScopeKey,
        instance: ComponentInstanceKey,
        resource: u32,
        function: HostFunctionKey,
        may_leave: Option<CoreItem<'a>>,
    ) -> Result<CoreItem<'a>> {
        let Type::Resource(resource) = self.scopes[key].types[resource as usize] else {
            return Err(Error::internal("a resource has a type that is none"));
        };
        let subject = Subject::Handles { instance, resource };
        let caller = Some(Box::new(Caller { memory: None, may_leave, subject }));
        Ok(CoreItem::Host { function, caller })
    }

    fn resource_drop(
        &mut self,
        key: ScopeKey,
        instance: ComponentInstanceKey,
        resource: u32,
    ) -> Result<CoreItem<'a>> {
        let Type::Resource(resource_key) = self.scopes[key].types[resource as usize] else {
            return Err(Error::internal("a resource has a type that is none"));
        };
        match self.graph.resources[resource_key].clone() {
            Resource::Defined { destructor: Some(destructor), instance: home } => {
                let function = host::resource_take();
                let take = self.handle_function(key, instance, resource, function, None)?;
                adapters::drop_with_destructor(self, take, destructor, home, instance)
            }
            Resource::Host(_) | Resource::Unknown | Resource::Defined { .. } => {
                let may_leave = Some(adapters::may_leave(self, instance)?);
                self.handle_function(key, instance, resource, host::resource_drop(), may_leave)
            }
        }
    }

    fn options(&self, key: ScopeKey, options: &[CanonicalOption]) -> Result<Options<'a>> {
        let scope = &self.scopes[key];
        let function = |index: u32| Some(scope.core_functions[index as usize].clone());
        let mut found = Options::default();
        for option in options {
            match *option {
                CanonicalOption::UTF8 => found.encoding = Encoding::Utf8,
                CanonicalOption::UTF16 => found.encoding = Encoding::Utf16,
                CanonicalOption::CompactUTF16 => found.encoding = Encoding::Compact,
                CanonicalOption::Memory(index) => {
                    found.memory = Some(scope.core_memories[index as usize].clone());
                }
                CanonicalOption::Realloc(index) => found.realloc = function(index),
                CanonicalOption::PostReturn(index) => found.post_return = function(index),
                CanonicalOption::CoreType(_) => {}
                CanonicalOption::Async | CanonicalOption::Callback(_) => {
                    return Err(Error::unsupported("asynchronous functions are not supported yet"));
                }
                CanonicalOption::Gc => {
                    return Err(Error::unsupported(
                        "the canonical ABI for garbage collection is not supported",
                    ));
                }
            }
        }
        Ok(found)
    }

    /// An import of the root.
    fn imported_item(
        &mut self,
        key: ScopeKey,
        name: &'a str,
        ty: ComponentTypeRef,
    ) -> Result<Item<'a>> {
        let is_known = self.imported.iter().any(|(known, _)| *known == name);
        if !is_known && !matches!(ty, ComponentTypeRef::Type(_)) {
            self.imported.push((name, Vec::new()));
        }
        self.host_item(key, name, ty)
    }

    /// What the host provides for an import of the root.
    pub fn host_item(
        &mut self,
        key: ScopeKey,
        name: &'a str,
        ty: ComponentTypeRef,
    ) -> Result<Item<'a>> {
        match ty {
            ComponentTypeRef::Instance(index) => {
                let Type::Instance { declarations, scope } =
                    self.scopes[key].types[index as usize].clone()
                else {
                    return Err(Error::internal("an instance has a type that is none"));
                };
                self.host_instance(name, declarations, scope).map(Item::Instance)
            }
            ComponentTypeRef::Func(index) => {
                let Type::Function(ty) = self.scopes[key].types[index as usize] else {
                    return Err(Error::internal("a function has a type that is none"));
                };
                let import = HostImport { interface: None, name, ty };
                Ok(Item::Function(Function::Host(Rc::new(import))))
            }
            ComponentTypeRef::Type(TypeBounds::Eq(index)) => {
                Ok(Item::Type(self.scopes[key].types[index as usize].clone()))
            }
            ComponentTypeRef::Type(TypeBounds::SubResource) => {
                let resource = self.graph.resources.push(Resource::Unknown);
                Ok(Item::Type(Type::Resource(resource)))
            }
            ComponentTypeRef::Component(_) | ComponentTypeRef::Module(_) => {
                Err(Error::unsupported(format!(
                    "`{name}` is imported as a component or module; only interfaces can be imported"
                )))
            }
            ComponentTypeRef::Value(_) => Err(values_unsupported()),
        }
    }

    /// The host's side of an interface: whatever the component says is in it.
    /// What the runtime lacks shows when it is used.
    fn host_instance(
        &mut self,
        interface: &'a str,
        declarations: &'a [wasmparser::InstanceTypeDeclaration<'a>],
        outer: ScopeKey,
    ) -> Result<Exports<'a>> {
        use wasmparser::InstanceTypeDeclaration as Declaration;
        let key = self.scopes.push(Scope { outer: Some(outer), ..Scope::default() });
        let mut exports = HashMap::new();
        for declaration in declarations {
            match declaration {
                Declaration::CoreType(_) => self.scopes[key].core_types += 1,
                Declaration::Type(ty) => {
                    let ty = self.evaluate_type(key, ty)?;
                    self.scopes[key].types.push(ty);
                }
                Declaration::Alias(alias) => self.alias(key, alias)?,
                Declaration::Export { name, ty } => {
                    let item = match *ty {
                        ComponentTypeRef::Type(TypeBounds::SubResource) => {
                            Item::Type(Type::Resource(self.host_resource(interface, name.name)))
                        }
                        ComponentTypeRef::Func(index) => {
                            let Type::Function(ty) = self.scopes[key].types[index as usize] else {
                                return Err(Error::internal("a function has a type that is none"));
                            };
                            let interface = Some(interface);
                            let import = HostImport { interface, name: name.name, ty };
                            Item::Function(Function::Host(Rc::new(import)))
                        }
                        ty => self.host_item(key, name.name, ty)?,
                    };
                    exports.insert(name.name, item.clone());
                    self.add(key, item);
                }
            }
        }
        Ok(Rc::new(exports))
    }

    fn host_resource(&mut self, interface: &str, name: &str) -> ResourceKey {
        let Some(number) = host::resource(interface, name) else {
            return self.graph.resources.push(Resource::Unknown);
        };
        let resources = &mut self.graph.resources;
        let new = || resources.push(Resource::Host(number));
        *self.host_resources.entry(number).or_insert_with(new)
    }

    /// The function of the runtime behind an import, or why there is none.
    fn host_function(
        &mut self,
        import: &HostImport<'a>,
    ) -> Result<std::result::Result<HostFunctionKey, host::Lacking>> {
        let function = match host::function(import.interface, import.name) {
            Ok(function) => function,
            Err(reason) => return Ok(Err(reason)),
        };
        let row = function.row();
        let known = self.known_type(row.module, row.name)?;
        let known = known.ok_or_else(|| Error::internal("a function of WASI has no known type"))?;
        if known == import.ty {
            return Ok(Ok(function));
        }
        let [asked, found] = [import.ty, known].map(|ty| type_text::function(&self.graph, ty));
        Ok(Err(host::Lacking::Type { asked, found }))
    }

    fn lower_host(
        &mut self,
        import: &HostImport<'a>,
        instance: ComponentInstanceKey,
        options: Options<'a>,
    ) -> Result<CoreItem<'a>> {
        let function = match self.host_function(import)? {
            Ok(function) => {
                let interface = import.interface.unwrap_or(import.name);
                let known = self.imported.iter_mut().find(|(known, _)| *known == interface);
                if let Some((_, functions)) = known
                    && !functions.contains(&function)
                {
                    functions.push(function);
                }
                function
            }
            Err(reason) => {
                self.missing.add(
                    import.interface.unwrap_or(import.name),
                    Some(import.name),
                    reason,
                );
                // Compilation ends when everything that is missing is known.
                host::resource_drop()
            }
        };
        let Options { memory, realloc, encoding, .. } = options;
        let realloc = match realloc {
            None => None,
            Some(realloc) => Some(adapters::guarded_realloc(self, realloc, instance)?),
        };
        let may_leave = Some(adapters::may_leave(self, instance)?);
        let subject = Subject::Options { instance, realloc, encoding };
        let caller = Some(Box::new(Caller { memory, may_leave, subject }));
        Ok(CoreItem::Host { function, caller })
    }
}

/// Component Model, "Canonical ABI Explainer", `canonopt`.
#[derive(Clone, Debug, Default)]
pub struct Options<'a> {
    pub memory: Option<CoreItem<'a>>,
    pub realloc: Option<CoreItem<'a>>,
    pub post_return: Option<CoreItem<'a>>,
    pub encoding: Encoding,
}

fn values_unsupported() -> Error {
    Error::unsupported("values as imports and exports of components are not supported")
}

//! The graph of a component → the frozen program.

use std::collections::HashMap;

use cranelift_codegen::entity::PrimaryMap;
use wasi2native_runtime_support::abi::component_functions::{
    CallOptions, HandleOptions, HostResource,
};
use wasmparser::{FuncType, ValType};

use super::graph::*;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::program::{
    Callee, Entry, EntryAction, EntryKey, Extern, HostContext, InstanceKey, Program, ProgramBuilder,
};
use crate::wasm::{self, Module};

/// The modules that the compiler has made for a component, parsed like any other.
pub type AdapterModules<'a> = PrimaryMap<AdapterKey, Module<'a>>;

/// Parses the modules that were generated.
///
/// # Errors
/// One that is not valid, which is a bug of ours.
pub fn parse_adapters<'a>(graph: &'a Graph<'_>) -> Result<AdapterModules<'a>> {
    let mut modules = PrimaryMap::new();
    for adapter in graph.adapters.values() {
        modules.push(wasm::parse(&adapter.bytes).map_err(|error| {
            Error::internal(format!("an adapter between components is not valid: {error}"))
        })?);
    }
    Ok(modules)
}

/// Adds the instances of a graph to a program, in order.
pub struct GraphBuilder<'g, 'a> {
    pub builder: ProgramBuilder<'a>,
    graph: &'g Graph<'a>,
    adapters: &'a AdapterModules<'a>,
    /// The instances so far.
    pub instances: PrimaryMap<CoreInstanceKey, InstanceKey>,
    reallocs: HashMap<Callee, EntryKey>,
}

impl<'g, 'a> GraphBuilder<'g, 'a> {
    pub fn new(
        builder: ProgramBuilder<'a>,
        graph: &'g Graph<'a>,
        adapters: &'a AdapterModules<'a>,
    ) -> GraphBuilder<'g, 'a> {
        let (instances, reallocs) = (PrimaryMap::new(), HashMap::new());
        GraphBuilder { builder, graph, adapters, instances, reallocs }
    }

    /// Adds the instances that are not in the program yet, up to `end`.
    ///
    /// # Errors
    /// What a module asks of its imports; limits.
    pub fn add_up_to(&mut self, end: usize) -> Result<()> {
        while self.instances.len() < end {
            let instance = self.add(self.instances.next_key())?;
            self.instances.push(instance);
        }
        Ok(())
    }

    fn add(&mut self, key: CoreInstanceKey) -> Result<InstanceKey> {
        let instance = &self.graph.instances[key];
        let module = match instance.module {
            CoreModule::Given(module) => module,
            CoreModule::Library(module) => module,
            CoreModule::Adapter(adapter) => &self.adapters[adapter],
        };
        let mut imports = Vec::with_capacity(instance.imports.len());
        for item in &instance.imports {
            imports.push(self.resolve(item)?);
        }
        let mut imports = imports.into_iter();
        self.builder.instantiate(module, &mut |_| imports.next())
    }

    /// What an item of the graph is in the program.
    ///
    /// # Errors
    /// An export that is not there, which validation should have found.
    pub fn resolve(&mut self, item: &CoreItem<'a>) -> Result<Extern> {
        match item {
            CoreItem::Export { instance, name } => {
                let instance = self.instances[*instance];
                self.builder
                    .export(instance, name)
                    .ok_or_else(|| Error::internal(format!("an instance lacks `{name}`")))
            }
            CoreItem::Host { function, caller } => {
                let context = match caller {
                    None => HostContext::default(),
                    Some(caller) => self.context(caller)?,
                };
                Ok(Extern::Function(Callee::Host(*function, context)))
            }
        }
    }

    /// What is exported as a function.
    ///
    /// # Errors
    /// As for [`GraphBuilder::resolve`].
    pub fn callee(&mut self, item: &CoreItem<'a>) -> Result<Callee> {
        match self.resolve(item)? {
            Extern::Function(callee) => Ok(callee),
            other => Err(Error::internal(format!("a {} stands for a function", other.kind()))),
        }
    }

    fn context(&mut self, caller: &Caller<'a>) -> Result<HostContext> {
        let stands_for = |other: Extern, what| {
            Error::internal(format!("a {} stands for a {what}", other.kind()))
        };
        let memory = match &caller.memory {
            None => None,
            Some(item) => match self.resolve(item)? {
                Extern::Memory(memory) => Some(memory),
                other => return Err(stands_for(other, "memory")),
            },
        };
        let may_leave = match &caller.may_leave {
            None => None,
            Some(item) => match self.resolve(item)? {
                Extern::Global(global) => Some(global),
                other => return Err(stands_for(other, "global")),
            },
        };
        let caller = match &caller.subject {
            Subject::Handles { instance, resource } => HandleOptions {
                instance: instance.as_u32(),
                resource: self.resource_number(*resource),
            }
            .encode(),
            Subject::Options { instance, realloc, encoding } => {
                let realloc = match realloc {
                    None => None,
                    Some(realloc) => Some(self.realloc(realloc)?),
                };
                CallOptions { instance: instance.as_u32(), realloc, encoding: *encoding as u8 }
                    .encode()
            }
        };
        Ok(HostContext { memory, caller, may_leave })
    }

    /// The number by which the runtime knows a type of resources.
    fn resource_number(&self, resource: ResourceKey) -> u32 {
        match self.graph.resources[resource] {
            Resource::Host(number) => number,
            Resource::Unknown | Resource::Defined { .. } => {
                HostResource::ALL.len() as u32 + resource.as_u32()
            }
        }
    }

    /// The entry by which the runtime makes room in a memory.
    fn realloc(&mut self, item: &CoreItem<'a>) -> Result<u32> {
        let callee = self.callee(item)?;
        let builder = &mut self.builder;
        let entry = self.reallocs.entry(callee).or_insert_with(|| {
            builder.entry(Entry {
                initialise: Vec::new(),
                action: EntryAction::Call(callee),
                ty: FuncType::new([ValType::I32; 4], [ValType::I32]),
            })
        });
        Ok(entry.as_u32())
    }
}

/// The program of a component that is run as a command: all of its instances, and
/// `start` after their initialisers.
///
/// # Errors
/// As for [`GraphBuilder::add_up_to`].
pub fn program<'a>(
    graph: &Graph<'a>,
    start: &CoreItem<'a>,
    hash: [u8; 32],
    adapters: &'a AdapterModules<'a>,
    options: &Options,
) -> Result<Program<'a>> {
    let mut builder = ProgramBuilder::new(options);
    builder.start_once();
    builder.set_component_hash(hash);
    // The main entry is the first, and those of `realloc` come with the instances.
    let main = builder.declare_entry();
    let mut building = GraphBuilder::new(builder, graph, adapters);
    building.add_up_to(graph.instances.len())?;
    let callee = building.callee(start)?;
    let initialise = building.instances.values().copied().collect();
    let ty = crate::program::no_values();
    let action = EntryAction::Call(callee);
    building.builder.define_entry(main, Entry { initialise, action, ty });
    Ok(building.builder.finish())
}

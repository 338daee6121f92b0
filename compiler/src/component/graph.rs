//! A flattened component: a list of core instances, and where each of their
//! imports comes from.

use std::collections::HashMap;

use cranelift_codegen::entity::PrimaryMap;

use super::adapters::Adapter;
use super::types::{FuncTypeKey, Types};
use crate::indices::typed_indices;
use crate::program::HostFunctionKey;
use crate::wasm::Module;

typed_indices! {
    /// An instance of a core module.
    CoreInstanceKey = "core";
    /// An instance of a component, which has handles of its own.
    ComponentInstanceKey = "component";
    /// A type of resources: one of the host's, or one of a component instance.
    ResourceKey = "resource";
    /// A module that the compiler makes.
    AdapterKey = "adapter";
}

/// See the module.
#[derive(Debug)]
pub struct Graph<'a> {
    pub types: Types,
    pub resources: PrimaryMap<ResourceKey, Resource<'a>>,
    /// In the order of instantiation.
    pub instances: PrimaryMap<CoreInstanceKey, CoreInstance<'a>>,
    pub adapters: PrimaryMap<AdapterKey, Adapter>,
    /// How many component instances there are.
    pub component_instances: u32,
    /// Which component instance made each that is not the root.
    pub parents: HashMap<ComponentInstanceKey, ComponentInstanceKey>,
}

impl Graph<'_> {
    /// Whether one instance is the other, or made it, or made one that made it.
    pub fn are_related(&self, one: ComponentInstanceKey, other: ComponentInstanceKey) -> bool {
        let is_above = |above, below| {
            let mut line = std::iter::successors(Some(below), |key| self.parents.get(key).copied());
            line.any(|key| key == above)
        };
        is_above(one, other) || is_above(other, one)
    }
}

/// A core instance to be.
#[derive(Debug)]
pub struct CoreInstance<'a> {
    pub module: CoreModule<'a>,
    /// What each import is, in the order of the module's imports.
    pub imports: Vec<CoreItem<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub enum CoreModule<'a> {
    /// A module of the component.
    Given(&'a Module<'a>),
    Adapter(AdapterKey),
    /// One of the modules that are the same for all components.
    Library(&'static Module<'static>),
}

/// Something that a core module can import.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CoreItem<'a> {
    Export {
        instance: CoreInstanceKey,
        name: &'a str,
    },
    /// A function of the runtime.
    Host {
        function: HostFunctionKey,
        caller: Option<Box<Caller<'a>>>,
    },
}

/// On whose behalf the runtime acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caller<'a> {
    /// Pointers point into this.
    pub memory: Option<CoreItem<'a>>,
    /// The variable that says whether the caller may call what it imports.
    pub may_leave: Option<CoreItem<'a>>,
    pub subject: Subject<'a>,
}

/// What else a function of the runtime is told of its caller.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject<'a> {
    /// How values are passed.
    Options { instance: ComponentInstanceKey, realloc: Option<CoreItem<'a>>, encoding: Encoding },
    /// Whose handles of which resource.
    Handles { instance: ComponentInstanceKey, resource: ResourceKey },
}

/// How strings are encoded in a memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Encoding {
    #[default]
    Utf8 = 0,
    Utf16 = 1,
    /// Latin-1, or UTF-16 where the length says so.
    Compact = 2,
}

/// A type of resources.
#[derive(Clone, Debug)]
pub enum Resource<'a> {
    /// By its number in the contract with the runtime.
    Host(u32),
    /// Named by an interface that the runtime has not: nothing can have one.
    Unknown,
    Defined {
        instance: ComponentInstanceKey,
        destructor: Option<CoreItem<'a>>,
    },
}

/// A core function as a component's function.
#[derive(Clone, Debug)]
pub struct Lifted<'a> {
    pub core: CoreItem<'a>,
    pub ty: FuncTypeKey,
    pub instance: ComponentInstanceKey,
    pub memory: Option<CoreItem<'a>>,
    pub realloc: Option<CoreItem<'a>>,
    pub post_return: Option<CoreItem<'a>>,
    pub encoding: Encoding,
}

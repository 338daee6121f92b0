//! The index spaces of a component instance while it is being evaluated, and what
//! stands in them.

use std::collections::HashMap;
use std::rc::Rc;

use cranelift_codegen::entity::PrimaryMap;
use wasmparser::InstanceTypeDeclaration;

use super::graph::{ComponentInstanceKey, CoreInstanceKey, CoreItem, Lifted, ResourceKey};
use super::parse::{ComponentIndex, ModuleIndex};
use super::types::{FuncTypeKey, ValueTypeKey};
use crate::indices::typed_indices;

typed_indices! {
    /// A component instance, or the inside of a type, whose index spaces what is
    /// defined inside of it can refer to.
    ScopeKey = "scope";
}

/// The index spaces, in the order of the definitions.
#[derive(Debug, Default)]
pub struct Scope<'a> {
    /// The scope around the definition.
    pub outer: Option<ScopeKey>,
    /// `None` inside of types.
    pub instance: Option<ComponentInstanceKey>,
    pub core_modules: Vec<ModuleIndex>,
    pub core_instances: Vec<CoreExports<'a>>,
    pub core_functions: Vec<CoreItem<'a>>,
    pub core_tables: Vec<CoreItem<'a>>,
    pub core_memories: Vec<CoreItem<'a>>,
    pub core_globals: Vec<CoreItem<'a>>,
    pub core_tags: Vec<CoreItem<'a>>,
    pub core_types: usize,
    pub components: Vec<Closure>,
    pub instances: Vec<Exports<'a>>,
    pub functions: Vec<Function<'a>>,
    pub types: Vec<Type<'a>>,
}

pub type Scopes<'a> = PrimaryMap<ScopeKey, Scope<'a>>;

/// What a core instance offers.
#[derive(Clone, Debug)]
pub enum CoreExports<'a> {
    Instance(CoreInstanceKey),
    Collected(Rc<HashMap<&'a str, CoreItem<'a>>>),
}

/// A component, and the scope that it was defined in.
#[derive(Clone, Copy, Debug)]
pub struct Closure {
    pub component: ComponentIndex,
    pub scope: Option<ScopeKey>,
}

/// What an instance of a component offers, by name.
pub type Exports<'a> = Rc<HashMap<&'a str, Item<'a>>>;

/// Something that a component can import or export.
#[derive(Clone, Debug)]
pub enum Item<'a> {
    Module(ModuleIndex),
    Component(Closure),
    Instance(Exports<'a>),
    Function(Function<'a>),
    Type(Type<'a>),
}

#[derive(Clone, Debug)]
pub enum Function<'a> {
    Lifted(Rc<Lifted<'a>>),
    Host(Rc<HostImport<'a>>),
}

/// A function that the component as a whole imports.
#[derive(Clone, Debug)]
pub struct HostImport<'a> {
    /// With its version; `None` where the function itself is the import.
    pub interface: Option<&'a str>,
    pub name: &'a str,
    pub ty: FuncTypeKey,
}

#[derive(Clone, Debug)]
pub enum Type<'a> {
    Value(ValueTypeKey),
    Function(FuncTypeKey),
    Resource(ResourceKey),
    Instance {
        declarations: &'a [InstanceTypeDeclaration<'a>],
        scope: ScopeKey,
    },
    /// Of a component or core module: validation alone looks at it.
    Opaque,
}

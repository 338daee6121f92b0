//! The types of the functions of WASI 0.2: what a component says of an import has to
//! agree with them.
//!
//! `interfaces.wat` is a component that imports every interface. Its types become ones
//! of the graph that is being made, so that equal types have equal keys.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::flatten::Flattener;
use super::host::split_version;
use super::parse::{Definition, Source, parse};
use super::scope::{Function, Item, Scope};
use super::types::FuncTypeKey;
use crate::error::{Error, Result};

static INTERFACES: LazyLock<Source<'static>> = LazyLock::new(|| {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let text = include_str!("interfaces.wat");
        wat::parse_str(text).expect("our own component is well-formed")
    });
    parse(&BYTES).expect("our own component is valid")
});

/// The type of each function, by interface, without a version, and name.
pub type KnownTypes<'a> = HashMap<(&'a str, &'a str), FuncTypeKey>;

impl<'a> Flattener<'a> {
    /// The type that a function of WASI 0.2 has, if there is such a function.
    ///
    /// # Errors
    /// None but our own.
    pub fn known_type(&mut self, interface: &str, name: &str) -> Result<Option<FuncTypeKey>> {
        if self.known_types.is_empty() {
            self.known_types = self.evaluate_interfaces()?;
        }
        Ok(self.known_types.get(&(interface, name)).copied())
    }

    fn evaluate_interfaces(&mut self) -> Result<KnownTypes<'a>> {
        let source: &'static Source<'static> = &INTERFACES;
        let scope = self.scopes.push(Scope::default());
        let mut known = KnownTypes::new();
        for definition in &source.components[source.root] {
            match definition {
                Definition::Type(ty) => {
                    let ty = self.evaluate_type(scope, ty)?;
                    self.scopes[scope].types.push(ty);
                }
                Definition::Alias(alias) => self.alias(scope, alias)?,
                Definition::Import(import) => {
                    let (interface, _) = split_version(import.name.name);
                    let item = self.host_item(scope, import.name.name, import.ty)?;
                    if let Item::Instance(exports) = &item {
                        for (&name, item) in exports.iter() {
                            if let Item::Function(Function::Host(function)) = item {
                                known.insert((interface, name), function.ty);
                            }
                        }
                    }
                    self.add(scope, item);
                }
                _ => return Err(Error::internal("the interfaces are imports and types")),
            }
        }
        Ok(known)
    }
}

#[cfg(test)]
mod tests {
    use super::super::types::Side;
    use super::*;
    use crate::program::host_type;
    use wasi2native_runtime_support::abi::host_functions::{Convention, HOST_FUNCTIONS};

    #[test]
    fn the_runtime_has_the_functions_with_these_types() {
        let bytes = wat::parse_str("(component)").expect("the text is well-formed");
        let source = parse(&bytes).expect("the component is valid");
        let mut flattener = Flattener::new(&source);
        let rows = HOST_FUNCTIONS.iter().filter(|row| {
            row.convention == Convention::Component && row.module.starts_with("wasi:")
        });
        let mut count = 0;
        for row in rows {
            let known = flattener.known_type(row.module, row.name).expect("types are evaluated");
            let Some(ty) = known else { panic!("`{}` of {} has no type", row.name, row.module) };
            let types = &flattener.graph.types;
            let flat = types.signature(types.get_function(ty), Side::Lowered);
            let parameters: Vec<_> = row.parameters.iter().map(|&ty| host_type(ty)).collect();
            let results: Vec<_> = row.results.iter().map(|&ty| host_type(ty)).collect();
            assert_eq!((parameters, results), (flat.parameters, flat.results), "{}", row.name);
            count += 1;
        }
        assert!(count > 150, "there are {count}");
    }
}

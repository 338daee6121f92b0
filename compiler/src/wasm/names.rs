//! The name section: names of functions, for symbols and back-traces. A broken
//! name section is no error: it is read as far as it goes.

use cranelift_codegen::entity::EntityRef;
use wasmparser::{BinaryReader, Name, NameSectionReader};

use super::FuncIndex;

/// Names from the name section, and nothing guessed.
#[derive(Debug, Default)]
pub struct Names<'data> {
    /// Sorted by index.
    functions: Vec<(FuncIndex, &'data str)>,
    /// The module's own name.
    pub module: Option<&'data str>,
}

impl<'data> Names<'data> {
    /// Reads the content of a `name` section.
    pub fn read(reader: BinaryReader<'data>) -> Names<'data> {
        let mut names = Names::default();
        for subsection in NameSectionReader::new(reader) {
            match subsection {
                Ok(Name::Function(map)) => {
                    let named = map.into_iter().map_while(Result::ok);
                    names.functions = named
                        .map(|naming| (FuncIndex::new(naming.index as usize), naming.name))
                        .collect();
                }
                Ok(Name::Module { name, .. }) => names.module = Some(name),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        names.functions.sort_by_key(|&(index, _)| index);
        names
    }

    pub fn function(&self, function: FuncIndex) -> Option<&'data str> {
        let place = self.functions.binary_search_by_key(&function, |&(index, _)| index).ok()?;
        let name = self.functions[place].1;
        (!name.is_empty()).then_some(name)
    }
}

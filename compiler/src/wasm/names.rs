//! The name section: names of functions and tags, for symbols and back-traces. A broken
//! name section is no error: it is read as far as it goes.

use cranelift_codegen::entity::EntityRef;
use wasmparser::{BinaryReader, Name, NameMap, NameSectionReader};

use super::{FuncIndex, TagIndex};

/// Names from the name section, and nothing guessed.
#[derive(Debug, Default)]
pub struct Names<'data> {
    /// Sorted by index.
    functions: Vec<(FuncIndex, &'data str)>,
    /// Sorted by index.
    tags: Vec<(TagIndex, &'data str)>,
    /// The module's own name.
    pub module: Option<&'data str>,
}

impl<'data> Names<'data> {
    /// Reads the content of a `name` section.
    pub fn read(reader: BinaryReader<'data>) -> Names<'data> {
        let mut names = Names::default();
        for subsection in NameSectionReader::new(reader) {
            match subsection {
                Ok(Name::Function(map)) => names.functions = read_map(map),
                Ok(Name::Tag(map)) => names.tags = read_map(map),
                Ok(Name::Module { name, .. }) => names.module = Some(name),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        names
    }

    pub fn function(&self, function: FuncIndex) -> Option<&'data str> {
        find(&self.functions, function)
    }

    pub fn tag(&self, tag: TagIndex) -> Option<&'data str> {
        find(&self.tags, tag)
    }
}

fn read_map<'data, I: EntityRef + Ord>(map: NameMap<'data>) -> Vec<(I, &'data str)> {
    let named = map.into_iter().map_while(Result::ok);
    let mut names: Vec<(I, &str)> =
        named.map(|naming| (I::new(naming.index as usize), naming.name)).collect();
    names.sort_by_key(|&(index, _)| index);
    names
}

fn find<'data, I: Ord>(names: &[(I, &'data str)], index: I) -> Option<&'data str> {
    let place = names.binary_search_by(|(known, _)| known.cmp(&index)).ok()?;
    let name = names[place].1;
    (!name.is_empty()).then_some(name)
}

//! Alias regions: kinds of memory that do not overlap, so that Cranelift may
//! keep a value of one in a register across a store to another.

use std::borrow::Cow;

use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::{AliasRegion, AliasRegionData, Function};

use crate::program::{GlobalKey, MemoryKey, TableKey};

/// What an access is known to touch. Imports are resolved, so two keys are two
/// things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// The content of a linear memory.
    Memory(MemoryKey),
    /// The elements of a table.
    Table(TableKey),
    Global(GlobalKey),
    /// Bases and lengths of memories and tables, lengths of segments.
    Records,
    /// What nobody writes: descriptors and segments.
    Constants,
    /// The arguments and results of an entry thunk.
    Values,
    /// Tags and values of exceptions.
    Exceptions,
}

impl Region {
    /// From this number on, things of one kind share a region: alias analysis
    /// keeps a record per block and region. Compilers make few globals.
    const INDIVIDUALS: usize = 64;

    /// Unique in the program, because inlining unites functions.
    fn id(self) -> u32 {
        let (class, index) = match self {
            Region::Memory(key) => (0, key.index()),
            Region::Table(key) => (1, key.index()),
            Region::Global(key) => (2, key.index()),
            Region::Records => (3, 0),
            Region::Constants => (4, 0),
            Region::Values => (5, 0),
            Region::Exceptions => (6, 0),
        };
        class << 16 | index.min(Self::INDIVIDUALS) as u32
    }

    fn description(self) -> Cow<'static, str> {
        let (name, index) = match self {
            Region::Memory(key) => ("memory", key.index()),
            Region::Table(key) => ("table", key.index()),
            Region::Global(key) => ("global", key.index()),
            Region::Records => return "records".into(),
            Region::Constants => return "constants".into(),
            Region::Values => return "values".into(),
            Region::Exceptions => return "exceptions".into(),
        };
        if index < Self::INDIVIDUALS {
            format!("{name} {index}").into()
        } else {
            format!("other {name}").into()
        }
    }

    /// Its name in a function, declared on first use.
    pub fn declare(self, function: &mut Function) -> AliasRegion {
        let regions = &mut function.dfg.alias_regions;
        let id = self.id();
        match regions.get(id) {
            Some(region) => region,
            None => {
                regions.insert(AliasRegionData { user_id: id, description: self.description() })
            }
        }
    }
}

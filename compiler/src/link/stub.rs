//! The prebuilt runtime as the linker sees it: segments at fixed addresses and
//! symbols that generated code is bound to.

use rustc_hash::FxHashMap;

use super::image::{ImageSymbol, Machine, Permissions};
use crate::error::{Error, Result};

/// A complete program that lacks only the code it is to run.
#[derive(Debug)]
pub struct Stub {
    pub machine: Machine,
    /// Sorted by address, disjoint; no two share a page.
    pub segments: Vec<StubSegment>,
    /// Sorted by address.
    pub symbols: Vec<ImageSymbol<'static>>,
    /// The address where execution begins.
    pub entry: u64,
    addresses: FxHashMap<String, u64>,
}

/// A stretch of address space of the runtime with the same permissions.
#[derive(Clone, Debug)]
pub struct StubSegment {
    /// For example `.text`.
    pub name: &'static str,
    pub address: u64,
    pub bytes: &'static [u8],
    /// At least the length of `bytes`; the rest is zero.
    pub memory_size: u64,
    pub permissions: Permissions,
}

impl Stub {
    pub fn new(
        machine: Machine,
        segments: Vec<StubSegment>,
        symbols: Vec<ImageSymbol<'static>>,
        entry: u64,
    ) -> Stub {
        let addresses = symbols
            .iter()
            .map(|symbol| (symbol.name.clone().into_owned(), symbol.address))
            .collect();
        Stub { machine, segments, symbols, entry, addresses }
    }

    /// Where a symbol is, if this flavour of the runtime has it.
    pub fn find(&self, symbol: &str) -> Option<u64> {
        self.addresses.get(symbol).copied()
    }

    /// Where a symbol is.
    ///
    /// # Errors
    /// A runtime that was built without it, which is a bug of ours.
    pub fn address(&self, symbol: &str) -> Result<u64> {
        self.find(symbol)
            .ok_or_else(|| Error::internal(format!("the runtime has no symbol `{symbol}`")))
    }
}

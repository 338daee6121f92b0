//! The address of every symbol, found by index: a program has tens of
//! thousands of relocations, too many for a search each.

use cranelift_codegen::entity::PrimaryMap;
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::host_functions::HOST_FUNCTIONS;

use super::read_only::ReadOnly;
use super::state::State;
use super::stub::Stub;
use super::text::Text;
use crate::error::{Error, Result};
use crate::program::{FunctionKey, HostFunctionKey, Symbol};

/// See the module.
#[derive(Debug)]
pub struct Places<'a> {
    functions: &'a PrimaryMap<FunctionKey, u64>,
    read_only: &'a ReadOnly,
    state: &'a State<'a>,
    /// `None` for what this flavour of the runtime does not have.
    host_functions: PrimaryMap<HostFunctionKey, Option<u64>>,
    /// In the order of [`Builtin::ALL`].
    builtins: Vec<Option<u64>>,
}

impl<'a> Places<'a> {
    pub fn new(
        stub: &Stub,
        text: &'a Text,
        read_only: &'a ReadOnly,
        state: &'a State<'a>,
    ) -> Places<'a> {
        Places {
            functions: &text.functions,
            read_only,
            state,
            host_functions: HOST_FUNCTIONS.iter().map(|row| stub.find(row.symbol)).collect(),
            builtins: Builtin::ALL.iter().map(|builtin| stub.find(builtin.symbol())).collect(),
        }
    }

    /// Where a symbol is.
    ///
    /// # Errors
    /// One that has no place, which is a bug of ours.
    pub fn address(&self, symbol: Symbol) -> Result<u64> {
        let place = match symbol {
            Symbol::Function(key) => self.functions.get(key).copied(),
            Symbol::HostFunction(key) => self.host_functions.get(key).copied().flatten(),
            Symbol::Builtin(builtin) => self.builtins[builtin as usize],
            Symbol::Data(key) => self.read_only.data.get(key).copied(),
            Symbol::Elements(key) => self.read_only.elements.get(key).copied(),
            Symbol::FuncDescriptors => Some(self.read_only.func_descriptors),
            Symbol::MemoryRecord(_)
            | Symbol::TableRecord(_)
            | Symbol::Table(_)
            | Symbol::Global(_)
            | Symbol::DataLength(_)
            | Symbol::ElementsLength(_) => self.state.address(symbol),
        };
        place.ok_or_else(|| {
            Error::internal(format!("the program refers to {symbol:?}, which has no place"))
        })
    }
}

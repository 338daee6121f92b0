//! The generated code: apart from what was relocated it is what was compiled,
//! and what was relocated leads to what was meant. That is told from what
//! stands there, not from where the linker thinks it put it.

use std::iter;
use std::ops::Range;

use rustc_hash::FxHashMap;
use wasi2native_runtime_support::abi::descriptor::FunctionEntry;
use wasi2native_runtime_support::abi::records::{FuncDescriptor, MemoryRecord, TableRecord};

use super::{Checker, ensure, wrong};
use crate::codegen::{CompiledFunction, Relocation};
use crate::error::Result;
use crate::link::image::Permissions;
use crate::link::records::{Record, decode, decode_all};
use crate::program::{Reference, Symbol, TableStorage};

impl Checker<'_> {
    /// Checks the code of every function.
    pub(super) fn relocations(&self) -> Result<()> {
        let span = self.descriptor.functions;
        let bytes = self.span("functions", span, FunctionEntry::SIZE, Permissions::Read)?;
        let starts: Vec<u64> = decode_all(bytes)
            .map(|entry: FunctionEntry| self.code_address() + u64::from(entry.code_offset))
            .collect();
        // Each symbol has one place. What stands there is checked once.
        let mut known: FxHashMap<Symbol, u64> = FxHashMap::default();
        for ((key, function), &start) in self.code.functions.iter().zip(&starts) {
            let length = function.code.len() as u64;
            let Some(code) = self.bytes(start, length, Permissions::ReadExecute) else {
                return wrong(format!("the code of {key:?} is outside of its segment"));
            };
            ensure(self.is_unchanged(code, function), || {
                format!("the code of {key:?} is not what was compiled")
            })?;
            for relocation in &function.relocations {
                let Some(found) = self.target.relocation_destination(relocation, code, start)
                else {
                    return wrong(format!("{relocation:?} of {key:?} is outside of its code"));
                };
                let place = match known.get(&relocation.symbol) {
                    Some(&place) => place,
                    None => {
                        self.destination(relocation, found, &starts)?;
                        known.insert(relocation.symbol, found);
                        found
                    }
                };
                ensure(place == found, || {
                    format!("{:?} is at {place:#x} and at {found:#x}", relocation.symbol)
                })?;
            }
        }
        are_apart(&known)
    }

    /// Checks that what stands at an address is what a symbol means.
    fn destination(&self, relocation: &Relocation, address: u64, starts: &[u64]) -> Result<()> {
        let program = self.program;
        let holds = match relocation.symbol {
            Symbol::Function(key) => starts.get(key.as_u32() as usize) == Some(&address),
            Symbol::HostFunction(key) => self.stub.find(key.row().symbol) == Some(address),
            Symbol::Builtin(builtin) => self.stub.find(builtin.symbol()) == Some(address),
            Symbol::MemoryRecord(key) => {
                let memory = &program.memories[key];
                self.state(address).is_some_and(|record: MemoryRecord| {
                    [record.base, record.length, record.maximum, record.page_size_log2]
                        == [
                            memory.address,
                            memory.initial,
                            memory.maximum,
                            memory.page_size_log2().into(),
                        ]
                })
            }
            Symbol::TableRecord(key) => {
                let table = &program.tables[key];
                self.state(address).is_some_and(|record: TableRecord| {
                    let base = record.base;
                    [record.length, record.maximum] == [table.initial, table.maximum]
                        && matches!(table.storage, TableStorage::Growable { address, .. } if address == base)
                })
            }
            Symbol::Table(key) => {
                let table = &program.tables[key];
                let nulls =
                    (table.elements.len()..table.initial as usize).map(|_| &Reference::Null);
                self.are_references(
                    address,
                    table.elements.iter().chain(nulls),
                    Permissions::ReadWrite,
                )
            }
            Symbol::Global(key) => {
                self.bytes(address, 16, Permissions::ReadWrite)
                    == Some(&program.globals[key].initial.to_bits().to_le_bytes())
            }
            Symbol::Data(key) => {
                let bytes = program.data[key].bytes;
                self.bytes(address, bytes.len() as u64, Permissions::Read) == Some(bytes)
            }
            Symbol::DataLength(key) => {
                self.state(address) == Some(program.data[key].bytes.len() as u64)
            }
            Symbol::Elements(key) => {
                self.are_references(address, &program.elements[key].items, Permissions::Read)
            }
            Symbol::ElementsLength(key) => {
                self.state(address) == Some(program.elements[key].items.len() as u64)
            }
            Symbol::FuncDescriptors => self.are_descriptors(address, starts),
        };
        ensure(holds, || format!("{relocation:?} leads to {address:#x}, where something else is"))
    }

    /// Whether code in the image differs from what was compiled in relocated
    /// fields alone.
    fn is_unchanged(&self, found: &[u8], function: &CompiledFunction) -> bool {
        let mut fields: Vec<Range<usize>> = Vec::with_capacity(function.relocations.len());
        fields.extend(
            function.relocations.iter().map(|relocation| self.target.relocation_field(relocation)),
        );
        fields.sort_unstable_by_key(|field| field.start);
        let end = function.code.len();
        let starts = iter::once(0).chain(fields.iter().map(|field| field.end));
        let ends = fields.iter().map(|field| field.start).chain(iter::once(end));
        starts.zip(ends).all(|(start, end)| {
            start <= end && found.get(start..end) == function.code.get(start..end)
        })
    }

    /// A record of the mutable state.
    fn state<R: Record>(&self, address: u64) -> Option<R> {
        decode(self.bytes(address, R::SIZE as u64, Permissions::ReadWrite)?)
    }

    fn are_references<'a>(
        &self,
        address: u64,
        references: impl IntoIterator<Item = &'a Reference>,
        permissions: Permissions,
    ) -> bool {
        let mut address = address;
        references.into_iter().all(|reference| {
            let bytes = self.bytes(address, 4, permissions);
            address += 4;
            bytes == Some(&reference.to_bits().to_le_bytes())
        })
    }

    fn are_descriptors(&self, array: u64, starts: &[u64]) -> bool {
        self.program.descriptors.iter().all(|(key, descriptor)| {
            let place = array + u64::from(Reference::Function(key).to_bits());
            let bytes = self.bytes(place, FuncDescriptor::SIZE as u64, Permissions::Read);
            let Some(record) = bytes.and_then(decode::<FuncDescriptor>) else { return false };
            let code = array.wrapping_add_signed(record.code.into());
            match (descriptor.function, descriptor.ty) {
                (Some(function), Some(ty)) => {
                    record.ty == ty.as_u32()
                        && starts.get(function.as_u32() as usize) == Some(&code)
                }
                _ => record.ty == FuncDescriptor::NULL_TYPE && key.as_u32() == 0,
            }
        })
    }
}

/// Checks that no two symbols have the same place.
fn are_apart(known: &FxHashMap<Symbol, u64>) -> Result<()> {
    let mut places: Vec<(u64, Symbol)> =
        known.iter().map(|(&symbol, &address)| (address, symbol)).collect();
    places.sort_by_key(|&(address, _)| address);
    for pair in places.windows(2) {
        let [(a, first), (b, second)] = *pair else { continue };
        ensure(a != b || may_share(first) || may_share(second), || {
            format!("{first:?} and {second:?} are both at {a:#x}")
        })?;
    }
    Ok(())
}

/// Whether a symbol can have the address of another one: because it has no
/// bytes, or because equal functions of the runtime are one.
fn may_share(symbol: Symbol) -> bool {
    use Symbol::{Builtin, Data, Elements, HostFunction, Table};
    matches!(symbol, Data(_) | Elements(_) | Table(_) | HostFunction(_) | Builtin(_))
}

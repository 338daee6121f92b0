//! The tables that the runtime reads.

use wasi2native_runtime_support::abi::descriptor::{EntryPoint, FunctionEntry, TrapSite};
use wasi2native_runtime_support::abi::traps::Trap;

use super::{Checker, ensure, wrong};
use crate::error::Result;
use crate::link::image::Permissions;
use crate::link::records::{Record, decode_all};
use crate::program::FunctionKind;

impl Checker<'_> {
    /// Checks the functions, then the traps and entries in them.
    pub(super) fn tables(&self) -> Result<()> {
        self.span("code bytes", self.descriptor.code, 1, Permissions::ReadExecute)?;
        self.span("capabilities", self.descriptor.capabilities, 1, Permissions::Read)?;
        let functions = self.functions()?;
        self.traps(&functions)?;
        self.exceptions(&functions)?;
        self.entries(&functions)
    }

    /// The offset of each function, in the order of the keys.
    fn functions(&self) -> Result<Vec<u32>> {
        let span = self.descriptor.functions;
        let bytes = self.span("functions", span, FunctionEntry::SIZE, Permissions::Read)?;
        let names = self.span("names", self.descriptor.names, 1, Permissions::Read)?;
        let entries: Vec<FunctionEntry> = decode_all(bytes).collect();
        ensure(entries.len() == self.code.functions.len(), || {
            format!("{} functions, but {} are listed", self.code.functions.len(), entries.len())
        })?;
        for ((key, function), (place, entry)) in
            self.code.functions.iter().zip(entries.iter().enumerate())
        {
            let start = u64::from(entry.code_offset);
            let limit = entries
                .get(place + 1)
                .map_or(self.descriptor.code.count, |next| u64::from(next.code_offset));
            let end = start + function.code.len() as u64;
            ensure(start <= end && end <= limit, || {
                format!("{key:?} at {start:#x} reaches into the next function, or is not in order")
            })?;
            ensure(
                (self.code_address() + start).is_multiple_of(function.alignment.into()),
                || format!("{key:?} is not aligned"),
            )?;
            let name = names
                .get(entry.name as usize..)
                .and_then(|name| name.get(..entry.name_length as usize));
            let expected = self.program.function_name(key).unwrap_or("");
            ensure(name == Some(expected.as_bytes()), || {
                format!("{key:?} is not called `{expected}`")
            })?;
        }
        Ok(entries.iter().map(|entry| entry.code_offset).collect())
    }

    fn traps(&self, functions: &[u32]) -> Result<()> {
        let span = self.descriptor.traps;
        let bytes = self.span("traps", span, TrapSite::SIZE, Permissions::Read)?;
        let sites: Vec<TrapSite> = decode_all(bytes).collect();
        ensure(sites.is_sorted_by(|a, b| a.code_offset < b.code_offset), || {
            "the trap table is not sorted".to_owned()
        })?;
        for site in &sites {
            ensure(Trap::from_number(site.trap).is_some(), || {
                format!("there is no trap {}", site.trap)
            })?;
            ensure(u64::from(site.code_offset) < self.descriptor.code.count, || {
                format!("a trap at {:#x} is outside of the code", site.code_offset)
            })?;
        }
        let mut places = 0;
        for (function, &start) in self.code.functions.values().zip(functions) {
            for (index, place) in function.traps.iter().enumerate() {
                // Of two notes of one place the first counts.
                if index > 0 && function.traps[index - 1].offset == place.offset {
                    continue;
                }
                // A fault elsewhere can be nothing but that: the runtime knows.
                if place.trap == Trap::MemoryOutOfBounds
                    && !self.target.is_trap_instruction(&function.code[place.offset as usize..])
                {
                    continue;
                }
                places += 1;
                let offset = start + place.offset;
                let site = sites.binary_search_by_key(&offset, |site| site.code_offset);
                ensure(site.is_ok_and(|site| sites[site].trap == place.trap as u8), || {
                    format!("the trap at {offset:#x} is not in the table")
                })?;
            }
        }
        ensure(places == sites.len(), || "the trap table has traps of no function".to_owned())
    }

    fn entries(&self, functions: &[u32]) -> Result<()> {
        let span = self.descriptor.entries;
        let bytes = self.span("entries", span, EntryPoint::SIZE, Permissions::Read)?;
        let entries: Vec<EntryPoint> = decode_all(bytes).collect();
        ensure(entries.len() == self.program.entries.len(), || {
            format!("{} entries, but {} are listed", self.program.entries.len(), entries.len())
        })?;
        for ((key, expected), entry) in self.program.entries.iter().zip(&entries) {
            let thunk = self.descriptor_address.wrapping_add_signed(entry.thunk);
            let offset = thunk.wrapping_sub(self.code_address());
            let place = functions.iter().position(|&start| u64::from(start) == offset);
            let kind = place.and_then(|place| self.program.functions.values().nth(place));
            if kind != Some(&FunctionKind::Entry(key)) {
                return wrong(format!("{key:?} does not lead to its thunk"));
            }
            let types = &expected.ty;
            ensure(
                types.params().len() as u64 <= entry.values
                    && types.results().len() as u64 <= entry.values,
                || format!("{key:?} has more values than it says"),
            )?;
        }
        Ok(())
    }
}

//! Decides how large memories and tables can become, where they lie in the
//! address space, and how accesses to them are checked.

use wasi2native_runtime_support::abi::descriptor::REACH_BELOW;
use wasmparser::{MemoryType, TableType};

use super::{Bounds, TableStorage};
use crate::error::{Error, Result};
use crate::options::{BoundsChecks, Options};

/// Where the first region begins. Code and data of the executable end below
/// 2 GiB, so that no region has them within [`GAP`] below it.
const FIRST_ADDRESS: u64 = 4 << 30;

/// Nothing lies this close below a memory, so that even an address that was
/// sign-extended by mistake hits nothing.
const GAP: u64 = 2 << 30;

/// What an access to a 32-bit memory can reach past its base: index and offset
/// are below 2^32 each, an access has at most 16 bytes, and of indices that
/// differ by up to [`UNWRAPPED_REACH`] one can stand for the other.
pub const GUARDED_REACH: u64 = (1 << 33) + 16 + UNWRAPPED_REACH as u64;

/// How far the index of an access may be from another that did not trap, in bytes,
/// to be known not to have wrapped: a 32-bit memory does not grow into its last
/// page.
pub const UNWRAPPED_REACH: i32 = REACH_BELOW as i32;

/// The size that a memory of 64 KiB pages can grow to, unless more is asked for:
/// by its type or by `--max-memory`. Core, "Memory Instructions": `memory.grow`
/// may fail.
const DEFAULT_MEMORY32_MAXIMUM: u64 = (1 << 32) - (1 << 16);

/// Regions end behind the last byte of user space on x86-64 (47 bits), with
/// room for stacks and what the kernel maps at the top.
const LAST_ADDRESS: u64 = (1 << 47) - (1 << 42);

/// The size that a memory64 can grow to unless `--max-memory` says otherwise.
const DEFAULT_MEMORY64_MAXIMUM: u64 = 64 << 30;

/// The number of elements that a table can grow to.
const TABLE_MAXIMUM: u64 = 1 << 28;

/// Up to this many elements, a table of fixed size lies in the program's data.
const FIXED_TABLE_MAXIMUM: u64 = 1 << 20;

/// Regions are placed on this boundary, so that a page table is not shared.
const REGION_ALIGNMENT: u64 = 1 << 21;

pub(super) const PAGE: u64 = 4096;

/// What the options say of sizes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub max_memory: Option<u64>,
    pub bounds_checks: BoundsChecks,
}

impl Limits {
    pub fn of(options: &Options) -> Limits {
        Limits { max_memory: options.max_memory, bounds_checks: options.bounds_checks }
    }
}

/// Hands out address space, from low to high.
#[derive(Debug)]
pub struct AddressSpace {
    next: u64,
}

impl Default for AddressSpace {
    fn default() -> AddressSpace {
        AddressSpace { next: FIRST_ADDRESS }
    }
}

/// The sizes in bytes and the place of one memory.
#[derive(Clone, Copy, Debug)]
pub struct MemoryPlan {
    pub initial: u64,
    pub maximum: u64,
    pub address: u64,
    pub reserved: u64,
    pub bounds: Bounds,
}

impl AddressSpace {
    /// Plans a memory.
    ///
    /// # Errors
    /// One that cannot even start within the limits.
    pub fn plan_memory(&mut self, ty: &MemoryType, limits: Limits) -> Result<MemoryPlan> {
        let page_size_log2 = ty.page_size_log2.unwrap_or(16);
        // 2^48 pages of 64 KiB are 2^64 bytes, which no machine has.
        let bytes = |pages: u64| {
            pages.checked_shl(page_size_log2).filter(|bytes| bytes >> page_size_log2 == pages)
        };
        let default_maximum = match (ty.memory64, page_size_log2) {
            (true, _) => DEFAULT_MEMORY64_MAXIMUM,
            (false, 16) if ty.maximum.is_none() => DEFAULT_MEMORY32_MAXIMUM,
            (false, _) => 1 << 32,
        };
        let initial = bytes(ty.initial).unwrap_or(u64::MAX);
        let declared = ty.maximum.map_or(u64::MAX, |pages| bytes(pages).unwrap_or(u64::MAX));
        let allowed = match limits.max_memory {
            // What is granted is whole pages.
            Some(maximum) => maximum >> page_size_log2 << page_size_log2,
            None => default_maximum.max(initial),
        };
        let maximum = declared.min(allowed).min(if ty.memory64 { u64::MAX } else { 1 << 32 });
        if initial > maximum {
            return Err(Error::limit(format!(
                "the module's memory starts with {initial} bytes, more than the {maximum} that are allowed"
            ))
            .help("pass a larger `--max-memory`"));
        }
        let guarded =
            limits.bounds_checks == BoundsChecks::Guarded && !ty.memory64 && page_size_log2 == 16;
        let (bounds, needed) = if guarded {
            (Bounds::Guarded, GUARDED_REACH)
        } else {
            (Bounds::Explicit, maximum.saturating_add(PAGE))
        };
        let (address, reserved) = self.take(needed)?;
        Ok(MemoryPlan { initial, maximum, address, reserved, bounds })
    }

    /// Plans a table; returns its largest size in elements and its storage.
    /// `grows` tells whether anything can grow it.
    ///
    /// # Errors
    /// One that cannot even start within the limits.
    pub fn plan_table(&mut self, ty: &TableType, grows: bool) -> Result<(u64, TableStorage)> {
        if ty.initial > TABLE_MAXIMUM {
            return Err(Error::limit(format!(
                "a table starts with {} elements, more than the {TABLE_MAXIMUM} that are allowed",
                ty.initial
            )));
        }
        let declared = ty.maximum.unwrap_or(u64::MAX);
        let grows = grows && declared > ty.initial;
        let maximum = if grows { declared.min(TABLE_MAXIMUM) } else { ty.initial };
        if !grows && ty.initial <= FIXED_TABLE_MAXIMUM {
            return Ok((maximum, TableStorage::Fixed));
        }
        let (address, reserved) = self.take(maximum * 4 + PAGE)?;
        Ok((maximum, TableStorage::Growable { address, reserved }))
    }

    /// The address and the number of slots of `size` bytes, a power of two, behind
    /// everything else; at most `most` of them.
    pub fn take_slots(&mut self, size: u64, most: u64) -> Option<(u64, u64)> {
        let first = self.next.checked_next_multiple_of(size)?;
        let count = (LAST_ADDRESS.checked_sub(first)? / size).min(most);
        self.next = first + count * size;
        Some((first, count))
    }

    fn take(&mut self, bytes: u64) -> Result<(u64, u64)> {
        let reserved = bytes.checked_next_multiple_of(REGION_ALIGNMENT);
        let address = self.next;
        let next = reserved.and_then(|reserved| address.checked_add(reserved)?.checked_add(GAP));
        match (reserved, next) {
            (Some(reserved), Some(next)) if next <= LAST_ADDRESS => {
                self.next = next;
                Ok((address, reserved))
            }
            _ => Err(Error::limit("the memories and tables do not fit into the address space")
                .help("pass a smaller `--max-memory`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUARDED: Limits = Limits { max_memory: None, bounds_checks: BoundsChecks::Guarded };

    fn memory(initial: u64, maximum: Option<u64>, memory64: bool) -> MemoryType {
        MemoryType { memory64, shared: false, initial, maximum, page_size_log2: None }
    }

    #[test]
    fn all_that_an_unchecked_access_reaches_is_reserved() {
        let mut space = AddressSpace::default();
        let plan = space.plan_memory(&memory(1, None, false), GUARDED).unwrap();
        let last_byte = u64::from(u32::MAX) + u64::from(u32::MAX) + 15;
        assert!(last_byte < plan.reserved);
        let next = space.plan_memory(&memory(1, None, false), GUARDED).unwrap();
        assert!(next.address >= plan.address + plan.reserved + GAP);
    }

    #[test]
    fn a_memory_that_cannot_start_is_refused() {
        let limits = Limits { max_memory: Some(1 << 20), ..GUARDED };
        let mut space = AddressSpace::default();
        assert!(space.plan_memory(&memory(17, None, false), limits).is_err());
        assert_eq!(space.plan_memory(&memory(16, None, false), limits).unwrap().maximum, 1 << 20);
        assert!(space.plan_memory(&memory(1 << 48, None, true), GUARDED).is_err());
    }

    #[test]
    fn large_64_bit_memories_are_accepted_while_there_is_room() {
        let mut space = AddressSpace::default();
        let plan = space.plan_memory(&memory(0, Some(1 << 48), true), GUARDED).unwrap();
        assert_eq!((plan.bounds, plan.maximum), (Bounds::Explicit, DEFAULT_MEMORY64_MAXIMUM));
    }
}

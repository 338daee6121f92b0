//! The table of handles of a component instance. Component Model, "Canonical ABI
//! Explainer", Table State.

use super::{calls, store};
use crate::abi::component_functions::{CallOptions, HandleOptions, HostResource};
use crate::abi::traps::Trap;
use crate::traps;

/// What is known of all handles of an instance.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Space {
    /// Handles below have been in use; 0 is none, and never is.
    pub used: u32,
    /// The handle that became free last, or 0.
    pub free: u32,
    /// Handles below have a place, whether they are in use or not.
    #[cfg(part = "http")]
    pub mapped: u32,
}

/// What a handle stands for.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Entry {
    /// The number of the resource type, and one; 0 where the handle is free.
    resource: u32,
    kind: Kind,
    /// What the resource's implementer calls it; of a free handle, the next free one.
    representation: u32,
    /// How many running calls are lent it. Of a borrowed handle, see `calls` too.
    lends: u32,
    /// The call that a borrowed handle belongs to.
    call: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    Own = 0,
    Borrow = 1,
}

/// A handle as a component knows it, and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Handle {
    pub instance: u32,
    /// The number of the resource type.
    pub resource: u32,
    pub number: u32,
}

impl Handle {
    pub fn new(options: u64, number: u32) -> Handle {
        let HandleOptions { instance, resource } = HandleOptions::decode(options);
        Handle { instance, resource, number }
    }

    /// One of the host's resources.
    pub fn of_host(options: CallOptions, resource: HostResource, number: u32) -> Handle {
        Handle { instance: options.instance, resource: resource as u32, number }
    }

    /// Its entry; a trap where there is none, or of another type.
    pub fn entry(self) -> &'static mut Entry {
        match store::entry(self.instance, self.number) {
            Some(entry) if entry.resource == self.resource + 1 => entry,
            Some(entry) if entry.resource != 0 => traps::raise(Trap::HandleTypeMismatch),
            _ => traps::raise(Trap::UnknownHandle),
        }
    }

    pub fn entry_representation(self) -> u32 {
        self.entry().representation
    }

    /// Removes it from the table.
    pub fn remove(self) -> Removed {
        let entry = self.entry();
        if entry.lends != 0 {
            traps::raise(Trap::HandleLent);
        }
        let removed = Removed { kind: entry.kind, representation: entry.representation };
        if entry.kind == Kind::Borrow {
            calls::borrow_dropped(entry.call);
        }
        entry.resource = 0;
        let space = store::space(self.instance);
        entry.representation = space.free;
        space.free = self.number;
        removed
    }

    /// As [`Handle::remove`], for a handle that must be the owner.
    pub fn remove_own(self) -> u32 {
        if self.entry().kind == Kind::Borrow {
            traps::raise(Trap::HandleNotOwned);
        }
        self.remove().representation
    }

    /// Counts one more call that is lent it; returns what it stands for.
    pub fn lend(self) -> u32 {
        let entry = self.entry();
        entry.lends = entry.lends.saturating_add(1);
        entry.representation
    }

    /// The reverse of [`Handle::lend`].
    pub fn give_back(instance: u32, number: u32) {
        if let Some(entry) = store::entry(instance, number) {
            entry.lends = entry.lends.saturating_sub(1);
        }
    }

    /// Puts something into the table; `number` is what is not known yet.
    fn insert(instance: u32, resource: u32, entry: Entry) -> u32 {
        let Space { used, free, .. } = *store::space(instance);
        let number = if free != 0 { free } else { used.max(1) };
        if free == 0 {
            // Nobody has number 0.
            if number == 1 {
                store::reserve(instance, 0);
            }
            store::reserve(instance, number);
            store::space(instance).used = number + 1;
        }
        let Some(place) = store::entry(instance, number) else {
            traps::raise(Trap::HandlesExhausted)
        };
        if free != 0 {
            store::space(instance).free = place.representation;
        }
        *place = Entry { resource: resource + 1, ..entry };
        number
    }
}

/// What a handle stood for.
pub struct Removed {
    pub kind: Kind,
    pub representation: u32,
}

/// A new handle that owns what it stands for.
pub fn insert_own(instance: u32, resource: u32, representation: u32) -> u32 {
    let entry = Entry { resource: 0, kind: Kind::Own, representation, lends: 0, call: 0 };
    Handle::insert(instance, resource, entry)
}

/// A new handle that is valid during a call.
pub fn insert_borrow(instance: u32, resource: u32, representation: u32, call: u32) -> u32 {
    let entry = Entry { resource: 0, kind: Kind::Borrow, representation, lends: 0, call };
    Handle::insert(instance, resource, entry)
}

/// Takes an own handle of one of the host's resources away; returns what it stood for.
#[cfg(part = "http")]
pub fn take_own(options: CallOptions, resource: HostResource, number: u32) -> u32 {
    Handle::of_host(options, resource, number).remove_own()
}

/// What a handle of one of the host's resources stands for. In line: every function
/// of WASI asks it first.
#[inline(always)]
pub fn representation(options: CallOptions, resource: HostResource, number: u32) -> u32 {
    match store::entry(options.instance, number) {
        Some(entry) if entry.resource == resource as u32 + 1 => entry.representation,
        _ => not_found(Handle::of_host(options, resource, number)),
    }
}

#[cold]
#[inline(never)]
fn not_found(handle: Handle) -> u32 {
    handle.entry_representation()
}

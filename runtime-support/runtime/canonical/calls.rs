//! Calls between components that are lent resources: what was lent has to be given
//! back before they return. Component Model, "Canonical ABI Explainer", `Subtask`,
//! `lenders` and `num_borrows`.

use super::handles::Handle;
use super::store;
use crate::abi::traps::Trap;
use crate::traps;

/// How many such calls can run within each other.
const MOST_CALLS: usize = 1 << 15;
/// How much can be lent to all of them together.
const MOST_LENDS: usize = 1 << 16;

/// See the module.
#[repr(C)]
pub struct Calls {
    /// How many calls are running.
    depth: u32,
    /// How many lends are in use.
    lent: u32,
    calls: [Call; MOST_CALLS],
    lends: [Lend; MOST_LENDS],
}

#[derive(Clone, Copy)]
#[repr(C)]
struct Call {
    /// The place of its first lend.
    first_lend: u32,
    /// Borrowed handles that the callee has not dropped.
    borrows: u32,
}

/// A handle that cannot be given away meanwhile.
#[derive(Clone, Copy)]
#[repr(C)]
struct Lend {
    instance: u32,
    number: u32,
}

#[cfg(part = "http")]
impl Calls {
    /// As if none was running.
    pub fn reset(&mut self) {
        (self.depth, self.lent) = (0, 0);
    }
}

pub fn enter() {
    store::with_calls(|calls| {
        let first_lend = calls.lent;
        let place = calls.calls.get_mut(calls.depth as usize);
        let Some(call) = place else { traps::raise(Trap::StackExhausted) };
        *call = Call { first_lend, borrows: 0 };
        calls.depth += 1;
    });
}

/// Takes back what was lent to the call that was entered last.
pub fn leave() {
    store::with_calls(|calls| {
        let Some(depth) = calls.depth.checked_sub(1) else { return };
        let Some(&call) = calls.calls.get(depth as usize) else { return };
        if call.borrows != 0 {
            traps::raise(Trap::BorrowsRemain);
        }
        let lends = calls.lends.get(call.first_lend as usize..calls.lent as usize);
        for lend in lends.unwrap_or_default() {
            Handle::give_back(lend.instance, lend.number);
        }
        calls.lent = call.first_lend;
        calls.depth = depth;
    });
}

/// Lends what a handle stands for to the call that was entered last.
pub fn lend(handle: Handle) -> u32 {
    let representation = handle.lend();
    store::with_calls(|calls| {
        let place = calls.lends.get_mut(calls.lent as usize);
        let Some(lend) = place else { traps::raise(Trap::HandlesExhausted) };
        *lend = Lend { instance: handle.instance, number: handle.number };
        calls.lent += 1;
    });
    representation
}

/// Counts a borrowed handle of the call that was entered last; returns the call.
pub fn borrow() -> u32 {
    store::with_calls(|calls| {
        let current = calls.depth.saturating_sub(1);
        if let Some(call) = calls.calls.get_mut(current as usize) {
            call.borrows += 1;
        }
        current
    })
}

/// A borrowed handle of a call was dropped.
pub fn borrow_dropped(call: u32) {
    store::with_calls(|calls| {
        if let Some(call) = calls.calls.get_mut(call as usize) {
            call.borrows = call.borrows.saturating_sub(1);
        }
    });
}

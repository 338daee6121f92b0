//! Says on standard error why something was refused, where the build asked for it: what
//! was wanted, and the option that grants it. Each refusal is explained once.
//!
//! What C's library refuses by itself, because no granted folder fits a path, never
//! comes here; but it has asked before which folders there are.

mod files;
mod paths;
mod rights;

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::abi::capabilities::EXPLAIN;
use crate::host::{ENOTCAPABLE, grants};
use crate::message::{Message, fingerprint, report};
use crate::sys::Errno;

pub use files::{Act, Place, Refused, no_folder};

/// Whether an error is one of rights, so that it is worth finding out what was wanted.
#[inline]
pub fn is_refusal(errno: Errno) -> bool {
    matches!(errno, ENOTCAPABLE | Errno::EPERM) && is_wanted()
}

/// Whether the build asked for explanations.
fn is_wanted() -> bool {
    grants::capabilities().is_some_and(|all| all.has(EXPLAIN))
}

/// Says what `compose` puts together, if that was not said before.
#[cold]
#[inline(never)]
pub fn once(compose: &dyn Fn(&mut Message)) {
    if !is_wanted() {
        return;
    }
    match REFUSALS.is_new(fingerprint(compose) | 1) {
        Some(true) => report(&|message| {
            message.text("refused: ");
            compose(message);
        }),
        Some(false) => report(&|message| {
            message.text("refused: more than is explained");
        }),
        None => {}
    }
}

/// What has been explained.
struct Refusals([AtomicU64; 64]);

static REFUSALS: Refusals = Refusals([const { AtomicU64::new(0) }; 64]);

impl Refusals {
    /// Whether to explain something that has this hash, which is not 0: `Some(true)`; or
    /// that there is too much: `Some(false)`, once.
    fn is_new(&self, hash: u64) -> Option<bool> {
        let (last, others) = self.0.split_last()?;
        for place in others {
            match place.compare_exchange(0, hash, Relaxed, Relaxed) {
                Ok(_) => return Some(true),
                Err(known) if known == hash => return None,
                Err(_) => {}
            }
        }
        (last.swap(1, Relaxed) == 0).then_some(false)
    }
}

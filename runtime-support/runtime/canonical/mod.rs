//! What the canonical ABI needs while a program of components runs: the handles of
//! each component instance, and who has lent what to whom. `entry_points` has what
//! the compiler links with.
//!
//! Source: Component Model, "Canonical ABI Explainer".

mod calls;
mod entry_points;
mod handles;
mod store;

#[cfg(part = "http")]
pub use handles::take_own;
pub use handles::{insert_own, representation};
#[cfg(part = "http")]
pub use store::reset;
pub use store::{listing, rows, with_rows};

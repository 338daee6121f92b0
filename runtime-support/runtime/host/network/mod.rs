//! The Internet: sockets that the program opens, what it may reach with them, and
//! names of hosts. Addresses here are addresses, whatever form an interface above
//! gives them.

mod ending;
pub(in crate::host) mod grants;
pub mod held;
mod kept;
pub mod listeners;
pub mod names;
pub mod options;
pub mod sockets;
#[cfg(part = "components")]
pub mod stepwise;
#[cfg(part = "components")]
pub mod unsent;

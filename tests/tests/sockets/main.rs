//! Programs with sockets, in surroundings that a file beside them cannot describe:
//! `grants`, `names`, inherited `listeners`, `faults`, and clients of answers in `parts`.
//! What needs none of them is in `tests/run/sockets`.

mod faults;
mod grants;
mod limits;
mod listeners;
mod names;
mod parts;
mod server;
mod support;

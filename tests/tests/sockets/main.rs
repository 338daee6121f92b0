//! Programs with sockets, in surroundings that a file beside them cannot describe:
//! `grants`, `names`, inherited `listeners`, and `faults`. What needs none of them
//! is in `tests/run/sockets`.

mod faults;
mod grants;
mod listeners;
mod names;
mod support;

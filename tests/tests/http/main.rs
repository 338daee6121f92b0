//! HTTP: components that serve (`serving`, `framing`, `workers`), and components that ask
//! others (`asking`). The components are in `tests/http`, their sources in
//! `tests/programs/http`; what they print of fields was compared with the wasmtime crates.

mod asking;
mod framing;
mod serving;
mod support;
mod workers;

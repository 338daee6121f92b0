//! HTTP: components that serve (`serving`, `framing`, `workers`), and components that ask
//! others (`asking`). The components are in `tests/http`, their sources in
//! `tests/programs/http`; `scripts/compare-http` compares what they do with wasmtime.

mod asking;
mod framing;
mod serving;
mod support;
mod workers;

//! One function at a time, from WebAssembly to CLIF.

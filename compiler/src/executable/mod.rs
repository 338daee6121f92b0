//! The only place that knows ELF.

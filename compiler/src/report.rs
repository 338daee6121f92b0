//! What the compiler tells of its progress while it works. The library only
//! calls; the command decides what is shown.

/// Called from several threads during [`Phase::Compile`].
pub trait Observer: Sync {
    /// A phase begins; `functions` of them will be worked on.
    fn begin(&self, phase: Phase, functions: usize) {
        let _ = (phase, functions);
    }
    /// One function of the phase is done.
    fn function_done(&self) {}
    /// The phase ends with this much output.
    fn end(&self, phase: Phase, bytes: usize) {
        let _ = (phase, bytes);
    }
    /// Something that the user should know, on one line.
    fn note(&self, text: &str) {
        let _ = text;
    }
}

/// Tells nobody.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Observer for Silent {}

/// The phases of [`crate::compile`], in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Parse,
    Program,
    Compile,
    Link,
    Write,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Phase::Parse => "parse",
            Phase::Program => "program",
            Phase::Compile => "compile",
            Phase::Link => "link",
            Phase::Write => "write",
        }
    }
}

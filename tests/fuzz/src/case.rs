//! What is run in both engines: a few modules that are linked to each other,
//! and what is done with their instances, in order.

/// One program of the fuzzer.
#[derive(Clone, Debug)]
pub struct Case {
    pub seed: u64,
    pub floats: Floats,
    /// Module `n` imports from modules before it, which are called `m0`, `m1`, ….
    pub modules: Vec<Vec<u8>>,
    pub steps: Vec<Step>,
}

/// What makes floats the same everywhere: which NaN an operation gives, and what
/// relaxed instructions compute, WebAssembly leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Floats {
    /// Instructions in the modules.
    ByModule,
    /// Options of both engines.
    ByEngine,
}

#[derive(Clone, Debug)]
pub enum Step {
    Instantiate {
        module: usize,
    },
    Call {
        module: usize,
        export: String,
        arguments: Vec<Value>,
    },
    /// Reads an exported global.
    Get {
        module: usize,
        export: String,
    },
}

/// An argument, or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    I32(u32),
    I64(u64),
    F32(u32),
    F64(u64),
    V128(u128),
    /// A reference that is null, by its heap type's name in text.
    Null(&'static str),
    /// A host's reference with its number.
    Extern(u32),
    /// Another reference that is not null: which one cannot be told outside.
    Function,
    /// A reference that scripts cannot speak of.
    Other,
}

/// What became of a step in the reference engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    Results(Vec<Value>),
    Trap(&'static str),
    Exception,
}

/// A case and what the reference engine made of it: one ending per step that
/// can be compared.
#[derive(Clone, Debug)]
pub struct Answered {
    pub case: Case,
    pub endings: Vec<Ending>,
}

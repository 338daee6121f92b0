//! Validates function bodies, in parallel, and notes in the same pass what the
//! rest of the compiler wants to know of them before translation begins.

use rayon::prelude::*;
use wasmparser::{
    FuncToValidate, FuncValidatorAllocations, Operator, ValidatorResources, for_each_operator,
};

use super::{FuncIndex, Module, TableIndex};
use crate::error::{Error, Kind, Result};
use cranelift_codegen::entity::EntityRef;

/// What a function's body does, as far as it matters outside of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FunctionSurvey {
    pub proposals: ProposalSet,
    /// The tables whose size an instruction changes.
    pub grown_tables: TableSet,
    /// The tables that an instruction writes to, their size included.
    pub changed_tables: TableSet,
    /// Whether it uses functions as values.
    pub references_functions: bool,
}

impl FunctionSurvey {
    /// What two functions do together.
    pub fn union(self, other: FunctionSurvey) -> FunctionSurvey {
        FunctionSurvey {
            proposals: ProposalSet(self.proposals.0 | other.proposals.0),
            grown_tables: self.grown_tables.union(other.grown_tables),
            changed_tables: self.changed_tables.union(other.changed_tables),
            references_functions: self.references_functions || other.references_functions,
        }
    }

    fn note(&mut self, operator: &Operator<'_>) {
        self.proposals.insert(proposal(operator));
        match operator {
            Operator::TableGrow { table } => {
                self.grown_tables.insert(*table);
                self.changed_tables.insert(*table);
            }
            Operator::TableSet { table }
            | Operator::TableFill { table }
            | Operator::TableInit { table, .. }
            | Operator::TableCopy { dst_table: table, .. } => self.changed_tables.insert(*table),
            Operator::RefFunc { .. } => self.references_functions = true,
            _ => {}
        }
    }
}

/// A set of a module's tables. Those far back are in it or out of it together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableSet(u64);

impl TableSet {
    fn insert(&mut self, table: u32) {
        self.0 |= TableSet::bit(table);
    }

    pub fn contains(self, table: TableIndex) -> bool {
        self.0 & TableSet::bit(table.as_u32()) != 0
    }

    fn union(self, other: TableSet) -> TableSet {
        TableSet(self.0 | other.0)
    }

    fn bit(table: u32) -> u64 {
        1 << table.min(u64::BITS - 1)
    }
}

macro_rules! proposals {
    ($($name:ident = $shown:literal,)*) => {
        /// The proposal that brought an instruction into WebAssembly.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(non_camel_case_types, reason = "the names are wasmparser's")]
        #[repr(u8)]
        pub enum Proposal { $($name,)* }

        impl Proposal {
            pub const ALL: &[Proposal] = &[$(Proposal::$name,)*];

            /// How the proposal is called.
            pub fn name(self) -> &'static str {
                match self { $(Proposal::$name => $shown,)* }
            }
        }
    };
}

proposals! {
    mvp = "mvp",
    sign_extension = "sign-extension",
    gc = "gc",
    custom_descriptors = "custom-descriptors",
    saturating_float_to_int = "nontrapping-fptoint",
    bulk_memory = "bulk-memory",
    reference_types = "reference-types",
    tail_call = "tail-call",
    memory_control = "memory-control",
    threads = "threads",
    simd = "simd128",
    relaxed_simd = "relaxed-simd",
    exceptions = "exception-handling",
    legacy_exceptions = "legacy-exceptions",
    shared_everything_threads = "shared-everything-threads",
    function_references = "function-references",
    stack_switching = "stack-switching",
    wide_arithmetic = "wide-arithmetic",
    acquire_release_atomics = "acquire-release-atomics",
}

/// A set of [`Proposal`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProposalSet(u32);

impl ProposalSet {
    pub fn insert(&mut self, proposal: Proposal) {
        self.0 |= 1 << proposal as u32;
    }

    pub fn contains(self, proposal: Proposal) -> bool {
        self.0 & (1 << proposal as u32) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Proposal> {
        Proposal::ALL.iter().copied().filter(move |&proposal| self.contains(proposal))
    }
}

macro_rules! proposal_of_operator {
    ($( @$proposal:ident $operator:ident $({ $($argument:ident: $ty:ty),* })? => $visit:ident ($($arity:tt)*))*) => {
        /// The proposal that an instruction belongs to.
        pub fn proposal(operator: &Operator<'_>) -> Proposal {
            match operator {
                $(Operator::$operator { .. } => Proposal::$proposal,)*
                _ => Proposal::mvp,
            }
        }

        /// wasmparser's name of an instruction's visitor method.
        fn visitor_name(operator: &Operator<'_>) -> &'static str {
            match operator {
                $(Operator::$operator { .. } => stringify!($visit),)*
                _ => "visit_unknown",
            }
        }
    };
}
for_each_operator!(proposal_of_operator);

/// The name of an instruction as the text format writes it.
pub fn operator_name(operator: &Operator<'_>) -> String {
    let name = visitor_name(operator).trim_start_matches("visit_");
    let name = match name.strip_prefix("typed_") {
        Some(select) => select.trim_end_matches("_multi"),
        None => name,
    };
    // Whether null passes is an immediate to the text format, not a name.
    let is_check = name.starts_with("ref_test") || name.starts_with("ref_cast");
    let name = match is_check {
        true => name.trim_end_matches("_non_null").trim_end_matches("_nullable"),
        false => name,
    };
    let Some((family, rest)) = name.split_once('_') else { return name.to_owned() };
    const FAMILIES: &[&str] = &[
        "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2",
        "local", "global", "memory", "table", "data", "elem", "ref", "struct", "array", "any",
        "extern", "i31", "atomic", "cont",
    ];
    if !FAMILIES.contains(&family) {
        return name.to_owned();
    }
    let rest = match rest.strip_prefix("atomic_") {
        Some(operation) => {
            let rest = match operation.strip_prefix("rmw") {
                Some(rmw) => format!("rmw{}", rmw.replacen('_', ".", 1)),
                None => operation.to_owned(),
            };
            format!("atomic.{rest}")
        }
        None => rest.to_owned(),
    };
    format!("{family}.{rest}")
}

/// Validates every body and records what it does in the module.
///
/// # Errors
/// The first invalid function's first error, whatever the number of threads.
pub fn validate_functions(
    module: &mut Module<'_>,
    functions: Vec<FuncToValidate<ValidatorResources>>,
) -> Result<()> {
    let bodies = module.bodies.as_values_slice();
    let surveys: Vec<Result<FunctionSurvey>> = functions
        .into_par_iter()
        .zip(bodies)
        .map_init(FuncValidatorAllocations::default, |allocations, (function, body)| {
            let index = function.index;
            let mut validator = function.into_validator(std::mem::take(allocations));
            let survey = validate(&mut validator, body).map_err(|error| {
                let name = module.function_name(FuncIndex::new(index as usize));
                classify(error).in_function(index, name)
            });
            *allocations = validator.into_allocations();
            survey
        })
        .collect();
    for survey in surveys {
        module.surveys.push(survey?);
    }
    Ok(())
}

fn validate(
    validator: &mut wasmparser::FuncValidator<ValidatorResources>,
    body: &wasmparser::FunctionBody<'_>,
) -> Result<FunctionSurvey, wasmparser::BinaryReaderError> {
    let mut survey = FunctionSurvey::default();
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader)?;
    let mut operators = wasmparser::OperatorsReader::new(reader);
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset()?;
        validator.op(offset, &operator)?;
        survey.note(&operator);
    }
    operators.finish()?;
    Ok(survey)
}

/// wasmparser says of a proposal that is switched off that it «is not enabled»;
/// for our user that is a feature which is not supported yet.
pub(super) fn classify(error: wasmparser::BinaryReaderError) -> Error {
    let message = error.message();
    let kind = if message.contains("not enabled") { Kind::Unsupported } else { Kind::Invalid };
    Error::new(kind, message.replace("not enabled", "not supported")).at(error.offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_far_back_share_a_place() {
        let mut tables = TableSet::default();
        tables.insert(2);
        tables.insert(1000);
        let contains = |table| tables.contains(TableIndex::new(table));
        assert!(contains(2) && contains(63) && contains(5000));
        assert!(!contains(0) && !contains(62));
    }

    #[test]
    fn instructions_are_called_as_the_text_format_calls_them() {
        assert_eq!(operator_name(&Operator::I32TruncF32S), "i32.trunc_f32_s");
        assert_eq!(operator_name(&Operator::Throw { tag_index: 0 }), "throw");
        assert_eq!(operator_name(&Operator::ThrowRef), "throw_ref");
        assert_eq!(operator_name(&Operator::TableGrow { table: 0 }), "table.grow");
        let hty = wasmparser::HeapType::FUNC;
        assert_eq!(operator_name(&Operator::RefCastNonNull { hty }), "ref.cast");
        assert_eq!(operator_name(&Operator::RefCastNullable { hty }), "ref.cast");
        assert_eq!(operator_name(&Operator::RefTestNullable { hty }), "ref.test");
        assert_eq!(operator_name(&Operator::RefAsNonNull), "ref.as_non_null");
        let ordering = wasmparser::Ordering::SeqCst;
        assert_eq!(operator_name(&Operator::AtomicFence { ordering }), "atomic.fence");
    }
}

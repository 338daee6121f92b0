//! Random modules of `wasm-smith`: which features and sizes, the seed says.

use arbitrary::Unstructured;
use wasm_encoder::reencode::{self, Reencode, RoundtripReencoder, utils};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, ImportSection, Module, RawSection,
};
use wasm_smith::{Config, InstructionKind, InstructionKinds, MemoryOffsetChoices};
use wasmparser::{ExternalKind, FunctionBody};

use crate::case::Floats;
use crate::determined::Determined;
use crate::random::Random;
use crate::survey::Survey;

/// The name under which a module exports how many loop rounds and calls it has
/// left.
pub const FUEL: &str = "fuel";

const PAGE: u64 = 65536;

/// Features that not every run of the fuzzer has.
#[derive(Clone, Copy, Debug)]
pub struct Extras {
    /// Instructions whose results the specification leaves open.
    pub relaxed_simd: bool,
    pub floats: Floats,
    /// Objects of the garbage collector.
    pub gc: bool,
}

/// One module, importing some of what is exported by `earlier` modules.
pub fn module(random: &mut Random, earlier: &[Vec<u8>], extras: Extras) -> Option<Vec<u8>> {
    let mut config = config(random, extras);
    if !earlier.is_empty() {
        config.available_imports = imports_of(random, earlier);
        // The types and imports of the other module come on top.
        config.max_imports = 10;
    }
    let bytes = random.pick(&[500, 2000, 8000, 30_000]);
    let bytes = random.bytes(bytes);
    let fuel = random.pick(&[50, 500, 5000]);
    let mut module = wasm_smith::Module::new(config, &mut Unstructured::new(&bytes)).ok()?;
    let fuel = module.ensure_termination(fuel).ok()?;
    finish(&module.to_bytes(), extras.floats, Some(fuel))
}

fn config(random: &mut Random, extras: Extras) -> Config {
    let memory_bytes = random.pick(&[0, 1, 3, 16, 300]) * PAGE;
    let threads_enabled = random.chance(1, 4);
    let kinds = [
        InstructionKind::Numeric,
        InstructionKind::Vector,
        InstructionKind::Reference,
        InstructionKind::Parametric,
        InstructionKind::Variable,
        InstructionKind::Table,
        InstructionKind::Memory,
        InstructionKind::Control,
        InstructionKind::Aggregate,
    ];
    // All instructions, or a few kinds of them, which then meet more often.
    let allowed_instructions = if random.chance(1, 2) {
        InstructionKinds::all()
    } else {
        let some: Vec<_> = kinds.into_iter().filter(|_| random.chance(2, 3)).collect();
        InstructionKinds::new(&some)
    };
    Config {
        allow_start_export: random.chance(1, 6),
        allowed_instructions,
        allow_floats: random.chance(3, 4),
        bulk_memory_enabled: random.chance(4, 5),
        // `finish` does it, and misses nothing.
        canonicalize_nans: false,
        disallow_traps: random.chance(2, 3),
        exceptions_enabled: random.chance(1, 2),
        export_everything: true,
        gc_enabled: random.chance(2, 3) && extras.gc,
        custom_page_sizes_enabled: random.chance(1, 4),
        max_data_segments: random.pick(&[2, 10]),
        max_element_segments: random.pick(&[2, 10]),
        max_elements: random.pick(&[3, 30]),
        max_funcs: random.pick(&[2, 8, 25]),
        min_funcs: 1,
        max_globals: random.pick(&[0, 3, 12]),
        max_imports: 0,
        max_instructions: random.pick(&[20, 100, 300, 1000]),
        max_memories: random.pick(&[1, 1, 2, 5]),
        min_memories: u32::from(random.chance(3, 4)),
        max_memory32_bytes: memory_bytes,
        max_memory64_bytes: u128::from(memory_bytes),
        max_nesting_depth: random.pick(&[4, 10, 40]),
        max_table_elements: random.pick(&[4, 60, 500]),
        max_tables: random.pick(&[1, 1, 2, 5]),
        min_tables: u32::from(random.chance(1, 2)),
        max_tags: random.pick(&[1, 5]),
        max_types: random.pick(&[3, 10, 30]),
        min_types: 1,
        max_values: random.pick(&[3, 10, 100]),
        memory64_enabled: random.chance(1, 2),
        memory_max_size_required: true,
        memory_offset_choices: random.pick_clone(&[
            MemoryOffsetChoices(1, 0, 0),
            MemoryOffsetChoices(90, 9, 1),
            MemoryOffsetChoices(10, 10, 10),
        ]),
        multi_value_enabled: random.chance(4, 5),
        relaxed_simd_enabled: extras.relaxed_simd,
        simd_enabled: random.chance(1, 2),
        tail_call_enabled: random.chance(1, 2),
        table_max_size_required: true,
        threads_enabled,
        wide_arithmetic_enabled: random.chance(1, 2),
        extended_const_enabled: random.chance(1, 2),
        ..Config::default()
    }
}

/// A module whose imports are what `wasm-smith` may import.
fn imports_of(random: &mut Random, earlier: &[Vec<u8>]) -> Option<Vec<u8>> {
    // One module only: types cannot be told apart by their numbers otherwise.
    let number = random.below(earlier.len());
    let survey = Survey::of(&earlier[number]).ok()?;
    let mut encoder = RoundtripReencoder;
    let mut imports = ImportSection::new();
    for export in &survey.exports {
        let place = export.index as usize;
        let ty = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => {
                EntityType::Function(survey.functions[place])
            }
            ExternalKind::Table => encoder.table_type(survey.tables[place]).ok()?.into(),
            // `wasm-smith` does not know them here.
            ExternalKind::Memory if survey.memories[place].page_size_log2.is_some() => continue,
            ExternalKind::Memory => encoder.memory_type(survey.memories[place]).ok()?.into(),
            // Nobody else may give a module fuel.
            ExternalKind::Global if export.name == FUEL => continue,
            ExternalKind::Global => encoder.global_type(survey.globals[place]).ok()?.into(),
            ExternalKind::Tag => encoder.tag_type(survey.tags[place]).ok()?.into(),
        };
        imports.import(&format!("m{number}"), &export.name, ty);
    }
    let mut module = Module::new();
    let mut types = Vec::new();
    wasm_encoder::Encode::encode(&survey.recursion_groups, &mut types);
    types.extend(&survey.type_section);
    module.section(&RawSection { id: 1, data: &types });
    module.section(&imports);
    Some(module.finish())
}

/// Makes a module say the same everywhere.
pub fn determine(bytes: &[u8], floats: Floats) -> Option<Vec<u8>> {
    finish(bytes, floats, None)
}

/// Exports the fuel as well.
fn finish(bytes: &[u8], floats: Floats, fuel: Option<u32>) -> Option<Vec<u8>> {
    let survey = Survey::of(bytes).ok()?;
    let mut module = Module::new();
    let function = survey.functions.len() - survey.bodies;
    Finisher { fuel, floats, survey, function }
        .parse_core_module(&mut module, wasmparser::Parser::new(0), bytes)
        .ok()?;
    Some(module.finish())
}

struct Finisher {
    fuel: Option<u32>,
    floats: Floats,
    survey: Survey,
    /// The index of the next body's function.
    function: usize,
}

impl Reencode for Finisher {
    type Error = std::convert::Infallible;

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        utils::parse_export_section(self, exports, section)?;
        if let Some(fuel) = self.fuel
            && self.survey.exports.iter().all(|export| export.name != FUEL)
        {
            exports.export(FUEL, ExportKind::Global, fuel);
        }
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), reencode::Error> {
        let parameters =
            self.survey.function_type(self.function as u32).map(|ty| ty.params().len());
        self.function += 1;
        let determined = Determined::new(parameters.unwrap_or_default(), &body)?;
        code.function(&determined.body(self, &body, self.floats)?);
        Ok(())
    }
}

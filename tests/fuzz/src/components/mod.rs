//! Two components, one of which calls the other with a value of random types and gets
//! one back, in each pair of string encodings: what arrives, in memory and flattened, and
//! whether it traps, is compared. Values are now and then wrong: pointers that lead
//! out, lengths without measure, text in no encoding, cases that are none.

mod types;
mod values;

use std::fmt::Write;

use tests::wast;
use tests::wast::report::Outcome;
use wasi2native::options::Options;
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, OptLevel, Store};

use crate::random::Random;
use types::{Core, Names, Type};
use values::{Encoding, Flat, Image, SIZE};

/// Component Model, "Canonical ABI Explainer", Flattening.
const MOST_PARAMETERS: usize = 16;
/// Types that are flattened to more than this make code without end.
const MOST_FLAT: usize = 400;

/// A component as text, and what its two functions gave.
pub struct Case {
    pub seed: u64,
    pub text: String,
    ending: Option<[u64; 2]>,
}

/// The reference.
pub struct Reference {
    engines: Vec<Engine>,
}

impl Reference {
    /// # Errors
    /// The engine's.
    pub fn new() -> wasmtime::Result<Reference> {
        let engine = |level| {
            let mut config = Config::new();
            config.cranelift_opt_level(level).wasm_component_model(true);
            Engine::new(&config)
        };
        Ok(Reference { engines: vec![engine(OptLevel::None)?, engine(OptLevel::Speed)?] })
    }

    /// Makes the case of a seed, and asks the reference.
    ///
    /// # Errors
    /// The reference refuses it.
    pub fn case(&self, seed: u64) -> wasmtime::Result<Case> {
        let text = text(seed);
        let engine = &self.engines[(seed % self.engines.len() as u64) as usize];
        let component = Component::new(engine, &text)?;
        let mut store = Store::new(engine, ());
        let instance = Linker::new(engine).instantiate(&mut store, &component)?;
        let mut call = |name| {
            let function = instance.get_typed_func::<(), (u64,)>(&mut store, name)?;
            function.call(&mut store, ())
        };
        let ending = match (call("run"), call("arrived")) {
            (Ok((returned,)), Ok((arrived,))) => Some([returned, arrived]),
            _ => None,
        };
        Ok(Case { seed, text, ending })
    }
}

impl Case {
    pub fn ending(&self) -> &'static str {
        if self.ending.is_some() { "returned" } else { "trapped" }
    }

    /// The case and its assertions.
    pub fn script(&self) -> String {
        match self.ending {
            Some([returned, arrived]) => format!(
                "{}\n(assert_return (invoke \"run\") (u64.const {returned}))\n\
                 (assert_return (invoke \"arrived\") (u64.const {arrived}))\n",
                self.text
            ),
            None => format!("{}\n(assert_trap (invoke \"run\") \"\")\n", self.text),
        }
    }
}

/// Runs cases with the compiler's `options`; those that differ, with a reason.
pub fn compare<'c>(cases: &'c [Case], options: &Options) -> Vec<(&'c Case, String)> {
    let mut script = String::new();
    let mut ends = Vec::new();
    let mut lines = 0;
    for case in cases {
        let text = case.script();
        lines += text.lines().count();
        ends.push(lines);
        script += &text;
    }
    let mut differences: Vec<(&Case, String)> = Vec::new();
    for verdict in wast::run("fuzz", &script, options).verdicts {
        let Outcome::Failed(reason) = verdict.outcome else { continue };
        let case = &cases[ends.partition_point(|&end| end < verdict.line)];
        if differences.last().is_none_or(|known| known.0.seed != case.seed) {
            differences.push((case, reason));
        }
    }
    differences
}

fn text(seed: u64) -> String {
    let mut random = Random::new(seed ^ 0xc0_4804e47);
    let random = &mut random;
    let (parameters, result) = loop {
        let parameters: Vec<Type> = (0..random.below(4)).map(|_| Type::random(random, 3)).collect();
        let result = random.chance(2, 3).then(|| Type::random(random, 3));
        let flat = parameters.iter().chain(&result).map(|ty| ty.flat().len()).sum::<usize>();
        let size = parameters.iter().chain(&result).map(Type::size).sum::<u32>();
        if flat <= MOST_FLAT && size < SIZE / 4 {
            break (parameters, result);
        }
    };
    let (from, to) = (random.pick(&Encoding::ALL), random.pick(&Encoding::ALL));

    let mut names = Names::default();
    let mut signature = String::new();
    for (place, ty) in parameters.iter().enumerate() {
        let ty = names.text(ty);
        write!(signature, " (param \"p{place}\" {ty})").expect("a string takes any text");
    }
    if let Some(result) = &result {
        let result = names.text(result);
        write!(signature, " (result {result})").expect("a string takes any text");
    }

    let flat: Vec<Core> = parameters.iter().flat_map(Type::flat).collect();
    let flat_result = result.as_ref().map(Type::flat).unwrap_or_default();
    let is_spilled = flat.len() > MOST_PARAMETERS;
    let lifted_parameters = if is_spilled { vec![Core::I32] } else { flat };
    let through_memory = flat_result.len() > 1;
    let lifted_results = if through_memory { vec![Core::I32] } else { flat_result };
    let mut lowered_parameters = lifted_parameters.clone();
    let mut lowered_results = lifted_results.clone();
    if through_memory {
        lowered_parameters.append(&mut lowered_results);
    }

    let mut image = Image::new(random, from);
    let mut arguments = if is_spilled {
        let tuple = Type::Tuple(parameters);
        vec![(Core::I32, u64::from(image.boxed(&tuple)))]
    } else {
        parameters.iter().flat_map(|ty| image.flat(ty)).collect()
    };
    if through_memory {
        // Where the result goes to.
        arguments.push((Core::I32, u64::from(SIZE)));
    }
    let caller_bytes = image.bytes;
    let mut image = Image::new(random, to);
    let returned: Vec<Flat> = match &result {
        None => Vec::new(),
        Some(ty) if through_memory => vec![(Core::I32, u64::from(image.boxed(ty)))],
        Some(ty) => image.flat(ty),
    };
    let callee_bytes = image.bytes;

    let (after_return, after_return_option) = if random.chance(1, 3) {
        let parameters = list("param", &lifted_results);
        (
            format!(
                "(func (export \"after\"){parameters} {}
                   (call $fold (i64.const 77)))",
                fold_all(&lifted_results)
            ),
            "(post-return (core func $m \"after\"))",
        )
    } else {
        (String::new(), "")
    };
    let definitions = |how: &str| {
        names.definitions.iter().enumerate().fold(String::new(), |text, (place, definition)| {
            let how = how.replace('#', &place.to_string());
            format!("{text}(type $t'{place} {definition}) {how}\n")
        })
    };
    let withs: String = (0..names.definitions.len())
        .map(|place| format!(" (with \"t{place}\" (type $callee \"t{place}\"))"))
        .collect();
    format!(
        r#"(component
  (component $Callee
    (core module $M
      {library}
      {data}
      (func (export "call"){parameters}{results}
        {folded}
        (call $fold-memory)
        {returned})
      {after_return}
      (func (export "arrived") (result i64) (global.get $hash)))
    (core instance $m (instantiate $M))
    {exported}
    (func (export "call") {signature}
      (canon lift (core func $m "call") (memory (core memory $m "memory"))
        (realloc (core func $m "realloc")) {to} {after_return_option}))
    (func (export "arrived") (result u64) (canon lift (core func $m "arrived"))))
  (component $Caller
    {imported}
    (import "call" (func $call {signature}))
    (core module $Memory
      {library}
      {caller_data}
      (func (export "hash") (result i64) (call $fold-memory) (global.get $hash)))
    (core instance $memory (instantiate $Memory))
    (core func $lowered (canon lower (func $call) (memory (core memory $memory "memory"))
      (realloc (core func $memory "realloc")) {from}))
    (core module $Main
      (import "" "call" (func $call {lowered_parameters}{lowered_results}))
      (import "" "fold" (func $fold (param i64)))
      (import "" "hash" (func $hash (result i64)))
      (func (export "run") (result i64){locals}
        {arguments} (call $call) {kept}
        {folded_results}
        (call $hash)))
    (core instance $main (instantiate $Main (with "" (instance
      (export "call" (func $lowered))
      (export "fold" (func $memory "fold"))
      (export "hash" (func $memory "hash"))))))
    (func (export "run") (result u64) (canon lift (core func $main "run"))))
  (instance $callee (instantiate $Callee))
  (instance $caller (instantiate $Caller (with "call" (func $callee "call")){withs}))
  (export "run" (func $caller "run"))
  (export "arrived" (func $callee "arrived")))"#,
        library = LIBRARY.replace("{SIZE}", &SIZE.to_string()),
        data = data(&callee_bytes),
        caller_data = data(&caller_bytes),
        parameters = list("param", &lifted_parameters),
        results = list("result", &lifted_results),
        folded = fold_all(&lifted_parameters),
        returned = constants(&returned),
        exported = definitions("(export $t# \"t#\" (type $t'#))"),
        imported = definitions("(import \"t#\" (type $t# (eq $t'#)))"),
        to = to.option(),
        from = from.option(),
        lowered_parameters = list("param", &lowered_parameters),
        lowered_results = list("result", &lowered_results),
        locals = lowered_results
            .iter()
            .fold(String::new(), |text, core| format!("{text} (local {})", core.name())),
        arguments = constants(&arguments),
        kept = if lowered_results.is_empty() { "" } else { "(local.set 0)" },
        folded_results = fold_all(&lowered_results),
    )
}

/// What both memories come with. Room is given in slots, so that addresses do not tell
/// how an engine asks for it; and what is given back is cleared.
const LIBRARY: &str = r#"
      (memory (export "memory") 4)
      (global $hash (mut i64) (i64.const 1))
      (global $slot (mut i32) (i32.const 0x8000))
      (func $fold (export "fold") (param i64)
        (global.set $hash (i64.mul (i64.const 0x9e3779b97f4a7c15)
          (i64.xor (local.get 0) (i64.rotl (global.get $hash) (i64.const 7))))))
      (func $fold-memory (local $at i32)
        (loop $again
          (call $fold (i64.load (local.get $at)))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br_if $again (i32.lt_u (local.get $at) (i32.const 0x40000)))))
      (func (export "realloc")
        (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
        (if (i32.gt_u (local.get $size) (i32.const 0x4000)) (then unreachable))
        (if (i32.eqz (local.get $old)) (then
          (local.set $old (global.get $slot))
          (global.set $slot (i32.add (local.get $old) (i32.const 0x4000)))
          (return (local.get $old))))
        (if (i32.lt_u (local.get $size) (local.get $old-size)) (then
          (memory.fill (i32.add (local.get $old) (local.get $size)) (i32.const 0)
            (i32.sub (local.get $old-size) (local.get $size)))))
        (local.get $old))"#;

fn list(kind: &str, types: &[Core]) -> String {
    let names: String = types.iter().map(|core| format!(" {}", core.name())).collect();
    if names.is_empty() { names } else { format!(" ({kind}{names})") }
}

fn constants(values: &[Flat]) -> String {
    let constant = |&(core, bits): &Flat| match core {
        Core::I32 => format!("(i32.const {})", bits as u32),
        Core::I64 => format!("(i64.const {bits})"),
        Core::F32 => format!("(f32.reinterpret_i32 (i32.const {}))", bits as u32),
        Core::F64 => format!("(f64.reinterpret_i64 (i64.const {bits}))"),
    };
    values.iter().map(constant).collect::<Vec<_>>().join(" ")
}

/// Hashes the first locals.
fn fold_all(types: &[Core]) -> String {
    let fold = |(place, core): (usize, &Core)| {
        let bits = match core {
            Core::I32 => format!("(i64.extend_i32_u (local.get {place}))"),
            Core::I64 => format!("(local.get {place})"),
            Core::F32 => {
                format!("(i64.extend_i32_u (i32.reinterpret_f32 (local.get {place})))")
            }
            Core::F64 => format!("(i64.reinterpret_f64 (local.get {place}))"),
        };
        format!("(call $fold {bits})")
    };
    types.iter().enumerate().map(fold).collect::<Vec<_>>().join(" ")
}

fn data(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let escaped: String = bytes[..end].iter().map(|byte| format!("\\{byte:02x}")).collect();
    format!("(data (i32.const 0) \"{escaped}\")")
}

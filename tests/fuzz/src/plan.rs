//! A seed → a case: its modules, and what is called in them with what.

use wasmparser::{ExternalKind, HeapType, RefType, ValType};

use crate::case::{Case, Floats, Step, Value};
use crate::checker::{REFUEL, checker};
use crate::random::Random;
use crate::smith::{self, Extras, FUEL};
use crate::survey::Survey;

/// The case of a seed in the mode that uses `wasm-smith`.
pub fn smith(seed: u64, extras: Extras) -> Option<Case> {
    let mut random = Random::new(seed);
    let count = random.pick(&[1, 1, 2]);
    let mut modules = Vec::new();
    for _ in 0..count {
        modules.push(smith::module(&mut random, &modules, extras)?);
    }
    plan(seed, extras.floats, modules, &mut random)
}

/// Adds to `modules` the modules that look at their state, and decides on calls.
pub fn plan(
    seed: u64,
    floats: Floats,
    mut modules: Vec<Vec<u8>>,
    random: &mut Random,
) -> Option<Case> {
    let count = modules.len();
    let mut steps: Vec<Step> = (0..2 * count).map(|module| Step::Instantiate { module }).collect();
    let mut states = Vec::new();
    let mut callable = Vec::new();
    let mut refuels = Vec::new();
    for number in 0..count {
        let survey = Survey::of(&modules[number]).ok()?;
        for export in survey.exports_of(ExternalKind::Func) {
            callable.push((
                number,
                export.name.clone(),
                survey.function_type(export.index)?.clone(),
            ));
        }
        let (checker, names) = checker(&survey, number)?;
        if survey.exports.iter().any(|export| export.name == FUEL) {
            refuels.push(count + number);
        }
        modules.push(checker);
        let call =
            |name| Step::Call { module: count + number, export: name, arguments: Vec::new() };
        states.extend(names.into_iter().map(call));
        let globals = survey.exports_of(ExternalKind::Global);
        states.extend(
            globals.map(|export| Step::Get { module: number, export: export.name.clone() }),
        );
    }
    if callable.is_empty() {
        return None;
    }
    let calls = (3 * callable.len()).min(30);
    for _ in 0..calls {
        let (module, export, ty) = &callable[random.below(callable.len())];
        let arguments: Option<Vec<Value>> =
            ty.params().iter().map(|&ty| argument(ty, random)).collect();
        let Some(arguments) = arguments else { continue };
        for &module in &refuels {
            let fuel = random.pick(&[0x40, 0x400, 0x1000]);
            steps.push(Step::Call {
                module,
                export: REFUEL.to_owned(),
                arguments: vec![Value::I32(fuel)],
            });
        }
        steps.push(Step::Call { module: *module, export: export.clone(), arguments });
        if random.chance(1, 8) {
            steps.extend(states.iter().cloned());
        }
    }
    steps.extend(states);
    Some(Case { seed, floats, modules, steps })
}

fn argument(ty: ValType, random: &mut Random) -> Option<Value> {
    Some(match ty {
        ValType::I32 => Value::I32(random.edge(32) as u32),
        ValType::I64 => Value::I64(random.edge(64)),
        ValType::F32 => Value::F32(float(random, 32, 23) as u32),
        ValType::F64 => Value::F64(float(random, 64, 52)),
        ValType::V128 => {
            let lanes = [random.edge(64), random.edge(64)];
            Value::V128(u128::from(lanes[1]) << 64 | u128::from(lanes[0]))
        }
        ValType::Ref(ty) if ty == RefType::EXTERNREF && random.chance(2, 3) => {
            Value::Extern(random.below(100) as u32)
        }
        ValType::Ref(ty) if ty.is_nullable() => Value::Null(null(ty)?),
        ValType::Ref(_) => return None,
    })
}

/// The name of the bottom type of a reference's hierarchy, for `ref.null`.
pub fn null(ty: RefType) -> Option<&'static str> {
    use wasmparser::AbstractHeapType::{Any, Eq, Exn, Extern, Func, NoExn, NoExtern, NoFunc};
    Some(match ty.heap_type() {
        HeapType::Abstract { ty: Func | NoFunc, .. } => "func",
        HeapType::Abstract { ty: Extern | NoExtern, .. } => "extern",
        HeapType::Abstract { ty: Exn | NoExn, .. } => "exn",
        HeapType::Abstract { ty: Any | Eq, .. } => "any",
        HeapType::Concrete(_) => "nofunc",
        _ => return None,
    })
}

/// Zeros, infinities, NaNs, the smallest and greatest numbers, small integers,
/// or any bits. NaNs with payloads stay out: which of two an operation hands on
/// is open.
pub fn float(random: &mut Random, bits: u32, mantissa: u32) -> u64 {
    let sign = (random.next() & 1) << (bits - 1);
    let exponent = (1_u64 << (bits - 1)) - (1 << mantissa);
    let ones = (1_u64 << mantissa) - 1;
    let canonical = exponent | 1 << (mantissa - 1);
    let any = random.edge(bits);
    let magnitude = match random.below(10) {
        0 => 0,
        1 => exponent,
        2 => canonical,
        3 => 1,
        4 => ones,
        5 => exponent - 1,
        6 => 1 << mantissa,
        7 if bits == 32 => u64::from((random.below(1000) as f32).to_bits()),
        7 => (random.below(1000) as f64).to_bits(),
        _ if any & exponent == exponent => exponent,
        _ => any & !(1 << (bits - 1)),
    };
    sign | magnitude
}

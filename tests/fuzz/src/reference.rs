//! Runs cases in wasmtime, in this process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use wasmtime::{
    Config, Engine, ExternRef, Instance, Linker, Module, OptLevel, Store, ThrownException, Trap,
    V128, Val, ValType,
};

use crate::case::{Answered, Case, Ending, Floats, Step, Value};

/// How long a call may take, in ticks.
const PATIENCE: u64 = 30;
const TICK: Duration = Duration::from_millis(100);

/// The reference engine in several forms, which share less and less with ours.
pub struct Reference {
    /// For floats as modules make them, and for floats that engines make.
    engines: [Vec<Engine>; 2],
}

/// Why there is nothing to compare.
#[derive(Debug)]
pub enum Unknown {
    /// Not a module to this engine.
    Refused(String),
    /// It cannot even instantiate it, for want of memory for example.
    Dropped(String),
}

impl Reference {
    pub fn new() -> Result<Reference, wasmtime::Error> {
        let engine = |optimize: OptLevel, target: Option<&str>, floats: Floats| {
            let mut config = Config::new();
            config
                .wasm_multi_memory(true)
                .wasm_memory64(true)
                .wasm_relaxed_simd(true)
                .relaxed_simd_deterministic(true)
                .wasm_function_references(true)
                .wasm_gc(true)
                .wasm_exceptions(true)
                .wasm_threads(target.is_none())
                .shared_memory(target.is_none())
                .wasm_tail_call(true)
                .wasm_wide_arithmetic(true)
                .wasm_custom_page_sizes(true)
                .wasm_extended_const(true)
                .cranelift_opt_level(optimize)
                .cranelift_nan_canonicalization(floats == Floats::ByEngine)
                .max_wasm_stack(2 << 20)
                .signals_based_traps(optimize != OptLevel::None)
                .epoch_interruption(true);
            if let Some(target) = target {
                config.target(target)?;
            }
            Engine::new(&config)
        };
        let of = |floats| {
            Ok::<_, wasmtime::Error>(vec![
                // An interpreter, behind other instruction selection.
                engine(OptLevel::None, Some("pulley64"), floats)?,
                // Without signals, which bounds checks of its own stand in for.
                engine(OptLevel::None, None, floats)?,
                engine(OptLevel::Speed, None, floats)?,
            ])
        };
        let engines = [of(Floats::ByModule)?, of(Floats::ByEngine)?];
        let ticking = engines.concat();
        thread::spawn(move || {
            loop {
                thread::sleep(TICK);
                ticking.iter().for_each(Engine::increment_epoch);
            }
        });
        Ok(Reference { engines })
    }

    /// Runs a case up to the first step whose ending is a matter of resources.
    ///
    /// # Errors
    /// The case cannot be run at all.
    pub fn answer(&self, case: Case) -> Result<Answered, Unknown> {
        let [by_module, by_engine] = &self.engines;
        let engines = match case.floats {
            Floats::ByModule => by_module,
            Floats::ByEngine => by_engine,
        };
        let first = (case.seed % engines.len() as u64) as usize;
        // The interpreter lacks some features; the next engine has them.
        let engines = (0..engines.len()).map(|n| &engines[(first + n) % engines.len()]);
        let mut refused = String::new();
        for engine in engines {
            let modules: Result<Vec<Module>, _> =
                case.modules.iter().map(|bytes| Module::new(engine, bytes)).collect();
            match modules {
                Ok(modules) => {
                    let case = case.clone();
                    let run = AssertUnwindSafe(|| run(engine, &modules, case));
                    // A panic there is not ours to find: the signal handler's
                    // assertions know but one memory at an address.
                    match catch_unwind(run) {
                        Ok(answer) => return answer,
                        Err(_) => refused = String::from("the reference panics"),
                    }
                }
                Err(error) => refused = format!("{error:#}"),
            }
        }
        Err(Unknown::Refused(refused))
    }
}

fn run(engine: &Engine, modules: &[Module], case: Case) -> Result<Answered, Unknown> {
    let mut store = Store::new(engine, ());
    let mut linker = Linker::new(engine);
    let mut instances: Vec<Instance> = Vec::new();
    let mut endings = Vec::new();
    for step in &case.steps {
        store.set_epoch_deadline(PATIENCE);
        let ending = match step {
            Step::Instantiate { module } => {
                let instance = linker.instantiate(&mut store, &modules[*module]);
                instance.and_then(|instance| {
                    linker.instance(&mut store, &format!("m{module}"), instance)?;
                    instances.push(instance);
                    Ok(Vec::new())
                })
            }
            Step::Call { module, export, arguments } => {
                call(&mut store, instances[*module], export, arguments)
            }
            Step::Get { module, export } => {
                let global = instances[*module].get_global(&mut store, export);
                let value = global.expect("the plan knows the exports").get(&mut store);
                Ok(vec![result(&mut store, &value)])
            }
        };
        let is_instantiation = matches!(step, Step::Instantiate { .. });
        match ending {
            Ok(values) => endings.push(Ending::Results(values)),
            Err(error) => {
                match failure(&error) {
                    Some(ending) => {
                        // What is caught does not stay in the store.
                        store.take_pending_exception();
                        endings.push(ending);
                    }
                    None if is_instantiation => {
                        return Err(Unknown::Dropped(format!("{error:#}")));
                    }
                    None => break,
                }
                if is_instantiation {
                    break;
                }
            }
        }
    }
    Ok(Answered { case, endings })
}

fn call(
    store: &mut Store<()>,
    instance: Instance,
    export: &str,
    arguments: &[Value],
) -> Result<Vec<Value>, wasmtime::Error> {
    let function = instance.get_func(&mut *store, export).expect("the plan knows the exports");
    let ty = function.ty(&*store);
    let mut values = Vec::new();
    for (argument, ty) in arguments.iter().zip(ty.params()) {
        values.push(match *argument {
            Value::I32(bits) => Val::I32(bits as i32),
            Value::I64(bits) => Val::I64(bits as i64),
            Value::F32(bits) => Val::F32(bits),
            Value::F64(bits) => Val::F64(bits),
            Value::V128(bits) => Val::V128(V128::from(bits)),
            Value::Extern(number) => Val::ExternRef(Some(ExternRef::new(&mut *store, number)?)),
            Value::Null(_) | Value::Function | Value::Other => null(&ty),
        });
    }
    let mut results = vec![Val::I32(0); ty.results().len()];
    function.call(&mut *store, &values, &mut results)?;
    Ok(results.iter().map(|value| result(store, value)).collect())
}

fn null(ty: &ValType) -> Val {
    match ty {
        ValType::Ref(ty) => Val::null_ref(ty.heap_type()),
        _ => Val::I32(0),
    }
}

fn result(store: &mut Store<()>, value: &Val) -> Value {
    match value {
        Val::I32(bits) => Value::I32(*bits as u32),
        Val::I64(bits) => Value::I64(*bits as u64),
        Val::F32(bits) => Value::F32(*bits),
        Val::F64(bits) => Value::F64(*bits),
        Val::V128(bits) => Value::V128(bits.as_u128()),
        Val::FuncRef(None) => Value::Null("func"),
        Val::ExternRef(None) => Value::Null("extern"),
        Val::ExnRef(None) => Value::Null("exn"),
        Val::AnyRef(None) => Value::Null("any"),
        Val::FuncRef(Some(_)) => Value::Function,
        Val::ExternRef(Some(reference)) => {
            let data = reference.data(&*store).ok().flatten();
            let number = data.and_then(|data| data.downcast_ref::<u32>());
            number.map_or(Value::Other, |&number| Value::Extern(number))
        }
        _ => Value::Other,
    }
}

/// A trap in the words of the specification's tests; nothing if it is a matter
/// of resources.
fn failure(error: &wasmtime::Error) -> Option<Ending> {
    if error.is::<ThrownException>() {
        return Some(Ending::Exception);
    }
    Some(Ending::Trap(match error.downcast_ref::<Trap>()? {
        Trap::MemoryOutOfBounds => "out of bounds memory access",
        Trap::HeapMisaligned => "unaligned atomic",
        Trap::TableOutOfBounds => TABLE,
        Trap::IndirectCallToNull => "uninitialized element",
        Trap::BadSignature => "indirect call type mismatch",
        Trap::IntegerOverflow => "integer overflow",
        Trap::IntegerDivisionByZero => "integer divide by zero",
        Trap::BadConversionToInteger => "invalid conversion to integer",
        Trap::UnreachableCodeReached => "unreachable",
        Trap::AtomicWaitNonSharedMemory => "expected shared memory",
        Trap::NullReference => "null reference",
        Trap::ArrayOutOfBounds => "out of bounds array access",
        Trap::CastFailure => "cast failure",
        _ => return None,
    }))
}

/// Ours tells calls past the end of a table (`undefined element`) from accesses.
pub const TABLE: &str = "out of bounds table access";

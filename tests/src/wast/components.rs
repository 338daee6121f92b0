//! Scripts about components: each component becomes instances of the script's
//! program, as it becomes those of a command, and each function that it exports gets
//! an entry.
//!
//! For a script, the host is a component too: calls go through the adapters that are
//! between components. An entry takes the flat parameters and what they point to,
//! and returns the flat results and the beginning of memory.
//!
//! What is made on the way lives as long as the process.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::LazyLock;

use wasi2native::component::adapters;
use wasi2native::component::build::{GraphBuilder, parse_adapters};
use wasi2native::component::flatten::{Flattener, Options as CanonicalOptions};
use wasi2native::component::graph::{
    ComponentInstanceKey, CoreInstanceKey, CoreItem, CoreModule, Encoding, Lifted,
};
use wasi2native::component::types::{FlatSignature, FuncType, Side, Types};
use wasi2native::component::{Function, Item, Source as Component};
use wasi2native::error::Result;
use wasi2native::options::Options;
use wasi2native::program::{Entry, EntryAction, EntryKey, ProgramBuilder, no_values};
use wasi2native::wasm::{self, Module};
use wasmparser::ValType;

use super::component_value::{ComponentValue, Decoder, Encoder};
use super::driver;
use super::link::{Call, Check, DecidedBy, Ending, Linked};
use super::report::{Outcome, Verdict};
use super::script::{Action, Directive, Modules, Script, Source, What};
use super::value::{Expected, Value};

/// How many words of memory an entry takes, and where it puts them.
const ARGUMENT_WORDS: usize = 32;
const ARGUMENTS: u32 = 1024;
/// How many words from the start of memory it returns.
const RESULT_WORDS: usize = 64;

/// The memory of the host. The first bytes are for a result, what it points to comes
/// behind.
static HOST: LazyLock<Module<'static>> = LazyLock::new(|| {
    leaked_module(
        r#"(module
          (memory (export "memory") 16)
          (global $next (mut i32) (i32.const 256))
          (func (export "reset") (global.set $next (i32.const 256)))
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
            (local.tee $at
              (i32.and
                (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
                (i32.sub (i32.const 0) (local.get 2))))
            (global.set $next (i32.add (local.get $at) (local.get 3)))))"#,
    )
});

fn leaked_module(text: &str) -> Module<'static> {
    let bytes = wat::parse_str(text).expect("our own modules are well-formed");
    wasm::parse(bytes.leak()).expect("our own modules are valid")
}

/// Runs a script of components.
pub fn run(script: &Script, modules: &Modules<'_>, options: &Options) -> Vec<Verdict> {
    let mut linker = Linker {
        builder: Some(ProgramBuilder::new(options)),
        definitions: HashMap::new(),
        last_definition: None,
        instances: HashMap::new(),
        current: Err(String::from("there is no component yet")),
        component_instances: 0,
    };
    let mut checks = Vec::new();
    for (directive, source) in script.directives.iter().zip(modules) {
        let decided_by = linker.directive(directive, source).unwrap_or_else(DecidedBy::Now);
        let (line, assertion) = (directive.line, directive.assertion);
        checks.push(Check { line, assertion, decided_by });
    }
    let calls =
        checks.iter().filter(|check| matches!(check.decided_by, DecidedBy::Call(_))).count();
    let builder = linker.builder.take().expect("it is put back after each use");
    let linked = Linked { builder, checks, calls, unlinked: Vec::new() };
    match linked.build(options) {
        Ok((executable, checks)) => {
            driver::run(&executable, &checks, driver::Threads::None, super::TIME_LIMIT)
        }
        Err(error) => super::give_up(script, &error),
    }
}

struct Linker<'a> {
    /// Missing only while it is in use.
    builder: Option<ProgramBuilder<'a>>,
    definitions: HashMap<&'a str, &'a Component<'a>>,
    last_definition: Option<&'a Component<'a>>,
    instances: HashMap<&'a str, Bound<'a>>,
    current: Bound<'a>,
    /// Of all components so far: each has handles of its own.
    component_instances: u32,
}

/// What a name stands for, or why it stands for nothing.
type Bound<'a> = Result<&'a Instance<'a>, String>;

/// An instance of a script's component.
struct Instance<'a> {
    types: &'a Types,
    functions: BTreeMap<&'a str, Exported>,
}

/// A function that it exports.
struct Exported {
    entry: EntryKey,
    ty: FuncType,
    signature: FlatSignature,
}

/// How the result of a component's function is read.
#[derive(Clone, Copy)]
pub struct ComponentResult<'a> {
    types: &'a Types,
    exported: &'a Exported,
}

impl<'a> Linker<'a> {
    fn directive(
        &mut self,
        directive: &'a Directive,
        source: &'a Source<'a>,
    ) -> Result<DecidedBy<'a>, Outcome> {
        match &directive.what {
            What::Module { name } => {
                let made = valid(source).and_then(|component| self.instantiate(component));
                self.bind(name.as_deref(), made)
            }
            What::Definition { name } => {
                self.last_definition = None;
                let component = valid(source)?;
                self.last_definition = Some(component);
                if let Some(name) = name {
                    self.definitions.insert(name, component);
                }
                Err(Outcome::Passed)
            }
            What::Instance { name, definition } => {
                let definition = match definition {
                    Some(name) => self.definitions.get(name.as_str()).copied(),
                    None => self.last_definition,
                };
                let made = definition
                    .ok_or_else(|| failed("there is no such component definition"))
                    .and_then(|component| self.instantiate(component));
                self.bind(name.as_deref(), made)
            }
            What::Perform(action) => self.perform(action, source, Wanted::Return),
            What::AssertReturn(action, results) => {
                self.perform(action, source, Wanted::Results(results))
            }
            What::AssertTrap(action, message) => {
                self.perform(action, source, Wanted::Trap(message))
            }
            What::AssertMalformed | What::AssertInvalid => Err(match source {
                Source::Malformed(_) | Source::Invalid(_) => Outcome::Passed,
                Source::Refused(reason) => failed(format!("refused for another reason: {reason}")),
                Source::None => failed("it has no component"),
                Source::Valid(_) | Source::Component(_) => failed("the component is accepted"),
            }),
            What::AssertUnlinkable => Err(match self.instantiate(valid(source)?) {
                Ok(_) => failed("the component is linked"),
                Err(_) => Outcome::Passed,
            }),
            What::AssertUnchecked(reason) => Err(Outcome::Skipped((*reason).to_owned())),
            What::Unknown(reason) => Err(failed(*reason)),
            _ => Err(failed("a directive that is not about components")),
        }
    }

    fn bind(
        &mut self,
        name: Option<&'a str>,
        made: Result<(&'a Instance<'a>, EntryKey), Outcome>,
    ) -> Result<DecidedBy<'a>, Outcome> {
        let bound = match &made {
            Ok((instance, _)) => Ok(*instance),
            Err(Outcome::Failed(reason)) => Err(format!("its component is missing: {reason}")),
            Err(_) => Err(String::from("its component is missing")),
        };
        self.current = bound.clone();
        if let Some(name) = name {
            self.instances.insert(name, bound);
        }
        let (_, entry) = made?;
        Ok(call(entry, Ending::Return))
    }

    fn perform(
        &mut self,
        action: &'a Action,
        source: &'a Source<'a>,
        wanted: Wanted<'a>,
    ) -> Result<DecidedBy<'a>, Outcome> {
        let none = &[][..];
        let (instance, name, arguments) = match action {
            Action::Instantiate => {
                let (_, entry) = self.instantiate(valid(source)?)?;
                return match wanted {
                    Wanted::Trap(message) => Ok(call(entry, Ending::Trap(message))),
                    _ => Ok(call(entry, Ending::Return)),
                };
            }
            Action::Invoke { instance, name, arguments } if arguments.is_empty() => {
                (instance, name, none)
            }
            Action::InvokeComponent { instance, name, arguments } => {
                (instance, name, arguments.as_slice())
            }
            _ => return Err(failed("values of modules for a component")),
        };
        let instance = match instance {
            None => self.current.clone(),
            Some(name) => match self.instances.get(name.as_str()) {
                Some(bound) => bound.clone(),
                None => Err(format!("no instance is called `${name}`")),
            },
        }
        .map_err(failed)?;
        let exported = instance.functions.get(name.as_str());
        let exported = exported.ok_or_else(|| failed(format!("`{name}` is not exported")))?;
        let arguments = encode(instance.types, exported, arguments).map_err(failed)?;
        let expected = match wanted {
            Wanted::Return => Ending::Return,
            Wanted::Trap(message) => Ending::Trap(message),
            Wanted::Results(results) => {
                Ending::Component(results, ComponentResult { types: instance.types, exported })
            }
        };
        let arguments = arguments.leak();
        let results = exported.signature.results.len() + RESULT_WORDS;
        Ok(DecidedBy::Call(Call { entry: exported.entry, arguments, results, expected }))
    }

    /// Adds a component's instances and entries to the program.
    fn instantiate(
        &mut self,
        component: &'a Component<'a>,
    ) -> Result<(&'a Instance<'a>, EntryKey), Outcome> {
        let refused = |error: wasi2native::error::Error| failed(error.to_string());
        let mut flattener = Flattener::new(component);
        flattener.graph.component_instances = self.component_instances;
        let exports = flattener.root();
        self.component_instances = flattener.graph.component_instances;
        let exports = exports.map_err(refused)?;
        let lifted = exports.iter().filter_map(|(&name, item)| match item {
            Item::Function(Function::Lifted(lifted)) => Some((name, &**lifted)),
            _ => None,
        });
        let lifted: BTreeMap<&str, &Lifted<'a>> = lifted.collect();
        let callers = add_callers(&mut flattener, &lifted).map_err(refused)?;
        self.component_instances = flattener.graph.component_instances;

        let graph = &*Box::leak(Box::new(flattener.graph));
        let adapters = &*Box::leak(Box::new(parse_adapters(graph).map_err(refused)?));
        let builder = self.builder.take().expect("it is put back after each use");
        let mut building = GraphBuilder::new(builder, graph, adapters);
        let added = building.add_up_to(graph.instances.len());
        let instances = std::mem::take(&mut building.instances);
        let mut builder = building.builder;
        let initialise = instances.values().copied().collect();
        let made = added.map(|()| {
            let start = Entry { initialise, action: EntryAction::Nothing, ty: no_values() };
            let start = builder.entry(start);
            let mut functions = BTreeMap::new();
            for (&name, lifted) in &lifted {
                let ty = graph.types.get_function(lifted.ty).clone();
                let signature = graph.types.signature(&ty, Side::Lowered);
                let entry = caller_entry(&builder, instances[callers[name]]);
                let entry = builder.entry(entry);
                functions.insert(name, Exported { entry, ty, signature });
            }
            let instance = Instance { types: &graph.types, functions };
            (&*Box::leak(Box::new(instance)), start)
        });
        self.builder = Some(builder);
        made.map_err(refused)
    }
}

/// Adds an instance for each exported function that calls it as the host.
fn add_callers<'a>(
    flattener: &mut Flattener<'a>,
    lifted: &BTreeMap<&'a str, &Lifted<'a>>,
) -> Result<BTreeMap<&'a str, CoreInstanceKey>> {
    let instance = ComponentInstanceKey::from_u32(flattener.graph.component_instances);
    flattener.graph.component_instances += 1;
    let host = flattener.add_instance(CoreModule::Library(&HOST), Vec::new())?;
    let of_host = |name| CoreItem::Export { instance: host, name };
    let mut callers = BTreeMap::new();
    for (&name, lifted) in lifted {
        let options = CanonicalOptions {
            memory: Some(of_host("memory")),
            realloc: Some(of_host("realloc")),
            post_return: None,
            encoding: Encoding::Utf8,
        };
        let lowered = adapters::lower(flattener, lifted, instance, options)?;
        let ty = flattener.graph.types.get_function(lifted.ty).clone();
        let signature = flattener.graph.types.signature(&ty, Side::Lowered);
        let module = Box::leak(Box::new(leaked_module(&caller_text(&signature))));
        let imports = vec![of_host("memory"), of_host("reset"), lowered];
        let caller = flattener.add_instance(CoreModule::Given(module), imports)?;
        callers.insert(name, caller);
    }
    Ok(callers)
}

/// A module whose function fills the memory, calls, and returns the memory.
fn caller_text(signature: &FlatSignature) -> String {
    let list =
        |types: &[ValType]| types.iter().fold(String::new(), |all, ty| all + " " + &ty.to_string());
    let passed = passed(signature);
    let words = |count| " i64".repeat(count);
    let mut text = format!(
        r#"(module
          (import "" "memory" (memory 1))
          (import "" "reset" (func $reset))
          (import "" "call" (func $call (param{}) (result{})))
          (func (export "call") (param{}{}) (result{}{})
            (call $reset)"#,
        list(&signature.parameters),
        list(&signature.results),
        list(&signature.parameters[..passed]),
        words(ARGUMENT_WORDS),
        list(&signature.results),
        words(RESULT_WORDS),
    );
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes any text");
    for word in 0..ARGUMENT_WORDS {
        let at = ARGUMENTS as usize + 8 * word;
        line(format!("(i64.store (i32.const {at}) (local.get {}))", passed + word));
    }
    for parameter in 0..passed {
        line(format!("(local.get {parameter})"));
    }
    if signature.spilled_result {
        line(String::from("(i32.const 0)"));
    }
    line(String::from("(call $call)"));
    for word in 0..RESULT_WORDS {
        line(format!("(i64.load (i32.const {}))", 8 * word));
    }
    text + "))"
}

/// How many parameters an entry passes on: where the result goes is not among them.
fn passed(signature: &FlatSignature) -> usize {
    signature.parameters.len() - usize::from(signature.spilled_result)
}

fn caller_entry(
    builder: &ProgramBuilder<'_>,
    instance: wasi2native::program::InstanceKey,
) -> Entry {
    use wasi2native::program::Extern;
    let module = builder.program().module(instance);
    match (module.export("call"), builder.export(instance, "call")) {
        (Some(wasm::Item::Function(function)), Some(Extern::Function(callee))) => Entry {
            initialise: Vec::new(),
            action: EntryAction::Call(callee),
            ty: module.function_type(function).clone(),
        },
        _ => unreachable!("our own modules export `call`"),
    }
}

fn encode(
    types: &Types,
    exported: &Exported,
    arguments: &[ComponentValue],
) -> Result<Vec<Value>, String> {
    let parameters = &exported.ty.parameters;
    if parameters.len() != arguments.len() {
        return Err(format!("it takes {} arguments, not {}", parameters.len(), arguments.len()));
    }
    let mut encoder = Encoder { types, bytes: Vec::new(), base: ARGUMENTS };
    let mut flat = Vec::new();
    if exported.signature.spilled_parameters {
        let layout = types.layout_of_sequence(parameters);
        let at = encoder.allocate(layout.size as usize, layout.align as usize);
        for ((&ty, offset), value) in
            parameters.iter().zip(types.offsets(parameters)).zip(arguments)
        {
            encoder.store(ty, value, at + offset)?;
        }
        flat.push(u64::from(at));
    } else {
        for (&ty, value) in parameters.iter().zip(arguments) {
            flat.extend(encoder.flat(ty, value)?);
        }
    }
    let mut bytes = encoder.bytes;
    if bytes.len() > 8 * ARGUMENT_WORDS {
        return Err(String::from("the arguments are too long for the harness"));
    }
    bytes.resize(8 * ARGUMENT_WORDS, 0);
    let words = bytes
        .chunks_exact(8)
        .map(|word| u64::from_le_bytes(word.try_into().expect("a word has eight bytes")));
    Ok(flat.into_iter().chain(words).map(|bits| Value(u128::from(bits))).collect())
}

impl ComponentResult<'_> {
    /// What is wrong with what an entry returned, if anything is.
    pub fn compare(&self, actual: &[u128], expected: &[Expected]) -> Option<String> {
        let (results, memory) = actual.split_at(self.exported.signature.results.len());
        let bytes: Vec<u8> = memory.iter().flat_map(|&word| (word as u64).to_le_bytes()).collect();
        let decoder = Decoder { types: self.types, bytes: &bytes };
        let value = self.exported.ty.result.map(|ty| {
            if self.exported.signature.spilled_result {
                return decoder.load(ty, 0);
            }
            let flat: Vec<u64> = results.iter().map(|&bits| bits as u64).collect();
            decoder.flat(ty, &flat)
        });
        match (value, expected) {
            (None, []) => None,
            (Some(Err(error)), _) => Some(error),
            (Some(Ok(actual)), [Expected::Component(expected)]) => {
                (!expected.agrees(&actual)).then(|| format!("it is {actual:?}, not {expected:?}"))
            }
            (actual, expected) => Some(format!("it is {actual:?}, not {expected:?}")),
        }
    }
}

/// What must come of a call.
enum Wanted<'a> {
    Return,
    Results(&'a [Expected]),
    Trap(&'a str),
}

fn call(entry: EntryKey, expected: Ending<'_>) -> DecidedBy<'_> {
    DecidedBy::Call(Call { entry, arguments: &[], results: 0, expected })
}

fn valid<'a>(source: &'a Source<'a>) -> Result<&'a Component<'a>, Outcome> {
    Err(failed(match source {
        Source::Component(component) => return Ok(component),
        Source::Valid(_) => "a module stands where a component should",
        Source::None => "it has no component",
        Source::Malformed(reason) => reason,
        Source::Invalid(reason) | Source::Refused(reason) => reason,
    }))
}

fn failed(reason: impl Into<String>) -> Outcome {
    Outcome::Failed(reason.into())
}

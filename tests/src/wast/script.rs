//! A script as text → its directives with line numbers, and every module in
//! it as bytes.

use rayon::prelude::*;
use wasi2native::component::{self, Source as Component};
use wasi2native::error::Kind;
use wasi2native::wasm::{self, Module};
use wasmparser::{Validator, WasmFeatures};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::Id;
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, Wat};

use super::component_value::ComponentValue;
use super::legacy;
use super::value::{Expected, Value};

/// The directives of a script, in order.
#[derive(Debug)]
pub struct Script {
    pub directives: Vec<Directive>,
}

#[derive(Clone, Debug)]
pub struct Directive {
    /// Counted from 1.
    pub line: usize,
    /// Of other directives only failures count.
    pub assertion: bool,
    /// The module that it holds in binary form, or why its text is refused.
    pub module: Option<Result<Vec<u8>, String>>,
    pub what: What,
}

/// What a directive says of its module, or of modules before it.
#[derive(Clone, Debug)]
pub enum What {
    /// Instantiates the module.
    Module {
        name: Option<String>,
    },
    /// Keeps the module for later.
    Definition {
        name: Option<String>,
    },
    /// Instantiates a module that was kept.
    Instance {
        name: Option<String>,
        definition: Option<String>,
    },
    Register {
        name: String,
        instance: Option<String>,
    },
    /// A thread begins: it sees no names of others but that of this instance.
    EnterThread {
        name: String,
        shared: Option<String>,
    },
    /// The thread ends.
    LeaveThread,
    /// Waits for the end of a thread.
    Wait {
        thread: String,
    },
    Perform(Action),
    AssertReturn(Action, Vec<Expected>),
    AssertTrap(Action, String),
    AssertException(Action),
    AssertMalformed,
    AssertInvalid,
    AssertUnlinkable,
    /// The text must be refused because of an annotation in it.
    AssertMalformedCustom,
    /// An assertion that this harness cannot check, and why.
    AssertUnchecked(&'static str),
    /// A directive or value that this harness does not know.
    Unknown(&'static str),
}

#[derive(Clone, Debug)]
pub enum Action {
    /// Calls an exported function of the named instance or the last one.
    Invoke { instance: Option<String>, name: String, arguments: Vec<Value> },
    /// As `Invoke`, with arguments that only components have.
    InvokeComponent { instance: Option<String>, name: String, arguments: Vec<ComponentValue> },
    /// Reads an exported global.
    Get { instance: Option<String>, name: String },
    /// Instantiates the module of the directive.
    Instantiate,
}

/// The module of each directive.
pub type Modules<'a> = Vec<Source<'a>>;

/// What became of a directive's module before linking.
#[derive(Debug)]
pub enum Source<'a> {
    /// It has none.
    None,
    /// Its text is refused.
    Malformed(&'a str),
    /// It breaks the rules of WebAssembly, or of those features that the script
    /// was written for.
    Invalid(String),
    /// It is right, but the compiler has to refuse it.
    Refused(String),
    Valid(Box<Module<'a>>),
    /// As `Valid`, of a component.
    Component(Box<Component<'a>>),
}

impl Script {
    /// Hands every module to the compiler's parser and validator.
    pub fn parse_modules(&self, valid: WasmFeatures) -> Modules<'_> {
        self.directives.par_iter().map(|directive| directive.parse_module(valid)).collect()
    }
}

impl Directive {
    fn parse_module(&self, valid: WasmFeatures) -> Source<'_> {
        let bytes = match &self.module {
            None => return Source::None,
            Some(Err(reason)) => return Source::Malformed(reason),
            Some(Ok(bytes)) => bytes,
        };
        if component::is_component(bytes) {
            return match component::parse(bytes) {
                Ok(component) => Source::Component(Box::new(component)),
                Err(error) if error.kind() == Kind::Invalid => Source::Invalid(error.to_string()),
                Err(error) => Source::Refused(error.to_string()),
            };
        }
        let validate = || Validator::new_with_features(valid).validate_all(bytes).err();
        match wasm::parse(bytes) {
            Ok(module) => match validate() {
                None => Source::Valid(Box::new(module)),
                Some(error) => Source::Invalid(error.to_string()),
            },
            // What is wrong by the rules is no less wrong because the compiler
            // met something unsupported first.
            Err(error) if error.kind() == Kind::Invalid || validate().is_some() => {
                Source::Invalid(error.to_string())
            }
            Err(error) => Source::Refused(error.to_string()),
        }
    }
}

impl Script {
    pub fn has_components(&self) -> bool {
        // What is malformed may begin like a component in scripts about modules.
        let is_component = |directive: &Directive| match (&directive.what, &directive.module) {
            (What::Module { .. } | What::Definition { .. }, Some(Ok(bytes))) => {
                component::is_component(bytes)
            }
            _ => false,
        };
        self.directives.iter().any(is_component)
    }

    pub fn has_threads(&self) -> bool {
        self.directives.iter().any(|directive| matches!(directive.what, What::EnterThread { .. }))
    }
}

/// Reads a script.
///
/// # Errors
/// The first error in its text; modules in quotes may be as wrong as they like.
pub fn read(text: &str) -> Result<Script, String> {
    if legacy::has_folded_try(text) {
        return read_flat(&legacy::unfold(text));
    }
    read_flat(text)
}

fn read_flat(text: &str) -> Result<Script, String> {
    let lines = Lines::of(text);
    let explain = |error: wast::Error| lines.explain(&error);
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(explain)?;
    let wast = parser::parse::<Wast<'_>>(&buffer).map_err(explain)?;
    let mut directives = Vec::new();
    flatten(wast.directives, &lines, &mut directives);
    Ok(Script { directives })
}

/// Threads run one after the other, each at the place where it is started: that
/// is one of the orders in which they may run.
fn flatten(read: Vec<WastDirective<'_>>, lines: &Lines, all: &mut Vec<Directive>) {
    for directive in read {
        let line = lines.line(directive.span().offset());
        let mut add = |assertion, module, what| {
            all.push(Directive { line, assertion, module, what });
        };
        match directive {
            WastDirective::Thread(thread) => {
                let (name, shared) = (owned(thread.name), thread.shared_module.map(owned));
                add(false, None, What::EnterThread { name, shared });
                flatten(thread.directives, lines, all);
                all.push(Directive {
                    line,
                    assertion: false,
                    module: None,
                    what: What::LeaveThread,
                });
            }
            directive => {
                let assertion = is_assertion(&directive);
                let (module, what) = convert(directive);
                add(assertion, module, what.unwrap_or_else(What::Unknown));
            }
        }
    }
}

fn is_assertion(directive: &WastDirective<'_>) -> bool {
    match directive {
        WastDirective::Module(_)
        | WastDirective::ModuleDefinition(_)
        | WastDirective::ModuleInstance { .. }
        | WastDirective::Register { .. }
        | WastDirective::Invoke(_)
        | WastDirective::Thread(_)
        | WastDirective::Wait { .. } => false,
        WastDirective::AssertMalformed { .. }
        | WastDirective::AssertInvalid { .. }
        | WastDirective::AssertInvalidCustom { .. }
        | WastDirective::AssertMalformedCustom { .. }
        | WastDirective::AssertTrap { .. }
        | WastDirective::AssertReturn { .. }
        | WastDirective::AssertExhaustion { .. }
        | WastDirective::AssertUnlinkable { .. }
        | WastDirective::AssertException { .. }
        | WastDirective::AssertSuspension { .. } => true,
    }
}

type Encoded = Option<Result<Vec<u8>, String>>;
type Known<T> = Result<T, &'static str>;

fn convert(directive: WastDirective<'_>) -> (Encoded, Known<What>) {
    match directive {
        WastDirective::Module(module) => {
            let name = module.name().map(owned);
            (quoted(module), Ok(What::Module { name }))
        }
        WastDirective::ModuleDefinition(module) => {
            let name = module.name().map(owned);
            (quoted(module), Ok(What::Definition { name }))
        }
        WastDirective::ModuleInstance { instance, module, .. } => {
            let definition = module.map(owned);
            (None, Ok(What::Instance { name: instance.map(owned), definition }))
        }
        WastDirective::Register { name, module, .. } => {
            (None, Ok(What::Register { name: name.to_owned(), instance: module.map(owned) }))
        }
        WastDirective::Invoke(call) => (None, invoke(call).map(What::Perform)),
        WastDirective::AssertReturn { exec, results, .. } => {
            let results: Known<_> = results.into_iter().map(Expected::from_wast).collect();
            let (module, action) = execute(exec);
            (module, action.and_then(|action| Ok(What::AssertReturn(action, results?))))
        }
        WastDirective::AssertTrap { exec, message, .. } => {
            let (module, action) = execute(exec);
            (module, action.map(|action| What::AssertTrap(action, message.to_owned())))
        }
        WastDirective::AssertExhaustion { call, message, .. } => {
            (None, invoke(call).map(|call| What::AssertTrap(call, message.to_owned())))
        }
        WastDirective::AssertException { exec, .. } => {
            let (module, action) = execute(exec);
            (module, action.map(What::AssertException))
        }
        WastDirective::AssertMalformed { module, .. } => {
            (quoted(module), Ok(What::AssertMalformed))
        }
        WastDirective::AssertInvalid { module, .. } => (quoted(module), Ok(What::AssertInvalid)),
        WastDirective::AssertUnlinkable { module, .. } => {
            (plain(module), Ok(What::AssertUnlinkable))
        }
        WastDirective::AssertMalformedCustom { module, .. } => {
            (quoted(module), Ok(What::AssertMalformedCustom))
        }
        WastDirective::AssertInvalidCustom { .. } => {
            (None, Ok(What::AssertUnchecked("custom sections make no module invalid here")))
        }
        WastDirective::AssertSuspension { .. } => {
            (None, Ok(What::AssertUnchecked("there is no stack switching")))
        }
        WastDirective::Thread(_) => unreachable!("threads have been flattened"),
        WastDirective::Wait { thread, .. } => (None, Ok(What::Wait { thread: owned(thread) })),
    }
}

fn execute(execute: WastExecute<'_>) -> (Encoded, Known<Action>) {
    match execute {
        WastExecute::Invoke(call) => (None, invoke(call)),
        WastExecute::Wat(module) => (plain(module), Ok(Action::Instantiate)),
        WastExecute::Get { module, global, .. } => {
            (None, Ok(Action::Get { instance: module.map(owned), name: global.to_owned() }))
        }
    }
}

fn invoke(call: WastInvoke<'_>) -> Known<Action> {
    let of_component = |argument: &WastArg<'_>| match argument {
        WastArg::Component(value) => Some(ComponentValue::from_wast(value)),
        _ => None,
    };
    if let Some(arguments) = call.args.iter().map(of_component).collect::<Option<Vec<_>>>()
        && !arguments.is_empty()
    {
        let (instance, name) = (call.module.map(owned), call.name.to_owned());
        return Ok(Action::InvokeComponent { instance, name, arguments });
    }
    let arguments: Known<_> = call.args.iter().map(Value::from_wast).collect();
    Ok(Action::Invoke {
        instance: call.module.map(owned),
        name: call.name.to_owned(),
        arguments: arguments?,
    })
}

fn quoted(mut module: QuoteWat<'_>) -> Encoded {
    Some(module.encode().map_err(|error| error.message()))
}

fn plain(module: Wat<'_>) -> Encoded {
    quoted(QuoteWat::Wat(module))
}

fn owned(id: Id<'_>) -> String {
    id.name().to_owned()
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Lines {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        Lines(std::iter::once(0).chain(ends.map(|(place, _)| place + 1)).collect())
    }

    fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|&start| start <= offset)
    }

    fn explain(&self, error: &wast::Error) -> String {
        format!("{}, in line {}", error.message(), self.line(error.span().offset()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_know_their_lines() {
        let text = "(module)\n\n(assert_invalid\n  (module (func unreachable i32.add drop drop drop drop i64.eqz)) \"\")\n";
        let script = read(text).expect("the script is well-formed");
        let lines: Vec<usize> = script.directives.iter().map(|directive| directive.line).collect();
        assert_eq!(lines, [1, 3]);
        assert_eq!(
            read("(module)\n(nonsense)").err().as_deref().map(|e| e.ends_with("line 2")),
            Some(true)
        );
    }
}

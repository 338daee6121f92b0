//! A script's directives → a program of several instances, and for each
//! directive its verdict or the call that will decide it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use wasi2native::error::Kind;
use wasi2native::options::Options;
use wasi2native::program::{
    Entry, EntryAction, EntryKey, Extern, InstanceKey, ProgramBuilder, no_values,
};
use wasi2native::wasm::{self, Item, Module};
use wasmparser::FuncType;

use super::Excluded;
use super::components::ComponentResult;
use super::report::{Outcome, Verdict};
use super::script::{Action, Directive, Modules, Script, Source, What};
use super::value::{Expected, Value};

/// A program that is nearly finished, and what to check with it.
pub struct Linked<'a> {
    pub builder: ProgramBuilder<'a>,
    pub checks: Vec<Check<'a>>,
    /// How many checks are calls.
    pub calls: usize,
    /// The places of modules whose imports do not fit, though they should.
    pub unlinked: Vec<usize>,
}

/// The check of one directive.
pub struct Check<'a> {
    pub line: usize,
    pub assertion: bool,
    pub decided_by: DecidedBy<'a>,
}

pub enum DecidedBy<'a> {
    Now(Outcome),
    Call(Call<'a>),
}

/// A request to the executable and what must come of it.
pub struct Call<'a> {
    pub entry: EntryKey,
    pub arguments: &'a [Value],
    /// How many results the callee has.
    pub results: usize,
    pub expected: Ending<'a>,
}

#[derive(Clone, Copy)]
pub enum Ending<'a> {
    /// It returns, with anything.
    Return,
    Results(&'a [Expected]),
    /// It traps with a message that agrees with this one.
    Trap(&'a str),
    Exception,
    /// A component's function returns these.
    Component(&'a [Expected], ComponentResult<'a>),
}

/// Links the first `end` directives of a script.
pub fn link<'a>(
    script: &'a Script,
    modules: &'a Modules<'a>,
    excluded: &'a Excluded,
    end: usize,
    options: &Options,
) -> Linked<'a> {
    let mut linker = Linker {
        builder: ProgramBuilder::new(options),
        names: Names::default(),
        outside: Vec::new(),
        threads: HashSet::new(),
        entries: HashMap::new(),
        place: 0,
        unlinked: Vec::new(),
    };
    let mut checks = Vec::new();
    for (place, directive) in script.directives.iter().enumerate().take(end) {
        linker.place = place;
        let source = excluded.get(&place).unwrap_or(&modules[place]);
        let decided_by = linker.directive(directive, source).unwrap_or_else(DecidedBy::Now);
        let (line, assertion) = (directive.line, directive.assertion);
        checks.push(Check { line, assertion, decided_by });
    }
    let calls =
        checks.iter().filter(|check| matches!(check.decided_by, DecidedBy::Call(_))).count();
    Linked { builder: linker.builder, checks, calls, unlinked: linker.unlinked }
}

impl<'a> Source<'a> {
    fn valid(&self) -> Result<&Module<'a>, Outcome> {
        Err(failed(match self {
            Source::Valid(module) => return Ok(module),
            Source::Component(_) => "a component stands where a module should",
            Source::None => "it has no module",
            Source::Malformed(reason) => reason,
            Source::Invalid(reason) | Source::Refused(reason) => reason,
        }))
    }
}

struct Linker<'a> {
    builder: ProgramBuilder<'a>,
    names: Names<'a>,
    /// The names of those who started the thread that is being linked.
    outside: Vec<Names<'a>>,
    /// The threads that have ended.
    threads: HashSet<&'a str>,
    /// Each function or global of a script has one entry, however often it is
    /// called.
    entries: HashMap<(InstanceKey, &'a str), EntryKey>,
    /// Of the directive that is being linked.
    place: usize,
    unlinked: Vec<usize>,
}

/// What a name stands for: an instance, or why there is none.
type Bound = Result<InstanceKey, String>;

/// What a script, or a thread of it, has names for.
struct Names<'a> {
    current: Bound,
    instances: HashMap<&'a str, Bound>,
    registered: HashMap<&'a str, Bound>,
    last_definition: Option<&'a Module<'a>>,
    definitions: HashMap<&'a str, &'a Module<'a>>,
}

impl Default for Names<'_> {
    fn default() -> Self {
        Names {
            current: Err(String::from("there is no module yet")),
            instances: HashMap::new(),
            registered: HashMap::new(),
            last_definition: None,
            definitions: HashMap::new(),
        }
    }
}

impl<'a> Linker<'a> {
    fn directive(
        &mut self,
        directive: &'a Directive,
        source: &'a Source<'a>,
    ) -> Result<DecidedBy<'a>, Outcome> {
        match &directive.what {
            What::Module { name } => {
                let instance = source.valid().and_then(|module| self.instantiate(module));
                self.bind(name.as_deref(), instance)
            }
            What::Definition { name } => {
                self.names.last_definition = None;
                let module = source.valid()?;
                self.names.last_definition = Some(module);
                if let Some(name) = name {
                    self.names.definitions.insert(name, module);
                }
                Ok(DecidedBy::Now(Outcome::Passed))
            }
            What::Instance { name, definition } => {
                let definition = match definition {
                    Some(name) => self.names.definitions.get(name.as_str()).copied(),
                    None => self.names.last_definition,
                };
                let instance = definition
                    .ok_or_else(|| failed("there is no such module definition"))
                    .and_then(|module| self.instantiate(module));
                self.bind(name.as_deref(), instance)
            }
            What::Register { name, instance } => {
                let instance = self.instance(instance.as_deref());
                let outcome = outcome_of(&instance);
                self.names.registered.insert(name, instance);
                Ok(DecidedBy::Now(outcome))
            }
            What::EnterThread { name, shared } => {
                self.threads.insert(name);
                let mut inside = Names::default();
                if let Some(spectest) = self.names.registered.get("spectest") {
                    inside.registered.insert("spectest", spectest.clone());
                }
                if let Some(shared) = shared {
                    inside.instances.insert(shared, self.instance(Some(shared)));
                }
                self.outside.push(std::mem::replace(&mut self.names, inside));
                Ok(DecidedBy::Now(Outcome::Passed))
            }
            What::LeaveThread => {
                self.names = self.outside.pop().expect("a thread is left after it was entered");
                Ok(DecidedBy::Now(Outcome::Passed))
            }
            What::Wait { thread } => Err(match self.threads.contains(thread.as_str()) {
                true => Outcome::Passed,
                false => failed(format!("no thread is called `${thread}`")),
            }),
            What::Perform(action) => self.perform(action, source, Ending::Return),
            What::AssertReturn(action, results) => {
                self.perform(action, source, Ending::Results(results))
            }
            What::AssertTrap(action, message) => {
                self.perform(action, source, Ending::Trap(message))
            }
            What::AssertException(action) => self.perform(action, source, Ending::Exception),
            What::AssertMalformed | What::AssertInvalid => Err(match source {
                Source::Malformed(_) | Source::Invalid(_) => Outcome::Passed,
                Source::Valid(_) | Source::Component(_) => failed("the module is accepted"),
                Source::Refused(reason) => failed(format!("refused for another reason: {reason}")),
                Source::None => failed("it has no module"),
            }),
            What::AssertMalformedCustom => Err(match source {
                Source::Malformed(_) => Outcome::Passed,
                _ => failed("the module is accepted"),
            }),
            What::AssertUnlinkable => {
                let module = source.valid()?;
                self.known_imports(module)?;
                Err(match self.instantiate_with_known_imports(module) {
                    Ok(_) => failed("the module is linked"),
                    Err(error) if error.kind() == Kind::Link => Outcome::Passed,
                    Err(error) => failed(format!("not linked for another reason: {error}")),
                })
            }
            What::AssertUnchecked(reason) => Err(Outcome::Skipped((*reason).to_owned())),
            What::Unknown(reason) => Err(failed(*reason)),
        }
    }

    /// Makes an instance the current one and gives it a name; the result says
    /// how it is initialised.
    fn bind(
        &mut self,
        name: Option<&'a str>,
        instance: Result<InstanceKey, Outcome>,
    ) -> Result<DecidedBy<'a>, Outcome> {
        let bound = instance.as_ref().copied().map_err(|outcome| match outcome {
            Outcome::Failed(reason) => format!("its module is missing: {reason}"),
            _ => String::from("its module is missing"),
        });
        self.names.current = bound.clone();
        if let Some(name) = name {
            self.names.instances.insert(name, bound);
        }
        Ok(self.initialise(instance?, Ending::Return))
    }

    fn initialise(&mut self, instance: InstanceKey, expected: Ending<'a>) -> DecidedBy<'a> {
        let entry = self.builder.entry(Entry {
            initialise: vec![instance],
            action: EntryAction::Nothing,
            ty: no_values(),
        });
        DecidedBy::Call(Call { entry, arguments: &[], results: 0, expected })
    }

    fn perform(
        &mut self,
        action: &'a Action,
        source: &'a Source<'a>,
        expected: Ending<'a>,
    ) -> Result<DecidedBy<'a>, Outcome> {
        let (instance, name, arguments) = match action {
            Action::Instantiate => {
                let instance = self.instantiate(source.valid()?)?;
                return Ok(self.initialise(instance, expected));
            }
            Action::Invoke { instance, name, arguments } => (instance, name, arguments.as_slice()),
            Action::InvokeComponent { .. } => {
                return Err(failed("values of components for a module"));
            }
            Action::Get { instance, name } => (instance, name, &[][..]),
        };
        let instance = self.instance(instance.as_deref()).map_err(failed)?;
        let entry = match self.entries.get(&(instance, name)) {
            Some(&entry) => entry,
            None => {
                let entry = self.entry(instance, name)?;
                let entry = self.builder.entry(entry);
                self.entries.insert((instance, name), entry);
                entry
            }
        };
        let ty = &self.builder.program().entries[entry].ty;
        let (parameters, results) = (ty.params().len(), ty.results().len());
        if arguments.len() != parameters {
            let given = arguments.len();
            return Err(failed(format!("`{name}` takes {parameters} arguments, not {given}")));
        }
        Ok(DecidedBy::Call(Call { entry, arguments, results, expected }))
    }

    fn entry(&self, instance: InstanceKey, name: &str) -> Result<Entry, Outcome> {
        let program = self.builder.program();
        let module = program.module(instance);
        let (action, ty) = match (module.export(name), self.builder.export(instance, name)) {
            (Some(Item::Function(function)), Some(Extern::Function(callee))) => {
                (EntryAction::Call(callee), module.function_type(function).clone())
            }
            (_, Some(Extern::Global(global))) => {
                let ty = program.globals[global].ty.content_type;
                (EntryAction::ReadGlobal(global), FuncType::new([], [ty]))
            }
            _ => return Err(failed(format!("no function or global is exported as `{name}`"))),
        };
        Ok(Entry { initialise: Vec::new(), action, ty })
    }

    fn instance(&self, name: Option<&str>) -> Bound {
        match name {
            None => self.names.current.clone(),
            Some(name) => match self.names.instances.get(name) {
                Some(bound) => bound.clone(),
                None => Err(format!("no instance is called `${name}`")),
            },
        }
    }

    fn instantiate(&mut self, module: &'a Module<'a>) -> Result<InstanceKey, Outcome> {
        self.known_imports(module)?;
        self.instantiate_with_known_imports(module).map_err(|error| {
            if error.kind() == Kind::Link {
                self.unlinked.push(self.place);
            }
            failed(error.to_string())
        })
    }

    fn instantiate_with_known_imports(
        &mut self,
        module: &'a Module<'a>,
    ) -> wasi2native::error::Result<InstanceKey> {
        let mut found: HashMap<(&str, &str), Extern> = HashMap::new();
        for import in &module.imports {
            if let Some(Ok(instance)) = self.names.registered.get(import.module)
                && let Some(export) = self.builder.export(*instance, import.name)
            {
                found.insert((import.module, import.name), export);
            }
        }
        self.builder
            .instantiate(module, &mut |import| found.get(&(import.module, import.name)).copied())
    }

    /// Makes `spectest` exist where it is wanted. An instance that is missing
    /// because of us must not make a module look unlinkable.
    fn known_imports(&mut self, module: &Module<'_>) -> Result<(), Outcome> {
        for import in &module.imports {
            if import.module == "spectest" && !self.names.registered.contains_key("spectest") {
                let instance = self.builder.instantiate(&SPECTEST, &mut |_| None);
                let bound = instance.map_err(|error| format!("`spectest` is missing: {error}"));
                self.names.registered.insert("spectest", bound);
            }
            if let Some(Err(reason)) = self.names.registered.get(import.module) {
                return Err(failed(reason.clone()));
            }
        }
        Ok(())
    }
}

fn failed(reason: impl Into<String>) -> Outcome {
    Outcome::Failed(reason.into())
}

fn outcome_of(bound: &Bound) -> Outcome {
    match bound {
        Ok(_) => Outcome::Passed,
        Err(reason) => failed(reason.clone()),
    }
}

static SPECTEST: LazyLock<Module<'static>> = LazyLock::new(|| {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        wat::parse_str(include_str!("spectest.wat")).expect("`spectest` is well-formed")
    });
    wasm::parse(&BYTES).expect("`spectest` is valid")
});

impl Check<'_> {
    /// The verdict, once the outcome is known.
    pub fn verdict(&self, outcome: Outcome) -> Verdict {
        Verdict { line: self.line, assertion: self.assertion, outcome }
    }
}

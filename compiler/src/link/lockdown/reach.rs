//! Which functions of the runtime a program can call.

use std::collections::BTreeSet;

use cranelift_codegen::entity::EntitySet;
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::host_functions::{Needs, THREAD_SPAWN};
use wasi2native_runtime_support::abi::system_calls::SystemCalls;

use crate::codegen::Code;
use crate::program::{FunctionKey, FunctionKind, HostFunctionKey, Program, Symbol};

/// The functions of the runtime that code calls which can run.
#[derive(Debug, Default)]
pub struct Reached {
    pub host_functions: BTreeSet<HostFunctionKey>,
    pub builtins: Vec<Builtin>,
}

impl Reached {
    /// Follows the code from what the runtime calls and from all functions that
    /// references lead to, as the code refers to each other when it is linked.
    pub fn from_code(program: &Program<'_>, code: &Code) -> Reached {
        let mut reached = Reached::default();
        let mut seen: EntitySet<FunctionKey> = EntitySet::new();
        let called = program.functions.iter().filter_map(|(key, kind)| match kind {
            FunctionKind::Entry(_)
            | FunctionKind::Initialiser(_)
            | FunctionKind::ThreadInitialiser(_) => Some(key),
            FunctionKind::Wasm { .. } | FunctionKind::HostAdapter(..) => None,
        });
        let referenced = program.descriptors.values().filter_map(|descriptor| descriptor.function);
        let mut open: Vec<FunctionKey> = called.chain(referenced).collect();
        while let Some(function) = open.pop() {
            if !seen.insert(function) {
                continue;
            }
            for relocation in &code.functions[function].relocations {
                match relocation.symbol {
                    Symbol::Function(callee) => open.push(callee),
                    Symbol::HostFunction(key) => {
                        reached.host_functions.insert(key);
                    }
                    Symbol::Builtin(builtin) if !reached.builtins.contains(&builtin) => {
                        reached.builtins.push(builtin);
                    }
                    _ => {}
                }
            }
        }
        reached
    }

    /// Whether the program can start threads.
    pub fn starts_threads(&self) -> bool {
        self.host_functions.iter().any(|key| *key.row() == THREAD_SPAWN)
    }

    /// Whether the program can have sockets of its own.
    pub fn uses_sockets(&self) -> bool {
        self.host_functions.iter().any(|key| key.row().needs.is_of_network())
    }

    /// Whether names of hosts can be looked up: on demand, or for what is granted by name.
    pub fn looks_up_names(&self) -> bool {
        let connects = |key: &HostFunctionKey| key.row().needs == Needs::Connect;
        self.uses_sockets() && self.host_functions.iter().any(connects)
    }

    /// All that they can make.
    pub fn system_calls(&self) -> SystemCalls {
        let of_host = self.host_functions.iter().map(|key| key.row().system_calls);
        let of_builtins = self.builtins.iter().map(|builtin| builtin.system_calls());
        of_host.chain(of_builtins).fold(SystemCalls::NONE, SystemCalls::union)
    }
}

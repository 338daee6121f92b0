//! Programs that start threads. Each thread is a further instance of the module
//! on the same shared memory: it has globals, tables and segments of its own and
//! runs the start function, but its active data segments have been applied
//! already.
//!
//! Source: the wasi-threads proposal, "Detailed design discussion".

use cranelift_codegen::entity::EntityRef;
use wasi2native_runtime_support::abi::host_functions::THREAD_SPAWN;
use wasi2native_runtime_support::abi::threads::{
    HANDLERS_SIZE, RECORD_SIZE, STATE_ALIGNMENT, ThreadPlan,
};
use wasmparser::{FuncType, ValType};

use super::build::ProgramBuilder;
use super::memory_plan::PAGE;
use super::{
    Callee, Elements, Entry, EntryAction, EntryKey, FunctionKind, Instance, InstanceKey, Program,
    StateLayout, Step, Symbol, TableKey, TableStorage, func_type_text,
};
use crate::error::{Error, Result};
use crate::wasm::{FuncIndex, Item, Module};

/// What a program that starts threads has for them.
#[derive(Debug)]
pub struct Threads {
    /// With which a thread begins.
    pub entry: EntryKey,
    /// Address space for each thread.
    pub slots: Slots,
    /// What is a thread's own.
    pub state: StateLayout,
}

/// Address space for the threads. See `abi/threads.rs`.
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    /// The address of the main thread's.
    pub first: u64,
    /// In bytes, a power of two.
    pub size: u64,
    pub count: u64,
    /// Bytes from a slot's start to its exceptions; 0 where there are none.
    pub exceptions: u64,
}

/// More than a process can have threads on most machines.
const MOST_SLOTS: u64 = 1 << 16;

/// A thread's exceptions have at most so many bytes. What most programs use of
/// them is no whole huge page, which would have to be cleared.
const EXCEPTIONS_SIZE: u64 = 1 << 30;
const EXCEPTIONS_OFFSET: u64 = 1 << 20;

/// Nothing is below the stack for so many bytes at least.
const GUARD_SIZE: u64 = 2 << 20;

/// A thread's growable tables begin at multiples of this.
const TABLE_ALIGNMENT: u64 = 2 << 20;

impl Threads {
    /// The context that generated code has is the last byte of the slot: bytes
    /// from there to something that is a thread's own.
    pub fn distance(&self, symbol: Symbol) -> Option<i64> {
        let offset = self.state.offset(symbol)?;
        let below_end = HANDLERS_SIZE + RECORD_SIZE + self.state_size() - offset;
        Some(1 - below_end.cast_signed())
    }

    /// Whether every thread does this, and not the program once.
    pub fn does(&self, step: &Step) -> bool {
        let is_own = |symbol| self.state.offset(symbol).is_some();
        match *step {
            // Memories are shared.
            Step::Data { .. } => false,
            Step::Elements { table, .. } => {
                is_own(Symbol::Table(table)) || is_own(Symbol::TableRecord(table))
            }
            Step::Start(_) => true,
        }
    }

    /// Bytes of state of each thread.
    pub fn state_size(&self) -> u64 {
        self.state.size.next_multiple_of(STATE_ALIGNMENT)
    }

    /// What the runtime is told, but for the places of tables.
    pub fn plan(&self) -> ThreadPlan {
        ThreadPlan {
            first_slot: self.slots.first,
            slot_size: self.slots.size,
            slot_count: self.slots.count,
            exceptions: self.slots.exceptions,
            entry: self.entry.index() as u64,
            ..ThreadPlan::default()
        }
    }
}

impl Program<'_> {
    /// Whether each thread has one of its own.
    fn is_of_thread(&self, threads: InstanceKey, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Global(global) => self.globals[global].ty.mutable,
            Symbol::Table(table) | Symbol::TableRecord(table) => self.changes(threads, table),
            Symbol::DataLength(_) | Symbol::ElementsLength(_) => true,
            // All memories are shared.
            _ => false,
        }
    }

    /// Whether code, or what is left of instantiation, writes to a table.
    fn changes(&self, instance: InstanceKey, table: TableKey) -> bool {
        let instance = &self.instances[instance];
        let changed = self.modules[instance.module].survey.changed_tables;
        let by_code =
            instance.tables.iter().any(|(index, &key)| key == table && changed.contains(index));
        let by_steps = instance
            .steps
            .iter()
            .any(|step| matches!(*step, Step::Elements { table: written, .. } if written == table));
        by_code || by_steps
    }
}

impl<'a> ProgramBuilder<'a> {
    /// Prepares the program of an instance for threads, if it starts any.
    ///
    /// # Errors
    /// A module that cannot run in several threads.
    pub(super) fn add_threads(&mut self, instance: InstanceKey, stack_size: u64) -> Result<()> {
        let module = self.program.module(instance);
        if !starts_threads(&self.program.instances[instance]) {
            return Ok(());
        }
        check_memories(module)?;
        let start = thread_start(module)?;
        let callee = self.program.instances[instance].functions[start];
        let ty = module.function_type(start).clone();
        self.own_growable_tables(instance);
        let action = EntryAction::Thread(instance, callee);
        let entry = self.entry(Entry { initialise: Vec::new(), action, ty });
        let program = &self.program;
        let state = StateLayout::of(program, |symbol| program.is_of_thread(instance, symbol));
        let slots = self.plan_slots(stack_size, state.size)?;
        let threads = Threads { entry, slots, state };
        if self.program.instances[instance].steps.iter().any(|step| threads.does(step)) {
            let kind = FunctionKind::ThreadInitialiser(instance);
            let function = self.add_function(kind, None);
            self.program.instances[instance].thread_initialiser = Some(function);
        }
        self.program.threads = Some(threads);
        Ok(())
    }

    /// Gives every thread its own address space for tables that can grow. What
    /// such a table begins with is copied there.
    fn own_growable_tables(&mut self, instance: InstanceKey) {
        let mut next = 0;
        let mut steps = Vec::new();
        let keys: Vec<TableKey> = self.program.tables.keys().collect();
        for key in keys {
            let TableStorage::Growable { reserved, .. } = self.program.tables[key].storage else {
                continue;
            };
            if !self.program.changes(instance, key) {
                continue;
            }
            let table = &mut self.program.tables[key];
            table.storage = TableStorage::PerThread { offset: next };
            next = (next + reserved).next_multiple_of(TABLE_ALIGNMENT);
            let items = std::mem::take(&mut table.elements);
            if !items.is_empty() {
                let elements = self.program.elements.push(Elements { items });
                steps.push(Step::Elements { table: key, offset: 0, elements });
            }
        }
        self.thread_tables_size = next;
        // They cannot trap, and come before anything that could not be folded.
        self.program.instances[instance].steps.splice(0..0, steps);
        self.ensure_initialiser(instance);
    }

    fn plan_slots(&mut self, stack_size: u64, state_size: u64) -> Result<Slots> {
        let too_large = || {
            Error::limit("the stacks of threads do not fit into the address space")
                .help("pass a smaller `--stack-size`")
        };
        let tables = self.thread_tables_size;
        let (exceptions, bottom) = match self.program.uses_exceptions() {
            true => (tables + EXCEPTIONS_OFFSET, tables + EXCEPTIONS_OFFSET + EXCEPTIONS_SIZE),
            false => (0, tables),
        };
        let top = HANDLERS_SIZE + RECORD_SIZE + state_size.next_multiple_of(STATE_ALIGNMENT) + PAGE;
        let size = stack_size
            .checked_next_multiple_of(PAGE)
            .and_then(|stack| {
                stack.checked_add(bottom + GUARD_SIZE + top)?.checked_next_power_of_two()
            })
            .ok_or_else(too_large)?;
        let (first, count) = self
            .space
            .take_slots(size, MOST_SLOTS)
            .filter(|&(_, count)| count > 1)
            .ok_or_else(too_large)?;
        Ok(Slots { first, size, count, exceptions })
    }
}

/// Whether an instance imports the function by which threads are started.
fn starts_threads(instance: &Instance) -> bool {
    instance
        .functions
        .values()
        .any(|callee| matches!(callee, Callee::Host(host, _) if *host.row() == THREAD_SPAWN))
}

/// There is a shared memory, and no other: each thread would have its own.
fn check_memories(module: &Module<'_>) -> Result<()> {
    if module.memories.is_empty() {
        return Err(Error::invalid(
            "the program starts threads (it imports `wasi.thread-spawn`), but has no memory that they share",
        )
        .help("compile it with atomics, and link it with `--shared-memory --import-memory`"));
    }
    match module.memories.iter().find(|(_, memory)| !memory.shared) {
        None => Ok(()),
        Some((index, _)) => Err(Error::unsupported(format!(
            "the program starts threads (it imports `wasi.thread-spawn`), but its memory {} is not shared, and a memory of each thread's own is not supported",
            index.as_u32()
        ))
        .help("compile it with atomics, and link it with `--shared-memory --import-memory`")),
    }
}

/// The function that a thread starts with.
fn thread_start(module: &Module<'_>) -> Result<FuncIndex> {
    let Some(Item::Function(start)) = module.export("wasi_thread_start") else {
        return Err(Error::invalid(
            "the program starts threads (it imports `wasi.thread-spawn`), but exports no function `wasi_thread_start`",
        )
        .help("link it with `--export=wasi_thread_start`"));
    };
    let ty = module.function_type(start);
    if *ty != FuncType::new([ValType::I32, ValType::I32], []) {
        let ty = func_type_text(ty);
        return Err(Error::invalid(format!(
            "`wasi_thread_start` has type {ty}, but a thread's start has type (func (param i32 i32))"
        ))
        .in_function(start.as_u32(), module.function_name(start)));
    }
    Ok(start)
}

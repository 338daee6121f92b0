//! The program as text, for `--emit program`.

use std::fmt;

use super::{
    Callee, Entry, EntryAction, FunctionKind, Instance, Program, Slots, Step, TableStorage, imports,
};
use crate::error::Printable;
use crate::wasm::ImportItem;
use cranelift_codegen::entity::EntityRef;

impl fmt::Display for Program<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (key, instance) in &self.instances {
            writeln!(f, "{key}: {}", self.describe_module(instance))?;
            self.write_imports(f, instance)?;
            for step in &instance.steps {
                writeln!(f, "  {}", Shown { program: self, step })?;
            }
        }
        for (key, memory) in &self.memories {
            let image: u64 = memory.image.iter().map(|piece| piece.bytes.len() as u64).sum();
            writeln!(
                f,
                "{key}: {} bytes, at most {}, {image} of them given, at {:#x}, {} bytes reserved, {:?} bounds",
                memory.initial, memory.maximum, memory.address, memory.reserved, memory.bounds
            )?;
        }
        for (key, table) in &self.tables {
            let given = table.elements.len();
            let storage = match table.storage {
                TableStorage::Fixed => String::from("of fixed size"),
                TableStorage::Growable { address, .. } => {
                    format!("at most {}, at {address:#x}", table.maximum)
                }
                TableStorage::PerThread { .. } => {
                    format!("at most {}, in each thread", table.maximum)
                }
            };
            writeln!(
                f,
                "{key}: {} elements of {}, {given} of them given, {storage}",
                table.initial, table.ty.element_type
            )?;
        }
        for (key, global) in &self.globals {
            let mutability = if global.ty.mutable { "mutable " } else { "" };
            writeln!(f, "{key}: {mutability}{} = {:?}", global.ty.content_type, global.initial)?;
        }
        for (key, tag) in &self.tags {
            let name = tag.name.map(|name| format!(" `{}`", Printable(name))).unwrap_or_default();
            let size = tag.object_size();
            writeln!(f, "{key}: tag {}{name}, exceptions of {size} bytes", tag.index)?;
        }
        for (key, descriptor) in self.descriptors.iter().skip(1) {
            if let Some(function) = descriptor.function {
                writeln!(f, "{key}: {function} {}", self.describe_function(function))?;
            }
        }
        for (key, entry) in &self.entries {
            writeln!(f, "{key}: {}", self.describe_entry(entry))?;
        }
        if let Some(threads) = &self.threads {
            let Slots { first, size, count, .. } = threads.slots;
            let state: Vec<String> =
                threads.state.cells().iter().map(|(symbol, _)| format!("{symbol:?}")).collect();
            writeln!(
                f,
                "threads: at most {count}, {size} bytes each, at {first:#x}, which have their own {}",
                state.join(", ")
            )?;
        }
        Ok(())
    }
}

impl Program<'_> {
    fn describe_module(&self, instance: &Instance) -> String {
        let module = self.modules[instance.module].module;
        let name =
            module.names.module.map(|name| format!(" `{}`", Printable(name))).unwrap_or_default();
        format!(
            "{}{name} with {} functions, {} memories, {} tables, {} globals",
            instance.module,
            module.bodies.len(),
            module.memories.len() - module.imported.memories,
            module.tables.len() - module.imported.tables,
            module.globals.len() - module.imported.globals,
        )
    }

    fn write_imports(&self, f: &mut fmt::Formatter<'_>, instance: &Instance) -> fmt::Result {
        let module = self.modules[instance.module].module;
        for import in &module.imports {
            let target = match import.item {
                ImportItem::Function(index) => self.describe_callee(instance.functions[index]),
                ImportItem::Table(index) => instance.tables[index].to_string(),
                ImportItem::Memory(index) => instance.memories[index].to_string(),
                ImportItem::Global(index) => instance.globals[index].to_string(),
                ImportItem::Tag(index) => instance.tags[index].to_string(),
            };
            let ty = imports::import_type_text(module, import);
            writeln!(
                f,
                "  import `{}.{}` {ty} = {target}",
                Printable(import.module),
                Printable(import.name)
            )?;
        }
        Ok(())
    }

    fn describe_callee(&self, callee: Callee) -> String {
        match callee {
            Callee::Wasm(function) => format!("{function} {}", self.describe_function(function)),
            Callee::Host(host, Some(memory)) => format!("host {} on {memory}", host.row().symbol),
            Callee::Host(host, None) => format!("host {}", host.row().symbol),
        }
    }

    fn describe_function(&self, function: super::FunctionKey) -> String {
        let name = self.function_name(function).map(|name| format!(" `{}`", Printable(name)));
        let what = match self.functions[function] {
            FunctionKind::Wasm { instance, function } => {
                let index = self.module(instance).function_index(function);
                format!("function {} of {instance}", index.index())
            }
            FunctionKind::Initialiser(instance) => format!("initialiser of {instance}"),
            FunctionKind::ThreadInitialiser(instance) => {
                format!("initialiser of {instance} in a thread")
            }
            FunctionKind::HostAdapter(host, _) => format!("adapter of host {}", host.row().symbol),
            FunctionKind::Entry(entry) => format!("thunk of {entry}"),
        };
        format!("{what}{}", name.unwrap_or_default())
    }

    fn describe_entry(&self, entry: &Entry) -> String {
        let mut parts: Vec<String> = entry
            .initialise
            .iter()
            .filter(|&&instance| self.instances[instance].initialiser.is_some())
            .map(|instance| format!("initialise {instance}"))
            .collect();
        match entry.action {
            EntryAction::Nothing => {}
            EntryAction::Call(callee) => {
                parts.push(format!("call {}", self.describe_callee(callee)))
            }
            EntryAction::ReadGlobal(global) => parts.push(format!("read {global}")),
            EntryAction::Thread(instance, callee) => {
                parts.push(format!("initialise {instance} in a thread"));
                parts.push(format!("call {}", self.describe_callee(callee)));
            }
        }
        parts.join(", then ")
    }
}

struct Shown<'a> {
    program: &'a Program<'a>,
    step: &'a Step,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self.step {
            Step::Data { memory, offset, data } => {
                let length = self.program.data[data].bytes.len();
                write!(f, "step: copy {length} bytes of {data} to {memory} at {offset:#x}")
            }
            Step::Elements { table, offset, elements } => {
                let length = self.program.elements[elements].items.len();
                write!(f, "step: copy {length} items of {elements} to {table} at {offset}")
            }
            Step::Start(callee) => write!(f, "step: call {}", self.program.describe_callee(callee)),
        }
    }
}

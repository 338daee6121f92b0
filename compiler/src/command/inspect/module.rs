//! A module in, what it imports, exports and needs out.

use std::fmt::Write;

use wasi2native::program::{
    host_function, host_function_has_type, host_types_text, import_type_text,
};
use wasi2native::wasm::{FunctionSurvey, Import, ImportItem, Item, Module};
use wasi2native_runtime_support::abi::host_functions::Needs;
use wasmparser::MemoryType;

use super::Rows;

/// What is known of a module.
pub fn describe(module: &Module<'_>) -> String {
    let mut text = String::from("module\n");
    text.push_str(&facts(module).to_text());
    text.push_str("imports\n");
    text.push_str(&imports(module).to_text());
    text.push_str("exports\n");
    text.push_str(&exports(module).to_text());
    text
}

fn facts(module: &Module<'_>) -> Rows {
    let mut facts = Rows::default();
    if let Some(name) = module.names.module {
        facts.add("name", format!("`{name}`"));
    }
    facts.add("source", hash_text(&module.hash));
    facts.add("kind", kind(module));
    facts.add("wasm", features(module));
    let named =
        module.functions.keys().filter(|&function| module.function_name(function).is_some());
    let (count, named) = (module.functions.len(), named.count());
    let imported = module.imported.functions;
    facts.add("functions", format!("{count}, {imported} of them imported, {named} with a name"));
    for (index, memory) in &module.memories {
        let imported =
            if index.as_u32() < module.imported.memories as u32 { ", imported" } else { "" };
        facts.add("memory", format!("{}{imported}", memory_text(memory)));
    }
    facts.add("tables", module.tables.len().to_string());
    facts.add("globals", module.globals.len().to_string());
    let bytes: usize = module.data.values().map(|segment| segment.bytes.len()).sum();
    facts.add("data", format!("{bytes} bytes in {}", counted(module.data.len() as u64, "segment")));
    facts
}

/// The identity of a file.
pub fn hash_text(hash: &[u8; 32]) -> String {
    let mut text = String::from("sha256 ");
    for byte in hash {
        write!(text, "{byte:02x}").expect("a string takes any text");
    }
    text
}

/// WASI, "Application ABI": what the exports make of a module.
fn kind(module: &Module<'_>) -> &'static str {
    let exports = |name| matches!(module.export(name), Some(Item::Function(_)));
    if exports("_start") {
        "command"
    } else if exports("_initialize") {
        "reactor, which has no `_start` and so cannot be compiled"
    } else {
        "neither command nor reactor: it has no `_start`, and so cannot be compiled"
    }
}

/// The proposals that the instructions come from.
fn features(module: &Module<'_>) -> String {
    let surveys = module.surveys.values().copied();
    let all = surveys.fold(FunctionSurvey::default(), FunctionSurvey::union);
    let names: Vec<&str> = all.proposals.iter().map(|proposal| proposal.name()).collect();
    if names.is_empty() { "-".to_owned() } else { names.join(" ") }
}

fn memory_text(memory: &MemoryType) -> String {
    let pages = |count: u64| {
        let bytes = u128::from(count) << memory.page_size_log2.unwrap_or(16);
        format!("{} ({bytes} bytes)", counted(count, "page"))
    };
    let maximum = match memory.maximum {
        Some(maximum) => format!("at most {}", pages(maximum)),
        None => "no maximum".to_owned(),
    };
    let shared = if memory.shared { ", shared" } else { "" };
    let wide = if memory.memory64 { ", 64-bit" } else { "" };
    format!("{} at start, {maximum}{shared}{wide}", pages(memory.initial))
}

/// `1 page`, `2 pages`.
pub fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A row per import, each once: the toolchain of Go repeats some.
fn imports(module: &Module<'_>) -> Rows {
    let mut rows = Rows::default();
    for import in &module.imports {
        let name = format!("{}.{}", import.module, import.name);
        let row = (name, need(module, import));
        if !rows.0.contains(&row) {
            rows.0.push(row);
        }
    }
    if rows.0.is_empty() {
        rows.add("-", "");
    }
    rows
}

/// What must be granted before an import is of use.
fn need(module: &Module<'_>, import: &Import<'_>) -> String {
    let asked = import_type_text(module, import);
    if let ImportItem::Memory(index) = import.item
        && module.memories[index].shared
    {
        return "always available, for threads to share".to_owned();
    }
    let Some(key) = host_function(module, import) else {
        return format!("missing: there is no such import; it is expected to be {asked}");
    };
    let is_offered = match import.item {
        ImportItem::Function(function) => {
            host_function_has_type(key.row(), module.function_type(function))
        }
        _ => false,
    };
    if !is_offered {
        let offered = host_types_text(key.row());
        return format!("missing: it is {offered}, but expected to be {asked}");
    }
    needs_text(key.row().needs).to_owned()
}

/// What the user has to grant.
pub fn needs_text(needs: Needs) -> &'static str {
    match needs {
        Needs::Nothing => "always available",
        Needs::Environment => "sees what --env or --inherit-env grants",
        Needs::Folder => "needs --dir",
        Needs::Socket => "needs a socket, from --allow-connect, --allow-listen or --listen-fd",
        Needs::Connect => "needs --allow-connect",
        Needs::Listen => "needs --allow-listen",
    }
}

/// A row per kind: how many, and the first names.
fn exports(module: &Module<'_>) -> Rows {
    /// A command exports few; of a reactor's thousands, some tell enough.
    const SHOWN: usize = 20;
    let mut rows = Rows::default();
    type IsKind = fn(&Item) -> bool;
    let kinds: [(&str, IsKind); 5] = [
        ("functions", |item| matches!(item, Item::Function(_))),
        ("tables", |item| matches!(item, Item::Table(_))),
        ("memories", |item| matches!(item, Item::Memory(_))),
        ("globals", |item| matches!(item, Item::Global(_))),
        ("tags", |item| matches!(item, Item::Tag(_))),
    ];
    for (kind, is_kind) in kinds {
        let names: Vec<&str> = module
            .exports
            .iter()
            .filter(|export| is_kind(&export.item))
            .map(|export| export.name)
            .collect();
        if names.is_empty() {
            continue;
        }
        let mut shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ");
        if names.len() > SHOWN {
            write!(shown, " and {} more", names.len() - SHOWN).expect("a string takes any text");
        }
        rows.add(kind, shown);
    }
    if rows.0.is_empty() {
        rows.add("-", "");
    }
    rows
}

//! Imports of memories and tables that have grown. Core, "Import Matching", asks
//! for their size when the module is instantiated, which is known only by
//! running everything before it: so that is done, with modules behind it that
//! ask for the sizes.

use wasi2native::options::Options;
use wasi2native::wasm::{ImportItem, Module};
use wasmparser::{MemoryType, TableType, WasmFeatures};

use super::report::Outcome;
use super::script::{Action, Directive, Modules, Script, Source, What};
use super::value::Expected;

/// Whether the module at `place` could be linked if sizes were what they are
/// when it is instantiated; makes it ask for nothing there if so.
pub fn relax(
    name: &str,
    script: &Script,
    modules: &mut Modules<'_>,
    place: usize,
    valid: WasmFeatures,
    options: &Options,
) -> bool {
    let Source::Valid(module) = &mut modules[place] else { return false };
    let questions = questions(module);
    if questions.is_empty() {
        return false;
    }
    let mut directives = script.directives[..place].to_vec();
    let first = directives.len();
    directives.extend(questions);
    let verdicts = super::run_script(name, &Script { directives }, valid, options);
    let enough = verdicts[first..].iter().all(|verdict| verdict.outcome == Outcome::Passed);
    if enough {
        let imported = module.imported;
        let memories = module.memories.values_mut().take(imported.memories);
        memories.for_each(|memory| memory.initial = 0);
        let tables = module.tables.values_mut().take(imported.tables);
        tables.for_each(|table| table.ty.initial = 0);
    }
    enough
}

/// For each import with a minimal size, a module that returns the size, and
/// the assertion that it is enough.
fn questions(module: &Module<'_>) -> Vec<Directive> {
    let mut questions = Vec::new();
    for import in &module.imports {
        let (ty, instruction, minimum, wide) = match import.item {
            ImportItem::Memory(memory) => {
                let ty = module.memories[memory];
                (memory_type(&ty), "memory.size", ty.initial, ty.memory64)
            }
            ImportItem::Table(table) => {
                let ty = module.tables[table].ty;
                (table_type(&ty), "table.size", ty.initial, ty.table64)
            }
            ImportItem::Function(_) | ImportItem::Global(_) | ImportItem::Tag(_) => continue,
        };
        if minimum == 0 {
            // Nothing to ask, and so no end of questions about questions.
            continue;
        }
        let result = if wide { "i64" } else { "i32" };
        let text = format!(
            "(module (import {} {} {ty}) (func (export \"size\") (result {result}) {instruction}))",
            quoted(import.module),
            quoted(import.name),
        );
        let bytes = wat::parse_str(text).map_err(|error| error.to_string());
        let invoke =
            Action::Invoke { instance: None, name: String::from("size"), arguments: Vec::new() };
        let expected = vec![Expected::AtLeast(u128::from(minimum))];
        let directive = |module, what| Directive { line: 0, assertion: true, module, what };
        questions.push(directive(Some(bytes), What::Module { name: None }));
        questions.push(directive(None, What::AssertReturn(invoke, expected)));
    }
    questions
}

fn memory_type(ty: &MemoryType) -> String {
    let index = if ty.memory64 { "i64 " } else { "" };
    // A shared memory's type has its maximum.
    let shared = ty.maximum.filter(|_| ty.shared).map(|maximum| format!(" {maximum} shared"));
    let page = ty.page_size_log2.map(|log2| format!(" (pagesize {})", 1_u64 << log2));
    format!("(memory {index}0{}{})", shared.unwrap_or_default(), page.unwrap_or_default())
}

fn table_type(ty: &TableType) -> String {
    let index = if ty.table64 { "i64 " } else { "" };
    format!("(table {index}0 {})", ty.element_type)
}

/// A name as the text format writes it.
fn quoted(name: &str) -> String {
    let bytes = name.bytes().map(|byte| format!("\\{byte:02x}"));
    format!("\"{}\"", bytes.collect::<String>())
}

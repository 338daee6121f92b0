//! A component in, the interfaces that it imports and exports and what they need out.

use wasi2native::component::{self, Imported, Role, Source};
use wasi2native::error::Result;
use wasi2native_runtime_support::abi::host_functions::Needs;

use super::Rows;
use super::module::{counted, hash_text, needs_text};

/// What is known of a component.
///
/// # Errors
/// What is not supported in it at all.
pub fn describe(source: &Source<'_>) -> Result<String> {
    let survey = component::survey(source)?;
    let mut facts = Rows::default();
    facts.add("source", hash_text(&source.hash));
    facts.add(
        "kind",
        match &survey.role {
            Ok(Role::Command) => String::from("command"),
            Ok(Role::Server) => String::from("HTTP server"),
            Err(obstacle) => format!("cannot be compiled: {obstacle}"),
        },
    );
    let components = counted(source.components.len() as u64, "component");
    let modules = counted(source.modules.len() as u64, "module");
    facts.add("made of", format!("{components} and {modules}"));
    let functions: usize = source.modules.values().map(|module| module.bodies.len()).sum();
    facts.add("functions", functions.to_string());

    let mut imports = Rows::default();
    for import in &survey.imports {
        imports.add(import.name, need(import));
    }
    if survey.imports.is_empty() {
        imports.add("-", "");
    }
    let mut exports = Rows::default();
    for export in &survey.exports {
        exports.add(*export, "");
    }
    if survey.exports.is_empty() {
        exports.add("-", "");
    }
    let (facts, imports, exports) = (facts.to_text(), imports.to_text(), exports.to_text());
    Ok(format!("component\n{facts}imports\n{imports}exports\n{exports}"))
}

/// What must be granted before an interface is of use.
fn need(import: &Imported<'_>) -> String {
    if let Some(missing) = &import.missing {
        return format!("missing: {missing}");
    }
    let needs = |wanted: Needs| import.functions.iter().any(|key| key.row().needs == wanted);
    // Components have no way to be given a socket.
    if needs(Needs::Socket) {
        return "needs --allow-connect or --allow-listen".to_owned();
    }
    let granted = [Needs::Connect, Needs::Folder, Needs::Environment].into_iter();
    needs_text(granted.into_iter().find(|&wanted| needs(wanted)).unwrap_or(Needs::Nothing))
        .to_owned()
}

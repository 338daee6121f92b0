//! `wasi2native inspect`: what an executable may do, or what a module or component
//! needs.

mod component;
mod executable;
mod lockdown;
mod module;

use std::path::Path;

use wasi2native::error::Result;

use super::input::ELF_MAGIC;
use super::output::standard_output;
use super::{input, workers};

/// Prints what is known of a file.
///
/// # Errors
/// It is neither an executable of ours nor a module or component, or an invalid one.
pub fn inspect(path: &Path) -> Result<()> {
    let bytes = input::read(path)?;
    let text = if bytes.starts_with(ELF_MAGIC) {
        executable::describe(path, &bytes)?
    } else {
        workers::on_large_stacks(None, || {
            let binary = input::to_binary(path, &bytes)?;
            if wasi2native::component::is_component(&binary) {
                return component::describe(&wasi2native::component::parse(&binary)?);
            }
            Ok(module::describe(&wasi2native::wasm::parse(&binary)?))
        })?
    };
    standard_output(text.as_bytes())
}

/// Lines in columns: the first column as wide as its widest entry.
#[derive(Default)]
struct Rows(Vec<(String, String)>);

impl Rows {
    fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The rows, indented. Nothing in them ends the line or moves the cursor.
    fn to_text(&self) -> String {
        use wasi2native::error::Printable;
        let escaped = |text: &str| Printable(text).to_string();
        let rows: Vec<(String, String)> =
            self.0.iter().map(|(name, value)| (escaped(name), escaped(value))).collect();
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        rows.iter().map(|(name, value)| format!("  {name:width$}  {value}\n")).collect()
    }
}

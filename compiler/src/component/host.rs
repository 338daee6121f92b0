//! What the runtime offers to components: found by package, interface, major and
//! minor version, and name. Types are compared by `interfaces`.

use std::collections::BTreeMap;
use std::fmt::Write;

use cranelift_codegen::entity::EntityRef;
use wasi2native_runtime_support::abi::component_functions::{CANONICAL, HostResource};
use wasi2native_runtime_support::abi::host_functions::{Convention, HOST_FUNCTIONS, HostFunction};
use wasi2native_runtime_support::abi::http_functions::SERVE;
use wasmparser::CanonicalFunction;

use crate::error::Error;
use crate::program::HostFunctionKey;

/// The host function of this interface, whatever its type.
fn find(interface: &str, name: &str) -> Option<HostFunctionKey> {
    let is_it = |row: &HostFunction| {
        row.convention == Convention::Component && row.module == interface && row.name == name
    };
    HOST_FUNCTIONS.iter().position(is_it).map(HostFunctionKey::new)
}

/// A function that the canonical ABI itself needs.
fn canonical(name: &str) -> HostFunctionKey {
    find(CANONICAL, name).expect("the contract has every function of the canonical ABI")
}

macro_rules! canonical_functions {
    ($($name:ident = $wit:literal;)*) => {$(
        pub fn $name() -> HostFunctionKey {
            canonical($wit)
        }
    )*};
}

canonical_functions! {
    resource_new = "resource.new";
    resource_rep = "resource.rep";
    resource_drop = "resource.drop";
    resource_take = "resource.take";
    lift_own = "lift-own";
    lower_own = "lower-own";
    lift_borrow = "lift-borrow";
    lower_borrow = "lower-borrow";
    enter_call = "enter-call";
    leave_call = "leave-call";
    trap = "trap";
}

/// What the HTTP server hands over: the request, and where its response goes.
pub fn served() -> [HostFunctionKey; 2] {
    ["request", "response-outparam"]
        .map(|name| find(SERVE, name).expect("the contract has what a server needs"))
}

/// Ends the program: `wasi:cli/exit.exit`.
pub fn exit() -> HostFunctionKey {
    find("wasi:cli/exit", "exit").expect("the contract has it")
}

/// Why an interface or a function of it is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacking {
    /// Nothing by that name is known.
    Unknown,
    /// It is known, but not there yet.
    NotYet(&'static str),
    /// It is there, with another type. Both, in words.
    Type { asked: String, found: String },
}

/// The function behind an import of the component.
///
/// # Errors
/// Why there is none.
pub fn function(interface: Option<&str>, name: &str) -> Result<HostFunctionKey, Lacking> {
    let Some(interface) = interface else { return Err(Lacking::Unknown) };
    let (base, version) = split_version(interface);
    let found = match version {
        Some(version) if is_supported(version) => find(base, name),
        _ => None,
    };
    found.ok_or_else(|| lacking(base, version))
}

/// The number of a host's resource in the contract.
pub fn resource(interface: &str, name: &str) -> Option<u32> {
    let (base, version) = split_version(interface);
    if !version.is_some_and(is_supported) {
        return None;
    }
    let found = |resource: &&HostResource| resource.interface() == base && resource.name() == name;
    HostResource::ALL.iter().find(found).map(|&resource| resource as u32)
}

/// `wasi:io/streams@0.2.9` → `wasi:io/streams` and `0.2.9`.
pub fn split_version(interface: &str) -> (&str, Option<&str>) {
    match interface.split_once('@') {
        Some((base, version)) => (base, Some(version)),
        None => (interface, None),
    }
}

/// Component Model, "Import and Export Names", canonical versions: patch versions of
/// the same minor version are compatible.
fn is_supported(version: &str) -> bool {
    let Some(patch) = version.strip_prefix("0.2.") else { return false };
    !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit())
}

/// What we know of an interface that we do not have.
fn lacking(base: &str, version: Option<&str>) -> Lacking {
    let package = base.split('/').next().unwrap_or_default();
    if version.is_some_and(|version| version.starts_with("0.3")) && package.starts_with("wasi:") {
        return Lacking::NotYet("WASI 0.3 is not supported yet");
    }
    match package {
        "wasi:tls" => Lacking::NotYet("TLS is not supported"),
        "wasi:keyvalue" | "wasi:config" | "wasi:blobstore" | "wasi:messaging" | "wasi:nn"
        | "wasi:logging" | "wasi:sql" | "wasi:webgpu" | "wasi:i2c" => {
            Lacking::NotYet("it is not supported")
        }
        _ => Lacking::Unknown,
    }
}

/// What the component needs and nobody has, collected until all is known.
#[derive(Debug, Default)]
pub struct Missing {
    /// By interface, the functions.
    functions: BTreeMap<(String, Lacking), Vec<String>>,
}

impl Missing {
    pub fn add(&mut self, interface: &str, function: Option<&str>, reason: Lacking) {
        let functions = self.functions.entry((interface.to_owned(), reason)).or_default();
        if let Some(function) = function
            && !functions.iter().any(|known| known == function)
        {
            functions.push(function.to_owned());
        }
    }

    /// What is missing of an interface, if anything is.
    pub fn of(&self, interface: &str) -> Option<String> {
        let mut parts = Vec::new();
        for ((name, reason), functions) in &self.functions {
            if name == interface {
                parts.push(explain(reason, functions));
            }
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// # Errors
    /// One, if anything is missing.
    pub fn check(&self) -> Result<(), Error> {
        if self.functions.is_empty() { Ok(()) } else { Err(self.error()) }
    }

    /// One error for everything.
    pub fn error(&self) -> Error {
        /// More than a screen full helps nobody.
        const SHOWN: usize = 40;
        let count = self.functions.len();
        let mut text = match count {
            1 => String::from("unknown import "),
            count => format!("{count} unknown imports: "),
        };
        for (place, ((interface, reason), functions)) in
            self.functions.iter().take(SHOWN).enumerate()
        {
            let separator = if place == 0 { "" } else { "; " };
            write!(text, "{separator}`{interface}`").expect("a string takes any text");
            write!(text, " ({})", explain(reason, functions)).expect("a string takes any text");
        }
        if count > SHOWN {
            write!(text, "; and {} more", count - SHOWN).expect("a string takes any text");
        }
        Error::link(text)
    }
}

fn explain(reason: &Lacking, functions: &[String]) -> String {
    match reason {
        Lacking::NotYet(reason) => (*reason).to_owned(),
        Lacking::Unknown => list(functions),
        Lacking::Type { asked, found } => {
            format!("{}, which is expected to be `{asked}`, but is `{found}`", list(functions))
        }
    }
}

/// The first few names.
pub fn list(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The name of a built-in function as the text format writes it.
pub fn canonical_name(function: &CanonicalFunction) -> String {
    let debug = format!("{function:?}");
    let name = debug.split([' ', '{', '(']).next().unwrap_or_default();
    // `WaitableSetNew` → `waitable-set-new`.
    let mut text = String::new();
    for (place, character) in name.chars().enumerate() {
        if character.is_uppercase() && place > 0 {
            text.push('-');
        }
        text.extend(character.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_patch_version_fits() {
        for version in ["0.2.0", "0.2.12", "0.2.123"] {
            assert!(is_supported(version));
        }
        for version in ["0.2", "0.2.", "0.2.0-rc", "0.20.0", "0.3.0", "1.2.0", ""] {
            assert!(!is_supported(version));
        }
        assert_eq!(split_version("wasi:io/poll@0.2.9"), ("wasi:io/poll", Some("0.2.9")));
        assert!(resource("wasi:io/streams@0.2.3", "input-stream").is_some());
        assert_eq!(resource("wasi:io/streams", "input-stream"), None);
        assert_eq!(resource("wasi:io/poll@0.2.3", "input-stream"), None);
    }
}

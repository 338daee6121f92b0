//! The types of functions as messages show them: as WIT writes them, but with what a
//! name stands for instead of the name.

use wasi2native_runtime_support::abi::component_functions::HostResource;

use super::graph::{Graph, Resource, ResourceKey};
use super::types::{FuncTypeKey, ValueType, ValueTypeKey};

/// Characters of a type that help somebody.
const MOST: usize = 200;

/// How deep a type is shown.
const DEEPEST: usize = 3;

/// The type of a function, on one line of bounded length.
pub fn function(graph: &Graph<'_>, key: FuncTypeKey) -> String {
    let ty = graph.types.get_function(key);
    let parameters = ty.parameters.iter().map(|&parameter| value(graph, parameter, 0));
    let mut text = format!("func({})", listed(parameters));
    if let Some(result) = ty.result {
        text += " -> ";
        text += &value(graph, result, 0);
    }
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn value(graph: &Graph<'_>, key: ValueTypeKey, depth: usize) -> String {
    if depth > DEEPEST {
        return String::from("…");
    }
    let inner = |key| value(graph, key, depth + 1);
    match graph.types.get(key) {
        ValueType::Bool => String::from("bool"),
        ValueType::Integer { bits, signed } => {
            format!("{}{bits}", if *signed { "s" } else { "u" })
        }
        ValueType::F32 => String::from("f32"),
        ValueType::F64 => String::from("f64"),
        ValueType::Char => String::from("char"),
        ValueType::String => String::from("string"),
        ValueType::List(element) => format!("list<{}>", inner(*element)),
        ValueType::Own(key) => format!("own<{}>", resource(graph, *key)),
        ValueType::Borrow(key) => format!("borrow<{}>", resource(graph, *key)),
        ValueType::Flags(names) => {
            format!("flags {{{}}}", listed(names.iter().map(|name| name.to_string())))
        }
        ValueType::Record(fields) if fields.iter().all(|(name, _)| is_number(name)) => {
            format!("tuple<{}>", listed(fields.iter().map(|field| inner(field.1))))
        }
        ValueType::Record(fields) => {
            let field = |(name, ty): &(Box<str>, ValueTypeKey)| format!("{name}: {}", inner(*ty));
            format!("record {{{}}}", listed(fields.iter().map(field)))
        }
        ValueType::Variant(cases) => match &cases[..] {
            [(none, None), (some, Some(ty))] if (&**none, &**some) == ("none", "some") => {
                format!("option<{}>", inner(*ty))
            }
            [(ok, of_ok), (error, of_error)] if (&**ok, &**error) == ("ok", "error") => {
                let part = |ty: &Option<ValueTypeKey>| ty.map_or(String::from("_"), inner);
                format!("result<{}, {}>", part(of_ok), part(of_error))
            }
            _ => {
                let case = |(name, ty): &(Box<str>, Option<ValueTypeKey>)| match ty {
                    Some(ty) => format!("{name}({})", inner(*ty)),
                    None => name.to_string(),
                };
                format!("variant {{{}}}", listed(cases.iter().map(case)))
            }
        },
    }
}

/// The first few; the longest types are shown to nobody.
fn listed(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.take(MOST).collect();
    parts.join(", ")
}

fn is_number(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit())
}

fn resource(graph: &Graph<'_>, key: ResourceKey) -> &'static str {
    match graph.resources[key] {
        Resource::Host(number) => {
            HostResource::ALL.get(number as usize).map_or("resource", |found| found.name())
        }
        Resource::Unknown | Resource::Defined { .. } => "resource",
    }
}

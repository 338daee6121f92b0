//! The features that a script needs, or that it was written without.
//!
//! Feature lines: `;;! gc = true` among the first comment lines of a script
//! says that it needs a feature.

use wasi2native::wasm::accepted_features;
use wasmparser::WasmFeatures;

/// Every feature that the compiler has, by the names that such lines use.
const SUPPORTED: &[&str] = &[
    "bulk_memory",
    "custom_page_sizes",
    "exceptions",
    "extended_const",
    "function_references",
    "hogs_memory",
    "legacy_exceptions",
    "memory64",
    "multi_memory",
    "multi_value",
    "nan_canonicalization",
    "reference_types",
    "relaxed_simd",
    "simd",
    "tail_call",
    "threads",
    "wide_arithmetic",
];

/// The first feature that a script needs and that is missing.
pub fn missing(text: &str) -> Option<String> {
    let header = text.lines().take_while(|line| line.trim().is_empty() || line.starts_with(";;"));
    let needed = header.filter_map(|line| {
        let (name, value) = line.strip_prefix(";;!")?.split_once('=')?;
        (value.trim() == "true").then(|| name.trim().to_owned())
    });
    needed.into_iter().find(|name| !SUPPORTED.contains(&name.as_str()))
}

/// What is valid in a script. The tests of a proposal demand that what came
/// later be refused.
pub fn valid_in(name: &str) -> WasmFeatures {
    let later: &[(&str, WasmFeatures)] = &[
        ("threads/", WasmFeatures::MULTI_MEMORY.union(WasmFeatures::REFERENCE_TYPES)),
        ("memory64/", WasmFeatures::MULTI_MEMORY),
        ("function-references/", WasmFeatures::MULTI_MEMORY.union(WasmFeatures::GC)),
        (
            "reference-types/",
            WasmFeatures::MULTI_MEMORY
                .union(WasmFeatures::MEMORY64)
                .union(WasmFeatures::FUNCTION_REFERENCES)
                .union(WasmFeatures::GC),
        ),
    ];
    let later = later.iter().filter(|(folder, _)| name.contains(folder));
    later.fold(accepted_features(), |features, (_, later)| features.difference(*later))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_header_lines_ask_for_features() {
        assert_eq!(missing(";; x\n;;! gc = true\n(module)").as_deref(), Some("gc"));
        assert_eq!(missing(";;! simd = true\n;;! gc = false\n(module)"), None);
        assert_eq!(missing("(module)\n;;! gc = true"), None);
    }
}

//! The features that a script needs, or that it was written without.
//!
//! Feature lines: `;;! gc = true` among the first comment lines of a script
//! says that it needs a feature.

use std::path::Path;

use wasi2native::options::{Nans, Options, RelaxedSimd};
use wasi2native::wasm::accepted_features;
use wasmparser::WasmFeatures;

/// Every feature that such lines name and that is there, and what it lets be
/// valid.
const KNOWN: &[(&str, WasmFeatures)] = &[
    ("bulk_memory", WasmFeatures::BULK_MEMORY),
    ("custom_page_sizes", WasmFeatures::CUSTOM_PAGE_SIZES),
    (DETERMINISTIC_RELAXED_SIMD, WasmFeatures::empty()),
    ("exceptions", WasmFeatures::EXCEPTIONS),
    ("extended_const", WasmFeatures::EXTENDED_CONST),
    ("function_references", WasmFeatures::FUNCTION_REFERENCES),
    ("hogs_memory", WasmFeatures::empty()),
    ("legacy_exceptions", WasmFeatures::LEGACY_EXCEPTIONS),
    ("memory64", WasmFeatures::MEMORY64),
    ("multi_memory", WasmFeatures::MULTI_MEMORY),
    ("multi_value", WasmFeatures::MULTI_VALUE),
    (NAN_CANONICALIZATION, WasmFeatures::empty()),
    ("reference_types", WasmFeatures::REFERENCE_TYPES),
    ("relaxed_simd", WasmFeatures::RELAXED_SIMD),
    ("simd", WasmFeatures::SIMD),
    ("spec_test", WasmFeatures::empty()),
    ("tail_call", WasmFeatures::TAIL_CALL),
    ("threads", WasmFeatures::THREADS),
    ("wide_arithmetic", WasmFeatures::WIDE_ARITHMETIC),
];

/// Asks for `--deterministic-relaxed-simd`. A line of our own.
const DETERMINISTIC_RELAXED_SIMD: &str = "deterministic_relaxed_simd";

/// Asks for `--canonicalize-nans`.
const NAN_CANONICALIZATION: &str = "nan_canonicalization";

/// The feature lines of a script.
pub struct Header<'a> {
    /// Names, and whether the feature is wanted or must be absent.
    lines: Vec<(&'a str, bool)>,
}

impl<'a> Header<'a> {
    pub fn read(text: &'a str) -> Header<'a> {
        let header =
            text.lines().take_while(|line| line.trim().is_empty() || line.starts_with(";;"));
        let lines = header.filter_map(|line| {
            let (name, value) = line.strip_prefix(";;!")?.split_once('=')?;
            let value = value.split('#').next().unwrap_or_default();
            Some((name.trim(), value.trim().parse().ok()?))
        });
        Header { lines: lines.collect() }
    }

    /// The first feature that the script needs and that is missing.
    pub fn missing(&self) -> Option<&'a str> {
        let is_known = |name: &str| KNOWN.iter().any(|&(known, _)| known == name);
        self.lines.iter().find(|&&(name, wanted)| wanted && !is_known(name)).map(|&(name, _)| name)
    }

    /// What is invalid in the script, because it was written without.
    pub fn absent(&self) -> WasmFeatures {
        let unwanted = self.lines.iter().filter(|(_, wanted)| !wanted);
        unwanted
            .filter_map(|(name, _)| KNOWN.iter().find(|(known, _)| known == name))
            .fold(WasmFeatures::empty(), |all, (_, feature)| all.union(*feature))
    }

    /// The options, changed as the script wants them.
    pub fn apply(&self, options: &Options) -> Options {
        let mut options = options.clone();
        if self.lines.contains(&(NAN_CANONICALIZATION, true)) {
            options.nans = Nans::Canonical;
        }
        if self.lines.contains(&(DETERMINISTIC_RELAXED_SIMD, true)) {
            options.relaxed_simd = RelaxedSimd::Deterministic;
        }
        options
    }
}

/// What is valid in a script. The tests of a proposal demand that what came
/// later be refused.
pub fn valid_in(name: &str) -> WasmFeatures {
    let later: &[(&str, WasmFeatures)] = &[
        ("threads", WasmFeatures::MULTI_MEMORY.union(WasmFeatures::REFERENCE_TYPES)),
        ("memory64", WasmFeatures::MULTI_MEMORY),
        ("function-references", WasmFeatures::MULTI_MEMORY.union(WasmFeatures::GC)),
        (
            "reference-types",
            WasmFeatures::MULTI_MEMORY
                .union(WasmFeatures::MEMORY64)
                .union(WasmFeatures::FUNCTION_REFERENCES)
                .union(WasmFeatures::GC),
        ),
    ];
    let folder = Path::new(name).parent().and_then(Path::file_name).unwrap_or_default();
    let later = later.iter().filter(|&&(proposal, _)| folder == proposal);
    later.fold(accepted_features(), |features, (_, later)| features.difference(*later))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_header_lines_ask_for_features() {
        let missing = |text: &'static str| Header::read(text).missing();
        assert_eq!(missing(";; x\n;;! gc = true\n(module)"), Some("gc"));
        assert_eq!(missing(";;! simd = true\n;;! gc = false\n(module)"), None);
        assert_eq!(missing("(module)\n;;! gc = true"), None);
        for feature in ["stack_switching", "shared_everything_threads", "component_model_async"] {
            let text = format!(";;! {feature} = true # soon\n");
            assert_eq!(Header::read(&text).missing(), Some(feature));
        }
    }

    #[test]
    fn a_feature_can_be_absent_or_change_options() {
        let absent = |text| Header::read(text).absent();
        assert_eq!(absent(";;! simd = false\n"), WasmFeatures::SIMD);
        assert_eq!(absent(";;! simd = true\n;;! gc = false\n"), WasmFeatures::empty());
        let nans = |text| Header::read(text).apply(&Options::default()).nans;
        assert_eq!(nans(";;! nan_canonicalization = true\n"), Nans::Canonical);
        assert_eq!(nans(";;! nan_canonicalization = false\n"), Nans::Any);
    }
}

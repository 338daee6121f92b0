//! What a user builds along with us: one version of each crate, under licences
//! that let everybody ship the result.

use std::collections::BTreeSet;
use std::process::Command;

/// Crates that stand in the tree twice, each with the reason.
const EXPLAINED_DUPLICATES: &[(&str, &str)] =
    &[("hashbrown", "cranelift-codegen 0.135 uses 0.17 itself and 0.16 through gimli 0.33")];

/// A dependency's licence expression must offer one of these.
const ACCEPTED_LICENCES: &[&str] =
    &["Apache-2.0", "MIT", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0", "Zlib"];

fn cargo_tree(arguments: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--workspace", "--prefix", "none"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn one_version_of_each_crate_or_a_reason() {
    let lines = cargo_tree(&["--duplicates", "--depth", "0", "-e", "normal,build"]);
    let names: BTreeSet<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    let explained: BTreeSet<&str> = EXPLAINED_DUPLICATES.iter().map(|&(name, _)| name).collect();
    assert_eq!(names, explained, "crates in more than one version, against the explained ones");
}

#[test]
fn every_dependency_has_an_accepted_licence() {
    for line in cargo_tree(&["--format", "{p}|{l}", "-e", "normal,build"]) {
        let (package, licence) = line.split_once('|').expect("the format has a bar");
        let licence = licence.trim_end_matches(" (*)").replace('/', " OR ");
        // `(A OR B) AND C`: every part of a conjunction must be acceptable.
        let accepted = licence.split(" AND ").all(|part| {
            part.trim_matches(['(', ')'])
                .split(" OR ")
                .any(|choice| ACCEPTED_LICENCES.contains(&choice.trim()))
        });
        assert!(accepted, "{package} is under `{licence}`");
    }
}

//! The walls that `docs/architecture.md` names, and the habits that keep the
//! code readable, checked by reading the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tests::workspace::{files_below, root};

/// Files above [`MOST_LINES`], with the reason.
const LONG_FILES: &[(&str, &str)] = &[];

const MOST_LINES: usize = 800;

/// The phases of the compiler; each may use those before it.
const PHASES: &[&str] =
    &["wasm", "program", "component", "translate", "codegen", "link", "executable"];

/// A text file of the workspace.
struct Source {
    /// Relative to the root.
    path: String,
    text: String,
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    /// Numbered lines of code, without comments, up to the unit tests, which by
    /// habit stand last.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        let code = lines.map(|line| line.split("//").next().unwrap_or_default());
        code.enumerate().map(|(number, line)| (number + 1, line))
    }
}

fn sources() -> Vec<Source> {
    let is_text = |path: &str| {
        let (_, extension) = path.rsplit_once('.').unwrap_or_default();
        matches!(
            extension,
            "rs" | "md" | "toml" | "sh" | "py" | "wat" | "wast" | "txt" | "ld" | "c"
        ) || path.starts_with("scripts/")
            || path.starts_with(".ci/")
    };
    let mut sources = Vec::new();
    let visible = files_below(root()).into_iter();
    let hidden = root().join(".ci");
    let hidden = if hidden.exists() { files_below(&hidden) } else { Vec::new() };
    for path in visible.chain(hidden.into_iter().map(|file| Path::new(".ci").join(file))) {
        let path = path.display().to_string();
        let built = path.starts_with("target/") || path.contains("/target/");
        if !built
            && is_text(&path)
            && let Ok(text) = fs::read_to_string(root().join(&path))
        {
            sources.push(Source { path, text });
        }
    }
    assert!(sources.len() > 50, "the sources are not where this test looks for them");
    sources
}

fn rust_sources() -> Vec<Source> {
    sources().into_iter().filter(Source::is_rust).collect()
}

/// Fails with all lines that are found, unless there are none.
fn expect_none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}:\n  {}\n", found.join("\n  "));
}

/// Lines of code outside of `allowed` folders and files that contain one of
/// `words`.
fn lines_with(words: &[&str], inside: &str, allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in rust_sources() {
        let is_allowed = allowed.iter().any(|place| source.is_in(place));
        if is_allowed || !source.is_in(inside) || source.is_test() {
            continue;
        }
        for (number, line) in source.code() {
            if words.iter().any(|word| has_word(line, word)) {
                found.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    found
}

/// Whether `line` contains `word`, not as the end of a longer word.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(place, _)| {
        let before = line[..place].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
    })
}

#[test]
fn only_executable_knows_the_file_format() {
    let allowed = [
        "compiler/src/executable/",
        // `--emit obj` is cranelift-object's.
        "compiler/src/codegen/object.rs",
        // `inspect` and the cache tell files apart by their first bytes.
        "compiler/src/command/",
        // The stub's own build.
        "runtime-support/build.rs",
    ];
    let words = ["elf::", "object::read", "object::write::", "ELF"];
    expect_none("the file format is named", lines_with(&words, "", &allowed));
}

#[test]
fn only_arch_has_assembly() {
    let words = ["asm!", "naked_asm!", "global_asm!", "naked)"];
    let allowed = ["runtime-support/runtime/arch/"];
    expect_none("assembly outside `arch/`", lines_with(&words, "", &allowed));
}

#[test]
fn only_sys_makes_system_calls() {
    let words = ["syscall", "syscall0", "syscall1", "system_call"];
    let allowed = ["runtime-support/runtime/arch/", "runtime-support/runtime/sys/"];
    let found = lines_with(&words, "runtime-support/runtime/", &allowed);
    expect_none("a system call outside `sys/`", found);
}

#[test]
fn only_guest_touches_the_programs_memory() {
    let words = ["read_unaligned", "write_unaligned", "copy_nonoverlapping"];
    for folder in ["preview1", "preview2", "canonical", "host"] {
        let folder = &format!("runtime-support/runtime/{folder}/");
        expect_none("memory is touched outside `guest/`", lines_with(&words, folder, &[]));
    }
}

#[test]
fn host_never_sees_a_pointer_of_the_program() {
    let words =
        ["guest::", "Guest", "GuestPtr", "GuestSlice", "MemoryRecord", "preview1::", "preview2::"];
    let found = lines_with(&words, "runtime-support/runtime/host/", &[]);
    expect_none("`host/` names the program's memory", found);
}

#[test]
fn architectures_are_told_apart_where_files_are_chosen() {
    let allowed = ["compiler/src/target/", "runtime-support/runtime/arch/"];
    let found = lines_with(&["target_arch", "X86_64 =>", "x86_64 =>"], "", &allowed);
    expect_none("the architecture decides outside `target/` and `arch/`", found);
}

#[test]
fn arrows_between_phases_point_one_way() {
    let mut found = Vec::new();
    for (place, phase) in PHASES.iter().enumerate() {
        let later = &PHASES[place + 1..];
        let words: Vec<String> = later.iter().map(|later| format!("crate::{later}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        found.extend(lines_with(&words, &format!("compiler/src/{phase}/"), &[]));
    }
    // What all phases share knows none of them.
    let words: Vec<String> = PHASES.iter().map(|phase| format!("crate::{phase}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for shared in ["error.rs", "options.rs", "report.rs", "target/"] {
        found.extend(lines_with(&words, &format!("compiler/src/{shared}"), &[]));
    }
    expect_none("a phase uses a later one", found);
}

#[test]
fn the_library_reads_and_writes_no_files() {
    let words = ["std::fs", "std::io::std", "println!", "eprintln!", "std::env"];
    let allowed = ["compiler/src/main.rs", "compiler/src/command/", "compiler/build.rs"];
    expect_none("input or output in the library", lines_with(&words, "compiler/", &allowed));
}

#[test]
fn files_are_short_or_listed() {
    let mut found = Vec::new();
    for source in rust_sources() {
        let lines = source.text.lines().count();
        let listed = LONG_FILES.iter().any(|(path, _)| *path == source.path);
        if lines > MOST_LINES && !listed {
            found.push(format!("{}: {lines} lines", source.path));
        } else if lines <= MOST_LINES && listed {
            found.push(format!("{}: listed, but only {lines} lines", source.path));
        }
    }
    expect_none("files above 800 lines want to be split by idea", found);
}

#[test]
fn every_source_says_what_it_is() {
    let opening = rust_sources().into_iter().filter(|source| !source.text.starts_with("//!"));
    let found = opening.map(|source| source.path).filter(|path| !path.contains("/sources/"));
    expect_none("files that do not begin with `//!`", found.collect());
}

#[test]
fn nothing_is_unwrapped_without_a_reason() {
    expect_none("a bare `unwrap`", lines_with(&[".unwrap()"], "", &["benches/"]));
}

#[test]
fn unsafe_code_is_forbidden_where_it_can_be() {
    let forbidding = ["compiler/src/lib.rs", "compiler/src/main.rs", "tests/src/lib.rs"];
    let mut found = Vec::new();
    for source in rust_sources() {
        let forbids = source.text.contains("#![forbid(unsafe_code)]");
        if forbidding.contains(&source.path.as_str()) && !forbids {
            found.push(format!("{}: does not forbid unsafe code", source.path));
        }
        let uses = source.code().any(|(_, line)| has_word(line, "unsafe "));
        let explains = source.text.contains("# Safety") || source.text.contains("SAFETY:");
        if uses && !source.is_test() && !explains {
            found.push(format!("{}: unsafe code without a reason", source.path));
        }
    }
    expect_none("unsafe code", found);
}

#[test]
fn documents_and_comments_name_files_that_exist() {
    let sources = sources();
    let paths: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let exists = |name: &str| {
        paths.iter().any(|path| {
            path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    };
    let mut found = Vec::new();
    for source in &sources {
        if source.is_in("tests/corpus/") || source.is_in("benches/") {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            let text = if source.path.ends_with(".md") {
                line
            } else if let Some((_, comment)) = line.split_once("//") {
                comment
            } else {
                continue;
            };
            for name in text.split('`').skip(1).step_by(2).filter(|name| names_a_source(name)) {
                if !exists(name.trim_start_matches("./")) {
                    found.push(format!("{}:{}: `{name}`", source.path, number + 1));
                }
            }
        }
    }
    expect_none("files that do not exist are named", found);
}

/// Names of documents and sources; not of what users or tools call theirs.
fn names_a_source(name: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || "_-./".contains(character);
    let (stem, extension) = name.rsplit_once('.').unwrap_or_default();
    matches!(extension, "rs" | "md" | "sh" | "ld") && !stem.is_empty() && name.chars().all(is_plain)
}

#[test]
fn nothing_depends_on_one_machine() {
    // In pieces, so that this file passes.
    let places = [
        concat!("/wo", "rk/"),
        concat!("/tmp/", "wt"),
        concat!("/ro", "ot/"),
        concat!("/home/", "user"),
        concat!("arti", "factory"),
        concat!("../sha", "red/facts"),
    ];
    let mut found = Vec::new();
    for source in sources() {
        for (number, line) in source.text.lines().enumerate() {
            if places.iter().any(|place| has_root(line, place)) {
                found.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    expect_none("places of one machine", found);
}

/// Whether `line` contains `place` where it is not the end of a longer path.
fn has_root(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(start, _)| !line[..start].ends_with(['.', '}']))
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace has one");
    let (_, dependencies) =
        manifest.split_once("[workspace.dependencies]").expect("dependencies are shared");
    let mut explained = false;
    let mut found = Vec::new();
    for line in dependencies.lines().skip(1).take_while(|line| !line.starts_with('[')) {
        match line {
            _ if line.starts_with('#') => explained = true,
            "" => explained = false,
            _ if explained || line.contains("path = ") => {}
            _ => found.push(line.to_owned()),
        }
    }
    expect_none("dependencies without a reason", found);
}

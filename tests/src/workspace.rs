//! Where things are in the workspace, and the command under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests crate lies in the workspace")
}

/// The `wasi2native` command, built in the profile of the running test.
///
/// # Panics
/// It does not build.
pub fn command() -> &'static Path {
    static COMMAND: LazyLock<PathBuf> = LazyLock::new(build_command);
    &COMMAND
}

/// Cargo hands a test the binaries of its own package only. `cargo test` of the
/// whole workspace has built the command before; tests of this package alone ask
/// cargo for it where it is older than its sources. To ask always would build
/// all dependencies twice, since cargo chooses their features by what is built
/// together.
fn build_command() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own file");
    let folder = test
        .ancestors()
        .find(|folder| folder.file_name().is_some_and(|name| name == "deps"))
        .and_then(Path::parent)
        .or(test.parent())
        .expect("test executables lie in `target/<profile>/deps`");
    let command = folder.join("wasi2native");
    if !is_fresh(&command) {
        build(folder);
    }
    command
}

/// Whether the command is newer than all that it is made from.
fn is_fresh(command: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let Some(built) = modified(command) else { return false };
    let folders = ["compiler/src", "runtime-support/abi", "runtime-support/runtime"];
    let files = ["Cargo.lock", "Cargo.toml", "compiler/Cargo.toml", "runtime-support/build.rs"];
    let sources = folders.iter().flat_map(|folder| {
        let folder = root().join(folder);
        files_below(&folder).into_iter().map(move |file| folder.join(file))
    });
    let mut sources = sources.chain(files.iter().map(|file| root().join(file)));
    sources.all(|source| modified(&source).is_none_or(|changed| changed < built))
}

fn build(folder: &Path) {
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let target = folder.parent().expect("a profile's folder lies in the target folder");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "wasi2native", "--bin", "wasi2native"])
        .args(["--profile", profile, "--target-dir"])
        .arg(target)
        .current_dir(root())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the command does not build");
}

/// Every file below `folder`, relative to it, sorted; without hidden folders.
///
/// # Panics
/// The folder cannot be read.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder)
            .unwrap_or_else(|error| panic!("cannot read `{}`: {error}", folder.display()));
        for entry in entries {
            let entry = entry.expect("a folder's entries can be read");
            let path = entry.path();
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let kind = entry.file_type().expect("an entry has a type");
            if kind.is_dir() && !hidden {
                walk(&path, root, files);
            } else if kind.is_file() {
                files.push(path.strip_prefix(root).expect("it was found below").to_owned());
            }
        }
    }
    let mut files = Vec::new();
    walk(folder, folder, &mut files);
    files.sort();
    files
}

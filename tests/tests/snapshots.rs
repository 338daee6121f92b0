//! What `--emit` makes of the modules in `tests/clif` and `tests/program` is
//! what stands in the file beside each. `BLESS=1` rewrites those files.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use tests::header::{self, CompileHeader};
use tests::process;
use tests::workspace::{command, files_below, root};

const LIMIT: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for kind in ["clif", "program"] {
        let folder = root().join("tests").join(kind);
        for file in files_below(&folder) {
            if file.extension().is_some_and(|extension| extension == "wat") {
                let path = folder.join(&file);
                let name = format!("{kind}/{}", file.display());
                trials.push(Trial::test(name, move || test(&path, kind).map_err(Failed::from)));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn test(path: &Path, kind: &str) -> Result<(), String> {
    let header: CompileHeader = header::read(path)?;
    let mut compile = Command::new(command());
    compile.arg(path).args(["--emit", kind, "-o", "-"]).args(&header.options);
    let ended = process::run(&mut compile, b"", LIMIT)
        .map_err(|error| format!("cannot start the command: {error}"))?;
    if !ended.status.success() || ended.timed_out {
        return Err(format!("the command {}\n{}", ended.ending(), ended.stderr_text()));
    }
    let actual = String::from_utf8_lossy(&ended.stdout);
    let snapshot = path.with_extension(kind);
    if std::env::var_os("BLESS").is_some() {
        return fs::write(&snapshot, actual.as_bytes())
            .map_err(|error| format!("cannot write `{}`: {error}", snapshot.display()));
    }
    let expected = fs::read_to_string(&snapshot).unwrap_or_default();
    if actual == expected {
        return Ok(());
    }
    let differs = expected.lines().zip(actual.lines()).position(|(old, new)| old != new);
    let line = differs.unwrap_or(expected.lines().count().min(actual.lines().count()));
    Err(format!(
        "differs from `{}` from line {} on (`BLESS=1` rewrites it):\n{}",
        snapshot.display(),
        line + 1,
        actual.lines().skip(line).take(10).collect::<Vec<_>>().join("\n")
    ))
}

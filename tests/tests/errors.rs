//! Every input in `tests/errors` is refused with the error that its first lines
//! give. `BLESS=1` rewrites the errors.

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
    let folder = root().join("tests/errors");
    let trials = files_below(&folder).into_iter().filter(|file| is_input(file)).map(|file| {
        let path = folder.join(&file);
        Trial::test(file.display().to_string(), move || test(&path).map_err(Failed::from))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn is_input(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("wat" | "wasm" | "hex"))
}

fn test(path: &Path) -> Result<(), String> {
    let header: CompileHeader = header::read(path)?;
    let folder = tempfile::tempdir().map_err(|error| format!("no folder: {error}"))?;
    let input = copy_input(path, folder.path())?;
    let mut compile = Command::new(command());
    compile.args([input, "-o", "output"]).args(&header.options);
    compile.current_dir(folder.path()).env_remove("CLICOLOR_FORCE");
    let ended = process::run(&mut compile, b"", LIMIT)
        .map_err(|error| format!("cannot start the command: {error}"))?;

    let said = ended.stderr_text();
    let says = format!("the command {} and says\n{said}", ended.ending());
    if ended.timed_out || ended.status.code() != Some(1) {
        return Err(format!("it should exit with 1, {says}"));
    }
    if fs::read_dir(folder.path()).is_ok_and(|files| files.count() > 1) {
        return Err(format!("something is left behind, {says}"));
    }
    // Notes may stand before the error.
    let mut lines = said.lines().skip_while(|line| line.starts_with("note: "));
    let error = lines.next().and_then(|line| line.strip_prefix("error: ")).map(str::to_owned);
    let help = lines.next().and_then(|line| line.strip_prefix("help: ")).map(str::to_owned);
    if lines.next().is_some() || error.is_none() {
        return Err(format!("it should say one line of error and one of help, {says}"));
    }
    if (&error, &help) == (&header.error, &header.help) {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some() {
        return bless(path, error.as_deref(), help.as_deref());
    }
    Err(format!("expected {:?} and {:?}, but {says}", header.error, header.help))
}

/// Copies the input, or the binary that a `.hex` file describes, to where its
/// name is always the same.
fn copy_input(path: &Path, folder: &Path) -> Result<&'static str, String> {
    let copy = |name: &'static str, bytes: Vec<u8>| {
        fs::write(folder.join(name), bytes).map_err(|error| format!("cannot write it: {error}"))?;
        Ok(name)
    };
    let bytes = fs::read(path).map_err(|error| format!("cannot read it: {error}"))?;
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("hex") => copy("input.wasm", header::hexadecimal(&String::from_utf8_lossy(&bytes))?),
        Some("wat") => copy("input.wat", bytes),
        _ => copy("input.wasm", bytes),
    }
}

fn bless(path: &Path, error: Option<&str>, help: Option<&str>) -> Result<(), String> {
    let (file, prefix) = match path.extension().is_some_and(|extension| extension == "wasm") {
        true => (path.with_extension("toml"), ""),
        false => (path.to_owned(), ";;! "),
    };
    let old = fs::read_to_string(&file).unwrap_or_default();
    let is_old = |line: &&str| {
        let line = line.strip_prefix(prefix).unwrap_or_default();
        !line.starts_with("error =") && !line.starts_with("help =")
    };
    let mut text = String::new();
    for (key, value) in [("error", error), ("help", help)] {
        if let Some(value) = value {
            text += &format!("{prefix}{key} = {}\n", toml::Value::from(value));
        }
    }
    // What the test is about stays in the first lines.
    let about = old.lines().take_while(|line| line.starts_with(";; ")).count();
    let lines: Vec<&str> = old.lines().filter(is_old).collect();
    let (about, rest) = lines.split_at(about.min(lines.len()));
    let join = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    fs::write(&file, join(about) + &text + &join(rest))
        .map_err(|error| format!("cannot write `{}`: {error}", file.display()))
}

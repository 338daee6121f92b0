//! Compiles and runs every program in `tests/run`, as its first lines say.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use tests::header::{self, RunHeader};
use tests::process;
use tests::workspace::{command, files_below, root};
use wasi2native_runtime_support::abi::traps::Trap;

/// What a shell reports of a program that ends itself with SIGABRT.
const TRAP_EXIT: i32 = 134;

const COMPILE_LIMIT: Duration = Duration::from_secs(120);
const RUN_LIMIT: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    let folder = root().join("tests/run");
    let files = files_below(&folder);
    let is_program = |file: &PathBuf| {
        file.extension().is_some_and(|extension| extension == "wat" || extension == "wasm")
    };
    let trials = files.into_iter().filter(is_program).flat_map(|file| {
        let path = folder.join(&file);
        trials_of(&file.display().to_string(), &path)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// Every program runs locked down as well: a system call outside of those that the
/// compiler computes for it ends the program. And once more with the lock-down taken
/// away, and each call compared with what `inspect` says. This is the audit of the table
/// in `abi/system_calls.rs` and of who may use what.
const AUDITED: &str = "--require-lockdown";

/// A test for the options as they are, one for each variant and one for each
/// other wrapper.
fn trials_of(name: &str, path: &Path) -> Vec<Trial> {
    let header: RunHeader = match header::read(path) {
        Ok(header) => header,
        Err(error) => return vec![Trial::test(name, move || Err(Failed::from(error)))],
    };
    let mut repetitions = vec![Repetition::default()];
    let variants = header.variants.into_iter();
    repetitions.extend(variants.map(|variant| Repetition { variant, ..Repetition::default() }));
    let wrappers = header.wrappers.into_iter();
    repetitions.extend(wrappers.map(|wrapper| Repetition { wrapper, ..Repetition::default() }));
    let chooses = |option: &String| option.contains("lockdown");
    if !header.options.iter().any(chooses) {
        let variant = vec![AUDITED.to_owned()];
        repetitions.push(Repetition { variant, ..Repetition::default() });
    }
    let trial = |repetition: Repetition| {
        let name =
            [&[name.to_owned()], &repetition.variant[..], &repetition.wrapper].concat().join(" ");
        let path = path.to_owned();
        Trial::test(name, move || test(&path, &repetition).map_err(Failed::from))
    };
    repetitions.into_iter().map(trial).collect()
}

/// What is different when a test is repeated.
#[derive(Default)]
struct Repetition {
    /// More flags of the command.
    variant: Vec<String>,
    /// Replaces the header's wrapper, unless it is empty.
    wrapper: Vec<String>,
}

/// Who looks at the system calls of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judge {
    Kernel,
    Audit,
}

fn test(source: &Path, repetition: &Repetition) -> Result<(), String> {
    let mut header: RunHeader = header::read(source)?;
    if !repetition.wrapper.is_empty() {
        header.wrapper.clone_from(&repetition.wrapper);
    }
    let folder = tempfile::tempdir().map_err(|error| format!("no folder: {error}"))?;
    let executable = folder.path().join("program");
    let work = folder.path().join("work");
    let place = Place { work: work.display().to_string() };
    let problem = |error| format!("cannot prepare its folder: {error}");
    place.prepare(&header).map_err(problem)?;
    place.compile(source, &executable, &header, &repetition.variant)?;
    place.run(&executable, &header, Judge::Kernel)?;
    place.check_files(&header)?;

    if repetition.variant.iter().any(|option| option == AUDITED) {
        fs::remove_dir_all(&work).and_then(|()| place.prepare(&header)).map_err(problem)?;
        place
            .run(&executable, &header, Judge::Audit)
            .map_err(|problem| format!("audited: {problem}"))?;
    }
    Ok(())
}

/// The test's own folder.
struct Place {
    work: String,
}

impl Place {
    /// A text of the header with `{dir}` and `{start}` filled in.
    fn text(&self, text: &str) -> String {
        text.replace("{dir}", &self.work).replace("{start}", env!("CARGO_BIN_EXE_start"))
    }

    fn texts(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.work).join(name)
    }

    fn prepare(&self, header: &RunHeader) -> std::io::Result<()> {
        fs::create_dir(&self.work)?;
        for name in &header.dirs {
            fs::create_dir_all(self.path(name))?;
        }
        for (name, content) in &header.files {
            let path = self.path(name);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(path, content)?;
        }
        for (name, target) in &header.links {
            symlink(self.text(target), self.path(name))?;
        }
        Ok(())
    }

    fn compile(
        &self,
        source: &Path,
        executable: &Path,
        header: &RunHeader,
        variant: &[String],
    ) -> Result<(), String> {
        let mut compile = Command::new(command());
        compile.arg(source).arg("-o").arg(executable);
        compile
            .args(self.texts(&header.options))
            .args(self.texts(variant))
            .env_remove("CLICOLOR_FORCE");
        let compiled = process::run(&mut compile, b"", COMPILE_LIMIT)
            .map_err(|error| format!("cannot start the command: {error}"))?;
        let said = compiled.stderr_text();
        if !compiled.status.success() {
            return Err(format!("compiling it {}\n{said}", compiled.ending()));
        }
        for note in header.note.iter() {
            expect_part("what the command says", &said, &self.text(note))?;
        }
        Ok(())
    }

    fn run(&self, executable: &Path, header: &RunHeader, judge: Judge) -> Result<(), String> {
        let mut wrapper = self.texts(&header.wrapper);
        if judge == Judge::Audit {
            let program = executable.display().to_string();
            wrapper.splice(..0, [env!("CARGO_BIN_EXE_audit").to_owned(), program]);
        }
        let mut run = match wrapper.split_first() {
            None => Command::new(executable),
            Some((program, arguments)) => {
                let mut run = Command::new(program);
                run.args(arguments).arg(executable);
                run
            }
        };
        run.args(self.texts(&header.args)).env_clear();
        run.envs(header.env.iter().map(|(name, value)| (name, self.text(value))));
        run.current_dir(self.path(header.cwd.as_deref().unwrap_or("")));
        let limit = header.timeout.map_or(RUN_LIMIT, Duration::from_secs);
        let limit = match judge {
            Judge::Kernel => limit,
            // Each call stops twice, on a machine that has other work too.
            Judge::Audit => 4 * limit,
        };
        let input = self.text(&header.stdin);
        let ended = process::run(&mut run, input.as_bytes(), limit)
            .map_err(|error| format!("cannot start it: {error}"))?;

        let (stdout, stderr) = (String::from_utf8_lossy(&ended.stdout), ended.stderr_text());
        let says = format!("it {}\n--- stdout\n{stdout}\n--- stderr\n{stderr}", ended.ending());
        check_ending(&ended, header).map_err(|problem| format!("{problem}, {says}"))?;
        if let Some(expected) = header.stdout.as_deref().map(|text| self.text(text))
            && stdout != expected
        {
            return Err(format!("its output should be\n{expected}\n{says}"));
        }
        for part in header.stderr.iter() {
            expect_part("its standard error", &stderr, &self.text(part))?;
        }
        if header.stderr.iter().next().is_none() && header.trap.is_none() && !stderr.is_empty() {
            return Err(format!("its standard error should be empty, {says}"));
        }
        Ok(())
    }

    fn check_files(&self, header: &RunHeader) -> Result<(), String> {
        for (name, expected) in &header.after {
            let content = fs::read(self.path(name))
                .map_err(|error| format!("cannot read `{name}` afterwards: {error}"))?;
            if content != self.text(expected).as_bytes() {
                let content = String::from_utf8_lossy(&content);
                return Err(format!("`{name}` holds\n{content}\nafterwards, not\n{expected}"));
            }
        }
        for name in &header.gone {
            if self.path(name).symlink_metadata().is_ok() {
                return Err(format!("`{name}` is still there afterwards"));
            }
        }
        Ok(())
    }
}

fn check_ending(ended: &process::Finished, header: &RunHeader) -> Result<(), String> {
    use std::os::unix::process::ExitStatusExt;
    if let Some(name) = &header.trap {
        let trap = Trap::ALL.iter().find(|trap| trap.name() == name);
        let trap = trap.ok_or_else(|| format!("there is no trap `{name}`"))?;
        expect_part(
            "its standard error",
            &ended.stderr_text(),
            &format!("wasm trap: {}", trap.message()),
        )?;
    }
    if let Some(signal) = header.signal {
        if ended.status.signal() != Some(signal) {
            return Err(format!("it should be ended by signal {signal}"));
        }
        return Ok(());
    }
    let without = if header.trap.is_some() { TRAP_EXIT } else { 0 };
    let expected = header.exit.unwrap_or(without);
    if ended.timed_out || ended.status.code() != Some(expected) {
        return Err(format!("it should exit with {expected}"));
    }
    Ok(())
}

fn expect_part(what: &str, text: &str, part: &str) -> Result<(), String> {
    if text.contains(part) { Ok(()) } else { Err(format!("{what} lacks `{part}`:\n{text}")) }
}

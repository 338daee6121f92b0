//! Runs `.wast` scripts as native code: `wast [options] FILE|FOLDER…`.
//!
//! Prints a line per script and last `N passed, M failed, K skipped`, in
//! assertions. Exits with 1 if one failed.
#![forbid(unsafe_code)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Parser;
use tests::wast::expected::ExpectedFailures;
use tests::wast::report::Counts;
use tests::workspace::files_below;
use wasi2native::options::{BoundsChecks, Cpu, Nans, Optimize, Options, RelaxedSimd};
use wasi2native_runtime_support::abi::cpu::Level;

/// Run WebAssembly test scripts as native code.
#[derive(Parser)]
struct Arguments {
    /// Scripts, and folders of scripts
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// CPU level to compile for: x86-64, x86-64-v2, x86-64-v3, x86-64-v4 or native
    #[arg(long, value_parser = cpu)]
    cpu: Option<Cpu>,
    /// How accesses are kept inside memories: guarded or explicit
    #[arg(long, value_parser = bounds_checks)]
    bounds_checks: Option<BoundsChecks>,
    /// Optimisation: 0, 1, 2 or s
    #[arg(short = 'O', value_parser = optimize)]
    optimize: Option<Optimize>,
    /// Arithmetic makes no NaN but the canonical one
    #[arg(long)]
    canonicalize_nans: bool,
    /// Relaxed vector instructions have the same results on every CPU
    #[arg(long)]
    deterministic_relaxed_simd: bool,
    /// List of failures that are known
    #[arg(long)]
    expected: Option<PathBuf>,
    /// Failures shown of each script
    #[arg(long, default_value_t = 3)]
    shown: usize,
}

fn cpu(text: &str) -> Result<Cpu, String> {
    Ok(match text {
        "x86-64" => Cpu::Level(Level::V1),
        "x86-64-v2" => Cpu::Level(Level::V2),
        "x86-64-v3" => Cpu::Level(Level::V3),
        "x86-64-v4" => Cpu::Level(Level::V4),
        "native" => Cpu::Native,
        _ => return Err(String::from("no such level")),
    })
}

fn bounds_checks(text: &str) -> Result<BoundsChecks, String> {
    match text {
        "guarded" => Ok(BoundsChecks::Guarded),
        "explicit" => Ok(BoundsChecks::Explicit),
        _ => Err(String::from("neither `guarded` nor `explicit`")),
    }
}

fn optimize(text: &str) -> Result<Optimize, String> {
    Ok(match text {
        "0" => Optimize::None,
        "1" => Optimize::Quick,
        "2" => Optimize::Speed,
        "s" => Optimize::Size,
        _ => return Err(String::from("no such level")),
    })
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(counts) => {
            println!("{counts}");
            if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Counts, String> {
    let expected = match &arguments.expected {
        None => ExpectedFailures::default(),
        Some(path) => ExpectedFailures::read(&read(path)?)?,
    };
    let options = options(arguments);
    tests::wast::prepare_threads();
    let scripts = scripts(&arguments.paths)?;
    // A thread waits for its script's process most of the time that it does not
    // compile; compilation itself is parallel too.
    let (next, total) = (AtomicUsize::new(0), Mutex::new(Counts::default()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || -> Result<(), String> {
            while let Some(path) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
                let name = path.display().to_string();
                let mut report = tests::wast::run(&name, &read(path)?, &options);
                expected.apply(&mut report);
                let counts = report.counts();
                let lines = format!("{name}: {counts}\n{}", report.first_failures(arguments.shown));
                let mut total = total.lock().expect("no thread panics while it counts");
                *total += counts;
                std::io::stdout()
                    .write_all(lines.as_bytes())
                    .map_err(|error| format!("cannot write the report: {error}"))?;
            }
            Ok(())
        };
        let handles: Vec<_> = (0..threads)
            .map(|_| thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work))
            .collect();
        for handle in handles {
            let handle = handle.map_err(|error| format!("cannot start a thread: {error}"))?;
            handle.join().map_err(|_| String::from("a script made the harness panic"))??;
        }
        Ok::<(), String>(())
    })?;
    Ok(total.into_inner().expect("no thread panics while it counts"))
}

fn options(arguments: &Arguments) -> Options {
    let mut options = Options::default();
    options.cpu = arguments.cpu.unwrap_or(options.cpu);
    options.bounds_checks = arguments.bounds_checks.unwrap_or(options.bounds_checks);
    if arguments.canonicalize_nans {
        options.nans = Nans::Canonical;
    }
    if arguments.deterministic_relaxed_simd {
        options.relaxed_simd = RelaxedSimd::Deterministic;
    }
    options.optimize = arguments.optimize.unwrap_or(options.optimize);
    options
}

fn scripts(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut scripts = Vec::new();
    for path in paths {
        if path.is_dir() {
            let files = files_below(path).into_iter();
            let found = files.filter(|file| file.extension().is_some_and(|name| name == "wast"));
            scripts.extend(found.map(|file| path.join(file)));
        } else if path.exists() {
            scripts.push(path.clone());
        } else {
            return Err(format!("`{}` does not exist", path.display()));
        }
    }
    Ok(scripts)
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))
}

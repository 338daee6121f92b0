//! Builds the runtime: one call of `rustc` for each flavour makes a complete
//! static executable without a libc, the stub, which the library then embeds.
//!
//! Needs nothing but the Rust toolchain: its own linker where it has one, else
//! the `cc` that Rust itself links with.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

#[path = "src/flavours.rs"]
#[allow(dead_code)] // the rest is the library's
mod flavours;

use flavours::{Flavour, Part};

fn main() -> ExitCode {
    // The contract has rows that not every flavour has; cargo compiles it too.
    for values in known_cfgs() {
        println!("cargo::rustc-check-cfg={values}");
    }
    let is_built = |part: &&Part| Flavour::ALL.iter().any(|flavour| flavour.parts().contains(part));
    for part in Part::ALL.iter().filter(is_built) {
        println!("cargo::rustc-cfg=part=\"{}\"", part.name());
    }
    // Cargo looks at every file below these folders.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/flavours.rs");
    println!("cargo::rerun-if-changed=runtime");
    println!("cargo::rerun-if-changed=abi");
    // Under `cargo clippy` this is clippy. Cargo keeps those results apart.
    println!("cargo::rerun-if-env-changed=RUSTC_WORKSPACE_WRAPPER");
    println!("cargo::rerun-if-env-changed=CLIPPY_ARGS");
    for &flavour in Flavour::ALL {
        if let Err(message) = check(flavour).and_then(|()| build(flavour)) {
            eprintln!("error: cannot build the runtime, flavour `{}`\n{message}", flavour.name());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn build(flavour: Flavour) -> Result<(), String> {
    let stub = PathBuf::from(variable("OUT_DIR")?).join(format!("{}.stub", flavour.name()));
    let Some(linker) = toolchain_linker()? else {
        return compile(flavour, &stub, &Linker::Cc);
    };
    compile(flavour, &stub, &Linker::Toolchain(linker)).or_else(|message| {
        // Whatever is wrong with the toolchain's linker, another may do.
        if !message.contains("linking with") {
            return Err(message);
        }
        compile(flavour, &stub, &Linker::Cc).map_err(|other| format!("{message}\n{other}"))
    })
}

/// What `flavour` and `part` can be, as `--check-cfg` wants it.
fn known_cfgs() -> [String; 2] {
    let flavours = Flavour::ALL.iter().map(|flavour| flavour.name());
    let parts = Part::ALL.iter().map(|part| part.name());
    [known_cfg("flavour", flavours), known_cfg("part", parts)]
}

fn known_cfg(key: &str, values: impl Iterator<Item = &'static str>) -> String {
    let values: Vec<String> = values.map(|value| format!("\"{value}\"")).collect();
    format!("cfg({key}, values({}))", values.join(", "))
}

enum Linker {
    /// `rust-lld`, by its path.
    Toolchain(PathBuf),
    Cc,
}

/// `rust-lld`, where the toolchain has it.
fn toolchain_linker() -> Result<Option<PathBuf>, String> {
    let output = Command::new(variable("RUSTC")?)
        .args(["--print", "sysroot"])
        .output()
        .map_err(|error| format!("cannot run rustc: {error}"))?;
    let sysroot = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    let linker =
        Path::new(&sysroot).join("lib/rustlib").join(variable("HOST")?).join("bin/rust-lld");
    Ok(linker.is_file().then_some(linker))
}

/// The source, and how it is to be understood, for whatever acts like `rustc`.
fn rustc(program: &OsStr, flavour: Flavour) -> Result<Command, String> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let mut rustc = Command::new(program);
    // Flags are meant for the compiler, not for what it embeds.
    for leaking in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_BOOTSTRAP"] {
        rustc.env_remove(leaking);
    }
    // Executables are for x86-64 Linux, wherever the compiler itself runs.
    let target = variable("TARGET")?;
    let is_right = target.starts_with("x86_64-") && target.contains("-linux-");
    let target = if is_right { &target } else { "x86_64-unknown-linux-gnu" };
    rustc.arg(root.join("runtime/main.rs"));
    rustc.args(["--crate-name", "wasi2native_runtime", "--crate-type", "bin"]);
    rustc.args(["--edition", "2024", "--target", target, "-C", "panic=abort"]);
    rustc.args(["--cfg", &format!("flavour=\"{}\"", flavour.name())]);
    for part in flavour.parts() {
        rustc.args(["--cfg", &format!("part=\"{}\"", part.name())]);
    }
    for values in known_cfgs() {
        rustc.args(["--check-cfg", &values]);
    }
    // Cargo's tests call some of the source themselves.
    rustc.args(["--check-cfg", "cfg(test)"]);
    // The same bytes wherever it is built: no path of this machine goes in.
    let mut remap = OsString::from("--remap-path-prefix=");
    remap.push(&root);
    remap.push("/=");
    rustc.arg(remap);
    Ok(rustc)
}

/// Checks the source by clippy's rules where cargo does so with the library:
/// cargo knows nothing of the runtime.
fn check(flavour: Flavour) -> Result<(), String> {
    let Some(wrapper) = env::var_os("RUSTC_WORKSPACE_WRAPPER") else { return Ok(()) };
    if Path::new(&wrapper).file_stem() != Some(OsStr::new("clippy-driver")) {
        return Ok(());
    }
    let mut clippy = rustc(&wrapper, flavour)?;
    clippy.arg("--emit=metadata").arg("--out-dir").arg(variable("OUT_DIR")?);
    run(&mut clippy)
}

fn compile(flavour: Flavour, stub: &Path, linker: &Linker) -> Result<(), String> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let mut rustc = rustc(variable("RUSTC")?.as_ref(), flavour)?;
    rustc.arg("-o").arg(stub);
    for option in [
        // Calls are smaller than most of what they call.
        "llvm-args=-inline-threshold=15",
        "lto=fat",
        "codegen-units=1",
        "debuginfo=0",
        "strip=debuginfo",
        // Back-traces follow frame pointers; nothing unwinds.
        "force-frame-pointers=yes",
        "force-unwind-tables=no",
        // At a fixed address, with nothing to relocate at start.
        "relocation-model=static",
        "target-feature=+crt-static",
        "default-linker-libraries=no",
    ] {
        rustc.args(["-C", option]);
    }
    let level = if flavour.is_fast() { "2" } else { "z" };
    rustc.args(["-C", &format!("opt-level={level}")]);
    let assertions = if flavour.has_assertions() { "yes" } else { "no" };
    rustc.args(["-C", &format!("debug-assertions={assertions}")]);
    let mut script = OsString::from("-T");
    script.push(root.join("runtime/link.ld"));
    let mut options: Vec<OsString> = vec![script];
    for option in [
        "--build-id=none",
        "--gc-sections",
        "-zmax-page-size=4096",
        "-znoexecstack",
        // Only names that generated code binds to: the others are a quarter of
        // the stub.
        "--discard-all",
    ] {
        options.push(option.into());
    }
    match linker {
        Linker::Toolchain(path) => {
            let mut chosen = OsString::from("linker=");
            chosen.push(path);
            rustc.arg("-C").arg(chosen).args(["-C", "linker-flavor=ld.lld"]);
            for option in options {
                let mut argument = OsString::from("link-arg=");
                argument.push(option);
                rustc.arg("-C").arg(argument);
            }
        }
        Linker::Cc => {
            rustc.args(["-C", "link-arg=-nostdlib", "-C", "link-arg=-static"]);
            for option in options {
                let mut argument = OsString::from("link-arg=-Wl,");
                argument.push(option);
                rustc.arg("-C").arg(argument);
            }
        }
    }
    run(&mut rustc)?;
    fs::metadata(stub).map(drop).map_err(|error| format!("rustc made no stub: {error}"))
}

/// Runs something like `rustc` to its end.
fn run(rustc: &mut Command) -> Result<(), String> {
    let output = rustc.output().map_err(|error| format!("cannot run {rustc:?}: {error}"))?;
    let messages = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(messages.into_owned());
    }
    // Shown by `cargo build -vv`.
    eprint!("{messages}");
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("`{name}` is not set; cargo sets it for build scripts"))
}

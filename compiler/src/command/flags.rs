//! The command line, defined once: parsing, help texts, completions and the man
//! page are all made from these types.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use clap::builder::OsStringValueParser;
use clap::builder::TypedValueParser;
use clap::{Args, Parser, ValueEnum, ValueHint};
use wasi2native::embed::Embedded;
use wasi2native::options::{
    BoundsChecks, Cpu, Emit, Lockdown, Nans, Optimize, Options, RelaxedSimd, Runtime, Serving,
    Symbols,
};
use wasi2native_runtime_support::abi::cpu::Level;
use wasi2native_runtime_support::{Folder, NetworkGrant, Variable};

use super::addresses::{self, Listeners};
use super::embed::{self, Times};
use super::messages::Colour;
use super::{capabilities, values};
use wasi2native::error::Result;

const EXAMPLES: &str = "\
Examples:
  wasi2native hello.wasm                  write the executable `hello`
  wasi2native app.wasm -o bin/app --dir . --env LANG
                                          grant the current folder and a variable
  wasi2native app.wasm --dir /srv/data::/data:ro
                                          show a folder under another name, read-only
  wasi2native app.wasm --allow-listen '*:8080' --allow-connect db.internal:5432
                                          serve at a port, and use a database
  wasi2native run --dir . app.wasm FILE   compile once, then run from the cache
  wasi2native inspect app                 say what an executable may do
A file called like a subcommand is compiled as `./run`.";

static VERSION: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{} (Cranelift {}, target {})",
        env!("CARGO_PKG_VERSION"),
        cranelift_codegen::VERSION,
        wasi2native::target::NAME
    )
});

/// Compile a WASI program into one static native executable
///
/// The executable may use its arguments, standard input and output, clocks and
/// random numbers, and nothing else unless an option grants it.
#[derive(Debug, Parser)]
#[command(
    name = "wasi2native",
    version = VERSION.as_str(),
    after_help = EXAMPLES,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    override_usage = "wasi2native [OPTIONS] INPUT\n       wasi2native run|inspect|completions|man …"
)]
pub struct Flags {
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,
    #[command(flatten)]
    pub compile: CompileFlags,
}

impl Flags {
    /// When to colour messages.
    pub fn colour(&self) -> Colour {
        match &self.subcommand {
            None => self.compile.build.report.colour,
            Some(Subcommand::Run(flags)) => flags.build.report.colour,
            Some(Subcommand::Inspect(flags)) => flags.colour,
            Some(Subcommand::Completions(_) | Subcommand::Man(_)) => Colour::Auto,
        }
    }
}

#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    Inspect(InspectFlags),
    Run(Box<RunFlags>),
    Completions(CompletionsFlags),
    Man(ManFlags),
}

#[derive(Debug, Args)]
pub struct CompileFlags {
    /// A module or component, `.wasm` or `.wat`, told apart by content; `-` is standard
    /// input
    #[arg(value_name = "INPUT", required = true, value_hint = ValueHint::FilePath)]
    pub input: Option<PathBuf>,
    /// Write to this file; `-` is standard output [default: INPUT without its
    /// extension, in the current folder; `a.out` for standard input]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// What to make; text goes to standard output unless -o names a file
    #[arg(long, value_enum, value_name = "KIND", default_value_t = EmitFlag::Exe)]
    pub emit: EmitFlag,
    #[command(flatten)]
    pub build: BuildFlags,
}

/// Compile a program into the cache and run it
///
/// Options stand before FILE; everything after it goes to the program. The exit
/// status is the program's. As a cargo runner:
/// CARGO_TARGET_WASM32_WASIP1_RUNNER="wasi2native run --dir ."
///
/// Executables are kept in $WASI2NATIVE_CACHE, else in
/// $XDG_CACHE_HOME/wasi2native, else in ~/.cache/wasi2native. Above 1 GiB, those
/// that were not used for the longest time are removed.
#[derive(Debug, Args)]
#[command(override_usage = "wasi2native run [OPTIONS] FILE [ARGUMENTS]…")]
pub struct RunFlags {
    /// The module or component, then the program's arguments
    #[arg(
        value_name = "FILE",
        required = true,
        num_args = 1..,
        trailing_var_arg = true,
        value_hint = ValueHint::FilePath
    )]
    pub command: Vec<OsString>,
    /// Compile anew, and leave nothing behind
    #[arg(long)]
    pub no_cache: bool,
    #[command(flatten)]
    pub build: BuildFlags,
}

/// Say what an executable of wasi2native may do, or what a module or component needs
#[derive(Debug, Args)]
pub struct InspectFlags {
    /// An executable made by wasi2native, or a `.wasm` or `.wat` module or component
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Colour messages
    #[arg(long = "color", value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub colour: Colour,
}

/// Print the completions for a shell
#[derive(Debug, Args)]
pub struct CompletionsFlags {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Print the manual page, in roff
#[derive(Debug, Args)]
pub struct ManFlags {
    /// The page of a subcommand
    #[arg(value_name = "SUBCOMMAND")]
    pub subcommand: Option<String>,
}

/// How any executable is made, whether it is kept or run at once.
#[derive(Debug, Args)]
pub struct BuildFlags {
    #[command(flatten)]
    pub code: CodeFlags,
    #[command(flatten)]
    pub grants: GrantFlags,
    #[command(flatten)]
    pub report: ReportFlags,
}

impl BuildFlags {
    /// The library's options for these flags.
    pub fn options(&self, emit: Emit) -> Result<Options> {
        self.code.options(&self.grants, emit)
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Code")]
pub struct CodeFlags {
    /// Optimise: 0 compiles fastest, 2 runs fastest, s is smallest
    #[arg(short = 'O', value_enum, value_name = "LEVEL", default_value_t = OptimizeFlag::Speed)]
    pub optimize: OptimizeFlag,
    /// The oldest CPU the executable runs on; it checks when it starts
    #[arg(long, value_enum, value_name = "NAME", default_value_t = CpuFlag::V2)]
    pub cpu: CpuFlag,
    /// Stack for the program; K, M and G are powers of 1024, KB, MB and GB of 1000
    #[arg(long, value_name = "SIZE", value_parser = values::stack_size, default_value = "8M")]
    pub stack_size: u64,
    /// Let no linear memory grow beyond this
    #[arg(long, value_name = "SIZE", value_parser = values::size)]
    pub max_memory: Option<u64>,
    /// How accesses are kept inside memory: by reserved address space or by
    /// comparisons, which run where `ulimit -v` forbids the reservation
    #[arg(long, value_enum, value_name = "HOW", default_value_t = BoundsFlag::Guarded)]
    pub bounds_checks: BoundsFlag,
    /// Let arithmetic make no NaN but the positive canonical one, on every CPU
    #[arg(long)]
    pub canonicalize_nans: bool,
    /// Give relaxed vector instructions the same results on every CPU; multiply-add
    /// is fused
    #[arg(long)]
    pub deterministic_relaxed_simd: bool,
    /// Use a runtime that checks its work a second way, to find bugs in it
    #[arg(long)]
    pub check_runtime: bool,
    /// Leave out symbols and unwind information
    #[arg(long)]
    pub strip: bool,
    /// Compile on this many threads [default: one per CPU]
    #[arg(short = 'j', long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What the program may do")]
pub struct GrantFlags {
    /// Open folder HOST, found when the executable starts, as GUEST; `:ro` is
    /// read-only
    #[arg(
        long = "dir",
        value_name = "HOST[::GUEST][:ro]",
        value_parser = OsStringValueParser::new().try_map(values::folder),
        value_hint = ValueHint::DirPath
    )]
    pub folders: Vec<Folder>,
    /// Put folder HOST with all that is in it into the executable, where the program
    /// reads it as GUEST
    #[arg(
        long = "embed",
        value_name = "HOST[::GUEST]",
        value_parser = OsStringValueParser::new().try_map(values::embedded),
        value_hint = ValueHint::DirPath
    )]
    pub embedded: Vec<Folder>,
    /// Keep the times at which embedded files were changed last; otherwise all are
    /// 1970, so that the same files make the same executable
    #[arg(long)]
    pub embed_times: bool,
    /// Set a variable; without a value, pass it through
    #[arg(
        long = "env",
        value_name = "NAME[=VALUE]",
        value_parser = OsStringValueParser::new().try_map(values::variable)
    )]
    pub variables: Vec<Variable>,
    /// Pass this argument before those that the executable is started with; can be
    /// repeated
    #[arg(
        long = "arg",
        value_name = "TEXT",
        allow_hyphen_values = true,
        value_parser = OsStringValueParser::new().map(values::argument)
    )]
    pub arguments: Vec<Vec<u8>>,
    /// Pass the whole environment through
    #[arg(long)]
    pub inherit_env: bool,
    /// Let the program connect and send to HOST, an address, a prefix such as
    /// 10.0.0.0/8, a name, or `*`; PORT may be a range, or `*`
    #[arg(long, value_name = "HOST:PORT", value_parser = addresses::connect)]
    pub allow_connect: Vec<NetworkGrant>,
    /// Let the program listen and receive at ADDR, an address, a prefix, or `*`
    #[arg(long, value_name = "ADDR:PORT", value_parser = addresses::listen)]
    pub allow_listen: Vec<NetworkGrant>,
    /// Give the program a socket that the executable is started with: descriptor
    /// N, or all of a service manager, `systemd`
    #[arg(long = "listen-fd", value_name = "N", value_parser = addresses::listeners)]
    pub listeners: Vec<Listeners>,
    /// Where an HTTP server listens unless it is started with another --listen; port 0 is
    /// a free one [default: 127.0.0.1:8080]
    #[arg(long = "listen", value_name = "ADDR:PORT", value_parser = addresses::address)]
    pub listen: Option<SocketAddr>,
    /// Let an HTTP server listen nowhere else: it takes no --listen when it is started
    #[arg(long)]
    pub pin_listen: bool,
    /// How many processes of an HTTP server handle requests, each one at a time; 0 is one
    /// for each CPU [default: 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1024))]
    pub workers: Option<u32>,
    /// Refuse requests with a larger body [default: 1G]
    #[arg(long, value_name = "SIZE", value_parser = values::size)]
    pub max_body: Option<u64>,
    /// Let the program use the network without limits
    #[arg(long)]
    pub inherit_network: bool,
    /// Everything a native program may: --dir / --dir . --inherit-env
    /// --inherit-network
    #[arg(long)]
    pub allow_all: bool,
    /// Let the variable WASI2NATIVE_OVERRIDE replace the grants when the executable
    /// starts: --dir, --env, --inherit-env, --inherit-network, --allow-all
    #[arg(long)]
    pub allow_override: bool,
    /// Let the program say on standard error why something was refused, and which option
    /// would grant it
    #[arg(long)]
    pub explain: bool,
    /// Tell the kernel what the program may do: system calls outside of it stop the
    /// program, other folders cannot be opened; as far as the kernel can
    #[arg(long, overrides_with = "no_lockdown")]
    pub lockdown: bool,
    /// Do not tell the kernel, which is the default: it takes time at start and for
    /// each call
    #[arg(long, overrides_with_all = ["lockdown", "require_lockdown"])]
    pub no_lockdown: bool,
    /// As --lockdown; where the kernel cannot do all of it, the program does not
    /// start
    #[arg(long, overrides_with = "no_lockdown")]
    pub require_lockdown: bool,
}

impl GrantFlags {
    /// Reads the folders that are to be embedded.
    fn read_embedded(&self) -> Result<Arc<Embedded>> {
        let times = if self.embed_times { Times::Keep } else { Times::Zero };
        embed::read(&self.embedded, times).map(Arc::new)
    }

    fn serving(&self) -> Serving {
        Serving {
            address: self.listen,
            pinned: self.pin_listen,
            workers: self.workers,
            most_body: self.max_body,
        }
    }

    fn lockdown(&self) -> Lockdown {
        match (self.lockdown, self.require_lockdown) {
            (_, true) => Lockdown::Required,
            (true, false) => Lockdown::On,
            (false, false) => Lockdown::Off,
        }
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct ReportFlags {
    /// Say what is done, with timings
    #[arg(short, long)]
    pub verbose: bool,
    /// Print a table of the phases: time, functions, bytes
    #[arg(long)]
    pub timings: bool,
    /// Colour messages; `auto` honours NO_COLOR and CLICOLOR_FORCE
    #[arg(long = "color", value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub colour: Colour,
}

impl CodeFlags {
    fn options(&self, grants: &GrantFlags, emit: Emit) -> Result<Options> {
        Ok(Options {
            optimize: match self.optimize {
                OptimizeFlag::None => Optimize::None,
                OptimizeFlag::Quick => Optimize::Quick,
                OptimizeFlag::Speed => Optimize::Speed,
                OptimizeFlag::Size => Optimize::Size,
            },
            cpu: match self.cpu {
                CpuFlag::V1 => Cpu::Level(Level::V1),
                CpuFlag::V2 => Cpu::Level(Level::V2),
                CpuFlag::V3 => Cpu::Level(Level::V3),
                CpuFlag::V4 => Cpu::Level(Level::V4),
                CpuFlag::Native => Cpu::Native,
            },
            stack_size: self.stack_size,
            max_memory: self.max_memory,
            bounds_checks: match self.bounds_checks {
                BoundsFlag::Guarded => BoundsChecks::Guarded,
                BoundsFlag::Explicit => BoundsChecks::Explicit,
            },
            nans: if self.canonicalize_nans { Nans::Canonical } else { Nans::Any },
            relaxed_simd: if self.deterministic_relaxed_simd {
                RelaxedSimd::Deterministic
            } else {
                RelaxedSimd::Fast
            },
            runtime: if self.check_runtime { Runtime::Checked } else { Runtime::Plain },
            capabilities: capabilities::granted(grants)?,
            embedded: grants.read_embedded()?,
            arguments: grants.arguments.clone(),
            serving: grants.serving(),
            lockdown: grants.lockdown(),
            symbols: if self.strip { Symbols::Strip } else { Symbols::Keep },
            emit,
        })
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OptimizeFlag {
    #[value(name = "0")]
    None,
    #[value(name = "1")]
    Quick,
    #[value(name = "2")]
    Speed,
    #[value(name = "s")]
    Size,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum CpuFlag {
    #[value(name = "x86-64")]
    V1,
    #[value(name = "x86-64-v2")]
    V2,
    #[value(name = "x86-64-v3")]
    V3,
    #[value(name = "x86-64-v4")]
    V4,
    /// The machine that compiles
    Native,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum BoundsFlag {
    Guarded,
    Explicit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum EmitFlag {
    /// A static executable
    Exe,
    /// A relocatable object, for your own linker
    Obj,
    /// Cranelift's intermediate language
    Clif,
    /// Machine code as text
    Asm,
    /// The instances, their memories and what imports resolve to, as text
    Program,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_are_consistent() {
        Flags::command().debug_assert();
    }

    #[test]
    fn the_defaults_are_the_librarys() {
        let flags = Flags::parse_from(["wasi2native", "app.wasm"]).compile;
        let options = flags.build.options(Emit::Executable).expect("no contradiction");
        assert_eq!(format!("{options:?}"), format!("{:?}", Options::default()));
    }

    #[test]
    fn what_follows_the_module_is_the_programs() {
        let flags = Flags::parse_from([
            "wasi2native",
            "run",
            "--dir",
            "a",
            "app.wasm",
            "--dir",
            "-v",
            "--",
            "--help",
            "-",
        ]);
        let Some(Subcommand::Run(run)) = flags.subcommand else { panic!("not a run: {flags:?}") };
        assert_eq!(run.command, ["app.wasm", "--dir", "-v", "--", "--help", "-"]);
        assert_eq!(run.build.grants.folders.len(), 1);
        assert!(!run.build.report.verbose);
    }

    #[test]
    fn a_file_may_be_called_like_a_subcommand() {
        let flags = Flags::parse_from(["wasi2native", "./run", "-o", "x"]);
        assert_eq!(flags.compile.input, Some(PathBuf::from("./run")));
        assert!(flags.subcommand.is_none());
    }
}

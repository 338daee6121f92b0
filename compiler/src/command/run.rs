//! `wasi2native run`: compile unless the cache has it, then become the program.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use rustix::fs::{MemfdFlags, memfd_create};
use wasi2native::error::{Error, Result};
use wasi2native::options::Emit;

use super::cache::{Cache, Key};
use super::compile::to_result;
use super::flags::RunFlags;
use super::messages::Messages;
use super::{input, workers};

/// Becomes the program, so that its exit status and signals are the program's
/// own. Comes back only with an error.
///
/// # Errors
/// The module cannot be compiled or the executable not be started.
pub fn run(flags: &RunFlags, messages: Messages) -> Result<Infallible> {
    let (module, arguments) = flags.command.split_first().expect("clap demands a file");
    let options = flags.build.options(Emit::Executable)?;
    let path = Path::new(module);
    let bytes = input::read(path)?;
    let compile = || {
        workers::on_large_stacks(flags.build.code.threads, || {
            to_result(path, &bytes, &options, &flags.build.report, messages)
        })
    };
    let become_program = |executable: &Path| {
        if flags.build.report.verbose {
            messages.line(format_args!("running `{}`", executable.display()));
        }
        start(executable, module, arguments)
    };

    let cache = if flags.no_cache { None } else { Cache::of_user() };
    let executable = match cache {
        None => compile()?,
        Some(cache) => {
            let key = Key::new(&bytes, &options);
            if let Some(executable) = cache.find(&key) {
                unusable(&cache, &become_program(&executable), messages);
            }
            let executable = compile()?;
            let error = match cache.add(&key, &executable) {
                Ok(path) => become_program(&path),
                Err(error) => error,
            };
            unusable(&cache, &error, messages);
            executable
        }
    };
    Err(start_from_memory(&executable, module, arguments))
}

/// Says why the cache does not help; the program runs all the same.
fn unusable(cache: &Cache, error: &io::Error, messages: Messages) {
    let folder = cache.folder().display();
    messages.note(&format!("cannot use the cache in `{folder}`: {error}"));
}

/// Replaces this process. Standard library, `CommandExt::exec`: SIGPIPE, which
/// the library had switched off for us, is as usual again.
fn start(executable: &Path, name: &OsStr, arguments: &[impl AsRef<OsStr>]) -> io::Error {
    Command::new(executable).arg0(name).args(arguments).exec()
}

/// Replaces this process by an executable that is in no folder.
fn start_from_memory(executable: &[u8], name: &OsStr, arguments: &[impl AsRef<OsStr>]) -> Error {
    let file = memfd_create("wasi2native-run", MemfdFlags::CLOEXEC).map_err(io::Error::from);
    let file = file.and_then(|file| {
        let mut file = std::fs::File::from(file);
        file.write_all(executable)?;
        Ok(file)
    });
    let error = match file {
        Ok(file) => {
            let path = format!("/proc/self/fd/{}", file.as_raw_fd());
            start(Path::new(&path), name, arguments)
        }
        Err(error) => error,
    };
    Error::io("cannot start the program from memory", &error)
        .help("set WASI2NATIVE_CACHE to a folder that may hold executables")
}

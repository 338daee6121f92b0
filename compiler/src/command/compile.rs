//! `wasi2native INPUT`: from file to file.

use std::path::{Path, PathBuf};

use wasi2native::error::{Error, Result};
use wasi2native::options::{Emit, Options};

use super::flags::{CompileFlags, EmitFlag, ReportFlags};
use super::messages::Messages;
use super::output::{Content, Destination};
use super::progress::Progress;
use super::{input, workers};

/// Compiles as the flags say.
///
/// # Errors
/// Everything that can go wrong; nothing is left behind then.
pub fn compile(flags: &CompileFlags, messages: Messages) -> Result<()> {
    let input = flags.input.as_deref().expect("clap demands an input where there is no subcommand");
    let (emit, content) = match flags.emit {
        EmitFlag::Exe => (Emit::Executable, Content::Executable),
        EmitFlag::Obj => (Emit::Object, Content::Object),
        EmitFlag::Clif => (Emit::Clif, Content::Text),
        EmitFlag::Asm => (Emit::Assembly, Content::Text),
        EmitFlag::Program => (Emit::Program, Content::Text),
    };
    let options = flags.build.options(emit)?;
    let destination = destination(input, flags.output.as_deref(), content)?;
    destination.check(content, input)?;

    let bytes = input::read(input)?;
    let result = workers::on_large_stacks(flags.build.code.threads, || {
        to_result(input, &bytes, &options, &flags.build.report, messages)
    })?;
    destination.write(&result, content)?;
    if let (Destination::File(path), true) = (&destination, flags.build.report.verbose) {
        messages.line(format_args!("wrote `{}`, {} bytes", path.display(), result.len()));
    }
    Ok(())
}

/// Compiles the content of a file, and reports on the way what the flags ask for.
///
/// # Errors
/// Everything that is wrong with the content.
pub fn to_result(
    input: &Path,
    bytes: &[u8],
    options: &Options,
    report: &ReportFlags,
    messages: Messages,
) -> Result<Vec<u8>> {
    let progress = Progress::new(messages);
    let module = input::to_binary(input, bytes)?;
    let result = wasi2native::compile(&module, options, &progress)?;
    if report.timings || report.verbose {
        messages.line(progress.timings());
    }
    Ok(result)
}

/// Where the result goes: to `output` if there is one, else by the name of the
/// input and what is made.
fn destination(input: &Path, output: Option<&Path>, content: Content) -> Result<Destination> {
    if let Some(output) = output {
        let is_standard_output = output == Path::new("-");
        return Ok(match is_standard_output {
            true => Destination::StandardOutput,
            false => Destination::File(output.to_owned()),
        });
    }
    let stem = match input.file_stem() {
        _ if input::is_standard_input(input) => Path::new("a"),
        Some(stem) => Path::new(stem),
        None => return Err(nameless(input)),
    };
    Ok(match content {
        Content::Text => Destination::StandardOutput,
        Content::Object => Destination::File(with_suffix(stem, ".o")),
        Content::Executable if input::is_standard_input(input) => {
            Destination::File(with_suffix(stem, ".out"))
        }
        Content::Executable if input.extension().is_none() => return Err(nameless(input)),
        Content::Executable => Destination::File(stem.to_owned()),
    })
}

fn with_suffix(stem: &Path, suffix: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Without an extension to leave out, the output would be called like the input.
fn nameless(input: &Path) -> Error {
    Error::usage(format!("`{}` has no extension, so the output has no name", input.display()))
        .help("name the output with -o")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_called_like_the_input() {
        let name = |input: &str, output: Option<&str>, content| {
            destination(Path::new(input), output.map(Path::new), content).ok()
        };
        let file = |path: &str| Some(Destination::File(PathBuf::from(path)));
        use Content::*;
        assert_eq!(name("x/app.wasm", None, Executable), file("app"));
        assert_eq!(name("x/app.v1.wat", None, Executable), file("app.v1"));
        assert_eq!(name("app.wasm", None, Object), file("app.o"));
        assert_eq!(name("app", None, Object), file("app.o"));
        assert_eq!(name("-", None, Executable), file("a.out"));
        assert_eq!(name("-", None, Object), file("a.o"));
        assert_eq!(name("./-.wasm", None, Executable), file("-"));
        assert_eq!(name("app", None, Executable), None);
        assert_eq!(name("x/.wasm", None, Executable), None);
        assert_eq!(name("..", None, Executable), None);
        assert_eq!(name("app", Some("y"), Executable), file("y"));
        assert_eq!(name("app.wasm", None, Text), Some(Destination::StandardOutput));
        assert_eq!(name("app.wasm", Some("-"), Executable), Some(Destination::StandardOutput));
    }
}

//! Arguments in, exit status out.
#![forbid(unsafe_code)]

mod command;

fn main() -> std::process::ExitCode {
    command::main(std::env::args_os())
}

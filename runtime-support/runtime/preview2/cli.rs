//! `wasi:cli`: arguments, environment, exit, standard streams and terminals.

use super::rows::{self, Input, Output, Row, Source, State, Target};
use super::{Caller, text};
use crate::abi::component_functions::HostResource;
use crate::host::environment;
use crate::sys::{Fd, files, process};

/// Bytes of a string in a list.
const STRING: u32 = 8;

/// `wasi:cli/environment.get-arguments`.
pub fn get_arguments(caller: Caller, result: u32) {
    let slot = caller.slot(result, 4);
    let count = environment::arguments().count() as u32;
    let list = caller.allocate(count as usize * STRING as usize, 4);
    for (index, argument) in (0..count).zip(environment::arguments()) {
        store_string(caller, list + index * STRING, argument);
    }
    slot.store(pair(list, count));
}

/// `wasi:cli/environment.get-environment`.
pub fn get_environment(caller: Caller, result: u32) {
    let slot = caller.slot(result, 4);
    let mut count = 0;
    let _ = environment::for_each_variable(&mut |_| {
        count += 1;
        Ok(())
    });
    let list = caller.allocate(count as usize * 2 * STRING as usize, 4);
    let mut at = list;
    let _ = environment::for_each_variable(&mut |(name, value)| {
        store_string(caller, at, name);
        store_string(caller, at + STRING, value);
        at += 2 * STRING;
        Ok(())
    });
    slot.store(pair(list, count));
}

fn store_string(caller: Caller, at: u32, string: &[u8]) {
    let (pointer, length) = text::store(caller, string);
    caller.store_bytes(at, &pair(pointer, length));
}

/// Address and length, as they lie in memory.
pub fn pair(pointer: u32, length: u32) -> [u8; 8] {
    (u64::from(length) << 32 | u64::from(pointer)).to_le_bytes()
}

/// `wasi:cli/environment.initial-cwd`: there is none.
pub fn initial_cwd(caller: Caller, result: u32) {
    caller.slot::<12>(result, 4).store([0; 12]);
}

/// `wasi:cli/exit.exit`.
pub fn exit(_: Caller, status: u32) {
    leave_handler();
    process::exit_group(i32::from(status != 0))
}

/// `wasi:cli/exit.exit-with-code`.
pub fn exit_with_code(_: Caller, code: u32) {
    leave_handler();
    process::exit_group((code & 0xff) as i32)
}

/// Where a request is being served, only that ends, without an answer.
fn leave_handler() {
    #[cfg(part = "http")]
    if crate::host::http::messages::with_served(|_| ()).is_some() {
        crate::traps::raise(crate::abi::traps::Trap::HandlerExited);
    }
}

/// `wasi:cli/stdin.get-stdin`.
pub fn get_stdin(caller: Caller) -> u32 {
    let input = Input { source: Source::Number(0), state: State::Open };
    rows::own(caller, HostResource::InputStream, Row::Input(input))
}

/// `wasi:cli/stdout.get-stdout`.
pub fn get_stdout(caller: Caller) -> u32 {
    output(caller, 1)
}

/// `wasi:cli/stderr.get-stderr`.
pub fn get_stderr(caller: Caller) -> u32 {
    output(caller, 2)
}

fn output(caller: Caller, number: u32) -> u32 {
    let output = Output { target: Target::Number(number), state: State::Open };
    rows::own(caller, HostResource::OutputStream, Row::Output(output))
}

/// `wasi:cli/terminal-stdin.get-terminal-stdin`.
pub fn get_terminal_stdin(caller: Caller, result: u32) {
    terminal(caller, 0, HostResource::TerminalInput, result);
}

/// `wasi:cli/terminal-stdout.get-terminal-stdout`.
pub fn get_terminal_stdout(caller: Caller, result: u32) {
    terminal(caller, 1, HostResource::TerminalOutput, result);
}

/// `wasi:cli/terminal-stderr.get-terminal-stderr`.
pub fn get_terminal_stderr(caller: Caller, result: u32) {
    terminal(caller, 2, HostResource::TerminalOutput, result);
}

/// An `option` of a handle: some, where the stream is a terminal.
fn terminal(caller: Caller, number: i32, resource: HostResource, result: u32) {
    let slot = caller.slot(result, 4);
    slot.store(match files::is_terminal(Fd(number)) {
        true => pair(1, rows::own(caller, resource, Row::Token)),
        false => pair(0, 0),
    });
}

//! Drives the flavour for test scripts: many calls in one process, most of which
//! trap.

use std::io::{Read as _, Write as _};
use std::process::Stdio;

use crate::program::{Program, RECORDS};
use wasi2native_runtime_support::Flavour;
use wasi2native_runtime_support::abi::traps::Trap;

/// The entries of the program below.
const ADD: u32 = 0;
const TRAP: u32 = 1;
const RECURSE: u32 = 2;
const FAULT: u32 = 3;
const GROW: u32 = 4;

const MEMORY: u64 = 0x2_0000_0000;

fn program() -> Program {
    let mut program = Program::new(Flavour::Script);
    let add = program.function(0, "add");
    program.emit(&[0x48, 0x8b, 0x07]); // mov rax, [rdi]
    program.emit(&[0x48, 0x03, 0x47, 0x10]); // add rax, [rdi + 16]
    program.emit(&[0x48, 0x89, 0x07]); // mov [rdi], rax
    program.return_();
    program.entry(add, 2);
    let trap = program.function(1, "trap");
    program.emit(&[0xfd]); // std, as in the middle of a backward copy
    program.trap(Trap::CastFailure);
    program.entry(trap, 0);
    let recurse = program.function(2, "recurse");
    program.call(recurse);
    program.entry(recurse, 0);
    let fault = program.function(3, "fault");
    program.emit(&[0x31, 0xdb]); // xor ebx, ebx, which belongs to the caller
    program.load_rax(MEMORY + 0x10000);
    program.trap_site(Trap::MemoryOutOfBounds);
    program.emit(&[0x8a, 0x00]); // mov al, [rax]
    program.entry(fault, 0);
    let grow = program.function(4, "grow");
    program.emit(&[0x53, 0x50]); // push rbx; push rax
    program.emit(&[0x48, 0x89, 0xfb]); // mov rbx, rdi
    program.emit(&[0x48, 0x8b, 0x37]); // mov rsi, [rdi]
    program.load_rdi(RECORDS);
    program.call_runtime("builtin_memory_grow");
    program.emit(&[0x48, 0x89, 0x03]); // mov [rbx], rax
    program.emit(&[0x59, 0x5b]); // pop rcx; pop rbx
    program.return_();
    program.entry(grow, 1);
    program.region(MEMORY, 10 << 30, 0, (0, Vec::new()));
    for number in [MEMORY, 0, 4 << 30, 16u64] {
        program.records.extend(number.to_le_bytes());
    }
    program
}

/// Sends all requests, then reads all answers.
fn answers(requests: &[(u32, Vec<u128>)]) -> Vec<(u32, Vec<u128>)> {
    let mut input = Vec::new();
    for (entry, values) in requests {
        input.extend(entry.to_le_bytes());
        input.extend((values.len() as u32).to_le_bytes());
        values.iter().for_each(|value| input.extend(value.to_le_bytes()));
    }
    let executable = program().write();
    let mut command = executable.command();
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = loop {
        match command.spawn() {
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {}
            child => break child.expect("the executable starts"),
        }
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let mut output = Vec::new();
    child.stdout.take().expect("a pipe").read_to_end(&mut output).expect("it can be read");
    writer.join().expect("the writer ends").expect("everything is read");
    assert!(child.wait().expect("it ends").success());

    let mut rest = output.as_slice();
    let mut take = |length: usize| {
        let (head, tail) = rest.split_at(length);
        rest = tail;
        let mut bytes = [0; 16];
        bytes[..length].copy_from_slice(head);
        u128::from_le_bytes(bytes)
    };
    let answers = requests.iter().map(|_| {
        let (status, count) = (take(4) as u32, take(4));
        (status, (0..count).map(|_| take(16)).collect())
    });
    let answers = answers.collect();
    assert!(rest.is_empty());
    answers
}

fn status(trap: Trap) -> u32 {
    1 + trap as u32
}

#[test]
fn results_come_back_through_the_values() {
    let answers = answers(&[(ADD, vec![40, 2]), (ADD, vec![u128::MAX, 1 << 64])]);
    assert_eq!(answers[0], (0, vec![42, 2]));
    assert_eq!(answers[1], (0, vec![u128::MAX, 1 << 64]));
}

#[test]
fn calls_and_traps_alternate_in_one_process() {
    let mut requests = Vec::new();
    for number in 0..50_000 {
        requests.push((ADD, vec![number, 1]));
        requests.push((if number % 2 == 0 { TRAP } else { FAULT }, Vec::new()));
        if number % 500 == 0 {
            requests.push((RECURSE, Vec::new()));
        }
    }
    for ((entry, values), (found, results)) in requests.iter().zip(answers(&requests)) {
        match *entry {
            ADD => assert_eq!((found, results[0]), (0, values[0] + 1)),
            TRAP => assert_eq!((found, results), (status(Trap::CastFailure), Vec::new())),
            FAULT => assert_eq!((found, results), (status(Trap::MemoryOutOfBounds), Vec::new())),
            _ => assert_eq!((found, results), (status(Trap::StackExhausted), Vec::new())),
        }
    }
}

#[test]
fn state_outlives_a_call() {
    let grow = |delta| (GROW, vec![delta]);
    let answers = answers(&[grow(1), grow(2), (TRAP, Vec::new()), grow(0), grow(1 << 16)]);
    let results: Vec<_> = answers.iter().map(|(_, results)| results.first().copied()).collect();
    let refused = u128::from(u64::MAX);
    assert_eq!(results, [Some(0), Some(1), None, Some(3), Some(refused)]);
}

#[test]
fn an_answer_does_not_wait_for_the_next_request() {
    let executable = program().write();
    let mut command = executable.command();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut stdout = child.stdout.take().expect("a pipe");
    for _ in 0..2 {
        stdin.write_all(&[TRAP as u8, 0, 0, 0, 0, 0, 0, 0]).expect("it listens");
        let mut answer = [0; 8];
        stdout.read_exact(&mut answer).expect("it answers");
        assert_eq!(answer, [status(Trap::CastFailure) as u8, 0, 0, 0, 0, 0, 0, 0]);
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

//! Threads, looked at from outside: what is left of those that have ended, how
//! often a trap is reported, and what signals do.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tests::process;
use tests::workspace::{command, root};

const LIMIT: Duration = Duration::from_secs(120);

/// For each byte of its input, starts as many threads as its number says, eight at
/// a time, and waits for them; then writes a byte.
const PROGRAM: &str = r#"(module
    (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read"
        (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1 1 shared)
    (data (i32.const 0) "\10\00\00\00\01\00\00\00")
    (func (export "wasi_thread_start") (param i32 i32)
        (drop (i32.atomic.rmw.sub (i32.const 24) (i32.const 1)))
        (drop (memory.atomic.notify (i32.const 24) (i32.const 1))))
    (func $join
        (local $left i32)
        (loop $again
            (if (local.tee $left (i32.atomic.load (i32.const 24))) (then
                (drop (memory.atomic.wait32 (i32.const 24) (local.get $left) (i64.const -1)))
                (br $again)))))
    (func (export "_start")
        (local $rounds i32)
        (local $eight i32)
        (loop $next
            (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
            (if (i32.eqz (i32.load (i32.const 8))) (then (return)))
            (local.set $rounds (i32.mul (i32.load8_u (i32.const 16)) (i32.const 10)))
            (loop $more
                (local.set $eight (i32.const 8))
                (i32.atomic.store (i32.const 24) (i32.const 8))
                (loop $start
                    (if (i32.le_s (call $spawn (i32.const 0)) (i32.const 0)) (then (unreachable)))
                    (br_if $start (local.tee $eight (i32.sub (local.get $eight) (i32.const 1)))))
                (call $join)
                (br_if $more (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (br $next))))"#;

/// An executable, and the folder that it is in.
struct Executable {
    path: PathBuf,
    _folder: TempDir,
}

fn compile(module: &Path) -> Executable {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("program");
    let mut compile = Command::new(command());
    compile.arg(module).arg("-o").arg(&path);
    let ended = process::run(&mut compile, b"", LIMIT).expect("the command starts");
    assert!(ended.status.success(), "{}", ended.stderr_text());
    Executable { path, _folder: folder }
}

fn compile_text(text: &str) -> Executable {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let module = folder.path().join("module.wat");
    fs::write(&module, text).expect("the folder is writable");
    compile(&module)
}

fn compile_test(name: &str) -> Executable {
    compile(&root().join("tests/run/threads/spawn").join(name))
}

/// What a process has.
#[derive(Debug, PartialEq, Eq)]
struct Held {
    mappings: Vec<String>,
    descriptors: usize,
    threads: usize,
}

fn held(child: &Child) -> Held {
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let count = |name: &str| fs::read_dir(folder.join(name)).expect("it runs").count();
    // Threads have said that they are done before they are gone.
    let begin = Instant::now();
    while count("task") > 1 && begin.elapsed() < LIMIT {
        std::thread::sleep(Duration::from_millis(1));
    }
    let mappings = fs::read_to_string(folder.join("maps")).expect("it runs");
    Held {
        mappings: mappings.lines().map(str::to_owned).collect(),
        descriptors: count("fd"),
        threads: count("task"),
    }
}

/// Kilobytes of memory that a process uses.
fn resident(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.expect("the kernel says how much")
}

/// Lets the program start and end 80 threads for each of `rounds`.
fn run_threads(child: &mut Child, rounds: u8) {
    let stdin = child.stdin.as_mut().expect("it is piped");
    stdin.write_all(&[rounds]).expect("the program reads");
    let stdout = child.stdout.as_mut().expect("it is piped");
    stdout.read_exact(&mut [0]).expect("the program answers");
}

#[test]
fn nothing_is_left_of_twenty_thousand_threads() {
    let program = compile_text(PROGRAM);
    let mut command = Command::new(&program.path);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    run_threads(&mut child, 1);
    let (before, memory_before) = (held(&child), resident(&child));
    run_threads(&mut child, 250);
    let (after, memory_after) = (held(&child), resident(&child));
    drop(child.stdin.take());
    assert!(child.wait().expect("it ends").success());
    assert_eq!(before.threads, 1);
    assert_eq!(before, after);
    assert!(memory_after < memory_before + 256, "{memory_before} KB, then {memory_after} KB");
}

#[test]
fn a_trap_is_reported_once() {
    let program = compile_test("trap-in-many.wat");
    for _ in 0..50 {
        let ended = process::run(&mut Command::new(&program.path), b"", LIMIT).expect("it starts");
        let said = ended.stderr_text();
        assert_eq!(said.matches("wasm trap: ").count(), 1, "{said}");
        assert_eq!(said.matches("\n   0: ").count(), 1, "{said}");
        assert_eq!(ended.status.code(), Some(134), "{}", ended.ending());
    }
}

/// Many threads end the process at the same time, each in its way: whoever is
/// first decides, and nobody else says anything.
#[test]
fn one_of_many_ends_is_the_end() {
    let program = compile_text(
        r#"(module
            (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 1 1 shared)
            (func (export "wasi_thread_start") (param i32) (param $number i32)
                (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
                (if (i32.and (local.get $number) (i32.const 1)) (then (unreachable)))
                (if (i32.and (local.get $number) (i32.const 2)) (then (call $exit (i32.const 3)))))
            (func (export "_start")
                (local $left i32)
                (local.set $left (i32.const 30))
                (loop $more
                    (drop (call $spawn (local.get $left)))
                    (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                (i32.atomic.store (i32.const 0) (i32.const 1))
                (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))))"#,
    );
    for _ in 0..100 {
        let ended = process::run(&mut Command::new(&program.path), b"", LIMIT).expect("it starts");
        let said = ended.stderr_text();
        let reports = said.matches("wasm trap: unreachable").count();
        match ended.status.code() {
            Some(134) => assert_eq!(reports, 1, "{said}"),
            Some(0 | 3) => assert_eq!(said, ""),
            _ => panic!("{}", ended.ending()),
        }
    }
}

/// A thread traps while others hold a lock for ever, wait for it, are inside of host
/// functions that wait, or are changing the table of descriptors.
#[test]
fn a_trap_waits_for_no_lock() {
    let program = compile_text(
        r#"(module
            (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
            (import "wasi_snapshot_preview1" "poll_oneoff"
                (func $poll (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_renumber"
                (func $renumber (param i32 i32) (result i32)))
            (memory (export "memory") 1 1 shared)
            ;; A time of an hour, on the monotonic clock.
            (data (i32.const 272) "\01")
            (data (i32.const 280) "\00\a0\b8\30\46\03")
            (func $sleep
                (drop (memory.atomic.wait32 (i32.const 64) (i32.const 0) (i64.const -1))))
            (func (export "wasi_thread_start") (param i32) (param $kind i32)
                (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
                (drop (memory.atomic.notify (i32.const 8) (i32.const 1)))
                (if (i32.eq (local.get $kind) (i32.const 0)) (then
                    (if (i32.eqz (i32.atomic.rmw.xchg (i32.const 0) (i32.const 1)))
                        (then (call $sleep)))
                    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1)))))
                (if (i32.eq (local.get $kind) (i32.const 1)) (then
                    (drop (call $poll (i32.const 256) (i32.const 512) (i32.const 1) (i32.const 1024)))))
                (if (i32.eq (local.get $kind) (i32.const 2)) (then
                    (loop $for_ever
                        (drop (call $renumber (i32.const 0) (i32.const 0)))
                        (br $for_ever))))
                ;; The last one traps, once all others are there.
                (loop $others
                    (br_if $others (i32.lt_u (i32.atomic.load (i32.const 8)) (i32.const 13))))
                (unreachable))
            (func (export "_start")
                (local $left i32)
                (local.set $left (i32.const 13))
                (loop $more
                    (local.set $left (i32.sub (local.get $left) (i32.const 1)))
                    (drop (call $spawn (select (i32.const 3)
                        (i32.rem_u (local.get $left) (i32.const 3)) (i32.eqz (local.get $left)))))
                    (br_if $more (local.get $left)))
                (call $sleep)))"#,
    );
    for _ in 0..30 {
        let ended = process::run(&mut Command::new(&program.path), b"", LIMIT).expect("it starts");
        let said = ended.stderr_text();
        assert_eq!(ended.status.code(), Some(134), "{}\n{said}", ended.ending());
        assert_eq!(said.matches("wasm trap: unreachable").count(), 1, "{said}");
    }
}

unsafe extern "C" {
    /// signal(2).
    fn signal(number: i32, action: usize) -> usize;
}

const DEFAULT: usize = 0;

#[test]
fn a_signal_ends_all_threads() {
    // Without what would end it by itself.
    let text = fs::read_to_string(root().join("tests/run/threads/spawn/exit.wat"));
    let text = text.expect("it is there").replace("(call $exit (i32.const 3))", "(nop)");
    let program = compile_text(&text);
    for (name, number) in [("TERM", 15), ("INT", 2)] {
        let mut command = Command::new(&program.path);
        // Tests in the background may have been told to ignore it.
        // SAFETY: the closure makes a system call alone.
        unsafe {
            command.pre_exec(move || {
                signal(number, DEFAULT);
                Ok(())
            })
        };
        let mut child = command.spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(50));
        let mut kill = Command::new("kill");
        kill.args(["-s", name, &child.id().to_string()]);
        assert!(kill.status().expect("it starts").success());
        assert_eq!(child.wait().expect("it ends").signal(), Some(number));
    }
}

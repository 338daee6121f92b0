//! The kernel stops what our own checks would let through: machine code is planted
//! in the place of a program's, as somebody would who had broken out of it.

use std::fs;
use std::mem::offset_of;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol};
use wasi2native_runtime_support::abi::descriptor::{ProgramDescriptor, SUMMED_WORDS, sum};
use wasi2native_runtime_support::abi::lockdown::{LockdownPlan, NEWEST_LANDLOCK, TCP_SINCE};

use super::support::{Folder, stderr};

/// Can open, link and rename files, and has room for other code.
fn victim() -> String {
    let room = "(i32.store (global.get $zero) (global.get $zero)) ".repeat(60);
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $zero (mut i32) (i32.const 0))
  (func $main (export "_start")
    {room}
    (drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
      (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0)))
    (drop (memory.grow (i32.const 1)))))"#
    )
}

const SIGSYS: i32 = 31;
const EPERM: i32 = 1;
const EACCES: i32 = 13;
const ECONNREFUSED: i32 = 111;

/// Makes the system call that was prepared, and exits with what went wrong.
const CALL_AND_EXIT: [u8; 16] = [
    0x0f, 0x05, // syscall
    0xf7, 0xd8, // neg eax
    0x89, 0xc7, // mov edi, eax
    0xb8, 231, 0, 0, 0, // mov eax, exit_group
    0x0f, 0x05, // syscall
    0x0f, 0x0b, 0x90, // ud2, never reached
];

/// Machine code that makes a system call and exits with what went wrong: the error
/// number, or something above 200 where nothing did.
fn calling(number: u32, arguments: [u64; 6], text: &[u8]) -> Vec<u8> {
    let mut code = Vec::new();
    // mov to rdi, rsi, rdx, r10, r8, r9
    let moves =
        [[0x48, 0xbf], [0x48, 0xbe], [0x48, 0xba], [0x49, 0xba], [0x49, 0xb8], [0x49, 0xb9]];
    for (opcode, argument) in moves.iter().zip(arguments) {
        code.extend(opcode);
        code.extend(argument.to_le_bytes());
    }
    if !text.is_empty() {
        // lea rsi, [rip + what is left of the code]
        code.extend([0x48, 0x8d, 0x35, 21, 0, 0, 0]);
    }
    code.push(0xb8); // mov eax, number
    code.extend(number.to_le_bytes());
    code.extend(CALL_AND_EXIT);
    code.extend(text);
    code.push(0);
    code
}

fn opening(path: &str, flags: u64) -> Vec<u8> {
    const OPENAT: u32 = 257;
    const WORKING_FOLDER: u64 = -100i64 as u64;
    calling(OPENAT, [WORKING_FOLDER, 0, flags, 0, 0, 0], path.as_bytes())
}

/// Compiles the victim with these options, puts `code` in the place of its main
/// function, and runs it.
fn run_with_planted(folder: &Folder, options: &[&str], code: &[u8]) -> Output {
    let mut file = compile(folder, &victim(), options);
    plant(&mut file, code);
    run(folder, &file)
}

/// Puts `code` in the place of the main function.
fn plant(file: &mut [u8], code: &[u8]) {
    let elf = object::File::parse(&*file).expect("an executable");
    let main = elf.symbols().find(|symbol| symbol.name() == Ok("main")).expect("it has a name");
    assert!(main.size() as usize >= code.len(), "there is room for {} bytes", code.len());
    let place = place(&elf, main.address());
    file[place..place + code.len()].copy_from_slice(code);
}

fn compile(folder: &Folder, text: &str, options: &[&str]) -> Vec<u8> {
    fs::write(folder.at("program.wat"), text).expect("the folder is writable");
    // Without a folder there is a note that one would help.
    let output = folder.run(&[&["program.wat", "-o", "program"], options].concat());
    assert!(output.status.success(), "{output:?}");
    folder.read("program")
}

/// Where in the file an address is.
fn place(elf: &object::File<'_>, address: u64) -> usize {
    let place = elf.segments().find_map(|segment| {
        let distance = address.checked_sub(segment.address())?;
        let (offset, size) = segment.file_range();
        (distance < size).then_some(offset + distance)
    });
    place.expect("it is in the file") as usize
}

fn run(folder: &Folder, file: &[u8]) -> Output {
    let path = folder.at("changed");
    fs::write(&path, file).expect("the folder is writable");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let mut command = Command::new(path);
    command.current_dir(folder.at("."));
    loop {
        match command.output() {
            // Another test is starting a process while the file is still open there.
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {}
            result => return result.expect("it starts"),
        }
    }
}

/// Whether the kernel has Landlock; an executable that demands it says so.
fn has_landlock(folder: &Folder) -> bool {
    let file = compile(folder, &victim(), &["--dir", ".:ro", "--require-lockdown"]);
    let output = run(folder, &file);
    let lacks = stderr(&output).contains("this kernel has no Landlock");
    if lacks {
        eprintln!("not tried: this kernel has no Landlock");
    }
    !lacks
}

#[test]
fn a_forbidden_call_ends_the_program() {
    const SOCKET: u32 = 41;
    const EXECVE: u32 = 59;
    const KILL: u32 = 62;
    let folder = Folder::new();
    for number in [SOCKET, EXECVE, KILL, 999, 1 << 30] {
        let code = calling(number, [2, 1, 0, 0, 0, 0], b"");
        let output = run_with_planted(&folder, &["--lockdown"], &code);
        assert_eq!(output.status.code(), Some(128 + SIGSYS), "{number}: {output:?}");
        let message = stderr(&output);
        assert!(
            message.starts_with(&format!(
                "wasi2native runtime: internal error: system call {number} at address 0x"
            )) && message.ends_with(", which this program cannot need and may not make\n"),
            "{message}"
        );
    }
    // It is the lock-down that stops them.
    let code = calling(SOCKET, [2, 1, 0, 0, 0, 0], b"");
    let output = run_with_planted(&folder, &[], &code);
    assert!(output.status.code().is_some_and(|status| status > 200), "{output:?}");
}

#[test]
fn calls_of_another_instruction_set_kill() {
    let folder = Folder::new();
    // mov eax, 1 (`write` here, `exit` there); int 0x80; ud2
    let code = [0xb8, 1, 0, 0, 0, 0xcd, 0x80, 0x0f, 0x0b];
    let output = run_with_planted(&folder, &["--lockdown"], &code);
    assert_eq!(output.status.signal(), Some(SIGSYS), "{output:?}");
}

#[test]
fn what_the_runtime_can_do_without_fails() {
    const TGKILL: u32 = 234;
    let folder = Folder::new();
    let code = calling(TGKILL, [1, 1, 9, 0, 0, 0], b"");
    let output = run_with_planted(&folder, &["--lockdown"], &code);
    assert_eq!(output.status.code(), Some(EPERM), "{output:?}");
}

#[test]
fn nothing_becomes_executable() {
    const MMAP: u32 = 9;
    let folder = Folder::new();
    let mapping = |protection| calling(MMAP, [0, 4096, protection, 0x22, u64::MAX, 0], b"");
    // The victim may grow its memory, so it may map.
    let output = run_with_planted(&folder, &["--lockdown"], &mapping(3));
    assert_ne!(output.status.code(), Some(128 + SIGSYS), "{output:?}");
    let output = run_with_planted(&folder, &["--lockdown"], &mapping(7));
    assert_eq!(output.status.code(), Some(128 + SIGSYS), "{output:?}");
}

#[test]
fn without_folders_nothing_can_be_opened() {
    let folder = Folder::new();
    // The victim imports `path_open`, which is of no use to it.
    let output = run_with_planted(&folder, &["--lockdown"], &opening("/etc/passwd", 0));
    assert_eq!(output.status.code(), Some(128 + SIGSYS), "{output:?}");
    let output = run_with_planted(&folder, &[], &opening("/etc/passwd", 0));
    assert!(output.status.code().is_some_and(|status| status > 200), "{output:?}");
}

#[test]
fn other_folders_cannot_be_opened_around_our_checks() {
    const WRITE: u64 = 1;
    let folder = Folder::with(&[("note", "text")]);
    fs::create_dir(folder.at("inside")).expect("the folder is writable");
    fs::write(folder.at("inside/file"), "text").expect("the folder is writable");
    if !has_landlock(&folder) {
        return;
    }
    for (options, path, flags, expected) in [
        (&["--dir", "inside"][..], "inside/file", WRITE, None),
        (&["--dir", "inside"], "note", 0, Some(EACCES)),
        (&["--dir", "inside"], "inside/../note", 0, Some(EACCES)),
        (&["--dir", "inside"], "/etc/passwd", 0, Some(EACCES)),
        (&["--dir", "inside:ro"], "inside/file", 0, None),
        (&["--dir", "inside:ro"], "inside/file", WRITE, Some(EACCES)),
        (&["--dir", "/::/all:ro"], "/etc/passwd", 0, None),
        (&["--dir", "/::/all:ro"], "inside/file", WRITE, Some(EACCES)),
        // There is nothing to forbid.
        (&["--allow-all"], "/etc/passwd", 0, None),
    ] {
        let options = [options, &["--require-lockdown"]].concat();
        let output = run_with_planted(&folder, &options, &opening(path, flags));
        match expected {
            Some(_) => assert_eq!(output.status.code(), expected, "{options:?} {path}"),
            None => assert!(
                output.status.code().is_some_and(|status| status > 200),
                "{options:?} {path}: {output:?}"
            ),
        }
    }
}

/// Opens, connects and binds sockets, and has room for other code.
fn server_victim() -> String {
    let room = "(i32.store (global.get $zero) (global.get $zero)) ".repeat(60);
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "sock_open"
    (func $open (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_connect"
    (func $connect (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_bind"
    (func $bind (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $zero (mut i32) (i32.const 0))
  (func $main (export "_start")
    {room}
    (drop (call $open (i32.const 1) (i32.const 2) (i32.const 0)))
    (drop (call $connect (i32.const 3) (i32.const 0) (i32.const 0)))
    (drop (call $bind (i32.const 3) (i32.const 0) (i32.const 0)))))"#
    )
}

const CONNECT: u32 = 42;
const BIND: u32 = 49;

/// Machine code that opens a TCP socket, makes `call` with a port of this machine, and
/// exits with what went wrong.
fn calling_with_port(call: u32, port: u16) -> Vec<u8> {
    const STREAM: u32 = 0x8_0001;
    let mut code = vec![0xbf, 2, 0, 0, 0, 0xbe]; // mov edi, AF_INET; mov esi, …
    code.extend(STREAM.to_le_bytes());
    code.extend([0x31, 0xd2, 0xb8, 41, 0, 0, 0]); // xor edx, edx; mov eax, socket
    code.extend([0x0f, 0x05]); // syscall
    code.extend([0x89, 0xc7]); // mov edi, eax
    code.extend([0x48, 0x8d, 0x35, 26, 0, 0, 0]); // lea rsi, [rip + what is left of the code]
    code.extend([0xba, 16, 0, 0, 0]); // mov edx, the address's size
    code.push(0xb8); // mov eax, …
    code.extend(call.to_le_bytes());
    code.extend(CALL_AND_EXIT);
    code.extend([2, 0]); // AF_INET
    code.extend(port.to_be_bytes());
    code.extend([127, 0, 0, 1]);
    code.extend([0; 8]);
    code
}

#[test]
fn other_tcp_ports_cannot_be_used_around_our_checks() {
    let folder = Folder::new();
    let mut file = compile(&folder, &server_victim(), &["--require-lockdown"]);
    let output = run(&folder, &file);
    if stderr(&output).contains("this kernel has no Landlock") {
        eprintln!("not tried: this kernel has no Landlock for TCP ports");
        return;
    }
    let grants = ["--allow-connect", "127.0.0.1:7-9", "--allow-listen", "127.0.0.1:0"];
    let named = ["--allow-connect", "name.test:11"];
    let many = ["--allow-connect", "127.0.0.1:1-1000"];
    for (options, call, port, is_allowed) in [
        (&grants[..], CONNECT, 7, true),
        (&grants, CONNECT, 9, true),
        (&grants, CONNECT, 10, false),
        (&grants, BIND, 0, true),
        (&grants, BIND, 40_961, false),
        // Servers for names may be asked by streams.
        (&named, CONNECT, 53, true),
        (&named, CONNECT, 7, false),
        (&named, BIND, 0, false),
        (&many, CONNECT, 2000, true),
        (&many, BIND, 0, false),
        (&["--inherit-network"], CONNECT, 7, true),
        (&["--inherit-network"], BIND, 0, true),
    ] {
        let options = [options, &["--require-lockdown"]].concat();
        file = compile(&folder, &server_victim(), &options);
        plant(&mut file, &calling_with_port(call, port));
        let output = run(&folder, &file);
        // Whether somebody listens there is another matter.
        let expected = if is_allowed { [Some(0), Some(ECONNREFUSED)] } else { [Some(EACCES); 2] };
        assert!(expected.contains(&output.status.code()), "{options:?} {call} {port}: {output:?}");
    }
}

#[test]
fn kernels_that_know_no_ports_run_servers_too() {
    let folder = Folder::new();
    for version in 1..=NEWEST_LANDLOCK {
        for (option, required) in [("--lockdown", false), ("--require-lockdown", true)] {
            let options = ["--allow-connect", "127.0.0.1:7", option];
            let mut file = compile(&folder, &server_victim(), &options);
            use_landlock_up_to(&mut file, version);
            plant(&mut file, &calling_with_port(CONNECT, 7));
            let output = run(&folder, &file);
            if required && (version < TCP_SINCE || output.status.code() == Some(1)) {
                assert_eq!(
                    stderr(&output),
                    "wasi2native runtime: cannot be locked down: this kernel has no Landlock \
                     for TCP ports, and the program was compiled with --require-lockdown\n"
                );
                continue;
            }
            let expected = [Some(0), Some(ECONNREFUSED)];
            assert!(expected.contains(&output.status.code()), "version {version}: {output:?}");
        }
    }
}

#[test]
fn sockets_of_other_protocols_are_forbidden() {
    const SOCKET: u32 = 41;
    const MULTIPATH: u64 = 262;
    let folder = Folder::new();
    for (family, kind, protocol) in [(2, 0x8_0001, MULTIPATH), (2, 3, 0), (1, 0x8_0001, 0)] {
        let mut file = compile(&folder, &server_victim(), &["--inherit-network", "--lockdown"]);
        plant(&mut file, &calling(SOCKET, [family, kind, protocol, 0, 0, 0], b""));
        let output = run(&folder, &file);
        assert_eq!(output.status.code(), Some(128 + SIGSYS), "{output:?}");
    }
}

/// Links and moves between two folders of one grant, and exits with the first error.
const MOVER: &str = r#"(module
  (import "wasi_snapshot_preview1" "path_link"
    (func $path_link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_rename"
    (func $path_rename (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "a/one" "b/two" "a/three" "pipe" "b/pipe")
  (func $check (param i32) (if (local.get 0) (then (call $proc_exit (local.get 0)))))
  (func $main (export "_start")
    (call $check (call $path_link (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 5)
      (i32.const 3) (i32.const 5) (i32.const 5)))
    (call $check (call $path_rename (i32.const 3) (i32.const 5) (i32.const 5)
      (i32.const 3) (i32.const 10) (i32.const 7)))
    (call $check (call $path_rename (i32.const 3) (i32.const 17) (i32.const 4)
      (i32.const 3) (i32.const 21) (i32.const 6)))))"#;

#[test]
fn files_move_between_folders_with_every_version_of_landlock() {
    let folder = Folder::new();
    if !has_landlock(&folder) {
        return;
    }
    for version in 1..=NEWEST_LANDLOCK {
        for required in [false, true] {
            let option = if required { "--require-lockdown" } else { "--lockdown" };
            let mut file = compile(&folder, MOVER, &["--dir", ".", option]);
            use_landlock_up_to(&mut file, version);
            for name in ["a", "b"] {
                let _ = fs::remove_dir_all(folder.at(name));
                fs::create_dir(folder.at(name)).expect("the folder is writable");
            }
            fs::write(folder.at("a/one"), "text").expect("the folder is writable");
            let pipe = folder.shell("rm -f pipe && mkfifo pipe");
            assert!(pipe.status.success(), "{pipe:?}");
            let output = run(&folder, &file);
            if version == 1 && required {
                assert_eq!(output.status.code(), Some(1), "{output:?}");
                assert_eq!(
                    stderr(&output),
                    "wasi2native runtime: cannot be locked down: this kernel has no Landlock \
                     that lets files move between folders, and the program was compiled with \
                     --require-lockdown\n"
                );
                continue;
            }
            assert_eq!(output.status.code(), Some(0), "version {version}: {output:?}");
            assert_eq!(folder.read("a/three"), b"text");
            assert!(!folder.at("b/two").exists() && folder.at("b/pipe").exists());
        }
    }
}

/// Waits for half a second, and exits with what came of it: 2 is the end of the time.
const SLEEPER: &str = r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1 1 shared)
  (func $main (export "_start")
    (call $proc_exit
      (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 500_000_000)))))"#;

#[test]
fn a_program_goes_on_after_it_was_stopped() {
    let folder = Folder::new();
    compile(&folder, SLEEPER, &["--require-lockdown"]);
    // The kernel itself makes a system call then: restart_syscall(2).
    let script = "./program & sleep 0.1; kill -STOP $!; sleep 0.1; kill -CONT $!; wait $!";
    let output = folder.shell(script);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn a_signal_that_somebody_sends_ends_the_program() {
    const SIGSEGV: i32 = 11;
    let folder = Folder::new();
    compile(&folder, SLEEPER, &["--require-lockdown"]);
    let output = folder.shell("./program & sleep 0.1; kill -SEGV $!; wait $!");
    assert_eq!(output.status.code(), Some(128 + SIGSEGV), "{output:?}");
}

#[test]
fn a_damaged_filter_does_not_start() {
    let folder = Folder::new();
    let mut file = compile(&folder, &victim(), &["--lockdown"]);
    let count = offset_of!(LockdownPlan, filter) + size_of::<i64>();
    for wrong in [0u64, 1, 5, 1 << 20] {
        change_plan(&mut file, count, &wrong.to_le_bytes());
        let output = run(&folder, &file);
        assert_eq!(output.status.code(), Some(1), "{wrong} instructions: {output:?}");
        assert_eq!(stderr(&output), "wasi2native runtime: cannot be locked down: error 22\n");
    }
}

/// Changes the executable as if the compiler knew no newer version.
fn use_landlock_up_to(file: &mut [u8], version: u32) {
    change_plan(file, offset_of!(LockdownPlan, newest_landlock), &version.to_le_bytes());
}

/// Writes to a field of the lock-down's plan, so that the descriptor it is in still adds
/// up.
fn change_plan(file: &mut [u8], field: usize, bytes: &[u8]) {
    let start = descriptor(file);
    let descriptor = &mut file[start..start + size_of::<ProgramDescriptor>()];
    let field = offset_of!(ProgramDescriptor, lockdown) + field;
    descriptor[field..field + bytes.len()].copy_from_slice(bytes);
    let (words, place) = descriptor.split_at_mut(SUMMED_WORDS * 8);
    let words = words.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word));
    place.copy_from_slice(&sum(words).to_le_bytes());
}

/// Where in the file the program descriptor is.
fn descriptor(file: &[u8]) -> usize {
    let elf = object::File::parse(file).expect("an executable");
    let notes = elf.section_by_name(".wasi2native").expect("it has notes");
    let notes = String::from_utf8_lossy(notes.data().expect("they are in the file")).into_owned();
    let address = notes.lines().find_map(|line| line.strip_prefix("descriptor: 0x"));
    let address = u64::from_str_radix(address.expect("it is noted"), 16).expect("a number");
    place(&elf, address)
}

#[test]
fn the_last_choice_counts() {
    let folder = Folder::new();
    let inspected = |options: &[&str]| {
        compile(&folder, &victim(), options);
        let text = folder.stdout(&["inspect", "program"]);
        text.lines().find(|line| line.contains("locked down")).expect("it says so").to_owned()
    };
    let off = "not locked down by the kernel, see --lockdown";
    let on = "locked down by the kernel, as far as that can";
    let required = "locked down by the kernel, or it does not start";
    assert_eq!(inspected(&[]), off);
    assert_eq!(inspected(&["--lockdown"]), on);
    assert_eq!(inspected(&["--lockdown", "--require-lockdown"]), required);
    assert_eq!(inspected(&["--require-lockdown", "--no-lockdown"]), off);
    assert_eq!(inspected(&["--no-lockdown", "--lockdown"]), on);
}

#[test]
fn inspect_tells_which_ports_are_left() {
    let folder = Folder::new();
    let ports = |options: &[&str]| {
        compile(&folder, &server_victim(), &[options, &["--lockdown"]].concat());
        let text = folder.stdout(&["inspect", "program"]);
        let line = text.lines().find_map(|line| line.trim_start().strip_prefix("TCP ports"));
        line.expect("it says so").trim_start().to_owned()
    };
    assert_eq!(
        ports(&["--allow-connect", "*:443", "--allow-connect", "10.0.0.0/8:8000-8080"]),
        "connect to 53 443 8000-8080; listen at none; by Landlock since version 4"
    );
    assert_eq!(
        ports(&["--allow-listen", "[::1]:*"]),
        "connect to none; listen at all; by Landlock since version 4"
    );
    assert_eq!(ports(&["--inherit-network"]), "all");
}

#[test]
fn inspect_tells_what_the_kernel_is_told() {
    let folder = Folder::new();
    compile(&folder, &victim(), &["--lockdown", "--dir", "."]);
    let text = folder.stdout(&["inspect", "program"]);
    let (_, text) = text.split_once("locked down by the kernel").expect("it is");
    assert_eq!(
        text,
        ", as far as that can
  system calls  write close munmap rt_sigreturn restart_syscall exit_group openat readlinkat openat2
  limited       mmap(3. lacks 0x4), fcntl(2. is 0x3 or 0x4 or 0x406)
  folders       those above and no others, by Landlock up to version 6
"
    );
}

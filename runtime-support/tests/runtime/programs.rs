//! Runs small executables, made of a stub and hand-written machine code, and
//! looks at what they do: traps, back-traces, memories, limits.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;

use crate::program::{Executable, HIDDEN, Program, RECORDS, output, stderr, write};
use wasi2native_runtime_support::abi::cpu::Feature;
use wasi2native_runtime_support::abi::descriptor::{MAGIC, SUMMED_WORDS};
use wasi2native_runtime_support::abi::traps::Trap;
use wasi2native_runtime_support::{Flavour, stub};

const SIGILL: i32 = 4;
const SIGSEGV: i32 = 11;

/// Where tests put a memory, and how much the compiler reserves for one.
const MEMORY: u64 = 0x2_0000_0000;
const RESERVED: u64 = 10 << 30;
const WASM_PAGE: u64 = 0x10000;

/// A program whose main function is written by `main`.
fn command(main: impl FnOnce(&mut Program)) -> Program {
    let mut program = Program::new(Flavour::Command);
    let start = program.function(0, "main");
    main(&mut program);
    program.return_();
    program.entry(start, 0);
    program
}

/// Runs it and expects a trap.
fn trap_message(program: &Program) -> String {
    let output = program.run();
    assert_eq!(output.status.code(), Some(134), "{}", stderr(&output));
    stderr(&output)
}

#[test]
fn a_program_that_returns_succeeds_in_silence() {
    let output = command(|_| ()).run();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!((output.stdout, output.stderr), (Vec::new(), Vec::new()));
}

#[test]
fn a_trap_is_reported_with_a_back_trace() {
    let mut program = Program::new(Flavour::Command);
    let inner = program.function(7, "inner\x1b[31m\u{9b}ä");
    program.trap(Trap::IntegerOverflow);
    let unnamed = program.function(8, "");
    program.call(inner);
    program.return_();
    let added = program.function(HIDDEN, "added");
    program.call(unnamed);
    program.return_();
    let main = program.function(9, "main");
    program.call(added);
    program.return_();
    program.entry(main, 0);

    assert_eq!(
        trap_message(&program),
        "wasm trap: integer overflow\n   \
            0: inner\\x1b[31m\\x9bä (function 7)\n   \
            1: wasm function 8\n   \
            2: main (function 9)\n"
    );
}

#[test]
fn a_division_without_result_traps() {
    let program = command(|program| {
        program.emit(&[0x31, 0xc9, 0x99]); // xor ecx, ecx; cdq
        program.trap_site(Trap::IntegerDivideByZero);
        program.emit(&[0xf7, 0xf9]); // idiv ecx
    });
    assert!(trap_message(&program).starts_with("wasm trap: integer divide by zero\n"));
}

#[test]
fn an_access_behind_the_end_of_a_memory_traps() {
    for address in [MEMORY + WASM_PAGE, MEMORY + RESERVED - 1] {
        let mut program = command(|program| {
            program.load_rax(address);
            program.trap_site(Trap::MemoryOutOfBounds);
            program.emit(&[0x8a, 0x00]); // mov al, [rax]
        });
        program.region(MEMORY, RESERVED, WASM_PAGE, (0, Vec::new()));
        assert!(trap_message(&program).starts_with("wasm trap: out of bounds memory access\n"));
    }
}

#[test]
fn a_fault_of_ours_is_not_taken_for_a_trap() {
    // An access that belongs to no memory, though its instruction may trap.
    let mut program = command(|program| {
        program.load_rax(0x1234);
        program.trap_site(Trap::MemoryOutOfBounds);
        program.emit(&[0x8a, 0x00]); // mov al, [rax]
    });
    program.region(MEMORY, RESERVED, WASM_PAGE, (0, Vec::new()));
    let output = program.run();
    assert_eq!(output.status.signal(), Some(SIGSEGV));
    let message = "wasi2native runtime: internal error: signal 11 at address 0x1234, program \
                   counter 0x1000000e\n";
    assert_eq!(stderr(&output), message);

    // An instruction that no table has.
    let output = command(|program| program.emit(&[0x0f, 0x0b])).run();
    assert_eq!(output.status.signal(), Some(SIGILL));
    assert!(stderr(&output).contains("internal error: signal 4"));
}

#[test]
fn a_signal_from_outside_is_not_taken_for_a_trap() {
    let program = command(|program| {
        program.trap_site(Trap::Unreachable);
        program.emit(&[0xeb, 0xfe]); // jmp to itself
    });
    let executable = program.write();
    let child = executable.command().stderr(Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(std::time::Duration::from_millis(50));
    let kill = std::process::Command::new("kill").args(["-SEGV", &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.signal(), Some(SIGSEGV));
    assert_eq!(stderr(&output), "");
}

/// Calls itself without end; each frame takes `locals` bytes.
fn endless_recursion(program: &mut Program, locals: u32) -> u64 {
    let function = program.function(3, "recursive");
    program.emit(&[0x48, 0x81, 0xec]); // sub rsp, locals
    program.emit(&locals.to_le_bytes());
    program.call(function);
    function
}

#[test]
fn endless_recursion_exhausts_the_call_stack() {
    for locals in [0, 16, 4064] {
        let mut program = Program::new(Flavour::Command);
        let function = endless_recursion(&mut program, locals);
        program.entry(function, 0);
        let frames = program.stack_size / u64::from(locals + 16);
        let message = trap_message(&program);

        assert!(
            message.starts_with("wasm trap: call stack exhausted\n   0: recursive (function 3)")
        );
        let omitted = message.lines().find_map(|line| line.strip_prefix("  ... "));
        let omitted =
            omitted.and_then(|line| line.strip_suffix(" more")).expect("too many to show");
        let omitted: u64 = omitted.parse().expect("a number");
        assert!((frames - 66..=frames - 62).contains(&omitted), "{omitted} of {frames}");
        assert_eq!(message.lines().count(), 1 + 48 + 1 + 16);
        let last = message.lines().last().expect("there are lines");
        assert_eq!(last, format!("  {}: recursive (function 3)", omitted + 63));
    }
}

#[test]
fn a_function_of_the_runtime_can_exhaust_the_call_stack() {
    // Wherever in it the stack ends, and whatever it has saved by then.
    for locals in (0..64).step_by(16) {
        let mut program = Program::new(Flavour::Command);
        let function = program.function(3, "recursive");
        program.emit(&[0x48, 0x81, 0xec]); // sub rsp, locals
        program.emit(&(locals as u32).to_le_bytes());
        program.load_rdi(RECORDS);
        program.load_rsi(u64::MAX);
        program.call_runtime("builtin_memory_grow");
        program.call(function);
        program.entry(function, 0);
        program.records.extend([0; 32]);
        let message = trap_message(&program);
        assert!(
            message.starts_with("wasm trap: call stack exhausted\n   0: recursive (function 3)")
        );
    }
}

#[test]
fn the_stack_is_the_programs_own_whatever_the_limit() {
    for limit in ["ulimit -s 64", "ulimit -s unlimited"] {
        let mut program = Program::new(Flavour::Command);
        let function = endless_recursion(&mut program, 4064);
        program.entry(function, 0);
        let executable = program.write();
        let output = output(&mut executable.command_after(limit));
        assert_eq!(output.status.code(), Some(134), "{limit}");
        assert!(stderr(&output).starts_with("wasm trap: call stack exhausted\n"), "{limit}");
    }
}

/// A program with a memory of one page, of at most three, that calls
/// `memory.grow` by `delta` and then writes to the byte at `written`. It exits
/// with what `memory.grow` returned.
fn growing(delta: u64, written: u64) -> Executable {
    let mut program = command(|program| {
        program.load_rdi(RECORDS);
        program.load_rsi(delta);
        program.call_runtime("builtin_memory_grow");
        program.emit(&[0x48, 0x89, 0xc7]); // mov rdi, rax
        program.load_rax(MEMORY + written);
        program.trap_site(Trap::MemoryOutOfBounds);
        program.emit(&[0xc6, 0x00, 0x01]); // mov byte [rax], 1
        program.exit_with_rdi();
    });
    program.region(MEMORY, RESERVED, WASM_PAGE, (0, Vec::new()));
    for number in [MEMORY, WASM_PAGE, 3 * WASM_PAGE, 16] {
        program.records.extend(number.to_le_bytes());
    }
    program.write()
}

#[test]
fn a_memory_grows_up_to_its_maximum() {
    // Once as always, once where the reservation is refused.
    for limit in ["true", "ulimit -v 200000"] {
        let status = |delta, written| {
            let executable = growing(delta, written);
            let output = output(&mut executable.command_after(limit));
            output.status.code().unwrap_or_else(|| panic!("{limit}: {}", stderr(&output)))
        };
        assert_eq!(status(0, WASM_PAGE - 1), 1, "{limit}");
        assert_eq!(status(0, WASM_PAGE), 134, "{limit}");
        assert_eq!(status(1, 2 * WASM_PAGE - 1), 1, "{limit}");
        assert_eq!(status(1, 2 * WASM_PAGE), 134, "{limit}");
        assert_eq!(status(2, 3 * WASM_PAGE - 1), 1, "{limit}");
        assert_eq!(status(2, 3 * WASM_PAGE), 134, "{limit}");
        for delta in [3, 1 << 16, 1 << 48, u64::MAX] {
            assert_eq!(status(delta, 0), 255, "{limit}, {delta} pages");
            assert_eq!(status(delta, WASM_PAGE), 134, "{limit}, {delta} pages");
        }
    }
}

#[test]
fn a_memory_that_cannot_be_mapped_is_one_clear_line() {
    let mut program = command(|_| ());
    program.region(MEMORY, RESERVED, 1 << 30, (0, Vec::new()));
    let executable = program.write();
    let output = output(&mut executable.command_after("ulimit -v 200000"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "wasi2native runtime: cannot map the program's memory: 1073741824 bytes at 0x200000000: \
         not enough memory or address space, see `ulimit -v`\n"
    );
}

#[test]
fn an_image_lies_in_a_memory_of_zeros() {
    // Reads one byte at each end of the three parts and exits with their sum.
    let mut image = vec![0; 0x2000];
    image[0] = 3;
    image[0x1fff] = 40;
    let mut program = command(|program| {
        program.emit(&[0x31, 0xff]); // xor edi, edi
        for offset in [0, 0x2fff, 0x3000, 0x4fff, 0x5000, WASM_PAGE - 1] {
            program.load_rax(MEMORY + offset);
            program.emit(&[0x0f, 0xb6, 0x08]); // movzx ecx, byte [rax]
            program.emit(&[0x01, 0xcf]); // add edi, ecx
            program.emit(&[0xc6, 0x00, 0x63]); // mov byte [rax], 99
        }
        program.exit_with_rdi();
    });
    program.region(MEMORY, RESERVED, WASM_PAGE, (0x3000, image));
    assert_eq!(program.run().status.code(), Some(43));
}

#[test]
fn a_cpu_without_what_the_program_needs_is_named() {
    let missing = [
        (Feature::AVX512BITALG, is_x86_feature_detected!("avx512bitalg")),
        (Feature::AVX512VBMI, is_x86_feature_detected!("avx512vbmi")),
        (Feature::AVX512F, is_x86_feature_detected!("avx512f")),
        (Feature::AVX2, is_x86_feature_detected!("avx2")),
        (Feature::BMI2, is_x86_feature_detected!("bmi2")),
        (Feature::LZCNT, is_x86_feature_detected!("lzcnt")),
        (Feature::FMA, is_x86_feature_detected!("fma")),
        (Feature::AVX, is_x86_feature_detected!("avx")),
        (Feature::SSE4_1, is_x86_feature_detected!("sse4.1")),
        (Feature::POPCNT, is_x86_feature_detected!("popcnt")),
    ];
    for (feature, is_there) in missing {
        let mut program = command(|_| ());
        program.required_features = 1 << feature as u8;
        let output = program.run();
        if is_there {
            assert_eq!(output.status.code(), Some(0), "{feature:?}: {}", stderr(&output));
        } else {
            assert_eq!(output.status.code(), Some(1), "{feature:?}");
            let message = format!("wasi2native runtime: this CPU lacks {}; ", feature.name());
            assert!(stderr(&output).starts_with(&message), "{}", stderr(&output));
        }
    }
}

/// Whatever bit of its descriptor is wrong.
#[test]
fn a_damaged_program_says_so() {
    let sound = command(|_| ()).link();
    let magic = sound.windows(8).position(|bytes| bytes == MAGIC.to_le_bytes());
    let start = magic.expect("the program has a descriptor");
    for place in start..start + 8 * (SUMMED_WORDS + 1) {
        let mut file = sound.clone();
        file[place] ^= 1 << (place % 8);
        let output = write(&file).run();
        assert_eq!(output.status.code(), Some(1), "byte {}", place - start);
        let what = if place < start + 8 { "has no program in it" } else { "is damaged" };
        let message = format!("wasi2native runtime: this executable {what}");
        assert!(stderr(&output).starts_with(&message), "byte {}", place - start);
    }
}

#[test]
fn a_stub_without_a_program_says_so() {
    for &flavour in Flavour::ALL {
        let executable = write(stub(flavour));
        let output = executable.run();
        assert_eq!(output.status.code(), Some(1));
        let message = "wasi2native runtime: this executable has no program in it\n";
        assert_eq!(stderr(&output), message);
    }
}

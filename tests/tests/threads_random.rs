//! Random programs whose threads work on the same memory in ways that have one
//! result in whatever order they come: every run at every CPU level must have it.

use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::time::Duration;

use tests::process;
use tests::workspace::command;

const LIMIT: Duration = Duration::from_secs(120);
const PROGRAMS: u64 = 6;
const RUNS: usize = 6;
const OPTIONS: &[&[&str]] = &[
    &["--cpu", "x86-64"],
    &["--cpu", "x86-64-v2", "-O0"],
    &["--cpu", "x86-64-v3"],
    &["--cpu", "native", "--bounds-checks", "explicit"],
];

const THREADS: u32 = 12;
const STEPS: u32 = 40;
const ROUNDS: u64 = 30;

/// Cells of 8 bytes; how one is changed tells which operations it has.
const CELLS: u32 = 32;
const CELLS_START: u32 = 1024;
/// Pairs of cells that are changed under a lock, each in lines of its own.
const LOCKS: u32 = 4;
const LOCKS_START: u32 = 4096;
/// Numbers that threads count up and down, never below zero.
const SEMAPHORES: u32 = 4;
const SEMAPHORES_START: u32 = 8192;
/// What threads have counted in globals and tables of their own.
const OWN: u32 = 16384;

/// Source: Marsaglia, "Xorshift RNGs".
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u32) -> u32 {
        (self.next() >> 33) as u32 % limit
    }
}

/// A program under construction, and what it leaves in memory.
struct Generated {
    random: Random,
    /// The bodies of the threads.
    threads: Vec<String>,
    cells: [u64; CELLS as usize],
    locked: [u64; LOCKS as usize],
    own: u64,
}

/// The width in bits of the operations on a cell, and its operation.
fn kind(cell: u32) -> (u32, &'static str) {
    let operation = ["add", "sub", "xor", "or", "and", "loop", "add", "xor"][cell as usize % 8];
    ([64, 32, 16, 8][cell as usize / 8 % 4], operation)
}

fn initial(cell: u32) -> u64 {
    if kind(cell).1 == "and" { u64::MAX } else { 0 }
}

impl Generated {
    fn new(seed: u64) -> Generated {
        let mut generated = Generated {
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            threads: Vec::new(),
            cells: std::array::from_fn(|cell| initial(cell as u32)),
            locked: [0; LOCKS as usize],
            own: 0,
        };
        // Whoever waits for a semaphore has raised it as often before.
        for _ in 0..THREADS {
            let mut body = String::new();
            let semaphore = generated.random.below(SEMAPHORES);
            writeln!(body, "(call $raise (i32.const {}))", SEMAPHORES_START + 64 * semaphore)
                .expect("a string takes any text");
            for _ in 0..STEPS {
                body += &generated.step();
            }
            writeln!(body, "(call $lower (i32.const {}))", SEMAPHORES_START + 64 * semaphore)
                .expect("a string takes any text");
            generated.threads.push(body);
        }
        generated
    }

    /// Something that a thread does in each of its rounds.
    fn step(&mut self) -> String {
        match self.random.below(8) {
            0 => {
                let (lock, value) = (self.random.below(LOCKS), self.random.next() >> 8);
                let total = &mut self.locked[lock as usize];
                *total = total.wrapping_add(value.wrapping_mul(ROUNDS));
                let address = LOCKS_START + 256 * lock;
                format!("(call $locked (i32.const {address}) (i64.const {value}))\n")
            }
            1 => {
                let value = self.random.next() >> 40;
                self.own = self.own.wrapping_add(value.wrapping_mul(ROUNDS));
                format!("(global.set $own (i64.add (global.get $own) (i64.const {value})))\n")
            }
            2 => {
                // Two in each place: what was there before is counted.
                let place = self.random.below(8);
                self.own = self.own.wrapping_add(ROUNDS);
                format!("(call $count_by_table (i32.const {place}))\n")
            }
            _ => self.on_cell(),
        }
    }

    fn on_cell(&mut self) -> String {
        let cell = self.random.below(CELLS);
        let (width, operation) = kind(cell);
        let mask = u64::MAX >> (64 - width);
        let value = self.random.next() & mask;
        let value = match operation {
            // Some bits stay, some go.
            "or" => value & self.random.next() & self.random.next(),
            "and" => value | self.random.next() & mask | self.random.next() & mask,
            _ => value,
        };
        let now = &mut self.cells[cell as usize];
        let changed = match operation {
            "add" | "loop" => now.wrapping_add(value.wrapping_mul(ROUNDS)),
            "sub" => now.wrapping_sub(value.wrapping_mul(ROUNDS)),
            // An even number of times.
            "xor" => *now,
            "or" => *now | value,
            _ => *now & (value | !mask),
        };
        *now = *now & !mask | changed & mask;
        let address = CELLS_START + 8 * cell;
        if operation == "loop" {
            return format!(
                "(call $add_by_exchange_{width} (i32.const {address}) (i64.const {value}))\n"
            );
        }
        let name = match width {
            64 => format!("i64.atomic.rmw.{operation}"),
            width => format!("i64.atomic.rmw{width}.{operation}_u"),
        };
        format!("(drop ({name} (i32.const {address}) (i64.const {value})))\n")
    }

    fn text(&self) -> String {
        let mut text = String::from(PRELUDE);
        for width in [64, 32, 16, 8] {
            let (load, exchange) = match width {
                64 => ("i64.atomic.load".to_owned(), "i64.atomic.rmw.cmpxchg".to_owned()),
                width => (
                    format!("i64.atomic.load{width}_u"),
                    format!("i64.atomic.rmw{width}.cmpxchg_u"),
                ),
            };
            write!(
                text,
                "(func $add_by_exchange_{width} (param $address i32) (param $value i64)
                    (local $old i64)
                    (loop $again
                        (local.set $old ({load} (local.get $address)))
                        (br_if $again (i64.ne (local.get $old)
                            ({exchange} (local.get $address) (local.get $old)
                                (i64.add (local.get $old) (local.get $value)))))))"
            )
            .expect("a string takes any text");
        }
        for (number, body) in self.threads.iter().enumerate() {
            write!(text, "(func $thread_{number}\n{body})\n").expect("a string takes any text");
        }
        let names: Vec<String> =
            (0..self.threads.len()).map(|number| format!("$thread_{number}")).collect();
        writeln!(text, "(table $threads funcref (elem {}))", names.join(" "))
            .expect("a string takes any text");
        text += "(func $prepare\n";
        for cell in 0..CELLS {
            let address = CELLS_START + 8 * cell;
            let value = initial(cell).cast_signed();
            writeln!(text, "(i64.store (i32.const {address}) (i64.const {value}))")
                .expect("a string takes any text");
        }
        text += ")\n(func $check\n";
        let mut expect = |address: u32, value: u64| {
            writeln!(
                text,
                "(call $expect (i32.const {address}) (i64.const {}))",
                value.cast_signed()
            )
            .expect("a string takes any text");
        };
        for (cell, &value) in (0..).zip(&self.cells) {
            expect(CELLS_START + 8 * cell, value);
        }
        for (lock, &value) in (0..).zip(&self.locked) {
            expect(LOCKS_START + 256 * lock + 8, value);
        }
        for semaphore in 0..SEMAPHORES {
            expect(SEMAPHORES_START + 64 * semaphore, 0);
        }
        expect(OWN, self.own);
        text + "))\n"
    }
}

/// Each thread starts up to two others, so that they start at the same time.
const PRELUDE: &str = r#"(module
    (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
    (memory (export "memory") 1 1 shared)
    (global $own (mut i64) (i64.const 0))
    (table $counts 8 funcref)
    (type $nothing (func))
    (elem declare func $prepare)
    ;; Waits until nobody holds the lock, changes two numbers, and frees it.
    (func $locked (param $lock i32) (param $value i64)
        (local $was i32)
        (local.set $was
            (i32.atomic.rmw.cmpxchg (local.get $lock) (i32.const 0) (i32.const 1)))
        (block $held
            (br_if $held (i32.eqz (local.get $was)))
            (loop $again
                (br_if $held (i32.eqz (i32.atomic.rmw.xchg (local.get $lock) (i32.const 2))))
                (drop (memory.atomic.wait32 (local.get $lock) (i32.const 2) (i64.const -1)))
                (br $again)))
        (if (i64.ne
                (i64.mul (i64.load offset=8 (local.get $lock)) (i64.const 3))
                (i64.load offset=128 (local.get $lock)))
            (then (unreachable)))
        (i64.store offset=8 (local.get $lock)
            (i64.add (i64.load offset=8 (local.get $lock)) (local.get $value)))
        (i64.store offset=128 (local.get $lock)
            (i64.add
                (i64.load offset=128 (local.get $lock))
                (i64.mul (local.get $value) (i64.const 3))))
        (if (i32.eq (i32.atomic.rmw.xchg (local.get $lock) (i32.const 0)) (i32.const 2))
            (then (drop (memory.atomic.notify (local.get $lock) (i32.const 1))))))
    (func $raise (param $semaphore i32)
        (drop (i64.atomic.rmw.add (local.get $semaphore) (i64.const 1)))
        (drop (memory.atomic.notify (local.get $semaphore) (i32.const 1))))
    (func $lower (param $semaphore i32)
        (local $seen i64)
        (loop $again
            (local.set $seen (i64.atomic.load (local.get $semaphore)))
            (if (i64.eqz (local.get $seen)) (then
                (drop (memory.atomic.wait64
                    (local.get $semaphore) (i64.const 0) (i64.const -1)))
                (br $again)))
            (br_if $again (i64.ne (local.get $seen)
                (i64.atomic.rmw.cmpxchg (local.get $semaphore) (local.get $seen)
                    (i64.sub (local.get $seen) (i64.const 1)))))))
    ;; Counts one, by what is or is not in the thread's own table.
    (func $count_by_table (param $place i32)
        (if (ref.is_null (table.get $counts (local.get $place)))
            (then (table.set $counts (local.get $place) (ref.func $prepare)))
            (else (table.set $counts (local.get $place) (ref.null func))))
        (global.set $own (i64.add (global.get $own) (i64.const 1))))
    (func $start (param $number i32)
        (if (i32.lt_u (local.get $number) (table.size $threads)) (then
            (if (i32.le_s (call $spawn (local.get $number)) (i32.const 0))
                (then (unreachable))))))
    (func (export "wasi_thread_start") (param $thread i32) (param $number i32)
        (local $left i32)
        (call $start (i32.add (i32.mul (local.get $number) (i32.const 2)) (i32.const 1)))
        (call $start (i32.add (i32.mul (local.get $number) (i32.const 2)) (i32.const 2)))
        (local.set $left (i32.const 30))
        (loop $more
            (call_indirect $threads (type $nothing) (local.get $number))
            (drop (call $yield))
            (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (drop (i64.atomic.rmw.add (i32.const 16384) (global.get $own)))
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
    (func $expect (param $address i32) (param $value i64)
        (if (i64.ne (i64.load (local.get $address)) (local.get $value))
            (then (unreachable))))
    (func (export "_start")
        (local $seen i32)
        (call $prepare)
        (call $start (i32.const 0))
        (loop $again
            (local.set $seen (i32.atomic.load (i32.const 0)))
            (if (i32.ne (local.get $seen) (table.size $threads)) (then
                (drop (memory.atomic.wait32 (i32.const 0) (local.get $seen) (i64.const -1)))
                (br $again))))
        (call $check))
"#;

const _: () = assert!(ROUNDS == 30 && OWN == 16384, "the text above says so, too");

#[test]
fn threads_have_one_result_in_whatever_order_they_come() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (module, program) = (folder.path().join("module.wat"), folder.path().join("program"));
    for seed in 1..=PROGRAMS {
        fs::write(&module, Generated::new(seed).text()).expect("the folder is writable");
        for options in OPTIONS {
            let mut compile = Command::new(command());
            compile.arg(&module).arg("-o").arg(&program).args(*options);
            let ended = process::run(&mut compile, b"", LIMIT).expect("the command starts");
            assert!(ended.status.success(), "{}", ended.stderr_text());
            for _ in 0..RUNS {
                let mut run = Command::new(&program);
                let ended = process::run(&mut run, b"", LIMIT).expect("it starts");
                let how = ended.ending();
                assert!(ended.status.success(), "program {seed} {options:?}: {how}, {ended:?}");
            }
        }
    }
}

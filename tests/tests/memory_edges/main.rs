//! Accesses on the last bytes of memories: each instruction, with small and huge
//! offsets and indices, on memories of every kind and several sizes, however
//! bounds are checked, on every CPU level that this machine has. A test is a
//! memory with options; its script is generated.

mod accesses;
mod forms;
mod model;
mod script;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use script::{Index, Memory};
use tests::wast;
use wasi2native::options::Options;

/// Writes a script that tries a memory.
type Generate = fn(Memory) -> String;

const PAGE: u64 = 65536;

const MEMORIES: &[Memory] = &[
    Memory { index: Index::I32, page: PAGE, pages: 0 },
    Memory { index: Index::I32, page: PAGE, pages: 1 },
    Memory { index: Index::I32, page: PAGE, pages: 65536 },
    Memory { index: Index::I64, page: PAGE, pages: 0 },
    Memory { index: Index::I64, page: PAGE, pages: 2 },
    Memory { index: Index::I64, page: PAGE, pages: 65537 },
    Memory { index: Index::I32, page: 1, pages: 0 },
    Memory { index: Index::I32, page: 1, pages: 1 },
    Memory { index: Index::I32, page: 1, pages: 17 },
    Memory { index: Index::I32, page: 1, pages: 4099 },
    Memory { index: Index::I64, page: 1, pages: 7 },
];

fn main() -> ExitCode {
    wast::prepare_threads();
    let mut trials = Vec::new();
    let kinds: [(&str, Generate); 3] =
        [("accesses", script::accesses), ("forms", script::forms), ("uses", script::uses)];
    for (kind, generate) in kinds {
        for &memory in MEMORIES {
            let Memory { index, page, pages } = memory;
            let guarded = index == Index::I32 && page == PAGE;
            for (variant, options) in wast::variants() {
                // Other memories are checked explicitly without the option. Where
                // nothing is inside, every level of CPU does the same.
                let is_known = variant == "explicit" && !guarded
                    || variant.starts_with("x86-64-") && pages == 0;
                if is_known {
                    continue;
                }
                let name = format!("{kind} {} {pages} of {page} {variant}", index.name());
                let test = move || test(&generate(memory), &options);
                trials.push(Trial::test(name, test));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn test(script: &str, options: &Options) -> Result<(), Failed> {
    let report = wast::run("generated.wast", script, options);
    let counts = report.counts();
    if counts.failed == 0 && counts.skipped == 0 {
        return Ok(());
    }
    let failures = report.verdicts.iter().filter(|verdict| verdict.failed()).take(5);
    let lines = failures.map(|verdict| {
        let line = script.lines().nth(verdict.line - 1).unwrap_or_default();
        format!("  {line}")
    });
    let lines: Vec<String> = lines.collect();
    Err(Failed::from(format!("{counts}\n{}{}", report.first_failures(5), lines.join("\n"))))
}

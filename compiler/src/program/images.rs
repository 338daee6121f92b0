//! Which parts of the initial state the file has segments for. The kernel maps a
//! segment without a copy, but a file cannot have many: where memories have
//! content in many places far apart, the smaller ones are copied at start.

use std::ops::Range;

use wasi2native_runtime_support::abi::records::REFERENCE_SIZE;

use super::{
    Data, Elements, ImagePiece, InstanceKey, Memory, MemoryKey, Program, Reference, Step, TableKey,
    TableStorage,
};

/// Kernels read program headers up to a page's worth in total, 73 of them, and
/// some are needed for the runtime and the code (`load_elf_phdrs` in Linux's
/// `binfmt_elf.c`).
const MOST_RUNS: usize = 60;

/// Fewer zero bytes than this between two pieces of content stay in the file:
/// reading them is cheaper than mapping another segment.
const SHORTEST_GAP: u64 = 1 << 18;

/// Where segments are few, they bridge gaps up to this.
const WIDEST_GAP: u64 = 1 << 20;

const PAGE: u64 = 4096;

/// What a run of pages belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Memory(MemoryKey),
    Table(TableKey),
}

/// Decides on the runs of all memories and growable tables. What gets none
/// becomes steps; returns the instances that have such.
pub fn plan(program: &mut Program<'_>) -> Vec<InstanceKey> {
    let mut runs = runs(program);
    let late = if runs.len() > MOST_RUNS {
        // A stable sort: the same program, the same file.
        runs.sort_by_key(|(_, run)| std::cmp::Reverse(run.end - run.start));
        runs.split_off(MOST_RUNS)
    } else {
        Vec::new()
    };
    for (owner, run) in runs {
        let runs = match owner {
            Owner::Memory(memory) => &mut program.memories[memory].runs,
            Owner::Table(table) => &mut program.tables[table].runs,
        };
        runs.push(run);
        runs.sort_unstable_by_key(|run| run.start);
    }
    let mut instances = Vec::new();
    for (owner, run) in late {
        instances.push(copy_at_start(program, owner, &run));
    }
    instances.sort_unstable();
    instances.dedup();
    instances
}

/// All runs, in the order of their owners, with gaps as short as their number
/// allows.
fn runs(program: &Program<'_>) -> Vec<(Owner, Range<u64>)> {
    let memories = program
        .memories
        .iter()
        .map(|(key, memory)| (Owner::Memory(key), pages_of_memory(&memory.image)));
    let growable = program
        .tables
        .iter()
        .filter(|(_, table)| matches!(table.storage, TableStorage::Growable { .. }));
    let tables = growable.map(|(key, table)| (Owner::Table(key), pages_of_table(&table.elements)));
    let pages: Vec<(Owner, Vec<Range<u64>>)> = memories.chain(tables).collect();
    let mut shortest_gap = SHORTEST_GAP;
    loop {
        let owned = pages.iter().flat_map(|(owner, pages)| {
            merge(pages, shortest_gap).into_iter().map(|run| (*owner, run))
        });
        let runs: Vec<_> = owned.collect();
        if runs.len() <= MOST_RUNS || shortest_gap >= WIDEST_GAP {
            return runs;
        }
        shortest_gap *= 2;
    }
}

/// Lets the instance that defines its owner write a run at start.
fn copy_at_start(program: &mut Program<'_>, owner: Owner, run: &Range<u64>) -> InstanceKey {
    let mut steps = Vec::new();
    let instance = match owner {
        Owner::Memory(memory) => {
            for (start, bytes) in program.memories[memory].image_inside(run) {
                let data = program.data.push(Data { bytes });
                steps.push(Step::Data { memory, offset: run.start + start as u64, data });
            }
            definer(program, |instance| instance.memories.values().any(|&key| key == memory))
        }
        Owner::Table(table) => {
            let items = program.tables[table].elements.clone();
            let elements = program.elements.push(Elements { items });
            steps.push(Step::Elements { table, offset: 0, elements });
            definer(program, |instance| instance.tables.values().any(|&key| key == table))
        }
    };
    // They cannot trap, and come before anything that could not be folded.
    program.instances[instance].steps.splice(0..0, steps);
    instance
}

/// The first instance that has it; others import it.
fn definer(program: &Program<'_>, has: impl Fn(&super::Instance) -> bool) -> InstanceKey {
    let found = program.instances.iter().find(|(_, instance)| has(instance));
    found.map(|(key, _)| key).expect("an instance defined it")
}

/// Joins sorted ranges with less than `shortest_gap` between them.
fn merge(ranges: &[Range<u64>], shortest_gap: u64) -> Vec<Range<u64>> {
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start.saturating_sub(last.end) < shortest_gap => {
                last.end = last.end.max(range.end);
            }
            _ => merged.push(range.clone()),
        }
    }
    merged
}

/// The ranges of pages that pieces touch, without the zeros at their ends; sorted
/// by start.
fn pages_of_memory(pieces: &[ImagePiece<'_>]) -> Vec<Range<u64>> {
    let mut ranges: Vec<Range<u64>> = pieces.iter().filter_map(ImagePiece::pages).collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

impl<'a> Memory<'a> {
    /// What of each piece lies in a range, and its distance from the range's
    /// start; in the order in which they are written.
    pub fn image_inside(&self, range: &Range<u64>) -> Vec<(usize, &'a [u8])> {
        self.image.iter().filter_map(|piece| piece.inside(range)).collect()
    }
}

impl<'a> ImagePiece<'a> {
    fn inside(&self, range: &Range<u64>) -> Option<(usize, &'a [u8])> {
        let start = self.offset.max(range.start);
        let end = (self.offset + self.bytes.len() as u64).min(range.end);
        (start < end).then(|| {
            let bytes = &self.bytes[(start - self.offset) as usize..(end - self.offset) as usize];
            ((start - range.start) as usize, bytes)
        })
    }

    /// The pages of what is not zero.
    fn pages(&self) -> Option<Range<u64>> {
        Some(pages_around(self.offset, nonzero_range(self.bytes)?))
    }
}

fn pages_of_table(elements: &[Reference]) -> Vec<Range<u64>> {
    let is_set = |element: &Reference| element.to_bits() != 0;
    let first = elements.iter().position(is_set);
    let last = elements.iter().rposition(is_set);
    let range =
        |(first, last)| pages_around(0, first * REFERENCE_SIZE..(last + 1) * REFERENCE_SIZE);
    first.zip(last).map(range).into_iter().collect()
}

/// From the first byte that is not zero to behind the last one.
fn nonzero_range(bytes: &[u8]) -> Option<Range<usize>> {
    let first = bytes.iter().position(|&byte| byte != 0)?;
    let last = bytes.iter().rposition(|&byte| byte != 0)?;
    Some(first..last + 1)
}

/// The whole pages around some bytes of something that is at `offset`.
fn pages_around(offset: u64, bytes: Range<usize>) -> Range<u64> {
    let start = offset + bytes.start as u64;
    let end = offset + bytes.end as u64;
    start / PAGE * PAGE..end.next_multiple_of(PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::testing::with_program;

    /// A module with a byte at every `distance`, `count` of them.
    fn scattered(count: u64, distance: u64) -> String {
        let data: String =
            (0..count).map(|n| format!("(data (i32.const {}) \"x\")", n * distance)).collect();
        format!(r#"(module (memory 65536) {data} (func (export "_start")))"#)
    }

    fn runs_and_steps(text: &str) -> (Vec<Range<u64>>, usize) {
        with_program(text, |program| {
            let memory = program.memories.values().next().unwrap();
            let instance = program.instances.values().next().unwrap();
            assert_eq!(instance.initialiser.is_some(), !instance.steps.is_empty());
            (memory.runs.clone(), instance.steps.len())
        })
    }

    #[test]
    fn gaps_close_where_runs_are_many() {
        let (runs, steps) = runs_and_steps(&scattered(50, SHORTEST_GAP * 2));
        assert_eq!((runs.len(), steps), (50, 0));
        let (runs, steps) = runs_and_steps(&scattered(100, SHORTEST_GAP * 2));
        assert_eq!((runs.len(), steps), (1, 0));
        assert_eq!(runs[0], 0..99 * SHORTEST_GAP * 2 + PAGE);
    }

    #[test]
    fn what_the_file_has_no_segment_for_is_copied() {
        let (runs, steps) = runs_and_steps(&scattered(100, WIDEST_GAP * 2));
        assert_eq!((runs.len(), steps), (MOST_RUNS, 100 - MOST_RUNS));
        assert!(runs.is_sorted_by_key(|run| run.start));
    }

    #[test]
    fn overlapping_pieces_are_copied_in_their_order() {
        let text = scattered(100, WIDEST_GAP * 2).replace(
            "(func",
            r#"(data (i32.const 207618048) "yz") (data (i32.const 207618049) "\00") (func"#,
        );
        with_program(&text, |program| {
            let steps = &program.instances.values().next().unwrap().steps;
            let last = steps.iter().filter_map(|step| match *step {
                Step::Data { offset, data, .. } if offset >= 207_618_048 => {
                    Some((offset, program.data[data].bytes))
                }
                _ => None,
            });
            let expected: [(u64, &[u8]); 3] =
                [(207_618_048, b"x"), (207_618_048, b"yz"), (207_618_049, b"\0")];
            assert_eq!(last.collect::<Vec<_>>(), expected);
        });
    }
}

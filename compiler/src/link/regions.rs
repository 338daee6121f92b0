//! Linear memories and growable tables: what the runtime reserves and makes
//! accessible for them, and the segments with their initial content.
//!
//! A segment of the file holds the pages that are not all zero, and the kernel
//! maps them without a copy. Content far apart becomes several segments, so
//! that a byte at each end of a large memory does not fill the file with
//! zeros. A region has one segment at most, so such a memory becomes several
//! regions in a row; the runtime need not know that they are one memory.

use std::ops::Range;

use wasi2native_runtime_support::abi::descriptor::RegionPlan;
use wasi2native_runtime_support::abi::records::REFERENCE_SIZE;

use super::builder::ImageBuilder;
use super::image::PAGE;
use crate::error::{Error, Result};
use crate::program::{ImagePiece, Program, Reference, Table, TableStorage};

/// See the module.
#[derive(Debug, Default)]
pub struct Regions<'a> {
    /// In the order of their addresses.
    pub plans: Vec<RegionPlan>,
    /// In the order of their addresses.
    images: Vec<Image<'a>>,
}

/// Pages of initial content.
#[derive(Debug)]
struct Image<'a> {
    name: &'static str,
    address: u64,
    /// Which part of the content.
    run: Range<u64>,
    content: Content<'a>,
}

/// Fewer zero bytes than this between two pieces of content stay in the file:
/// reading them is cheaper than mapping another segment.
const SHORTEST_GAP: u64 = 1 << 18;

/// Kernels read program headers up to a page's worth in total, 73 of them, and
/// some are needed for the runtime and the code (`load_elf_phdrs` in Linux's
/// `binfmt_elf.c`).
const MOST_SEGMENTS: usize = 60;

/// A stretch of address space before it is cut into regions.
struct Reservation<'a> {
    name: &'static str,
    address: u64,
    reserved: u64,
    /// Bytes usable at start.
    initial: u64,
    content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    Pieces(&'a [ImagePiece<'a>]),
    References(&'a Table),
}

impl<'a> Regions<'a> {
    /// Plans all regions of a program.
    ///
    /// # Errors
    /// More content in more places than a file can have segments.
    pub fn plan(program: &'a Program<'_>) -> Result<Regions<'a>> {
        let mut reservations = reservations(program);
        reservations.sort_by_key(|reservation| reservation.address);
        let runs = runs_within(&reservations, MOST_SEGMENTS)?;
        let mut regions = Regions::default();
        for (reservation, runs) in reservations.iter().zip(&runs) {
            regions.add(reservation, runs);
        }
        Ok(regions)
    }

    /// Appends the initial content. The last image ends in the file with its
    /// last byte that is not zero, and something else may follow in the page:
    /// the kernel puts zeros there when it maps the segment.
    pub fn append_images(&self, builder: &mut ImageBuilder) {
        for image in &self.images {
            builder.begin_pages(image.name, image.address);
            image.append(builder);
        }
        if !self.images.is_empty() {
            builder.cut_zeros();
        }
    }

    /// Appends the initial content as mere data, one region's behind the
    /// other's.
    pub fn append_images_here(&self, builder: &mut ImageBuilder) {
        for image in &self.images {
            image.append(builder);
        }
    }

    /// Bytes of initial content in the file, at most.
    pub fn image_size(&self) -> usize {
        self.plans.iter().map(|plan| plan.image_length as usize).sum()
    }

    /// Cuts a reservation so that each region has one run of content.
    fn add(&mut self, reservation: &Reservation<'a>, runs: &[Range<u64>]) {
        let accessible = reservation.initial.next_multiple_of(PAGE);
        let mut start = 0;
        for index in 0..runs.len().max(1) {
            let run = runs.get(index).cloned().unwrap_or(0..0);
            let end = runs.get(index + 1).map_or(reservation.reserved, |next| next.start);
            self.plans.push(RegionPlan {
                address: reservation.address + start,
                reserved: end - start,
                accessible: accessible.min(end) - start,
                image_offset: if run.is_empty() { 0 } else { run.start - start },
                image_length: run.end - run.start,
            });
            if !run.is_empty() {
                self.images.push(Image {
                    name: reservation.name,
                    address: reservation.address + run.start,
                    run,
                    content: reservation.content,
                });
            }
            start = end;
        }
    }
}

impl Image<'_> {
    fn append(&self, builder: &mut ImageBuilder) {
        let bytes = builder.append_zeros((self.run.end - self.run.start) as usize);
        self.content.write(&self.run, bytes);
    }
}

fn reservations<'a>(program: &'a Program<'_>) -> Vec<Reservation<'a>> {
    let memories = program.memories.values().map(|memory| Reservation {
        name: ".wasm.memory",
        address: memory.address,
        reserved: memory.reserved,
        initial: memory.initial,
        content: Content::Pieces(&memory.image),
    });
    let tables = program.tables.values().filter_map(|table| match table.storage {
        TableStorage::Fixed => None,
        TableStorage::Growable { address, reserved } => Some(Reservation {
            name: ".wasm.table",
            address,
            reserved,
            initial: table.initial * REFERENCE_SIZE as u64,
            content: Content::References(table),
        }),
    });
    memories.chain(tables).collect()
}

/// For each reservation the page ranges that the file must hold, so that there
/// are not more than `most` in all.
fn runs_within(reservations: &[Reservation<'_>], most: usize) -> Result<Vec<Vec<Range<u64>>>> {
    let pages: Vec<Vec<Range<u64>>> =
        reservations.iter().map(|reservation| reservation.content.occupied_pages()).collect();
    let mut shortest_gap = SHORTEST_GAP;
    loop {
        let runs: Vec<_> = pages.iter().map(|pages| merge(pages, shortest_gap)).collect();
        if runs.iter().map(Vec::len).sum::<usize>() <= most {
            return Ok(runs);
        }
        if runs.iter().all(|runs| runs.len() <= 1) {
            return Err(Error::limit(format!(
                "more than {most} memories and tables have initial content, too many for one executable"
            )));
        }
        shortest_gap *= 2;
    }
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

impl<'a> Content<'a> {
    /// The ranges of pages that each piece touches, without the zeros at its
    /// ends; sorted by start.
    fn occupied_pages(&self) -> Vec<Range<u64>> {
        let mut ranges: Vec<Range<u64>> = match self {
            Content::Pieces(pieces) => {
                let range = |piece: &ImagePiece<'_>| {
                    Some(pages_around(piece.offset, nonzero_range(piece.bytes)?))
                };
                pieces.iter().filter_map(range).collect()
            }
            Content::References(table) => {
                let is_set = |element: &Reference| element.to_bits() != 0;
                let first = table.elements.iter().position(is_set);
                let last = table.elements.iter().rposition(is_set);
                let range = |(first, last)| {
                    pages_around(0, first * REFERENCE_SIZE..(last + 1) * REFERENCE_SIZE)
                };
                first.zip(last).map(range).into_iter().collect()
            }
        };
        ranges.sort_by_key(|range| range.start);
        ranges
    }

    /// Writes what is in a range of pages, over zeros.
    fn write(&self, run: &Range<u64>, place: &mut [u8]) {
        match *self {
            Content::Pieces(pieces) => {
                for (start, bytes) in pieces.iter().filter_map(|piece| part_inside(piece, run)) {
                    place[start..start + bytes.len()].copy_from_slice(bytes);
                }
            }
            Content::References(table) => {
                let first = run.start as usize / REFERENCE_SIZE;
                let places = place.chunks_exact_mut(REFERENCE_SIZE);
                for (place, element) in places.zip(&table.elements[first..]) {
                    place.copy_from_slice(&element.to_bits().to_le_bytes());
                }
            }
        }
    }
}

/// What of a piece lies in a range, and its distance from the range's start.
fn part_inside<'a>(piece: &ImagePiece<'a>, range: &Range<u64>) -> Option<(usize, &'a [u8])> {
    let start = piece.offset.max(range.start);
    let end = (piece.offset + piece.bytes.len() as u64).min(range.end);
    (start < end).then(|| {
        let bytes = &piece.bytes[(start - piece.offset) as usize..(end - piece.offset) as usize];
        ((start - range.start) as usize, bytes)
    })
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
    use crate::error::Kind;
    use crate::link::testing;

    /// The plans and the images of a program, relative to the first memory.
    fn regions(text: &str) -> (Vec<RegionPlan>, Vec<(u64, Vec<u8>)>) {
        testing::with_program(text, |program| {
            let base = program.memories.values().next().unwrap().address;
            let Regions { mut plans, images } = Regions::plan(program).unwrap();
            for plan in &mut plans {
                plan.address -= base;
            }
            let written = |image: Image<'_>| {
                let mut bytes = vec![0; (image.run.end - image.run.start) as usize];
                image.content.write(&image.run, &mut bytes);
                (image.address - base, bytes)
            };
            (plans, images.into_iter().map(written).collect())
        })
    }

    #[test]
    fn only_pages_that_are_not_zero_are_in_the_file() {
        let (plans, images) = regions(
            r#"(module (memory 2) (func (export "_start"))
                (data (i32.const 0) "\00\00")
                (data (i32.const 8191) "ab")
                (data (i32.const 8192) "c")
                (data (i32.const 70000) "\00\00"))"#,
        );
        let [plan] = plans[..] else { panic!("{plans:?}") };
        assert_eq!((plan.image_offset, plan.image_length), (4096, 8192));
        assert_eq!(plan.accessible, 131_072);
        let [(4096, bytes)] = &images[..] else { panic!("{images:?}") };
        assert_eq!(bytes[4094..4098], *b"\0ac\0");
        let (plans, images) = regions(r#"(module (memory 1 1) (func (export "_start")))"#);
        assert_eq!((plans.len(), plans[0].image_length, images.len()), (1, 0, 0));
    }

    #[test]
    fn content_far_apart_leaves_the_space_between_out_of_the_file() {
        let (plans, images) = regions(
            r#"(module (memory 65536) (func (export "_start"))
                (data (i32.const 409600) "yz")
                (data (i32.const 5000) "a"))"#,
        );
        assert_eq!((images.len(), images[0].0, images[1].0), (2, 4096, 409_600));
        let [low, high] = plans[..] else { panic!("{plans:?}") };
        assert_eq!((low.reserved, low.accessible), (409_600, 409_600));
        assert_eq!((high.address, high.image_offset, high.image_length), (409_600, 0, 4096));
        assert_eq!(high.accessible, (1 << 32) - 409_600);
    }

    #[test]
    fn the_number_of_segments_is_limited_by_closing_gaps() {
        let pieces = |count: usize| -> Vec<ImagePiece<'static>> {
            (0..count)
                .map(|index| ImagePiece { offset: (index as u64) << 20, bytes: b"x" })
                .collect()
        };
        let many = pieces(100);
        let reservation = |pieces| Reservation {
            name: "",
            address: 0,
            reserved: 1 << 32,
            initial: 1 << 32,
            content: Content::Pieces(pieces),
        };
        let runs = runs_within(&[reservation(&many)], MOST_SEGMENTS).unwrap();
        assert_eq!(runs[0], vec![0..(99 << 20) + 4096]);
        assert_eq!(runs_within(&[reservation(&many)], 100).unwrap()[0].len(), 100);
        let single = pieces(1);
        let error = runs_within(&[reservation(&single), reservation(&single)], 1).unwrap_err();
        assert_eq!(error.kind(), Kind::Limit);
    }

    #[test]
    fn a_growable_table_has_an_image_of_its_own() {
        testing::with_program(testing::EVERYTHING, |program| {
            let regions = Regions::plan(program).unwrap();
            let [_, plan] = regions.plans[..] else { panic!("{:?}", regions.plans) };
            assert_eq!((plan.accessible, plan.image_offset, plan.image_length), (4096, 0, 4096));
            let mut bytes = [0; 4096];
            regions.images[1].content.write(&(0..4096), &mut bytes);
            assert!(bytes[..12] == [0; 12] && bytes[12..16] != [0; 4] && bytes[16..] == [0; 4080]);
        });
    }
}

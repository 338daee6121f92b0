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
use crate::program::{Memory, Program, Table, TableStorage};

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

/// A stretch of address space before it is cut into regions.
struct Reservation<'a> {
    name: &'static str,
    address: u64,
    reserved: u64,
    /// Bytes usable at start.
    initial: u64,
    /// Which parts of the content the file has.
    runs: &'a [Range<u64>],
    content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    Memory(&'a Memory<'a>),
    References(&'a Table),
}

impl<'a> Regions<'a> {
    /// Plans all regions of a program.
    pub fn plan(program: &'a Program<'_>) -> Regions<'a> {
        let mut reservations = reservations(program);
        reservations.sort_by_key(|reservation| reservation.address);
        let mut regions = Regions::default();
        for reservation in &reservations {
            regions.add(reservation);
        }
        regions
    }

    /// Appends the initial content. The last image ends in the file with its
    /// last byte that is not zero, and something else may follow in the page:
    /// the kernel puts zeros there when it maps the segment.
    /// Returns the addresses of those zeros.
    pub fn append_images(&self, builder: &mut ImageBuilder) -> Range<u64> {
        for image in &self.images {
            builder.begin_pages(image.name, image.address);
            image.append(builder);
        }
        if self.images.is_empty() { 0..0 } else { builder.cut_zeros() }
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
    fn add(&mut self, reservation: &Reservation<'a>) {
        let runs = reservation.runs;
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
        runs: &memory.runs,
        content: Content::Memory(memory),
    });
    let tables = program.tables.values().filter_map(|table| match table.storage {
        TableStorage::Fixed | TableStorage::PerThread { .. } => None,
        TableStorage::Growable { address, reserved } => Some(Reservation {
            name: ".wasm.table",
            address,
            reserved,
            initial: table.initial * REFERENCE_SIZE as u64,
            runs: &table.runs,
            content: Content::References(table),
        }),
    });
    memories.chain(tables).collect()
}

impl<'a> Content<'a> {
    /// Writes what is in a range of pages, over zeros.
    fn write(&self, run: &Range<u64>, place: &mut [u8]) {
        match *self {
            Content::Memory(memory) => {
                for (start, bytes) in memory.image_inside(run) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::testing;

    /// The plans and the images of a program, relative to the first memory.
    fn regions(text: &str) -> (Vec<RegionPlan>, Vec<(u64, Vec<u8>)>) {
        testing::with_program(text, |program| {
            let base = program.memories.values().next().unwrap().address;
            let Regions { mut plans, images } = Regions::plan(program);
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
    fn a_growable_table_has_an_image_of_its_own() {
        testing::with_program(testing::EVERYTHING, |program| {
            let regions = Regions::plan(program);
            let [_, plan] = regions.plans[..] else { panic!("{:?}", regions.plans) };
            assert_eq!((plan.accessible, plan.image_offset, plan.image_length), (4096, 0, 4096));
            let mut bytes = [0; 4096];
            regions.images[1].content.write(&(0..4096), &mut bytes);
            assert!(bytes[..12] == [0; 12] && bytes[12..16] != [0; 4] && bytes[16..] == [0; 4080]);
        });
    }
}

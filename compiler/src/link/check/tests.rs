//! A good image is accepted, and one that is broken in any one way is not.

use super::*;
use crate::link::image::{PAGE, Segment};
use crate::link::records::Record;
use crate::link::testing;
use crate::link::{Options, link};
use crate::program::TableStorage;

/// What a test breaks.
struct Broken<'a> {
    image: Image<'a>,
    /// The descriptor as it was; one that is changed is written back.
    descriptor: ProgramDescriptor,
    descriptor_address: u64,
}

impl<'a> Broken<'a> {
    fn segment(&mut self, name: &str) -> &mut Segment {
        let mut segments = self.image.segments.iter_mut();
        segments.find(|segment| segment.name == name).expect("a segment of every image")
    }

    /// The bytes of a segment.
    fn bytes(&mut self, name: &str) -> &mut [u8] {
        let place = self.segment(name).bytes.clone();
        &mut self.image.bytes[place]
    }

    /// The bytes of an array that the descriptor describes.
    fn table(&mut self, span: Span) -> &mut [u8] {
        let address = self.descriptor_address.wrapping_add_signed(span.offset);
        let start = (address - self.segment(".wasm.rodata").address) as usize;
        &mut self.bytes(".wasm.rodata")[start..]
    }

    /// Writes back the descriptor, unless it was moved away.
    fn write_descriptor(&mut self) {
        let address = self.descriptor_address;
        let size = ProgramDescriptor::SIZE as u64;
        let segments = &self.image.segments;
        if let Some(place) = segments.iter().find_map(|segment| segment.place(address, size)) {
            self.descriptor.write_to(&mut self.image.bytes[place]);
        }
    }
}

/// Links a program, breaks the image, and returns what the checker says.
fn verdict(text: &str, break_it: impl FnOnce(&mut Broken<'_>, &Program<'_>)) -> String {
    testing::with_program(text, |program| {
        let target = testing::target();
        let code = testing::code(program, &target);
        let stub = testing::stub();
        let image = link(program, &code, &stub, &target, &Options::default()).unwrap();
        let descriptor_address = stub.address(DESCRIPTOR_SYMBOL).unwrap();
        let descriptor =
            descriptor::read(descriptor_address, |address, length| image.bytes_at(address, length));
        let descriptor = descriptor.unwrap();
        let mut broken = Broken { image, descriptor, descriptor_address };
        break_it(&mut broken, program);
        broken.write_descriptor();
        match check(&broken.image, program, &code, &stub, &target) {
            Ok(()) => "good".to_owned(),
            Err(error) => error.to_string(),
        }
    })
}

/// Checks that breaking an image with something of everything is noticed.
#[track_caller]
fn is_noticed(expected: &str, break_it: impl FnOnce(&mut Broken<'_>, &Program<'_>)) {
    let verdict = verdict(testing::EVERYTHING, break_it);
    assert!(verdict.contains(expected), "expected `{expected}`, got: {verdict}");
}

#[test]
fn what_the_linker_makes_is_good() {
    is_noticed("good", |_, _| {});
    let small = r#"(module (memory 0) (func (export "_start")))"#;
    assert_eq!(verdict(small, |_, _| {}), "good");
    let none = r#"(module (func (export "_start")))"#;
    assert_eq!(verdict(none, |_, _| {}), "good");
}

#[test]
fn segments_in_one_page_are_noticed() {
    is_noticed("share a page", |broken, _| broken.segment(".wasm.rodata").address -= PAGE);
    is_noticed("share a page", |broken, _| broken.image.segments.swap(3, 4));
    is_noticed("share a page", |broken, _| broken.segment(".wasm.text").memory_size += 2 * PAGE);
    is_noticed("has more bytes than space", |broken, _| {
        broken.segment(".wasm.text").memory_size = 1
    });
    is_noticed("shares bytes", |broken, _| {
        let rodata = broken.segment(".wasm.rodata");
        rodata.bytes = rodata.bytes.start - PAGE as usize..rodata.bytes.end - PAGE as usize;
    });
    is_noticed("are not there", |broken, _| {
        broken.image.bytes.pop();
    });
    is_noticed("another place in its page", |broken, _| {
        let segment = broken.segment(".wasm.state");
        segment.bytes = segment.bytes.start + 1..segment.bytes.end;
    });
    is_noticed("where nothing can be", |broken, _| broken.segment(".rodata").address = 64);
    is_noticed("where no code is", |broken, _| broken.image.entry = 0x20_0040);
}

#[test]
fn writable_code_is_noticed() {
    is_noticed("outside of", |broken, _| {
        broken.segment(".wasm.text").permissions = Permissions::ReadWrite;
    });
    is_noticed("outside of", |broken, _| {
        broken.segment(".wasm.rodata").permissions = Permissions::ReadWrite;
    });
}

#[test]
fn symbols_outside_of_everything_are_noticed() {
    is_noticed("is in no segment", |broken, _| {
        broken.image.symbols.last_mut().unwrap().size = 1 << 20;
    });
    is_noticed("not sorted", |broken, _| broken.image.symbols.swap(0, 9));
    is_noticed("has no end", |broken, _| broken.image.unwind.as_mut().unwrap().end -= 1);
}

#[test]
fn a_wrong_field_in_the_code_is_noticed() {
    // The testing code begins with a call, whose field is at 1.
    is_noticed("something else is", |broken, _| {
        broken.bytes(".wasm.text")[1] ^= 1;
    });
    is_noticed("is not what was compiled", |broken, _| {
        broken.bytes(".wasm.text")[0] ^= 1;
    });
    is_noticed("is at", |broken, _| {
        // In the second function, which uses the same symbols.
        let text = broken.bytes(".wasm.text");
        let function = text.windows(2).rposition(|code| code == [0x48, 0xb8]).unwrap();
        text[function + 2] ^= 0xff;
    });
}

#[test]
fn wrong_state_is_noticed() {
    for record in [0, 8, 16, 24] {
        is_noticed("MemoryRecord", |broken, _| {
            broken.bytes(".wasm.state")[record] ^= 1;
        });
    }
}

#[test]
fn a_wrong_trap_table_is_noticed() {
    is_noticed("not sorted", |broken, _| {
        let span = broken.descriptor.traps;
        broken.table(span)[..16].rotate_left(8);
    });
    is_noticed("is not in the table", |broken, _| {
        let span = broken.descriptor.traps;
        broken.table(span)[4] ^= 1;
    });
    is_noticed("there is no trap", |broken, _| {
        let span = broken.descriptor.traps;
        broken.table(span)[4] = 255;
    });
    is_noticed("is not in the table", |broken, _| broken.descriptor.traps.count -= 1);
    is_noticed("outside of the code", |broken, _| {
        let span = broken.descriptor.traps;
        let last = span.count as usize * 8 - 8;
        broken.table(span)[last + 3] = 1;
    });
    is_noticed("traps are outside", |broken, _| broken.descriptor.traps.count = 1 << 40);
}

#[test]
fn a_wrong_function_table_is_noticed() {
    is_noticed("not in order", |broken, _| {
        let span = broken.descriptor.functions;
        broken.table(span)[16..48].rotate_left(16);
    });
    is_noticed("is not called", |broken, _| {
        let span = broken.descriptor.names;
        broken.table(span)[0] ^= 1;
    });
    is_noticed("are listed", |broken, _| broken.descriptor.functions.count -= 1);
    is_noticed("does not lead to its thunk", |broken, _| {
        let span = broken.descriptor.entries;
        broken.table(span)[0] ^= 16;
    });
    is_noticed("was not filled in", |broken, _| broken.descriptor.magic = 0);
}

/// The fields of a region plan, by their places.
const ADDRESS: usize = 0;
const RESERVED: usize = 1;
const ACCESSIBLE: usize = 2;
const IMAGE_OFFSET: usize = 3;

/// Adds pages to a field of the first region, which is the memory.
fn move_field(broken: &mut Broken<'_>, field: usize, pages: i64) {
    let span = broken.descriptor.regions;
    let field = &mut broken.table(span)[field * 8..][..8];
    let value = u64::from_le_bytes(field.try_into().unwrap());
    let moved = value.wrapping_add_signed(pages * PAGE as i64);
    field.copy_from_slice(&moved.to_le_bytes());
}

#[test]
fn a_wrong_region_is_noticed() {
    is_noticed("is no segment", |broken, _| move_field(broken, IMAGE_OFFSET, 1));
    is_noticed("is no segment", |broken, _| move_field(broken, IMAGE_OFFSET, -1));
    is_noticed("more content than space", |broken, _| move_field(broken, ACCESSIBLE, -47));
    is_noticed("is usable up to", |broken, _| move_field(broken, ACCESSIBLE, 1));
    is_noticed("ends at", |broken, _| move_field(broken, RESERVED, -1));
    is_noticed("more than its image", |broken, _| move_field(broken, RESERVED, 1 << 22));
    let empty = r#"(module (memory 1) (table $t 1 funcref) (func (export "_start")
        (drop (table.grow $t (ref.null func) (i32.const 1)))))"#;
    let verdict = verdict(empty, |broken, _| move_field(broken, RESERVED, 1 << 22));
    assert!(verdict.contains("overlaps"), "{verdict}");
    is_noticed("is no segment", |broken, _| move_field(broken, ADDRESS, 16));
    is_noticed("not whole pages", |broken, _| {
        let span = broken.descriptor.regions;
        broken.table(span)[0] = 1;
    });
}

#[test]
fn anything_near_a_memory_is_noticed() {
    fn insert(broken: &mut Broken<'_>, address: u64) {
        let above = broken.image.segments.iter().position(|segment| segment.address > address);
        let place = above.unwrap_or(broken.image.segments.len());
        // It needs no bytes in the file.
        let start = broken.image.segments[place - 1].bytes.end.next_multiple_of(PAGE as usize);
        let length = broken.image.bytes.len().max(start);
        broken.image.bytes.resize(length, 0);
        let segment = Segment {
            name: "stray",
            address,
            bytes: start..start,
            memory_size: PAGE,
            permissions: Permissions::Read,
        };
        broken.image.segments.insert(place, segment);
    }
    is_noticed("within 2 GiB below", |broken, program| {
        let memory = program.memories.values().next().unwrap();
        insert(broken, memory.address - PAGE);
    });
    is_noticed("more than its image", |broken, program| {
        let memory = program.memories.values().next().unwrap();
        insert(broken, memory.address + memory.reserved - PAGE);
    });
    is_noticed("more than its image", |broken, program| {
        let tables = program.tables.values().find_map(|table| match table.storage {
            TableStorage::Growable { address, .. } => Some(address),
            TableStorage::Fixed | TableStorage::PerThread { .. } => None,
        });
        insert(broken, tables.unwrap() + PAGE);
    });
}

#[test]
fn wrong_content_is_noticed() {
    for name in [".wasm.memory", ".wasm.table"] {
        is_noticed("not what the program says", |broken, _| {
            let bytes = broken.bytes(name);
            let byte = bytes.iter_mut().find(|byte| **byte != 0).unwrap();
            *byte = 0;
        });
    }
}

/// The plans' fields are as far apart as the tests above take them to be.
const _: () =
    assert!(<wasi2native_runtime_support::abi::descriptor::RegionPlan as Record>::SIZE == 40);

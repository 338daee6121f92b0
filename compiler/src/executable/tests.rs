//! Executables are read back with the `object` crate, and run.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use object::elf;
use object::read::elf::{ElfFile64, ProgramHeader};
use object::{LittleEndian, Object, ObjectSection, ObjectSymbol};

use super::*;
use crate::error::Kind;
use crate::link::{self, HEAD_ROOM, Image, Machine, PAGE, Permissions, Segment, Stub, testing};
use crate::options::{Options, Symbols};

const LE: LittleEndian = LittleEndian;

/// Links a program with a runtime, writes the executable, and compares.
fn with_executable<R>(
    text: &str,
    stub: &Stub,
    options: &Options,
    test: impl FnOnce(&Image<'_>, &[u8]) -> R,
) -> R {
    testing::with_program(text, |program| {
        let target = testing::target();
        let code = testing::code(program, &target);
        let image = link::link(program, &code, stub, &target, options).unwrap();
        test(&image, &write(image.clone()).unwrap())
    })
}

fn parse(file: &[u8]) -> ElfFile64<'_, LittleEndian> {
    ElfFile64::parse(file).expect("a correct file")
}

#[test]
fn every_segment_is_where_the_image_has_it() {
    with_executable(testing::EVERYTHING, &testing::stub(), &Options::default(), |image, file| {
        let elf = parse(file);
        assert_eq!(elf.entry(), image.entry);
        let headers: Vec<_> = elf.elf_program_headers().iter().collect();
        let loaded = headers.iter().filter(|header| header.p_type(LE) == elf::PT_LOAD);
        assert_eq!(loaded.clone().count(), image.segments.len());
        for (header, segment) in loaded.zip(&image.segments) {
            assert_eq!(header.p_vaddr(LE), segment.address);
            assert_eq!(header.p_memsz(LE), segment.memory_size);
            assert_eq!(header.p_offset(LE) % PAGE, segment.address % PAGE);
            assert_eq!(header.data(LE, file), Ok(&image.bytes[segment.bytes.clone()]));
        }
        let stack = headers.iter().find(|header| header.p_type(LE) == elf::PT_GNU_STACK).unwrap();
        assert_eq!(stack.p_flags(LE) & elf::PF_X, 0);
    });
}

#[test]
fn sections_and_symbols_name_what_is_there() {
    with_executable(testing::EVERYTHING, &testing::stub(), &Options::default(), |image, file| {
        let elf = parse(file);
        for section in elf.sections().filter(|section| section.address() != 0) {
            let range = section.address()..section.address() + section.size();
            let inside = image
                .segments
                .iter()
                .any(|segment| segment.address <= range.start && range.end <= segment.range().end);
            assert!(inside, "{:?}", section.name());
        }
        let unwind = elf.section_by_name(".eh_frame").unwrap();
        assert_eq!(Some(unwind.address()), image.unwind.as_ref().map(|unwind| unwind.start));
        for name in [".wasm.text", ".wasm.rodata", ".wasm.state", ".wasm.memory", ".wasm.table"] {
            assert!(elf.section_by_name(name).is_some(), "{name}");
        }
        assert_eq!(elf.symbols().count(), image.symbols.len());
        for name in ["named", "wasm_memory_0"] {
            let symbol = elf.symbols().find(|symbol| symbol.name() == Ok(name)).expect(name);
            let section = elf.section_by_index(symbol.section_index().expect(name)).expect(name);
            let range = section.address()..section.address() + section.size();
            assert!(range.contains(&symbol.address()), "{name}");
        }
    });
}

#[test]
fn call_frames_cover_every_function() {
    use gimli::UnwindSection;
    with_executable(testing::EVERYTHING, &testing::stub(), &Options::default(), |image, file| {
        let elf = parse(file);
        let section = elf.section_by_name(".eh_frame").unwrap();
        let frames = gimli::EhFrame::new(section.data().unwrap(), gimli::LittleEndian);
        let bases = gimli::BaseAddresses::default().set_eh_frame(section.address());
        let mut starts = Vec::new();
        let mut entries = frames.entries(&bases);
        while let Some(entry) = entries.next().unwrap() {
            if let gimli::CieOrFde::Fde(partial) = entry {
                starts.push(
                    partial.parse(gimli::EhFrame::cie_from_offset).unwrap().initial_address(),
                );
            }
        }
        let text = image.segments.iter().find(|segment| segment.name == ".wasm.text").unwrap();
        let functions =
            image.symbols.iter().filter(|symbol| text.range().contains(&symbol.address));
        assert_eq!(starts, functions.map(|symbol| symbol.address).collect::<Vec<_>>());
    });
}

#[test]
fn notes_and_rights_are_read_back_even_when_stripped() {
    for symbols in [Symbols::Keep, Symbols::Strip] {
        let mut options = Options { symbols, ..Options::default() };
        options.capabilities.inherit_env = true;
        with_executable(testing::EVERYTHING, &testing::stub(), &options, |image, file| {
            assert_eq!(read_notes(file), Some(&image.notes[..]));
            let found = read_program(file).expect("it is one of ours");
            assert_eq!(found.capabilities, options.capabilities.encode());
            assert!(found.arguments.is_empty() && found.filter.is_empty());
            let stripped = symbols == Symbols::Strip;
            assert_eq!(parse(file).symbols().next().is_none(), stripped);
            assert_eq!(parse(file).section_by_name(".eh_frame").is_none(), stripped);
        });
    }
    for foreign in [&b""[..], b"\x7fELF", &std::fs::read("/proc/self/exe").unwrap()] {
        assert!(read_notes(foreign).is_none() && read_program(foreign).is_none());
    }
}

#[test]
fn a_stub_is_read_as_it_was_written() {
    let stub = testing::stub();
    with_executable(testing::EVERYTHING, &stub, &Options::default(), |image, file| {
        // An executable is a stub of its own.
        let read = read_stub(file.to_vec().leak()).unwrap();
        assert_eq!((read.machine, read.entry), (stub.machine, stub.entry));
        assert_eq!(read.segments.len(), image.segments.len());
        for (read, segment) in read.segments.iter().zip(&image.segments) {
            assert_eq!((read.address, read.memory_size), (segment.address, segment.memory_size));
            assert_eq!(read.permissions, segment.permissions);
            assert_eq!(read.bytes, &image.bytes[segment.bytes.clone()]);
        }
        for symbol in &image.symbols {
            assert_eq!(read.find(&symbol.name), Some(symbol.address));
        }
        for broken in [&file[..100], &file[..0]] {
            let error = read_stub(broken.to_vec().leak()).unwrap_err();
            assert_eq!(error.kind(), Kind::Internal);
        }
    });
}

#[test]
fn more_segments_than_linux_loads_are_refused() {
    let image = |count: u64| Image {
        machine: Machine { number: elf::EM_X86_64, flags: 0 },
        bytes: vec![0; HEAD_ROOM],
        segments: (0..count)
            .map(|index| Segment {
                name: ".many",
                address: (1 << 32) + index * PAGE,
                bytes: 0..1,
                memory_size: 1,
                permissions: Permissions::Read,
            })
            .collect(),
        ..Image::default()
    };
    assert!(write(image(72)).is_ok());
    assert_eq!(write(image(73)).unwrap_err().kind(), Kind::Limit);
}

/// Machine code that ends with the byte at an address of the memory plus one of
/// the runtime's zeros as its status.
fn exit_with_byte(address: u64, zero: u32) -> Vec<u8> {
    let mut code = vec![0x48, 0xb8]; // mov rax, address
    code.extend(address.to_le_bytes());
    code.extend([0x0f, 0xb6, 0x38]); // movzx edi, byte ptr [rax]
    code.extend([0x40, 0x02, 0x3c, 0x25]); // add dil, byte ptr [zero]
    code.extend(zero.to_le_bytes());
    code.extend([0xb8, 60, 0, 0, 0, 0x0f, 0x05]); // mov eax, 60 (exit); syscall
    code
}

#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn the_kernel_maps_memory_images_and_zeros() {
    let address = testing::with_program(testing::EVERYTHING, |program| {
        program.memories.values().next().unwrap().address
    });
    // `content` is at 4100 of the memory; the zeros end at 0x204f18.
    let stub = testing::stub_running(&exit_with_byte(address + 4100, 0x20_4f17));
    with_executable(testing::EVERYTHING, &stub, &Options::default(), |_, file| {
        assert_eq!(run(file), Some(i32::from(b'c')));
    });
}

/// The exit status of an executable.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn run(file: &[u8]) -> Option<i32> {
    let mut executable = tempfile::NamedTempFile::new().unwrap();
    executable.write_all(file).unwrap();
    executable.as_file().set_permissions(PermissionsExt::from_mode(0o700)).unwrap();
    let path = executable.into_temp_path();
    loop {
        match Command::new(&path).status() {
            Ok(status) => return status.code(),
            // Another test's child, not yet started, still has the file open.
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {}
            Err(error) => panic!("{error}"),
        }
    }
}

//! Looks at the stubs as the compiler gets them.

use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader as _, ProgramHeader as _};
use object::{LittleEndian, Object as _, ObjectSymbol as _};
use wasi2native_runtime_support::abi::builtins::Builtin;
use wasi2native_runtime_support::abi::descriptor::{
    DESCRIPTOR_SYMBOL, ProgramDescriptor, SUMMED_WORDS, sum,
};
use wasi2native_runtime_support::abi::host_functions::HOST_FUNCTIONS;
use wasi2native_runtime_support::{Flavour, stub};

#[test]
fn they_are_static_executables_at_a_fixed_address() {
    for &flavour in Flavour::ALL {
        let header = FileHeader64::<LittleEndian>::parse(stub(flavour)).expect("ELF");
        assert_eq!(header.e_type.get(LittleEndian), elf::ET_EXEC);
        let segments = header.program_headers(LittleEndian, stub(flavour)).expect("segments");
        let mut end = 0x20_0000;
        for segment in segments {
            match segment.p_type(LittleEndian) {
                elf::PT_LOAD => {
                    let address = segment.p_vaddr(LittleEndian);
                    assert!(address >= end, "segments are sorted and share no page");
                    end = (address + segment.p_memsz(LittleEndian)).next_multiple_of(4096);
                    assert_ne!(segment.p_filesz(LittleEndian), 0, "bytes in the file");
                }
                elf::PT_GNU_STACK => {}
                other => panic!("a segment of type {other:#x}"),
            }
            let flags = segment.p_flags(LittleEndian);
            assert_ne!(flags & (elf::PF_W | elf::PF_X), elf::PF_W | elf::PF_X);
        }
    }
}

#[test]
fn they_have_what_generated_code_calls() {
    for &flavour in Flavour::ALL {
        let file = object::File::parse(stub(flavour)).expect("ELF");
        let symbol = |name: &str| {
            file.symbols()
                .find(|symbol| symbol.name() == Ok(name))
                .unwrap_or_else(|| panic!("{flavour:?} has no `{name}`"))
        };
        let parts: Vec<&str> = flavour.parts().iter().map(|part| part.name()).collect();
        let builtins = Builtin::ALL.iter().map(|builtin| (builtin.symbol(), builtin.part()));
        let host_functions = HOST_FUNCTIONS.iter().map(|row| (row.symbol, row.part));
        for (name, part) in builtins.chain(host_functions) {
            if part.is_some_and(|part| !parts.contains(&part)) {
                assert!(file.symbol_by_name(name).is_none(), "{name}");
            } else {
                assert_eq!(symbol(name).kind(), object::SymbolKind::Text);
            }
        }
        let descriptor = symbol(DESCRIPTOR_SYMBOL);
        assert_eq!(descriptor.size(), size_of::<ProgramDescriptor>() as u64);
        assert_eq!(descriptor.address() % 8, 0);
    }
}

#[test]
fn they_name_no_path_of_the_machine_they_were_built_on() {
    for &flavour in Flavour::ALL {
        let text = String::from_utf8_lossy(stub(flavour));
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{flavour:?}");
    }
}

#[test]
fn the_one_of_programs_is_small() {
    // What a program carries at least; symbols can be left out.
    let stub = stub(Flavour::Command);
    let header = FileHeader64::<LittleEndian>::parse(stub).expect("ELF");
    let segments = header.program_headers(LittleEndian, stub).expect("segments");
    let size: u64 = segments.iter().map(|segment| segment.p_filesz(LittleEndian)).sum();
    assert!(size <= 40 << 10, "{size} bytes");
}

/// What one word has more or less, no other word makes up for: small changes and those of
/// single bits are what damage looks like.
#[test]
fn no_two_changes_keep_the_sum_of_a_descriptor() {
    let words: Vec<u64> = (0..SUMMED_WORDS as u64).map(|word| word * 0x1000).collect();
    let changes: Vec<u64> =
        (0..64).flat_map(|bit| [1 << bit, (1u64 << bit).wrapping_neg()]).collect();
    let whole = sum(words.iter().copied());
    let mut changed = words.clone();
    for first in 0..SUMMED_WORDS - 1 {
        for second in first + 1..SUMMED_WORDS.min(first + 4) {
            for &more in &changes {
                changed[first] = words[first].wrapping_add(more);
                for &less in &changes {
                    changed[second] = words[second].wrapping_add(less);
                    assert_ne!(sum(changed.iter().copied()), whole, "{first} {second}");
                }
            }
            changed[second] = words[second];
        }
        changed[first] = words[first];
    }
}

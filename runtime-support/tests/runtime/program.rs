//! Writes executables by hand: a stub and a little machine code, with the
//! descriptor filled in as the compiler does. Knows just enough of ELF and
//! x86-64 for the tests here.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use object::elf::{self, FileHeader64, ProgramHeader64};
use object::pod::{bytes_of, bytes_of_slice};
use object::read::elf::{FileHeader as _, ProgramHeader as _};
use object::{LittleEndian, Object as _, ObjectSymbol as _, U16, U32, U64};
use wasi2native_runtime_support::abi::descriptor::{DESCRIPTOR_SYMBOL, MAGIC, SUMMED_WORDS, sum};
use wasi2native_runtime_support::abi::traps::Trap;
use wasi2native_runtime_support::{Flavour, stub};

const LE: LittleEndian = LittleEndian;
const PAGE: u64 = 4096;

/// Where tests put the code, read-only data and mutable records.
const CODE: u64 = 0x1000_0000;
const TABLES: u64 = 0x1100_0000;
pub const RECORDS: u64 = 0x1200_0000;

/// Marks functions that back-traces leave out.
pub const HIDDEN: u32 = u32::MAX;

pub struct Program {
    flavour: Flavour,
    code: Vec<u8>,
    traps: Vec<u8>,
    functions: Vec<u8>,
    names: Vec<u8>,
    regions: Vec<u8>,
    entries: Vec<(u64, u64)>,
    images: Vec<(u64, Vec<u8>)>,
    /// The bytes at [`RECORDS`].
    pub records: Vec<u8>,
    pub required_features: u64,
    pub stack_size: u64,
}

impl Program {
    pub fn new(flavour: Flavour) -> Program {
        Program {
            flavour,
            code: Vec::new(),
            traps: Vec::new(),
            functions: Vec::new(),
            names: Vec::new(),
            regions: Vec::new(),
            entries: Vec::new(),
            images: Vec::new(),
            records: Vec::new(),
            required_features: 0,
            stack_size: 1 << 20,
        }
    }

    /// Begins a function, with a frame. Returns its place, for calls.
    pub fn function(&mut self, index: u32, name: &str) -> u64 {
        let offset = self.code.len() as u64;
        for number in [offset as u32, index, self.names.len() as u32, name.len() as u32] {
            self.functions.extend(number.to_le_bytes());
        }
        self.names.extend(name.as_bytes());
        self.emit(&[0x55, 0x48, 0x89, 0xe5]); // push rbp; mov rbp, rsp
        offset
    }

    pub fn emit(&mut self, bytes: &[u8]) {
        self.code.extend(bytes);
    }

    /// The next instruction traps.
    pub fn trap_site(&mut self, trap: Trap) {
        self.traps.extend((self.code.len() as u32).to_le_bytes());
        self.traps.extend([trap as u8, 0, 0, 0]);
    }

    pub fn trap(&mut self, trap: Trap) {
        self.trap_site(trap);
        self.emit(&[0x0f, 0x0b]); // ud2
    }

    pub fn return_(&mut self) {
        self.emit(&[0x5d, 0xc3]); // pop rbp; ret
    }

    /// Calls a function of this program.
    pub fn call(&mut self, function: u64) {
        let distance = function as i64 - (self.code.len() as i64 + 5);
        self.emit(&[0xe8]);
        self.emit(&(distance as i32).to_le_bytes());
    }

    /// Calls a function of the runtime.
    pub fn call_runtime(&mut self, symbol: &str) {
        let address = symbol_address(self.flavour, symbol).expect("the stub has the symbol");
        self.load_rax(address);
        self.emit(&[0xff, 0xd0]); // call rax
    }

    pub fn load_rax(&mut self, number: u64) {
        self.emit(&[0x48, 0xb8]); // mov rax, number
        self.emit(&number.to_le_bytes());
    }

    pub fn load_edi(&mut self, number: u32) {
        self.emit(&[0xbf]); // mov edi, number
        self.emit(&number.to_le_bytes());
    }

    pub fn load_rdi(&mut self, number: u64) {
        self.emit(&[0x48, 0xbf]); // mov rdi, number
        self.emit(&number.to_le_bytes());
    }

    pub fn load_rsi(&mut self, number: u64) {
        self.emit(&[0x48, 0xbe]); // mov rsi, number
        self.emit(&number.to_le_bytes());
    }

    /// exit_group(rdi), so that a test can see a number.
    pub fn exit_with_rdi(&mut self) {
        self.emit(&[0xb8, 231, 0, 0, 0, 0x0f, 0x05]); // mov eax, 231; syscall
    }

    /// Makes the function at `function` an entry that the runtime can call.
    pub fn entry(&mut self, function: u64, values: u64) {
        self.entries.push((function, values));
    }

    /// A region. The image's pages are put into the file.
    pub fn region(&mut self, address: u64, reserved: u64, accessible: u64, image: (u64, Vec<u8>)) {
        let (image_offset, bytes) = image;
        let image_length = bytes.len() as u64;
        for number in [address, reserved, accessible, image_offset, image_length] {
            self.regions.extend(number.to_le_bytes());
        }
        if image_length != 0 {
            self.images.push((address + image_offset, bytes));
        }
    }

    /// The executable's bytes.
    pub fn link(&self) -> Vec<u8> {
        let stub = stub(self.flavour);
        let header = FileHeader64::<LittleEndian>::parse(stub).expect("the stub is ELF");
        let old = header.program_headers(LE, stub).expect("the stub has segments");
        let mut headers = old.to_vec();
        let mut file = stub.to_vec();

        // The descriptor: distances are relative to it.
        let descriptor = symbol_address(self.flavour, DESCRIPTOR_SYMBOL).expect("a descriptor");
        let mut tables = Vec::new();
        let mut span = |bytes: &[u8], element: usize| {
            let address = TABLES + tables.len() as u64;
            tables.extend(bytes);
            tables.resize(tables.len().next_multiple_of(16), 0);
            [address.wrapping_sub(descriptor), (bytes.len() / element) as u64]
        };
        let entries = self.entries.iter().flat_map(|(function, values)| {
            let distance = (CODE + function).wrapping_sub(descriptor);
            distance.to_le_bytes().into_iter().chain(values.to_le_bytes())
        });
        let spans = [
            [CODE.wrapping_sub(descriptor), self.code.len() as u64],
            span(&self.traps, 8),
            span(&self.functions, 16),
            span(&self.names, 1),
            span(&self.regions, 40),
            span(&entries.collect::<Vec<_>>(), 16),
            span(&[0; 12], 1),
        ];
        let mut filled: Vec<u8> = Vec::new();
        for number in
            [MAGIC, self.required_features, self.stack_size].into_iter().chain(spans.concat())
        {
            filled.extend(number.to_le_bytes());
        }
        filled.resize(SUMMED_WORDS * 8, 0);
        let words = filled.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word));
        filled.extend(sum(words).to_le_bytes());
        let place = headers.iter().find_map(|segment| {
            let distance = descriptor.checked_sub(segment.p_vaddr(LE))?;
            (distance < segment.p_filesz(LE)).then(|| segment.p_offset(LE) + distance)
        });
        let place = place.expect("the descriptor is in the file") as usize;
        file[place..place + filled.len()].copy_from_slice(&filled);

        let mut segments = vec![
            (CODE, elf::PF_R | elf::PF_X, &self.code),
            (TABLES, elf::PF_R, &tables),
            (RECORDS, elf::PF_R | elf::PF_W, &self.records),
        ];
        for (address, bytes) in &self.images {
            segments.push((*address, elf::PF_R | elf::PF_W, bytes));
        }
        for (address, flags, bytes) in segments {
            if bytes.is_empty() {
                continue;
            }
            file.resize(file.len().next_multiple_of(PAGE as usize), 0);
            headers.push(ProgramHeader64 {
                p_type: U32::new(LE, elf::PT_LOAD),
                p_flags: U32::new(LE, flags),
                p_offset: U64::new(LE, file.len() as u64),
                p_vaddr: U64::new(LE, address),
                p_paddr: U64::new(LE, address),
                p_filesz: U64::new(LE, bytes.len() as u64),
                p_memsz: U64::new(LE, bytes.len() as u64),
                p_align: U64::new(LE, PAGE),
            });
            file.extend(bytes);
        }
        file.resize(file.len().next_multiple_of(8), 0);
        headers.sort_by_key(|segment| segment.p_vaddr(LE));
        let mut header = *header;
        header.e_phoff = U64::new(LE, file.len() as u64);
        header.e_phnum = U16::new(LE, headers.len() as u16);
        file.extend(bytes_of_slice(&headers));
        let header = bytes_of(&header);
        file[..header.len()].copy_from_slice(header);
        file
    }

    /// Writes the executable. The file is removed when the value goes away.
    pub fn write(&self) -> Executable {
        write(&self.link())
    }

    pub fn run(&self) -> Output {
        self.write().run()
    }
}

/// Writes an executable file.
pub fn write(bytes: &[u8]) -> Executable {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("program-{}-{number}", std::process::id());
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o755);
    let mut file = options.open(&path).expect("the temporary folder is writable");
    file.write_all(bytes).expect("the disk has room");
    Executable(path)
}

pub struct Executable(PathBuf);

impl Executable {
    /// A command that runs it.
    pub fn command(&self) -> Command {
        Command::new(&self.0)
    }

    /// A command that runs it after others in the same shell.
    pub fn command_after(&self, preparation: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{preparation}; exec \"$0\"")).arg(&self.0);
        command
    }

    pub fn run(&self) -> Output {
        output(&mut self.command())
    }
}

impl Drop for Executable {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Runs a command. Another test may be starting a process while a file of ours
/// is still open for writing in that process; that passes by itself.
pub fn output(command: &mut Command) -> Output {
    loop {
        match command.output() {
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {}
            result => return result.expect("the executable starts"),
        }
    }
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn symbol_address(flavour: Flavour, name: &str) -> Option<u64> {
    let file = object::File::parse(stub(flavour)).expect("the stub is ELF");
    file.symbols().find(|symbol| symbol.name() == Ok(name)).map(|symbol| symbol.address())
}

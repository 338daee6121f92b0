//! Calls every function of the WASI 0.2 interfaces that are supported, as components
//! do, and prints what can be compared. Rust's library calls some of them as well; the
//! others are declared here, at the core level.

use std::alloc::{Layout, alloc};

mod streams {
    #[link(wasm_import_module = "wasi:io/streams@0.2.0")]
    unsafe extern "C" {
        #[link_name = "[method]input-stream.read"]
        pub fn read(stream: u32, length: u64, result: *mut u8);
        #[link_name = "[method]input-stream.blocking-read"]
        pub fn blocking_read(stream: u32, length: u64, result: *mut u8);
        #[link_name = "[method]input-stream.skip"]
        pub fn skip(stream: u32, length: u64, result: *mut u8);
        #[link_name = "[method]input-stream.blocking-skip"]
        pub fn blocking_skip(stream: u32, length: u64, result: *mut u8);
        #[link_name = "[method]input-stream.subscribe"]
        pub fn input_subscribe(stream: u32) -> u32;
        #[link_name = "[method]output-stream.check-write"]
        pub fn check_write(stream: u32, result: *mut u8);
        #[link_name = "[method]output-stream.write"]
        pub fn write(stream: u32, bytes: *const u8, length: usize, result: *mut u8);
        #[link_name = "[method]output-stream.blocking-write-and-flush"]
        pub fn blocking_write(stream: u32, bytes: *const u8, length: usize, result: *mut u8);
        #[link_name = "[method]output-stream.flush"]
        pub fn flush(stream: u32, result: *mut u8);
        #[link_name = "[method]output-stream.blocking-flush"]
        pub fn blocking_flush(stream: u32, result: *mut u8);
        #[link_name = "[method]output-stream.subscribe"]
        pub fn output_subscribe(stream: u32) -> u32;
        #[link_name = "[method]output-stream.write-zeroes"]
        pub fn write_zeroes(stream: u32, length: u64, result: *mut u8);
        #[link_name = "[method]output-stream.blocking-write-zeroes-and-flush"]
        pub fn blocking_write_zeroes(stream: u32, length: u64, result: *mut u8);
        #[link_name = "[method]output-stream.splice"]
        pub fn splice(stream: u32, source: u32, length: u64, result: *mut u8);
        #[link_name = "[method]output-stream.blocking-splice"]
        pub fn blocking_splice(stream: u32, source: u32, length: u64, result: *mut u8);
        #[link_name = "[resource-drop]input-stream"]
        pub fn drop_input(stream: u32);
        #[link_name = "[resource-drop]output-stream"]
        pub fn drop_output(stream: u32);
    }
}

mod poll {
    #[link(wasm_import_module = "wasi:io/poll@0.2.0")]
    unsafe extern "C" {
        #[link_name = "[method]pollable.ready"]
        pub fn ready(pollable: u32) -> u32;
        #[link_name = "[method]pollable.block"]
        pub fn block(pollable: u32);
        #[link_name = "poll"]
        pub fn poll(pollables: *const u32, count: usize, result: *mut u8);
        #[link_name = "[resource-drop]pollable"]
        pub fn drop_pollable(pollable: u32);
    }
}

mod cli {
    #[link(wasm_import_module = "wasi:cli/environment@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-environment"]
        pub fn get_environment(result: *mut u8);
        #[link_name = "get-arguments"]
        pub fn get_arguments(result: *mut u8);
        #[link_name = "initial-cwd"]
        pub fn initial_cwd(result: *mut u8);
    }
    #[link(wasm_import_module = "wasi:cli/stdin@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-stdin"]
        pub fn get_stdin() -> u32;
    }
    #[link(wasm_import_module = "wasi:cli/stdout@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-stdout"]
        pub fn get_stdout() -> u32;
    }
    #[link(wasm_import_module = "wasi:cli/stderr@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-stderr"]
        pub fn get_stderr() -> u32;
    }
    #[link(wasm_import_module = "wasi:cli/terminal-stdin@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-terminal-stdin"]
        pub fn get_terminal_stdin(result: *mut u8);
    }
    #[link(wasm_import_module = "wasi:cli/terminal-stdout@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-terminal-stdout"]
        pub fn get_terminal_stdout(result: *mut u8);
    }
    #[link(wasm_import_module = "wasi:cli/terminal-stderr@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-terminal-stderr"]
        pub fn get_terminal_stderr(result: *mut u8);
    }
    #[link(wasm_import_module = "wasi:cli/exit@0.2.0")]
    unsafe extern "C" {
        pub fn exit(status: u32) -> !;
    }
}

mod clocks {
    #[link(wasm_import_module = "wasi:clocks/monotonic-clock@0.2.0")]
    unsafe extern "C" {
        pub fn now() -> u64;
        pub fn resolution() -> u64;
        #[link_name = "subscribe-instant"]
        pub fn subscribe_instant(when: u64) -> u32;
        #[link_name = "subscribe-duration"]
        pub fn subscribe_duration(duration: u64) -> u32;
    }
    pub mod wall {
        #[link(wasm_import_module = "wasi:clocks/wall-clock@0.2.0")]
        unsafe extern "C" {
            #[link_name = "now"]
            pub fn wall_now(result: *mut u8);
            #[link_name = "resolution"]
            pub fn wall_resolution(result: *mut u8);
        }
    }
}

mod random {
    #[link(wasm_import_module = "wasi:random/random@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-random-bytes"]
        pub fn bytes(length: u64, result: *mut u8);
        #[link_name = "get-random-u64"]
        pub fn number() -> u64;
    }
    #[link(wasm_import_module = "wasi:random/insecure@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-insecure-random-bytes"]
        pub fn insecure_bytes(length: u64, result: *mut u8);
        #[link_name = "get-insecure-random-u64"]
        pub fn insecure_number() -> u64;
    }
    #[link(wasm_import_module = "wasi:random/insecure-seed@0.2.0")]
    unsafe extern "C" {
        #[link_name = "insecure-seed"]
        pub fn insecure_seed(result: *mut u8);
    }
}

mod files {
    #[link(wasm_import_module = "wasi:filesystem/preopens@0.2.0")]
    unsafe extern "C" {
        #[link_name = "get-directories"]
        pub fn get_directories(result: *mut u8);
    }
    #[link(wasm_import_module = "wasi:filesystem/types@0.2.0")]
    unsafe extern "C" {
        #[link_name = "[method]descriptor.read-via-stream"]
        pub fn read_via_stream(descriptor: u32, offset: u64, result: *mut u8);
        #[link_name = "[method]descriptor.write-via-stream"]
        pub fn write_via_stream(descriptor: u32, offset: u64, result: *mut u8);
        #[link_name = "[method]descriptor.append-via-stream"]
        pub fn append_via_stream(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.advise"]
        pub fn advise(descriptor: u32, offset: u64, length: u64, advice: u32, result: *mut u8);
        #[link_name = "[method]descriptor.sync-data"]
        pub fn sync_data(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.sync"]
        pub fn sync(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.get-flags"]
        pub fn get_flags(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.get-type"]
        pub fn get_type(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.set-size"]
        pub fn set_size(descriptor: u32, size: u64, result: *mut u8);
        #[link_name = "[method]descriptor.set-times"]
        pub fn set_times(
            descriptor: u32, a: u32, a_s: u64, a_n: u32, m: u32, m_s: u64, m_n: u32,
            result: *mut u8,
        );
        #[link_name = "[method]descriptor.read"]
        pub fn read(descriptor: u32, length: u64, offset: u64, result: *mut u8);
        #[link_name = "[method]descriptor.write"]
        pub fn write(
            descriptor: u32, bytes: *const u8, length: usize, offset: u64, result: *mut u8,
        );
        #[link_name = "[method]descriptor.read-directory"]
        pub fn read_directory(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.create-directory-at"]
        pub fn create_directory_at(descriptor: u32, path: *const u8, n: usize, result: *mut u8);
        #[link_name = "[method]descriptor.stat"]
        pub fn stat(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.stat-at"]
        pub fn stat_at(descriptor: u32, flags: u32, path: *const u8, n: usize, result: *mut u8);
        #[link_name = "[method]descriptor.set-times-at"]
        pub fn set_times_at(
            descriptor: u32, flags: u32, path: *const u8, n: usize,
            a: u32, a_s: u64, a_n: u32, m: u32, m_s: u64, m_n: u32, result: *mut u8,
        );
        #[link_name = "[method]descriptor.link-at"]
        pub fn link_at(
            descriptor: u32, flags: u32, old: *const u8, old_n: usize,
            new_descriptor: u32, new: *const u8, new_n: usize, result: *mut u8,
        );
        #[link_name = "[method]descriptor.open-at"]
        pub fn open_at(
            descriptor: u32, path_flags: u32, path: *const u8, n: usize,
            open_flags: u32, flags: u32, result: *mut u8,
        );
        #[link_name = "[method]descriptor.readlink-at"]
        pub fn readlink_at(descriptor: u32, path: *const u8, n: usize, result: *mut u8);
        #[link_name = "[method]descriptor.remove-directory-at"]
        pub fn remove_directory_at(descriptor: u32, path: *const u8, n: usize, result: *mut u8);
        #[link_name = "[method]descriptor.rename-at"]
        pub fn rename_at(
            descriptor: u32, old: *const u8, old_n: usize,
            new_descriptor: u32, new: *const u8, new_n: usize, result: *mut u8,
        );
        #[link_name = "[method]descriptor.symlink-at"]
        pub fn symlink_at(
            descriptor: u32, old: *const u8, old_n: usize, new: *const u8, new_n: usize,
            result: *mut u8,
        );
        #[link_name = "[method]descriptor.unlink-file-at"]
        pub fn unlink_file_at(descriptor: u32, path: *const u8, n: usize, result: *mut u8);
        #[link_name = "[method]descriptor.is-same-object"]
        pub fn is_same_object(descriptor: u32, other: u32) -> u32;
        #[link_name = "[method]descriptor.metadata-hash"]
        pub fn metadata_hash(descriptor: u32, result: *mut u8);
        #[link_name = "[method]descriptor.metadata-hash-at"]
        pub fn metadata_hash_at(
            descriptor: u32, flags: u32, path: *const u8, n: usize, result: *mut u8,
        );
        #[link_name = "[method]directory-entry-stream.read-directory-entry"]
        pub fn read_directory_entry(stream: u32, result: *mut u8);
        #[link_name = "[resource-drop]descriptor"]
        pub fn drop_descriptor(descriptor: u32);
        #[link_name = "[resource-drop]directory-entry-stream"]
        pub fn drop_entries(stream: u32);
        #[link_name = "filesystem-error-code"]
        pub fn filesystem_error_code(error: u32, result: *mut u8);
    }
    #[link(wasm_import_module = "wasi:io/error@0.2.0")]
    unsafe extern "C" {
        #[link_name = "[method]error.to-debug-string"]
        pub fn to_debug_string(error: u32, result: *mut u8);
        #[link_name = "[resource-drop]error"]
        pub fn drop_error(error: u32);
    }
}

/// A place for results.
struct Area(*mut u8);

impl Area {
    fn byte(&self, at: usize) -> u8 {
        unsafe { *self.0.add(at) }
    }
    fn word(&self, at: usize) -> u32 {
        unsafe { self.0.add(at).cast::<u32>().read() }
    }
    fn long(&self, at: usize) -> u64 {
        unsafe { self.0.add(at).cast::<u64>().read() }
    }
    fn bytes(&self, at: usize) -> &[u8] {
        unsafe { std::slice::from_raw_parts(self.word(at) as *const u8, self.word(at + 4) as usize) }
    }
    fn text(&self, at: usize) -> String {
        String::from_utf8_lossy(self.bytes(at)).into_owned()
    }
}

fn call(action: impl FnOnce(*mut u8)) -> Area {
    let place = unsafe { alloc(Layout::from_size_align(128, 8).unwrap()) };
    unsafe { place.write_bytes(0xee, 128) };
    action(place);
    Area(place)
}

const ERRORS: [&str; 37] = [
    "access", "would-block", "already", "bad-descriptor", "busy", "deadlock", "quota", "exist",
    "file-too-large", "illegal-byte-sequence", "in-progress", "interrupted", "invalid", "io",
    "is-directory", "loop", "too-many-links", "message-size", "name-too-long", "no-device",
    "no-entry", "no-lock", "insufficient-memory", "insufficient-space", "not-directory",
    "not-empty", "not-recoverable", "unsupported", "no-tty", "no-such-device", "overflow",
    "not-permitted", "pipe", "read-only", "invalid-seek", "text-file-busy", "cross-device",
];

/// `ok`, or the error, which lies `at` bytes behind the start.
fn outcome(area: &Area, at: usize) -> String {
    match area.byte(0) {
        0 => String::from("ok"),
        1 => String::from(ERRORS[area.byte(at) as usize]),
        other => format!("result {other}"),
    }
}

/// Of streams: the error is a variant.
fn streamed(area: &Area, at: usize) -> String {
    match (area.byte(0), area.byte(at)) {
        (0, _) => String::from("ok"),
        (1, 1) => String::from("closed"),
        (1, 0) => {
            let error = area.word(at + 4);
            let code = call(|r| unsafe { files::filesystem_error_code(error, r) });
            let text = call(|r| unsafe { files::to_debug_string(error, r) });
            assert!(!text.bytes(0).is_empty());
            unsafe { files::drop_error(error) };
            match code.byte(0) {
                1 => format!("failed: {}", ERRORS[code.byte(1) as usize]),
                _ => String::from("failed"),
            }
        }
        other => format!("result {other:?}"),
    }
}

const READ: u32 = 1;
const WRITE: u32 = 2;
const MUTATE: u32 = 32;
const CREATE: u32 = 1;
const DIRECTORY: u32 = 2;
const EXCLUSIVE: u32 = 4;
const TRUNCATE: u32 = 8;

fn open(folder: u32, path: &str, open_flags: u32, flags: u32) -> Result<u32, String> {
    let area = call(|r| unsafe {
        files::open_at(folder, 1, path.as_ptr(), path.len(), open_flags, flags, r)
    });
    match outcome(&area, 4).as_str() {
        "ok" => Ok(area.word(4)),
        error => Err(error.to_owned()),
    }
}

fn stat(area: &Area) -> String {
    match outcome(area, 8).as_str() {
        "ok" => format!("type {} links {} size {}", area.byte(8), area.long(16), area.long(24)),
        error => error.to_owned(),
    }
}

fn main() {
    environment();
    time();
    randomness();
    let folder = preopens();
    descriptors(folder);
    names(folder);
    file_streams(folder);
    listing(folder);
    refused(folder);
    wrong_kinds(folder);
    standard_streams();
    unsafe { cli::exit(1) }
}

fn environment() {
    let area = call(|r| unsafe { cli::get_arguments(r) });
    let count = area.word(4) as usize;
    let list = Area(area.word(0) as *mut u8);
    // The first is the program's name, which differs.
    for index in 1..count {
        println!("argument {:?}", list.text(8 * index));
    }
    let area = call(|r| unsafe { cli::get_environment(r) });
    let list = Area(area.word(0) as *mut u8);
    for index in 0..area.word(4) as usize {
        println!("variable {:?} {:?}", list.text(16 * index), list.text(16 * index + 8));
    }
    println!("cwd {}", call(|r| unsafe { cli::initial_cwd(r) }).byte(0));
    for terminal in [
        call(|r| unsafe { cli::get_terminal_stdin(r) }),
        call(|r| unsafe { cli::get_terminal_stdout(r) }),
        call(|r| unsafe { cli::get_terminal_stderr(r) }),
    ] {
        println!("terminal {}", terminal.byte(0));
    }
}

fn time() {
    unsafe {
        let start = clocks::now();
        assert!(clocks::resolution() > 0 && clocks::resolution() < 1_000_000_000);
        let wall = call(|r| clocks::wall::wall_now(r));
        assert!(wall.long(0) > 1_700_000_000 && wall.word(8) < 1_000_000_000);
        let resolution = call(|r| clocks::wall::wall_resolution(r));
        assert!(resolution.long(0) == 0 && resolution.word(8) > 0);

        let soon = clocks::subscribe_duration(20_000_000);
        println!("soon is ready {}", poll::ready(soon));
        poll::block(soon);
        assert!(clocks::now() - start >= 20_000_000);
        println!("now it is {}", poll::ready(soon));
        let later = clocks::subscribe_duration(3_600_000_000_000);
        let past = clocks::subscribe_instant(start);
        poll::block(past);
        let list = [later, soon, past];
        let area = call(|r| poll::poll(list.as_ptr(), 3, r));
        let ready = Area(area.word(0) as *mut u8);
        for index in 0..area.word(4) as usize {
            println!("ready {}", ready.word(4 * index));
        }
        let sooner = clocks::subscribe_instant(clocks::now() + 10_000_000);
        let area = call(|r| poll::poll([later, sooner].as_ptr(), 2, r));
        println!("{} ready: {}", area.word(4), Area(area.word(0) as *mut u8).word(0));
        for pollable in [soon, later, past, sooner] {
            poll::drop_pollable(pollable);
        }
    }
}

fn randomness() {
    unsafe {
        for (name, bytes) in [
            ("random", random::bytes as unsafe extern "C" fn(u64, *mut u8)),
            ("insecure", random::insecure_bytes),
        ] {
            let area = call(|r| bytes(1000, r));
            let some = area.bytes(0);
            let different = some.iter().collect::<std::collections::BTreeSet<_>>().len();
            println!("{name} {} bytes, varied {}", some.len(), different > 100);
            println!("{name} none: {}", call(|r| bytes(0, r)).word(4));
        }
        assert!(random::number() != random::number());
        assert!(random::insecure_number() != random::insecure_number());
        let seed = call(|r| random::insecure_seed(r));
        assert!(seed.long(0) != seed.long(8));
    }
}

fn preopens() -> u32 {
    let area = call(|r| unsafe { files::get_directories(r) });
    let list = Area(area.word(0) as *mut u8);
    for index in 0..area.word(4) as usize {
        println!("folder {:?}", list.text(12 * index + 4));
    }
    list.word(0)
}

fn descriptors(folder: u32) {
    unsafe {
        let file = open(folder, "file", CREATE | EXCLUSIVE, READ | WRITE).unwrap();
        println!("again: {:?}", open(folder, "file", CREATE | EXCLUSIVE, READ | WRITE).err());
        let text = b"hello world";
        let written = call(|r| files::write(file, text.as_ptr(), text.len(), 0, r));
        println!("write {} {}", outcome(&written, 8), written.long(8));
        let written = call(|r| files::write(file, text.as_ptr(), 5, 20, r));
        println!("write {} {}", outcome(&written, 8), written.long(8));
        for (length, offset) in [(5, 6), (100, 0), (0, 3), (10, 25), (10, 1000)] {
            let read = call(|r| files::read(file, length, offset, r));
            let what = outcome(&read, 4);
            println!("read {what} {:?} end {}", read.text(4), length != 0 && read.byte(12) != 0);
        }
        println!("stat {}", stat(&call(|r| files::stat(file, r))));
        println!("size {}", outcome(&call(|r| files::set_size(file, 7, r)), 1));
        println!("stat {}", stat(&call(|r| files::stat(file, r))));
        for advice in 0..6 {
            println!("advise {}", outcome(&call(|r| files::advise(file, 0, 10, advice, r)), 1));
        }
        println!("sync {}", outcome(&call(|r| files::sync(file, r)), 1));
        println!("sync data {}", outcome(&call(|r| files::sync_data(file, r)), 1));
        let kind = |handle| {
            let (flags, ty) =
                (call(|r| files::get_flags(handle, r)), call(|r| files::get_type(handle, r)));
            format!("flags {} {} type {} {}", flags.byte(0), flags.byte(1), ty.byte(0), ty.byte(1))
        };
        println!("file {}", kind(file));
        println!("folder {}", kind(folder));
        let reader = open(folder, "file", 0, READ).unwrap();
        println!("reader {}", kind(reader));
        let refused = call(|r| files::write(reader, text.as_ptr(), text.len(), 0, r));
        println!("write to reader failed {}", refused.byte(0));
        println!("same {} {}", files::is_same_object(file, reader), files::is_same_object(file, folder));
        let set = call(|r| files::set_times(file, 2, 1_000_000, 500, 2, 2_000_000, 999_999_999, r));
        println!("times {}", outcome(&set, 1));
        let area = call(|r| files::stat(file, r));
        println!("accessed {} {} {}", area.byte(32), area.long(40), area.word(48));
        println!("modified {} {} {}", area.byte(56), area.long(64), area.word(72));
        let set = call(|r| files::set_times(file, 0, 0, 0, 2, 3_000_000, 0, r));
        println!("times {}", outcome(&set, 1));
        let area = call(|r| files::stat(file, r));
        println!("accessed {} {} {}", area.byte(32), area.long(40), area.word(48));
        println!("modified {} {} {}", area.byte(56), area.long(64), area.word(72));
        println!("times {}", outcome(&call(|r| files::set_times(file, 1, 0, 0, 1, 0, 0, r)), 1));
        let area = call(|r| files::stat(file, r));
        assert!(area.long(40) > 1_700_000_000 && area.long(64) > 1_700_000_000);
        let set = call(|r| files::set_times_at(folder, 1, "file".as_ptr(), 4, 2, 7, 8, 2, 9, 10, r));
        println!("times at {}", outcome(&set, 1));
        let area = call(|r| files::stat_at(folder, 0, "file".as_ptr(), 4, r));
        println!("at {} {} {} {}", area.long(40), area.word(48), area.long(64), area.word(72));
        let (hash, at, other) = (
            call(|r| files::metadata_hash(file, r)),
            call(|r| files::metadata_hash_at(folder, 0, "file".as_ptr(), 4, r)),
            call(|r| files::metadata_hash(folder, r)),
        );
        println!("hash {} {}", outcome(&hash, 8), outcome(&at, 8));
        assert_eq!((hash.long(8), hash.long(16)), (at.long(8), at.long(16)));
        assert_ne!((hash.long(8), hash.long(16)), (other.long(8), other.long(16)));
        files::drop_descriptor(reader);
        files::drop_descriptor(file);
    }
}

fn names(folder: u32) {
    let on = |action: unsafe extern "C" fn(u32, *const u8, usize, *mut u8), path: &str| {
        outcome(&call(|r| unsafe { action(folder, path.as_ptr(), path.len(), r) }), 1)
    };
    let pair = |old: &str, new: &str, what: &str| unsafe {
        let (a, a_n, b, b_n) = (old.as_ptr(), old.len(), new.as_ptr(), new.len());
        let area = call(|r| match what {
            "link" => files::link_at(folder, 0, a, a_n, folder, b, b_n, r),
            "rename" => files::rename_at(folder, a, a_n, folder, b, b_n, r),
            _ => files::symlink_at(folder, a, a_n, b, b_n, r),
        });
        outcome(&area, 1)
    };
    let stat_of = |path: &str, flags| unsafe {
        stat(&call(|r| files::stat_at(folder, flags, path.as_ptr(), path.len(), r)))
    };
    println!("mkdir {}", on(files::create_directory_at, "sub"));
    println!("mkdir {}", on(files::create_directory_at, "sub"));
    println!("mkdir {}", on(files::create_directory_at, "no/where"));
    println!("link {}", pair("file", "sub/linked", "link"));
    println!("link {}", pair("file", "sub/linked", "link"));
    println!("link {}", pair("nothing", "sub/other", "link"));
    println!("stat {}", stat_of("sub/linked", 0));
    println!("symlink {}", pair("sub/linked", "soft", "symlink"));
    println!("symlink {}", pair("gone", "dangling", "symlink"));
    println!("stat {} / {}", stat_of("soft", 1), stat_of("soft", 0).split(" links").next().unwrap());
    println!("stat {}", stat_of("dangling", 1));
    for path in ["soft", "dangling", "file", "nothing", "foreign"] {
        let area = call(|r| unsafe { files::readlink_at(folder, path.as_ptr(), path.len(), r) });
        match outcome(&area, 4).as_str() {
            "ok" => println!("readlink {:?}", area.text(4)),
            error => println!("readlink {error}"),
        }
    }
    println!("rename {}", pair("soft", "sub/soft", "rename"));
    println!("rename {}", pair("soft", "sub/soft", "rename"));
    println!("rmdir {}", on(files::remove_directory_at, "sub"));
    println!("rmdir {}", on(files::remove_directory_at, "file"));
    println!("unlink {}", on(files::unlink_file_at, "sub"));
    println!("unlink {}", on(files::unlink_file_at, "dangling"));
    println!("unlink {}", on(files::unlink_file_at, "dangling"));
}

fn file_streams(folder: u32) {
    let open_stream = |area: Area| match outcome(&area, 4).as_str() {
        "ok" => area.word(4),
        error => panic!("{error}"),
    };
    unsafe {
        let file = open(folder, "streamed", CREATE | TRUNCATE, READ | WRITE).unwrap();
        let out = open_stream(call(|r| files::write_via_stream(file, 3, r)));
        let room = call(|r| streams::check_write(out, r));
        println!("room {} {}", streamed(&room, 8), room.long(8) > 0);
        println!("write {}", streamed(&call(|r| streams::write(out, b"abcdef".as_ptr(), 6, r)), 4));
        println!("flush {}", streamed(&call(|r| streams::flush(out, r)), 4));
        println!("flush {}", streamed(&call(|r| streams::blocking_flush(out, r)), 4));
        let written = call(|r| streams::blocking_write(out, b"ghi".as_ptr(), 3, r));
        println!("write {}", streamed(&written, 4));
        println!("room {}", streamed(&call(|r| streams::check_write(out, r)), 8));
        println!("zeros {}", streamed(&call(|r| streams::write_zeroes(out, 2, r)), 4));
        println!("flush {}", streamed(&call(|r| streams::blocking_flush(out, r)), 4));
        println!("zeros {}", streamed(&call(|r| streams::blocking_write_zeroes(out, 1, r)), 4));
        let pollable = streams::output_subscribe(out);
        poll::block(pollable);
        println!("ready {}", poll::ready(pollable));
        poll::drop_pollable(pollable);
        let end = open_stream(call(|r| files::append_via_stream(file, r)));
        println!("append {}", streamed(&call(|r| streams::blocking_write(end, b"END".as_ptr(), 3, r)), 4));
        streams::drop_output(end);
        streams::drop_output(out);

        let input = open_stream(call(|r| files::read_via_stream(file, 1, r)));
        let pollable = streams::input_subscribe(input);
        poll::block(pollable);
        println!("ready {}", poll::ready(pollable));
        let read = call(|r| streams::blocking_read(input, 4, r));
        println!("read {} {:?}", streamed(&read, 4), read.bytes(4));
        let skipped = call(|r| streams::blocking_skip(input, 2, r));
        println!("skip {} {}", streamed(&skipped, 8), skipped.long(8));
        let read = call(|r| streams::blocking_read(input, 100, r));
        println!("read {} {:?}", streamed(&read, 4), read.bytes(4));
        println!("read {}", streamed(&call(|r| streams::blocking_read(input, 100, r)), 4));
        println!("read {}", streamed(&call(|r| streams::blocking_read(input, 100, r)), 4));
        println!("skip {}", streamed(&call(|r| streams::blocking_skip(input, 1, r)), 8));
        poll::drop_pollable(pollable);
        streams::drop_input(input);

        let copy = open(folder, "copy", CREATE, READ | WRITE).unwrap();
        let input = open_stream(call(|r| files::read_via_stream(file, 3, r)));
        let out = open_stream(call(|r| files::write_via_stream(copy, 0, r)));
        let moved = call(|r| streams::blocking_splice(out, input, 4, r));
        println!("splice {} {}", streamed(&moved, 8), moved.long(8));
        println!("flush {}", streamed(&call(|r| streams::blocking_flush(out, r)), 4));
        let moved = call(|r| streams::blocking_splice(out, input, 3, r));
        println!("splice {} {}", streamed(&moved, 8), moved.long(8));
        println!("flush {}", streamed(&call(|r| streams::blocking_flush(out, r)), 4));
        // Those that do not wait may do nothing.
        let moved = call(|r| streams::splice(out, input, 0, r));
        println!("splice {}", streamed(&moved, 8));
        let skipped = call(|r| streams::skip(input, 0, r));
        println!("skip {}", streamed(&skipped, 8));
        let read = call(|r| streams::read(input, 0, r));
        println!("read {}", streamed(&read, 4));
        // A stream outlives the descriptor that it is of.
        files::drop_descriptor(file);
        let read = call(|r| streams::blocking_read(input, 2, r));
        println!("read {} {:?}", streamed(&read, 4), read.bytes(4));
        streams::drop_input(input);
        streams::drop_output(out);
        let read = call(|r| files::read(copy, 100, 0, r));
        println!("copy {:?}", read.bytes(4));
        files::drop_descriptor(copy);
    }
    println!("{:?}", std::fs::read("streamed").unwrap());
}

fn listing(folder: u32) {
    unsafe {
        let area = call(|r| files::read_directory(folder, r));
        println!("list {}", outcome(&area, 4));
        let stream = area.word(4);
        let mut names = Vec::new();
        loop {
            let entry = call(|r| files::read_directory_entry(stream, r));
            match outcome(&entry, 4).as_str() {
                "ok" if entry.byte(4) == 0 => break,
                "ok" => names.push((entry.text(12), entry.byte(8))),
                error => names.push((error.to_owned(), 0)),
            }
        }
        names.sort();
        println!("{names:?}");
        files::drop_entries(stream);
        let sub = open(folder, "sub", DIRECTORY, READ | MUTATE).unwrap();
        let area = call(|r| files::stat(sub, r));
        println!("sub {} {}", outcome(&area, 8), area.byte(8));
        let inner = open(sub, "linked", 0, READ).unwrap();
        println!("inner {}", stat(&call(|r| files::stat(inner, r))));
        files::drop_descriptor(inner);
        for name in ["linked", "soft"] {
            let area = call(|r| files::unlink_file_at(sub, name.as_ptr(), name.len(), r));
            println!("unlink {}", outcome(&area, 1));
        }
        files::drop_descriptor(sub);
        let area = call(|r| files::remove_directory_at(folder, "sub".as_ptr(), 3, r));
        println!("rmdir {}", outcome(&area, 1));
    }
}

fn refused(folder: u32) {
    for (path, open_flags, flags) in [
        ("nothing", 0, READ),
        ("nothing/below", 0, READ),
        ("file/below", 0, READ),
        ("..", 0, READ),
        ("../outside", CREATE, WRITE),
        ("/etc/passwd", 0, READ),
        ("file", DIRECTORY, READ),
        (".", 0, READ | WRITE),
        ("", 0, READ),
    ] {
        println!("open {path:?}: {:?}", open(folder, path, open_flags, flags).err());
    }
    unsafe {
        let listed = open(folder, "file", 0, READ).unwrap();
        println!("list file {}", outcome(&call(|r| files::read_directory(listed, r)), 4));
        println!("size of reader failed {}", call(|r| files::set_size(listed, 1, r)).byte(0));
        println!("read folder failed {}", call(|r| files::read(folder, 1, 0, r)).byte(0));
        files::drop_descriptor(listed);
    }
}

/// What is done to a descriptor that it is not open for.
fn wrong_kinds(folder: u32) {
    let plain = |name: &str, area: Area, at: usize| println!("  {name} {}", outcome(&area, at));
    unsafe {
        let opened = [
            ("reader", open(folder, "file", 0, READ).unwrap()),
            ("writer", open(folder, "file", 0, WRITE).unwrap()),
            ("neither", open(folder, "file", 0, 0).unwrap()),
            ("creator", open(folder, "file", CREATE, 0).unwrap()),
            ("folder", open(folder, ".", DIRECTORY, READ).unwrap()),
            ("granted", folder),
        ];
        for (name, handle) in opened {
            println!("{name}");
            let flags = call(|r| files::get_flags(handle, r));
            println!("  flags {} {}", outcome(&flags, 1), flags.byte(1));
            plain("read", call(|r| files::read(handle, 1, 0, r)), 4);
            plain("write", call(|r| files::write(handle, "x".as_ptr(), 1, 0, r)), 8);
            plain("size", call(|r| files::set_size(handle, 8, r)), 1);
            plain("advise", call(|r| files::advise(handle, 0, 0, 0, r)), 1);
            plain("sync", call(|r| files::sync(handle, r)), 1);
            plain("data", call(|r| files::sync_data(handle, r)), 1);
            plain("times", call(|r| files::set_times(handle, 0, 0, 0, 2, 5, 6, r)), 1);
            plain("long", call(|r| files::set_times(handle, 0, 0, 0, 2, 5, 1_000_000_000, r)), 1);
            plain("late", call(|r| files::set_times(handle, 0, 0, 0, 2, u64::MAX, 0, r)), 1);
            plain("list", call(|r| files::read_directory(handle, r)), 4);
            plain("stat at", call(|r| files::stat_at(handle, 0, "file".as_ptr(), 4, r)), 8);
            plain("hash", call(|r| files::metadata_hash(handle, r)), 8);
            let stream = call(|r| files::read_via_stream(handle, 0, r));
            plain("input", Area(stream.0), 4);
            if stream.byte(0) == 0 {
                let read = call(|r| streams::blocking_read(stream.word(4), 1, r));
                println!("  read {}", streamed(&read, 4));
                let read = call(|r| streams::blocking_read(stream.word(4), 1, r));
                println!("  read {}", streamed(&read, 4));
                streams::drop_input(stream.word(4));
            }
            for (what, stream) in [
                ("output", call(|r| files::write_via_stream(handle, 0, r))),
                ("append", call(|r| files::append_via_stream(handle, r))),
            ] {
                plain(what, Area(stream.0), 4);
                if stream.byte(0) == 0 {
                    for _ in 0..2 {
                        let written = call(|r| streams::blocking_write(stream.word(4), "y".as_ptr(), 1, r));
                        println!("  write {}", streamed(&written, 4));
                    }
                    streams::drop_output(stream.word(4));
                }
            }
            if handle != folder {
                files::drop_descriptor(handle);
            }
        }
    }
}

fn standard_streams() {
    unsafe {
        let stdin = cli::get_stdin();
        let pollable = streams::input_subscribe(stdin);
        poll::block(pollable);
        println!("input is ready {}", poll::ready(pollable));
        let area = call(|r| poll::poll([pollable].as_ptr(), 1, r));
        println!("{} ready", area.word(4));
        let mut all = Vec::new();
        loop {
            let read = call(|r| streams::blocking_read(stdin, 7, r));
            match streamed(&read, 4).as_str() {
                "ok" => all.extend_from_slice(read.bytes(4)),
                end => break println!("input ends: {end}"),
            }
        }
        println!("input {:?}", String::from_utf8_lossy(&all));
        poll::drop_pollable(pollable);
        streams::drop_input(stdin);
        for (stream, text) in [(cli::get_stdout(), "to stdout\n"), (cli::get_stderr(), "to stderr\n")] {
            let written = call(|r| streams::blocking_write(stream, text.as_ptr(), text.len(), r));
            assert_eq!(streamed(&written, 4), "ok");
            streams::drop_output(stream);
        }
    }
}

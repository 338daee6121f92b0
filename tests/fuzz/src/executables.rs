//! Executables with random rights: what is read back from them is what was put in, and
//! where they are damaged, nobody who reads them panics. Where only their rights are,
//! the program still runs to an end.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tests::process::{self, Finished};
use tests::workspace::root;
use wasi2native::embed::{Content, Embedded, Entry};
use wasi2native::executable::{Found, permitted, read_notes, read_program};
use wasi2native::options::{Emit, Lockdown, Options, Symbols};
use wasi2native::report::Silent;
use wasi2native_runtime_support::abi::capabilities::{Access, Capabilities as Decoded, NetworkAct};
use wasi2native_runtime_support::abi::descriptor::{MAGIC, ProgramDescriptor, SUMMED_WORDS, sum};
use wasi2native_runtime_support::{Capabilities, Folder, Hosts, NetworkGrant, Variable};

use crate::bytes::Verdict;
use crate::random::Random;

/// Opens, lists and reads all that it finds open.
const READER: &str = "tests/run/preview1/embedded.wasm";

/// The program of all cases.
pub fn module() -> std::io::Result<Vec<u8>> {
    fs::read(root().join(READER))
}

/// Makes an executable of a seed, and does to it what the module says.
pub fn check(seed: u64, module: &[u8], folder: &Path) -> Verdict {
    let mut random = Random::new(seed ^ 0xe1f);
    let random = &mut random;
    let options = options(random);
    let work = AssertUnwindSafe(|| wasi2native::compile(module, &options, &Silent));
    let file = match catch_unwind(work) {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err(String::from("the compiler panics")),
    };
    let found = read_program(&file).ok_or("it cannot be read back")?;
    compare(&options, &found)?;
    match random.below(6) {
        0 => run(&file, folder, |_| ()),
        1 | 2 => {
            let place = random.pick_clone(&rights(&file, &found));
            run(&file, folder, |file| damage(random, &mut file[place]))
        }
        3 => {
            let place = descriptor(&file).ok_or("it has no descriptor")?;
            run_with_damaged_descriptor(random, &file, place, folder)
        }
        _ => read_damaged(random, file),
    }
}

fn network_grant(random: &mut Random) -> NetworkGrant {
    let port = random.next() as u16;
    let bits = random.next();
    NetworkGrant {
        act: random.pick(&[NetworkAct::Connect, NetworkAct::Listen]),
        hosts: match random.below(4) {
            0 => Hosts::Any,
            1 => Hosts::Prefix(Ipv4Addr::from_bits(bits as u32).into(), (bits >> 32) as u8 % 33),
            2 => Hosts::Prefix(Ipv6Addr::from_bits(bits.into()).into(), (bits >> 32) as u8 % 129),
            _ => Hosts::Name(format!("host-{bits}.example")),
        },
        first_port: port,
        last_port: port.saturating_add(random.next() as u8 as u16),
    }
}

fn options(random: &mut Random) -> Options {
    let mut embedded = Embedded::default();
    for number in 0..random.pick(&[0, 0, 1, 3]) {
        let name = name(random);
        let tree = Entry { time: random.edge(64), content: folder(random, 0) };
        embedded.add(&[&name[..], &[b'0' + number]].concat(), tree).expect("it is small");
    }
    let count = |random: &mut Random| random.pick(&[0, 0, 1, 2, 9]);
    let text = |random: &mut Random| name(random);
    Options {
        capabilities: Capabilities {
            inherit_env: random.chance(1, 2),
            inherit_network: random.chance(1, 2),
            allow_override: random.chance(1, 3),
            explain: random.chance(1, 3),
            folders: (0..count(random))
                .map(|_| Folder {
                    // One that is there, so that the program starts.
                    host: b".".to_vec(),
                    guest: text(random),
                    access: random.pick(&[Access::ReadWrite, Access::ReadOnly]),
                })
                .collect(),
            variables: (0..count(random))
                .map(|_| Variable {
                    name: text(random),
                    value: random.chance(1, 2).then(|| text(random)),
                })
                .collect(),
            network: (0..count(random)).map(|_| network_grant(random)).collect(),
            // There are none to start it with.
            listeners: Vec::new(),
            inherit_listeners: random.chance(1, 2),
            serve: None,
        },
        arguments: (0..count(random)).map(|_| text(random)).collect(),
        embedded: Arc::new(embedded),
        lockdown: random.pick(&[Lockdown::Off, Lockdown::On]),
        symbols: random.pick(&[Symbols::Keep, Symbols::Strip]),
        optimize: wasi2native::options::Optimize::None,
        emit: Emit::Executable,
        ..Options::default()
    }
}

/// Bytes that can be a name, mostly short.
fn name(random: &mut Random) -> Vec<u8> {
    let count = random.pick(&[1, 2, 5, 40]);
    let mut name = random.bytes(count);
    name.iter_mut().filter(|byte| matches!(byte, 0 | b'/')).for_each(|byte| *byte = b'x');
    name
}

fn folder(random: &mut Random, depth: u32) -> Content {
    let count = if depth > 3 { 0 } else { random.pick(&[0, 1, 3, 20]) };
    let mut entries: Vec<(Vec<u8>, Entry)> = Vec::new();
    for _ in 0..count {
        let name = name(random);
        let content = match random.below(4) {
            0 => folder(random, depth + 1),
            1 => Content::Link(self::name(random)),
            _ => {
                let size = random.pick(&[0, 1, 100, 5000]);
                Content::File(random.bytes(size))
            }
        };
        if !entries.iter().any(|(known, _)| *known == name) {
            entries.push((name, Entry { time: random.edge(64), content }));
        }
    }
    Content::Folder(entries)
}

/// What was put in is what is read.
fn compare(options: &Options, found: &Found<'_>) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what} differ"));
    if found.capabilities != options.capabilities.encode() {
        return wrong("the rights");
    }
    let arguments: Vec<u8> =
        options.arguments.iter().flat_map(|text| [text, &b"\0"[..]].concat()).collect();
    if found.arguments != arguments {
        return wrong("the arguments");
    }
    let embedded = &options.embedded;
    if found.embedded_nodes != embedded.nodes.len() as u64
        || found.embedded_bytes != embedded.content.len() as u64
        || found.embedded.len() != embedded.roots.len()
    {
        return wrong("the embedded folders");
    }
    let calls = permitted(&found.filter);
    match options.lockdown {
        Lockdown::Off if found.filter.is_empty() => Ok(()),
        Lockdown::Off => wrong("the lock-down"),
        _ => {
            let calls = calls.ok_or("the filter cannot be read")?;
            let names = calls.iter().filter_map(|call| Some(call.call?.name()));
            let names: Vec<&str> = names.collect();
            let opens = names.contains(&"openat2");
            let may_open =
                !options.capabilities.folders.is_empty() || options.capabilities.allow_override;
            if !names.contains(&"exit_group") || opens != may_open || names.contains(&"execve") {
                return wrong("the system calls");
            }
            Ok(())
        }
    }
}

/// Where in the file rights are.
fn rights(file: &[u8], found: &Found<'_>) -> Vec<Range<usize>> {
    let place = |bytes: &[u8]| {
        let start = bytes.as_ptr() as usize - file.as_ptr() as usize;
        start..start + bytes.len()
    };
    let mut places = vec![place(found.capabilities)];
    places.extend((!found.arguments.is_empty()).then(|| place(found.arguments)));
    // The tables of embedded folders stand before their names.
    places.extend(found.embedded.first().map(|name| {
        let end = place(name).end;
        end.saturating_sub(found.embedded_nodes as usize * 48)..end
    }));
    places
}

/// Where in the file the program descriptor is.
fn descriptor(file: &[u8]) -> Option<Range<usize>> {
    let magic = MAGIC.to_le_bytes();
    // The runtime's code compares with it, and lies behind.
    let start = file.windows(magic.len()).position(|bytes| bytes == magic)?;
    Some(start..start + size_of::<ProgramDescriptor>())
}

/// Changes some words of the descriptor, mostly to others that can be in one, and lets
/// the runtime say so before it believes them.
fn run_with_damaged_descriptor(
    random: &mut Random,
    file: &[u8],
    place: Range<usize>,
    folder: &Path,
) -> Verdict {
    let mut damaged = file[place.clone()].to_vec();
    damage_words(random, &mut damaged);
    let is_damaged = damaged != file[place.clone()];
    let mut changed = file.to_vec();
    changed[place].copy_from_slice(&damaged);
    if is_damaged && read_program(&changed).is_some() {
        return Err(String::from("a damaged descriptor is believed"));
    }
    let ended = start(&changed, folder)?;
    let said = ended.stderr_text();
    let complains = ["is damaged", "has no program in it"].iter().any(|what| said.contains(what));
    match ended.status.code() {
        Some(1) if is_damaged && complains && said.lines().count() == 1 => Ok("told of damage"),
        _ if !is_damaged => Ok("ran"),
        _ => Err(format!("with a damaged descriptor it {}: {said}", ended.ending())),
    }
}

fn damage_words(random: &mut Random, bytes: &mut [u8]) {
    let count = bytes.len() / 8;
    for _ in 0..random.pick(&[1, 1, 2, 5, 60]) {
        let word = match random.below(4) {
            // Another one's place or length.
            0 => {
                let other = random.below(count) * 8;
                bytes[other..other + 8].try_into().expect("these are eight")
            }
            _ => random.edge(64).to_le_bytes(),
        };
        let place = random.below(count) * 8;
        bytes[place..place + 8].copy_from_slice(&word);
    }
    if random.chance(1, 2) {
        damage(random, bytes);
    }
}

fn damage(random: &mut Random, bytes: &mut [u8]) {
    for _ in 0..random.pick(&[1, 1, 3, 20]) {
        let place = random.below(bytes.len().max(1));
        let Some(byte) = bytes.get_mut(place) else { return };
        match random.below(3) {
            0 => *byte ^= 1 << random.below(8),
            1 => *byte = random.pick(&[0, 1, 0x7f, 0x80, 0xff]),
            _ => *byte = random.next() as u8,
        }
    }
}

/// Damages the file anywhere, and reads it.
fn read_damaged(random: &mut Random, mut file: Vec<u8>) -> Verdict {
    for _ in 0..20 {
        if random.chance(1, 4) {
            file.truncate(random.below(file.len() + 1));
        }
        match descriptor(&file).filter(|place| place.end <= file.len()) {
            Some(place) if random.chance(1, 2) => {
                damage_words(random, &mut file[place.clone()]);
                // As somebody would who wants it to be believed.
                add_up(&mut file[place]);
            }
            _ => {
                let start = random.below(file.len() + 1);
                let end = (start + random.pick(&[100, 5000, 1 << 20])).min(file.len());
                damage(random, &mut file[start..end]);
            }
        }
        let read = AssertUnwindSafe(|| {
            let _ = read_notes(&file);
            let Some(found) = read_program(&file) else { return };
            let _ = permitted(&found.filter);
            if let Some(rights) = Decoded::decode(found.capabilities) {
                let _ = (rights.folders().count(), rights.variables().count());
            }
        });
        if catch_unwind(read).is_err() {
            return Err(String::from("reading a damaged executable panics"));
        }
    }
    Ok("read damaged")
}

/// Gives a descriptor the sum that it should have.
fn add_up(descriptor: &mut [u8]) {
    let (words, place) = descriptor.split_at_mut(SUMMED_WORDS * 8);
    let words = words.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word));
    place.copy_from_slice(&sum(words).to_le_bytes());
}

/// Runs the executable after a change. It may say that something is wrong, but neither
/// crash nor go on for ever.
fn run(file: &[u8], folder: &Path, change: impl FnOnce(&mut [u8])) -> Verdict {
    let mut changed = file.to_vec();
    change(&mut changed);
    let ended = start(&changed, folder)?;
    match ended.status.signal() {
        None if ended.timed_out => Err(String::from("it does not end")),
        Some(signal) => Err(format!("it is ended by signal {signal}: {}", ended.stderr_text())),
        None if ended.stderr_text().contains("internal error") => Err(ended.stderr_text()),
        None => Ok("ran"),
    }
}

fn start(file: &[u8], folder: &Path) -> Result<Finished, String> {
    const LIMIT: Duration = Duration::from_secs(20);
    let path = folder.join("program");
    let write = || {
        let _ = fs::remove_file(&path);
        fs::write(&path, file)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
    };
    write().map_err(|error| error.to_string())?;
    let mut command = Command::new(&path);
    command.current_dir(folder).env_clear();
    process::run(&mut command, b"", LIMIT).map_err(|error| error.to_string())
}

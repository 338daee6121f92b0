//! Rights that are chosen at start, where the build allowed that: the flags in an
//! environment variable replace those that were compiled in.
//!
//! # Safety
//! The encoded rights are written once, before anything reads them.
#![allow(unsafe_code)]

use core::slice;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::abi::capabilities::{
    self, ALL_FOLDERS, ALLOW_OVERRIDE, Access, Backslash, CURRENT_FOLDER, Capabilities, EXPLAIN,
    Folder, INHERIT_ENV, INHERIT_NETWORK, OVERRIDE_VARIABLE, Variable,
};
use crate::arch;
use crate::host::{embedded, environment};
use crate::message::report;
use crate::process;
use crate::program;
use crate::sys::memory;

/// How many bytes at [`arch::OVERRIDE`] are the encoded rights; 0: there are none.
static LENGTH: AtomicUsize = AtomicUsize::new(0);

/// The encoded rights, where they were chosen at start.
pub fn capabilities() -> Option<&'static [u8]> {
    match LENGTH.load(Relaxed) {
        0 => None,
        // SAFETY: `start` has written so many bytes, and nobody changes them.
        length => Some(unsafe { slice::from_raw_parts(arch::OVERRIDE as *const u8, length) }),
    }
}

/// Reads the variable, if it is there and may be used. An error has been reported.
pub fn start() -> Result<(), ()> {
    let compiled_in = Capabilities::decode(program::capabilities());
    let Some(compiled_in) = compiled_in.filter(|all| all.has(ALLOW_OVERRIDE)) else {
        return Ok(());
    };
    // Who starts a set-user-ID program is not who may choose. Source: getauxval(3).
    const AT_SECURE: usize = 23;
    if process::auxiliary(AT_SECURE) != Some(0) {
        return Ok(());
    }
    let Some(text) = environment::inherited_value(OVERRIDE_VARIABLE) else { return Ok(()) };
    // A word and what separates it from the next become a grant of less than 32
    // bytes and twice its own.
    let size = 4096 + 34 * text.len();
    memory::map_at(arch::OVERRIDE, size).map_err(|_| {
        report(&|message| {
            message.text("not enough memory for the rights in ").escaped(OVERRIDE_VARIABLE);
        });
    })?;
    // SAFETY: it was mapped just now, and nobody else knows of it.
    let space = unsafe { slice::from_raw_parts_mut(arch::OVERRIDE as *mut u8, size) };
    let mut writer = Writer { rest: space, length: 0 };
    encode(text, compiled_in.flag(EXPLAIN), &mut writer).map_err(|problem| {
        report(&|message| {
            message.escaped(OVERRIDE_VARIABLE).text(": ");
            match problem {
                Problem::Unknown(word) => {
                    message.text("cannot understand `").escaped(word);
                    message.text("`; it takes --dir, --env, --inherit-env, ");
                    message.text("--inherit-network and --allow-all");
                }
                Problem::Conflict(guest) => {
                    message.text("two different grants of a folder `").escaped(guest).text("`");
                }
            }
        });
    })?;
    LENGTH.store(writer.length, Relaxed);
    Ok(())
}

/// A flag and its value.
enum Flag<'a> {
    Folder(Folder<'a>),
    Variable(Variable<'a>),
    InheritEnv,
    InheritNetwork,
    AllowAll,
}

/// Why the text cannot be used.
enum Problem<'a> {
    Unknown(&'a [u8]),
    /// Two folders have this name.
    Conflict(&'a [u8]),
}

/// Encodes what the flags in `text` grant together, which is what they grant when a
/// program is compiled.
fn encode<'a>(text: &'a [u8], mut flags: u32, writer: &mut Writer<'_>) -> Result<(), Problem<'a>> {
    let (mut variables, mut all) = (0, false);
    for flag in parse(text) {
        match flag.map_err(Problem::Unknown)? {
            Flag::Folder(_) => {}
            Flag::Variable(_) => variables += 1,
            Flag::InheritEnv => flags |= INHERIT_ENV,
            Flag::InheritNetwork => flags |= INHERIT_NETWORK,
            Flag::AllowAll => (flags, all) = (flags | INHERIT_ENV | INHERIT_NETWORK, true),
        }
    }
    if let Some(guest) = conflict(text, all) {
        return Err(Problem::Conflict(guest));
    }
    writer.number(flags);
    writer.number(folders(text, all).count() as u32);
    let has_root = folders(text, all).any(|folder| same(folder.guest, b"/"));
    for is_last in [false, true] {
        for folder in folders(text, all) {
            if (has_root && same(folder.guest, CURRENT_FOLDER)) == is_last {
                writer.folder(&folder);
            }
        }
    }
    writer.number(variables);
    for flag in parse(text) {
        if let Ok(Flag::Variable(variable)) = flag {
            writer.number(u32::from(variable.value.is_none()));
            writer.text(variable.name);
            writer.text(variable.value.unwrap_or_default());
        }
    }
    // Neither grants of addresses nor sockets.
    writer.number(0);
    writer.number(0);
    Ok(())
}

/// The name of two different folders, if any have the same.
fn conflict(text: &[u8], all: bool) -> Option<&[u8]> {
    let mut chosen = folders(text, all).enumerate();
    chosen.find_map(|(index, folder)| {
        let is_named = |other: &[u8]| same(other, folder.guest);
        let is_taken = folders(text, all).take(index).any(|other| is_named(other.guest))
            || embedded::names().any(is_named);
        is_taken.then_some(folder.guest)
    })
}

/// The folders that are granted, those that are granted twice once.
fn folders(text: &[u8], all: bool) -> impl Iterator<Item = Folder<'_>> {
    let once = named_folders(text).enumerate().filter(move |(index, folder)| {
        !named_folders(text).take(*index).any(|other| {
            same(other.guest, folder.guest)
                && same(other.host, folder.host)
                && other.access == folder.access
        })
    });
    let others = ALL_FOLDERS
        .into_iter()
        .filter(move |name| all && !named_folders(text).any(|folder| same(folder.guest, name)));
    let others = others.map(|name| Folder { host: name, guest: name, access: Access::ReadWrite });
    once.map(|(_, folder)| folder).chain(others)
}

/// The folders that are granted one by one.
fn named_folders(text: &[u8]) -> impl Iterator<Item = Folder<'_>> {
    parse(text).filter_map(|flag| match flag {
        Ok(Flag::Folder(folder)) => Some(folder),
        _ => None,
    })
}

/// Whether two texts say the same.
fn same(one: &[u8], other: &[u8]) -> bool {
    unescaped(one).eq(unescaped(other))
}

/// The bytes that a text stands for.
fn unescaped(text: &[u8]) -> impl Iterator<Item = u8> {
    let mut is_escaped = false;
    text.iter().copied().filter(move |&byte| {
        is_escaped = byte == b'\\' && !is_escaped;
        !is_escaped
    })
}

/// The flags in a text; what is none is an error.
fn parse(text: &[u8]) -> impl Iterator<Item = Result<Flag<'_>, &[u8]>> {
    let mut words = Words { rest: text };
    core::iter::from_fn(move || {
        let word = words.next()?;
        let equals = word.iter().position(|&byte| byte == b'=').filter(|_| word.starts_with(b"--"));
        let (name, value) = match equals {
            Some(place) => (word.get(..place)?, word.get(place + 1..)),
            None => (word, None),
        };
        let flag = match name {
            b"--inherit-env" if value.is_none() => Some(Flag::InheritEnv),
            b"--inherit-network" if value.is_none() => Some(Flag::InheritNetwork),
            b"--allow-all" if value.is_none() => Some(Flag::AllowAll),
            b"--dir" => value
                .or_else(|| words.next())
                .and_then(|value| capabilities::parse_folder(value, Backslash::Escapes))
                .map(Flag::Folder),
            b"--env" => value
                .or_else(|| words.next())
                .and_then(capabilities::parse_variable)
                .map(Flag::Variable),
            _ => None,
        };
        Some(flag.ok_or(word))
    })
}

/// The words of a text, with their backslashes.
struct Words<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        self.rest = self.rest.trim_ascii_start();
        let mut is_escaped = false;
        let end = self.rest.iter().position(|&byte| {
            let ends = byte.is_ascii_whitespace() && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        });
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

/// Writes rights as the compiler encodes them.
struct Writer<'a> {
    rest: &'a mut [u8],
    length: usize,
}

impl Writer<'_> {
    fn byte(&mut self, byte: u8) {
        if let Some(place) = self.rest.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    fn number(&mut self, number: u32) {
        number.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    fn folder(&mut self, folder: &Folder<'_>) {
        self.number(folder.access as u32);
        self.text(folder.host);
        self.text(folder.guest);
    }

    /// The length, the text, a NUL. What is behind a backslash is meant itself.
    fn text(&mut self, text: &[u8]) {
        let place = self.length;
        self.number(0);
        unescaped(text).for_each(|byte| self.byte(byte));
        let length = (self.length - place - size_of::<u32>()) as u32;
        self.byte(0);
        if let Some(bytes) = self.rest.get_mut(place..place + size_of::<u32>()) {
            bytes.copy_from_slice(&length.to_le_bytes());
        }
    }
}

//! Sockets that the process was started with for the program: those that the
//! options number, and those of a service manager. Source: sd_listen_fds(3).

use core::str;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::abi::capabilities::Capabilities;
use crate::host::Result;
use crate::host::descriptors::{self, Descriptor, Kind};
use crate::host::environment::{Variable, inherited_value};
use crate::host::grants::capabilities;
use crate::host::rights::Rights;
use crate::sys::sockets::socket_type;
use crate::sys::{Errno, Fd, OwnedFd, network, process};

/// The first descriptor of a service manager. Source: sd_listen_fds(3),
/// `SD_LISTEN_FDS_START`.
const FIRST: u32 = 3;

/// How many sockets a program gets at most.
const MOST: u32 = 99;

/// How many it got.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A descriptor that an option numbers, and that is no open socket.
#[derive(Clone, Copy, Debug)]
pub struct Unavailable {
    pub number: u32,
    pub errno: Errno,
}

/// Gives the program its sockets, with the numbers behind the standard streams.
pub fn start() -> Result<(), Unavailable> {
    let Some(capabilities) = capabilities() else { return Ok(()) };
    for (index, number) in capabilities.listeners().enumerate() {
        let is_repeated = capabilities.listeners().take(index).any(|earlier| earlier == number);
        if !is_repeated {
            insert(number).map_err(|errno| Unavailable { number, errno })?;
        }
    }
    if capabilities.inherits_listeners() || capabilities.inherits_network() {
        start_managed(&capabilities);
    }
    Ok(())
}

/// What a service manager hands over and is no socket is left alone.
fn start_managed(capabilities: &Capabilities<'_>) {
    for number in FIRST..FIRST + managed_count().min(MOST) {
        if capabilities.listeners().all(|listener| listener != number) {
            let _ = insert(number);
        }
    }
}

/// How many descriptors a service manager hands over to this very process.
fn managed_count() -> u32 {
    let number = |name: &[u8]| str::from_utf8(inherited_value(name)?).ok()?.parse::<u32>().ok();
    match number(b"LISTEN_PID") {
        Some(id) if id as usize == process::process_id() => number(b"LISTEN_FDS").unwrap_or(0),
        _ => 0,
    }
}

fn insert(number: u32) -> Result {
    let host = Fd(number as i32);
    socket_type(host)?;
    if count() == MOST {
        return Err(Errno::EMFILE);
    }
    // It need not listen yet.
    let is_bound = network::peer_address(host).is_err()
        && network::local_address(host).is_ok_and(|address| address.port() != 0);
    let descriptor = Descriptor {
        kind: Kind::Listener,
        rights: Rights::OF_SOCKET,
        grant: if is_bound { Descriptor::BOUND } else { 0 },
        ..Descriptor::inherited(host.0)
    };
    descriptors::insert(OwnedFd::inherited(number), descriptor)?;
    COUNT.fetch_add(1, Relaxed);
    Ok(())
}

/// How many sockets the program found open.
pub fn count() -> u32 {
    COUNT.load(Relaxed)
}

const FDS: &[u8] = b"LISTEN_FDS";
const FDNAMES: &[u8] = b"LISTEN_FDNAMES";

/// The variables by which the program knows of them.
pub fn variables() -> [Option<Variable>; 2] {
    let count = count() as usize;
    let Some(text) = NUMBERS.get(count).filter(|_| count > 0) else { return [None, None] };
    let text = text.strip_prefix(b"0").unwrap_or(text);
    let names = if are_as_managed() { inherited_value(FDNAMES) } else { None };
    [Some((FDS, text)), names.map(|names| (FDNAMES, names))]
}

/// Whether a variable of this name would tell something else.
pub fn replaces(name: &[u8]) -> bool {
    count() > 0 && (name == FDS || name == FDNAMES)
}

/// Whether the program has just what the service manager has handed over, as names tell
/// descriptors by their order.
fn are_as_managed() -> bool {
    count() == managed_count()
        && capabilities().is_some_and(|capabilities| capabilities.listeners().next().is_none())
}

/// The numbers to [`MOST`] in two digits.
static NUMBERS: [[u8; 2]; MOST as usize + 1] = {
    let mut numbers = [[0; 2]; MOST as usize + 1];
    let mut number = 0;
    while number < numbers.len() {
        numbers[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    numbers
};

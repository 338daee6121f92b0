//! Calls every function of `wasi:sockets` 0.2 as components do, both ends of each
//! connection in one program, and prints what can be compared with another engine.

/// Calls a function that takes an `ip-socket-address` behind two other parameters.
macro_rules! with_address {
    ($function:ident, $first:expr, $second:expr, $address:expr) => {{
        let [a, b, c, d, e, f, g, h, i, j, k, l] = $address;
        move |r| unsafe { $function($first, $second, a, b, c, d, e, f, g, h, i, j, k, l, r) }
    }};
}

mod imports;
mod tcp;
mod udp;

use std::alloc::{Layout, alloc};
use std::fmt::Write as _;

use imports::*;

/// `ip-socket-address` as parameters.
type Flat = [u32; 12];

/// A place for results.
struct Area(*mut u8);

impl Area {
    fn byte(&self, at: usize) -> u8 {
        unsafe { *self.0.add(at) }
    }
    fn half(&self, at: usize) -> u16 {
        unsafe { self.0.add(at).cast::<u16>().read() }
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
}

fn call(action: impl FnOnce(*mut u8)) -> Area {
    let place = unsafe { alloc(Layout::from_size_align(128, 8).unwrap()) };
    unsafe { place.write_bytes(0xee, 128) };
    action(place);
    Area(place)
}

const ERRORS: [&str; 21] = [
    "unknown", "access-denied", "not-supported", "invalid-argument", "out-of-memory", "timeout",
    "concurrency-conflict", "not-in-progress", "would-block", "invalid-state", "new-socket-limit",
    "address-not-bindable", "address-in-use", "remote-unreachable", "connection-refused",
    "connection-reset", "connection-aborted", "datagram-too-large", "name-unresolvable",
    "temporary-resolver-failure", "permanent-resolver-failure",
];

type Outcome<T> = Result<T, &'static str>;

/// The value, or the error, both of which lie `at` bytes behind the start.
fn outcome<T>(area: &Area, at: usize, value: impl FnOnce() -> T) -> Outcome<T> {
    match area.byte(0) {
        0 => Ok(value()),
        1 => Err(ERRORS[area.byte(at) as usize]),
        other => panic!("result {other}"),
    }
}

fn unit(action: impl FnOnce(*mut u8)) -> Outcome<()> {
    outcome(&call(action), 1, || ())
}

fn long(action: impl FnOnce(*mut u8)) -> Outcome<u64> {
    let area = call(action);
    outcome(&area, 8, || area.long(8))
}

/// Of streams: the error is a variant.
fn streamed<T>(area: &Area, at: usize, value: impl FnOnce() -> T) -> Outcome<T> {
    match (area.byte(0), area.byte(at)) {
        (0, _) => Ok(value()),
        (1, 1) => Err("closed"),
        (1, 0) => {
            unsafe { drop_error(area.word(at + 4)) };
            Err("failed")
        }
        other => panic!("result {other:?}"),
    }
}

const V4: u32 = 0;
const V6: u32 = 1;
const LOCALHOST: [u8; 4] = [127, 0, 0, 1];

fn v4(address: [u8; 4], port: u16) -> Flat {
    let [a, b, c, d] = address.map(u32::from);
    [V4, port.into(), a, b, c, d, 0, 0, 0, 0, 0, 0]
}

fn v6(address: [u16; 8], port: u16) -> Flat {
    let [a, b, c, d, e, f, g, h] = address.map(u32::from);
    [V6, port.into(), 0, a, b, c, d, e, f, g, h, 0]
}

const LOCALHOST6: [u16; 8] = [0, 0, 0, 0, 0, 0, 0, 1];

/// An `ip-socket-address` in memory, as parameters.
fn flat(area: &Area, at: usize) -> Flat {
    match area.byte(at) {
        0 => {
            let part = |index| area.byte(at + 6 + index);
            v4([part(0), part(1), part(2), part(3)], area.half(at + 4))
        }
        1 => {
            let mut address = [0; 8];
            for (index, part) in address.iter_mut().enumerate() {
                *part = area.half(at + 12 + 2 * index);
            }
            v6(address, area.half(at + 4))
        }
        other => panic!("family {other}"),
    }
}

/// Without the port, which is another every time.
fn text(address: Outcome<Flat>) -> String {
    match address {
        Ok([V4, port, a, b, c, d, ..]) => format!("{a}.{b}.{c}.{d} port {}", port != 0),
        Ok([_, port, rest @ ..]) => {
            let mut text = String::new();
            for part in &rest[1..9] {
                write!(text, "{part:x}:").unwrap();
            }
            format!("{text} port {}", port != 0)
        }
        Err(error) => error.to_owned(),
    }
}

fn wait(pollable: u32) {
    unsafe {
        block(pollable);
        assert_eq!(ready(pollable), 1);
        drop_pollable(pollable);
    }
}

fn names(network: u32) {
    for name in ["127.0.0.1", "::1", "2001:db8::ff00:42:8329", "[::1]", "::ffff:127.0.0.1", "", "a b", "a:80", "-/-"] {
        let area = call(|r| unsafe { resolve_addresses(network, name.as_ptr(), name.len(), r) });
        let stream = match outcome(&area, 4, || area.word(4)) {
            Ok(stream) => stream,
            Err(error) => {
                println!("{name:?}: {error}");
                continue;
            }
        };
        let mut found = String::new();
        loop {
            let area = call(|r| unsafe { resolve_next_address(stream, r) });
            match outcome(&area, 2, || area.byte(2)) {
                Ok(0) => break,
                Ok(_) if area.byte(4) == 0 => {
                    let parts = [6, 7, 8, 9].map(|at| area.byte(at));
                    write!(found, " {parts:?}").unwrap();
                }
                Ok(_) => {
                    let parts = [6, 8, 10, 12, 14, 16, 18, 20].map(|at| area.half(at));
                    write!(found, " {parts:x?}").unwrap();
                }
                Err("would-block") => wait(unsafe { resolve_subscribe(stream) }),
                Err(error) => {
                    write!(found, " {error}").unwrap();
                    break;
                }
            }
        }
        println!("{name:?}:{found}");
        unsafe { drop_resolve(stream) };
    }
}

fn main() {
    let network = unsafe { instance_network() };
    tcp::run(network);
    udp::run(network, v4(LOCALHOST, 0), v6(LOCALHOST6, 1));
    udp::run(network, v6(LOCALHOST6, 0), v4(LOCALHOST, 1));
    names(network);
    unsafe { drop_network(network) };
}

//! Asking servers for names: by datagrams, and by a stream where an answer does
//! not fit into one. Source: RFC 1035, "Transport".

use core::net::SocketAddr;

use super::message::{self, Answer, MOST_OF_QUESTION, Question, RecordType};
use super::settings::Settings;
use super::{Failure, Families, Found, Name};
use crate::host::clocks::{self, Clock, NANOSECONDS_PER_SECOND};
use crate::host::network::held;
use crate::sys::network::{self, Blocking, Family};
use crate::sys::poll::{self, Interest};
use crate::sys::sockets::SocketType;
use crate::sys::{Errno, Fd, random};

/// The port of servers for names.
const PORT: u16 = 53;

/// How much of an answer is looked at, in bytes: enough for all addresses that
/// are of use.
const MOST_OF_ANSWER: usize = 4096;

/// How long one question may take altogether, whatever the settings say.
const MOST_TIME: u64 = 120 * NANOSECONDS_PER_SECOND;

/// Adds the addresses that the servers have for a name, or for the first of those
/// that the settings put in its place.
pub fn find(
    name: &Name,
    families: Families,
    settings: &Settings,
    found: &mut Found,
) -> Result<(), Failure> {
    held::release();
    let end = now() + MOST_TIME;
    let mut failure = Failure::NoSuchName;
    for candidate in settings.candidates(name) {
        let mut inquiry = Inquiry::new(candidate, families)?;
        match inquiry.ask_all(settings, end, found) {
            Ok(()) if !found.is_empty() => return Ok(()),
            Ok(()) => failure = Failure::NoAddress,
            Err(Failure::NoSuchName) => {}
            // Whether another candidate is right cannot be known.
            Err(other) => return Err(other),
        }
    }
    Err(failure)
}

/// The questions for a name, one for each family.
struct Inquiry {
    questions: [Option<Question>; 2],
    /// The name exists, even if it has no address.
    exists: bool,
}

impl Inquiry {
    fn new(name: Name, families: Families) -> Result<Inquiry, Failure> {
        let [a, b, c, d] = random::few().map_err(Failure::System)?;
        let first = u16::from_ne_bytes([a, b]);
        // Both answers come to the same socket.
        let second = first ^ u16::from_ne_bytes([c, d]).max(1);
        let question = |is_wanted: bool, id, record_type| {
            is_wanted.then_some(Question { id, name, record_type })
        };
        let questions = [
            question(families.inet4, first, RecordType::Inet4),
            question(families.inet6, second, RecordType::Inet6),
        ];
        Ok(Inquiry { questions, exists: false })
    }

    /// Asks the servers in turn until one has answered everything.
    fn ask_all(&mut self, settings: &Settings, end: u64, found: &mut Found) -> Result<(), Failure> {
        let timeout = settings.timeout * NANOSECONDS_PER_SECOND;
        for _ in 0..settings.attempts {
            for &server in settings.servers() {
                let deadline = (now() + timeout).min(end);
                let server = SocketAddr::new(server, PORT);
                // A server that cannot be reached is one that does not answer.
                let Ok(is_name) = self.ask(server, deadline, found) else { continue };
                if !is_name {
                    return Err(Failure::NoSuchName);
                }
                if self.questions.iter().all(Option::is_none) {
                    return Ok(());
                }
                if now() >= end {
                    return Err(Failure::Again);
                }
            }
        }
        // Half an answer is better than none.
        if found.is_empty() { Err(Failure::Again) } else { Ok(()) }
    }

    /// Asks one server what is still open. Whether the name exists, as far as it
    /// says.
    fn ask(&mut self, server: SocketAddr, deadline: u64, found: &mut Found) -> Result<bool, Errno> {
        // A new socket for each: the kernel gives it a port that nobody can guess,
        // and hands on only what comes from this server.
        let socket = network::open(Family::of(server.ip()), SocketType::Datagram, Blocking::No)?;
        let host = socket.fd();
        network::connect(host, server)?;
        for question in self.questions.iter().flatten() {
            let mut message = [0; MOST_OF_QUESTION];
            let length = question.write(&mut message);
            network::send_bytes(host, message.get(..length).unwrap_or_default())?;
        }
        let mut message = [0; MOST_OF_ANSWER];
        // Whoever sends rubbish may do so a few times.
        for _ in 0..64 {
            if self.questions.iter().all(Option::is_none) {
                break;
            }
            wait(host, Interest::READABLE, deadline)?;
            let length = match network::receive_bytes(host, &mut message) {
                Err(Errno::EAGAIN) => continue,
                result => result?,
            };
            let message = message.get(..length).unwrap_or_default();
            if !self.take(message, server, deadline, found)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes over what an answer says, to whichever question it belongs. False
    /// where the name does not exist.
    fn take(
        &mut self,
        message: &[u8],
        server: SocketAddr,
        deadline: u64,
        found: &mut Found,
    ) -> Result<bool, Errno> {
        for place in &mut self.questions {
            let Some(question) = place else { continue };
            let Some(answer) = message::read(message, question, found) else { continue };
            let answer = match answer {
                Answer::Truncated => ask_by_stream(question, server, deadline, found)?,
                answer => answer,
            };
            match answer {
                Answer::Complete => {
                    self.exists = true;
                    *place = None;
                }
                // It cannot both exist and not exist; what was said first counts.
                Answer::NoSuchName if self.exists => *place = None,
                Answer::NoSuchName => return Ok(false),
                Answer::Truncated | Answer::Failed => return Err(Errno::EAGAIN),
            }
            break;
        }
        Ok(true)
    }
}

/// Asks again, by a stream, in which messages follow their lengths.
fn ask_by_stream(
    question: &Question,
    server: SocketAddr,
    deadline: u64,
    found: &mut Found,
) -> Result<Answer, Errno> {
    let socket = network::open(Family::of(server.ip()), SocketType::Stream, Blocking::No)?;
    let host = socket.fd();
    match network::connect(host, server) {
        Err(Errno::EINPROGRESS | Errno::EINTR) => {
            wait(host, Interest::WRITABLE, deadline)?;
            network::take_error(host)?;
        }
        result => result?,
    }
    let mut asked = [0; MOST_OF_QUESTION];
    let length = question.write(&mut asked);
    let mut message = [0; 2 + MOST_OF_QUESTION];
    let [high, low, rest @ ..] = &mut message;
    [*high, *low] = (length as u16).to_be_bytes();
    rest.copy_from_slice(&asked);
    let mut unsent = message.get(..2 + length).unwrap_or_default();
    while !unsent.is_empty() {
        wait(host, Interest::WRITABLE, deadline)?;
        let count = network::send_bytes(host, unsent)?;
        unsent = unsent.get(count..).unwrap_or_default();
    }
    let mut prefix = [0; 2];
    receive_all(host, &mut prefix, deadline)?;
    let mut answer = [0; MOST_OF_ANSWER];
    let length = usize::from(u16::from_be_bytes(prefix)).min(MOST_OF_ANSWER);
    let answer = answer.get_mut(..length).unwrap_or_default();
    receive_all(host, answer, deadline)?;
    message::read(answer, question, found).ok_or(Errno::EAGAIN)
}

fn receive_all(host: Fd, mut place: &mut [u8], deadline: u64) -> Result<(), Errno> {
    while !place.is_empty() {
        wait(host, Interest::READABLE, deadline)?;
        match network::receive_bytes(host, place) {
            Ok(0) => return Err(Errno::EAGAIN),
            Ok(count) => place = place.get_mut(count..).unwrap_or_default(),
            Err(Errno::EAGAIN) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

/// Waits until a socket is ready. `ETIMEDOUT` where it is not before `deadline`.
fn wait(host: Fd, requested: i16, deadline: u64) -> Result<(), Errno> {
    loop {
        let remaining = deadline.saturating_sub(now());
        let mut interest = [Interest::new(host, requested)];
        match poll::poll(&mut interest, Some(clocks::timespec(remaining))) {
            Ok(0) if remaining == 0 => return Err(Errno::ETIMEDOUT),
            Ok(0) | Err(Errno::EINTR) => {}
            Ok(_) => return Ok(()),
            Err(errno) => return Err(errno),
        }
    }
}

fn now() -> u64 {
    clocks::time(Clock::Monotonic)
}

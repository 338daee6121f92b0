//! What the server says itself, without the program.

use alloc::vec::Vec;

use crate::host::http::fields::{write_field, write_length};
use crate::host::http::head::Refusal;
use crate::host::http::served::{status_line, write_date};

/// The status for a head that was refused.
pub fn status(refusal: Refusal) -> u16 {
    match refusal {
        Refusal::Malformed => 400,
        Refusal::Version => 505,
        Refusal::Coding => 501,
        Refusal::Expectation => 417,
    }
}

/// Whether the connection is used for other requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    KeepsAlive,
    Closes,
}

/// A whole answer with a status, whose text is the phrase of that status.
pub fn answer(status: u16, connection: Connection, is_head: bool) -> Vec<u8> {
    let mut answer = status_line(status);
    let text = answer.get(b"HTTP/1.1 ".len()..).unwrap_or_default().to_vec();
    write_field(&mut answer, b"content-type", b"text/plain");
    // The line ends as a text does, but for the CR.
    write_length(&mut answer, text.len() as u64 - 1);
    write_date(&mut answer);
    if connection == Connection::Closes {
        write_field(&mut answer, b"connection", b"close");
    }
    answer.extend_from_slice(b"\r\n");
    if !is_head {
        answer.extend(text.into_iter().filter(|&byte| byte != b'\r'));
    }
    answer
}

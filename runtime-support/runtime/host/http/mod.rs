//! HTTP/1.1: messages, how they come in and go out through connections, and what the
//! program works on.
//!
//! `head` and `chunks` say what bytes mean, `channel` moves bytes, `incoming` and
//! `outgoing` are bodies, `exchange` is a request of the program, `served` one to it.

pub mod channel;
pub mod chunks;
pub mod connections;
pub mod dial;
pub mod error_code;
pub mod exchange;
pub mod fields;
pub mod head;
pub mod incoming;
pub mod messages;
pub mod outgoing;
pub mod served;
pub mod uri;

//! A server for names that knows a few, and misbehaves as some of them say. Source:
//! RFC 1035, "Messages".

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, UdpSocket};
use std::thread;

/// Answers at port 53 of this machine's addresses until the process ends.
///
/// # Errors
/// The port cannot be had.
pub fn serve() -> io::Result<()> {
    for address in [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)] {
        let socket = UdpSocket::bind((address, 53))?;
        let listener = TcpListener::bind((address, 53))?;
        thread::spawn(move || serve_datagrams(&socket));
        thread::spawn(move || serve_streams(&listener));
    }
    Ok(())
}

fn serve_datagrams(socket: &UdpSocket) {
    let mut message = [0; 512];
    loop {
        let Ok((length, peer)) = socket.recv_from(&mut message) else { return };
        let Some(question) = Question::read(&message[..length]) else { continue };
        for answer in question.answers(Transport::Datagram) {
            // Whoever asked may be gone.
            let _ = socket.send_to(&answer, peer);
        }
    }
}

fn serve_streams(listener: &TcpListener) {
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { return };
        thread::spawn(move || -> io::Result<()> {
            let mut length = [0; 2];
            stream.read_exact(&mut length)?;
            let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
            stream.read_exact(&mut message)?;
            let Some(question) = Question::read(&message) else { return Ok(()) };
            for answer in question.answers(Transport::Stream) {
                let length = u16::try_from(answer.len()).map_err(io::Error::other)?;
                // In pieces, as it may come.
                stream.write_all(&length.to_be_bytes())?;
                for piece in answer.chunks(100) {
                    stream.write_all(piece)?;
                }
            }
            Ok(())
        });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    Datagram,
    Stream,
}

const INET4: u16 = 1;
const ALIAS: u16 = 5;
const INET6: u16 = 28;

struct Question {
    id: u16,
    /// With dots, in lower case.
    name: String,
    record_type: u16,
    /// As it was sent, from the name on.
    bytes: Vec<u8>,
}

impl Question {
    fn read(message: &[u8]) -> Option<Question> {
        let id = u16::from_be_bytes(*message.first_chunk()?);
        let mut labels = Vec::new();
        let mut rest = message.get(12..)?;
        while let Some((&length, tail)) = rest.split_first() {
            let (label, tail) = tail.split_at_checked(length.into())?;
            rest = tail;
            if label.is_empty() {
                break;
            }
            labels.push(String::from_utf8_lossy(label).to_lowercase());
        }
        let record_type = u16::from_be_bytes(*rest.first_chunk()?);
        Some(Question { id, name: labels.join("."), record_type, bytes: message[12..].to_vec() })
    }

    /// The messages that are sent back, none to one and more.
    fn answers(&self, transport: Transport) -> Vec<Vec<u8>> {
        let is4 = self.record_type == INET4;
        let local = |last: u8| if is4 { vec![inet4(last)] } else { vec![] };
        match self.name.as_str() {
            "one.test" | "host.search.test" => vec![self.message(0, &local(1))],
            "db.test" => vec![self.message(0, &local(5))],
            "both.test" => {
                let address = if is4 { inet4(2) } else { inet6() };
                vec![self.message(0, &[address])]
            }
            "six.test" if is4 => vec![self.message(0, &[])],
            "six.test" => vec![self.message(0, &[inet6()])],
            "alias.test" => {
                let records = [
                    record(&wire("end.test"), INET4, &[127, 0, 0, 7]),
                    record(&pointer(12), ALIAS, &wire("middle.test")),
                    record(&wire("middle.test"), ALIAS, &wire("end.test")),
                    // Nobody asked for it.
                    record(&wire("other.test"), INET4, &[127, 9, 9, 9]),
                ];
                vec![self.message(0, if is4 { &records } else { &[] })]
            }
            "circle.test" => vec![self.message(
                0,
                &[
                    record(&pointer(12), ALIAS, &wire("back.test")),
                    record(&wire("back.test"), ALIAS, &wire("circle.test")),
                ],
            )],
            // A name that points to itself, and one that points ahead.
            "pointer.test" => {
                let place = 12 + self.bytes.len() as u16;
                vec![self.message(0, &[record(&pointer(place), INET4, &[127, 0, 0, 1])])]
            }
            "ahead.test" => {
                vec![self.message(0, &[record(&pointer(0x3fff), INET4, &[127, 0, 0, 1])])]
            }
            "cut.test" => {
                let mut message = self.message(0, &[inet4(1), inet4(2)]);
                message.truncate(message.len() - 3);
                vec![if is4 { message } else { self.message(0, &[]) }]
            }
            "many.test" => match transport {
                Transport::Datagram if is4 => vec![self.with_flags(0x8380, &[])],
                _ if is4 => vec![self.message(0, &(1..=200).map(inet4).collect::<Vec<_>>())],
                _ => vec![self.message(0, &[])],
            },
            // First an answer to something else, then rubbish.
            "spoof.test" => {
                let mut other_id = self.message(0, &[inet4(66)]);
                other_id[0] ^= 0xff;
                let other_name = Question {
                    id: self.id,
                    name: String::new(),
                    record_type: self.record_type,
                    bytes: [wire("evil.test"), self.bytes[self.bytes.len() - 4..].to_vec()]
                        .concat(),
                };
                let question = self.with_flags(0x0100, &[inet4(66)]);
                vec![
                    other_id,
                    other_name.message(0, &[inet4(66)]),
                    question,
                    vec![],
                    vec![0; 5],
                    self.message(0, &local(3)),
                ]
            }
            "servfail.test" => vec![self.message(2, &[])],
            "refused.test" => vec![self.message(5, &[])],
            "silent.test" => vec![],
            "empty.test" => vec![self.message(0, &[])],
            _ => vec![self.message(3, &[])],
        }
    }

    fn message(&self, result: u16, records: &[Vec<u8>]) -> Vec<u8> {
        self.with_flags(0x8180 | result, records)
    }

    fn with_flags(&self, flags: u16, records: &[Vec<u8>]) -> Vec<u8> {
        let numbers = [self.id, flags, 1, records.len() as u16, 0, 0];
        let header = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
        [header, self.bytes.clone(), records.concat()].concat()
    }
}

fn record(owner: &[u8], record_type: u16, data: &[u8]) -> Vec<u8> {
    let time_to_live = 60u32.to_be_bytes();
    let length = (data.len() as u16).to_be_bytes();
    [owner, &record_type.to_be_bytes(), &[0, 1], &time_to_live, &length, data].concat()
}

/// An address of the name in the question.
fn inet4(last: u8) -> Vec<u8> {
    record(&pointer(12), INET4, &[127, 0, 0, last])
}

fn inet6() -> Vec<u8> {
    record(&pointer(12), INET6, &Ipv6Addr::LOCALHOST.octets())
}

fn pointer(place: u16) -> Vec<u8> {
    (0xc000 | place).to_be_bytes().to_vec()
}

fn wire(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(label.len() as u8);
        bytes.extend(label.bytes());
    }
    bytes.push(0);
    bytes
}

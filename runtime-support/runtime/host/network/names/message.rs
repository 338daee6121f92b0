//! Questions to servers for names, and their answers. Source: RFC 1035, "Messages".

use core::net::IpAddr;

use super::{Families, Found, Name};

/// What is asked for: the addresses of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum RecordType {
    /// RFC 1035, "A RDATA format".
    Inet4 = 1,
    /// RFC 3596, "AAAA record type".
    Inet6 = 28,
}

const CANONICAL_NAME: u16 = 5;
const INTERNET: u16 = 1;
const HEADER_SIZE: usize = 12;

/// The longest question: a header, a name, its type and class.
pub const MOST_OF_QUESTION: usize = HEADER_SIZE + 255 + 4;

/// A question and the number by which its answer is known.
#[derive(Clone, Copy)]
pub struct Question {
    pub id: u16,
    pub name: Name,
    pub record_type: RecordType,
}

impl Question {
    /// Writes the message; returns its length.
    pub fn write(&self, message: &mut [u8; MOST_OF_QUESTION]) -> usize {
        const RECURSION_DESIRED: u16 = 0x100;
        let mut end = 0;
        let mut put = |bytes: &[u8]| {
            if let Some(place) = message.get_mut(end..end + bytes.len()) {
                place.copy_from_slice(bytes);
                end += bytes.len();
            }
        };
        for number in [self.id, RECURSION_DESIRED, 1, 0, 0, 0] {
            put(&number.to_be_bytes());
        }
        for label in self.name.labels().split(|&byte| byte == b'.') {
            // A label has at most 63 bytes.
            put(&[label.len() as u8]);
            put(label);
        }
        put(&[0]);
        put(&(self.record_type as u16).to_be_bytes());
        put(&INTERNET.to_be_bytes());
        end
    }
}

/// What a server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The name exists. Its addresses, perhaps none, have been added.
    Complete,
    NoSuchName,
    /// There is more than fits in a datagram.
    Truncated,
    /// The server cannot or will not say.
    Failed,
}

/// Reads an answer to `question`, and adds the addresses in it. `None` for what is
/// no answer to it. An answer that ends too early counts as far as it goes.
pub fn read(message: &[u8], question: &Question, found: &mut Found) -> Option<Answer> {
    const IS_ANSWER: u16 = 0x8000;
    const OPERATION: u16 = 0x7800;
    const TRUNCATED: u16 = 0x200;
    const RESULT: u16 = 0xf;
    let mut reader = Reader { message, place: 0 };
    let [id, flags, questions, answers, _, _] = [
        reader.number()?,
        reader.number()?,
        reader.number()?,
        reader.number()?,
        reader.number()?,
        reader.number()?,
    ];
    if id != question.id || flags & (IS_ANSWER | OPERATION) != IS_ANSWER || questions != 1 {
        return None;
    }
    let mut asked = Text::new();
    reader.name(&mut asked)?;
    let is_same = question.name.is(asked.bytes())
        && reader.number()? == question.record_type as u16
        && reader.number()? == INTERNET;
    if !is_same {
        return None;
    }
    match flags & RESULT {
        0 => {}
        3 => return Some(Answer::NoSuchName),
        _ => return Some(Answer::Failed),
    }
    if flags & TRUNCATED != 0 {
        return Some(Answer::Truncated);
    }
    add_addresses(reader, answers, question, found);
    Some(Answer::Complete)
}

/// Adds the addresses of the name that was asked for, and of what it is an alias
/// of, and so on: records of other names are nobody's business.
fn add_addresses(records: Reader<'_>, count: u16, question: &Question, found: &mut Found) {
    /// Longer chains of aliases are mistakes or malice.
    const MOST_ALIASES: usize = 16;
    let mut name = question.name;
    for _ in 0..MOST_ALIASES {
        let mut reader = records;
        let mut alias = None;
        for _ in 0..count {
            let Some(record) = reader.record() else { break };
            if !name.is(record.owner.bytes()) || record.class != INTERNET {
                continue;
            }
            if record.record_type == CANONICAL_NAME {
                let mut target = Text::new();
                let mut data = Reader { message: reader.message, place: record.data };
                alias = data.name(&mut target).and_then(|()| Name::new(target.bytes()));
            } else if record.record_type == question.record_type as u16
                && let Some(address) = record.address(reader.message)
            {
                found.add(address, Families::ALL);
            }
        }
        match alias {
            Some(target) => name = target,
            None => break,
        }
    }
    found.canonical = Some(name);
}

/// A name that is being put together, with dots between its labels.
struct Text {
    bytes: [u8; 255],
    length: usize,
}

impl Text {
    fn new() -> Text {
        Text { bytes: [0; 255], length: 0 }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// `None` where the name is longer than any may be.
    fn add(&mut self, label: &[u8]) -> Option<()> {
        let dot: &[u8] = if self.length == 0 { b"" } else { b"." };
        for part in [dot, label] {
            let place = self.bytes.get_mut(self.length..)?.get_mut(..part.len())?;
            place.copy_from_slice(part);
            self.length += part.len();
        }
        Some(())
    }
}

/// A record of an answer.
struct Record {
    owner: Text,
    record_type: u16,
    class: u16,
    /// Where its data is, and of which length.
    data: usize,
    length: usize,
}

impl Record {
    fn address(&self, message: &[u8]) -> Option<IpAddr> {
        let data = message.get(self.data..)?.get(..self.length)?;
        match data.len() {
            4 if self.record_type == RecordType::Inet4 as u16 => {
                Some(IpAddr::from(*data.first_chunk::<4>()?))
            }
            16 if self.record_type == RecordType::Inet6 as u16 => {
                Some(IpAddr::from(*data.first_chunk::<16>()?))
            }
            _ => None,
        }
    }
}

/// A place in a message.
#[derive(Clone, Copy)]
struct Reader<'a> {
    message: &'a [u8],
    place: usize,
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let bytes = self.message.get(self.place..)?.get(..count)?;
        self.place += count;
        Some(bytes)
    }

    fn number(&mut self) -> Option<u16> {
        self.bytes(2)?.first_chunk().map(|&bytes| u16::from_be_bytes(bytes))
    }

    fn record(&mut self) -> Option<Record> {
        let mut owner = Text::new();
        self.name(&mut owner)?;
        let (record_type, class) = (self.number()?, self.number()?);
        let _time_to_live = self.bytes(4)?;
        let length = usize::from(self.number()?);
        let data = self.place;
        self.bytes(length)?;
        Some(Record { owner, record_type, class, data, length })
    }

    /// RFC 1035, "Message compression". A pointer leads further to the front than
    /// the one before it, so none can lead in a circle.
    fn name(&mut self, text: &mut Text) -> Option<()> {
        let mut reader = *self;
        let mut limit = self.place;
        let mut has_jumped = false;
        loop {
            let [length] = *reader.bytes(1)?.first_chunk::<1>()?;
            match length >> 6 {
                0 if length == 0 => break,
                0 => text.add(reader.bytes(length.into())?)?,
                3 => {
                    let [low] = *reader.bytes(1)?.first_chunk::<1>()?;
                    if !has_jumped {
                        self.place = reader.place;
                        has_jumped = true;
                    }
                    let target = usize::from(length & 0x3f) << 8 | usize::from(low);
                    if target >= limit {
                        return None;
                    }
                    limit = target;
                    reader.place = target;
                }
                _ => return None,
            }
        }
        if !has_jumped {
            self.place = reader.place;
        }
        Some(())
    }
}

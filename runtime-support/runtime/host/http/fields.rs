//! Fields of messages, as the program sees them: names are in lower case, fields of one
//! name stand together, and what concerns the connection alone is left out.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::head::{self, is_token, is_value};

/// Why fields cannot be changed: `wasi:http/types.header-error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FieldError {
    InvalidSyntax = 0,
    Forbidden = 1,
    Immutable = 2,
}

pub type Result<T = (), E = FieldError> = core::result::Result<T, E>;

/// What only the connection has to do with: the program sees none of these, and may not
/// send any.
const FORBIDDEN: [&[u8]; 9] = [
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"transfer-encoding",
    b"upgrade",
    b"host",
    b"http2-settings",
];

fn is_forbidden(name: &[u8]) -> bool {
    FORBIDDEN.contains(&name)
}

/// How much the fields of one message may be, in bytes, and what each is counted
/// besides its text.
const MOST: usize = 128 << 10;
const OVERHEAD: usize = 32;

/// See the module.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Copied when one of several owners changes it.
    all: Rc<Vec<Field>>,
    /// What all of them count.
    size: usize,
    pub access: Access,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: Vec<u8>,
    pub value: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Mutable,
    Immutable,
}

/// There are more than a message may have. The reference traps as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Fields {
    pub fn new() -> Fields {
        Fields { all: Rc::default(), size: 0, access: Access::Mutable }
    }

    /// Those of a message that came in.
    pub fn of_message(lines: head::Fields<'_>) -> Fields {
        let mut all: Vec<Field> = Vec::new();
        for (name, value) in lines.iter() {
            let name = name.to_ascii_lowercase();
            if !is_forbidden(&name) {
                insert(&mut all, name, value.to_vec());
            }
        }
        Fields { all: Rc::new(all), size: 0, access: Access::Immutable }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.all.iter()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The values of a name, in any case.
    pub fn values(&self, name: &[u8]) -> impl Iterator<Item = &[u8]> {
        let is_it = move |field: &&Field| field.name.eq_ignore_ascii_case(name);
        self.all.iter().filter(is_it).map(|field| &field.value[..])
    }

    /// As a copy is, whatever the original was.
    pub fn make_mutable(&mut self) {
        self.access = Access::Mutable;
        self.size =
            self.all.iter().map(|field| field.name.len() + field.value.len() + OVERHEAD).sum();
    }

    /// As part of a message.
    pub fn make_immutable(&mut self) {
        self.access = Access::Immutable;
    }

    /// Whether the first value of a name is a number, if there is one.
    pub fn content_length(&self) -> Option<u64> {
        self.values(b"content-length").next().and_then(head::decimal)
    }

    fn check_name(&self, name: &[u8]) -> Result<Vec<u8>> {
        if !is_token(name) {
            return Err(FieldError::InvalidSyntax);
        }
        let name = name.to_ascii_lowercase();
        if is_forbidden(&name) { Err(FieldError::Forbidden) } else { Ok(name) }
    }

    fn check_mutable(&self) -> Result {
        if self.access == Access::Mutable { Ok(()) } else { Err(FieldError::Immutable) }
    }

    /// Whether a field may be appended.
    pub fn append(&mut self, name: &[u8], value: Vec<u8>) -> Result<Result<(), TooLarge>> {
        let name = self.check_name(name)?;
        let value = checked_value(&name, value)?;
        if name == b"content-length" && self.values(&name).next().is_some() {
            return Err(FieldError::InvalidSyntax);
        }
        self.check_mutable()?;
        Ok(self.add(name, value))
    }

    fn add(&mut self, name: Vec<u8>, value: Vec<u8>) -> Result<(), TooLarge> {
        self.size += name.len() + value.len() + OVERHEAD;
        if self.size > MOST {
            return Err(TooLarge);
        }
        insert(Rc::make_mut(&mut self.all), name, value);
        Ok(())
    }

    /// Replaces the fields of a name.
    pub fn set(&mut self, name: &[u8], values: Vec<Vec<u8>>) -> Result<Result<(), TooLarge>> {
        let name = self.check_name(name)?;
        self.check_mutable()?;
        if name == b"content-length" && values.len() > 1 {
            return Err(FieldError::InvalidSyntax);
        }
        let values: Vec<Vec<u8>> =
            values.into_iter().map(|value| checked_value(&name, value)).collect::<Result<_>>()?;
        let place = self.all.iter().position(|field| field.name == name);
        self.remove(&name);
        let place = place.unwrap_or(self.all.len());
        for (value, place) in values.into_iter().zip(place..) {
            self.size += name.len() + value.len() + OVERHEAD;
            if self.size > MOST {
                return Ok(Err(TooLarge));
            }
            let field = Field { name: name.clone(), value };
            Rc::make_mut(&mut self.all).insert(place, field);
        }
        Ok(Ok(()))
    }

    /// Removes the fields of a name.
    pub fn delete(&mut self, name: &[u8]) -> Result {
        let name = self.check_name(name)?;
        self.check_mutable()?;
        self.remove(&name);
        Ok(())
    }

    fn remove(&mut self, name: &[u8]) {
        let all = Rc::make_mut(&mut self.all);
        all.retain(|field| field.name != name);
        self.size = all.iter().map(|field| field.name.len() + field.value.len() + OVERHEAD).sum();
    }

    /// Adds them to a head that is being written.
    pub fn write(&self, head: &mut Vec<u8>) {
        for field in self.iter() {
            write_field(head, &field.name, &field.value);
        }
    }
}

/// Behind the last one of the same name.
fn insert(all: &mut Vec<Field>, name: Vec<u8>, value: Vec<u8>) {
    let last = all.iter().rposition(|field| field.name == name);
    let place = last.map_or(all.len(), |last| last + 1);
    all.insert(place, Field { name, value });
}

fn checked_value(name: &[u8], value: Vec<u8>) -> Result<Vec<u8>> {
    if name == b"content-length" {
        let length = head::decimal(&value).ok_or(FieldError::InvalidSyntax)?;
        let mut value = Vec::new();
        write_decimal(&mut value, length);
        return Ok(value);
    }
    if is_value(&value) { Ok(value) } else { Err(FieldError::InvalidSyntax) }
}

/// Adds a line to a head.
pub fn write_field(head: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    head.extend_from_slice(name);
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
    head.extend_from_slice(b"\r\n");
}

/// Adds the field that says how long the body is, in bytes.
pub fn write_length(head: &mut Vec<u8>, length: u64) {
    head.extend_from_slice(b"content-length: ");
    write_decimal(head, length);
    head.extend_from_slice(b"\r\n");
}

/// Adds a number in decimal digits.
pub fn write_decimal(text: &mut Vec<u8>, number: u64) {
    if number >= 10 {
        write_decimal(text, number / 10);
    }
    text.push(b'0' + (number % 10) as u8);
}

//! Values as a component has them, in its memory and flattened: mostly right, now and
//! then wrong in one of the ways in which they can be.

use super::types::{Core, Type, discriminant, payload_offset};
use crate::random::Random;

/// How strings are encoded in a memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
    Compact,
}

impl Encoding {
    pub const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Compact];

    pub fn option(self) -> &'static str {
        match self {
            Encoding::Utf8 => "string-encoding=utf8",
            Encoding::Utf16 => "string-encoding=utf16",
            Encoding::Compact => "string-encoding=latin1+utf16",
        }
    }
}

/// Where values are put. Behind it is where the other side's values go.
pub const SIZE: u32 = 0x6000;

/// What a memory contains at first.
pub struct Image<'r> {
    pub bytes: Vec<u8>,
    next: u32,
    encoding: Encoding,
    /// One of so many scalars is wrong.
    rarely: usize,
    random: &'r mut Random,
}

/// A flat value: its bits.
pub type Flat = (Core, u64);

impl<'r> Image<'r> {
    pub fn new(random: &'r mut Random, encoding: Encoding) -> Image<'r> {
        // A quarter of the cases is right.
        let rarely = random.pick(&[usize::MAX, 60, 20, 6]);
        Image { bytes: vec![0; SIZE as usize], next: 16, encoding, rarely, random }
    }

    /// Room for a value, and the value in it.
    pub fn boxed(&mut self, ty: &Type) -> u32 {
        let at = self.room(ty.size(), ty.align());
        self.store(ty, at);
        self.word(u64::from(at), 32) as u32
    }

    /// The flat form of a value.
    pub fn flat(&mut self, ty: &Type) -> Vec<Flat> {
        if let Some(cases) = ty.cases() {
            let chosen = self.random.below(cases.len());
            let number = self.word(chosen as u64, 32);
            let payload = cases[chosen].map(|ty| self.flat(ty)).unwrap_or_default();
            let mut flat = vec![(Core::I32, number)];
            for (place, &core) in ty.flat()[1..].iter().enumerate() {
                // What a case does not use can be anything.
                let bits = payload.get(place).map_or_else(|| self.random.next(), |flat| flat.1);
                flat.push((core, bits));
            }
            return flat;
        }
        if let Some(fields) = ty.fields() {
            return fields.iter().flat_map(|ty| self.flat(ty)).collect();
        }
        match ty {
            Type::String | Type::List(_) => {
                let (pointer, length) = self.sequence(ty);
                vec![(Core::I32, u64::from(pointer)), (Core::I32, u64::from(length))]
            }
            scalar => {
                let bits = self.scalar(scalar);
                let bits = match scalar {
                    // What is above does not count.
                    Type::Integer { bytes: 1 | 2, .. } | Type::Flags(_) => self.random.edge(32),
                    _ => bits,
                };
                vec![(ty.flat()[0], bits)]
            }
        }
    }

    fn store(&mut self, ty: &Type, at: u32) {
        if let Some(cases) = ty.cases() {
            let chosen = self.random.below(cases.len());
            let number = self.word(chosen as u64, 8 * discriminant(cases.len()));
            self.write(at, number, discriminant(cases.len()));
            if let Some(payload) = cases[chosen] {
                self.store(payload, at + payload_offset(&cases));
            }
            return;
        }
        if let Some(fields) = ty.fields() {
            let mut at = at;
            for field in fields {
                at = at.next_multiple_of(field.align());
                self.store(field, at);
                at += field.size();
            }
            return;
        }
        match ty {
            Type::String | Type::List(_) => {
                let (pointer, length) = self.sequence(ty);
                self.write(at, u64::from(pointer), 4);
                self.write(at + 4, u64::from(length), 4);
            }
            scalar => {
                let bits = self.scalar(scalar);
                self.write(at, bits, scalar.size());
            }
        }
    }

    fn scalar(&mut self, ty: &Type) -> u64 {
        match ty {
            Type::Bool => {
                let value = self.random.next() & 1;
                self.word(value, 8)
            }
            Type::Char => {
                let value = self.character();
                self.word(u64::from(u32::from(value)), 32)
            }
            // Which NaN a float is in the end is open.
            Type::F32 => u64::from((self.random.next() as u32 as f32).to_bits()),
            Type::F64 => (self.random.next() as f64).to_bits(),
            scalar => self.random.edge(8 * scalar.size()),
        }
    }

    /// The pointer and length of a string or list.
    fn sequence(&mut self, ty: &Type) -> (u32, u32) {
        let (at, length) = match ty {
            Type::List(element) => {
                let most = if self.next > SIZE / 2 { 1 } else { 5 };
                let count = self.random.below(most) as u32;
                let at = self.room(count * element.size(), element.align());
                for place in 0..count {
                    self.store(element, at + place * element.size());
                }
                (at, count)
            }
            _ => self.string(),
        };
        (self.word(u64::from(at), 32) as u32, self.word(u64::from(length), 32) as u32)
    }

    fn string(&mut self) -> (u32, u32) {
        let count = self.random.pick(&[0, 1, 2, 5, 17, 40]);
        let kinds = 1 + self.random.below(4);
        let text: String = (0..count).map(|_| self.character_of(kinds)).collect();
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (mut bytes, align) = match self.encoding {
            Encoding::Utf8 => (text.clone().into_bytes(), 1),
            Encoding::Utf16 | Encoding::Compact => (units, 2),
        };
        let mut length = (bytes.len() as u32) / align;
        if self.encoding == Encoding::Compact {
            let latin: Option<Vec<u8>> =
                text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect();
            match latin {
                Some(latin) if self.random.chance(3, 4) => {
                    length = latin.len() as u32;
                    bytes = latin;
                }
                _ => length |= 1 << 31,
            }
        }
        if self.is_wrong() && !bytes.is_empty() {
            let place = self.random.below(bytes.len());
            bytes[place] = self.random.next() as u8;
        }
        let at = self.room(bytes.len() as u32, align);
        self.bytes[at as usize..][..bytes.len()].copy_from_slice(&bytes);
        (at, length)
    }

    fn character(&mut self) -> char {
        self.character_of(4)
    }

    /// One of the first `kinds` kinds: ASCII, Latin-1, the rest of the first plane, and
    /// the others.
    fn character_of(&mut self, kinds: usize) -> char {
        let (from, to) = self.random.pick(
            &[(0_u32, 0x80_u32), (0x80, 0x100), (0x100, 0x1_0000), (0x1_0000, 0x11_0000)][..kinds],
        );
        let number = from + self.random.below((to - from) as usize) as u32;
        // Between them are the surrogates.
        char::from_u32(number).unwrap_or('\u{ffff}')
    }

    fn is_wrong(&mut self) -> bool {
        self.rarely != usize::MAX && self.random.chance(1, self.rarely)
    }

    /// The value, or one that is not.
    fn word(&mut self, value: u64, bits: u32) -> u64 {
        if !self.is_wrong() {
            return value;
        }
        let wrong = match self.random.below(4) {
            0 => value.wrapping_add(1),
            1 => 0x1_0000_u64.wrapping_sub(value & 7),
            2 => value ^ 1 << self.random.below(bits as usize),
            _ => self.random.edge(bits),
        };
        wrong & (u64::MAX >> (64 - bits))
    }

    /// Where there is no room left, things overlap.
    fn room(&mut self, size: u32, align: u32) -> u32 {
        let at = self.next.next_multiple_of(align.max(1));
        if at + size > SIZE {
            return 16;
        }
        self.next = at + size + self.random.below(3) as u32;
        at
    }

    fn write(&mut self, at: u32, bits: u64, size: u32) {
        let end = (at + size) as usize;
        if let Some(place) = self.bytes.get_mut(at as usize..end) {
            place.copy_from_slice(&bits.to_le_bytes()[..size as usize]);
        }
    }
}

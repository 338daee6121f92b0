//! The end of a memory, and what accesses there give and leave behind.

use crate::accesses::{Access, Signs, What};

/// How many bytes at the end are looked at.
pub const TAIL: u64 = 64;

/// The last bytes of a memory.
pub struct Model {
    pub length: u64,
    bytes: Vec<u8>,
    /// Makes values that differ from each other.
    count: u64,
}

impl Model {
    pub fn new(length: u64) -> Model {
        let bytes = (0..length.min(TAIL)).map(|place| byte(place * 5 + 3)).collect();
        Model { length, bytes, count: 0 }
    }

    /// Where the tail begins.
    pub fn start(&self) -> u64 {
        self.length - self.bytes.len() as u64
    }

    /// The tail at the beginning, as a string of the text format.
    pub fn data(&self) -> String {
        self.bytes.iter().map(|byte| format!("\\{byte:02x}")).collect()
    }

    /// FNV-1a of the tail.
    pub fn hash(&self) -> u64 {
        self.bytes
            .iter()
            .fold(HASH_START, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(HASH_FACTOR))
    }

    /// The next value to store.
    pub fn value(&mut self) -> u128 {
        self.count += 1;
        u128::from_le_bytes(std::array::from_fn(|place| byte(self.count * 7 + place as u64)))
    }

    /// Does what `access` does at this address, which must be inside the tail;
    /// its result, if it has one.
    pub fn apply(&mut self, access: &Access, address: u64, value: u128) -> Option<u128> {
        let (start, width) = ((address - self.start()) as usize, access.width as usize);
        let place = start..start + width;
        let mut old = [0; 16];
        old[..width].copy_from_slice(&self.bytes[place.clone()]);
        let old = u128::from_le_bytes(old);
        let (stored, result) = match access.what {
            What::Load(_) | What::Exchange(_) => (old, Some(old)),
            What::LoadSigned(ty) => (old, Some(signed(old, width) & mask(bytes_of(ty)))),
            What::LoadExtended(lane, signs) => (old, Some(extended(old, lane, signs))),
            What::LoadSplat => {
                let copies = (0..16 / width).fold(0, |all, lane| all | old << (8 * width * lane));
                (old, Some(copies))
            }
            What::LoadLane => (old, Some(old << (128 - 8 * width))),
            What::Store(_) => (value, None),
            What::StoreLane => (value >> (128 - 8 * width), None),
            What::Add(_) => (old.wrapping_add(value), Some(old)),
        };
        self.bytes[place].copy_from_slice(&stored.to_le_bytes()[..width]);
        result
    }
}

pub const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;
pub const HASH_FACTOR: u64 = 0x100_0000_01b3;

/// Any byte but those that make a NaN or zero out of a float; some are negative.
fn byte(number: u64) -> u8 {
    [0x11, 0x82, 0x23, 0x94, 0x35, 0xa6, 0x47][number as usize % 7] + (number % 5) as u8
}

fn bytes_of(ty: &str) -> usize {
    if ty == "i32" { 4 } else { 8 }
}

fn mask(bytes: usize) -> u128 {
    u128::MAX >> (128 - 8 * bytes)
}

fn signed(value: u128, bytes: usize) -> u128 {
    let unused = 128 - 8 * bytes;
    ((value << unused).cast_signed() >> unused).cast_unsigned()
}

fn extended(value: u128, lane: usize, signs: Signs) -> u128 {
    (0..8 / lane).fold(0, |all, place| {
        let narrow = value >> (8 * lane * place) & mask(lane);
        let wide = match signs {
            Signs::Signed => signed(narrow, lane) & mask(2 * lane),
            Signs::Unsigned => narrow,
        };
        all | wide << (16 * lane * place)
    })
}

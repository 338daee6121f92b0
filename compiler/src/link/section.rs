//! Bytes that grow at a known address, so that what is appended can already
//! hold distances to what was appended before.

use super::records::Record;

/// A part of a segment under construction.
#[derive(Debug)]
pub struct Section {
    /// Of the first byte.
    pub address: u64,
    pub bytes: Vec<u8>,
}

impl Section {
    pub fn new(address: u64) -> Section {
        Section { address, bytes: Vec::new() }
    }

    /// The address of the next byte that is appended.
    pub fn end(&self) -> u64 {
        self.address + self.bytes.len() as u64
    }

    /// Appends zeros up to a multiple of `alignment`, a power of two, and
    /// returns that address.
    pub fn align(&mut self, alignment: u64) -> u64 {
        let address = self.end().next_multiple_of(alignment);
        self.bytes.resize((address - self.address) as usize, 0);
        address
    }

    /// Appends bytes and returns their address.
    pub fn append(&mut self, bytes: &[u8]) -> u64 {
        let address = self.end();
        self.bytes.extend_from_slice(bytes);
        address
    }

    /// Appends a record and returns its address.
    pub fn append_record(&mut self, record: &impl Record) -> u64 {
        let address = self.end();
        record.append_to(&mut self.bytes);
        address
    }

    /// Appends records and returns the address of the first and their number.
    pub fn append_records<R: Record>(
        &mut self,
        records: impl IntoIterator<Item = R>,
    ) -> (u64, u64) {
        let address = self.end();
        for record in records {
            record.append_to(&mut self.bytes);
        }
        (address, (self.end() - address) / R::SIZE as u64)
    }
}

//! Lays segments out one behind the other, and their bytes with them. What is
//! appended has its address at once, so what comes later can refer to it.

use std::ops::Range;

use super::image::{HEAD_ROOM, PAGE, Permissions, Segment};
use super::records::Record;
use super::stub::StubSegment;

/// The segments of an image under construction. What is appended belongs to
/// the last one.
#[derive(Debug)]
pub struct ImageBuilder {
    bytes: Vec<u8>,
    segments: Vec<Segment>,
}

impl ImageBuilder {
    /// Begins with the segments of the runtime. About `capacity` bytes will
    /// follow.
    pub fn new(stub: &[StubSegment], capacity: usize) -> ImageBuilder {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.resize(HEAD_ROOM, 0);
        let mut builder = ImageBuilder { bytes, segments: Vec::new() };
        for segment in stub {
            builder.begin_at(segment.name, segment.permissions, segment.address);
            builder.append(segment.bytes);
            builder.last().memory_size = segment.memory_size;
        }
        builder
    }

    /// Begins a segment behind the last one and returns its address, a multiple
    /// of `alignment`.
    ///
    /// It gets pages of its own in memory. In the file it needs none: files are
    /// mapped in whole pages, so it begins as far into a page in memory as it
    /// does in the file, and in the pages at its ends its neighbours show.
    pub fn begin(&mut self, name: &'static str, permissions: Permissions, alignment: u64) -> u64 {
        let address = self.next_page() + self.bytes.len() as u64 % PAGE;
        self.begin_at(name, permissions, address.next_multiple_of(alignment));
        self.end()
    }

    /// Begins a writable segment of whole pages, in memory and in the file.
    pub fn begin_pages(&mut self, name: &'static str, address: u64) {
        self.begin_at(name, Permissions::ReadWrite, address);
    }

    /// Makes the last segment end in the file with its last byte that is not
    /// zero. It keeps its size in memory. Returns the addresses that were cut off.
    pub fn cut_zeros(&mut self) -> Range<u64> {
        let Some(segment) = self.segments.last_mut() else { return 0..0 };
        let content = &self.bytes[segment.bytes.clone()];
        let zeros = content.iter().rev().take_while(|&&byte| byte == 0).count();
        // A segment of zeros alone would be one that some kernels mistreat.
        segment.bytes.end -= zeros.min(content.len().saturating_sub(1));
        self.bytes.truncate(segment.bytes.end);
        segment.address + segment.bytes.len() as u64..segment.range().end
    }

    fn begin_at(&mut self, name: &'static str, permissions: Permissions, address: u64) {
        let length = self.bytes.len() as u64;
        let start = (length + address.wrapping_sub(length) % PAGE) as usize;
        self.bytes.resize(start, 0);
        let bytes = start..start;
        self.segments.push(Segment { name, address, bytes, memory_size: 0, permissions });
    }

    /// The first page behind the last segment.
    pub fn next_page(&self) -> u64 {
        self.segments.last().map_or(PAGE, |last| last.range().end.next_multiple_of(PAGE))
    }

    /// The address of the next byte that is appended.
    pub fn end(&self) -> u64 {
        self.segments.last().map_or(0, |last| last.address + last.bytes.len() as u64)
    }

    /// Appends zeros up to a multiple of `alignment`, a power of two, and
    /// returns that address.
    pub fn align(&mut self, alignment: u64) -> u64 {
        let address = self.end().next_multiple_of(alignment);
        self.append_zeros((address - self.end()) as usize);
        address
    }

    /// Appends bytes and returns their address.
    pub fn append(&mut self, bytes: &[u8]) -> u64 {
        let address = self.end();
        self.bytes.extend_from_slice(bytes);
        self.extend_last();
        address
    }

    /// Appends zeros and returns them, for the caller to fill in.
    pub fn append_zeros(&mut self, count: usize) -> &mut [u8] {
        let start = self.bytes.len();
        self.bytes.resize(start + count, 0);
        self.extend_last();
        &mut self.bytes[start..]
    }

    /// Appends a record and returns its address.
    pub fn append_record(&mut self, record: impl Record) -> u64 {
        self.append_records([record]).0
    }

    /// Appends records and returns the address of the first and their number.
    pub fn append_records<R: Record>(
        &mut self,
        records: impl IntoIterator<Item = R>,
    ) -> (u64, u64) {
        let address = self.end();
        for record in records {
            let start = self.bytes.len();
            self.bytes.resize(start + R::SIZE, 0);
            record.write_to(&mut self.bytes[start..]);
        }
        self.extend_last();
        (address, (self.end() - address) / R::SIZE as u64)
    }

    /// Appends code with `padding` between functions; each function is at the
    /// address that `places` says.
    pub fn append_code<'a>(&mut self, code: impl Iterator<Item = (u64, &'a [u8])>, padding: u8) {
        let Some(segment) = self.segments.last() else { return };
        let offset = segment.bytes.start as u64;
        for (address, bytes) in code {
            self.bytes.resize((address - segment.address + offset) as usize, padding);
            self.bytes.extend_from_slice(bytes);
        }
        self.extend_last();
    }

    /// The bytes at some addresses.
    pub fn bytes_at(&mut self, address: u64, length: u64) -> Option<&mut [u8]> {
        let mut segments = self.segments.iter();
        let place = segments.find_map(|segment| segment.place(address, length))?;
        self.bytes.get_mut(place)
    }

    /// The content of all segments, and the segments that have some.
    pub fn finish(mut self) -> (Vec<u8>, Vec<Segment>) {
        self.segments.retain(|segment| segment.memory_size != 0);
        (self.bytes, self.segments)
    }

    /// The last segment ends where the bytes end.
    fn extend_last(&mut self) {
        let end = self.bytes.len();
        let last = self.last();
        last.bytes.end = end;
        last.memory_size = last.bytes.len() as u64;
    }

    fn last(&mut self) -> &mut Segment {
        self.segments.last_mut().expect("bytes are appended to a segment that was begun")
    }
}

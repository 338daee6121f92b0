//! Records as they lie in the program's memory.

/// A record being laid out, byte by byte. All places are constants below the
/// record's size.
pub struct Record<const N: usize>(pub [u8; N]);

impl<const N: usize> Record<N> {
    #[inline]
    pub fn new() -> Record<N> {
        Record([0; N])
    }

    /// Puts `bytes` at `offset`.
    #[inline]
    pub fn with<const M: usize>(mut self, offset: usize, bytes: [u8; M]) -> Record<N> {
        let rest = self.0.get_mut(offset..).unwrap_or_default();
        if let Some(place) = rest.first_chunk_mut::<M>() {
            *place = bytes;
        }
        self
    }
}

/// The `M` bytes at `offset` of a record.
#[inline]
pub fn field<const N: usize, const M: usize>(record: &[u8; N], offset: usize) -> [u8; M] {
    let place = record.get(offset..).and_then(|rest| rest.first_chunk::<M>());
    place.copied().unwrap_or([0; M])
}

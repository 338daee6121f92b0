//! Where the table of descriptors lies.

/// Far from everything that the kernel places by itself.
pub const TABLE: usize = 0x1000_0000_0000;
pub const TABLE_SIZE: usize = (1 << 21) + 4096;

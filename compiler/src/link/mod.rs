//! Gives every symbol a place, applies relocations, and builds the tables the
//! runtime reads.

mod image;

pub use image::*;

//! Prints what is in a folder, with sizes, largest first.
//!
//!     rustc --target wasm32-wasip1 -O examples/sizes.rs
//!     wasi2native sizes.wasm --dir /:ro
//!     ./sizes /usr/bin

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let mut sizes = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        sizes.push((size(&path)?, path));
    }
    sizes.sort_by(|a, b| b.cmp(a));
    for (size, path) in sizes {
        println!("{size:>12} {}", path.display());
    }
    Ok(())
}

/// Of a file, or of all files below a folder.
fn size(path: &Path) -> io::Result<u64> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_dir() {
        return Ok(metadata.len());
    }
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        sum += size(&entry?.path())?;
    }
    Ok(sum)
}

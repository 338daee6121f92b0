//! Reads the folders that are to be embedded.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use wasi2native::embed::{Content, Embedded, Entries, Entry};
use wasi2native::error::{Error, Result};
use wasi2native_runtime_support::Folder;

/// What becomes of the times at which files were changed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// All are 1970, so that the same files make the same executable.
    Zero,
    Keep,
}

/// Deeper is nothing that people make.
const DEEPEST: u32 = 256;

/// Reads all of `folders`.
///
/// # Errors
/// A folder that cannot be read, or has something in it that is neither file, folder
/// nor symbolic link; two of one name.
pub fn read(folders: &[Folder], times: Times) -> Result<Embedded> {
    let mut embedded = Embedded::default();
    for (index, folder) in folders.iter().enumerate() {
        if folders[..index].iter().any(|other| other.guest == folder.guest) {
            return Err(super::capabilities::conflict(&folder.guest, "--embed"));
        }
        let path = Path::new(OsStr::from_bytes(&folder.host));
        // The folder itself may be a link to one.
        let metadata = fs::metadata(path).map_err(|error| failed(path, &error))?;
        if !metadata.is_dir() {
            return Err(Error::usage(format!("cannot embed `{}`: not a folder", path.display())));
        }
        embedded.add(&folder.guest, entry(path, &metadata, times, 0)?)?;
    }
    Ok(embedded)
}

fn entry(path: &Path, metadata: &Metadata, times: Times, depth: u32) -> Result<Entry> {
    let failed = |error| failed(path, &error);
    let kind = metadata.file_type();
    let content = if kind.is_dir() {
        Content::Folder(entries(path, times, depth)?)
    } else if kind.is_file() {
        Content::File(fs::read(path).map_err(failed)?)
    } else if kind.is_symlink() {
        Content::Link(fs::read_link(path).map_err(failed)?.into_os_string().into_vec())
    } else {
        let path = path.display();
        let text = format!("cannot embed `{path}`: neither file, folder nor symbolic link");
        return Err(Error::usage(text));
    };
    Ok(Entry { time: time(metadata, times), content })
}

fn entries(path: &Path, times: Times, depth: u32) -> Result<Entries> {
    if depth == DEEPEST {
        let path = path.display();
        return Err(Error::limit(format!(
            "cannot embed `{path}`: more than {DEEPEST} folders deep"
        )));
    }
    let mut entries = Vec::new();
    for found in fs::read_dir(path).map_err(|error| failed(path, &error))? {
        let found = found.map_err(|error| failed(path, &error))?;
        let path = found.path();
        let metadata = fs::symlink_metadata(&path).map_err(|error| failed(&path, &error))?;
        let entry = entry(&path, &metadata, times, depth + 1)?;
        entries.push((found.file_name().into_vec(), entry));
    }
    Ok(entries)
}

/// Times before 1970 become 1970, as for the runtime.
fn time(metadata: &Metadata, times: Times) -> u64 {
    match (times, u64::try_from(metadata.mtime())) {
        (Times::Keep, Ok(seconds)) => {
            let nanoseconds = u64::try_from(metadata.mtime_nsec()).unwrap_or_default();
            seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
        }
        _ => 0,
    }
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::io(format!("cannot embed `{}`", path.display()), error)
}

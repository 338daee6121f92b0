//! Bytes to where OUTPUT says, whole or not at all.
//!
//! A file is written beside its final place and then renamed, so that nobody
//! ever sees half of it and an old file stays until the new one is complete. A
//! symbolic link stays, and the file it leads to is replaced. A device or a pipe
//! is written in place.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use wasi2native::error::{Error, Result};

/// Where the result goes.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination {
    StandardOutput,
    File(PathBuf),
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Text,
    Object,
    Executable,
}

impl Content {
    /// The mode of the file, from which the kernel takes the umask.
    fn mode(self) -> u32 {
        match self {
            Content::Executable => 0o755,
            Content::Text | Content::Object => 0o644,
        }
    }
}

/// Whether the bytes must have reached the disk before they get their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A crash of the machine may lose the file: it can be made again.
    Rename,
    /// After a crash of the machine, the file is whole or does not exist.
    SyncAndRename,
}

impl Destination {
    /// Refuses at once what cannot work, so that nobody waits for a compilation
    /// first.
    ///
    /// # Errors
    /// The destination is a folder, in none, the input, or a terminal that would
    /// get bytes.
    pub fn check(&self, content: Content, input: &Path) -> Result<()> {
        let path = match self {
            Destination::File(path) => path,
            Destination::StandardOutput if content == Content::Text => return Ok(()),
            Destination::StandardOutput if io::stdout().is_terminal() => {
                return Err(Error::usage(
                    "standard output is a terminal, and the result is no text",
                )
                .help("name a file with -o, or redirect standard output"));
            }
            Destination::StandardOutput => return Ok(()),
        };
        let shown = path.display();
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                return Err(Error::usage(format!("cannot write `{shown}`: it is a folder"))
                    .help(format!("name a file in it: `-o {}`", path.join("NAME").display())));
            }
            Ok(found) if found.is_file() && is_same_file(&found, input) => {
                return Err(Error::usage(format!("`{shown}` is both input and output"))
                    .help("name another file with -o"));
            }
            Ok(_) => return Ok(()),
            Err(_) => {}
        }
        let ends_in_slash = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let folder = folder_of(path);
        if ends_in_slash || !folder.is_dir() {
            let folder = if ends_in_slash { path } else { folder };
            let folder = folder.display();
            return Err(Error::usage(format!(
                "cannot write `{shown}`: there is no folder `{folder}`"
            )));
        }
        Ok(())
    }

    /// Writes all of it, or leaves everything as it was.
    ///
    /// # Errors
    /// What the system says. That nobody reads standard output any more is none.
    pub fn write(&self, bytes: &[u8], content: Content) -> Result<()> {
        let path = match self {
            Destination::File(path) => path,
            Destination::StandardOutput => return standard_output(bytes),
        };
        let written = match fs::metadata(path) {
            Ok(found) if is_special(&found) => in_place(path, bytes),
            _ => follow_links(path)
                .and_then(|path| replace(&path, bytes, content, Durability::Rename)),
        };
        written
            .map_err(|error| Error::io(format_args!("cannot write `{}`", path.display()), &error))
    }
}

/// Writes to standard output.
///
/// # Errors
/// What the system says, except that nobody reads it any more, as when a text
/// goes into `head`.
pub fn standard_output(bytes: &[u8]) -> Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::io("cannot write to standard output", &error))
        }
        _ => Ok(()),
    }
}

/// Writes a new file and gives it the name `path`, whatever had that name.
pub fn replace(
    path: &Path,
    bytes: &[u8],
    content: Content,
    durability: Durability,
) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".wasi2native-")
        .permissions(Permissions::from_mode(content.mode()))
        .tempfile_in(folder_of(path))
        .map_err(without_path)?;
    // Dropping `file` removes it.
    file.write_all(bytes).map_err(without_path)?;
    if durability == Durability::SyncAndRename {
        file.as_file().sync_data()?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// `tempfile` adds the path to its errors; our messages have it already, and not
/// that of a temporary file.
fn without_path(error: io::Error) -> io::Error {
    match error.get_ref().and_then(|inner| inner.source()) {
        Some(source) => {
            match source.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
                Some(code) => io::Error::from_raw_os_error(code),
                None => error,
            }
        }
        None => error,
    }
}

fn in_place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).open(path)?;
    file.write_all(bytes)
}

fn is_special(found: &Metadata) -> bool {
    let ty = found.file_type();
    ty.is_char_device() || ty.is_block_device() || ty.is_fifo() || ty.is_socket()
}

fn is_same_file(found: &Metadata, other: &Path) -> bool {
    fs::metadata(other).is_ok_and(|other| (other.dev(), other.ino()) == (found.dev(), found.ino()))
}

/// The folder a file is in; that of a bare name is the current one.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// What a chain of symbolic links leads to, which need not exist.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    /// As many as the kernel follows. path_resolution(7).
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::os::unix::fs::symlink("target", at("link")).expect("a link");
        std::os::unix::fs::symlink("link", at("second")).expect("a link");
        for bytes in [b"one", b"two"] {
            let destination = Destination::File(at("second"));
            destination.write(bytes, Content::Executable).expect("it can be written");
            assert_eq!(fs::read(at("target")).expect("it is there"), bytes);
        }
        assert!(at("link").is_symlink() && at("second").is_symlink());
    }

    #[test]
    fn links_in_a_circle_are_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("link", &link).expect("a link");
        let error = Destination::File(link).write(b"x", Content::Text).expect_err("a circle");
        assert!(error.to_string().ends_with("too many levels of symbolic links"), "{error}");
    }
}

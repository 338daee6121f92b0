//! Executables that `run` made, so that the same module with the same options is
//! compiled once.
//!
//! An entry is called by the hash of everything that decides what is in it. It
//! appears whole, by renaming, so any number of processes may look, add and
//! remove at a time; an executable that is removed while it runs goes on.

use std::ffi::OsString;
use std::fmt::Write;
use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use wasi2native::options::Options;
use wasi2native_runtime_support::{Flavour, stub};

use super::input::ELF_MAGIC;
use super::output::{Content, Durability, replace};

/// Bytes above which the entries that were not used for the longest time go.
const MOST: u64 = 1 << 30;

/// The name of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The name for what `options` make of `input`, today, by this compiler.
    pub fn new(input: &[u8], options: &Options) -> Key {
        let mut hash = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        add(compiler_identity().as_bytes());
        for &flavour in Flavour::ALL {
            add(stub(flavour));
        }
        // Every field, those to come included.
        add(format!("{options:?}").as_bytes());
        // What `--cpu native` means on this machine.
        add(&options.cpu.features().0.to_le_bytes());
        add(input);
        let mut name = String::new();
        for byte in hash.finalize() {
            write!(name, "{byte:02x}").expect("a string takes any text");
        }
        Key(name)
    }

    fn is_name(name: &str) -> bool {
        name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

/// Differs between builds of the compiler, and is cheap: what identifies the
/// file that is running, not its content.
fn compiler_identity() -> String {
    let identity =
        |file: Metadata| (file.dev(), file.ino(), file.size(), file.mtime(), file.mtime_nsec());
    let file = std::env::current_exe().and_then(fs::metadata).map(identity).ok();
    format!("{} {file:?}", env!("CARGO_PKG_VERSION"))
}

/// A folder of executables.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The user's cache, if the environment names a folder for it.
    pub fn of_user() -> Option<Cache> {
        Some(Cache { folder: folder(std::env::var_os::<&str>)? })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The executable of this name, marked as used now.
    pub fn find(&self, key: &Key) -> Option<PathBuf> {
        let path = self.folder.join(&key.0);
        let mut file = File::open(&path).ok()?;
        // Anything else could only come from a damaged file system, and would be
        // taken for a shell script.
        let mut magic = [0; ELF_MAGIC.len()];
        file.read_exact(&mut magic).ok()?;
        if magic != *ELF_MAGIC {
            return None;
        }
        // Decides only what is removed first.
        let _ = file.set_modified(SystemTime::now());
        Some(path)
    }

    /// Adds an executable, and makes room for it.
    ///
    /// # Errors
    /// The folder cannot be made or written to.
    pub fn add(&self, key: &Key, executable: &[u8]) -> io::Result<PathBuf> {
        // What runs with the user's rights must not be writable by others.
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let path = self.folder.join(&key.0);
        replace(&path, executable, Content::Executable, Durability::SyncAndRename)?;
        self.trim(key, MOST);
        Ok(path)
    }

    /// Removes entries until the rest has at most `most` bytes, those that were
    /// not used for the longest time first, and never `kept`. Files with other
    /// names are not ours and stay. What cannot be removed stays too.
    fn trim(&self, kept: &Key, most: u64) {
        let mut entries: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        let mut total = 0;
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| Key::is_name(name)) else { continue };
            total += metadata.len();
            if name != kept.0 {
                let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                entries.push((used, metadata.len(), entry.path()));
            }
        }
        entries.sort();
        for (_, size, path) in entries {
            if total <= most {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total -= size;
            }
        }
    }
}

/// XDG Base Directory Specification: a relative path is ignored.
fn folder(variable: impl Fn(&'static str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let absolute = |name| set(name).filter(|path| path.is_absolute());
    set("WASI2NATIVE_CACHE")
        .or_else(|| absolute("XDG_CACHE_HOME").map(|path| path.join("wasi2native")))
        .or_else(|| absolute("HOME").map(|path| path.join(".cache/wasi2native")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wasi2native::options::Optimize;

    use super::*;

    #[test]
    fn the_environment_names_the_folder() {
        let folder = |variables: &[(&str, &str)]| {
            let found = folder(|name| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
            });
            found.map(|path| path.to_str().expect("came from text").to_owned())
        };
        let expect = |path: &str| Some(path.to_owned());
        let own = ("WASI2NATIVE_CACHE", "here");
        let xdg = ("XDG_CACHE_HOME", "/xdg");
        let home = ("HOME", "/home/me");
        assert_eq!(folder(&[own, xdg, home]), expect("here"));
        assert_eq!(folder(&[xdg, home]), expect("/xdg/wasi2native"));
        assert_eq!(
            folder(&[("XDG_CACHE_HOME", "xdg"), home]),
            expect("/home/me/.cache/wasi2native")
        );
        assert_eq!(
            folder(&[("WASI2NATIVE_CACHE", ""), home]),
            expect("/home/me/.cache/wasi2native")
        );
        assert_eq!(folder(&[("HOME", "")]), None);
    }

    #[test]
    fn a_key_depends_on_content_and_options() {
        let options = Options::default();
        let size = Options { optimize: Optimize::Size, ..Options::default() };
        let key = Key::new(b"a", &options);
        assert!(Key::is_name(&key.0));
        assert_eq!(key, Key::new(b"a", &options));
        assert_ne!(key, Key::new(b"b", &options));
        assert_ne!(key, Key::new(b"a", &size));
    }

    #[test]
    fn what_was_not_used_for_the_longest_time_goes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache { folder: folder.path().to_owned() };
        let key = |number: u8| Key(format!("{number:064x}"));
        let mut executable = ELF_MAGIC.to_vec();
        executable.resize(100, 0);
        for number in 0..4 {
            let path = cache.add(&key(number), &executable).expect("the folder is writable");
            let age = Duration::from_secs(100 - u64::from(number));
            let file = File::open(path).expect("it was added");
            file.set_modified(SystemTime::now() - age).expect("it is ours");
        }
        fs::write(folder.path().join("notes"), vec![0; 1000]).expect("the folder is writable");
        assert!(cache.find(&key(0)).is_some());
        cache.trim(&key(3), 250);
        let left: Vec<u8> = (0..4).filter(|&number| cache.find(&key(number)).is_some()).collect();
        assert_eq!(left, [0, 3]);
        assert!(folder.path().join("notes").exists());
    }

    #[test]
    fn a_damaged_entry_is_not_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache { folder: folder.path().to_owned() };
        let key = Key("0".repeat(64));
        cache.add(&key, b"").expect("the folder is writable");
        assert_eq!(cache.find(&key), None);
    }
}

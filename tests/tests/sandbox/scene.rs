//! Folders with something to find in them and beside them, and a program that was
//! granted some of them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;
use tests::guest::{Guest, compile};

/// Descriptors of the granted folders. `KEPT` is read-only; `PROCESS` is the
/// program's own folder in /proc.
pub const FREE: u32 = 3;
pub const KEPT: u32 = 4;
pub const OTHER: u32 = 5;
pub const PROCESS: u32 = 6;
pub const DEVICES: u32 = 7;

const OPTIONS: [&str; 10] = [
    "--dir",
    "free::/free",
    "--dir",
    "kept::/kept:ro",
    "--dir",
    "other::/other",
    "--dir",
    "/proc/self::/proc",
    "--dir",
    "/dev::/dev",
];

/// How paths are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolver {
    Kernel,
    WalkWithoutOpenat2,
    WalkWhereOpenat2IsForbidden,
}

impl Resolver {
    pub const ALL: [Resolver; 3] =
        [Resolver::Kernel, Resolver::WalkWithoutOpenat2, Resolver::WalkWhereOpenat2IsForbidden];

    pub fn name(self) -> &'static str {
        match self {
            Resolver::Kernel => "(openat2)",
            Resolver::WalkWithoutOpenat2 => "(ENOSYS)",
            Resolver::WalkWhereOpenat2IsForbidden => "(EPERM)",
        }
    }

    /// Starts `executable` so that it resolves paths in this way.
    pub fn command(self, executable: &Path) -> Command {
        let errno = match self {
            Resolver::Kernel => return Command::new(executable),
            Resolver::WalkWithoutOpenat2 => "ENOSYS",
            Resolver::WalkWhereOpenat2IsForbidden => "EPERM",
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_start"));
        command.args(["without-openat2", errno]).arg(executable);
        command
    }
}

pub struct Scene {
    folder: TempDir,
    pub guest: Guest,
    outside: BTreeMap<PathBuf, String>,
}

impl Scene {
    /// In each of the folders: `file` with the folder's name in it, the folders
    /// `d` and `d/e`, and `link` to `file`. Beside them: `secret` and `outside`,
    /// with `file` and `d` in it.
    pub fn new(resolver: Resolver) -> Scene {
        static EXECUTABLE: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
            let folder = tempfile::tempdir().expect("there is room");
            let executable = compile(folder.path(), &OPTIONS);
            (folder, executable)
        });
        let folder = tempfile::tempdir().expect("there is room");
        for name in ["free", "kept", "other", "outside"] {
            let below = folder.path().join(name);
            fs::create_dir_all(below.join("d/e")).expect("it is empty");
            fs::write(below.join("file"), name).expect("it is empty");
            symlink("file", below.join("link")).expect("it is empty");
        }
        fs::write(folder.path().join("secret"), "outside").expect("it is empty");
        let guest = Guest::start(resolver.command(&EXECUTABLE.1).current_dir(folder.path()));
        let mut scene = Scene { folder, guest, outside: BTreeMap::new() };
        scene.outside = scene.read_outside();
        scene
    }

    /// A path on this machine.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the program was granted no right to change.
    fn read_outside(&self) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        for folder in ["", "outside", "outside/d", "kept", "kept/d", "kept/d/e"] {
            for entry in fs::read_dir(self.path(folder)).expect("it is there") {
                let path = entry.expect("it can be read").path();
                let content = fs::read_to_string(&path).unwrap_or_default();
                found.insert(path, content);
            }
        }
        found
    }

    /// What is there now must not change.
    pub fn remember_outside(&mut self) {
        self.outside = self.read_outside();
    }

    /// Fails where something beside the folders, or in the read-only one, has
    /// changed.
    pub fn check_outside(&self) {
        assert_eq!(self.read_outside(), self.outside, "what must not change");
    }
}

//! A folder with everything in it, as data.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use crate::Finding;
use crate::random::Random;

/// What the program may see, below the copy of a tree.
pub const GRANT: &str = "grant";

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Folder,
    File { content: String, links: u64 },
    Link(String),
}

/// By their paths. The grant's own is [`GRANT`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(pub BTreeMap<String, Entry>);

const NAMES: [&str; 6] = ["a", "b", "c", "d", "\u{e9}", "B"];

/// Between which components links point where.
const TARGETS_OUTSIDE: [&str; 9] = [
    "..",
    "../",
    "../secret",
    "../outside/file",
    "../grant",
    "/",
    "/etc/passwd",
    "/proc/self/cwd",
    "../../../../../../../../etc/passwd",
];

impl Tree {
    pub fn random(random: &mut Random) -> Tree {
        let mut tree = Tree::default();
        for folder in [GRANT, "outside"] {
            tree.0.insert(folder.to_owned(), Entry::Folder);
        }
        for file in ["secret", "outside/file"] {
            tree.0.insert(file.to_owned(), Entry::File { content: String::from(file), links: 1 });
        }
        let mut folders = vec![GRANT.to_owned()];
        for number in 0..4 + random.below(16) {
            let path = format!("{}/{}", random.pick_clone(&folders), random.pick(&NAMES));
            if tree.0.contains_key(&path) {
                continue;
            }
            let entry = match random.below(10) {
                0..4 => {
                    folders.push(path.clone());
                    Entry::Folder
                }
                4..6 => Entry::File { content: format!("file {number}"), links: 1 },
                _ => Entry::Link(link_target(random)),
            };
            tree.0.insert(path, entry);
        }
        tree
    }

    pub fn create(&self, copy: &Path) -> io::Result<()> {
        fs::create_dir(copy)?;
        // Parents come first, in the order of their paths.
        for (path, entry) in &self.0 {
            let path = copy.join(path);
            match entry {
                Entry::Folder => fs::create_dir(path)?,
                Entry::File { content, .. } => fs::write(path, content)?,
                Entry::Link(target) => symlink(target, path)?,
            }
        }
        Ok(())
    }

    pub fn read(copy: &Path) -> Result<Tree, Finding> {
        let mut tree = Tree::default();
        tree.read_below(copy, "").map_err(|error| format!("cannot read a tree: {error}"))?;
        Ok(tree)
    }

    fn read_below(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            let name = format!("{prefix}{}", entry.file_name().display());
            let kind = entry.file_type()?;
            let value = if kind.is_dir() {
                self.read_below(&path, &format!("{name}/"))?;
                Entry::Folder
            } else if kind.is_symlink() {
                Entry::Link(fs::read_link(&path)?.display().to_string())
            } else {
                let links = entry.metadata()?.nlink();
                Entry::File { content: fs::read_to_string(&path)?, links }
            };
            self.0.insert(name, value);
        }
        Ok(())
    }

    /// What no operation may change.
    pub fn beside_grant(&self) -> Vec<(&String, &Entry)> {
        let grant = format!("{GRANT}/");
        self.0.iter().filter(|(path, _)| !path.starts_with(&grant)).collect()
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, entry) in &self.0 {
            writeln!(f, "  {path}: {entry:?}")?;
        }
        Ok(())
    }
}

/// What a random link says.
pub fn link_target(random: &mut Random) -> String {
    if random.chance(1, 4) {
        return String::from(random.pick(&TARGETS_OUTSIDE));
    }
    match path(random) {
        empty if empty.is_empty() => String::from("."),
        target => target,
    }
}

/// A path that may lead somewhere in `tree`.
pub fn likely_path(random: &mut Random, tree: &Tree) -> String {
    let grant = format!("{GRANT}/");
    let inside: Vec<&str> = tree.0.keys().filter_map(|path| path.strip_prefix(&grant)).collect();
    if inside.is_empty() || random.chance(1, 3) {
        return path(random);
    }
    let mut path = String::new();
    for name in random.pick(&inside).split('/') {
        match random.below(12) {
            0 => path.push_str("./"),
            1 => path.push('/'),
            // Back to where it was, if it is a folder or leads to one beside it.
            2 => path.push_str(&format!("{name}/../")),
            _ => {}
        }
        path = path.trim_start_matches('/').to_owned() + name + "/";
    }
    match random.below(6) {
        0 => path.push_str(random.pick(&NAMES)),
        1 => path.push_str(random.pick(&["", ".", "..", "/"])),
        _ => path.truncate(path.trim_end_matches('/').len()),
    }
    path
}

/// A path with everything in it that paths can have.
pub fn path(random: &mut Random) -> String {
    let mut path = String::new();
    if random.chance(1, 40) {
        path.push('/');
    }
    let count = 1 + random.below(5);
    for index in 0..count {
        match random.below(20) {
            0..14 => path.push_str(random.pick(&NAMES)),
            14..17 => path.push_str(".."),
            17..19 => path.push('.'),
            _ if random.chance(1, 8) => path.push_str(&"n".repeat(255 + random.below(2))),
            _ => {}
        }
        if index + 1 < count {
            path.push('/');
        }
    }
    if random.chance(1, 6) {
        path.push_str(random.pick(&["/", "//", "/.", "/..", "/./"]));
    }
    path
}

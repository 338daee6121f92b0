//! Folders that become part of the executable: what is in them comes in, the tables
//! that the runtime reads go out.

use std::collections::VecDeque;
use std::fmt;

use sha2::{Digest, Sha256};
use wasi2native_runtime_support::abi::embedded::{MOST_NODES, Node, Root};

use crate::error::{Error, Result};

/// Something to embed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When it was changed last, in nanoseconds since 1970.
    pub time: u64,
    pub content: Content,
}

/// Names, and what they stand for.
pub type Entries = Vec<(Vec<u8>, Entry)>;

#[derive(Clone, Debug)]
pub enum Content {
    File(Vec<u8>),
    /// What a symbolic link says.
    Link(Vec<u8>),
    /// In any order.
    Folder(Entries),
}

/// The tables of all embedded folders; see `abi/embedded.rs`. They depend on what is
/// embedded alone, not on the order in which it was found.
#[derive(Clone, Default)]
pub struct Embedded {
    pub roots: Vec<Root>,
    pub nodes: Vec<Node>,
    pub names: Vec<u8>,
    pub content: Vec<u8>,
}

impl Embedded {
    /// Adds a folder, which the program knows as `guest`.
    ///
    /// # Errors
    /// More than the tables can hold.
    pub fn add(&mut self, guest: &[u8], folder: Entry) -> Result<()> {
        let (name, name_length) = self.append_name(guest)?;
        let node = self.next_node()?;
        self.roots.push(Root { name, name_length, node });
        // Level by level, so that the children of a folder stand together.
        let mut waiting = VecDeque::new();
        self.append_node((0, 0), node, folder, &mut waiting)?;
        while let Some((number, mut entries)) = waiting.pop_front() {
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            let (start, length) = (u64::from(self.next_node()?), entries.len() as u64);
            let folders = entries.iter().filter(|(_, entry)| entry.is_folder()).count();
            let folder = &mut self.nodes[number as usize];
            (folder.start, folder.length) = (start, length);
            // inode(7), "The link count": its name, its `.`, and each `..` below.
            folder.link_count = 2 + folders as u32;
            for (name, entry) in entries {
                let name = self.append_name(&name)?;
                self.append_node(name, number, entry, &mut waiting)?;
            }
        }
        Ok(())
    }

    fn append_node(
        &mut self,
        (name, name_length): (u64, u32),
        parent: u32,
        entry: Entry,
        waiting: &mut VecDeque<(u32, Entries)>,
    ) -> Result<()> {
        let number = self.next_node()?;
        let mut node = Node {
            name,
            name_length,
            kind: Node::FOLDER,
            start: self.content.len() as u64,
            length: 0,
            parent,
            link_count: 1,
            time: entry.time,
        };
        match entry.content {
            Content::Folder(entries) => waiting.push_back((number, entries)),
            Content::File(bytes) => {
                (node.kind, node.length) = (Node::FILE, bytes.len() as u64);
                self.content.extend_from_slice(&bytes);
            }
            Content::Link(target) => {
                (node.kind, node.length) = (Node::LINK, target.len() as u64);
                self.content.extend_from_slice(&target);
            }
        }
        self.nodes.push(node);
        Ok(())
    }

    fn append_name(&mut self, name: &[u8]) -> Result<(u64, u32)> {
        let start = self.names.len() as u64;
        let length = u32::try_from(name.len()).map_err(|_| too_many())?;
        self.names.extend_from_slice(name);
        Ok((start, length))
    }

    fn next_node(&self) -> Result<u32> {
        let number = u32::try_from(self.nodes.len()).ok().filter(|&number| number < MOST_NODES);
        number.ok_or_else(too_many)
    }
}

impl Entry {
    fn is_folder(&self) -> bool {
        matches!(self.content, Content::Folder(_))
    }
}

fn too_many() -> Error {
    Error::limit(format!("more than {MOST_NODES} files and folders are embedded"))
}

/// Short, and different for different content: it is part of the name of an executable
/// in the cache of `run`.
impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.roots.is_empty() {
            return f.write_str("Embedded");
        }
        let mut hash = Sha256::new();
        hash.update(format!("{:?} {:?}", self.roots, self.nodes));
        for bytes in [&self.names, &self.content] {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        f.write_str("Embedded ")?;
        hash.finalize().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Entry {
        Entry { time: 1, content: Content::File(text.into()) }
    }

    fn folder(entries: Vec<(&str, Entry)>) -> Entry {
        let entries = entries.into_iter().map(|(name, entry)| (name.into(), entry)).collect();
        Entry { time: 2, content: Content::Folder(entries) }
    }

    fn tables(folder: Entry) -> Embedded {
        let mut embedded = Embedded::default();
        embedded.add(b"/site", folder).expect("it is small");
        embedded
    }

    #[test]
    fn children_stand_together_sorted_by_name() {
        let inner = folder(vec![("z", file("zz")), ("a", file("a"))]);
        let link = Entry { time: 3, content: Content::Link(b"in/a".to_vec()) };
        let all = tables(folder(vec![("link", link), ("in", inner), ("b", file("b"))]));
        let name = |node: &Node| {
            let start = node.name as usize;
            String::from_utf8_lossy(&all.names[start..start + node.name_length as usize])
                .into_owned()
        };
        let names: Vec<String> = all.nodes.iter().map(name).collect();
        assert_eq!(names, ["", "b", "in", "link", "a", "z"]);
        let root = &all.nodes[0];
        assert_eq!((root.start, root.length, root.link_count, root.parent), (1, 3, 3, 0));
        let inner = &all.nodes[2];
        assert_eq!((inner.start, inner.length, inner.link_count, inner.parent), (4, 2, 2, 0));
        assert_eq!(all.nodes[5].parent, 2);
        assert_eq!(all.content, b"bin/aazz");
    }

    #[test]
    fn the_order_of_finding_does_not_matter() {
        let one = tables(folder(vec![("a", file("1")), ("b", file("2"))]));
        let other = tables(folder(vec![("b", file("2")), ("a", file("1"))]));
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
        let changed = tables(folder(vec![("b", file("2")), ("a", file("3"))]));
        assert_ne!(format!("{one:?}"), format!("{changed:?}"));
    }
}

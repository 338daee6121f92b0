//! The tables of embedded folders. What does not fit together is not there.

use crate::abi::embedded::Node;
use crate::program;

/// The node with this number.
pub fn node(number: u32) -> Option<&'static Node> {
    program::embedded_nodes().get(number as usize)
}

pub fn name(node: &Node) -> &'static [u8] {
    text(program::embedded_names(), node.name, node.name_length.into()).unwrap_or_default()
}

/// The bytes of a file, or the target of a symbolic link.
pub fn content(node: &Node) -> &'static [u8] {
    match node.kind {
        Node::FOLDER => &[],
        _ => text(program::embedded_content(), node.start, node.length).unwrap_or_default(),
    }
}

/// Some of `all`.
pub fn text(all: &'static [u8], start: u64, length: u64) -> Option<&'static [u8]> {
    let start = usize::try_from(start).ok()?;
    let length = usize::try_from(length).ok()?;
    all.get(start..)?.get(..length)
}

/// The child of a folder that stands at `index`, and its number.
pub fn child(folder: &Node, index: u64) -> Option<(u32, &'static Node)> {
    if folder.kind != Node::FOLDER || index >= folder.length {
        return None;
    }
    let number = u32::try_from(folder.start.checked_add(index)?).ok()?;
    Some((number, node(number)?))
}

/// The number of the child of a folder that is called `wanted`.
pub fn find(folder: &Node, wanted: &[u8]) -> Option<u32> {
    let (mut low, mut high) = (0, folder.length);
    while low < high {
        let middle = low + (high - low) / 2;
        let (number, child) = child(folder, middle)?;
        match name(child).cmp(wanted) {
            core::cmp::Ordering::Equal => return Some(number),
            core::cmp::Ordering::Less => low = middle + 1,
            core::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

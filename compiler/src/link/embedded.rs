//! Embedded folders in the image: a segment of their own, behind everything that the
//! code reaches, so that only what is read of it is ever loaded.

use wasi2native_runtime_support::abi::descriptor::Span;
use wasi2native_runtime_support::abi::embedded::EmbeddedFolders;

use super::builder::ImageBuilder;
use super::image::Permissions;
use super::records::Record;
use crate::embed::Embedded;

/// Of the tables.
const ALIGNMENT: u64 = 8;

/// Appends the folders and tells where they are, counted from the descriptor.
pub fn append(builder: &mut ImageBuilder, embedded: &Embedded, descriptor: u64) -> EmbeddedFolders {
    if embedded.roots.is_empty() {
        return EmbeddedFolders::default();
    }
    builder.begin(".wasm.embedded", Permissions::Read, ALIGNMENT);
    let table = |builder: &mut ImageBuilder, address: u64, count: u64| {
        builder.align(ALIGNMENT);
        Span { offset: address.wrapping_sub(descriptor).cast_signed(), count }
    };
    let (address, count) = builder.append_records(embedded.roots.iter().copied());
    let roots = table(builder, address, count);
    let (address, count) = builder.append_records(embedded.nodes.iter().copied());
    let nodes = table(builder, address, count);
    let address = builder.append(&embedded.names);
    let names = table(builder, address, embedded.names.len() as u64);
    let address = builder.append(&embedded.content);
    let content = table(builder, address, embedded.content.len() as u64);
    EmbeddedFolders { roots, nodes, names, content }
}

/// Bytes that they take, about.
pub fn size(embedded: &Embedded) -> usize {
    use wasi2native_runtime_support::abi::embedded::Node;
    embedded.content.len() + embedded.names.len() + embedded.nodes.len() * Node::SIZE
}

//! The part of the runtime with sockets is under test, too.

fn main() {
    println!("cargo::rustc-cfg=part=\"network\"");
    println!("cargo::rerun-if-changed=build.rs");
}

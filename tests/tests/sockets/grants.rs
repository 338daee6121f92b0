//! What is granted, and nothing else.

use crate::support::{Executable, output_of};

#[test]
fn nothing_is_granted_by_default() {
    let executable = Executable::new("denied", &[]);
    assert_eq!(output_of(&executable.run(&["nothing"])), "ok\n");
}

#[test]
fn connecting_needs_the_address_and_the_port() {
    let options = ["--allow-connect", "127.0.0.0/8:1-2", "--allow-connect", "[::1]:3"];
    let executable = Executable::new("denied", &options);
    assert_eq!(output_of(&executable.run(&["connect"])), "ok\n");
}

#[test]
fn listening_needs_the_address_and_the_port() {
    let options = ["--allow-listen", "127.0.0.1:0", "--allow-listen", "[::]:20000-20010"];
    let executable = Executable::new("denied", &options);
    assert_eq!(output_of(&executable.run(&["listen"])), "ok\n");
}

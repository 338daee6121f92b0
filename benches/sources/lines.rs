//! Writes as many lines as its argument says, one at a time: to standard output, and with a
//! second argument to a file of that name. Without arguments it says hello.

use std::fs::OpenOptions;
use std::io::{Write, stdout};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(count) = arguments.next() else { return println!("hello, world") };
    let count: u32 = count.parse().expect("a number of lines");
    let mut target: Box<dyn Write> = match arguments.next() {
        Some(name) => Box::new(OpenOptions::new().write(true).open(name).expect("the file is there")),
        None => Box::new(stdout().lock()),
    };
    for _ in 0..count {
        target.write_all(b"a line of text\n").expect("it can be written");
    }
}

//! A command that makes the requests that its arguments describe.

#[path = "../client.rs"]
mod client;
#[path = "../fields.rs"]
mod fields;

fn main() {
    for words in std::env::args().skip(1) {
        match &words[..] {
            "fields" => print!("{}", fields::check()),
            words => print!("{}", client::get(words)),
        }
    }
}

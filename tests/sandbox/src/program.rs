//! What was granted when «the program» was compiled.

use std::sync::Mutex;

static CAPABILITIES: Mutex<&'static [u8]> = Mutex::new(&[]);

pub fn capabilities() -> &'static [u8] {
    *CAPABILITIES.lock().expect("nobody panics with it")
}

/// The bytes are never freed: the runtime takes them for a part of the executable.
pub fn set_capabilities(bytes: Vec<u8>) {
    *CAPABILITIES.lock().expect("nobody panics with it") = bytes.leak();
}

pub fn is_locked_down() -> bool {
    false
}

//! WASI preview 1: decode, call `host`, encode.

/// Prepares what the program was granted. An error has been reported.
pub fn start() -> Result<(), ()> {
    Ok(())
}

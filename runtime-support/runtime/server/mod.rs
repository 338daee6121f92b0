//! An HTTP server: a component that is instantiated for each request.
//!
//! The process that is started keeps the listening socket and starts workers; it runs
//! nothing of the program. All workers accept from that socket, so what waits there is taken
//! by whoever is idle, and each handles one request at a time. A worker that ends is
//! replaced. The end of the process is that of all workers.

mod answers;
mod idle;
mod options;
mod reset;
mod supervisor;
mod worker;

use core::sync::atomic::{AtomicI32, Ordering::Relaxed};

use crate::abi::capabilities::{Capabilities, Serve};
use crate::program;
use crate::sys::Fd;

/// What this worker was given, as numbers of descriptors; none where the program is no
/// server.
static LISTENER: AtomicI32 = AtomicI32::new(-1);
static STOP: AtomicI32 = AtomicI32::new(-1);

/// Where the program is a server: returns in each worker. An error has been reported.
pub fn start() -> Result<(), ()> {
    let Some(serve) = compiled_in() else { return Ok(()) };
    let share = supervisor::supervise(options::choose(serve)?)?;
    LISTENER.store(share.listener.0, Relaxed);
    STOP.store(share.stop.0, Relaxed);
    Ok(())
}

/// Serves, where the program is a server.
pub fn run() {
    if let (Some(serve), listener @ 0..) = (compiled_in(), LISTENER.load(Relaxed)) {
        worker::work(Fd(listener), Fd(STOP.load(Relaxed)), serve.most_body);
    }
}

/// How to serve, which is no right that could be chosen at start.
fn compiled_in() -> Option<Serve> {
    Capabilities::decode(program::capabilities())?.serve()
}

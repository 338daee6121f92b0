//! An HTTP server: a component that is instantiated for each request.
//!
//! The process that is started keeps the listening sockets and starts workers; it runs
//! nothing of the program. Each worker has a socket of its own at the same address
//! (`SO_REUSEPORT`), and handles one request at a time. A worker that ends is replaced, and
//! the next one goes on with its socket. The end of the process is that of all workers.

mod answers;
mod options;
mod reset;
mod supervisor;
mod worker;

use core::sync::atomic::{AtomicI32, Ordering::Relaxed};

use crate::host::grants;
use crate::sys::Fd;

/// What this worker was given, as numbers of descriptors; none where the program is no
/// server.
static LISTENER: AtomicI32 = AtomicI32::new(-1);
static STOP: AtomicI32 = AtomicI32::new(-1);

/// Where the program is a server: returns in each worker. An error has been reported.
pub fn start() -> Result<(), ()> {
    let Some(serve) = grants::capabilities().and_then(|all| all.serve()) else {
        return Ok(());
    };
    let share = supervisor::supervise(options::choose(serve)?)?;
    LISTENER.store(share.listener.0, Relaxed);
    STOP.store(share.stop.0, Relaxed);
    Ok(())
}

/// Serves, where the program is a server.
pub fn run() {
    let serve = grants::capabilities().and_then(|all| all.serve());
    if let (Some(serve), listener @ 0..) = (serve, LISTENER.load(Relaxed)) {
        worker::work(Fd(listener), Fd(STOP.load(Relaxed)), serve.most_body);
    }
}

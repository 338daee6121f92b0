//! The process that was started: listens, starts workers and replaces them, and ends when
//! it is told to.

use core::net::SocketAddr;

use alloc::vec;
use alloc::vec::Vec;

use crate::abi::capabilities::Serve;
use crate::message::{print, report};
use crate::sys::clocks::{self, Timespec};
use crate::sys::network::{self, Blocking, Family, SocketOption};
use crate::sys::process::{self, End, ProcessId, exit_group};
use crate::sys::signal::{self, Signal, SignalSet};
use crate::sys::sockets::SocketType;
use crate::sys::{Errno, Fd, OwnedFd, descriptor, poll};

use super::idle;

/// How many connections wait for a worker at most, where the machine lets as many.
const BACKLOG: i32 = 4096;

/// The status of a worker that cannot even start.
pub const CANNOT_START: i32 = 1;

/// The signals that the supervisor waits for.
const AWAITED: SignalSet = SignalSet::of(&[Signal::TERM, Signal::INT, Signal::CHILD]);

#[derive(Clone)]
struct Worker {
    process: Option<ProcessId>,
    /// When it was started, in seconds.
    since: i64,
}

/// What a worker is given.
pub struct Share {
    /// Where connections come from.
    pub listener: Fd,
    /// Has an end of file when the worker is to stop.
    pub stop: Fd,
}

/// Returns in workers. An error has been reported.
pub fn supervise(serve: Serve) -> Result<Share, ()> {
    let count = if serve.workers == 0 { process::cpu_count() } else { serve.workers };
    let mut workers = vec![Worker { process: None, since: 0 }; count as usize];
    let address = serve.address;
    let listener = listen(address).map_err(|errno| complain(address, errno))?;
    // The kernel may have chosen the port.
    let address =
        network::local_address(listener.fd()).map_err(|errno| complain(address, errno))?;
    // Workers see the end of this process as well, however it comes.
    let (stop, stopper) = descriptor::pipe().map_err(|errno| complain(address, errno))?;
    signal::block(AWAITED).map_err(|errno| complain(address, errno))?;
    idle::prepare(count).map_err(|errno| complain(address, errno))?;
    print(&|message| {
        message.text("listening on http://").address(address).text("/");
    });
    loop {
        let numbered = (0..).zip(&mut workers);
        for (number, worker) in numbered.filter(|(_, worker)| worker.process.is_none()) {
            if start(worker)? == Side::Worker {
                idle::become_worker(number);
                return Ok(Share { listener: listener.release(), stop: stop.release() });
            }
        }
        match signal::wait_for(AWAITED) {
            Ok(Signal::TERM | Signal::INT) => {
                drop(listener);
                stop_all(&workers, stopper)
            }
            _ => take_ended(&mut workers),
        }
    }
}

/// Which process this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Supervisor,
    Worker,
}

fn listen(address: SocketAddr) -> Result<OwnedFd, Errno> {
    let socket = network::open(Family::of(address.ip()), SocketType::Stream, Blocking::No)?;
    // Another server can take over, while this one finishes: it may listen there as well.
    let yes = 1u32.to_ne_bytes();
    for option in [SocketOption::REUSE_ADDRESS, SocketOption::REUSE_PORT, SocketOption::NO_DELAY] {
        network::set_option(socket.fd(), option, &yes)?;
    }
    network::bind(socket.fd(), address)?;
    network::listen(socket.fd(), BACKLOG)?;
    Ok(socket)
}

/// Starts a worker's process.
fn start(worker: &mut Worker) -> Result<Side, ()> {
    match process::fork() {
        Ok(Some(process)) => {
            worker.process = Some(process);
            worker.since = now();
            Ok(Side::Supervisor)
        }
        Ok(None) => Ok(Side::Worker),
        Err(errno) => {
            report(&|message| {
                message.text("cannot start a worker: error ").decimal(errno.number().into());
            });
            Err(())
        }
    }
}

/// Finds out which workers have ended, and says so.
fn take_ended(workers: &mut [Worker]) {
    while let Some((process, end)) = process::take_ended() {
        let mut numbered = (0..).zip(&mut *workers);
        let ended = numbered.find(|(_, worker)| worker.process == Some(process));
        let Some((number, worker)) = ended else { continue };
        worker.process = None;
        idle::forget(number);
        // One that always ends at once must not keep the machine busy with that.
        if now() - worker.since < 1 {
            let a_moment = Timespec { seconds: 0, nanoseconds: 200_000_000 };
            let _ = poll::poll(&mut [], Some(a_moment));
        }
        match end {
            // It has said why.
            End::Exited(status) if status == CANNOT_START as u32 => {
                kill_all(workers);
                exit_group(CANNOT_START);
            }
            End::Exited(status) => report(&|message| {
                message.text("a worker ended with status ").decimal(status.into());
            }),
            End::Killed(signal) => report(&|message| {
                message.text("a worker was ended by signal ").decimal(signal.into());
            }),
        }
    }
}

/// In seconds.
fn now() -> i64 {
    clocks::time(clocks::Clock::Monotonic).seconds
}

/// Lets all workers finish what they are doing, and ends.
fn stop_all(workers: &[Worker], stopper: OwnedFd) -> ! {
    // Who connects from now on is told by the kernel that nobody is there, as soon as all
    // workers have closed the socket too.
    let mut processes: Vec<ProcessId> =
        workers.iter().filter_map(|worker| worker.process).collect();
    drop(stopper);
    while !processes.is_empty() {
        if let Ok(Signal::TERM | Signal::INT) = signal::wait_for(AWAITED) {
            // Whoever says it twice does not want to wait.
            processes.iter().for_each(|&process| process::send(process, Signal::KILL));
        }
        while let Some((process, _)) = process::take_ended() {
            processes.retain(|&known| known != process);
        }
    }
    exit_group(0)
}

fn kill_all(workers: &[Worker]) {
    for worker in workers {
        if let Some(process) = worker.process {
            process::send(process, Signal::KILL);
        }
    }
}

fn complain(address: SocketAddr, errno: Errno) {
    report(&|message| {
        message.text("cannot listen at ").address(address).text(": ");
        match errno {
            Errno::EADDRINUSE => message.text("something else does; choose another port"),
            Errno::EADDRNOTAVAIL => message.text("this machine has no such address"),
            Errno::EACCES => message.text("permission denied"),
            errno => message.text("error ").decimal(errno.number().into()),
        };
    });
}

//! Waiting for many descriptors, of which few are ready, and for other processes. Source:
//! epoll(7), eventfd(2).

use super::{Errno, Fd, OwnedFd, call};
use crate::arch::kernel::SystemCall;

/// `struct epoll_event`: packed on x86-64, see epoll_event(3type).
#[derive(Clone, Copy)]
#[repr(C, packed)]
pub struct Event {
    happened: u32,
    subject: u64,
}

impl Event {
    pub const NONE: Event = Event { happened: 0, subject: 0 };

    /// What the descriptor was registered as.
    pub fn subject(&self) -> u64 {
        self.subject
    }
}

/// There is something to read, or a connection to accept.
const EPOLLIN: u32 = 1;

/// Descriptors that are waited for.
#[derive(Debug)]
pub struct Events(OwnedFd);

impl Events {
    /// epoll_create1(2).
    pub fn new() -> Result<Events, Errno> {
        // SAFETY: touches no memory.
        let number = unsafe { call(SystemCall::EPOLL_CREATE1, [super::paths::O_CLOEXEC as usize]) };
        number.and_then(OwnedFd::opened).map(Events)
    }

    /// Waits for input on a descriptor, which is called `subject`, as long as it is open.
    pub fn add(&self, fd: Fd, subject: u64) -> Result<(), Errno> {
        const EPOLLRDHUP: u32 = 0x2000;
        self.register(fd, subject, EPOLLIN | EPOLLRDHUP)
    }

    /// As [`Events::add`], of a descriptor that other processes wait for too: whoever has
    /// waited longest is told. Source: epoll_ctl(2), EPOLLEXCLUSIVE.
    pub fn add_shared(&self, fd: Fd, subject: u64) -> Result<(), Errno> {
        const EPOLLEXCLUSIVE: u32 = 1 << 28;
        self.register(fd, subject, EPOLLIN | EPOLLEXCLUSIVE)
    }

    /// Waits until somebody rings a bell.
    pub fn add_bell(&self, bell: Fd, subject: u64) -> Result<(), Errno> {
        const EPOLLET: u32 = 1 << 31;
        self.register(bell, subject, EPOLLIN | EPOLLET)
    }

    fn register(&self, fd: Fd, subject: u64, awaited: u32) -> Result<(), Errno> {
        const EPOLL_CTL_ADD: usize = 1;
        let event = Event { happened: awaited, subject };
        let event = &raw const event as usize;
        let arguments = [self.0.fd().argument(), EPOLL_CTL_ADD, fd.argument(), event];
        // SAFETY: the kernel only reads the event.
        unsafe { call(SystemCall::EPOLL_CTL, arguments) }.map(drop)
    }

    /// No longer waits for it.
    pub fn remove(&self, fd: Fd) {
        const EPOLL_CTL_DEL: usize = 2;
        let arguments = [self.0.fd().argument(), EPOLL_CTL_DEL, fd.argument(), 0];
        // SAFETY: no event is passed.
        let _ = unsafe { call(SystemCall::EPOLL_CTL, arguments) };
    }

    /// Waits for at most `timeout` milliseconds. Source: epoll_wait(2).
    pub fn wait<'a>(&self, events: &'a mut [Event], timeout: i32) -> Result<&'a [Event], Errno> {
        let (fd, length) = (self.0.fd().argument(), events.len());
        let arguments = [fd, events.as_mut_ptr() as usize, length, timeout as usize, 0, 0];
        // SAFETY: the kernel fills at most all of the events.
        let count = unsafe { call(SystemCall::EPOLL_PWAIT, arguments) }?;
        Ok(events.get(..count).unwrap_or_default())
    }
}

/// eventfd2(2): what wakes the one who waits for it. Nobody reads how often.
pub fn new_bell() -> Result<OwnedFd, Errno> {
    let flags = super::paths::O_CLOEXEC | super::paths::O_NONBLOCK;
    // SAFETY: touches no memory.
    unsafe { call(SystemCall::EVENTFD2, [0, flags as usize]) }.and_then(OwnedFd::opened)
}

/// Wakes who waits for a bell.
pub fn ring(bell: Fd) {
    let once = 1u64.to_ne_bytes();
    let arguments = [bell.argument(), once.as_ptr() as usize, once.len()];
    // SAFETY: the kernel reads the number.
    let _ = unsafe { call(SystemCall::WRITE, arguments) };
}

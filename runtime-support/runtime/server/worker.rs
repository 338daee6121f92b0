//! A worker: waits for requests at many connections, and lets the program handle one at a
//! time. While a handler waits, nobody else is served by its worker.

use super::answers::{self, answer};
use super::{idle, reset};
use crate::entry;
use crate::host::http::channel::{self, Channel, Follows};
use crate::host::http::connections::{self, Connection, Owner, Phase};
use crate::host::http::head::{End, Length, RequestHead};
use crate::host::http::messages;
use crate::host::http::served::{Outcome, Served, Silence};
use crate::message::report;
use crate::program;
use crate::sys::events::{Event, Events};
use crate::sys::process::exit_group;
use crate::sys::sockets::{self, Shutdown};
use crate::sys::{Errno, Fd, OwnedFd, descriptor};
use crate::thread;

use crate::abi::traps::Trap;

const SECOND: u64 = 1_000_000_000;
/// How long a connection may be without a request, in nanoseconds.
const IDLE: u64 = 75 * SECOND;
/// How long a head may take, from its first byte on.
const HEAD: u64 = 30 * SECOND;
/// How long a client may send or take nothing while it should.
const PATIENCE: u64 = 30 * SECOND;
/// How long a connection that has ended may take to notice.
const FAREWELL: u64 = 2 * SECOND;
/// How much a client may still send then, in bytes.
const MOST_IGNORED: u32 = 64 << 20;
/// How many clients there are at most; other places are for the program's connections.
const MOST_CLIENTS: u32 = connections::MOST as u32 - 128;
/// How many requests of one connection are handled before others have their turn.
const MOST_IN_A_ROW: u32 = 64;
/// How long a worker leaves new connections to others, in nanoseconds: while it expects the
/// request of one, while others have fewer, and while it has too many.
const EXPECTING: u64 = SECOND / 20;
const YIELDING: u64 = SECOND / 50;
const PAUSE: u64 = SECOND;
/// How many more connections than others it may have.
const MOST_AHEAD: u32 = 2;

/// What events are about, where it is no connection.
const LISTENER: u64 = u64::MAX;
const STOP: u64 = u64::MAX - 1;
const BELL: u64 = u64::MAX - 2;

/// The status where the program could not be put back into its first state.
const CANNOT_RESET: i32 = 3;

struct Worker {
    events: Events,
    /// Not any more, where the worker is to stop.
    listener: Option<Fd>,
    absence: Option<Absence>,
    is_stopping: bool,
    most_body: u64,
    /// How many connections there are.
    count: u32,
}

/// While a worker does not wait at the listening socket.
#[derive(Clone, Copy, Debug)]
struct Absence {
    until: u64,
    why: Why,
}

#[derive(Clone, Copy, Debug)]
enum Why {
    /// It ends with the first request of this one.
    Newcomer(Connection),
    /// It ends when another worker says that it has more by now.
    OthersHaveFewer,
    TooMany,
}

impl Absence {
    fn is_over(&self, now: u64) -> bool {
        let is_expected = match self.why {
            Why::Newcomer(newcomer) => {
                newcomer.owner() == Owner::Server && newcomer.phase() == Phase::New
            }
            Why::OthersHaveFewer | Why::TooMany => true,
        };
        now >= self.until || !is_expected
    }
}

/// Serves until `stop` has an end of file.
pub fn work(listener: Fd, stop: Fd, most_body: u64) -> ! {
    reset::prepare();
    let Ok(events) = Events::new() else { exit_group(super::supervisor::CANNOT_START) };
    let listens = events.add_shared(listener, LISTENER).and_then(|()| {
        idle::own_bell().map_or(Ok(()), |bell| events.add_bell(bell, BELL))?;
        events.add(stop, STOP)
    });
    if listens.is_err() {
        exit_group(super::supervisor::CANNOT_START);
    }
    let listener = Some(listener);
    let mut worker =
        Worker { events, listener, absence: None, is_stopping: false, most_body, count: 0 };
    let mut last_look = channel::now();
    loop {
        let mut space = [Event::NONE; 64];
        let timeout = worker.timeout();
        if worker.takes_more() {
            idle::wait(worker.count);
        }
        let ready = match worker.events.wait(&mut space, timeout) {
            Ok(ready) => ready.len(),
            Err(_) => 0,
        };
        idle::stop_waiting();
        let events = space.iter().take(ready);
        // Whoever comes later is to know that it is the last time.
        if events.clone().any(|event| event.subject() == STOP) {
            worker.stop(stop);
        }
        // Who has been told of a connection is the only one: it must not wait for a handler.
        if events.clone().any(|event| event.subject() == BELL) {
            worker.come_back();
            worker.accept();
        } else if events.clone().any(|event| event.subject() == LISTENER) {
            worker.accept_or_hand_over();
        }
        for event in events {
            match event.subject() {
                LISTENER | STOP | BELL => {}
                index => {
                    if let Some(connection) = Connection::at(index as usize) {
                        worker.go_on(connection);
                    }
                }
            }
        }
        let now = channel::now();
        worker.return_to_listener(now);
        if now.saturating_sub(last_look) >= SECOND {
            last_look = now;
            worker.expire(now);
        }
        if worker.listener.is_none() && worker.count == 0 {
            exit_group(0);
        }
    }
}

impl Worker {
    /// For how many milliseconds to wait at most.
    fn timeout(&self) -> i32 {
        const MILLISECOND: u64 = SECOND / 1000;
        match self.absence {
            Some(Absence { until, .. }) => {
                let left = until.saturating_sub(channel::now());
                left.div_ceil(MILLISECOND).min(1000) as i32
            }
            None if self.count > 0 => 1000,
            None => -1,
        }
    }

    /// Whether it takes connections, also where it has to be told of them.
    fn takes_more(&self) -> bool {
        let is_willing = match &self.absence {
            None => true,
            Some(absence) => matches!(absence.why, Why::OthersHaveFewer),
        };
        self.listener.is_some() && is_willing
    }

    /// Takes one of the connections that wait, unless another worker has fewer.
    fn accept_or_hand_over(&mut self) {
        let enough = (self.count + 1).saturating_sub(MOST_AHEAD);
        if idle::hand_over(enough) {
            self.leave_listener(YIELDING, Why::OthersHaveFewer);
        } else {
            self.accept();
        }
    }

    /// Takes one of the connections that wait: the others can be taken by idle workers
    /// while this one is busy with it.
    fn accept(&mut self) {
        let Some(newcomer) = self.accept_one() else { return };
        if newcomer.owner() != Owner::Server {
            return;
        }
        // While it is not known how long the request of this one will take, who has nothing
        // to do takes the next one.
        if newcomer.phase() == Phase::New && idle::hand_over(self.count) {
            return self.leave_listener(EXPECTING, Why::Newcomer(newcomer));
        }
        // Who keeps a connection is the last one to be told of the next.
        self.listen();
    }

    /// Takes a connection that waits, where there is one.
    fn accept_one(&mut self) -> Option<Connection> {
        let listener = self.listener?;
        loop {
            if self.count == MOST_CLIENTS && !self.make_room() {
                self.leave_listener(PAUSE, Why::TooMany);
                return None;
            }
            match sockets::accept(listener, crate::sys::paths::O_NONBLOCK) {
                // Where there is no memory for it, it is gone.
                Ok(opened) => {
                    if let Some(connection) = self.begin(opened) {
                        return Some(connection);
                    }
                }
                Err(Errno::EAGAIN) => return None,
                Err(Errno::EMFILE) if self.make_room() => {}
                // Those that went away again, and what the network says of them. Source:
                // accept(2), "Error handling".
                Err(Errno::ECONNABORTED | Errno::EPERM) => {}
                // There are too many: others wait until some have ended.
                Err(_) => {
                    self.leave_listener(PAUSE, Why::TooMany);
                    return None;
                }
            }
        }
    }

    /// Listens to what a new client says, where there is memory for it.
    fn begin(&mut self, opened: OwnedFd) -> Option<Connection> {
        let connection = connections::insert(opened, Owner::Server).ok()?;
        self.count += 1;
        connection.set_phase(Phase::New, channel::now() + IDLE);
        self.go_on(connection);
        // Often its request has come with it, and it has gone with the answer.
        if connection.owner() == Owner::Server
            && self.events.add(connection.host(), connection.index() as u64).is_err()
        {
            self.close(connection);
        }
        Some(connection)
    }

    /// Closes the connection that has been without a request for the longest time. Whether
    /// there is one.
    fn make_room(&mut self) -> bool {
        let idle = connections::all().filter(|connection| {
            connection.owner() == Owner::Server
                && (connection.phase().is_idle() || connection.phase() == Phase::Farewell)
        });
        let oldest = idle.min_by_key(|connection| connection.deadline());
        oldest.map(|connection| self.close(connection)).is_some()
    }

    /// Takes no connections for so many nanoseconds, or until the reason is gone.
    fn leave_listener(&mut self, time: u64, why: Why) {
        if let Some(listener) = self.listener {
            self.events.remove(listener);
            self.absence = Some(Absence { until: channel::now() + time, why });
        }
    }

    /// The others do not have fewer connections any more.
    fn come_back(&mut self) {
        if self.absence.is_some_and(|absence| matches!(absence.why, Why::OthersHaveFewer)) {
            self.listen();
        }
    }

    /// Takes connections again, where the time has come.
    fn return_to_listener(&mut self, now: u64) {
        if self.absence.is_some_and(|absence| absence.is_over(now)) {
            self.listen();
        }
    }

    /// Waits at the listening socket, behind all others that do.
    fn listen(&mut self) {
        self.leave_listener(PAUSE, Why::TooMany);
        if let Some(listener) = self.listener
            && self.events.add_shared(listener, LISTENER).is_ok()
        {
            self.absence = None;
        }
    }

    fn close(&mut self, connection: Connection) {
        connection.close();
        self.count -= 1;
    }

    /// Finishes what has been begun, and takes nothing new.
    fn stop(&mut self, stop: Fd) {
        self.events.remove(stop);
        self.is_stopping = true;
        // Those that are connected already have been promised an answer.
        while self.accept_one().is_some() {}
        if let Some(listener) = self.listener.take() {
            // Others may have it open for longer, and it would be waited for as long.
            self.events.remove(listener);
            let _ = descriptor::close(listener);
        }
        self.absence = None;
        for connection in connections::all() {
            if connection.owner() == Owner::Server && connection.phase().is_idle() {
                self.go_on(connection);
            }
            if connection.owner() == Owner::Server && connection.phase().is_idle() {
                self.farewell(connection);
            }
        }
    }

    /// Ends what has taken too long.
    fn expire(&mut self, now: u64) {
        for connection in connections::all() {
            if connection.owner() != Owner::Server || now < connection.deadline() {
                continue;
            }
            if connection.phase() == Phase::Head {
                self.refuse(connection, 408);
            } else {
                self.close(connection);
            }
        }
    }

    /// Receives, and handles what requests have come in.
    fn go_on(&mut self, connection: Connection) {
        if connection.owner() != Owner::Server {
            return;
        }
        if connection.phase() == Phase::Farewell {
            return self.ignore(connection);
        }
        for _ in 0..MOST_IN_A_ROW {
            match connection.receive() {
                Ok(0) => return self.close(connection),
                Ok(_) => {}
                Err(Errno::EAGAIN) if !connection.is_empty() => {}
                Err(Errno::EAGAIN) => return,
                Err(_) => return self.close(connection),
            }
            loop {
                match connection.head_end() {
                    // An empty line in front of a request: RFC 9112, "Message Parsing".
                    End::At(2) => connection.take(2),
                    End::At(length) => {
                        if !self.handle(connection, length) {
                            return;
                        }
                    }
                    End::Broken => return self.refuse(connection, 400),
                    End::NotYet if connection.is_full() => {
                        let has_line = connection.with_bytes(|bytes| bytes.contains(&b'\n'));
                        return self.refuse(connection, if has_line { 431 } else { 414 });
                    }
                    End::NotYet => break,
                }
            }
            if connection.is_empty() {
                connection.set_phase(Phase::Idle, channel::now() + IDLE);
                return;
            }
            if connection.phase().is_idle() {
                connection.set_phase(Phase::Head, channel::now() + HEAD);
            }
        }
    }

    /// Handles a request. Whether the connection is ready for the next one.
    fn handle(&mut self, connection: Connection, length: usize) -> bool {
        let is_last = self.is_stopping;
        let most_body = self.most_body;
        let read = connection.with_bytes(|bytes| {
            let head = RequestHead::parse(bytes.get(..length).unwrap_or_default());
            let head = head.map_err(answers::status)?;
            match head.length {
                Length::Bytes(body) if body > most_body => Err(413),
                _ => Ok(Served::new(connection, &head, most_body, PATIENCE, is_last)),
            }
        });
        let served = match read {
            Ok(served) => served,
            Err(status) => {
                self.refuse(connection, status);
                return false;
            }
        };
        connection.take(length);
        let (outcome, is_head) = call(served);
        let goes_on = match outcome {
            Outcome::Answered { is_body_read: true } => true,
            Outcome::Answered { is_body_read: false } => {
                self.farewell(connection);
                false
            }
            Outcome::Last { is_body_read: true } if connection.is_empty() => {
                self.close(connection);
                false
            }
            Outcome::Last { .. } => {
                self.farewell(connection);
                false
            }
            Outcome::Broken => {
                self.close(connection);
                false
            }
            Outcome::Unanswered { why, is_reusable } => {
                explain(why);
                let status = if why == Silence::BodyTooLarge { 413 } else { 500 };
                let next = match is_reusable {
                    true => answers::Connection::KeepsAlive,
                    false => answers::Connection::Closes,
                };
                let is_sent = send(connection, &answer(status, next, is_head));
                if !is_sent || !is_reusable {
                    self.farewell(connection);
                }
                is_sent && is_reusable
            }
        };
        if reset::reset().is_err() {
            report(&|message| {
                message.text("cannot put the program back into its first state");
            });
            exit_group(CANNOT_RESET);
        }
        goes_on
    }

    /// Answers what is no request that can be handled, and ends the connection.
    fn refuse(&mut self, connection: Connection, status: u16) {
        let answer = answer(status, answers::Connection::Closes, false);
        if send(connection, &answer) {
            self.farewell(connection);
        } else {
            self.close(connection);
        }
    }

    /// Closes a connection whose client may still be sending: if that was closed at once, the
    /// client could lose the answer. RFC 9112, "Tear-down".
    fn farewell(&mut self, connection: Connection) {
        if sockets::shutdown(connection.host(), Shutdown::Sending).is_err() {
            return self.close(connection);
        }
        connection.set_phase(Phase::Farewell, channel::now() + FAREWELL);
        self.ignore(connection);
    }

    /// Passes over what a client sends that is not listened to any more.
    fn ignore(&mut self, connection: Connection) {
        for _ in 0..MOST_IN_A_ROW {
            let here = connection.with_bytes(<[u8]>::len);
            connection.take(here);
            if connection.count_ignored(here) > MOST_IGNORED {
                return self.close(connection);
            }
            match connection.receive() {
                Ok(0) => return self.close(connection),
                Ok(_) => {}
                Err(Errno::EAGAIN) => return,
                Err(_) => return self.close(connection),
            }
        }
    }
}

/// Lets the program handle a request: what became of it, and whether it was for a head
/// alone.
fn call(served: Served) -> (Outcome, bool) {
    let is_head = served.is_head();
    let Some(main) = program::entries().first() else {
        return (Outcome::Broken, is_head);
    };
    messages::begin_to_serve(served);
    let trapped = entry::call(main, &mut []).err();
    if trapped.is_some() {
        thread::current().with_report(|report| report.print());
    }
    // What was being done then is in an unknown state.
    if trapped == Some(Trap::HostExhausted) {
        return (Outcome::Broken, is_head);
    }
    match messages::end_serving() {
        Some(served) => (served.end(trapped.is_some()), is_head),
        None => (Outcome::Broken, is_head),
    }
}

/// Says why the program has not answered, where it has not been said.
fn explain(why: Silence) {
    match why {
        Silence::Stopped | Silence::BodyTooLarge => {}
        Silence::NothingSet => report(&|message| {
            message.text("the handler returned without calling `response-outparam.set`");
        }),
        Silence::Refused(code) => report(&|message| {
            message.text("the handler answered with the error code `").text(code).text("`");
        }),
    }
}

/// Sends an answer of the server's own. Whether it could.
fn send(connection: Connection, answer: &[u8]) -> bool {
    let mut channel = Channel::lent(connection, PATIENCE);
    channel.append(answer);
    channel.flush(Follows::Nothing).is_ok()
}

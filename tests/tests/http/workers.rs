//! The processes of a server: how they start, share, fail and end.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use tests::process;

use crate::support::{LIMIT, Server, compile, status};

const SIGKILL: i32 = 9;
const SIGTERM: i32 = 15;

/// The processes that a process has started.
fn children(process: u32) -> BTreeSet<u32> {
    let path = format!("/proc/{process}/task/{process}/children");
    let text = std::fs::read_to_string(path).expect("the process runs");
    text.split_whitespace().map(|number| number.parse().expect("a number")).collect()
}

/// The workers of a server that has so many, once all of them wait for clients.
fn waiting_workers(server: &Server, count: usize) -> BTreeSet<u32> {
    let is_waiting = |process: &u32| {
        let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        text.rsplit(") ").next().is_some_and(|rest| rest.starts_with('S'))
    };
    let start = Instant::now();
    loop {
        let workers = children(server.child.id());
        if workers.len() == count && workers.iter().all(is_waiting) {
            return workers;
        }
        assert!(start.elapsed() < LIMIT, "{workers:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn requests_in_flight_are_finished() {
    let mut server = Server::new(&[]);
    let mut busy = server.connect();
    busy.write_all(b"GET /sleep?700 HTTP/1.1\r\nHost: a\r\n\r\n").expect("the server reads");
    thread::sleep(Duration::from_millis(200));
    // Connected in time, though the worker is busy.
    let mut waiting = server.connect();
    waiting.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").expect("the server reads");
    let mut idle = server.connect();
    server.signal(SIGTERM);
    let mut answer = String::new();
    busy.read_to_string(&mut answer).expect("the server ends it");
    assert!(answer.contains("slept"), "{answer}");
    answer.clear();
    waiting.read_to_string(&mut answer).expect("the server ends it");
    assert!(answer.contains("Hello"), "{answer}");
    assert_eq!(idle.read(&mut [0]).expect("the server ends it"), 0);
    drop((busy, waiting, idle));
    let ending = server.child.wait().expect("it is our child");
    assert_eq!(ending.code(), Some(0));
}

#[test]
fn idle_workers_end_without_a_word() {
    let mut server = Server::start(&[], &["--listen=127.0.0.1:0", "--workers=3"]);
    assert_eq!(status(&server.get("/")), "HTTP/1.1 200 OK");
    server.signal(SIGTERM);
    assert_eq!(server.child.wait().expect("it is our child").code(), Some(0));
    let mut said = String::new();
    server.stderr.read_to_string(&mut said).expect("it is text");
    assert_eq!(said, "");
}

#[test]
fn a_second_signal_does_not_wait() {
    let mut server = Server::new(&[]);
    let mut busy = server.connect();
    busy.write_all(b"GET /sleep?30000 HTTP/1.1\r\nHost: a\r\n\r\n").expect("the server reads");
    thread::sleep(Duration::from_millis(200));
    let start = Instant::now();
    server.signal(SIGTERM);
    thread::sleep(Duration::from_millis(100));
    server.signal(SIGTERM);
    server.child.wait().expect("it is our child");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_worker_that_ends_is_replaced() {
    let server = Server::start(&[], &["--listen=127.0.0.1:0", "--workers=2"]);
    let before = waiting_workers(&server, 2);
    for worker in &before {
        let killed =
            Command::new("kill").arg(format!("-{SIGKILL}")).arg(worker.to_string()).status();
        assert!(killed.expect("the command is there").success());
    }
    let start = Instant::now();
    while children(server.child.id()).intersection(&before).count() > 0
        || children(server.child.id()).len() < 2
    {
        assert!(start.elapsed() < LIMIT, "the workers come again");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(status(&server.get("/")), "HTTP/1.1 200 OK");
}

#[test]
fn workers_end_with_their_server() {
    let mut server = Server::start(&[], &["--listen=127.0.0.1:0", "--workers=2"]);
    let workers = waiting_workers(&server, 2);
    server.child.kill().expect("it runs");
    server.child.wait().expect("it is our child");
    let start = Instant::now();
    let runs = |worker: &&u32| {
        let state = std::fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
        !state.is_empty() && !state.contains(") Z ")
    };
    while workers.iter().filter(runs).count() > 0 {
        assert!(start.elapsed() < LIMIT, "the workers end");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn many_clients_are_served_at_once() {
    let server = Server::start(&["--lockdown"], &["--listen=127.0.0.1:0", "--workers=2"]);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let mut stream = server.connect();
                for _ in 0..50 {
                    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").expect("it reads");
                    let mut answer = Vec::new();
                    while !answer.ends_with(b"Hello, world!\n") {
                        let mut space = [0; 500];
                        let count = stream.read(&mut space).expect("it answers");
                        assert!(count > 0, "{}", String::from_utf8_lossy(&answer));
                        answer.extend_from_slice(&space[..count]);
                    }
                }
            });
        }
    });
}

#[test]
fn what_waits_is_taken_by_whoever_is_idle() {
    let connects = &["--allow-connect", "127.0.0.1:*"][..];
    let server = Server::start(connects, &["--listen=127.0.0.1:0", "--workers=2"]);
    let start = Instant::now();
    for _ in 0..20 {
        // One worker waits for the other one.
        let answer = server.get(&format!("/client?,http,{},/count", server.address));
        assert!(answer.contains("\"1\\n\" end"), "{answer}");
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    // Four at once on four workers take as long as one.
    let server = Server::start(&[], &["--listen=127.0.0.1:0", "--workers=4"]);
    waiting_workers(&server, 4);
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(server.get("/sleep?2000").contains("slept")));
        }
    });
    assert!(start.elapsed() < Duration::from_millis(3900), "{:?}", start.elapsed());
}

/// How many sockets a process has open.
fn sockets(process: u32) -> usize {
    let folder = std::fs::read_dir(format!("/proc/{process}/fd")).expect("the process runs");
    let targets = folder.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}

#[test]
fn kept_connections_are_shared_out() {
    let server = Server::start(&[], &["--listen=127.0.0.1:0", "--workers=3"]);
    let workers = waiting_workers(&server, 3);
    let mut clients: Vec<_> = (0..12).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").expect("the server reads");
        assert!(client.read(&mut [0; 500]).expect("the server answers") > 0);
        waiting_workers(&server, 3);
    }
    // Each has the listening one, too.
    let counts: Vec<usize> = workers.into_iter().map(sockets).collect();
    assert_eq!(counts.iter().sum::<usize>(), 12 + 3, "{counts:?}");
    assert!(counts.iter().all(|&count| count > 1), "{counts:?}");
}

#[test]
fn what_a_server_is_started_with_is_checked() {
    let executable = compile("handler", &["--listen", "127.0.0.1:0", "--pin-listen"]);
    for (arguments, expected) in [
        (&["--listen", "127.0.0.1:1"][..], "this server was compiled to listen nowhere else"),
        (&["--workers", "many"], "`--workers many`: a number up to 1024"),
        (&["x"], "unexpected argument `x`; a server takes --workers N"),
    ] {
        let mut server = Command::new(&executable);
        let finished = process::run(server.args(arguments), b"", LIMIT).expect("it starts");
        assert_eq!(finished.status.code(), Some(1));
        assert!(finished.stderr_text().contains(expected), "{}", finished.stderr_text());
    }
    let executable = compile("handler", &[]);
    let server = Server::new(&[]);
    for (arguments, expected) in [
        (&["--listen", "localhost"][..], "`--listen localhost`: the form is ADDR:PORT"),
        (&["--listen", "192.0.2.1:0"], "this machine has no such address"),
    ] {
        let mut other = Command::new(&executable);
        let finished = process::run(other.args(arguments), b"", LIMIT).expect("it starts");
        assert!(finished.stderr_text().contains(expected), "{}", finished.stderr_text());
    }
    drop(server);
    let module = tests::workspace::root().join("tests/run/components/hello.wat");
    let mut compile = Command::new(tests::workspace::command());
    let compile = compile.arg(module).args(["-o", "/dev/null", "--listen", "127.0.0.1:80"]);
    let finished = process::run(compile, b"", LIMIT).expect("it starts");
    assert!(finished.stderr_text().contains("are for HTTP servers"), "{}", finished.stderr_text());
}

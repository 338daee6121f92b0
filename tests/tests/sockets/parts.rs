//! Answers that a program sends in two parts: what it has sent arrives, whatever it does
//! then.

use std::ffi::c_int;
use std::io::{BufRead, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use std::thread;
use std::time::{Duration, Instant};

use crate::server::Server;
use crate::support::Executable;

fn start(options: &[&str]) -> Server {
    let options = [&["--allow-listen", "127.0.0.1:0"], options].concat();
    Server::start(&Executable::new("parts", &options), None)
}

/// A client whose answers have come in two parts without a pause, so that the next one is
/// expected to.
fn client(server: &Server) -> TcpStream {
    let mut client = server.connect();
    for _ in 0..4 {
        assert_eq!(ask(&mut client, b".", 13), "first,second.");
    }
    client
}

/// So many bytes of the answer.
fn ask(client: &mut TcpStream, what: &[u8], length: usize) -> String {
    client.write_all(what).expect("the server is there");
    let mut answer = vec![0; length];
    client.read_exact(&mut answer).expect("the server answers");
    String::from_utf8(answer).expect("it is text")
}

/// All of the answer, up to the end of the connection.
fn last(mut client: TcpStream, what: &[u8]) -> String {
    client.write_all(what).expect("the server is there");
    let mut answer = String::new();
    client.read_to_string(&mut answer).expect("the connection ends");
    answer
}

#[test]
fn the_first_part_comes_when_there_is_no_second() {
    let server = start(&[]);
    for what in [b"c", b"s", b"r"] {
        assert_eq!(last(client(&server), what), "first,", "{what:?}");
    }
    for (what, status) in [(b"x", Some(3)), (b"t", Some(134)), (b"e", Some(0))] {
        for options in [&[][..], &["--lockdown"]] {
            let mut server = start(options);
            assert_eq!(last(client(&server), what), "first,", "{what:?}");
            assert_eq!(server.process.wait().expect("it ends").code(), status);
        }
    }
}

#[test]
fn a_long_second_part_comes_behind_the_first() {
    let server = start(&[]);
    let answer = ask(&mut client(&server), b"b", 100_006);
    assert_eq!(answer, format!("first,{}", "b".repeat(100_000)));
}

#[test]
fn what_is_sent_in_other_ways_comes_between() {
    let server = start(&["--allow-connect", "127.0.0.1:1"]);
    let mut client = client(&server);
    for _ in 0..3 {
        assert_eq!(ask(&mut client, b"f", 16), "first,bbbsecond.");
        assert_eq!(ask(&mut client, b"a", 16), "first,bbbsecond.");
        assert_eq!(ask(&mut client, b".", 13), "first,second.");
    }
}

#[test]
fn the_first_part_does_not_wait_for_a_program_that_does() {
    let server = start(&[]);
    let mut client = client(&server);
    let start = Instant::now();
    assert_eq!(ask(&mut client, b"p", 6), "first,");
    assert!(start.elapsed() < Duration::from_millis(590), "{:?}", start.elapsed());
    assert_eq!(ask(&mut client, b"", 7), "second.");
    assert!(start.elapsed() > Duration::from_millis(590), "{:?}", start.elapsed());
}

#[test]
fn the_first_part_arrives_where_somebody_ends_the_process() {
    // Not SIGINT, which whoever starts the tests may have had ignored.
    const SIGUSR1: c_int = 10;
    const SIGTERM: c_int = 15;
    for options in [&[][..], &["--lockdown"]] {
        for signal in [SIGUSR1, SIGTERM] {
            let mut server = start(options);
            let mut client = client(&server);
            client.write_all(b"w").expect("the server is there");
            thread::sleep(Duration::from_millis(100));
            server.send(signal);
            assert_eq!(last(client, b""), "first,", "{options:?}");
            let status = server.process.wait().expect("it ends");
            assert_eq!(status.signal(), Some(signal), "{options:?}");
        }
    }
}

#[test]
fn a_reset_is_told_though_the_part_before_was_taken_for_sent() {
    for options in [&[][..], &["--lockdown"]] {
        let mut server = start(options);
        let mut client = client(&server);
        // Who closes a connection with something unread in it resets it.
        client.write_all(b".").expect("the server is there");
        let mut peeked = [0; 13];
        while client.peek(&mut peeked).expect("the server answers") < peeked.len() {}
        client.write_all(b"z").expect("the server is there");
        thread::sleep(Duration::from_millis(100));
        drop(client);
        let mut line = String::new();
        server.output.read_line(&mut line).expect("the server goes on");
        assert_eq!(line, "reset\n", "{options:?}");
    }
}

/// A program that computes is expected to go on as it did before, once.
#[test]
fn the_first_part_waits_once_for_a_program_that_computes() {
    /// As long as the program computes.
    const LONG: Duration = Duration::from_millis(590);
    let server = start(&[]);
    let time_of_first_part = |client: &mut TcpStream| {
        let start = Instant::now();
        assert_eq!(ask(client, b"w", 6), "first,");
        let time = start.elapsed();
        assert_eq!(ask(client, b"", 7), "second.");
        time
    };
    // Parts that the program was interrupted between may have been too far apart.
    let waits = (0..10).any(|_| {
        let mut client = client(&server);
        let first = time_of_first_part(&mut client);
        // From now on the kernel has it, and waits for 200 ms.
        let next = time_of_first_part(&mut client);
        assert!(next < LONG, "{next:?}");
        first >= LONG
    });
    assert!(waits, "the first part is sent with the second");
}

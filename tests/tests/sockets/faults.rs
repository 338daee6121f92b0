//! A server in trouble: clients that go, too many clients, signals.

use std::ffi::c_int;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use std::time::Duration;
use std::{io, thread};

use crate::limits::raise_limit;
use crate::server::Server;
use crate::support::{Executable, LIMIT};

const SIGTERM: c_int = 15;
const SIGCONT: c_int = 18;
const SIGSTOP: c_int = 19;

/// Says `quit` to the server and returns all that it prints.
fn quit(mut server: Server) -> String {
    assert_eq!(echo(&mut server.connect(), b"quit").expect("it is answered"), b"quit");
    let mut text = String::new();
    server.output.read_to_string(&mut text).expect("it prints text");
    let status = server.process.wait().expect("it ends");
    assert!(status.success(), "{status}\n{text}");
    text
}

fn executable() -> Executable {
    Executable::new("server", &["--allow-listen", "127.0.0.1:0"])
}

fn echo(stream: &mut TcpStream, message: &[u8]) -> io::Result<Vec<u8>> {
    stream.write_all(message)?;
    let mut answer = vec![0; message.len()];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}

#[test]
fn ten_thousand_connections_wait_at_once() {
    const WANTED: u64 = 10_000;
    let limit = raise_limit();
    // Ours and the server's are in processes of their own.
    let count = WANTED.min(limit.saturating_sub(200)).max(16) as usize;
    if (count as u64) < WANTED {
        eprintln!("only {count} of {WANTED} connections: `ulimit -n` is {limit}");
    }
    let executable = executable();
    let server = Server::start(&executable, Some(count as u64 + 100));
    let mut clients: Vec<TcpStream> = (0..count).map(|_| server.connect()).collect();
    // Each of them is heard while all others are silent.
    for index in (0..count).step_by(count / 50 + 1).chain([count - 1]) {
        let message = format!("client {index}");
        let answer = echo(&mut clients[index], message.as_bytes()).expect("it is answered");
        assert_eq!(answer, message.as_bytes());
    }
    let expected = format!("{} clients, {} at once\nok\n", count + 1, count + 1);
    assert_eq!(quit(server), expected);
}

#[test]
fn without_descriptors_the_server_waits_and_goes_on() {
    let executable = executable();
    // Standard streams, the listener and 16 clients.
    let server = Server::start(&executable, Some(20));
    let mut clients: Vec<TcpStream> = (0..30).map(|_| server.connect()).collect();
    for client in &mut clients[..16] {
        assert_eq!(echo(client, b"early").expect("it is answered"), b"early");
    }
    // The others are in the queue until somebody goes.
    let mut late = clients.split_off(16);
    late[0].set_read_timeout(Some(Duration::from_millis(200))).expect("that is possible");
    let refused = echo(&mut late[0], b"late").expect_err("nobody answers yet");
    assert!(matches!(refused.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{refused}");
    drop(clients);
    let mut answer = [0; 4];
    late[0].set_read_timeout(Some(LIMIT)).expect("that is possible");
    late[0].read_exact(&mut answer).expect("now it is answered");
    assert_eq!(&answer, b"late");
    for client in &mut late[1..] {
        assert_eq!(echo(client, b"later").expect("it is answered"), b"later");
    }
    drop(late);
    let text = quit(server);
    assert!(text.starts_with("full\n"), "{text}");
    assert!(text.ends_with("31 clients, 16 at once\nok\n"), "{text}");
}

#[test]
fn a_full_queue_and_clients_that_go_harm_nobody() {
    let executable = executable();
    let server = Server::start(&executable, None);
    server.send(SIGSTOP);
    // They connect while nobody accepts; half of them go before anybody does.
    let mut clients: Vec<TcpStream> = (0..500).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.write_all(b"waiting").expect("the kernel takes it");
    }
    let stayed = clients.split_off(250);
    drop(clients);
    server.send(SIGCONT);
    for mut client in stayed {
        let mut answer = [0; 7];
        client.read_exact(&mut answer).expect("it is answered");
        assert_eq!(&answer, b"waiting");
        // Half of the connection is closed; what was sent before still comes back.
        client.write_all(b"last").expect("the kernel takes it");
        client.shutdown(std::net::Shutdown::Write).expect("it is open");
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).expect("it is answered");
        assert_eq!(rest, b"last");
    }
    assert!(quit(server).ends_with("ok\n"));
}

#[test]
fn signals_interrupt_nothing() {
    let executable = executable();
    let server = Server::start(&executable, None);
    let mut client = server.connect();
    let message = &vec![b'x'; 1 << 20];
    thread::scope(|scope| {
        let interrupted = scope.spawn(|| {
            for _ in 0..200 {
                server.send(SIGSTOP);
                server.send(SIGCONT);
                thread::sleep(Duration::from_millis(1));
            }
        });
        while !interrupted.is_finished() {
            // Partial sends at both ends: the answer is read while it is still sent.
            let mut writer = client.try_clone().expect("there are descriptors");
            scope.spawn(move || writer.write_all(message).expect("the server reads"));
            let mut answer = vec![0; message.len()];
            client.read_exact(&mut answer).expect("it is answered");
            assert!(answer == *message);
        }
    });
    assert!(quit(server).ends_with("ok\n"));
}

#[test]
fn a_server_ends_when_it_is_asked_to() {
    let executable = executable();
    let mut server = Server::start(&executable, None);
    let mut client = server.connect();
    assert_eq!(echo(&mut client, b"hello").expect("it is answered"), b"hello");
    server.send(SIGTERM);
    let status = server.process.wait().expect("it ends");
    assert_eq!(status.signal(), Some(SIGTERM));
    // The kernel closes what was open.
    assert_eq!(client.read(&mut [0; 10]).expect("it is closed"), 0);
}

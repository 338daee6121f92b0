//! Requests of programs: what is sent, and what becomes of the answers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tests::process;

use crate::support::{LIMIT, Server, compile};

/// A server that hears one request, says something, and closes. What it has heard.
fn once(answer: &'static [u8], delay: Duration) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = listener.local_addr().expect("it is bound");
    let heard = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody connects");
        stream.set_read_timeout(Some(Duration::from_millis(300))).expect("it is a time");
        let mut heard = Vec::new();
        let mut space = [0; 1000];
        while let Ok(count @ 1..) = stream.read(&mut space) {
            heard.extend_from_slice(&space[..count]);
        }
        for byte in answer {
            // Cut anywhere.
            if stream.write_all(&[*byte]).is_err() {
                break;
            }
            thread::sleep(delay);
        }
        String::from_utf8_lossy(&heard).replace('\r', "")
    });
    (address, heard)
}

/// What the client prints of its request.
#[track_caller]
fn ask(options: &[&str], words: &str) -> String {
    let executable = compile("client", options);
    let finished =
        process::run(Command::new(executable).arg(words), b"", LIMIT).expect("it starts");
    assert!(finished.status.success(), "{}", finished.stderr_text());
    String::from_utf8_lossy(&finished.stdout).into_owned()
}

const ALL: &[&str] = &["--allow-connect", "127.0.0.1:*"];

#[test]
fn a_request_is_sent_and_answered() {
    let (address, heard) = once(
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Yes, made\r\nX-A: b\r\n\
          Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-End: 1\r\n\r\n",
        Duration::from_micros(100),
    );
    let said = ask(
        &["--allow-connect", "127.0.0.1:*", "--lockdown"],
        &format!("POST,http,{address},/a?b,body"),
    );
    assert_eq!(said, "201\nx-a: b\n\"abcde\" end\nOk([(\"x-end\", \"1\")])\n");
    assert_eq!(
        heard.join().expect("it has heard"),
        format!(
            "POST /a?b HTTP/1.1\nhost: {address}\nx-asked: yes\ntransfer-encoding: chunked\n\
             connection: close\n\n4\nbody\n0\n\n"
        )
    );
}

#[test]
fn bodies_end_in_every_way() {
    for (answer, expected) in [
        (&b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd"[..], "\"abc\" end\nOk([])\n"),
        (b"HTTP/1.0 200\r\n\r\nabc", "\"abc\" end\nOk([])\n"),
        (b"HTTP/1.1 204 No\r\n\r\n", "\"\" end\nOk([])\n"),
        (b"HTTP/1.1 304 No\r\nContent-Length: 3\r\n\r\n", "\"\" end\nOk([])\n"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
            "\"abc\" Some(ErrorCode::HttpResponseIncomplete)\n",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nx\r\n",
            "\"abc\" Some(ErrorCode::HttpProtocolError)\n",
        ),
    ] {
        let (address, heard) = once(answer, Duration::ZERO);
        let said = ask(ALL, &format!(",,{address}"));
        assert!(said.ends_with(expected), "{}: {said}", String::from_utf8_lossy(answer));
        let heard = heard.join().expect("it has heard");
        assert!(heard.starts_with("GET / HTTP/1.1\n"), "{heard}");
    }
}

#[test]
fn failures_have_codes() {
    for (answer, expected) in [
        (&b""[..], "failed: ErrorCode::HttpResponseIncomplete\n"),
        (b"HTTP/1.1 200 OK\r\nX: y\r\n", "failed: ErrorCode::HttpResponseIncomplete\n"),
        (b"HTTP/1.1 2x0 OK\r\n\r\n", "failed: ErrorCode::HttpProtocolError\n"),
        (b"220 mail\r\n\r\n", "failed: ErrorCode::HttpProtocolError\n"),
        (b"HTTP/1.1 101 X\r\n\r\n", "failed: ErrorCode::HttpUpgradeFailed\n"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "failed: ErrorCode::HttpResponseTransferCoding(None)\n",
        ),
    ] {
        let (address, _) = once(answer, Duration::ZERO);
        assert_eq!(ask(ALL, &format!(",,{address}")), expected);
    }
    let unused = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let unused = unused.expect("there is a port");
    assert_eq!(ask(ALL, &format!(",,{unused}")), "failed: ErrorCode::ConnectionRefused\n");
    assert_eq!(ask(&[], &format!(",,{unused}")), "failed: ErrorCode::HttpRequestDenied\n");
    assert_eq!(ask(ALL, ",https,127.0.0.1:1"), "refused: ErrorCode::TlsProtocolError\n");
    assert_eq!(ask(ALL, ",ftp,127.0.0.1:1"), "refused: ErrorCode::HttpProtocolError\n");
    assert_eq!(ask(ALL, ",http"), "refused: ErrorCode::HttpRequestUriInvalid\n");
    assert_eq!(ask(ALL, ",http,127.0.0.1:99999"), "failed: ErrorCode::HttpRequestUriInvalid\n");
}

#[test]
fn times_are_limited() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = silent.local_addr().expect("it is bound");
    let said = ask(ALL, &format!(",,{address},,,,200"));
    assert_eq!(said, "failed: ErrorCode::ConnectionReadTimeout\n");
    let (address, _) =
        once(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab", Duration::from_millis(5));
    let said = ask(ALL, &format!(",,{address},,,,,2000"));
    assert!(said.contains("\"ab\" Some(ErrorCode::"), "{said}");
}

#[test]
fn bodies_go_both_ways_at_once() {
    let mut server = Server::start(
        &["--allow-connect=127.0.0.1:*", "--lockdown"],
        &["--listen=127.0.0.1:0", "--workers=2"],
    );
    // More than all sockets on the way can hold: what is asked echoes while it is sent to.
    let body: Vec<u8> = (0..24_000_000u32).map(|number| (number >> 4) as u8).collect();
    let mut stream = server.connect();
    let mut sending = stream.try_clone().expect("the descriptor can be copied");
    let head = format!(
        "POST /relay?{} HTTP/1.0\r\nHost: a\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    let mut answer = Vec::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            sending.write_all(head.as_bytes()).expect("the server reads");
            sending.write_all(&body).expect("the server reads");
        });
        stream.read_to_end(&mut answer).expect("the server answers");
    });
    assert!(answer.ends_with(&body), "{} bytes", answer.len());
    server.signal(15);
    let mut said = String::new();
    server.stderr.read_to_string(&mut said).expect("it is text");
    assert_eq!(said, "");
}

#[test]
fn a_handler_asks_another_server() {
    let behind = Server::new(&[]);
    let server = Server::new(ALL);
    let body = "0123456789".repeat(20_000);
    let answer = server.say(format!(
        "POST /proxy?{} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        behind.address,
        body.len()
    ));
    let received: usize = answer.matches("0123456789").count();
    // Chunks cut a few in two.
    assert!(received > 19_900, "{received}");
    let answer = server.get(&format!("/client?,http,{},/trailers", behind.address));
    assert!(answer.contains("\"body\" end\nOk([(\"x-sum\", \"42\")])"), "{answer}");
}

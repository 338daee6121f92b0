//! Requests as they come over the wire: cut anywhere, malformed, or made to be understood
//! in two ways.

use std::io::{Read, Write};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Server, body, status, without_date};

#[test]
fn a_request_may_come_in_any_pieces() {
    let server = Server::new(&[]);
    let request = b"POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\
        Connection: close\r\n\r\n3;x=y\r\n\x01\x02\x03\r\nA\r\n0123456789\r\n0\r\nX-A: b\r\n\r\n";
    for cut in 1..request.len() {
        let mut stream = server.connect();
        stream.set_nodelay(true).expect("it is TCP");
        let (first, second) = request.split_at(cut);
        stream.write_all(first).expect("the server reads");
        sleep(Duration::from_millis(2));
        stream.write_all(second).expect("the server reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it is text");
        assert!(answer.contains("(13, 531, Ok([(\"x-a\", \"b\")]))"), "cut at {cut}: {answer}");
    }
}

#[test]
fn requests_may_follow_each_other_at_once() {
    let server = Server::new(&[]);
    let one = "GET /count HTTP/1.1\r\nHost: a\r\n\r\n";
    let two = "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n\x01\x01";
    let last = "\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = server.say(format!("{one}{two}{one}{one}{last}{one}"));
    assert_eq!(answer.matches("HTTP/1.1 200 OK\n").count(), 5, "{answer}");
    assert!(answer.contains("(2, 2, Ok([]))") && answer.ends_with("Hello, world!\n"));
    // A body that the handler leaves is passed over.
    let left = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /";
    let answer = server.say(format!("{left}{left}{last}"));
    assert_eq!(answer.matches("HTTP/1.1 200 OK\n").count(), 3, "{answer}");
}

#[test]
fn what_is_malformed_is_refused() {
    let server = Server::new(&[]);
    let bad = "HTTP/1.1 400 Bad Request";
    for (request, expected) in [
        ("GET / HTTP/1.1\r\n\r\n", bad),
        ("GET / HTTP/1.1\nHost: a\n\n", bad),
        ("GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", bad),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", bad),
        ("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", bad),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", bad),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", bad),
        ("GET /\r\nHost: a\r\n\r\n", bad),
        ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", bad),
        ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", bad),
        ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", bad),
        ("GET / http/1.1\r\nHost: a\r\n\r\n", bad),
        ("\x16\x03\x01\x02\0\x01\0\x01\n", bad),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "HTTP/1.1 505 HTTP Version Not Supported"),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", "HTTP/1.1 417 Expectation Failed"),
    ] {
        let answer = server.say(request);
        assert_eq!(status(&answer), expected, "{request:?}");
        assert!(answer.contains("\nconnection: close\n"), "{request:?}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{request:?}: {answer}");
    }
}

#[test]
fn nothing_is_smuggled() {
    let server = Server::new(&[]);
    let bad = "HTTP/1.1 400 Bad Request";
    for (fields, rest, expected) in [
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n", bad),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n", bad),
        ("Content-Length: 5\r\nContent-Length: 5", "12345", bad),
        ("Content-Length: 5\r\nContent-Length: 6", "123456", bad),
        ("Content-Length: 5, 5", "12345", bad),
        ("Content-Length: +5", "12345", bad),
        ("Content-Length: -1", "", bad),
        ("Content-Length: 0x5", "12345", bad),
        ("Content-Length:", "", bad),
        ("Content-Length: 99999999999999999999", "", bad),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n", bad),
        ("Transfer-Encoding: gzip, chunked", "0\r\n\r\n", "HTTP/1.1 501 Not Implemented"),
        ("Transfer-Encoding: identity", "", "HTTP/1.1 501 Not Implemented"),
        ("Transfer-Encoding: xchunked", "0\r\n\r\n", "HTTP/1.1 501 Not Implemented"),
    ] {
        let answer =
            server.say(format!("POST /upload HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n{rest}"));
        assert_eq!(status(&answer), expected, "{fields:?}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{fields:?}");
    }
    let old = "POST /upload HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert_eq!(status(&server.say(old)), bad);
}

#[test]
fn broken_chunks_are_an_error_of_the_stream() {
    let server = Server::new(&[]);
    let start = "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for chunks in [
        "x\r\n",
        "\r\n",
        "1\na\r\n0\r\n\r\n",
        "1\r\nab\r\n0\r\n\r\n",
        "-1\r\n",
        "0x1\r\n",
        "11111111111111111\r\n",
        "1 x\0\r\na\r\n0\r\n\r\n",
        "0\r\nX\r\n\r\n",
        "0\r\nX: y\n\n",
        "1\r\na\n0\r\n\r\n",
    ] {
        let answer = server.say(format!("{start}{chunks}"));
        assert!(
            body(&answer).contains("Err(ErrorCode::HttpProtocolError)"),
            "{chunks:?}: {answer}"
        );
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{chunks:?}");
    }
    let mut stream = server.connect();
    stream.write_all(start.as_bytes()).expect("the server reads");
    stream.write_all(b"5\r\nab").expect("the server reads");
    stream.shutdown(std::net::Shutdown::Write).expect("it is connected");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is text");
    assert!(answer.contains("(2, 195, Err(ErrorCode::ConnectionTerminated))"), "{answer}");
}

#[test]
fn what_is_too_large_is_refused() {
    let server = Server::new(&["--max-body", "1000"]);
    let path = "a".repeat(70_000);
    assert_eq!(status(&server.get(&format!("/{path}"))), "HTTP/1.1 414 URI Too Long");
    let many = "X-Y: 0123456789\r\n".repeat(5000);
    let answer = server.say(format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"));
    assert_eq!(status(&answer), "HTTP/1.1 431 Request Header Fields Too Large");
    let some = "X-Y: 0123456789\r\n".repeat(2000);
    let answer =
        server.say(format!("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{some}\r\n"));
    assert_eq!(status(&answer), "HTTP/1.1 200 OK");
    let fits = format!(
        "POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n{}",
        "\u{1}".repeat(1000)
    );
    assert!(body(&server.say(&fits)).contains("(1000, 1000, Ok([]))"));
    let large = fits.replace("1000", "1001") + "\u{1}";
    assert_eq!(status(&server.say(large)), "HTTP/1.1 413 Content Too Large");
    // Of chunks it shows later, to the handler first.
    let chunk = format!("1f4\r\n{}\r\n", "\u{1}".repeat(500));
    let chunked = |path: &str| {
        server.say(format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
            chunk.repeat(3)
        ))
    };
    let answer = chunked("/upload");
    assert!(body(&answer).contains("Err(ErrorCode::HttpRequestBodySize(Some(1000)))"), "{answer}");
    let answer = without_date(&chunked("/count"));
    assert_eq!(status(&answer), "HTTP/1.1 200 OK");
}

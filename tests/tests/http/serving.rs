//! What a handler is told, and what becomes of its answers.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use tests::process;
use tests::workspace::root;

use crate::support::{LIMIT, Server, body, compile, status, without_date};

#[test]
fn a_handler_answers() {
    let server = Server::new(&[]);
    let hello = "HTTP/1.1 200 OK\ncontent-length: 14\ncontent-type: text/plain\n\
                 connection: close\n\nHello, world!\n";
    assert_eq!(server.get("/"), hello);
    assert!(
        server.get("/stream").ends_with("\n\n2\n0\n\n2\n1\n\n2\n2\n\n2\n3\n\n2\n4\n\n0\n\n"),
        "chunks as they were written"
    );
    assert!(server.get("/trailers").ends_with("4\nbody\n0\nx-sum: 42\n\n"));
    for (query, line) in [
        ("204", "HTTP/1.1 204 No Content\nconnection: close\n\n"),
        ("304", "HTTP/1.1 304 Not Modified\nconnection: close\n\n"),
        ("404", "HTTP/1.1 404 Not Found\ncontent-length: 0\nconnection: close\n\n"),
        ("299", "HTTP/1.1 299 \ncontent-length: 0\nconnection: close\n\n"),
    ] {
        assert_eq!(server.get(&format!("/status?{query}")), line);
    }
}

#[test]
fn what_could_run_too_serves() {
    let server = Server::of("both", &[], &["--listen=127.0.0.1:0", "--workers=1"]);
    assert_eq!(status(&server.get("/")), "HTTP/1.1 500 Internal Server Error");
}

/// What is behind gates in the files of WASI 0.2, and in no engine.
#[test]
fn functions_behind_gates_do_what_is_written() {
    let options = &["--inherit-network"][..];
    let server = Server::of("gated", options, &["--listen=127.0.0.1:0", "--workers=1"]);
    let answer = server.get("/inform?103,100,101,199,200");
    let informed =
        "HTTP/1.1 103 Early Hints\nlink: <103>\n\nHTTP/1.1 199 \nlink: <199>\n\nHTTP/1.1 200 OK\n";
    assert!(answer.starts_with(informed), "{answer}");
    let refused = "Err(ErrorCode::HttpProtocolError)";
    let results = format!("103 Ok(())\n100 {refused}\n101 {refused}\n199 Ok(())\n200 {refused}\n");
    assert!(answer.contains(&results), "{answer}");
    // RFC 9110, "Informational 1xx": never to clients of HTTP/1.0.
    let answer = server.say("GET /inform?103 HTTP/1.0\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200 OK\n"), "{answer}");
    assert_eq!(body(&answer), format!("103 {refused}\n"));
    assert!(server.get("/reset").contains("connection-reset"));
}

#[test]
fn a_handler_is_told_everything() {
    let server = Server::new(&[]);
    let answer = server.say(
        "PURGE /request?a=b%20c HTTP/1.1\r\nX-Two: 1\r\nHost: example.com:80\r\nAccept:*/*\r\n\
         x-two:  2  \r\nConnection: close\r\nTE: trailers\r\n\r\n",
    );
    let expected = "Method::Other(\"PURGE\") Some(\"/request?a=b%20c\") Some(Scheme::Http) \
                    Some(\"example.com:80\")\nx-two: 1\nx-two: 2\naccept: */*\nte: trailers\n\
                    Err(HeaderError::Immutable)\n";
    assert!(body(&answer).contains(expected), "{answer}");
    let answer = server
        .say("GET http://other:81/request HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    assert!(body(&answer).contains("Some(\"/request\") Some(Scheme::Http) Some(\"other:81\")"));
}

#[test]
fn each_request_has_an_instance_of_its_own() {
    let server = Server::new(&[]);
    for _ in 0..3 {
        assert!(body(&server.get("/count")).contains("\n1\n"));
        assert!(body(&server.get("/grow")).contains(", 7)\n"), "{}", server.get("/grow"));
        server.get("/trap");
    }
    let sizes: Vec<String> = (0..3).map(|_| server.get("/grow")).collect();
    assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
}

#[test]
fn a_handler_that_fails_is_answered_for() {
    let mut server = Server::new(&[]);
    let failed = "HTTP/1.1 500 Internal Server Error\ncontent-type: text/plain\n\
                  content-length: 26\n";
    for path in ["/trap", "/nothing", "/exit", "/error", "/error-text", "/status?103"] {
        let answer = server.get(path);
        assert!(answer.starts_with(failed), "{path}: {answer}");
    }
    // The connection goes on, and so does the server.
    let answer = server.say(
        "GET /trap HTTP/1.1\r\nHost: test\r\n\r\nGET / HTTP/1.1\r\nHost: test\r\n\
         Connection: close\r\n\r\n",
    );
    assert!(answer.ends_with("\n\nHello, world!\n"), "{answer}");
    // Who would have to be told that it goes on sees its end.
    let answer = server.say("GET /trap HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert!(answer.starts_with(&failed.replace("26\n", "26\nconnection: close\n")), "{answer}");
    let answer = server.get("/unfinished");
    assert!(answer.ends_with("\n\n4\npart\n"), "no end of the chunks: {answer}");
    let answer = server.get("/late-trap");
    assert!(answer.ends_with("\n\n4\npart\n"), "no end of the chunks: {answer}");
    assert!(server.get("/left-open").ends_with("4\npart\n0\n\n"));
    server.signal(15);
    let mut said = String::new();
    server.stderr.read_to_string(&mut said).expect("it is text");
    for line in [
        "wasm trap: unreachable",
        "wasm trap: the handler called exit",
        "the handler returned without calling `response-outparam.set`",
        "the handler answered with the error code `HTTP-request-URI-too-long`",
        "the handler answered with the error code `internal-error`",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn bodies_are_as_long_as_announced() {
    let server = Server::new(&[]);
    assert!(server.get("/length?5,5").ends_with("\n\nxxxxx"));
    let short = server.get("/length?5,3");
    assert!(short.contains("content-length: 5\n") && short.ends_with("\n\nxxx"), "{short}");
    let long = server.get("/length?3,5");
    assert!(long.contains("content-length: 3\n") && body(&long).is_empty(), "{long}");
    let head = server.say("HEAD / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    assert!(head.contains("content-length: 14\n") && body(&head).is_empty(), "{head}");
    let old = server.say("GET /trailers HTTP/1.0\r\n\r\n");
    assert!(old.ends_with("connection: close\n\nbody"), "no chunks for HTTP/1.0: {old}");
    let old = server.say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n");
    assert_eq!(old.matches("Hello, world!").count(), 2, "{old}");
}

#[test]
fn large_bodies_go_both_ways() {
    let server = Server::new(&[]);
    let mut stream = server.connect();
    stream
        .write_all(b"POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 5000000\r\n\r\n")
        .expect("the server reads");
    stream.write_all(&vec![1; 5_000_000]).expect("the server reads");
    stream
        .write_all(b"GET /many HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        .expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server ends it");
    let text = String::from_utf8_lossy(&answer[..300]);
    assert!(text.contains("(5000000, 5000000, Ok([]))"), "{text}");
    assert!(answer.len() > 160 << 16 && answer.ends_with(b"\r\n0\r\n\r\n"), "{}", answer.len());
}

#[test]
fn a_body_that_is_there_has_a_length() {
    let server = Server::new(&[]);
    let answer =
        server.say("GET /whole HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n");
    let whole = "HTTP/1.1 200 OK\ncontent-length: 6\nconnection: keep-alive\n\nwhole\n";
    assert!(answer.starts_with(whole) && answer.ends_with("Hello, world!\n"), "{answer}");
}

#[test]
fn a_response_goes_out_while_the_handler_runs() {
    let server = Server::new(&[]);
    let mut stream = server.connect();
    stream.write_all(b"GET /stream HTTP/1.1\r\nHost: test\r\n\r\n").expect("the server reads");
    let start = Instant::now();
    let mut space = [0; 1000];
    let count = stream.read(&mut space).expect("the server answers");
    assert!(String::from_utf8_lossy(&space[..count]).starts_with("HTTP/1.1 200 OK\r\n"));
    let first = start.elapsed();
    while !space[..].windows(5).any(|end| end == b"0\r\n\r\n") {
        let count = stream.read(&mut space).expect("the server answers");
        assert!(count > 0, "the connection stays");
    }
    assert!(start.elapsed() >= first + Duration::from_millis(150), "{:?}", start.elapsed());
}

#[test]
fn who_expects_to_be_asked_is_asked() {
    let server = Server::new(&[]);
    let mut stream = server.connect();
    let head = "POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\
                Expect: 100-continue\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("the server reads");
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).expect("the server asks");
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"\x01\x02\x03").expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is text");
    assert!(without_date(&answer).contains("(3, 6, Ok([]))"), "{answer}");
    // Who does not want the body does not ask for it.
    let refused = server.say(head.replace("/upload", "/status?400"));
    assert_eq!(status(&refused), "HTTP/1.1 400 Bad Request");
}

#[test]
fn every_function_on_fields_does_what_is_written() {
    let expected = root().join("tests/http/fields.txt");
    let executable = compile("client", &[]);
    let mut client = std::process::Command::new(executable);
    let finished = process::run(client.arg("fields"), b"", LIMIT).expect("it starts");
    let text = String::from_utf8_lossy(&finished.stdout).into_owned();
    assert!(finished.status.success(), "{}", finished.stderr_text());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&expected, &text).expect("the file can be written");
    }
    assert_eq!(text, std::fs::read_to_string(expected).expect("the expectation is there"));
}

//! A handler with a path for everything that a server must get right.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use wasip2::clocks::monotonic_clock::subscribe_duration;
use wasip2::http::types::*;
use wasip2::io::poll::Pollable;
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

mod client;
mod fields;

struct Handler;

wasip2::http::proxy::export!(Handler);

/// Counts the requests to this instance: each has its own, so it is never more than one.
static COUNT: AtomicU32 = AtomicU32::new(0);

impl wasip2::exports::http::incoming_handler::Guest for Handler {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let count = COUNT.fetch_add(1, Relaxed) + 1;
        let path = request.path_with_query().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        match path {
            "/trap" => panic!("asked to"),
            "/nothing" => {}
            "/exit" => std::process::exit(3),
            "/error" => ResponseOutparam::set(out, Err(ErrorCode::HttpRequestUriTooLong)),
            "/error-text" => {
                ResponseOutparam::set(out, Err(ErrorCode::InternalError(Some("text".into()))));
            }
            "/count" => text(out, &format!("{count}\n")),
            "/request" => text(out, &describe(&request)),
            "/echo" => echo(&request, out),
            "/upload" => text(out, &format!("{:?}\n", read_all(&request))),
            "/fields" => text(out, &fields::check()),
            "/status" => empty(out, query.parse().unwrap_or(500)),
            "/length" => of_length(out, query),
            "/trailers" => trailers(out),
            "/whole" => whole(out),
            "/unfinished" => unfinished(out),
            "/left-open" => left_open(out),
            "/late-trap" => {
                left_open(out);
                panic!("late");
            }
            "/stream" => stream(out),
            "/sleep" => {
                subscribe_duration(query.parse::<u64>().unwrap_or(0) * 1_000_000).block();
                text(out, "slept\n");
            }
            "/grow" => grow(out),
            "/many" => many(out),
            "/client" => text(out, &client::get(query)),
            "/proxy" => proxy(&request, out, query),
            "/relay" => relay(&request, out, query),
            _ => hello(out),
        }
    }
}

fn respond(out: ResponseOutparam, fields: &[(&str, &str)]) -> OutgoingBody {
    let fields: Vec<(String, Vec<u8>)> =
        fields.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    let response = OutgoingResponse::new(Fields::from_list(&fields).unwrap());
    let body = response.body().unwrap();
    assert!(response.body().is_err());
    ResponseOutparam::set(out, Ok(response));
    body
}

fn write(body: &OutgoingBody, text: &[u8]) -> Result<(), StreamError> {
    let stream = body.write().unwrap();
    assert!(body.write().is_err());
    for part in text.chunks(4096) {
        stream.blocking_write_and_flush(part)?;
    }
    Ok(())
}

fn text(out: ResponseOutparam, text: &str) {
    let body = respond(out, &[("content-type", "text/plain")]);
    write(&body, text.as_bytes()).unwrap();
    OutgoingBody::finish(body, None).unwrap();
}

fn hello(out: ResponseOutparam) {
    let body = respond(out, &[("content-length", "14"), ("Content-Type", "text/plain")]);
    write(&body, b"Hello, world!\n").unwrap();
    OutgoingBody::finish(body, None).unwrap();
}

fn empty(out: ResponseOutparam, status: u16) {
    let response = OutgoingResponse::new(Fields::new());
    if response.set_status_code(status).is_err() {
        response.set_status_code(500).unwrap();
    }
    ResponseOutparam::set(out, Ok(response));
}

fn describe(request: &IncomingRequest) -> String {
    let (method, path) = (request.method(), request.path_with_query());
    let (scheme, authority) = (request.scheme(), request.authority());
    let mut text = format!("{method:?} {path:?} {scheme:?} {authority:?}\n");
    for (name, value) in request.headers().entries() {
        text += &format!("{name}: {}\n", String::from_utf8_lossy(&value));
    }
    let changed = request.headers().append("a", b"b");
    text + &format!("{changed:?}\n")
}

/// How many bytes, their sum, and what followed them.
fn read_all(request: &IncomingRequest) -> (usize, u64, Result<Vec<(String, String)>, ErrorCode>) {
    let body = request.consume().unwrap();
    assert!(request.consume().is_err());
    let stream = body.stream().unwrap();
    assert!(body.stream().is_err());
    let (mut count, mut sum) = (0, 0);
    loop {
        match stream.blocking_read(10_000) {
            Ok(bytes) => {
                count += bytes.len();
                sum += bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>();
            }
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => {
                return (count, sum, Err(http_error_code(&error).unwrap()));
            }
        }
    }
    drop(stream);
    (count, sum, client::trailers(body))
}

fn echo(request: &IncomingRequest, out: ResponseOutparam) {
    let body = request.consume().unwrap();
    let input = body.stream().unwrap();
    let answer = respond(out, &[]);
    let output = answer.write().unwrap();
    while output.blocking_splice(&input, 1 << 16).is_ok() {}
    drop((input, output));
    let trailers = client::trailers(body).unwrap_or_default();
    let trailers: Vec<(String, Vec<u8>)> =
        trailers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
    let trailers = (!trailers.is_empty()).then(|| Fields::from_list(&trailers).unwrap());
    OutgoingBody::finish(answer, trailers).unwrap();
}

/// `ANNOUNCED,WRITTEN`
fn of_length(out: ResponseOutparam, query: &str) {
    let (announced, written) = query.split_once(',').unwrap();
    let body = respond(out, &[("content-length", announced)]);
    let written = write(&body, &vec![b'x'; written.parse().unwrap()]);
    if let Err(StreamError::LastOperationFailed(error)) = &written {
        println!("write: {:?}", http_error_code(error));
    }
    println!("finish: {:?}", OutgoingBody::finish(body, None));
}

fn trailers(out: ResponseOutparam) {
    let body = respond(out, &[]);
    write(&body, b"body").unwrap();
    let trailers = Fields::from_list(&[("X-Sum".into(), b"42".to_vec())]).unwrap();
    OutgoingBody::finish(body, Some(trailers)).unwrap();
}

/// All of the body is there before the response.
fn whole(out: ResponseOutparam) {
    let response = OutgoingResponse::new(Fields::new());
    let body = response.body().unwrap();
    write(&body, b"whole\n").unwrap();
    OutgoingBody::finish(body, None).unwrap();
    ResponseOutparam::set(out, Ok(response));
}

fn unfinished(out: ResponseOutparam) {
    let body = respond(out, &[]);
    write(&body, b"part").unwrap();
    drop(body);
}

fn left_open(out: ResponseOutparam) {
    let body = respond(out, &[]);
    write(&body, b"part").unwrap();
    std::mem::forget(body);
}

/// Each part goes out before the next one is there.
fn stream(out: ResponseOutparam) {
    let body = respond(out, &[]);
    let stream = body.write().unwrap();
    for part in 0..5 {
        stream.blocking_write_and_flush(format!("{part}\n").as_bytes()).unwrap();
        subscribe_duration(50_000_000).block();
    }
    drop(stream);
    OutgoingBody::finish(body, None).unwrap();
}

/// A new instance has the memory that it starts with, all of it as it was.
fn grow(out: ResponseOutparam) {
    static MARK: AtomicU32 = AtomicU32::new(7);
    let before = (core::arch::wasm32::memory_size(0), MARK.swap(8, Relaxed));
    let space = vec![1u8; 40 << 20];
    assert_eq!(space.iter().map(|&byte| u64::from(byte)).sum::<u64>(), 40 << 20);
    text(out, &format!("{before:?}\n"));
}

fn many(out: ResponseOutparam) {
    let body = respond(out, &[]);
    let stream = body.write().unwrap();
    let part: Vec<u8> = (0..1 << 16).map(|byte| byte as u8).collect();
    for _ in 0..160 {
        let mut rest = &part[..];
        while !rest.is_empty() {
            stream.subscribe().block();
            let permit = stream.check_write().unwrap() as usize;
            let (now, later) = rest.split_at(rest.len().min(permit));
            stream.write(now).unwrap();
            rest = later;
        }
    }
    stream.blocking_flush().unwrap();
    drop(stream);
    OutgoingBody::finish(body, None).unwrap();
}

/// A request for somebody else's echo.
fn ask(request: &IncomingRequest, authority: &str) -> (OutgoingBody, FutureIncomingResponse) {
    let outgoing = OutgoingRequest::new(Fields::new());
    outgoing.set_method(&request.method()).unwrap();
    outgoing.set_scheme(Some(&Scheme::Http)).unwrap();
    outgoing.set_authority(Some(authority)).unwrap();
    outgoing.set_path_with_query(Some("/echo")).unwrap();
    let body = outgoing.body().unwrap();
    (body, wasip2::http::outgoing_handler::handle(outgoing, None).unwrap())
}

/// Moves bytes as long as there are some and there is room. What to wait for then; none
/// at the end.
fn pump(input: &InputStream, output: &OutputStream) -> Option<Pollable> {
    loop {
        if output.check_write().ok()? == 0 {
            return Some(output.subscribe());
        }
        if output.splice(input, 1 << 16).ok()? == 0 {
            return Some(input.subscribe());
        }
    }
}

/// As `proxy`, in both directions at once.
fn relay(request: &IncomingRequest, out: ResponseOutparam, authority: &str) {
    let (body, future) = ask(request, authority);
    let incoming = request.consume().unwrap();
    let mut there = Some((incoming.stream().unwrap(), body.write().unwrap()));
    let (mut body, mut out) = (Some(body), Some(out));
    let mut back = None;
    loop {
        let mut awaited = Vec::new();
        if let Some((input, output)) = &there {
            match pump(input, output) {
                Some(pollable) => awaited.push(pollable),
                None => {
                    there = None;
                    OutgoingBody::finish(body.take().unwrap(), None).unwrap();
                }
            }
        }
        if back.is_none() && let Some(answered) = future.get() {
            let response = answered.unwrap().unwrap();
            let answer = respond(out.take().unwrap(), &[]);
            let body = response.consume().unwrap();
            let streams = (body.stream().unwrap(), answer.write().unwrap());
            back = Some((streams, body, response, answer));
        } else if back.is_none() {
            awaited.push(future.subscribe());
        }
        if let Some(((input, output), ..)) = &back {
            match pump(input, output) {
                Some(pollable) => awaited.push(pollable),
                None => break,
            }
        }
        wasip2::io::poll::poll(&awaited.iter().collect::<Vec<_>>());
    }
    // Streams go before what they belong to.
    let (streams, body, response, answer) = back.unwrap();
    drop(streams);
    drop((body, response));
    OutgoingBody::finish(answer, None).unwrap();
}

/// Asks somebody else, and hands on what they say.
fn proxy(request: &IncomingRequest, out: ResponseOutparam, authority: &str) {
    let (body, future) = ask(request, authority);
    let incoming = request.consume().unwrap();
    let (input, output) = (incoming.stream().unwrap(), body.write().unwrap());
    while output.blocking_splice(&input, 1 << 16).is_ok() {}
    drop((input, output));
    OutgoingBody::finish(body, None).unwrap();
    future.subscribe().block();
    let response = future.get().unwrap().unwrap().unwrap();
    let (answer, body) = (respond(out, &[]), response.consume().unwrap());
    let (input, output) = (body.stream().unwrap(), answer.write().unwrap());
    while output.blocking_splice(&input, 1 << 16).is_ok() {}
    drop((input, output));
    OutgoingBody::finish(answer, None).unwrap();
}

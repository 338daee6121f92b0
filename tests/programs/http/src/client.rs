//! Requests of the program, and what comes of them, as text.

use wasip2::http::outgoing_handler::handle;
use wasip2::http::types::*;
use wasip2::io::streams::StreamError;

/// What follows a body.
pub fn trailers(body: IncomingBody) -> Result<Vec<(String, String)>, ErrorCode> {
    let future = IncomingBody::finish(body);
    let found = loop {
        match future.get() {
            Some(found) => break found.unwrap()?,
            None => future.subscribe().block(),
        }
    };
    assert!(future.get().unwrap().is_err());
    let entries = found.map(|fields| fields.entries()).unwrap_or_default();
    let text = |value: Vec<u8>| String::from_utf8_lossy(&value).into_owned();
    Ok(entries.into_iter().map(|(name, value)| (name, text(value))).collect())
}

/// `METHOD,SCHEME,AUTHORITY,PATH,BODY,CONNECT,FIRST,BETWEEN`; what is missing is left out.
/// The last three are times in milliseconds.
pub fn get(words: &str) -> String {
    let mut words = words.split(',').map(Some).chain(std::iter::repeat(None));
    let mut next = || words.next().flatten().filter(|word| !word.is_empty());
    let fields = Fields::from_list(&[("x-asked".into(), b"yes".to_vec())]).unwrap();
    let request = OutgoingRequest::new(fields);
    match next() {
        None => {}
        Some("POST") => request.set_method(&Method::Post).unwrap(),
        Some("HEAD") => request.set_method(&Method::Head).unwrap(),
        Some(other) => request.set_method(&Method::Other(other.into())).unwrap(),
    }
    match next() {
        None => {}
        Some("http") => request.set_scheme(Some(&Scheme::Http)).unwrap(),
        Some("https") => request.set_scheme(Some(&Scheme::Https)).unwrap(),
        Some(other) => request.set_scheme(Some(&Scheme::Other(other.into()))).unwrap(),
    }
    request.set_authority(next()).unwrap();
    request.set_path_with_query(next()).unwrap();
    let content = next();
    let body = content.map(|_| request.body().unwrap());
    let options = RequestOptions::new();
    let time = |word: Option<&str>| word.map(|word| word.parse::<u64>().unwrap() * 1_000_000);
    options.set_connect_timeout(time(next())).unwrap();
    options.set_first_byte_timeout(time(next())).unwrap();
    options.set_between_bytes_timeout(time(next())).unwrap();
    let future = match handle(request, Some(options)) {
        Ok(future) => future,
        Err(code) => return format!("refused: {code:?}\n"),
    };
    if let (Some(body), Some(content)) = (body, content) {
        // Whether anybody is there shows later.
        let _ = body.write().unwrap().blocking_write_and_flush(content.as_bytes());
        let _ = OutgoingBody::finish(body, None);
    }
    future.subscribe().block();
    let response = match future.get().unwrap().unwrap() {
        Ok(response) => response,
        Err(code) => return format!("failed: {code:?}\n"),
    };
    assert!(future.get().unwrap().is_err());
    let mut text = format!("{}\n", response.status());
    for (name, value) in response.headers().entries() {
        text += &format!("{name}: {}\n", String::from_utf8_lossy(&value));
    }
    let body = response.consume().unwrap();
    let stream = body.stream().unwrap();
    let mut content = Vec::new();
    let end = loop {
        stream.subscribe().block();
        match stream.read(1000) {
            Ok(bytes) => content.extend(bytes),
            Err(StreamError::Closed) => break String::from("end"),
            Err(StreamError::LastOperationFailed(error)) => {
                break format!("{:?}", http_error_code(&error));
            }
        }
    };
    drop(stream);
    text += &format!("{:?} {end}\n", String::from_utf8_lossy(&content));
    if end == "end" {
        text += &format!("{:?}\n", trailers(body));
    }
    text
}

//! The parser of HTTP, as the runtime has it: heads and chunks cut anywhere, and bytes that
//! are changed at random.

#[path = "../../runtime/host/http/chunks.rs"]
mod chunks;
#[path = "../../runtime/host/http/head.rs"]
#[allow(dead_code)] // what only the runtime needs
mod head;

use chunks::{Chunks, Next};
use head::{End, Length, Refusal, RequestHead, ResponseHead, Version};

const REQUEST: &[u8] = b"POST /a/b?c=d HTTP/1.1\r\nHost: example.com:80\r\nX-A:  b \r\n\
    Content-Length: 12\r\nConnection: x, keep-alive\r\nExpect: 100-continue\r\n\r\n";

#[test]
fn a_request_says_what_it_is() {
    let head = RequestHead::parse(REQUEST).expect("it is a request");
    assert_eq!((head.method, head.path), (&b"POST"[..], &b"/a/b?c=d"[..]));
    assert_eq!(head.authority, b"example.com:80");
    assert_eq!((head.version, head.length), (Version::Http11, Length::Bytes(12)));
    assert!(head.keeps_alive && head.expects_continue);
    let fields: Vec<_> = head.fields.iter().collect();
    assert_eq!(fields[1], (&b"X-A"[..], &b"b"[..]));
    assert_eq!(fields.len(), 5);
}

#[test]
fn targets_have_four_forms() {
    for (line, path, authority) in [
        ("GET /", "/", "h"),
        ("GET http://a", "/", "a"),
        ("GET HTTP://a:1/b?c", "/b?c", "a:1"),
        ("GET http://a?b", "?b", "a"),
        ("OPTIONS *", "*", "h"),
        ("CONNECT a:1", "", "a:1"),
    ] {
        let text = format!("{line} HTTP/1.1\r\nHost: h\r\n\r\n");
        let head = RequestHead::parse(text.as_bytes()).expect(line);
        assert_eq!((head.path, head.authority), (path.as_bytes(), authority.as_bytes()), "{line}");
    }
    for line in ["GET *", "GET a", "GET ", "GET http:///", "GET http://u@a/", "GET ws://a/"] {
        let text = format!("{line} HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_eq!(RequestHead::parse(text.as_bytes()).err(), Some(Refusal::Malformed), "{line}");
    }
}

#[test]
fn a_response_says_how_long_its_body_is() {
    for (fields, status, method, length) in [
        ("", 200, "GET", Length::UntilClose),
        ("Content-Length: 0\r\n", 200, "GET", Length::Bytes(0)),
        ("Content-Length: 7\r\n", 200, "GET", Length::Bytes(7)),
        ("Content-Length: 7\r\n", 200, "HEAD", Length::Bytes(0)),
        ("Content-Length: 7\r\n", 304, "GET", Length::Bytes(0)),
        ("Content-Length: 7\r\n", 204, "GET", Length::Bytes(0)),
        ("Transfer-Encoding: Chunked\r\n", 500, "GET", Length::Chunked),
    ] {
        let text = format!("HTTP/1.1 {status} Some Words\r\n{fields}\r\n");
        let head = ResponseHead::parse(text.as_bytes()).expect("it is a response");
        assert_eq!(head.status, status);
        assert_eq!(head.length(method.as_bytes()), Ok(length), "{text}");
    }
    for line in ["HTTP/1.1 20 X", "HTTP/1.1 2000 X", "HTTP/1.1200 X", "HTTP/1.1 099 X", "200 OK"] {
        assert!(ResponseHead::parse(format!("{line}\r\n\r\n").as_bytes()).is_err(), "{line}");
    }
}

#[test]
fn the_end_is_found_in_any_pieces() {
    for cut in 0..=REQUEST.len() {
        let first = head::end(&REQUEST[..cut], 0);
        let expected = if cut == REQUEST.len() { End::At(cut) } else { End::NotYet };
        assert_eq!(first, expected, "{cut}");
        assert_eq!(head::end(REQUEST, cut.min(REQUEST.len() - 1)), End::At(REQUEST.len()), "{cut}");
    }
    assert_eq!(head::end(b"\r\nGET", 0), End::At(2));
    assert_eq!(head::end(b"a\n", 0), End::Broken);
    assert_eq!(head::end(b"\n", 0), End::Broken);
    assert_eq!(head::end(b"a\r\n\n", 0), End::Broken);
}

/// The data of chunks that come in pieces of a size, and what is left behind the end.
fn unchunk(bytes: &[u8], piece: usize) -> Option<(Vec<u8>, usize)> {
    let (mut chunks, mut data) = (Chunks::START, Vec::new());
    let (mut here, mut taken) = (0, 0);
    loop {
        let (used, next) = chunks.advance(&bytes[taken..here]).ok()?;
        taken += used;
        match next {
            Next::Data(length) if taken < here => {
                let count = (length as usize).min(here - taken);
                data.extend_from_slice(&bytes[taken..taken + count]);
                chunks.take(count as u64);
                taken += count;
            }
            Next::End(length) => return Some((data, taken + length)),
            Next::More | Next::Data(_) if here == bytes.len() => return None,
            Next::More | Next::Data(_) => here = (here + piece).min(bytes.len()),
        }
    }
}

#[test]
fn chunks_come_in_any_pieces() {
    let text = b"5\r\nabcde\r\n1;x=\"y\"\r\nf\r\n0A \r\n0123456789\r\n0\r\nX: y\r\n\r\nrest";
    let end = text.len() - 4;
    for piece in 1..=text.len() {
        assert_eq!(unchunk(text, piece), Some((b"abcdef0123456789".to_vec(), end)), "{piece}");
    }
    assert_eq!(unchunk(b"0\r\n\r\nx", 1), Some((Vec::new(), 5)));
    let long = format!("1;{}\r\na\r\n0\r\n\r\n", "x".repeat(300));
    assert_eq!(unchunk(long.as_bytes(), 7), None);
    assert_eq!(unchunk(b"fffffffffffffffff\r\n", 3), None);
}

/// Numbers that look random. Source: Marsaglia, "Xorshift RNGs".
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// Whatever is taken for a head has lines that everybody would cut in the same way.
#[test]
fn changed_heads_are_refused_or_plain() {
    const BYTES: &[u8] = b"\r\n :,\t\0\x0b;aA1=\"\x7f\x80-";
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..200_000 {
        let mut text = REQUEST.to_vec();
        for _ in 0..1 + random.below(4) {
            let place = random.below(text.len());
            let byte = BYTES[random.below(BYTES.len())];
            match random.below(4) {
                0 => text[place] = byte,
                1 => text.insert(place, byte),
                2 => drop(text.remove(place)),
                _ => {
                    let end = place + random.below(text.len() - place);
                    let copy = text[place..end].to_vec();
                    text.splice(place..place, copy);
                }
            }
        }
        let End::At(end) = head::end(&text, 0) else { continue };
        let seen = random.below(end);
        assert_eq!(head::end(&text, seen.min(end - 1)), End::At(end), "{round}");
        let Ok(head) = RequestHead::parse(&text[..end]) else { continue };
        let lines = text[..end].split(|&byte| byte == b'\n').count();
        assert_eq!(lines, head.fields.iter().count() + 3, "{}", text.escape_ascii());
        let count = |name: &[u8]| {
            head.fields.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name)).count()
        };
        assert!(count(b"content-length") + count(b"transfer-encoding") <= 1);
        assert_eq!(count(b"host"), 1);
        let plain = |text: &[u8]| !text.iter().any(|byte| b"\r\n\0".contains(byte));
        assert!(head.fields.iter().all(|(name, value)| plain(name) && plain(value)));
        assert!(plain(head.method) && plain(head.path) && plain(head.authority));
    }
}

#[test]
fn changed_chunks_are_the_same_in_any_pieces() {
    let text = b"3\r\nabc\r\n12\r\n012345678901234567\r\n0\r\nA: b\r\n\r\n";
    let mut random = Random(42);
    for _ in 0..50_000 {
        let mut text = text.to_vec();
        for _ in 0..1 + random.below(3) {
            let place = random.below(text.len());
            text[place] = b"\r\n 0123abcf;x"[random.below(13)];
        }
        let whole = unchunk(&text, text.len());
        assert_eq!(unchunk(&text, 1 + random.below(7)), whole, "{}", text.escape_ascii());
    }
}

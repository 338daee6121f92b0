//! Every function on fields, as text.

use wasip2::http::types::*;

fn show(fields: &Fields) -> String {
    let entries = fields.entries().into_iter();
    let entries = entries.map(|(name, value)| format!("{name}={}", String::from_utf8_lossy(&value)));
    entries.collect::<Vec<_>>().join(" ")
}

pub fn check() -> String {
    let mut text = String::new();
    let mut line = |what: &str, value: String| text += &format!("{what}: {value}\n");
    let fields = Fields::new();
    line("new", show(&fields));
    for (name, value) in [("X-One", "1"), ("x-two", "2"), ("x-ONE", "3"), ("a", "")] {
        line("append", format!("{:?}", fields.append(name, value.as_bytes())));
    }
    line("entries", show(&fields));
    line("get", format!("{:?} {:?}", fields.get("X-one"), fields.get("none")));
    line("has", format!("{} {}", fields.has("X-TWO"), fields.has("x-three")));
    line("get of no name", format!("{:?} {}", fields.get("no name"), fields.has("")));
    line("set", format!("{:?} {}", fields.set("x-two", &[b"4".into(), b"5".into()]), show(&fields)));
    line("set none", format!("{:?} {}", fields.set("a", &[]), show(&fields)));
    line("delete", format!("{:?} {}", fields.delete("X-ONE"), show(&fields)));
    line("delete nothing", format!("{:?}", fields.delete("x-three")));
    for name in ["", " ", "a b", "a:b", "ä", "a\r", "(", "!#$%&'*+-.^_`|~9Z"] {
        line("name", format!("{name:?} {:?}", fields.append(name, b"x")));
        line("delete", format!("{:?}", fields.delete(name)));
    }
    for value in [&b"a b\tc"[..], b"a\r", b"a\nb", b"\0", b"\x7f", b"\x80\xff", b""] {
        line("value", format!("{value:?} {:?}", fields.append("v", value)));
        line("set", format!("{:?}", fields.set("w", &[value.into()])));
    }
    for name in [
        "connection", "Keep-Alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "Transfer-Encoding", "upgrade", "HOST", "http2-settings", "te",
        "trailer", "content-length",
    ] {
        line("forbidden", format!("{name} {:?} {:?}", fields.append(name, b"1"), fields.set(name, &[b"1".into()])));
        line("delete", format!("{:?}", fields.delete(name)));
    }
    for value in ["5", "+5", "-1", "", "5 ", "05", "99999999999999999999"] {
        line("length", format!("{value:?} {:?}", fields.set("content-length", &[value.into()])));
    }
    line("two lengths", format!("{:?}", fields.append("Content-Length", b"5")));
    line("all", show(&fields));
    let copy = fields.clone();
    copy.append("copied", b"yes").unwrap();
    line("copy", format!("{} {}", copy.has("copied"), fields.has("copied")));
    let list = [("B".to_string(), b"1".to_vec()), ("b".into(), b"2".to_vec())];
    line("list", Fields::from_list(&list).map(|fields| show(&fields)).unwrap_or_default());
    let list = [("b".to_string(), b"1".to_vec()), ("b b".into(), b"2".to_vec())];
    line("wrong list", format!("{:?}", Fields::from_list(&list).err()));
    let list = [("host".to_string(), b"1".to_vec())];
    line("forbidden list", format!("{:?}", Fields::from_list(&list).err()));

    let response = OutgoingResponse::new(fields);
    let headers = response.headers();
    line("immutable", format!("{:?} {:?} {:?}", headers.append("q", b""), headers.set("q", &[]), headers.delete("v")));
    let copy = headers.clone();
    line("copy", format!("{:?}", copy.append("q", b"")));
    line("status", format!("{} {:?} {:?} {:?}", response.status_code(), response.set_status_code(404), response.set_status_code(99), response.set_status_code(1000)));
    line("status", format!("{}", response.status_code()));
    requests(&mut line);
    text
}

fn requests(line: &mut dyn FnMut(&str, String)) {
    let request = OutgoingRequest::new(Fields::new());
    line("request", format!("{:?} {:?} {:?} {:?}", request.method(), request.scheme(), request.authority(), request.path_with_query()));
    for method in [Method::Delete, Method::Other("PURGE".into()), Method::Other("a b".into()), Method::Other(String::new())] {
        line("method", format!("{:?} {:?}", request.set_method(&method), request.method()));
    }
    for scheme in [Scheme::Https, Scheme::Other("ftp".into()), Scheme::Other("a b".into())] {
        line("scheme", format!("{:?} {:?}", request.set_scheme(Some(&scheme)), request.scheme()));
    }
    for authority in ["example.com", "example.com:80", "[::1]:80", "a b", "127.0.0.1:8080"] {
        line("authority", format!("{:?} {:?}", request.set_authority(Some(authority)), request.authority()));
    }
    for path in ["/", "/a?b=c", "?q", "", "a", "/a b", "/\u{e4}", "/a\r"] {
        line("path", format!("{:?} {:?}", request.set_path_with_query(Some(path)), request.path_with_query()));
    }
    line("none", format!("{:?} {:?} {:?}", request.set_scheme(None), request.set_authority(None), request.set_path_with_query(None)));
    let headers = request.headers();
    line("its fields", format!("{:?} {}", headers.append("a", b"b"), show(&headers)));
    line("bodies", format!("{} {}", request.body().is_ok(), request.body().is_ok()));
    let options = RequestOptions::new();
    options.set_first_byte_timeout(Some(5)).unwrap();
    options.set_between_bytes_timeout(Some(u64::MAX)).unwrap();
    line("options", format!("{:?} {:?} {:?}", options.connect_timeout(), options.first_byte_timeout(), options.between_bytes_timeout()));
}

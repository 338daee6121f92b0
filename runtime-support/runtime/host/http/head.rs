//! The head of a message: its first line and its fields. Bytes in, what they say out;
//! nothing is copied. Whatever two readers could understand differently is refused.
//!
//! Source: RFC 9112, "Message Format", and RFC 9110, "Fields".

/// Where a head ends, as far as it has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Not in these bytes.
    NotYet,
    /// So many bytes are the head, with the empty line.
    At(usize),
    /// A line does not end as it must, by CR and LF.
    Broken,
}

/// Looks for the end of a head, or of a trailer section, behind the first `seen` bytes,
/// which were looked at before.
pub fn end(bytes: &[u8], seen: usize) -> End {
    let mut at = seen;
    while let Some(distance) = bytes.get(at..).and_then(|rest| find(rest, b'\n')) {
        let line_end = at + distance;
        if line_end == 0 || bytes.get(line_end - 1) != Some(&b'\r') {
            return End::Broken;
        }
        // An empty line: CR and LF alone.
        let is_empty = match line_end {
            1 => true,
            _ => bytes.get(line_end.saturating_sub(2)) == Some(&b'\n'),
        };
        at = line_end + 1;
        if is_empty {
            return End::At(at);
        }
    }
    End::NotYet
}

fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|&byte| byte == wanted)
}

/// Why a head was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no HTTP, or could be understood in more than one way.
    Malformed,
    /// Another major version.
    Version,
    /// A transfer coding that we do not know.
    Coding,
    /// Something else is expected than `100-continue`.
    Expectation,
}

pub type Result<T = (), E = Refusal> = core::result::Result<T, E>;

/// A minor version of HTTP/1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    Http10,
    Http11,
}

/// How long a body is. RFC 9112, "Message Body Length".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    Bytes(u64),
    Chunked,
    /// Up to the end of the connection. Of responses alone.
    UntilClose,
}

/// The first line and the fields of a request.
#[derive(Clone, Copy, Debug)]
pub struct RequestHead<'a> {
    pub method: &'a [u8],
    /// Where it goes, without an authority.
    pub path: &'a [u8],
    pub authority: &'a [u8],
    pub version: Version,
    pub fields: Fields<'a>,
    pub length: Length,
    /// The connection can be used for another request.
    pub keeps_alive: bool,
    /// The body comes when it is asked for: RFC 9110, "Expect".
    pub expects_continue: bool,
}

/// The first line and the fields of a response.
#[derive(Clone, Copy, Debug)]
pub struct ResponseHead<'a> {
    pub status: u16,
    pub fields: Fields<'a>,
    facts: Facts<'a>,
}

/// Lines of fields, checked.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// Checks lines that [`end`] has found the end of.
    pub fn parse(lines: &'a [u8]) -> Result<Fields<'a>> {
        let fields = Fields(lines);
        let mut rest = lines;
        while let Some(line) = take_line(&mut rest) {
            parse_field(line).ok_or(Refusal::Malformed)?;
        }
        Ok(fields)
    }

    /// Names, as they were written, and values.
    pub fn iter(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = self.0;
        core::iter::from_fn(move || parse_field(take_line(&mut rest)?))
    }
}

/// The next line, without its end. None for the empty one.
fn take_line<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = find(rest, b'\n')?;
    let line = rest.get(..end)?;
    *rest = rest.get(end + 1..).unwrap_or_default();
    line.strip_suffix(b"\r").filter(|line| !line.is_empty())
}

fn parse_field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = find(line, b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?.trim_ascii());
    (is_token(name) && is_value(value)).then_some((name, value))
}

/// RFC 9110, "Tokens".
pub fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&byte| is_token_byte(byte))
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// RFC 9110, "Field Values": no control characters but tabs.
pub fn is_value(text: &[u8]) -> bool {
    text.iter().all(|&byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f))
}

/// What the fields say of the message itself.
#[derive(Clone, Copy, Debug, Default)]
struct Facts<'a> {
    host: Option<&'a [u8]>,
    content_length: Option<u64>,
    chunked: bool,
    other_coding: bool,
    closes: bool,
    keeps_alive: bool,
    expects_continue: bool,
    expects_other: bool,
}

impl<'a> Facts<'a> {
    /// What could be smuggled past somebody is refused: lengths and codings that are
    /// there twice, or both.
    fn of(fields: Fields<'a>) -> Result<Facts<'a>> {
        let mut facts = Facts::default();
        for (name, value) in fields.iter() {
            let is = |wanted: &[u8]| name.eq_ignore_ascii_case(wanted);
            if is(b"host") {
                if facts.host.replace(value).is_some() {
                    return Err(Refusal::Malformed);
                }
            } else if is(b"content-length") {
                let length = decimal(value).ok_or(Refusal::Malformed)?;
                if facts.content_length.replace(length).is_some() {
                    return Err(Refusal::Malformed);
                }
            } else if is(b"transfer-encoding") {
                if facts.chunked || facts.other_coding {
                    return Err(Refusal::Malformed);
                }
                facts.chunked = value.eq_ignore_ascii_case(b"chunked");
                facts.other_coding = !facts.chunked;
            } else if is(b"connection") {
                for option in value.split(|&byte| byte == b',') {
                    let option = option.trim_ascii();
                    facts.closes |= option.eq_ignore_ascii_case(b"close");
                    facts.keeps_alive |= option.eq_ignore_ascii_case(b"keep-alive");
                }
            } else if is(b"expect") {
                let is_known = value.eq_ignore_ascii_case(b"100-continue");
                facts.expects_continue |= is_known;
                facts.expects_other |= !is_known;
            }
        }
        if (facts.chunked || facts.other_coding) && facts.content_length.is_some() {
            return Err(Refusal::Malformed);
        }
        Ok(facts)
    }
}

/// A number of decimal digits alone.
pub fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |number, &byte| {
        let digit = char::from(byte).to_digit(10)?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

impl<'a> RequestHead<'a> {
    /// Reads a head that [`end`] has found the end of.
    pub fn parse(head: &'a [u8]) -> Result<RequestHead<'a>> {
        let mut rest = head;
        let line = take_line(&mut rest).ok_or(Refusal::Malformed)?;
        let mut parts = line.split(|&byte| byte == b' ');
        let (Some(method), Some(target), Some(version), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::Malformed);
        };
        let version = parse_version(version)?;
        let fields = Fields::parse(rest)?;
        let facts = Facts::of(fields)?;
        if !is_token(method) || target.is_empty() || !target.iter().all(u8::is_ascii_graphic) {
            return Err(Refusal::Malformed);
        }
        let (path, authority) = split_target(method, target).ok_or(Refusal::Malformed)?;
        if version == Version::Http11 && facts.host.is_none() {
            return Err(Refusal::Malformed);
        }
        let authority = authority.or(facts.host).unwrap_or_default();
        if !is_authority(authority) || !is_authority(facts.host.unwrap_or_default()) {
            return Err(Refusal::Malformed);
        }
        if facts.other_coding {
            return Err(Refusal::Coding);
        }
        // RFC 9112, "Transfer-Encoding": a request of HTTP/1.0 cannot have it.
        if facts.chunked && version == Version::Http10 {
            return Err(Refusal::Malformed);
        }
        if facts.expects_other {
            return Err(Refusal::Expectation);
        }
        let length = match facts.chunked {
            true => Length::Chunked,
            false => Length::Bytes(facts.content_length.unwrap_or(0)),
        };
        let keeps_alive = match version {
            Version::Http11 => !facts.closes,
            Version::Http10 => facts.keeps_alive && !facts.closes,
        };
        let expects_continue =
            facts.expects_continue && version == Version::Http11 && length != Length::Bytes(0);
        Ok(RequestHead {
            method,
            path,
            authority,
            version,
            fields,
            length,
            keeps_alive,
            expects_continue,
        })
    }
}

/// RFC 9112, "Request Target": path and authority.
fn split_target<'a>(method: &[u8], target: &'a [u8]) -> Option<(&'a [u8], Option<&'a [u8]>)> {
    if method == b"CONNECT" {
        return Some((b"", Some(target)));
    }
    if target.starts_with(b"/") || (target == b"*" && method == b"OPTIONS") {
        return Some((target, None));
    }
    let scheme = target.windows(3).position(|window| window == b"://")?;
    let name = target.get(..scheme)?;
    if !name.eq_ignore_ascii_case(b"http") && !name.eq_ignore_ascii_case(b"https") {
        return None;
    }
    let rest = target.get(scheme + 3..)?;
    let end = rest.iter().position(|byte| b"/?".contains(byte)).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path: &[u8] = if path.is_empty() { b"/" } else { path };
    (!authority.is_empty()).then_some((path, Some(authority)))
}

/// RFC 3986, "Authority", without a user.
pub fn is_authority(text: &[u8]) -> bool {
    text.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:[]%".contains(&byte))
}

fn parse_version(text: &[u8]) -> Result<Version> {
    match text {
        b"HTTP/1.1" => Ok(Version::Http11),
        b"HTTP/1.0" => Ok(Version::Http10),
        [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
            if major.is_ascii_digit() && minor.is_ascii_digit() =>
        {
            // What a later minor version adds can be left out.
            if *major == b'1' { Ok(Version::Http11) } else { Err(Refusal::Version) }
        }
        _ => Err(Refusal::Malformed),
    }
}

impl<'a> ResponseHead<'a> {
    /// Reads a head that [`end`] has found the end of.
    pub fn parse(head: &'a [u8]) -> Result<ResponseHead<'a>> {
        let mut rest = head;
        let line = take_line(&mut rest).ok_or(Refusal::Malformed)?;
        let (version, line) = line.split_at_checked(8).ok_or(Refusal::Malformed)?;
        parse_version(version)?;
        let status = match line {
            [b' ', a, b, c] => [*a, *b, *c],
            [b' ', a, b, c, b' ', reason @ ..] if is_value(reason) => [*a, *b, *c],
            _ => return Err(Refusal::Malformed),
        };
        let status = decimal(&status).ok_or(Refusal::Malformed)? as u16;
        if status < 100 {
            return Err(Refusal::Malformed);
        }
        let fields = Fields::parse(rest)?;
        Ok(ResponseHead { status, fields, facts: Facts::of(fields)? })
    }

    /// How long the body is of the response to a request of this method.
    pub fn length(&self, method: &[u8]) -> Result<Length> {
        if method == b"HEAD" || !has_body(self.status) {
            return Ok(Length::Bytes(0));
        }
        Ok(match (self.facts.chunked, self.facts.content_length) {
            _ if self.facts.other_coding => return Err(Refusal::Coding),
            (true, _) => Length::Chunked,
            (false, Some(length)) => Length::Bytes(length),
            (false, None) => Length::UntilClose,
        })
    }
}

/// RFC 9112, "Message Body Length".
pub fn has_body(status: u16) -> bool {
    status >= 200 && status != 204 && status != 304
}

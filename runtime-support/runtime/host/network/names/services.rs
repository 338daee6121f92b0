//! Names of services: which port they are at.

use core::str;

/// The port of a service: a number, or a name that everybody knows. Source: IANA,
/// "Service Name and Transport Protocol Port Number Registry".
pub fn port(service: &[u8]) -> Option<u16> {
    if service.first().is_some_and(u8::is_ascii_digit) {
        return str::from_utf8(service).ok()?.parse().ok();
    }
    let known = KNOWN.iter().find(|(name, _)| name.as_bytes() == service);
    known.map(|&(_, port)| port)
}

static KNOWN: &[(&str, u16)] = &[
    ("domain", 53),
    ("ftp", 21),
    ("http", 80),
    ("http-alt", 8080),
    ("https", 443),
    ("imap", 143),
    ("imaps", 993),
    ("ldap", 389),
    ("ldaps", 636),
    ("mqtt", 1883),
    ("mysql", 3306),
    ("ntp", 123),
    ("pop3", 110),
    ("pop3s", 995),
    ("postgresql", 5432),
    ("redis", 6379),
    ("smtp", 25),
    ("ssh", 22),
    ("submission", 587),
    ("submissions", 465),
    ("telnet", 23),
    ("tftp", 69),
];

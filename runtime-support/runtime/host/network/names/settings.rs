//! Which servers are asked for names, and how. Source: resolv.conf(5).

use core::net::{IpAddr, Ipv4Addr};
use core::str;

use super::Name;
use super::lines::{self, words};

/// How many servers and domains count. Source: resolv.conf(5), `MAXNS`,
/// `MAXDNSRCH`.
const MOST_SERVERS: usize = 3;
const MOST_DOMAINS: usize = 6;

/// See the module.
pub struct Settings {
    servers: [IpAddr; MOST_SERVERS],
    server_count: usize,
    domains: [Option<Name>; MOST_DOMAINS],
    /// Names with fewer dots are looked for in the domains first.
    pub dots: usize,
    /// How long a server has for its answer, in seconds.
    pub timeout: u64,
    /// How often all servers are asked.
    pub attempts: u32,
}

impl Settings {
    /// What holds without the file.
    pub fn new() -> Settings {
        Settings {
            servers: [IpAddr::V4(Ipv4Addr::LOCALHOST); MOST_SERVERS],
            server_count: 0,
            domains: [None; MOST_DOMAINS],
            dots: 1,
            timeout: 5,
            attempts: 2,
        }
    }

    pub fn of_machine() -> Settings {
        let mut settings = Settings::new();
        lines::for_each(c"/etc/resolv.conf", &mut |line| {
            settings.apply(line);
            true
        });
        settings
    }

    /// Takes over what a line says.
    pub fn apply(&mut self, line: &[u8]) {
        // Comments begin with a semicolon, too.
        let line = line.split(|&byte| byte == b';').next().unwrap_or_default();
        let mut words = words(line);
        match words.next() {
            Some(b"nameserver") => {
                let address = words.next().and_then(|word| str::from_utf8(word).ok());
                let address = address.and_then(|text| text.split('%').next()?.parse().ok());
                if let (Some(address), Some(place)) =
                    (address, self.servers.get_mut(self.server_count))
                {
                    *place = address;
                    self.server_count += 1;
                }
            }
            // Whichever comes last counts.
            Some(b"search" | b"domain") => {
                self.domains = [None; MOST_DOMAINS];
                let domains = words.filter_map(Name::new);
                self.domains.iter_mut().zip(domains).for_each(|(place, name)| *place = Some(name));
            }
            Some(b"options") => words.for_each(|word| self.set(word)),
            _ => {}
        }
    }

    fn set(&mut self, option: &[u8]) {
        let mut parts = option.split(|&byte| byte == b':');
        let (name, value) = (parts.next(), parts.next());
        let value = value.and_then(|value| str::from_utf8(value).ok()?.parse::<u32>().ok());
        match (name, value) {
            // resolv.conf(5) has these limits.
            (Some(b"ndots"), Some(value)) => self.dots = value.min(15) as usize,
            (Some(b"timeout"), Some(value)) => self.timeout = u64::from(value.clamp(1, 30)),
            (Some(b"attempts"), Some(value)) => self.attempts = value.clamp(1, 5),
            _ => {}
        }
    }

    /// Without any in the file, that of this machine.
    pub fn servers(&self) -> &[IpAddr] {
        self.servers.get(..self.server_count.max(1)).unwrap_or_default()
    }

    /// The names to ask for instead of `name`, in this order.
    pub fn candidates(&self, name: &Name) -> impl Iterator<Item = Name> {
        let as_it_is = Some(*name);
        let is_asked_first = name.is_absolute() || name.dot_count() >= self.dots;
        let (first, last) = if is_asked_first { (as_it_is, None) } else { (None, as_it_is) };
        let domains = if name.is_absolute() { &[] } else { &self.domains[..] };
        let below = domains.iter().flatten().filter_map(|domain| name.below(domain.labels()));
        first.into_iter().chain(below).chain(last)
    }
}

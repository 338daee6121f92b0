//! The small language of network grants: `HOST:PORT`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use wasi2native_runtime_support::abi::capabilities::NetworkAct;
use wasi2native_runtime_support::{Hosts, NetworkGrant};

/// What `--allow-connect` grants: an address, a prefix, `*` or a name, and ports.
pub fn connect(text: &str) -> Result<NetworkGrant, String> {
    grant(NetworkAct::Connect, text)
}

/// What `--allow-listen` grants: an address, a prefix or `*`, and ports.
pub fn listen(text: &str) -> Result<NetworkGrant, String> {
    let grant = grant(NetworkAct::Listen, text)?;
    match &grant.hosts {
        Hosts::Name(name) => Err(format!(
            "a program listens at an address, a prefix or `*`, not at a name such as `{name}`"
        )),
        _ => Ok(grant),
    }
}

/// What `--listen` says: an address and a port.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "the form is ADDR:PORT, for example 127.0.0.1:8080 or [::1]:8080".to_owned())
}

/// What `--listen-fd` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listeners {
    /// The kernel's descriptor with this number.
    Descriptor(u32),
    /// Those of a service manager.
    Managed,
}

/// A number of a descriptor, or `systemd`.
pub fn listeners(text: &str) -> Result<Listeners, String> {
    if text == "systemd" {
        return Ok(Listeners::Managed);
    }
    match text.parse() {
        Ok(0..=2) => {
            Err("0 to 2 are standard input, output and error, which every program has".to_owned())
        }
        Ok(number) if i32::try_from(number).is_ok() => Ok(Listeners::Descriptor(number)),
        _ => Err("a descriptor is a number from 3 on, or `systemd`".to_owned()),
    }
}

fn grant(act: NetworkAct, text: &str) -> Result<NetworkGrant, String> {
    if text == "*" {
        return Ok(NetworkGrant { act, hosts: Hosts::Any, first_port: 0, last_port: u16::MAX });
    }
    let Some((host, ports)) = text.rsplit_once(':') else {
        return Err(
            "the form is HOST:PORT; PORT may be a range such as 8000-8999, or `*`".to_owned()
        );
    };
    let (first_port, last_port) = port_range(ports)?;
    Ok(NetworkGrant { act, hosts: hosts(host)?, first_port, last_port })
}

fn port_range(text: &str) -> Result<(u16, u16), String> {
    if text == "*" {
        return Ok((0, u16::MAX));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| {
        text.parse::<u16>().map_err(|_| {
            format!("`{text}` is no port, which is a number up to 65535, nor a range of ports")
        })
    };
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        return Err(format!("the range of ports {first}-{last} is empty"));
    }
    Ok((first, last))
}

fn hosts(text: &str) -> Result<Hosts, String> {
    if text == "*" {
        return Ok(Hosts::Any);
    }
    let (text, bits) = match text.rsplit_once('/') {
        // `[::/0]` is as good as `[::]/0`.
        Some((address, bits)) if text.ends_with(']') => {
            (format!("{address}]"), Some(bits.trim_end_matches(']')))
        }
        Some((address, bits)) => (address.to_owned(), Some(bits)),
        None => (text.to_owned(), None),
    };
    let inside = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let address = match inside {
        Some(inside) => inside.parse::<Ipv6Addr>().map(IpAddr::V6).ok(),
        None => text.parse::<Ipv4Addr>().map(IpAddr::V4).ok(),
    };
    match (address, bits) {
        (Some(address), bits) => prefix(address, bits),
        (None, None) if inside.is_none() && is_name(&text) => {
            Ok(Hosts::Name(text.trim_end_matches('.').to_ascii_lowercase()))
        }
        (None, _) if text.contains(':') && inside.is_none() => {
            let text = text.trim_matches(['[', ']']);
            Err(format!("an address of IPv6 stands in brackets: `[{text}]:PORT`"))
        }
        _ => Err(format!(
            "`{text}` is no address, no prefix such as 10.0.0.0/8, no name and not `*`"
        )),
    }
}

fn prefix(address: IpAddr, bits: Option<&str>) -> Result<Hosts, String> {
    let size = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        None => size,
        Some(text) => text
            .parse::<u8>()
            .ok()
            .filter(|&bits| bits <= size)
            .ok_or_else(|| format!("a prefix of {address} has at most {size} bits"))?,
    };
    // What is meant by an address of IPv4 in the form of IPv6 is the former.
    let (address, bits) = match address.to_canonical() {
        IpAddr::V4(inner) if address.is_ipv6() => match bits.checked_sub(96) {
            Some(bits) => (IpAddr::V4(inner), bits),
            None => (address, bits),
        },
        _ => (address, bits),
    };
    let start = start_of(address, bits);
    if start != address {
        return Err(format!("{address} has bits behind its prefix: the prefix is {start}/{bits}"));
    }
    Ok(Hosts::Prefix(address, bits))
}

/// The address with only the first bits.
fn start_of(address: IpAddr, bits: u8) -> IpAddr {
    let bits = u32::from(bits);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

/// Whether a host can be called so, and is not a number that was mistyped.
fn is_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.split('.').all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(Hosts, u16, u16)> {
        connect(text).ok().map(|grant| (grant.hosts, grant.first_port, grant.last_port))
    }

    fn prefix_of(text: &str, bits: u8) -> Hosts {
        Hosts::Prefix(text.parse().expect("an address"), bits)
    }

    #[test]
    fn grants_have_hosts_and_ports() {
        let name = |text: &str| Hosts::Name(text.to_owned());
        for (text, hosts, first, last) in [
            ("127.0.0.1:80", prefix_of("127.0.0.1", 32), 80, 80),
            ("10.0.0.0/8:443", prefix_of("10.0.0.0", 8), 443, 443),
            ("0.0.0.0/0:*", prefix_of("0.0.0.0", 0), 0, 65535),
            ("[::1]:80", prefix_of("::1", 128), 80, 80),
            ("[2001:db8::]/32:1-2", prefix_of("2001:db8::", 32), 1, 2),
            ("[2001:db8::/32]:1", prefix_of("2001:db8::", 32), 1, 1),
            ("[::ffff:10.0.0.0]/104:1", prefix_of("10.0.0.0", 8), 1, 1),
            ("*:8000-8999", Hosts::Any, 8000, 8999),
            ("*:*", Hosts::Any, 0, 65535),
            ("*", Hosts::Any, 0, 65535),
            ("Example.COM.:443", name("example.com"), 443, 443),
            ("localhost:0", name("localhost"), 0, 0),
            ("db_1.internal:5432", name("db_1.internal"), 5432, 5432),
        ] {
            assert_eq!(parsed(text), Some((hosts, first, last)), "{text}");
        }
    }

    #[test]
    fn mistakes_are_explained() {
        for (text, part) in [
            ("example.com", "HOST:PORT"),
            ("example.com:", "no port"),
            ("example.com:65536", "no port"),
            ("example.com:http", "no port"),
            ("example.com:9-8", "is empty"),
            (":80", "no address"),
            ("10.1.0.0/8:1", "the prefix is 10.0.0.0/8"),
            ("10.0.0.0/33:1", "at most 32 bits"),
            ("10.0.0.0/:1", "at most 32 bits"),
            ("10.0.0:1", "no address"),
            ("10.0.0.256:1", "no address"),
            ("::1:80", "in brackets"),
            ("[::1:80", "`[::1]:PORT`"),
            ("[127.0.0.1]:80", "no address"),
            ("a..b:1", "no address"),
            ("a b:1", "no address"),
            ("example.com/8:1", "no address"),
            ("*.example.com:1", "no address"),
        ] {
            let error = connect(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn nobody_listens_at_a_name() {
        assert!(listen("example.com:80").is_err());
        assert!(listen("0.0.0.0:80").is_ok_and(|grant| grant.act == NetworkAct::Listen));
    }

    #[test]
    fn listeners_are_numbers_or_a_service_managers() {
        assert_eq!(listeners("3"), Ok(Listeners::Descriptor(3)));
        assert_eq!(listeners("systemd"), Ok(Listeners::Managed));
        for text in ["0", "2", "-1", "", "x", "2147483648", "99999999999"] {
            assert!(listeners(text).is_err(), "{text}");
        }
    }
}

//! Encodes what an executable may do. The decoder, and the form of the bytes, is
//! in `abi/capabilities.rs`.

use std::net::IpAddr;

use crate::abi::capabilities::{
    ALLOW_OVERRIDE, Access, EXPLAIN, INHERIT_ENV, INHERIT_LISTENERS, INHERIT_NETWORK, NetworkAct,
    Serve, form,
};

/// The rights of an executable. None by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether the program sees the whole environment.
    pub inherit_env: bool,
    /// Whether it may use the network as a native program does.
    pub inherit_network: bool,
    /// Whether a variable of the environment may replace all this at start.
    pub allow_override: bool,
    /// Whether it says why something was refused.
    pub explain: bool,
    /// What it finds open, in this order.
    pub folders: Vec<Folder>,
    /// What it finds in its environment, in this order.
    pub variables: Vec<Variable>,
    /// What it may do in the network.
    pub network: Vec<NetworkGrant>,
    /// The kernel's descriptors that are its sockets, in this order.
    pub listeners: Vec<u32>,
    /// Whether it gets the sockets of a service manager.
    pub inherit_listeners: bool,
    /// How it serves, where it is an HTTP server.
    pub serve: Option<Serve>,
}

/// A folder that the program finds open at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Resolved when the executable starts, relative to its working folder.
    pub host: Vec<u8>,
    /// The name the program knows it by.
    pub guest: Vec<u8>,
    pub access: Access,
}

/// A variable that the program finds in its environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: Vec<u8>,
    /// `None` passes the executable's own variable through, if it has it.
    pub value: Option<Vec<u8>>,
}

/// Addresses and ports that the program may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkGrant {
    pub act: NetworkAct,
    pub hosts: Hosts,
    pub first_port: u16,
    pub last_port: u16,
}

/// Addresses. See [`crate::abi::capabilities::Hosts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    Any,
    Prefix(IpAddr, u8),
    Name(String),
}

impl Capabilities {
    /// The bytes that the descriptor's `capabilities` points to.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let flag = |is_set: bool, flag| if is_set { flag } else { 0 };
        let flags = flag(self.inherit_env, INHERIT_ENV)
            | flag(self.inherit_network, INHERIT_NETWORK)
            | flag(self.inherit_listeners, INHERIT_LISTENERS)
            | flag(self.allow_override, ALLOW_OVERRIDE)
            | flag(self.explain, EXPLAIN);
        put_u32(&mut bytes, flags);
        put_count(&mut bytes, self.folders.len());
        for folder in &self.folders {
            put_u32(&mut bytes, folder.access as u32);
            put_string(&mut bytes, &folder.host);
            put_string(&mut bytes, &folder.guest);
        }
        put_count(&mut bytes, self.variables.len());
        for variable in &self.variables {
            put_u32(&mut bytes, u32::from(variable.value.is_none()));
            put_string(&mut bytes, &variable.name);
            put_string(&mut bytes, variable.value.as_deref().unwrap_or_default());
        }
        put_count(&mut bytes, self.network.len());
        for grant in &self.network {
            put_network_grant(&mut bytes, grant);
        }
        put_count(&mut bytes, self.listeners.len());
        for &descriptor in &self.listeners {
            put_u32(&mut bytes, descriptor);
        }
        if let Some(serve) = &self.serve {
            put_serve(&mut bytes, serve);
        }
        bytes
    }
}

fn put_network_grant(bytes: &mut Vec<u8>, grant: &NetworkGrant) {
    let (form, prefix, host) = match &grant.hosts {
        Hosts::Any => (form::ANY, 0, Vec::new()),
        Hosts::Prefix(IpAddr::V4(address), prefix) => {
            (form::INET4, *prefix, address.octets().to_vec())
        }
        Hosts::Prefix(IpAddr::V6(address), prefix) => {
            (form::INET6, *prefix, address.octets().to_vec())
        }
        Hosts::Name(name) => (form::NAME, 0, name.clone().into_bytes()),
    };
    put_u32(bytes, grant.act as u32);
    put_u32(bytes, form);
    put_u32(bytes, prefix.into());
    put_u32(bytes, grant.first_port.into());
    put_u32(bytes, grant.last_port.into());
    put_string(bytes, &host);
}

fn put_serve(bytes: &mut Vec<u8>, serve: &Serve) {
    put_u32(bytes, u32::from(serve.pinned));
    put_u32(bytes, serve.workers);
    bytes.extend(serve.most_body.to_le_bytes());
    let (form, address) = match serve.address.ip() {
        IpAddr::V4(address) => (form::INET4, address.octets().to_vec()),
        IpAddr::V6(address) => (form::INET6, address.octets().to_vec()),
    };
    put_u32(bytes, form);
    put_u32(bytes, serve.address.port().into());
    put_string(bytes, &address);
}

fn put_u32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend(number.to_le_bytes());
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    put_u32(bytes, u32::try_from(count).expect("command lines are shorter than 4 GiB"));
}

fn put_string(bytes: &mut Vec<u8>, string: &[u8]) {
    put_count(bytes, string.len());
    bytes.extend(string);
    bytes.push(0);
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;
    use crate::abi::capabilities as decoded;

    #[test]
    fn decoding_gives_back_what_was_encoded() {
        let folder = |host: &str, guest: &str, access| Folder {
            host: host.into(),
            guest: guest.into(),
            access,
        };
        let grant =
            |act, hosts, port| NetworkGrant { act, hosts, first_port: port, last_port: port };
        let capabilities = Capabilities {
            inherit_env: false,
            inherit_network: true,
            allow_override: true,
            explain: false,
            folders: vec![
                folder(".", "/", Access::ReadWrite),
                folder("/srv/data", "", Access::ReadOnly),
            ],
            variables: vec![
                Variable { name: b"HOME".to_vec(), value: None },
                Variable { name: b"EMPTY".to_vec(), value: Some(Vec::new()) },
                Variable { name: b"LANG".to_vec(), value: Some(b"C".to_vec()) },
            ],
            network: vec![
                grant(NetworkAct::Connect, Hosts::Name("db.internal".to_owned()), 5432),
                grant(NetworkAct::Connect, Hosts::Prefix([10, 0, 0, 0].into(), 8), 443),
                grant(NetworkAct::Listen, Hosts::Prefix(Ipv6Addr::LOCALHOST.into(), 128), 80),
                NetworkGrant { last_port: 65535, ..grant(NetworkAct::Listen, Hosts::Any, 0) },
            ],
            listeners: vec![3, 17],
            inherit_listeners: true,
            serve: Some(Serve {
                address: (Ipv6Addr::LOCALHOST, 8080).into(),
                pinned: true,
                workers: 3,
                most_body: 1 << 40,
            }),
        };
        let bytes = capabilities.encode();
        let found = decoded::Capabilities::decode(&bytes).expect("the bytes are capabilities");

        assert!(!found.inherits_env());
        assert!(found.inherits_network());
        assert!(found.has(ALLOW_OVERRIDE) && !found.has(EXPLAIN));
        assert_eq!(found.folder_count(), 2);
        let folders = found.folders().map(|folder| Folder {
            host: folder.host.into(),
            guest: folder.guest.into(),
            access: folder.access,
        });
        assert_eq!(folders.collect::<Vec<_>>(), capabilities.folders);
        let variables = found.variables().map(|variable| Variable {
            name: variable.name.into(),
            value: variable.value.map(<[u8]>::to_vec),
        });
        assert_eq!(variables.collect::<Vec<_>>(), capabilities.variables);
        let network = found.network_grants().map(|grant| NetworkGrant {
            act: grant.act,
            hosts: match grant.hosts {
                decoded::Hosts::Any => Hosts::Any,
                decoded::Hosts::Prefix(address, prefix) => Hosts::Prefix(address, prefix),
                decoded::Hosts::Name(name) => Hosts::Name(String::from_utf8_lossy(name).into()),
            },
            first_port: grant.first_port,
            last_port: grant.last_port,
        });
        assert_eq!(network.collect::<Vec<_>>(), capabilities.network);
        assert_eq!(found.serve(), capabilities.serve);
        assert_eq!(found.listeners().collect::<Vec<_>>(), [3, 17]);
        assert_eq!(found.serve(), capabilities.serve);
        assert!(found.inherits_listeners());
    }

    #[test]
    fn a_prefix_is_of_one_family_and_of_whole_bits() {
        let has = |address: &str, prefix: &str, bits| {
            let parse = |text: &str| text.parse::<IpAddr>().expect("an address");
            decoded::has_prefix(parse(address), parse(prefix), bits)
        };
        assert!(has("10.255.0.1", "10.0.0.0", 8));
        assert!(!has("11.0.0.0", "10.0.0.0", 8));
        assert!(has("11.0.0.0", "10.0.0.0", 7));
        assert!(has("1.2.3.4", "0.0.0.0", 0));
        assert!(has("1.2.3.4", "1.2.3.4", 32));
        assert!(!has("1.2.3.5", "1.2.3.4", 32));
        assert!(!has("::1", "0.0.0.0", 0));
        assert!(!has("::ffff:1.2.3.4", "1.2.3.4", 32));
        assert!(has("2001:db8::1", "::", 0));
        assert!(has("2001:db8:7fff::1", "2001:db8::", 33));
        assert!(!has("2001:db8:8000::", "2001:db8::", 33));
        assert!(!has("::2", "::1", 128));
    }

    #[test]
    fn nothing_is_granted_by_default() {
        let bytes = Capabilities::default().encode();
        let found = decoded::Capabilities::decode(&bytes).expect("the bytes are capabilities");
        assert!(!found.inherits_env() && !found.inherits_network());
        assert_eq!((found.folders().count(), found.variables().count()), (0, 0));
    }

    #[test]
    fn cut_or_extended_bytes_are_refused() {
        let capabilities = Capabilities {
            variables: vec![Variable { name: b"A".to_vec(), value: None }],
            network: vec![NetworkGrant {
                act: NetworkAct::Connect,
                hosts: Hosts::Prefix([127, 0, 0, 1].into(), 32),
                first_port: 1,
                last_port: 2,
            }],
            listeners: vec![3],
            ..Capabilities::default()
        };
        let mut bytes = capabilities.encode();
        for length in 0..bytes.len() {
            assert!(decoded::Capabilities::decode(&bytes[..length]).is_none(), "{length} bytes");
        }
        bytes.push(0);
        assert!(decoded::Capabilities::decode(&bytes).is_none());
    }
}

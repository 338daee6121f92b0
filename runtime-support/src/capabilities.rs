//! Encodes what an executable may do. The decoder, and the form of the bytes, is
//! in `abi/capabilities.rs`.

use crate::abi::capabilities::{ALLOW_OVERRIDE, Access, EXPLAIN, INHERIT_ENV, INHERIT_NETWORK};

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

impl Capabilities {
    /// The bytes that the descriptor's `capabilities` points to.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let flag = |is_set: bool, flag| if is_set { flag } else { 0 };
        let flags = flag(self.inherit_env, INHERIT_ENV)
            | flag(self.inherit_network, INHERIT_NETWORK)
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
        bytes
    }
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
    use super::*;
    use crate::abi::capabilities as decoded;

    #[test]
    fn decoding_gives_back_what_was_encoded() {
        let folder = |host: &str, guest: &str, access| Folder {
            host: host.into(),
            guest: guest.into(),
            access,
        };
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

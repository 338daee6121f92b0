//! An executable in, what it was made from and what it may do out.

use std::fmt::Write;
use std::net::IpAddr;
use std::path::Path;

use wasi2native::error::{Error, Result};
use wasi2native::executable::{Found, read_notes, read_program};
use wasi2native_runtime_support::abi::capabilities::{
    ALLOW_OVERRIDE, Access, Capabilities, EXPLAIN, Hosts, NetworkAct, NetworkGrant,
    OVERRIDE_VARIABLE, Serve,
};

use super::{Rows, lockdown};

/// What is known of an executable.
///
/// # Errors
/// It is not ours.
pub fn describe(path: &Path, file: &[u8]) -> Result<String> {
    let notes = read_notes(file).ok_or_else(|| foreign(path))?;
    // The very bytes that the executable obeys, not a copy for our eyes.
    let found = read_program(file).ok_or_else(|| damaged(path))?;
    let capabilities = Capabilities::decode(found.capabilities).ok_or_else(|| damaged(path))?;
    let lockdown = lockdown::describe(&found, &capabilities).ok_or_else(|| damaged(path))?;
    let mut text = String::from("executable\n");
    let mut facts = Rows::default();
    for (name, value) in notes.lines().filter_map(|line| line.split_once(": ")) {
        // Where the compiler's own tables are is of no use to people.
        if name != "descriptor" {
            facts.add(name, value);
        }
    }
    text.push_str(&facts.to_text());
    text.push_str("may\n");
    let others = embedded(&found).chain(arguments(found.arguments));
    for right in rights(&capabilities).into_iter().chain(others) {
        writeln!(text, "  {right}").expect("a string takes any text");
    }
    text.push_str(&lockdown);
    Ok(text)
}

fn rights(capabilities: &Capabilities<'_>) -> Vec<String> {
    let mut rights =
        vec!["use its arguments, standard input and output, clocks, random numbers".to_owned()];
    for folder in capabilities.folders() {
        let verb = match folder.access {
            Access::ReadWrite => "read and write",
            Access::ReadOnly => "read",
        };
        let (host, guest) = (quoted(folder.host), quoted(folder.guest));
        rights.push(if host == guest {
            format!("{verb} folder {host}")
        } else {
            format!("{verb} folder {host}, which it sees as {guest}")
        });
    }
    for variable in capabilities.variables() {
        let name = quoted(variable.name);
        rights.push(match variable.value {
            Some(value) => format!("see variable {name}, always {}", quoted(value)),
            None => format!("see variable {name}"),
        });
    }
    if capabilities.inherits_env() {
        rights.push("see the whole environment".to_owned());
    }
    rights.extend(capabilities.network_grants().map(|grant| network_right(&grant)));
    for number in capabilities.listeners() {
        rights.push(format!("use the socket that is its descriptor {number} at start"));
    }
    if capabilities.inherits_listeners() {
        rights.push("use the sockets of a service manager, as LISTEN_FDS says".to_owned());
    }
    rights.extend(capabilities.serve().map(serve_right));
    if capabilities.inherits_network() {
        rights.push("use the network".to_owned());
    }
    if capabilities.has(ALLOW_OVERRIDE) {
        let variable = quoted(OVERRIDE_VARIABLE);
        rights.push(format!("get other rights than these by variable {variable}"));
    }
    if capabilities.has(EXPLAIN) {
        rights.push("say why something was refused".to_owned());
    }
    rights
}

/// A line for each embedded folder.
fn embedded(found: &Found<'_>) -> impl Iterator<Item = String> {
    let (nodes, bytes) = (found.embedded_nodes, found.embedded_bytes);
    let last = found.embedded.len().saturating_sub(1);
    found.embedded.iter().enumerate().map(move |(index, guest)| {
        let all = if index == last {
            format!(", in all {nodes} files and folders of {bytes} bytes")
        } else {
            String::new()
        };
        format!("read embedded folder {}{all}", quoted(guest))
    })
}

/// The arguments that are compiled in, in a line.
fn arguments(encoded: &[u8]) -> Option<String> {
    let texts = encoded.strip_suffix(b"\0")?.split(|&byte| byte == 0);
    let quoted: Vec<String> = texts.map(quoted).collect();
    Some(format!("get the arguments {} before others", quoted.join(" ")))
}

fn network_right(grant: &NetworkGrant<'_>) -> String {
    let verb = match grant.act {
        NetworkAct::Connect => "connect and send to",
        NetworkAct::Listen => "listen and receive at",
    };
    let hosts = match grant.hosts {
        Hosts::Any => "any address".to_owned(),
        Hosts::Prefix(IpAddr::V4(address), 32) => address.to_string(),
        Hosts::Prefix(IpAddr::V6(address), 128) => address.to_string(),
        Hosts::Prefix(address, bits) => format!("{address}/{bits}"),
        Hosts::Name(name) => quoted(name),
    };
    match (grant.first_port, grant.last_port) {
        (0, u16::MAX) => format!("{verb} {hosts}, any port"),
        (first, last) if first == last => format!("{verb} {hosts}, port {first}"),
        (first, last) => format!("{verb} {hosts}, ports {first} to {last}"),
    }
}

fn serve_right(serve: Serve) -> String {
    let others = if serve.pinned { "" } else { ", or where --listen says at start" };
    let workers = match serve.workers {
        0 => "a process for each CPU".to_owned(),
        1 => "1 process".to_owned(),
        workers => format!("{workers} processes"),
    };
    let (address, body) = (serve.address, serve.most_body);
    format!("serve HTTP at {address}{others}, by {workers}, with bodies of at most {body} bytes")
}

fn quoted(bytes: &[u8]) -> String {
    format!("`{}`", bytes.escape_ascii())
}

fn foreign(path: &Path) -> Error {
    let path = path.display();
    Error::invalid(format!("`{path}` is an ELF file, but no executable made by wasi2native"))
}

fn damaged(path: &Path) -> Error {
    let path = path.display();
    Error::invalid(format!("`{path}` was made by wasi2native, but what it may do cannot be read"))
        .help("it is damaged, or was made by another version")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::addresses;
    use wasi2native_runtime_support::{Folder, Variable};

    #[test]
    fn every_grant_has_a_line() {
        let folder = |host: &str, guest: &str, access| Folder {
            host: host.into(),
            guest: guest.into(),
            access,
        };
        let variable = |name: &str, value: Option<&str>| Variable {
            name: name.into(),
            value: value.map(|value| value.into()),
        };
        let granted = wasi2native_runtime_support::Capabilities {
            folders: vec![
                folder(".", ".", Access::ReadWrite),
                folder("/srv/\u{1b}", "/data", Access::ReadOnly),
            ],
            variables: vec![variable("LANG", None), variable("A", Some("b\n"))],
            network: vec![
                addresses::connect("DB.internal:5432").expect("fine"),
                addresses::connect("10.0.0.0/8:8000-8999").expect("fine"),
                addresses::listen("[::1]:*").expect("fine"),
                addresses::listen("*:80").expect("fine"),
            ],
            listeners: vec![5],
            inherit_listeners: true,
            inherit_env: true,
            inherit_network: true,
            allow_override: true,
            explain: true,
            serve: Some(wasi2native::options::Serving::default().with_defaults()),
        };
        let bytes = granted.encode();
        let decoded = Capabilities::decode(&bytes).expect("just encoded");
        assert_eq!(
            rights(&decoded)[1..],
            [
                "read and write folder `.`",
                "read folder `/srv/\\x1b`, which it sees as `/data`",
                "see variable `LANG`",
                "see variable `A`, always `b\\n`",
                "see the whole environment",
                "connect and send to `db.internal`, port 5432",
                "connect and send to 10.0.0.0/8, ports 8000 to 8999",
                "listen and receive at ::1, any port",
                "listen and receive at any address, port 80",
                "use the socket that is its descriptor 5 at start",
                "use the sockets of a service manager, as LISTEN_FDS says",
                "serve HTTP at 127.0.0.1:8080, or where --listen says at start, by a process for \
                 each CPU, with bodies of at most 1073741824 bytes",
                "use the network",
                "get other rights than these by variable `WASI2NATIVE_OVERRIDE`",
                "say why something was refused",
            ]
        );
    }
}

//! Flags in, the capabilities that they grant together out.

use wasi2native::error::{Error, Result};
use wasi2native_runtime_support::abi::capabilities::{ALL_FOLDERS, Access, CURRENT_FOLDER};
use wasi2native_runtime_support::{Capabilities, Folder, Variable};

use super::addresses::Listeners;
use super::flags::GrantFlags;

/// What the flags grant together.
///
/// # Errors
/// Two different folders under one name.
pub fn granted(flags: &GrantFlags) -> Result<Capabilities> {
    let mut folders: Vec<Folder> = Vec::new();
    for folder in &flags.folders {
        match folders.iter().find(|known| known.guest == folder.guest) {
            None => folders.push(folder.clone()),
            Some(known) if known == folder => {}
            Some(_) => return Err(conflict(&folder.guest, "--dir")),
        }
    }
    if flags.allow_all {
        for name in ALL_FOLDERS {
            if !folders.iter().any(|known| known.guest == name) {
                let (host, guest) = (name.to_vec(), name.to_vec());
                folders.push(Folder { host, guest, access: Access::ReadWrite });
            }
        }
    }
    if let Some(embedded) =
        flags.embedded.iter().find(|one| folders.iter().any(|known| known.guest == one.guest))
    {
        return Err(conflict(&embedded.guest, "--embed"));
    }
    if folders.iter().any(|folder| folder.guest == b"/") {
        folders.sort_by_key(|folder| folder.guest == CURRENT_FOLDER);
    }
    let mut network = Vec::new();
    for grant in flags.allow_connect.iter().chain(&flags.allow_listen) {
        if !network.contains(grant) {
            network.push(grant.clone());
        }
    }
    let mut listeners = Vec::new();
    for listener in &flags.listeners {
        if let Listeners::Descriptor(number) = listener
            && !listeners.contains(number)
        {
            listeners.push(*number);
        }
    }
    Ok(Capabilities {
        network,
        listeners,
        inherit_listeners: flags.listeners.contains(&Listeners::Managed),
        folders,
        variables: last_of_each_name(&flags.variables),
        inherit_env: flags.inherit_env || flags.allow_all,
        inherit_network: flags.inherit_network || flags.allow_all,
        allow_override: flags.allow_override,
        explain: flags.explain,
        serve: None,
    })
}

/// Two folders cannot have one name; `flag` grants the second.
pub fn conflict(guest: &[u8], flag: &str) -> Error {
    let guest = String::from_utf8_lossy(guest);
    Error::usage(format!("two different grants of a folder `{guest}`"))
        .help(format!("give one of them another name: `{flag} HOST::NAME`"))
}

/// As in a shell, the last assignment counts.
fn last_of_each_name(variables: &[Variable]) -> Vec<Variable> {
    let mut kept: Vec<Variable> = Vec::new();
    for variable in variables {
        kept.retain(|known| known.name != variable.name);
        kept.push(variable.clone());
    }
    kept
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::command::flags::Flags;

    fn grant(arguments: &[&str]) -> Result<Capabilities> {
        let arguments = ["wasi2native", "app.wasm"].iter().chain(arguments);
        granted(&Flags::parse_from(arguments).compile.build.grants)
    }

    fn guests(capabilities: &Capabilities) -> Vec<&[u8]> {
        capabilities.folders.iter().map(|folder| &folder.guest[..]).collect()
    }

    #[test]
    fn nothing_is_granted_by_default() {
        assert_eq!(grant(&[]).expect("no contradiction"), Capabilities::default());
    }

    #[test]
    fn all_is_what_a_native_program_has() {
        let all = grant(&["--allow-all"]).expect("no contradiction");
        assert_eq!(guests(&all), [b"/", b"."]);
        assert!(all.inherit_env && all.inherit_network);
        let renamed = grant(&["--allow-all", "--dir", "x::."]).expect("no contradiction");
        assert_eq!(guests(&renamed), [b"/", b"."]);
        assert_eq!(renamed.folders[1].host, b"x");
    }

    #[test]
    fn a_repeated_grant_counts_once_and_a_different_one_is_refused() {
        assert_eq!(guests(&grant(&["--dir", "a", "--dir", "a"]).expect("the same")), [b"a"]);
        let error = grant(&["--dir", "a::x", "--dir", "b::x"]).expect_err("two of one name");
        assert_eq!(error.to_string(), "two different grants of a folder `x`");
        assert!(grant(&["--dir", "a", "--dir", "a:ro"]).is_err());
        let error = grant(&["--allow-all", "--embed", "a::/"]).expect_err("two of one name");
        assert_eq!(error.to_string(), "two different grants of a folder `/`");
    }

    #[test]
    fn network_grants_and_listeners_count_once() {
        let granted = grant(&[
            "--allow-listen",
            "*:80",
            "--allow-connect",
            "a:1",
            "--allow-listen=*:80",
            "--listen-fd=4",
            "--listen-fd=3",
            "--listen-fd=4",
            "--listen-fd=systemd",
        ]);
        let granted = granted.expect("no contradiction");
        assert_eq!(granted.network.len(), 2);
        assert_eq!(granted.listeners, [4, 3]);
        assert!(granted.inherit_listeners && !granted.inherit_network);
    }

    #[test]
    fn the_last_value_of_a_variable_counts() {
        let granted = grant(&["--env", "A=1", "--env", "B", "--env", "A=2"]).expect("fine");
        let names: Vec<_> =
            granted.variables.iter().map(|v| (&v.name[..], v.value.clone())).collect();
        assert_eq!(names, [(&b"B"[..], None), (b"A", Some(b"2".to_vec()))]);
    }
}

//! What is granted, and nothing else.

use crate::support::{Executable, output_of};

#[test]
fn nothing_is_granted_by_default() {
    let executable = Executable::new("denied", &[]);
    assert_eq!(output_of(&executable.run(&["nothing"])), "ok\n");
}

#[test]
fn connecting_needs_the_address_and_the_port() {
    let options = ["--allow-connect", "127.0.0.0/8:1-2", "--allow-connect", "[::1]:3"];
    let executable = Executable::new("denied", &options);
    assert_eq!(output_of(&executable.run(&["connect"])), "ok\n");
}

#[test]
fn listening_needs_the_address_and_the_port() {
    let options = ["--allow-listen", "127.0.0.1:0", "--allow-listen", "[::]:20000-20010"];
    let executable = Executable::new("denied", &options);
    assert_eq!(output_of(&executable.run(&["listen"])), "ok\n");
}

/// What a component does with addresses, one after the other.
const ATTEMPTS: &str = "connect 127.0.0.1:1 connect 127.0.0.2:1 connect [::1]:1 \
    listen 127.0.0.1:0 listen 0.0.0.0:0 listen [::1]:0 \
    send 127.0.0.1:1 send 127.0.0.2:1 receive 127.0.0.1:0 receive 0.0.0.0:0 resolve localhost";

fn attempts(options: &[&str]) -> String {
    let executable = Executable::new("network", &[options, &["--require-lockdown"]].concat());
    let arguments: Vec<&str> = ATTEMPTS.split_whitespace().collect();
    let text = output_of(&executable.run(&arguments));
    let outcome = |line: &str| {
        line.split_once(": ")
            .map_or("yes", |(_, kind)| match kind {
                "PermissionDenied" => "no",
                "ConnectionRefused" => "nobody",
                other => panic!("{other}"),
            })
            .to_owned()
    };
    let outcomes: Vec<String> = text.lines().map(outcome).collect();
    outcomes.join(" ")
}

#[test]
fn components_have_what_is_granted() {
    assert_eq!(attempts(&[]), "no no no no no no no no no no yes yes");
    // What says nothing of an address is no way in: it needs no grant.
    assert_eq!(
        attempts(&["--allow-connect", "127.0.0.1:1"]),
        "nobody no no no no no yes no no yes yes yes"
    );
    assert_eq!(
        attempts(&["--allow-listen", "127.0.0.1:0"]),
        "no no no yes no no no no yes yes yes yes"
    );
    assert_eq!(
        attempts(&["--inherit-network"]),
        "nobody nobody nobody yes yes yes yes yes yes yes yes yes"
    );
}

#[test]
fn what_is_refused_is_explained() {
    let modules = Executable::new("denied", &["--explain"]).run(&["nothing"]);
    let refused = "wasi2native runtime: refused: ";
    let socket = format!(
        "{refused}a socket: --allow-connect, --allow-listen and --inherit-network grant some\n"
    );
    let name = |name: &str| {
        format!(
            "{refused}to ask for the addresses of `{name}`: --allow-connect {name}:PORT grants that\n"
        )
    };
    assert_eq!(modules.stderr_text(), format!("{socket}{}", name("localhost.example")));
    let options = ["--explain", "--allow-connect", "127.0.0.1:2"];
    let arguments = ["connect", "127.0.0.1:1", "listen", "[::1]:0", "connect", "127.0.0.1:1"];
    let component = Executable::new("network", &options).run(&arguments);
    assert_eq!(
        component.stderr_text(),
        format!(
            "{refused}to connect to 127.0.0.1:1: --allow-connect 127.0.0.1:1 grants that\n\
             {refused}to listen at [::1]:0: --allow-listen [::1]:0 grants that\n"
        )
    );
}

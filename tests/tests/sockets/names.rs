//! Addresses of names, on machines whose tables and servers are ours. See
//! `tests/src/names.rs` for what the server says.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use tests::process::Finished;

use crate::support::{Executable, finish, output_of};

const ASK_SERVERS: &str = "nameserver 127.0.0.1\n";

/// A machine: its table of hosts and how it asks servers.
struct Machine {
    executable: Executable,
}

impl Machine {
    fn new(hosts: &str, settings: &str, options: &[&str]) -> Machine {
        Machine::running("names", hosts, settings, options)
    }

    fn running(program: &str, hosts: &str, settings: &str, options: &[&str]) -> Machine {
        let executable = Executable::new(program, options);
        for (name, content) in [("hosts", hosts), ("resolv.conf", settings)] {
            fs::write(executable.folder().join(name), content).expect("there is room");
        }
        Machine { executable }
    }

    fn run(&self, arguments: &str) -> Finished {
        let mut command = Command::new(env!("CARGO_BIN_EXE_names"));
        command.arg(self.executable.folder()).arg(self.executable.path());
        finish(command.args(arguments.split_whitespace()))
    }

    /// What the program prints, but for its last line. `None`, said aloud, where
    /// there are no such machines.
    fn output(&self, arguments: &str) -> Option<String> {
        let finished = self.run(arguments);
        if finished.status.code() == Some(77) {
            eprintln!("not tested, there are {}", finished.stderr_text());
            return None;
        }
        let text = output_of(&finished);
        Some(text.strip_suffix("ok\n").expect("the program says that all is well").to_owned())
    }

    #[track_caller]
    fn expect(&self, arguments: &str, expected: &str) {
        if let Some(found) = self.output(arguments) {
            assert_eq!(found, expected, "{arguments}");
        }
    }
}

/// The request for one address of IPv4 after the other, as streams.
fn ask(name: &str) -> String {
    format!("ask {name} 80 1 2 0 40 ")
}

/// The answer to such a request.
fn found(last: &[u8]) -> String {
    last.iter().map(|last| format!("127.0.0.{last} port 80 stream\n")).collect()
}

#[test]
fn servers_are_asked_and_answers_understood() {
    let machine = Machine::new("", ASK_SERVERS, &["--inherit-network"]);
    machine.expect(&ask("one.test"), &found(&[1]));
    machine.expect(&ask("ONE.Test."), &found(&[1]));
    machine.expect(&ask("alias.test"), &found(&[7]));
    machine.expect("ask alias.test 80 1 2 2 9", "127.0.0.7 port 80 stream is end.test\n");
    // Both families: that of IPv6 first, and both kinds of sockets where any will do.
    let six = "0000:0000:0000:0000:0000:0000:0000:0001 port 443";
    machine.expect(
        "ask both.test https 0 0 0 9",
        &format!(
            "{six} stream\n{six} datagram\n127.0.0.2 port 443 stream\n127.0.0.2 port 443 datagram\n"
        ),
    );
    machine.expect("ask both.test https 0 0 0 1", &format!("{six} stream\n"));
    machine.expect("ask both.test https 2 2 0 9", &format!("{six} stream\n"));
    machine.expect("ask six.test https 0 2 0 9", &format!("{six} stream\n"));
}

#[test]
fn what_is_wrong_with_a_name_is_said() {
    let machine = Machine::new(
        "",
        "nameserver 127.0.0.1\noptions timeout:1 attempts:1",
        &["--inherit-network"],
    );
    for (name, error) in [
        ("nowhere.test", 84),
        ("empty.test", 83),
        ("six.test", 83),
        ("servfail.test", 78),
        ("refused.test", 78),
        ("silent.test", 78),
        ("circle.test", 83),
        ("pointer.test", 83),
        ("ahead.test", 83),
        ("no..name", 84),
        ("bad*name", 84),
    ] {
        machine.expect(&ask(name), &format!("error {error}\n"));
    }
}

#[test]
fn hostile_answers_harm_nobody() {
    let machine = Machine::new("", ASK_SERVERS, &["--inherit-network"]);
    // Answers to other questions, or of other kinds, are passed over.
    machine.expect(&ask("spoof.test"), &found(&[3]));
    // What is cut off counts as far as it goes.
    machine.expect(&ask("cut.test"), &found(&[1]));
    // What does not fit in a datagram comes by a stream; of very many addresses,
    // some are enough.
    let first: Vec<u8> = (1..=32).collect();
    machine.expect(&ask("many.test"), &found(&first));
}

#[test]
fn the_table_of_hosts_comes_first() {
    let hosts = "# a comment\n127.0.0.9 main.example one.test alias # another\n::1 main.example\n\
                 127.0.0.8\tother.example\nnonsense\n127.0.0.10 alias\n";
    let machine = Machine::new(hosts, ASK_SERVERS, &["--inherit-network"]);
    machine.expect(&ask("one.test"), &found(&[9]));
    machine.expect(&ask("Alias"), &found(&[9, 10]));
    machine.expect("ask one.test 80 1 2 2 9", "127.0.0.9 port 80 stream is main.example\n");
    let six = "0000:0000:0000:0000:0000:0000:0000:0001 port 80 stream\n";
    machine.expect("ask main.example http 0 2 0 9", &format!("{six}{}", found(&[9])));
    // This machine's own name is never somebody else's.
    let machine = Machine::new("127.0.0.66 localhost\n", ASK_SERVERS, &["--inherit-network"]);
    machine.expect(&ask("localhost"), &found(&[1]));
}

#[test]
fn names_are_looked_for_in_domains_too() {
    let settings = "search elsewhere.test search.test\nnameserver ::1\n";
    let machine = Machine::new("", settings, &["--inherit-network"]);
    machine.expect(&ask("host"), &found(&[1]));
    machine.expect(&ask("one.test"), &found(&[1]));
    machine.expect(&ask("host."), "error 84\n");
    let settings = "domain test\noptions ndots:2\nnameserver 127.0.0.1\n";
    let machine = Machine::new("", settings, &["--inherit-network"]);
    machine.expect(&ask("host.search"), &found(&[1]));
}

#[test]
fn a_server_that_does_not_answer_is_not_the_last() {
    // Nobody is at the first address; who asks the second finds out in time.
    let settings = "nameserver 127.0.0.77\nnameserver 127.0.0.1\noptions timeout:1\n";
    let machine = Machine::new("", settings, &["--inherit-network"]);
    machine.expect(&ask("one.test"), &found(&[1]));
    let start = Instant::now();
    let settings = "nameserver 127.0.0.1\noptions timeout:1 attempts:2\n";
    let machine = Machine::new("", settings, &["--inherit-network"]);
    if machine.output(&ask("silent.test")).is_some() {
        let time = start.elapsed();
        assert!(time >= Duration::from_secs(2), "only {time:?}");
        assert!(time < Duration::from_secs(20), "{time:?}");
    }
}

#[test]
fn without_settings_this_machine_is_asked() {
    let machine = Machine::new("", "", &["--inherit-network"]);
    machine.expect(&ask("one.test"), &found(&[1]));
}

#[test]
fn servers_are_asked_for_granted_names_alone() {
    let hosts = "127.0.0.9 here.example\n";
    let machine = Machine::new(hosts, ASK_SERVERS, &["--allow-connect", "one.test:80"]);
    machine.expect(&ask("one.test"), &found(&[1]));
    machine.expect(&ask("here.example"), &found(&[9]));
    machine.expect(&ask("db.test"), "error 2\n");
    let machine = Machine::new(hosts, ASK_SERVERS, &["--allow-connect", "*:80"]);
    machine.expect(&ask("db.test"), &found(&[5]));
    let machine = Machine::new(hosts, ASK_SERVERS, &["--allow-connect", "127.0.0.0/8:80"]);
    machine.expect(&ask("db.test"), "error 2\n");
    machine.expect(&ask("here.example"), &found(&[9]));
}

#[test]
fn a_granted_name_grants_its_addresses() {
    // Nobody listens there: what is granted is refused otherwise (14, not 2).
    let machine = Machine::new("", ASK_SERVERS, &["--allow-connect", "db.test:7"]);
    machine.expect("connect 127.0.0.5 7", "connect 14\n");
    machine.expect("connect 127.0.0.5 8", "connect 2\n");
    machine.expect("connect 127.0.0.6 7", "connect 2\n");
    machine.expect(
        &format!("{} connect 127.0.0.5 7 connect 127.0.0.6 7", ask("db.test")),
        &format!("{}connect 14\nconnect 2\n", found(&[5])),
    );
    let machine = Machine::new("127.0.0.9 db.test\n", ASK_SERVERS, &["--allow-connect=DB.TEST.:7"]);
    machine.expect("connect 127.0.0.9 7 connect 127.0.0.5 7", "connect 14\nconnect 2\n");
}

#[test]
fn components_ask_too() {
    let settings = "nameserver 127.0.0.1\noptions timeout:1 attempts:1";
    let machine =
        |options| Machine::running("network", "127.0.0.9 here.example\n", settings, options);
    let all = machine(&["--inherit-network", "--require-lockdown"]);
    all.expect("resolve one.test", "resolve [127.0.0.1]\n");
    all.expect("resolve here.example", "resolve [127.0.0.9]\n");
    all.expect("resolve both.test", "resolve [::1, 127.0.0.2]\n");
    all.expect("resolve nowhere.test", "resolve: Uncategorized\n");
    all.expect("resolve silent.test", "resolve: Uncategorized\n");
    let some = machine(&["--allow-connect", "db.test:7", "--require-lockdown"]);
    some.expect("resolve db.test", "resolve [127.0.0.5]\n");
    some.expect("resolve one.test", "resolve: PermissionDenied\n");
    some.expect("connect 127.0.0.5:7", "connect: ConnectionRefused\n");
    some.expect("connect 127.0.0.5:8", "connect: PermissionDenied\n");
    some.expect("send 127.0.0.5:7 send 127.0.0.6:7", "send 8 bytes\nsend: PermissionDenied\n");
}

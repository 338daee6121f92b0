//! Sockets that the process is started with.

use std::ffi::c_int;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread;

use tests::workspace::root;

use crate::support::{Executable, finish, output_of};

unsafe extern "C" {
    fn dup2(old: c_int, new: c_int) -> c_int;
    fn close(fd: c_int) -> c_int;
    fn socket(family: c_int, socket_type: c_int, protocol: c_int) -> c_int;
    fn bind(fd: c_int, address: *const u8, length: u32) -> c_int;
    fn listen(fd: c_int, backlog: c_int) -> c_int;
    fn connect(fd: c_int, address: *const u8, length: u32) -> c_int;
    fn getsockname(fd: c_int, address: *mut u8, length: *mut u32) -> c_int;
}

/// Lets descriptors of the new process, by their numbers, be these listeners; other
/// numbers from 3 to 9 are free.
fn hand_over<T>(command: &mut Command, listeners: Vec<(c_int, T)>)
where
    T: AsRawFd + Send + Sync + 'static,
{
    // SAFETY: the closure makes system calls alone. The numbers of our own
    // descriptors are beyond those it writes to, or they are what it reads.
    unsafe {
        command.pre_exec(move || {
            // First out of the way of each other.
            let copies: [c_int; 8] = std::array::from_fn(|index| {
                listeners
                    .get(index)
                    .map_or(-1, |(_, listener)| dup2(listener.as_raw_fd(), 100 + index as c_int))
            });
            for number in 3..10 {
                close(number);
            }
            for ((number, _), copy) in listeners.iter().zip(copies) {
                dup2(copy, *number);
                close(copy);
            }
            Ok(())
        })
    };
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = listener.local_addr().expect("it is bound");
    (listener, address)
}

/// Says `hello` and wants `goodbye`.
fn client(address: SocketAddr) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut stream = TcpStream::connect(address).expect("somebody listens");
        stream.write_all(b"hello").expect("it is received");
        let mut answer = String::new();
        // Whoever failed to answer is told of elsewhere.
        let _ = stream.read_to_string(&mut answer);
        answer
    })
}

#[test]
fn descriptors_that_options_number_come_in_their_order() {
    let executable =
        Executable::new("listeners", &["--listen-fd", "7", "--listen-fd=3", "--listen-fd=7"]);
    let ((one, one_address), (other, other_address)) = (listener(), listener());
    let (one_client, other_client) = (client(one_address), client(other_address));
    let mut command = Command::new(executable.path());
    hand_over(&mut command, vec![(3, one), (7, other)]);
    assert_eq!(output_of(&finish(&mut command)), "LISTEN_FDS=2\nok\n");
    assert_eq!(one_client.join().expect("no panic"), "goodbye");
    assert_eq!(other_client.join().expect("no panic"), "goodbye");
}

#[test]
fn folders_come_behind_sockets() {
    let options = ["--listen-fd", "3", "--dir", "/", "--dir", ".", "--env", "LISTEN_FDS"];
    let executable = Executable::new("listeners", &options);
    let (listener, address) = listener();
    let client = client(address);
    let mut command = Command::new(executable.path());
    hand_over(&mut command, vec![(3, listener)]);
    // The variable is not handed through: there is none.
    let output = output_of(&finish(command.current_dir(executable.folder())));
    assert_eq!(output, "4 is folder /\n5 is folder .\nok\n");
    drop(client);
}

/// As a service manager starts it: in the shell, the process has its own number.
fn managed(executable: &Executable, count: &str, id: &str) -> Command {
    let script = format!(
        "LISTEN_FDS={count} LISTEN_PID={id} LISTEN_FDNAMES=web:admin OTHER=x exec \"$0\" \"$@\""
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script]).arg(executable.path());
    command
}

#[test]
fn a_service_manager_hands_sockets_over() {
    for option in ["--listen-fd=systemd", "--inherit-network"] {
        let executable = Executable::new("listeners", &[option]);
        let ((one, one_address), (other, other_address)) = (listener(), listener());
        let clients = [client(one_address), client(other_address)];
        let mut command = managed(&executable, "2", "$$");
        hand_over(&mut command, vec![(3, one), (4, other)]);
        let output = output_of(&finish(&mut command));
        assert_eq!(output, "LISTEN_FDS=2\nLISTEN_FDNAMES=web:admin\nok\n", "{option}");
        for client in clients {
            assert_eq!(client.join().expect("no panic"), "goodbye");
        }
    }
}

/// Names tell sockets by their order.
#[test]
fn a_service_managers_names_are_left_out_where_they_would_be_wrong() {
    for (options, count) in [
        (&["--listen-fd=4", "--listen-fd=systemd"][..], "2"),
        (&["--listen-fd=7", "--listen-fd=systemd", "--inherit-env"][..], "1"),
    ] {
        let executable = Executable::new("listeners", options);
        let ((one, one_address), (other, other_address)) = (listener(), listener());
        let clients = [client(one_address), client(other_address)];
        let mut command = managed(&executable, count, "$$");
        command.env_clear();
        let second = if count == "2" { 4 } else { 7 };
        hand_over(&mut command, vec![(3, one), (second, other)]);
        let output = output_of(&finish(&mut command));
        let variables: Vec<&str> =
            output.lines().filter(|line| line.starts_with("LISTEN_FD")).collect();
        assert_eq!(variables, ["LISTEN_FDS=2"], "{options:?}");
        for client in clients {
            assert_eq!(client.join().expect("no panic"), "goodbye");
        }
    }
}

/// Source: unix(7), `SOCK_SEQPACKET`.
#[test]
fn messages_of_a_connection_stay_apart() {
    let (listener, mut client) = messages_pair();
    let source = root().join("tests/sockets/messages.wat");
    let executable = Executable::compile(&source, &["--listen-fd", "3"]);
    let mut command = Command::new(executable.path());
    hand_over(&mut command, vec![(3, listener)]);
    let server = thread::spawn(move || finish(&mut command));
    for _ in 0..4 {
        client.write_all(b"ask").expect("the server is there");
        assert_eq!(message(&mut client), "first,");
        assert_eq!(message(&mut client), "second.");
    }
    client.write_all(b"longer").expect("the server is there");
    assert_eq!(message(&mut client), "!");
    drop(client);
    assert!(server.join().expect("no panic").status.success());
}

fn message(client: &mut UnixStream) -> String {
    let mut bytes = [0; 100];
    let count = client.read(&mut bytes).expect("the server answers");
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

/// A listening socket for connections that carry messages, and a connection to it.
fn messages_pair() -> (OwnedFd, UnixStream) {
    const AF_UNIX: c_int = 1;
    const SOCK_SEQPACKET: c_int = 5;
    // SAFETY: the kernel opens sockets, which are then ours; it reads as much of an address
    // as there is.
    unsafe {
        let open = || OwnedFd::from_raw_fd(socket(AF_UNIX, SOCK_SEQPACKET, 0));
        let (listener, client) = (open(), open());
        // An address of nothing but a family lets the kernel choose a name.
        let mut address = [0u8; 110];
        address[0] = AF_UNIX as u8;
        let mut length = address.len() as u32;
        assert_eq!(bind(listener.as_raw_fd(), address.as_ptr(), 2), 0);
        assert_eq!(listen(listener.as_raw_fd(), 1), 0);
        let found = getsockname(listener.as_raw_fd(), address.as_mut_ptr(), &raw mut length);
        assert_eq!(found, 0);
        assert_eq!(connect(client.as_raw_fd(), address.as_ptr(), length), 0);
        (listener, UnixStream::from(client))
    }
}

#[test]
fn what_is_meant_for_another_process_is_not_taken() {
    let executable = Executable::new("listeners", &["--listen-fd=systemd"]);
    for (count, id) in [("1", "1"), ("", "$$"), ("x", "$$"), ("1", "")] {
        let mut command = managed(&executable, count, id);
        hand_over(&mut command, vec![(3, listener().0)]);
        assert_eq!(output_of(&finish(&mut command)), "ok\n", "{count} {id}");
    }
    // Nor is what was not granted.
    let executable = Executable::new("listeners", &["--inherit-env"]);
    let mut command = managed(&executable, "1", "$$");
    hand_over(&mut command, vec![(3, listener().0)]);
    let finished = finish(&mut command);
    assert!(!finished.status.success());
}

#[test]
fn a_socket_that_is_missing_is_named() {
    let executable = Executable::new("listeners", &["--listen-fd", "5"]);
    let mut command = Command::new(executable.path());
    hand_over::<OwnedFd>(&mut command, vec![]);
    let finished = finish(&mut command);
    assert_eq!(finished.status.code(), Some(1));
    assert_eq!(
        finished.stderr_text(),
        "wasi2native runtime: cannot use descriptor 5 as a socket (--listen-fd): it is not open; start the executable with a socket there\n"
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "exec \"$0\" 5</dev/null"]).arg(executable.path());
    let finished = finish(&mut command);
    assert_eq!(finished.status.code(), Some(1));
    assert!(finished.stderr_text().ends_with("(--listen-fd): it is something else\n"));
}

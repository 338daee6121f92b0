//! `wasi:sockets/tcp`.

use std::alloc::Layout;

use super::*;

pub fn run(network: u32) {
    tcp_states(network);
    tcp_options(network);
    tcp_streams(network, v4(LOCALHOST, 0));
    tcp_streams(network, v6(LOCALHOST6, 0));
    much(network);
    crowded(network);
}

fn tcp(family: u32) -> u32 {
    let area = call(|r| unsafe { create_tcp(family, r) });
    outcome(&area, 4, || area.word(4)).unwrap()
}

fn local(socket: u32) -> Outcome<Flat> {
    let area = call(|r| unsafe { tcp_local_address(socket, r) });
    outcome(&area, 4, || flat(&area, 4))
}

fn remote(socket: u32) -> Outcome<Flat> {
    let area = call(|r| unsafe { tcp_remote_address(socket, r) });
    outcome(&area, 4, || flat(&area, 4))
}

fn start_bind(socket: u32, network: u32, address: Flat) -> Outcome<()> {
    unit(with_address!(tcp_start_bind, socket, network, address))
}

fn start_connect(socket: u32, network: u32, address: Flat) -> Outcome<()> {
    unit(with_address!(tcp_start_connect, socket, network, address))
}

fn finish_bind(socket: u32) -> Outcome<()> {
    unit(|r| unsafe { tcp_finish_bind(socket, r) })
}

fn start_listen(socket: u32) -> Outcome<()> {
    unit(|r| unsafe { tcp_start_listen(socket, r) })
}

fn finish_listen(socket: u32) -> Outcome<()> {
    unit(|r| unsafe { tcp_finish_listen(socket, r) })
}

fn finish_connect(socket: u32) -> Outcome<[u32; 2]> {
    let area = call(|r| unsafe { tcp_finish_connect(socket, r) });
    outcome(&area, 4, || [area.word(4), area.word(8)])
}

fn accept(socket: u32) -> Outcome<[u32; 3]> {
    let area = call(|r| unsafe { tcp_accept(socket, r) });
    outcome(&area, 4, || [area.word(4), area.word(8), area.word(12)])
}

/// Again until it would not block.
fn waiting<T>(socket: u32, action: impl Fn(u32) -> Outcome<T>) -> Outcome<T> {
    loop {
        match action(socket) {
            Err("would-block") => wait(unsafe { tcp_subscribe(socket) }),
            result => return result,
        }
    }
}

/// A listener and its address.
fn listener(network: u32, address: Flat) -> (u32, Flat) {
    let socket = tcp(address[0]);
    start_bind(socket, network, address).unwrap();
    finish_bind(socket).unwrap();
    start_listen(socket).unwrap();
    finish_listen(socket).unwrap();
    (socket, local(socket).unwrap())
}

struct Connection {
    socket: u32,
    input: u32,
    output: u32,
}

impl Connection {
    fn end(self) {
        unsafe {
            drop_input(self.input);
            drop_output(self.output);
            drop_tcp(self.socket);
        }
    }
}

/// Both ends of a connection.
fn pair(network: u32, listener: u32, address: Flat) -> (Connection, Connection) {
    let socket = tcp(address[0]);
    start_connect(socket, network, address).unwrap();
    let [input, output] = waiting(socket, finish_connect).unwrap();
    let client = Connection { socket, input, output };
    let [socket, input, output] = waiting(listener, accept).unwrap();
    (client, Connection { socket, input, output })
}

fn read_all(stream: u32) -> Outcome<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let area = call(|r| unsafe { blocking_read(stream, 1 << 20, r) });
        match streamed(&area, 4, || ()) {
            Ok(()) => all.extend_from_slice(area.bytes(4)),
            Err("closed") => return Ok(all),
            Err(error) => return Err(error),
        }
    }
}

fn permitted(stream: u32) -> Outcome<u64> {
    let area = call(|r| unsafe { check_write(stream, r) });
    streamed(&area, 8, || area.long(8))
}

fn put(stream: u32, bytes: &[u8]) -> Outcome<()> {
    let area = call(|r| unsafe { write(stream, bytes.as_ptr(), bytes.len(), r) });
    streamed(&area, 4, || ())
}

fn tcp_states(network: u32) {
    let socket = tcp(V4);
    println!("family {}", unsafe { tcp_address_family(socket) });
    println!("unbound: local {} remote {}", text(local(socket)), text(remote(socket)));
    println!("finish bind {:?}", finish_bind(socket));
    println!("finish listen {:?}", finish_listen(socket));
    println!("finish connect {:?}", finish_connect(socket));
    println!("accept {:?}", accept(socket));
    println!("listen {:?}", start_listen(socket));
    println!("shutdown {:?}", unit(|r| unsafe { tcp_shutdown(socket, 2, r) }));
    let mapped = [0, 0, 0, 0, 0, 0xffff, 0x7f00, 1];
    for (name, address) in [
        ("other family", v6(LOCALHOST6, 0)),
        ("multicast", v4([224, 0, 0, 1], 0)),
        ("broadcast", v4([255; 4], 0)),
        ("elsewhere", v4([192, 0, 2, 1], 0)),
    ] {
        println!("bind {name} {:?}", start_bind(socket, network, address));
    }
    println!("bind {:?}", start_bind(socket, network, v4(LOCALHOST, 0)));
    println!("again {:?}", start_bind(socket, network, v4(LOCALHOST, 0)));
    println!("connect meanwhile {:?}", start_connect(socket, network, v4(LOCALHOST, 1)));
    println!("listen meanwhile {:?}", start_listen(socket));
    println!("finish {:?}", finish_bind(socket));
    println!("again {:?}", finish_bind(socket));
    println!("bound: local {} remote {}", text(local(socket)), text(remote(socket)));
    println!("bind bound {:?}", start_bind(socket, network, v4(LOCALHOST, 0)));
    println!("listening {}", unsafe { tcp_is_listening(socket) });
    println!("listen {:?}", start_listen(socket));
    println!("again {:?}", start_listen(socket));
    println!("finish {:?}", finish_listen(socket));
    println!("again {:?}", finish_listen(socket));
    println!("listening {}", unsafe { tcp_is_listening(socket) });
    println!("listen again {:?}", start_listen(socket));
    println!("connect {:?}", start_connect(socket, network, v4(LOCALHOST, 1)));
    println!("accept {:?}", accept(socket));
    println!("shutdown {:?}", unit(|r| unsafe { tcp_shutdown(socket, 2, r) }));
    println!("listener: local {} remote {}", text(local(socket)), text(remote(socket)));

    let other = tcp(V4);
    println!("in use {:?}", start_bind(other, network, local(socket).unwrap()));
    for (name, address) in [
        ("other family", v6(LOCALHOST6, 9)),
        ("multicast", v4([224, 0, 0, 1], 9)),
        ("nowhere", v4([0; 4], 9)),
        ("no port", v4(LOCALHOST, 0)),
    ] {
        println!("connect {name} {:?}", start_connect(other, network, address));
    }
    unsafe { drop_tcp(other) };
    let other = tcp(V6);
    println!("family {}", unsafe { tcp_address_family(other) });
    for (name, address) in [
        ("mapped", v6(mapped, 9)),
        ("compatible", v6([0, 0, 0, 0, 0, 0, 0x7f00, 1], 9)),
        ("multicast", v6([0xff02, 0, 0, 0, 0, 0, 0, 1], 9)),
        ("nowhere", v6([0; 8], 9)),
        ("other family", v4(LOCALHOST, 9)),
    ] {
        println!("connect {name} {:?}", start_connect(other, network, address));
    }
    println!("bind mapped {:?}", start_bind(other, network, v6(mapped, 0)));
    println!("bind {:?}", start_bind(other, network, v6([0; 8], 0)));
    println!("finish {:?}", finish_bind(other));
    println!("bound {}", text(local(other)));
    // It has IPv6 alone.
    let [_, port, ..] = local(other).unwrap();
    let beside = tcp(V4);
    println!("beside {:?}", start_bind(beside, network, v4([0; 4], port as u16)));
    unsafe {
        drop_tcp(beside);
        drop_tcp(other);
    }

    // Nobody listens there any more.
    let address = local(socket).unwrap();
    unsafe { drop_tcp(socket) };
    let socket = tcp(V4);
    println!("connect {:?}", start_connect(socket, network, address));
    println!("again {:?}", start_connect(socket, network, address));
    println!("bind {:?}", start_bind(socket, network, v4(LOCALHOST, 0)));
    println!("finish {:?}", waiting(socket, finish_connect));
    println!("again {:?}", finish_connect(socket));
    println!("connect {:?}", start_connect(socket, network, address));
    println!("listen {:?}", start_listen(socket));
    println!("shutdown {:?}", unit(|r| unsafe { tcp_shutdown(socket, 2, r) }));
    println!("limit {:?}", long(|r| unsafe { tcp_receive_buffer_size(socket, r) }));
    println!("backlog {:?}", unit(|r| unsafe { tcp_set_listen_backlog_size(socket, 1, r) }));
    unsafe { drop_tcp(socket) };
}

fn tcp_options(network: u32) {
    for family in [V4, V6] {
        let socket = tcp(family);
        let kept = |name: &str| {
            let area = call(|r| unsafe { tcp_keep_alive_enabled(socket, r) });
            println!("{name} {:?}", outcome(&area, 1, || area.byte(1)));
        };
        kept("keep alive");
        for value in [1, 0, 7] {
            println!("{:?}", unit(|r| unsafe { tcp_set_keep_alive_enabled(socket, value, r) }));
            kept("keep alive");
        }
        for value in [0, 1, 1_500_000_000, 60_000_000_000, u64::MAX] {
            println!("idle {value}: {:?} {:?}, interval {:?} {:?}",
                unit(|r| unsafe { tcp_set_keep_alive_idle_time(socket, value, r) }),
                long(|r| unsafe { tcp_keep_alive_idle_time(socket, r) }),
                unit(|r| unsafe { tcp_set_keep_alive_interval(socket, value, r) }),
                long(|r| unsafe { tcp_keep_alive_interval(socket, r) }));
        }
        for value in [0, 1, 5, 127, 128, u32::MAX] {
            let set = unit(|r| unsafe { tcp_set_keep_alive_count(socket, value, r) });
            let area = call(|r| unsafe { tcp_keep_alive_count(socket, r) });
            println!("count {value}: {set:?} {:?}", outcome(&area, 4, || area.word(4)));
        }
        for value in [0, 1, 42, 255] {
            let set = unit(|r| unsafe { tcp_set_hop_limit(socket, value, r) });
            let area = call(|r| unsafe { tcp_hop_limit(socket, r) });
            println!("hops {value}: {set:?} {:?}", outcome(&area, 1, || area.byte(1)));
        }
        for value in [0, 1, 20_000, u64::MAX] {
            println!("receive {value}: {:?} {:?}, send {:?} {:?}",
                unit(|r| unsafe { tcp_set_receive_buffer_size(socket, value, r) }),
                long(|r| unsafe { tcp_receive_buffer_size(socket, r) }),
                unit(|r| unsafe { tcp_set_send_buffer_size(socket, value, r) }),
                long(|r| unsafe { tcp_send_buffer_size(socket, r) }));
        }
        for value in [0, 1, u64::MAX] {
            println!("backlog {value}: {:?}",
                unit(|r| unsafe { tcp_set_listen_backlog_size(socket, value, r) }));
        }
        unsafe { drop_tcp(socket) };
    }
    // What is accepted has what the listener has.
    let (listener, address) = listener(network, v4(LOCALHOST, 0));
    for value in [0, 5] {
        println!("backlog {value}: {:?}",
            unit(|r| unsafe { tcp_set_listen_backlog_size(listener, value, r) }));
    }
    unit(|r| unsafe { tcp_set_hop_limit(listener, 33, r) }).unwrap();
    unit(|r| unsafe { tcp_set_keep_alive_enabled(listener, 1, r) }).unwrap();
    let (client, server) = pair(network, listener, address);
    println!("backlog {:?}", unit(|r| unsafe { tcp_set_listen_backlog_size(client.socket, 5, r) }));
    let area = call(|r| unsafe { tcp_hop_limit(server.socket, r) });
    println!("hops {:?}", outcome(&area, 1, || area.byte(1)));
    let area = call(|r| unsafe { tcp_keep_alive_enabled(server.socket, r) });
    println!("keep alive {:?}", outcome(&area, 1, || area.byte(1)));
    client.end();
    server.end();
    unsafe { drop_tcp(listener) };
}

fn tcp_streams(network: u32, address: Flat) {
    let (listener, address) = listener(network, address);
    println!("listener {}", text(Ok(address)));
    let (client, server) = pair(network, listener, address);
    println!("client {} server {}", text(local(client.socket)), text(local(server.socket)));
    println!("{}", local(client.socket) == remote(server.socket));
    println!("{}", remote(client.socket) == local(server.socket));
    println!("bind {:?}", start_bind(client.socket, network, address));
    println!("connect {:?}", start_connect(client.socket, network, address));
    println!("accept {:?}", accept(client.socket));
    println!("finish {:?}", finish_connect(client.socket));

    // Nothing is there yet.
    let pollable = unsafe { input_subscribe(server.input) };
    println!("ready {}", unsafe { ready(pollable) });
    let area = call(|r| unsafe { read(server.input, 10, r) });
    println!("read {:?}", streamed(&area, 4, || area.bytes(4).len()));
    println!("permit {:?}", permitted(client.output).map(|permit| permit >= 4096));
    println!("write {:?}", put(client.output, b"hello, server"));
    let area = call(|r| unsafe { flush(client.output, r) });
    println!("flush {:?}", streamed(&area, 4, || ()));
    let timer = unsafe { subscribe_duration(10_000_000_000) };
    let list = [timer, pollable];
    let area = call(|r| unsafe { poll(list.as_ptr(), 2, r) });
    println!("ready {} of 2, the first {}", area.word(4), unsafe { *(area.word(0) as *const u32) });
    let area = call(|r| unsafe { read(server.input, 5, r) });
    println!("read {:?}", streamed(&area, 4, || String::from_utf8_lossy(area.bytes(4)).into_owned()));
    let area = call(|r| unsafe { blocking_skip(server.input, 2, r) });
    println!("skip {:?}", streamed(&area, 8, || area.long(8)));
    let area = call(|r| unsafe { blocking_read(server.input, 100, r) });
    println!("read {:?}", streamed(&area, 4, || String::from_utf8_lossy(area.bytes(4)).into_owned()));
    unsafe {
        drop_pollable(pollable);
        drop_pollable(timer);
    }

    // From one stream into the other, at the same end.
    permitted(client.output).unwrap();
    put(client.output, b"echo").unwrap();
    wait(unsafe { input_subscribe(server.input) });
    permitted(server.output).unwrap();
    let area = call(|r| unsafe { blocking_splice(server.output, server.input, 100, r) });
    println!("splice {:?}", streamed(&area, 8, || area.long(8)));
    permitted(server.output).unwrap();
    let area = call(|r| unsafe { splice(server.output, server.input, 100, r) });
    println!("splice {:?}", streamed(&area, 8, || area.long(8)));
    permitted(server.output).unwrap();
    let area = call(|r| unsafe { write_zeroes(server.output, 3, r) });
    println!("zeros {:?}", streamed(&area, 4, || ()));
    let area = call(|r| unsafe { blocking_write_zeroes(server.output, 2, r) });
    println!("zeros {:?}", streamed(&area, 4, || ()));
    let area = call(|r| unsafe { blocking_write(server.output, b"end".as_ptr(), 3, r) });
    println!("write {:?}", streamed(&area, 4, || ()));
    let area = call(|r| unsafe { blocking_flush(server.output, r) });
    println!("flush {:?}", streamed(&area, 4, || ()));
    println!("shutdown {:?}", unit(|r| unsafe { tcp_shutdown(server.socket, 1, r) }));
    println!("again {:?}", unit(|r| unsafe { tcp_shutdown(server.socket, 1, r) }));
    println!("permit {:?}", permitted(server.output));
    println!("all {:?}", read_all(client.input).map(|all| String::from_utf8_lossy(&all).into_owned()));
    let area = call(|r| unsafe { read(client.input, 5, r) });
    println!("read {:?}", streamed(&area, 4, || ()));
    wait(unsafe { input_subscribe(client.input) });

    // The other direction is still open.
    permitted(client.output).unwrap();
    println!("write {:?}", put(client.output, b"late"));
    let area = call(|r| unsafe { blocking_read(server.input, 100, r) });
    println!("read {:?}", streamed(&area, 4, || area.bytes(4).to_vec()));
    println!("shutdown {:?}", unit(|r| unsafe { tcp_shutdown(server.socket, 0, r) }));
    let area = call(|r| unsafe { read(server.input, 100, r) });
    println!("read {:?}", streamed(&area, 4, || ()));
    println!("both {:?}", unit(|r| unsafe { tcp_shutdown(server.socket, 2, r) }));
    client.end();
    server.end();

    // What is dropped has ended.
    let (client, server) = pair(network, listener, address);
    permitted(client.output).unwrap();
    put(client.output, b"last").unwrap();
    client.end();
    println!("all {:?}", read_all(server.input));
    server.end();

    // Who drops what was not read resets the connection.
    let (client, server) = pair(network, listener, address);
    permitted(client.output).unwrap();
    put(client.output, b"never read").unwrap();
    wait(unsafe { input_subscribe(server.input) });
    server.end();
    println!("all {:?}", read_all(client.input));
    let area = call(|r| unsafe { read(client.input, 5, r) });
    println!("read {:?}", streamed(&area, 4, || ()));
    client.end();
    unsafe { drop_tcp(listener) };
}

/// More than the kernel takes at once, in both directions, by one program.
fn much(network: u32) {
    const MUCH: usize = 5_000_000;
    let (listener, address) = listener(network, v4(LOCALHOST, 0));
    let (client, server) = pair(network, listener, address);
    let bytes: Vec<u8> = (0..MUCH).map(|index| (index * 31 >> 3) as u8).collect();
    let mut sent = [0, 0];
    let mut received = [Vec::new(), Vec::new()];
    let mut refusals = 0;
    let ends = [&client, &server];
    while received.iter().any(|received| received.len() < MUCH) {
        let mut moved = false;
        for (end, sent) in ends.iter().zip(&mut sent) {
            let permit = permitted(end.output).unwrap() as usize;
            if permit == 0 {
                refusals += 1;
            }
            let count = permit.min(MUCH - *sent);
            if count > 0 {
                put(end.output, &bytes[*sent..*sent + count]).unwrap();
                *sent += count;
                moved = true;
            }
        }
        // Only when nothing more can be sent.
        if moved {
            continue;
        }
        for (end, received) in ends.iter().zip(&mut received) {
            let area = call(|r| unsafe { read(end.input, 1 << 20, r) });
            streamed(&area, 4, || ()).unwrap();
            received.extend_from_slice(area.bytes(4));
            unsafe { std::alloc::dealloc(area.0, Layout::from_size_align(128, 8).unwrap()) };
        }
        let list = [
            unsafe { input_subscribe(client.input) },
            unsafe { input_subscribe(server.input) },
            unsafe { subscribe_duration(5_000_000) },
        ];
        let area = call(|r| unsafe { poll(list.as_ptr(), list.len(), r) });
        assert!(area.word(4) > 0);
        list.into_iter().for_each(|pollable| unsafe { drop_pollable(pollable) });
    }
    println!("much {} {}, there was no room {}", received[0] == bytes, received[1] == bytes, refusals > 0);

    // A flush waits for the other end, and the end of a stream for what was sent.
    let mut left = MUCH;
    while left > 0 {
        match permitted(client.output).unwrap() as usize {
            0 => break,
            permit => {
                let count = permit.min(left);
                put(client.output, &bytes[..count]).unwrap();
                left -= count;
            }
        }
    }
    let pollable = unsafe { output_subscribe(client.output) };
    println!("full {}, ready {}", left > 0, unsafe { ready(pollable) });
    println!("shutdown {:?}", unit(|r| unsafe { tcp_shutdown(client.socket, 1, r) }));
    let all = read_all(server.input).unwrap();
    println!("all {}", all.len() == MUCH - left);
    unsafe { drop_pollable(pollable) };
    client.end();
    server.end();

    // The other end goes away while there is something left to send.
    let (client, server) = pair(network, listener, address);
    while permitted(client.output).unwrap() > 0 {
        put(client.output, &bytes[..4096]).unwrap();
    }
    server.end();
    let failed = loop {
        wait(unsafe { output_subscribe(client.output) });
        match permitted(client.output) {
            Ok(0) => {}
            Ok(_) => put(client.output, b"more").unwrap_or(()),
            Err(error) => break error,
        }
    };
    println!("gone {}", failed == "failed" || failed == "closed");
    println!("closed {:?}", permitted(client.output));
    client.end();
    unsafe { drop_tcp(listener) };
}

/// A queue of one: who comes later waits.
fn crowded(network: u32) {
    let socket = tcp(V4);
    start_bind(socket, network, v4(LOCALHOST, 0)).unwrap();
    finish_bind(socket).unwrap();
    unit(|r| unsafe { tcp_set_listen_backlog_size(socket, 1, r) }).unwrap();
    start_listen(socket).unwrap();
    finish_listen(socket).unwrap();
    let address = local(socket).unwrap();
    let clients: Vec<u32> = (0..6)
        .map(|_| {
            let client = tcp(V4);
            start_connect(client, network, address).unwrap();
            client
        })
        .collect();
    let mut waiting_clients = 0;
    let timer = unsafe { subscribe_duration(100_000_000) };
    wait(timer);
    let mut streams = Vec::new();
    for &client in &clients {
        match finish_connect(client) {
            Ok(both) => streams.push(both),
            Err(error) => {
                assert_eq!(error, "would-block");
                assert_eq!(finish_connect(client), Err("would-block"));
                assert_eq!(local(client), Err("invalid-state"));
                waiting_clients += 1;
            }
        }
    }
    println!("crowded {}", waiting_clients > 0);
    for [input, output] in streams {
        unsafe {
            drop_input(input);
            drop_output(output);
        }
    }
    for client in clients {
        unsafe { drop_tcp(client) };
    }
    unsafe { drop_tcp(socket) };
}

//! The functions, at the core level.

macro_rules! imports {
    ($($module:literal { $($wit:literal $name:ident($($parameter:ident: $ty:ty),*) $(-> $result:ty)?;)* })*) => {$(
        #[link(wasm_import_module = $module)]
        unsafe extern "C" {
            $(
                #[link_name = $wit]
                pub fn $name($($parameter: $ty),*) $(-> $result)?;
            )*
        }
    )*};
}

imports! {
    "wasi:io/streams@0.2.0" {
        "[method]input-stream.read" read(stream: u32, length: u64, result: *mut u8);
        "[method]input-stream.blocking-read" blocking_read(stream: u32, length: u64, result: *mut u8);
        "[method]input-stream.blocking-skip" blocking_skip(stream: u32, length: u64, result: *mut u8);
        "[method]input-stream.subscribe" input_subscribe(stream: u32) -> u32;
        "[method]output-stream.check-write" check_write(stream: u32, result: *mut u8);
        "[method]output-stream.write" write(stream: u32, bytes: *const u8, length: usize, result: *mut u8);
        "[method]output-stream.blocking-write-and-flush" blocking_write(stream: u32, bytes: *const u8, length: usize, result: *mut u8);
        "[method]output-stream.flush" flush(stream: u32, result: *mut u8);
        "[method]output-stream.blocking-flush" blocking_flush(stream: u32, result: *mut u8);
        "[method]output-stream.subscribe" output_subscribe(stream: u32) -> u32;
        "[method]output-stream.write-zeroes" write_zeroes(stream: u32, length: u64, result: *mut u8);
        "[method]output-stream.blocking-write-zeroes-and-flush" blocking_write_zeroes(stream: u32, length: u64, result: *mut u8);
        "[method]output-stream.splice" splice(stream: u32, source: u32, length: u64, result: *mut u8);
        "[method]output-stream.blocking-splice" blocking_splice(stream: u32, source: u32, length: u64, result: *mut u8);
        "[resource-drop]input-stream" drop_input(stream: u32);
        "[resource-drop]output-stream" drop_output(stream: u32);
    }
    "wasi:io/error@0.2.0" {
        "[resource-drop]error" drop_error(error: u32);
    }
    "wasi:io/poll@0.2.0" {
        "[method]pollable.ready" ready(pollable: u32) -> u32;
        "[method]pollable.block" block(pollable: u32);
        "poll" poll(pollables: *const u32, count: usize, result: *mut u8);
        "[resource-drop]pollable" drop_pollable(pollable: u32);
    }
    "wasi:clocks/monotonic-clock@0.2.0" {
        "subscribe-duration" subscribe_duration(duration: u64) -> u32;
    }
    "wasi:sockets/instance-network@0.2.0" {
        "instance-network" instance_network() -> u32;
    }
    "wasi:sockets/network@0.2.0" {
        "[resource-drop]network" drop_network(network: u32);
    }
    "wasi:sockets/tcp-create-socket@0.2.0" {
        "create-tcp-socket" create_tcp(family: u32, result: *mut u8);
    }
    "wasi:sockets/tcp@0.2.0" {
        "[method]tcp-socket.start-bind" tcp_start_bind(socket: u32, network: u32, a: u32, b: u32, c: u32, d: u32, e: u32, f: u32, g: u32, h: u32, i: u32, j: u32, k: u32, l: u32, result: *mut u8);
        "[method]tcp-socket.finish-bind" tcp_finish_bind(socket: u32, result: *mut u8);
        "[method]tcp-socket.start-connect" tcp_start_connect(socket: u32, network: u32, a: u32, b: u32, c: u32, d: u32, e: u32, f: u32, g: u32, h: u32, i: u32, j: u32, k: u32, l: u32, result: *mut u8);
        "[method]tcp-socket.finish-connect" tcp_finish_connect(socket: u32, result: *mut u8);
        "[method]tcp-socket.start-listen" tcp_start_listen(socket: u32, result: *mut u8);
        "[method]tcp-socket.finish-listen" tcp_finish_listen(socket: u32, result: *mut u8);
        "[method]tcp-socket.accept" tcp_accept(socket: u32, result: *mut u8);
        "[method]tcp-socket.local-address" tcp_local_address(socket: u32, result: *mut u8);
        "[method]tcp-socket.remote-address" tcp_remote_address(socket: u32, result: *mut u8);
        "[method]tcp-socket.is-listening" tcp_is_listening(socket: u32) -> u32;
        "[method]tcp-socket.address-family" tcp_address_family(socket: u32) -> u32;
        "[method]tcp-socket.set-listen-backlog-size" tcp_set_listen_backlog_size(socket: u32, size: u64, result: *mut u8);
        "[method]tcp-socket.keep-alive-enabled" tcp_keep_alive_enabled(socket: u32, result: *mut u8);
        "[method]tcp-socket.set-keep-alive-enabled" tcp_set_keep_alive_enabled(socket: u32, value: u32, result: *mut u8);
        "[method]tcp-socket.keep-alive-idle-time" tcp_keep_alive_idle_time(socket: u32, result: *mut u8);
        "[method]tcp-socket.set-keep-alive-idle-time" tcp_set_keep_alive_idle_time(socket: u32, value: u64, result: *mut u8);
        "[method]tcp-socket.keep-alive-interval" tcp_keep_alive_interval(socket: u32, result: *mut u8);
        "[method]tcp-socket.set-keep-alive-interval" tcp_set_keep_alive_interval(socket: u32, value: u64, result: *mut u8);
        "[method]tcp-socket.keep-alive-count" tcp_keep_alive_count(socket: u32, result: *mut u8);
        "[method]tcp-socket.set-keep-alive-count" tcp_set_keep_alive_count(socket: u32, value: u32, result: *mut u8);
        "[method]tcp-socket.hop-limit" tcp_hop_limit(socket: u32, result: *mut u8);
        "[method]tcp-socket.set-hop-limit" tcp_set_hop_limit(socket: u32, value: u32, result: *mut u8);
        "[method]tcp-socket.receive-buffer-size" tcp_receive_buffer_size(socket: u32, result: *mut u8);
        "[method]tcp-socket.set-receive-buffer-size" tcp_set_receive_buffer_size(socket: u32, value: u64, result: *mut u8);
        "[method]tcp-socket.send-buffer-size" tcp_send_buffer_size(socket: u32, result: *mut u8);
        "[method]tcp-socket.set-send-buffer-size" tcp_set_send_buffer_size(socket: u32, value: u64, result: *mut u8);
        "[method]tcp-socket.subscribe" tcp_subscribe(socket: u32) -> u32;
        "[method]tcp-socket.shutdown" tcp_shutdown(socket: u32, what: u32, result: *mut u8);
        "[resource-drop]tcp-socket" drop_tcp(socket: u32);
    }
    "wasi:sockets/udp-create-socket@0.2.0" {
        "create-udp-socket" create_udp(family: u32, result: *mut u8);
    }
    "wasi:sockets/udp@0.2.0" {
        "[method]udp-socket.start-bind" udp_start_bind(socket: u32, network: u32, a: u32, b: u32, c: u32, d: u32, e: u32, f: u32, g: u32, h: u32, i: u32, j: u32, k: u32, l: u32, result: *mut u8);
        "[method]udp-socket.finish-bind" udp_finish_bind(socket: u32, result: *mut u8);
        "[method]udp-socket.stream" udp_stream(socket: u32, has: u32, a: u32, b: u32, c: u32, d: u32, e: u32, f: u32, g: u32, h: u32, i: u32, j: u32, k: u32, l: u32, result: *mut u8);
        "[method]udp-socket.local-address" udp_local_address(socket: u32, result: *mut u8);
        "[method]udp-socket.remote-address" udp_remote_address(socket: u32, result: *mut u8);
        "[method]udp-socket.address-family" udp_address_family(socket: u32) -> u32;
        "[method]udp-socket.unicast-hop-limit" udp_unicast_hop_limit(socket: u32, result: *mut u8);
        "[method]udp-socket.set-unicast-hop-limit" udp_set_unicast_hop_limit(socket: u32, value: u32, result: *mut u8);
        "[method]udp-socket.receive-buffer-size" udp_receive_buffer_size(socket: u32, result: *mut u8);
        "[method]udp-socket.set-receive-buffer-size" udp_set_receive_buffer_size(socket: u32, value: u64, result: *mut u8);
        "[method]udp-socket.send-buffer-size" udp_send_buffer_size(socket: u32, result: *mut u8);
        "[method]udp-socket.set-send-buffer-size" udp_set_send_buffer_size(socket: u32, value: u64, result: *mut u8);
        "[method]udp-socket.subscribe" udp_subscribe(socket: u32) -> u32;
        "[method]incoming-datagram-stream.receive" udp_receive(stream: u32, most: u64, result: *mut u8);
        "[method]incoming-datagram-stream.subscribe" incoming_subscribe(stream: u32) -> u32;
        "[method]outgoing-datagram-stream.check-send" udp_check_send(stream: u32, result: *mut u8);
        "[method]outgoing-datagram-stream.send" udp_send(stream: u32, list: *const u8, count: usize, result: *mut u8);
        "[method]outgoing-datagram-stream.subscribe" outgoing_subscribe(stream: u32) -> u32;
        "[resource-drop]udp-socket" drop_udp(socket: u32);
        "[resource-drop]incoming-datagram-stream" drop_incoming(stream: u32);
        "[resource-drop]outgoing-datagram-stream" drop_outgoing(stream: u32);
    }
    "wasi:sockets/ip-name-lookup@0.2.0" {
        "resolve-addresses" resolve_addresses(network: u32, name: *const u8, length: usize, result: *mut u8);
        "[method]resolve-address-stream.resolve-next-address" resolve_next_address(stream: u32, result: *mut u8);
        "[method]resolve-address-stream.subscribe" resolve_subscribe(stream: u32) -> u32;
        "[resource-drop]resolve-address-stream" drop_resolve(stream: u32);
    }
}

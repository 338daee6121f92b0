//! The functions that the runtime offers to components: one row each, by
//! interface. Versions are not in the table: any 0.2.n has the same functions.
//!
//! A row gives the name in its interface, the function of the runtime, and the
//! parameters and the result at the core level, that is, as Component Model,
//! "Canonical ABI Explainer", Flattening, has them. A result of several values is
//! stored where the last parameter points.
//!
//! The first interface is our own: what the canonical ABI needs of the runtime.

use super::host_functions::{Convention, HostFunction, HostType, Needs, joined};
// Rows name sets of system calls.
#[allow(clippy::wildcard_imports)]
use super::system_calls::sets::*;
use super::system_calls::{
    CONNECTION, GROW, HTTP, LOOKUP, OPEN_FOLDER, OPENED, PATHS, SystemCalls,
};

/// The interface of the canonical ABI's own needs. No component can import it: the
/// name has no colon.
pub const CANONICAL: &str = "canonical";

/// Hands the rows to the macro named `$rows`.
macro_rules! component_functions {
    ($rows:ident) => {
        $rows! {
            "canonical" {
                // Handles of the caller's component instance.
                "resource.new" = resource_new(rep: I32) -> [I32], Nothing, [GROW];
                "resource.rep" = resource_rep(handle: I32) -> [I32], Nothing, [];
                // Removes a handle. An owned resource of the host goes with it.
                "resource.drop" = resource_drop(handle: I32) -> [], Nothing, [CLOSE];
                // Removes a handle. What an own handle stands for comes back, with
                // bit 32 set: its destructor is the caller's business.
                "resource.take" = resource_take(handle: I32) -> [I64], Nothing, [];
                // Takes an own handle away; what it stands for comes back.
                "lift-own" = lift_own(handle: I32) -> [I32], Nothing, [];
                "lower-own" = lower_own(rep: I32) -> [I32], Nothing, [GROW];
                // Lends what a handle stands for to the call that was entered last.
                "lift-borrow" = lift_borrow(handle: I32) -> [I32], Nothing, [];
                // A handle for the call that was entered last.
                "lower-borrow" = lower_borrow(rep: I32) -> [I32], Nothing, [GROW];
                // Around a call that is lent something.
                "enter-call" = enter_call() -> [], Nothing, [];
                "leave-call" = leave_call() -> [], Nothing, [];
                // Stops the program by a trap.
                "trap" = trap(number: I32) -> [], Nothing, [];
            }
            "wasi:io/error" {
                "[method]error.to-debug-string" = error_to_debug_string(error: I32, result: I32) -> [], Nothing, [];
            }
            "wasi:io/poll" {
                "[method]pollable.ready" = pollable_ready(pollable: I32) -> [I32], Nothing, [PPOLL, CLOCK_GETTIME];
                "[method]pollable.block" = pollable_block(pollable: I32) -> [], Nothing, [PPOLL, CLOCK_GETTIME];
                "poll" = poll(pollables: I32, count: I32, result: I32) -> [], Nothing, [PPOLL, CLOCK_GETTIME];
            }
            "wasi:io/streams" {
                "[method]input-stream.read" = input_stream_read(stream: I32, length: I64, result: I32) -> [], Nothing, [PREAD64, PREADV, READ, READV, PPOLL, CLOCK_GETTIME, GROW];
                "[method]input-stream.blocking-read" = input_stream_blocking_read(stream: I32, length: I64, result: I32) -> [], Nothing, [PREAD64, PREADV, READ, READV, PPOLL, CLOCK_GETTIME, GROW];
                "[method]input-stream.skip" = input_stream_skip(stream: I32, length: I64, result: I32) -> [], Nothing, [PREAD64, PREADV, READ, READV, PPOLL, CLOCK_GETTIME, GROW];
                "[method]input-stream.blocking-skip" = input_stream_blocking_skip(stream: I32, length: I64, result: I32) -> [], Nothing, [PREAD64, PREADV, READ, READV, PPOLL, CLOCK_GETTIME, GROW];
                "[method]input-stream.subscribe" = input_stream_subscribe(stream: I32) -> [I32], Nothing, [GROW];
                "[method]output-stream.check-write" = output_stream_check_write(stream: I32, result: I32) -> [], Nothing, [GROW];
                "[method]output-stream.write" = output_stream_write(stream: I32, contents: I32, length: I32, result: I32) -> [], Nothing, [PWRITE64, PWRITEV, WRITE, WRITEV, LSEEK, PPOLL, CLOCK_GETTIME, GROW];
                "[method]output-stream.blocking-write-and-flush" = output_stream_blocking_write_and_flush(stream: I32, contents: I32, length: I32, result: I32) -> [], Nothing, [PWRITE64, PWRITEV, WRITE, WRITEV, LSEEK, PPOLL, CLOCK_GETTIME, GROW];
                "[method]output-stream.flush" = output_stream_flush(stream: I32, result: I32) -> [], Nothing, [GROW];
                "[method]output-stream.blocking-flush" = output_stream_blocking_flush(stream: I32, result: I32) -> [], Nothing, [GROW];
                "[method]output-stream.subscribe" = output_stream_subscribe(stream: I32) -> [I32], Nothing, [GROW];
                "[method]output-stream.write-zeroes" = output_stream_write_zeroes(stream: I32, length: I64, result: I32) -> [], Nothing, [PWRITE64, PWRITEV, WRITE, WRITEV, LSEEK, PPOLL, CLOCK_GETTIME, GROW];
                "[method]output-stream.blocking-write-zeroes-and-flush" = output_stream_blocking_write_zeroes_and_flush(stream: I32, length: I64, result: I32) -> [], Nothing, [PWRITE64, PWRITEV, WRITE, WRITEV, LSEEK, PPOLL, CLOCK_GETTIME, GROW];
                "[method]output-stream.splice" = output_stream_splice(stream: I32, source: I32, length: I64, result: I32) -> [], Nothing, [PREAD64, PREADV, READ, READV, PPOLL, CLOCK_GETTIME, GROW, PWRITE64, PWRITEV, WRITE, WRITEV, LSEEK];
                "[method]output-stream.blocking-splice" = output_stream_blocking_splice(stream: I32, source: I32, length: I64, result: I32) -> [], Nothing, [PREAD64, PREADV, READ, READV, PPOLL, CLOCK_GETTIME, GROW, PWRITE64, PWRITEV, WRITE, WRITEV, LSEEK];
            }
            "wasi:cli/environment" {
                "get-environment" = get_environment(result: I32) -> [], Environment, [];
                "get-arguments" = get_arguments(result: I32) -> [], Nothing, [];
                "initial-cwd" = initial_cwd(result: I32) -> [], Nothing, [];
            }
            "wasi:cli/exit" {
                "exit" = exit(status: I32) -> [], Nothing, [EXIT_GROUP];
                "exit-with-code" = exit_with_code(code: I32) -> [], Nothing, [EXIT_GROUP];
            }
            "wasi:cli/stdin" {
                "get-stdin" = get_stdin() -> [I32], Nothing, [GROW];
            }
            "wasi:cli/stdout" {
                "get-stdout" = get_stdout() -> [I32], Nothing, [GROW];
            }
            "wasi:cli/stderr" {
                "get-stderr" = get_stderr() -> [I32], Nothing, [GROW];
            }
            "wasi:cli/terminal-stdin" {
                "get-terminal-stdin" = get_terminal_stdin(result: I32) -> [], Nothing, [IOCTL, GROW];
            }
            "wasi:cli/terminal-stdout" {
                "get-terminal-stdout" = get_terminal_stdout(result: I32) -> [], Nothing, [IOCTL, GROW];
            }
            "wasi:cli/terminal-stderr" {
                "get-terminal-stderr" = get_terminal_stderr(result: I32) -> [], Nothing, [IOCTL, GROW];
            }
            "wasi:clocks/monotonic-clock" {
                "now" = monotonic_now() -> [I64], Nothing, [CLOCK_GETTIME];
                "resolution" = monotonic_resolution() -> [I64], Nothing, [CLOCK_GETRES];
                "subscribe-instant" = subscribe_instant(when: I64) -> [I32], Nothing, [GROW];
                "subscribe-duration" = subscribe_duration(duration: I64) -> [I32], Nothing, [CLOCK_GETTIME, GROW];
            }
            "wasi:clocks/wall-clock" {
                "now" = wall_now(result: I32) -> [], Nothing, [CLOCK_GETTIME];
                "resolution" = wall_resolution(result: I32) -> [], Nothing, [CLOCK_GETRES];
            }
            "wasi:random/random" {
                "get-random-bytes" = get_random_bytes(length: I64, result: I32) -> [], Nothing, [GETRANDOM];
                "get-random-u64" = get_random_u64() -> [I64], Nothing, [GETRANDOM];
            }
            "wasi:random/insecure" {
                "get-insecure-random-bytes" = get_insecure_random_bytes(length: I64, result: I32) -> [], Nothing, [GETRANDOM];
                "get-insecure-random-u64" = get_insecure_random_u64() -> [I64], Nothing, [GETRANDOM];
            }
            "wasi:random/insecure-seed" {
                "insecure-seed" = insecure_seed(result: I32) -> [], Nothing, [GETRANDOM];
            }
            "wasi:filesystem/preopens" {
                "get-directories" = get_directories(result: I32) -> [], Nothing, [GROW];
            }
            "wasi:filesystem/types" {
                "[method]descriptor.read-via-stream" = descriptor_read_via_stream(descriptor: I32, offset: I64, result: I32) -> [], Nothing, [STATX, GETSOCKOPT, GROW];
                "[method]descriptor.write-via-stream" = descriptor_write_via_stream(descriptor: I32, offset: I64, result: I32) -> [], Nothing, [GROW];
                "[method]descriptor.append-via-stream" = descriptor_append_via_stream(descriptor: I32, result: I32) -> [], Nothing, [GROW];
                "[method]descriptor.advise" = descriptor_advise(descriptor: I32, offset: I64, length: I64, advice: I32, result: I32) -> [], Nothing, [FADVISE64];
                "[method]descriptor.sync-data" = descriptor_sync_data(descriptor: I32, result: I32) -> [], Nothing, [FDATASYNC, OPEN_FOLDER];
                "[method]descriptor.get-flags" = descriptor_get_flags(descriptor: I32, result: I32) -> [], Nothing, [STATX, FCNTL, IOCTL, GETSOCKOPT];
                "[method]descriptor.get-type" = descriptor_get_type(descriptor: I32, result: I32) -> [], Nothing, [STATX, GETSOCKOPT];
                "[method]descriptor.set-size" = descriptor_set_size(descriptor: I32, size: I64, result: I32) -> [], Nothing, [FTRUNCATE];
                "[method]descriptor.set-times" = descriptor_set_times(descriptor: I32, access: I32, access_seconds: I64, access_nanoseconds: I32, modification: I32, modification_seconds: I64, modification_nanoseconds: I32, result: I32) -> [], Nothing, [UTIMENSAT];
                "[method]descriptor.read" = descriptor_read(descriptor: I32, length: I64, offset: I64, result: I32) -> [], Nothing, [PREAD64, PREADV];
                "[method]descriptor.write" = descriptor_write(descriptor: I32, contents: I32, length: I32, offset: I64, result: I32) -> [], Nothing, [PWRITE64, PWRITEV];
                "[method]descriptor.read-directory" = descriptor_read_directory(descriptor: I32, result: I32) -> [], Folder, [STATX, LSEEK, GETDENTS64, OPEN_FOLDER, GROW];
                "[method]descriptor.sync" = descriptor_sync(descriptor: I32, result: I32) -> [], Nothing, [FSYNC, OPEN_FOLDER];
                "[method]descriptor.create-directory-at" = descriptor_create_directory_at(descriptor: I32, path: I32, path_length: I32, result: I32) -> [], Folder, [PATHS, MKDIRAT];
                "[method]descriptor.stat" = descriptor_stat(descriptor: I32, result: I32) -> [], Nothing, [STATX, GETSOCKOPT];
                "[method]descriptor.stat-at" = descriptor_stat_at(descriptor: I32, flags: I32, path: I32, path_length: I32, result: I32) -> [], Folder, [PATHS, STATX];
                "[method]descriptor.set-times-at" = descriptor_set_times_at(descriptor: I32, flags: I32, path: I32, path_length: I32, access: I32, access_seconds: I64, access_nanoseconds: I32, modification: I32, modification_seconds: I64, modification_nanoseconds: I32, result: I32) -> [], Folder, [PATHS, UTIMENSAT];
                "[method]descriptor.link-at" = descriptor_link_at(descriptor: I32, flags: I32, old_path: I32, old_path_length: I32, new_descriptor: I32, new_path: I32, new_path_length: I32, result: I32) -> [], Folder, [PATHS, LINKAT];
                "[method]descriptor.open-at" = descriptor_open_at(descriptor: I32, path_flags: I32, path: I32, path_length: I32, open_flags: I32, flags: I32, result: I32) -> [], Folder, [PATHS, GROW];
                "[method]descriptor.readlink-at" = descriptor_readlink_at(descriptor: I32, path: I32, path_length: I32, result: I32) -> [], Folder, [PATHS];
                "[method]descriptor.remove-directory-at" = descriptor_remove_directory_at(descriptor: I32, path: I32, path_length: I32, result: I32) -> [], Folder, [PATHS, UNLINKAT];
                "[method]descriptor.rename-at" = descriptor_rename_at(descriptor: I32, old_path: I32, old_path_length: I32, new_descriptor: I32, new_path: I32, new_path_length: I32, result: I32) -> [], Folder, [PATHS, RENAMEAT];
                "[method]descriptor.symlink-at" = descriptor_symlink_at(descriptor: I32, old_path: I32, old_path_length: I32, new_path: I32, new_path_length: I32, result: I32) -> [], Folder, [PATHS, SYMLINKAT];
                "[method]descriptor.unlink-file-at" = descriptor_unlink_file_at(descriptor: I32, path: I32, path_length: I32, result: I32) -> [], Folder, [PATHS, UNLINKAT, STATX];
                "[method]descriptor.is-same-object" = descriptor_is_same_object(descriptor: I32, other: I32) -> [I32], Nothing, [STATX, GETSOCKOPT];
                "[method]descriptor.metadata-hash" = descriptor_metadata_hash(descriptor: I32, result: I32) -> [], Nothing, [STATX, GETSOCKOPT];
                "[method]descriptor.metadata-hash-at" = descriptor_metadata_hash_at(descriptor: I32, flags: I32, path: I32, path_length: I32, result: I32) -> [], Folder, [PATHS, STATX];
                "[method]directory-entry-stream.read-directory-entry" = read_directory_entry(stream: I32, result: I32) -> [], Nothing, [STATX, LSEEK, GETDENTS64, OPEN_FOLDER];
                "filesystem-error-code" = filesystem_error_code(error: I32, result: I32) -> [], Nothing, [];
            }
            "wasi:sockets/network" {
                "network-error-code" = network_error_code(error: I32, result: I32) -> [], Nothing, [];
            }
            "wasi:sockets/instance-network" {
                "instance-network" = instance_network() -> [I32], Socket, [GROW];
            }
            "wasi:sockets/tcp-create-socket" {
                "create-tcp-socket" = create_tcp_socket(family: I32, result: I32) -> [], Socket, [SOCKET, SETSOCKOPT, OPENED, GROW];
            }
            "wasi:sockets/tcp" {
                "[method]tcp-socket.start-bind" = tcp_socket_start_bind(socket: I32, network: I32, family: I32, port: I32, a: I32, b: I32, c: I32, d: I32, e: I32, f: I32, g: I32, h: I32, i: I32, j: I32, result: I32) -> [], Socket, [SETSOCKOPT, BIND];
                "[method]tcp-socket.finish-bind" = tcp_socket_finish_bind(socket: I32, result: I32) -> [], Socket, [];
                "[method]tcp-socket.start-connect" = tcp_socket_start_connect(socket: I32, network: I32, family: I32, port: I32, a: I32, b: I32, c: I32, d: I32, e: I32, f: I32, g: I32, h: I32, i: I32, j: I32, result: I32) -> [], Connect, [CONNECT, LOOKUP];
                "[method]tcp-socket.finish-connect" = tcp_socket_finish_connect(socket: I32, result: I32) -> [], Socket, [PPOLL, GETSOCKOPT, CONNECTION];
                "[method]tcp-socket.start-listen" = tcp_socket_start_listen(socket: I32, result: I32) -> [], Listen, [LISTEN];
                "[method]tcp-socket.finish-listen" = tcp_socket_finish_listen(socket: I32, result: I32) -> [], Socket, [];
                "[method]tcp-socket.accept" = tcp_socket_accept(socket: I32, result: I32) -> [], Socket, [ACCEPT4, OPENED, CONNECTION];
                "[method]tcp-socket.local-address" = tcp_socket_local_address(socket: I32, result: I32) -> [], Socket, [GETSOCKNAME];
                "[method]tcp-socket.remote-address" = tcp_socket_remote_address(socket: I32, result: I32) -> [], Socket, [GETPEERNAME];
                "[method]tcp-socket.is-listening" = tcp_socket_is_listening(socket: I32) -> [I32], Socket, [];
                "[method]tcp-socket.address-family" = tcp_socket_address_family(socket: I32) -> [I32], Socket, [];
                "[method]tcp-socket.set-listen-backlog-size" = tcp_socket_set_listen_backlog_size(socket: I32, size: I64, result: I32) -> [], Socket, [LISTEN];
                "[method]tcp-socket.keep-alive-enabled" = tcp_socket_keep_alive_enabled(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]tcp-socket.set-keep-alive-enabled" = tcp_socket_set_keep_alive_enabled(socket: I32, value: I32, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]tcp-socket.keep-alive-idle-time" = tcp_socket_keep_alive_idle_time(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]tcp-socket.set-keep-alive-idle-time" = tcp_socket_set_keep_alive_idle_time(socket: I32, value: I64, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]tcp-socket.keep-alive-interval" = tcp_socket_keep_alive_interval(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]tcp-socket.set-keep-alive-interval" = tcp_socket_set_keep_alive_interval(socket: I32, value: I64, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]tcp-socket.keep-alive-count" = tcp_socket_keep_alive_count(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]tcp-socket.set-keep-alive-count" = tcp_socket_set_keep_alive_count(socket: I32, value: I32, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]tcp-socket.hop-limit" = tcp_socket_hop_limit(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]tcp-socket.set-hop-limit" = tcp_socket_set_hop_limit(socket: I32, value: I32, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]tcp-socket.receive-buffer-size" = tcp_socket_receive_buffer_size(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]tcp-socket.set-receive-buffer-size" = tcp_socket_set_receive_buffer_size(socket: I32, value: I64, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]tcp-socket.send-buffer-size" = tcp_socket_send_buffer_size(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]tcp-socket.set-send-buffer-size" = tcp_socket_set_send_buffer_size(socket: I32, value: I64, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]tcp-socket.subscribe" = tcp_socket_subscribe(socket: I32) -> [I32], Socket, [GROW];
                "[method]tcp-socket.shutdown" = tcp_socket_shutdown(socket: I32, what: I32, result: I32) -> [], Socket, [SHUTDOWN];
            }
            "wasi:sockets/udp-create-socket" {
                "create-udp-socket" = create_udp_socket(family: I32, result: I32) -> [], Socket, [SOCKET, SETSOCKOPT, OPENED, GROW];
            }
            "wasi:sockets/udp" {
                "[method]udp-socket.start-bind" = udp_socket_start_bind(socket: I32, network: I32, family: I32, port: I32, a: I32, b: I32, c: I32, d: I32, e: I32, f: I32, g: I32, h: I32, i: I32, j: I32, result: I32) -> [], Socket, [BIND];
                "[method]udp-socket.finish-bind" = udp_socket_finish_bind(socket: I32, result: I32) -> [], Socket, [];
                "[method]udp-socket.stream" = udp_socket_stream(socket: I32, has_address: I32, family: I32, port: I32, a: I32, b: I32, c: I32, d: I32, e: I32, f: I32, g: I32, h: I32, i: I32, j: I32, result: I32) -> [], Connect, [CONNECT, GETSOCKNAME, GETPEERNAME, BIND, LOOKUP, GROW];
                "[method]udp-socket.local-address" = udp_socket_local_address(socket: I32, result: I32) -> [], Socket, [GETSOCKNAME];
                "[method]udp-socket.remote-address" = udp_socket_remote_address(socket: I32, result: I32) -> [], Socket, [GETPEERNAME];
                "[method]udp-socket.address-family" = udp_socket_address_family(socket: I32) -> [I32], Socket, [];
                "[method]udp-socket.unicast-hop-limit" = udp_socket_unicast_hop_limit(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]udp-socket.set-unicast-hop-limit" = udp_socket_set_unicast_hop_limit(socket: I32, value: I32, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]udp-socket.receive-buffer-size" = udp_socket_receive_buffer_size(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]udp-socket.set-receive-buffer-size" = udp_socket_set_receive_buffer_size(socket: I32, value: I64, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]udp-socket.send-buffer-size" = udp_socket_send_buffer_size(socket: I32, result: I32) -> [], Socket, [GETSOCKOPT];
                "[method]udp-socket.set-send-buffer-size" = udp_socket_set_send_buffer_size(socket: I32, value: I64, result: I32) -> [], Socket, [SETSOCKOPT];
                "[method]udp-socket.subscribe" = udp_socket_subscribe(socket: I32) -> [I32], Socket, [GROW];
                "[method]incoming-datagram-stream.receive" = incoming_datagram_stream_receive(stream: I32, most: I64, result: I32) -> [], Socket, [RECVMSG, GETPEERNAME];
                "[method]incoming-datagram-stream.subscribe" = incoming_datagram_stream_subscribe(stream: I32) -> [I32], Socket, [GROW];
                "[method]outgoing-datagram-stream.check-send" = outgoing_datagram_stream_check_send(stream: I32, result: I32) -> [], Socket, [PPOLL, CLOCK_GETTIME];
                "[method]outgoing-datagram-stream.send" = outgoing_datagram_stream_send(stream: I32, datagrams: I32, count: I32, result: I32) -> [], Connect, [SENDMSG, GETPEERNAME, LOOKUP];
                "[method]outgoing-datagram-stream.subscribe" = outgoing_datagram_stream_subscribe(stream: I32) -> [I32], Socket, [GROW];
            }
            "wasi:sockets/ip-name-lookup" {
                "resolve-addresses" = resolve_addresses(network: I32, name: I32, length: I32, result: I32) -> [], Connect, [LOOKUP, GROW];
                "[method]resolve-address-stream.resolve-next-address" = resolve_next_address(stream: I32, result: I32) -> [], Socket, [];
                "[method]resolve-address-stream.subscribe" = resolve_address_stream_subscribe(stream: I32) -> [I32], Socket, [GROW];
            }
        }
    };
}

macro_rules! component_function_table {
    ($($interface:literal { $(
        $wit:literal = $name:ident($($parameter:ident: $ty:ident),*) -> [$($result:ident)?], $needs:ident, [$($calls:ident),*];
    )* })*) => {
        &[$($(
            HostFunction {
                module: $interface,
                name: $wit,
                symbol: concat!("component_", stringify!($name)),
                convention: Convention::Component,
                parameters: &[$(HostType::$ty),*],
                results: &[$(HostType::$result)?],
                needs: Needs::$needs,
                part: Some(part_of($interface)),
                system_calls: SystemCalls::union_of(&[$($calls),*]),
            },
        )*)*]
    };
}

const WITHOUT_HTTP: &[HostFunction] = component_functions!(component_function_table);
const OF_HTTP: &[HostFunction] = http_functions!(component_function_table);

/// Every function that a component, or what connects components, can call.
pub const COMPONENT_FUNCTIONS: &[HostFunction] =
    &joined::<{ WITHOUT_HTTP.len() + OF_HTTP.len() }>(&[WITHOUT_HTTP, OF_HTTP]);

/// The part of the runtime that has an interface.
const fn part_of(interface: &str) -> &'static str {
    match interface.as_bytes() {
        [b'w', b'a', b's', b'i', b':', b'h', b't', b't', b'p', b'/', ..] => "http",
        [b's', b'e', b'r', b'v', b'e'] => "http",
        _ => "components",
    }
}

/// Hands the resources of the host to the macro named `$rows`: interface, name.
macro_rules! host_resources {
    ($rows:ident) => {
        $rows! {
            Error = "wasi:io/error", "error";
            Pollable = "wasi:io/poll", "pollable";
            InputStream = "wasi:io/streams", "input-stream";
            OutputStream = "wasi:io/streams", "output-stream";
            TerminalInput = "wasi:cli/terminal-input", "terminal-input";
            TerminalOutput = "wasi:cli/terminal-output", "terminal-output";
            Descriptor = "wasi:filesystem/types", "descriptor";
            DirectoryEntryStream = "wasi:filesystem/types", "directory-entry-stream";
            Network = "wasi:sockets/network", "network";
            TcpSocket = "wasi:sockets/tcp", "tcp-socket";
            UdpSocket = "wasi:sockets/udp", "udp-socket";
            IncomingDatagramStream = "wasi:sockets/udp", "incoming-datagram-stream";
            OutgoingDatagramStream = "wasi:sockets/udp", "outgoing-datagram-stream";
            ResolveAddressStream = "wasi:sockets/ip-name-lookup", "resolve-address-stream";
            Fields = "wasi:http/types", "fields";
            IncomingRequest = "wasi:http/types", "incoming-request";
            OutgoingRequest = "wasi:http/types", "outgoing-request";
            RequestOptions = "wasi:http/types", "request-options";
            ResponseOutparam = "wasi:http/types", "response-outparam";
            IncomingResponse = "wasi:http/types", "incoming-response";
            IncomingBody = "wasi:http/types", "incoming-body";
            FutureTrailers = "wasi:http/types", "future-trailers";
            OutgoingResponse = "wasi:http/types", "outgoing-response";
            OutgoingBody = "wasi:http/types", "outgoing-body";
            FutureIncomingResponse = "wasi:http/types", "future-incoming-response";
        }
    };
}

macro_rules! host_resource_table {
    ($($name:ident = $interface:literal, $wit:literal;)*) => {
        /// A type of resources that the runtime has. Numbers behind these are those
        /// of the program's own types.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u32)]
        pub enum HostResource {
            $($name,)*
        }

        impl HostResource {
            pub const ALL: &[HostResource] = &[$(HostResource::$name,)*];

            /// The interface that defines it, without a version.
            pub const fn interface(self) -> &'static str {
                match self { $(HostResource::$name => $interface,)* }
            }

            /// Its name there.
            pub const fn name(self) -> &'static str {
                match self { $(HostResource::$name => $wit,)* }
            }
        }
    };
}

host_resources!(host_resource_table);

/// How the runtime is told on whose behalf it acts, where values are passed: the
/// second parameter of every function of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallOptions {
    /// The number of the component instance, whose handles are meant.
    pub instance: u32,
    /// The number of the entry that makes room in its memory, if there is one.
    pub realloc: Option<u32>,
    /// How it encodes strings: 0 is UTF-8, 1 is UTF-16, 2 is Latin-1 or UTF-16.
    pub encoding: u8,
}

impl CallOptions {
    const INSTANCE_BITS: u32 = 24;

    pub const fn encode(self) -> u64 {
        let realloc = match self.realloc {
            None => 0,
            Some(entry) => entry as u64 + 1,
        };
        realloc << 32 | (self.encoding as u64) << CallOptions::INSTANCE_BITS | self.instance as u64
    }

    pub const fn decode(bits: u64) -> CallOptions {
        CallOptions {
            instance: bits as u32 & ((1 << CallOptions::INSTANCE_BITS) - 1),
            realloc: match (bits >> 32) as u32 {
                0 => None,
                entry => Some(entry - 1),
            },
            encoding: (bits as u32 >> CallOptions::INSTANCE_BITS) as u8,
        }
    }
}

/// The same parameter of the functions on handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandleOptions {
    /// The number of the component instance.
    pub instance: u32,
    /// The number of the resource type.
    pub resource: u32,
}

impl HandleOptions {
    pub const fn encode(self) -> u64 {
        (self.resource as u64) << 32 | self.instance as u64
    }

    pub const fn decode(bits: u64) -> HandleOptions {
        HandleOptions { instance: bits as u32, resource: (bits >> 32) as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_back() {
        for realloc in [None, Some(0), Some(u32::MAX - 1)] {
            let options = CallOptions { instance: (1 << 24) - 1, realloc, encoding: 2 };
            assert_eq!(CallOptions::decode(options.encode()), options);
        }
        let options = HandleOptions { instance: 3, resource: 70_000 };
        assert_eq!(HandleOptions::decode(options.encode()), options);
    }

    #[test]
    fn symbols_are_unique() {
        let mut symbols: Vec<&str> = COMPONENT_FUNCTIONS.iter().map(|row| row.symbol).collect();
        symbols.sort_unstable();
        symbols.dedup();
        assert_eq!(symbols.len(), COMPONENT_FUNCTIONS.len());
    }
}

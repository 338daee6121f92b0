//! Calls the functions of WASI 0.2 that are behind gates, which bindings leave out. Without
//! std, whose own imports of the same interfaces know nothing of them.
#![no_std]

extern crate alloc;

use alloc::alloc::{GlobalAlloc, Layout, alloc};
use alloc::format;
use alloc::string::String;
use core::cell::Cell;

use exports::wasi::http::incoming_handler::Guest;
use wasi::http::types::*;
use wasi::io::streams::{InputStream, StreamError};
use wasi::sockets::instance_network::instance_network;
use wasi::sockets::network::{
    ErrorCode as NetworkError, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, network_error_code,
};
use wasi::sockets::tcp::TcpSocket;
use wasi::sockets::tcp_create_socket::create_tcp_socket;

wit_bindgen::generate!({ world: "gated", path: "wit", generate_all });

/// Gives nothing back: an instance has one request.
struct Bump(Cell<usize>);

unsafe impl Sync for Bump {}

unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        const ROOM: usize = 1 << 20;
        if self.0.get() == 0 {
            self.0.set(core::arch::wasm32::memory_grow(0, ROOM >> 16) << 16);
        }
        let place = self.0.get().next_multiple_of(layout.align());
        self.0.set(place + layout.size());
        place as *mut u8
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump(Cell::new(0));

/// For results of imports, which are never made larger.
#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(_: *mut u8, _: usize, alignment: usize, size: usize) -> *mut u8 {
    unsafe { alloc(Layout::from_size_align_unchecked(size, alignment)) }
}

/// That of libc comes with imports of its own.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(first: *const u8, second: *const u8, length: usize) -> i32 {
    let byte = |place: *const u8, index| i32::from(unsafe { *place.add(index) });
    let mut differences = (0..length).map(|index| byte(first, index) - byte(second, index));
    differences.find(|&difference| difference != 0).unwrap_or(0)
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

struct Gated;

export!(Gated);

impl Guest for Gated {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let path = request.path_with_query().unwrap_or_default();
        let text = match path.split_once('?') {
            Some(("/inform", statuses)) => inform(&out, statuses),
            _ => format!("{:?}\n", reset()),
        };
        let response = OutgoingResponse::new(Fields::new());
        let body = response.body().unwrap();
        ResponseOutparam::set(out, Ok(response));
        let stream = body.write().unwrap();
        stream.blocking_write_and_flush(text.as_bytes()).unwrap();
        drop(stream);
        OutgoingBody::finish(body, None).unwrap();
    }
}

/// Sends a head for each of several statuses.
fn inform(out: &ResponseOutparam, statuses: &str) -> String {
    let inform = |status: &str| {
        let fields = Fields::new();
        fields.append("link", format!("<{status}>").as_bytes()).unwrap();
        format!("{status} {:?}\n", out.send_informational(status.parse().unwrap(), fields))
    };
    statuses.split(',').map(inform).collect()
}

/// What the network says of a stream whose other end was dropped with bytes in it.
fn reset() -> Option<NetworkError> {
    let network = instance_network();
    let here = IpSocketAddress::Ipv4(Ipv4SocketAddress { port: 0, address: (127, 0, 0, 1) });
    let listener = create_tcp_socket(IpAddressFamily::Ipv4).unwrap();
    listener.start_bind(&network, here).unwrap();
    in_time(&listener, TcpSocket::finish_bind);
    listener.start_listen().unwrap();
    in_time(&listener, TcpSocket::finish_listen);
    let client = create_tcp_socket(IpAddressFamily::Ipv4).unwrap();
    client.start_connect(&network, listener.local_address().unwrap()).unwrap();
    let (input, output) = in_time(&client, TcpSocket::finish_connect);
    let (server, unread, other) = in_time(&listener, TcpSocket::accept);
    output.blocking_write_and_flush(b"unread").unwrap();
    unread.subscribe().block();
    drop((unread, other));
    drop(server);
    failure(&input)
}

fn in_time<T>(socket: &TcpSocket, action: impl Fn(&TcpSocket) -> Result<T, NetworkError>) -> T {
    loop {
        match action(socket) {
            Ok(result) => return result,
            Err(NetworkError::WouldBlock) => socket.subscribe().block(),
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn failure(input: &InputStream) -> Option<NetworkError> {
    match input.blocking_read(100) {
        Err(StreamError::LastOperationFailed(error)) => network_error_code(&error),
        other => panic!("{other:?}"),
    }
}

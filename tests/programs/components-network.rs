//! A component that does what its arguments say with the network, through Rust's
//! library, and prints what became of each: `connect`, `listen`, `send` and `receive`
//! with an address, `resolve` with a name.

use std::io::{Error, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for pair in arguments.chunks(2) {
        let [what, operand] = pair else { panic!("{what} of what?", what = pair[0]) };
        match act(what, operand) {
            Ok(text) => println!("{what} {text}"),
            Err(error) => println!("{what}: {:?}", error.kind()),
        }
    }
    println!("ok");
}

fn act(what: &str, operand: &str) -> Result<String, Error> {
    let address = || operand.parse::<SocketAddr>().expect("an address and a port");
    match what {
        "connect" => {
            let mut stream = TcpStream::connect(address())?;
            stream.write_all(b"hello")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        }
        "listen" => {
            let listener = TcpListener::bind(address())?;
            Ok(format!("at {}", listener.local_addr()?.ip()))
        }
        "send" => {
            let own = if address().is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            let socket = UdpSocket::bind(own)?;
            socket.connect(address())?;
            Ok(format!("{} bytes", socket.send(b"datagram")?))
        }
        "receive" => {
            let socket = UdpSocket::bind(address())?;
            Ok(format!("at {}", socket.local_addr()?.ip()))
        }
        "resolve" => {
            let found = (operand, 1).to_socket_addrs()?;
            Ok(format!("{:?}", found.map(|address| address.ip()).collect::<Vec<_>>()))
        }
        _ => panic!("{what} is nothing that this program can do"),
    }
}

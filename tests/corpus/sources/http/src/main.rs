//! An HTTP server of one thread and one route, the same for WASI (with the crates
//! `tokio_wasi` and `hyper_wasi`) and for Linux (with those they were made from).

use std::convert::Infallible;
use std::net::SocketAddr;

use hyper::server::conn::Http;
use hyper::service::service_fn;
use hyper::{Body, Method, Request, Response, StatusCode};
use tokio::net::TcpListener;

async fn answer(request: Request<Body>) -> Result<Response<Body>, Infallible> {
    Ok(match (request.method(), request.uri().path()) {
        (&Method::GET, "/") => Response::new(Body::from("<h1>Hello world!</h1>")),
        (&Method::POST, "/echo") => Response::new(request.into_body()),
        _ => {
            let mut response = Response::new(Body::from("not here"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let address: SocketAddr = address.parse()?;
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::task::spawn(async move {
            if let Err(error) = Http::new().serve_connection(stream, service_fn(answer)).await {
                eprintln!("a connection failed: {error}");
            }
        });
    }
}

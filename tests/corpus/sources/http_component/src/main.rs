//! A server of the proxy world as `wstd` lets one write it: answers, hands bodies back while they come in, makes large ones, and asks other servers.

use futures_lite::stream;
use std::convert::Infallible;
use wstd::http::body::{Body, Bytes};
use wstd::http::{Client, Error, Request, Response, StatusCode};

const HELLO: &str = "Hello, world!\n";
const PART: usize = 64 << 10;

#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<Response<Body>, Error> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    match request.uri().path() {
        "/" => Ok(Response::builder().header("content-length", HELLO.len()).body(HELLO.into())?),
        "/echo" => Ok(Response::new(request.into_body())),
        "/count" => {
            let mut body = request.into_body();
            let bytes = body.contents().await?;
            let sum: u64 = bytes.iter().map(|&byte| u64::from(byte)).sum();
            Ok(Response::new(format!("{} bytes, sum {sum}\n", bytes.len()).into()))
        }
        "/parts" => Ok(Response::new(parts(query.parse()?))),
        "/ask" => ask(&query, request).await,
        _ => Ok(Response::builder().status(StatusCode::NOT_FOUND).body("not here\n".into())?),
    }
}

/// So many parts, each made when the one before has gone.
fn parts(count: u32) -> Body {
    let part = |number| async move {
        (number > 0).then(|| (Ok::<_, Infallible>(Bytes::from(vec![number as u8; PART])), number - 1))
    };
    Body::from_try_stream(stream::unfold(count, part))
}

/// Sends the request on to another server, and its answer back.
async fn ask(uri: &str, request: Request<Body>) -> Result<Response<Body>, Error> {
    let asked = Request::builder().method(request.method()).uri(uri).body(request.into_body())?;
    match Client::new().send(asked).await {
        Ok(answer) => Ok(answer),
        Err(error) => Ok(Response::builder().status(StatusCode::BAD_GATEWAY).body(format!("{error:#}\n").into())?),
    }
}

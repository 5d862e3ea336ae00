//! The peers: servers that do nothing but answer.

use crate::{Failure, core};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Which server answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trivial {
    /// hyper on one current-thread runtime, as it comes: the baseline of every share.
    Hyper,
    /// hyper as the mock sets it up: heads have to arrive in time, and clients may half-close.
    Guarded,
    /// tokio's sockets and canned bytes, no HTTP: what the client and the box allow.
    Raw,
}

/// Starts a server on [`core::SERVER`] that answers every request with a body of so many bytes, until the process ends.
///
/// # Errors
/// When no port or thread is to be had.
pub fn start(kind: Trivial, length: usize) -> Result<SocketAddr, Failure> {
    let (tell, told) = mpsc::channel();
    core::on(core::SERVER, move || -> Result<(), Failure> {
        core::runtime()?.block_on(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            tell.send(listener.local_addr()?)?;
            let body = Bytes::from(vec![b'x'; length]);
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                match kind {
                    Trivial::Hyper => drop(tokio::spawn(serve_hyper(
                        stream,
                        body.clone(),
                        http1::Builder::new(),
                    ))),
                    Trivial::Guarded => {
                        drop(tokio::spawn(serve_hyper(stream, body.clone(), guarded())));
                    }
                    Trivial::Raw => drop(tokio::spawn(serve_raw(stream, body.clone()))),
                }
            }
        })
    })?;
    Ok(told.recv()?)
}

fn guarded() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(15))
        .max_buf_size(128 * 1024)
        .half_close(true)
        .writev(false);
    builder
}

async fn serve_hyper(stream: TcpStream, body: Bytes, builder: http1::Builder) {
    let respond = service_fn(move |_: Request<Incoming>| {
        let body = Full::new(body.clone());
        async move { Ok::<_, Infallible>(Response::new(body)) }
    });
    // A connection ends when the client has measured enough.
    let _ = builder
        .serve_connection(TokioIo::new(stream), respond)
        .await;
}

async fn serve_raw(mut stream: TcpStream, body: Bytes) {
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(&body);
    let mut request = vec![0; 16 * 1024];
    // One request at a time fits one read: the client waits for each answer.
    while stream.read(&mut request).await.is_ok_and(|count| count > 0) {
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

//! New connections: TCP, perhaps TLS, and HTTP's own greeting.

use super::connection::Sender;
use crate::transport::HEAD_MAX;
use crate::transport::tls::Tls;
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::io;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// What new connections need.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) authority: String,
    pub(super) tls: Option<Tls>,
    pub(super) http2: bool,
}

impl Connector {
    pub(super) async fn connect(&self) -> io::Result<Sender> {
        let stream = TcpStream::connect(&self.authority).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            None => self.greet(stream).await,
            Some(tls) => {
                let secure = tls.connector.connect(tls.name.clone(), stream).await?;
                self.greet(secure).await
            }
        }
    }

    async fn greet<S>(&self, stream: S) -> io::Result<Sender>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let stream = TokioIo::new(stream);
        // A lost connection shows in the requests that were on it.
        if self.http2 {
            let (sender, connection) = http2::Builder::new(TokioExecutor::new())
                .max_header_list_size(u32::try_from(HEAD_MAX).unwrap_or(u32::MAX))
                .handshake::<_, Full<Bytes>>(stream)
                .await
                .map_err(io::Error::other)?;
            tokio::spawn(async { drop(connection.await) });
            Ok(Sender::Many(sender))
        } else {
            let (sender, connection) = http1::Builder::new()
                .max_buf_size(HEAD_MAX)
                .max_header_size(HEAD_MAX)
                .handshake::<_, Full<Bytes>>(stream)
                .await
                .map_err(io::Error::other)?;
            tokio::spawn(async { drop(connection.await) });
            Ok(Sender::One(sender))
        }
    }
}

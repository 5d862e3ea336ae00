use super::{Observation, Reply, Transport};
use crate::executor::Stopwatch;
use crate::history::{Moment, WhyUnknown};
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;

/// An address to send to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    authority: String,
    prefix: String,
}

/// A text that is no address to send to.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an address reads like http://127.0.0.1:8700, this one is {0:?}")]
pub struct AddressError(String);

impl Target {
    /// Reads an address: `http`, host, port, and perhaps a path that goes before every other, for example `/t/class-1`.
    ///
    /// # Errors
    /// When it is none, or asks for another protocol.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let bad = || AddressError(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| bad())?;
        let authority = uri.authority().ok_or_else(bad)?;
        if uri.scheme_str() != Some("http") || uri.query().is_some() {
            return Err(bad());
        }
        let authority = match authority.port() {
            Some(_) => authority.to_string(),
            None => format!("{authority}:80"),
        };
        Ok(Self {
            authority,
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// The tenant of a mock that the path names, as in `/t/class-1`. ENV-2.
    pub fn tenant(&self) -> Option<&str> {
        self.prefix.strip_prefix("/t/")
    }

    /// The path and query as they go into a request's first line.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

/// HTTP/1.1 over plain connections that are kept and used again, one request at a time on each.
#[derive(Debug)]
pub struct Http1 {
    target: Target,
    host: HeaderValue,
    patience: Duration,
    slots: u32,
    stopwatch: Stopwatch,
    idle: Mutex<Vec<SendRequest<Full<Bytes>>>>,
    in_flight: AtomicU32,
    in_flight_max: AtomicU32,
}

/// The longest answer that is read, in bytes.
const ANSWER_MAX: usize = 64 * 1024 * 1024;

impl Http1 {
    /// A transport with so many slots.
    ///
    /// # Errors
    /// When the target's name cannot stand in a header.
    pub fn new(
        target: Target,
        slots: u32,
        patience: Duration,
        stopwatch: Stopwatch,
    ) -> Result<Self, AddressError> {
        let host = HeaderValue::from_str(&target.authority)
            .map_err(|_| AddressError(target.authority.clone()))?;
        Ok(Self {
            target,
            host,
            patience,
            slots,
            stopwatch,
            idle: Mutex::default(),
            in_flight: AtomicU32::new(0),
            in_flight_max: AtomicU32::new(0),
        })
    }

    /// The host and port that it sends to.
    pub fn authority(&self) -> &str {
        &self.target.authority
    }

    /// The same transport, with the time of the run that begins.
    #[must_use]
    pub fn restarted(self, stopwatch: Stopwatch) -> Self {
        Self { stopwatch, ..self }
    }

    /// The most requests that were under way at one time.
    pub fn in_flight_max(&self) -> u32 {
        self.in_flight_max.load(Ordering::SeqCst)
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, sent: &mut Moment) -> Reply {
        let mut request = request;
        // A kept connection may have been closed meanwhile. hyper gives the request back if nothing of it was written, and then it
        // is sent once more, on a new one.
        loop {
            let Ok((mut connection, is_new)) = self.connection().await else {
                return Reply::Unknown(WhyUnknown::ConnectionLost);
            };
            *sent = self.stopwatch.now();
            match connection.try_send_request(request).await {
                Ok(response) => return self.read(connection, response).await,
                Err(mut error) => match error.take_message() {
                    Some(unsent) if !is_new => request = unsent,
                    Some(_) | None => return Reply::Unknown(WhyUnknown::ConnectionLost),
                },
            }
        }
    }

    async fn read(
        &self,
        connection: SendRequest<Full<Bytes>>,
        response: Response<hyper::body::Incoming>,
    ) -> Reply {
        let (head, body) = response.into_parts();
        match Limited::new(body, ANSWER_MAX).collect().await {
            Ok(body) => {
                self.idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(connection);
                Reply::Whole(Response::from_parts(head, body.to_bytes()))
            }
            Err(_) => Reply::Unknown(WhyUnknown::ConnectionLost),
        }
    }

    /// A connection that can take a request: a kept one, or a new one.
    async fn connection(&self) -> std::io::Result<(SendRequest<Full<Bytes>>, bool)> {
        loop {
            let kept = self
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            match kept {
                Some(mut connection) if !connection.is_closed() => {
                    if connection.ready().await.is_ok() {
                        return Ok((connection, false));
                    }
                }
                Some(_) => {}
                None => break,
            }
        }
        let stream = TcpStream::connect(&self.target.authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(std::io::Error::other)?;
        tokio::spawn(async move {
            // A lost connection shows in the request that was on it.
            let _ = connection.await;
        });
        Ok((sender, true))
    }
}

impl Transport for Http1 {
    async fn send(&self, request: Request<Bytes>) -> Observation {
        let mut sent = self.stopwatch.now();
        let under_way = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        let slot = Slot(&self.in_flight);
        if under_way > self.slots {
            return Observation {
                sent,
                answered: None,
                outcome: Reply::NotSent,
            };
        }
        self.in_flight_max.fetch_max(under_way, Ordering::SeqCst);
        let (mut head, body) = request.into_parts();
        if let Ok(uri) = self.target.path(&head.uri.to_string()).parse() {
            head.uri = uri;
        }
        head.headers.insert(HOST, self.host.clone());
        let request = Request::from_parts(head, Full::new(body));
        let exchange = self.exchange(request, &mut sent);
        let outcome = tokio::time::timeout(self.patience, exchange)
            .await
            .unwrap_or(Reply::Unknown(WhyUnknown::NoAnswer));
        drop(slot);
        let answered = matches!(outcome, Reply::Whole(_)).then(|| self.stopwatch.now());
        Observation {
            sent,
            answered,
            outcome,
        }
    }
}

/// A slot that is given back however the request ends.
struct Slot<'a>(&'a AtomicU32);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

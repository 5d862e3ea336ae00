//! hyper behind the seam: for what the own engine does not speak, and as its second opinion.

mod convert;

use super::slots::Slots;
use super::target::Target;
use super::{Observation, Reply, Request, Transport};
use crate::executor::Stopwatch;
use crate::history::{Moment, WhyUnknown};
use bytes::Bytes;
use convert::{Constant, whole, why};
use http_body_util::Full;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;

/// hyper, one request at a time on each connection.
#[derive(Debug)]
pub struct Hyper {
    authority: String,
    constant: Constant,
    patience: Duration,
    stopwatch: Stopwatch,
    slots: Slots,
    idle: Mutex<Vec<Connection>>,
}

type Connection = SendRequest<Full<Bytes>>;

impl Hyper {
    /// A transport with so many slots.
    pub fn new(target: &Target, slots: u32, patience: Duration, stopwatch: Stopwatch) -> Self {
        Self {
            authority: target.authority(),
            constant: Constant::new(target),
            patience,
            stopwatch,
            slots: Slots::new(slots),
            idle: Mutex::default(),
        }
    }

    /// The host and port that it sends to.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The same transport, with the time of the run that begins.
    #[must_use]
    pub fn restarted(self, stopwatch: Stopwatch) -> Self {
        Self { stopwatch, ..self }
    }

    /// The most requests that were under way at one time.
    pub fn in_flight_max(&self) -> u32 {
        self.slots.most()
    }

    async fn exchange(&self, request: &Request, sent: &mut Moment) -> Reply {
        let mut request = self.constant.address(request);
        // A kept connection may have been closed meanwhile. hyper gives the request back if nothing of it was written.
        loop {
            let Ok((mut connection, is_new)) = self.connection().await else {
                return Reply::Unknown(WhyUnknown::ConnectionLost);
            };
            *sent = self.stopwatch.now();
            match connection.try_send_request(request).await {
                Ok(response) => {
                    return match whole(response).await {
                        Ok(answer) => {
                            self.idle().push(connection);
                            Reply::Whole(answer)
                        }
                        Err(why) => Reply::Unknown(why),
                    };
                }
                Err(mut error) => match error.take_message() {
                    Some(unsent) if !is_new => request = unsent,
                    Some(_) | None => return Reply::Unknown(why(error.error())),
                },
            }
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that can take a request: a kept one, or a new one.
    async fn connection(&self) -> std::io::Result<(Connection, bool)> {
        loop {
            let kept = self.idle().pop();
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
        let stream = TcpStream::connect(&self.authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = Builder::new()
            .max_buf_size(super::HEAD_MAX)
            .max_header_size(super::HEAD_MAX)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(std::io::Error::other)?;
        tokio::spawn(async move {
            // A lost connection shows in the request that was on it.
            let _ = connection.await;
        });
        Ok((sender, true))
    }
}

impl Transport for Hyper {
    async fn send(&self, request: &Request) -> Observation {
        let mut sent = self.stopwatch.now();
        let Some(slot) = self.slots.take() else {
            return Observation {
                sent,
                answered: None,
                outcome: Reply::NotSent,
            };
        };
        let exchange = self.exchange(request, &mut sent);
        let outcome = tokio::time::timeout(self.patience, exchange)
            .await
            .unwrap_or(Reply::Unknown(WhyUnknown::NoAnswer));
        let answered = matches!(outcome, Reply::Whole(_)).then(|| self.stopwatch.now());
        drop(slot);
        Observation {
            sent,
            answered,
            outcome,
        }
    }
}

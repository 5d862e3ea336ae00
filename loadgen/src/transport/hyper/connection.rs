//! Connections in use and at rest.

use super::connect::Connector;
use super::convert::why;
use crate::history::WhyUnknown;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A connection that takes requests.
#[derive(Debug)]
pub(super) enum Sender {
    /// One at a time.
    One(http1::SendRequest<Full<Bytes>>),
    /// Several at a time.
    Many(http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    /// Whether it takes another request; waits while the last answer is put away.
    async fn is_ready(&mut self) -> bool {
        match self {
            Self::One(sender) => !sender.is_closed() && sender.ready().await.is_ok(),
            Self::Many(sender) => !sender.is_closed() && sender.ready().await.is_ok(),
        }
    }
}

/// The connections that nobody uses, or that others may use too.
///
/// With HTTP/1.1 a connection is taken out while a request is under way. With HTTP/2 requests share connections, up to
/// [`STREAMS_MAX`] each: a connection then stands here once for each request more that it can take.
#[derive(Debug, Default)]
pub(super) struct Pool {
    idle: Mutex<Vec<Sender>>,
    /// Held while a shared connection is opened: those who wait for it will find it.
    opening: tokio::sync::Mutex<()>,
}

/// The most requests that share a connection; servers commonly allow a hundred.
const STREAMS_MAX: usize = 100;

impl Pool {
    /// A connection that can take a request.
    pub(super) async fn take(&self, connector: &Connector) -> io::Result<Lease<'_>> {
        let lease = |sender, is_new| Lease {
            pool: self,
            sender: Some(sender),
            is_new,
        };
        if let Some(kept) = self.kept().await {
            return Ok(lease(kept, false));
        }
        if !connector.http2 {
            return Ok(lease(connector.connect().await?, true));
        }
        let _alone = self.opening.lock().await;
        if let Some(kept) = self.kept().await {
            return Ok(lease(kept, false));
        }
        let sender = connector.connect().await?;
        if let Sender::Many(shared) = &sender {
            let others = (1..STREAMS_MAX).map(|_| Sender::Many(shared.clone()));
            self.idle().extend(others);
        }
        Ok(lease(sender, true))
    }

    async fn kept(&self) -> Option<Sender> {
        loop {
            let mut last = self.idle().pop()?;
            if last.is_ready().await {
                return Some(last);
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Sender>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection while a request is on it. Given up without a word, one that takes several requests goes on with the others, and one
/// that takes one at a time is closed: nobody can tell what would come by it next.
#[derive(Debug)]
pub(super) struct Lease<'p> {
    pool: &'p Pool,
    sender: Option<Sender>,
    is_new: bool,
}

impl Lease<'_> {
    /// Whether the connection was made for this request.
    pub(super) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Sends the request, which comes back where nothing of it was written.
    pub(super) async fn try_send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, (WhyUnknown, Option<Request<Full<Bytes>>>)> {
        let sent = match &mut self.sender {
            Some(Sender::One(sender)) => sender.try_send_request(request).await,
            Some(Sender::Many(sender)) => sender.try_send_request(request).await,
            None => return Err((WhyUnknown::ConnectionLost, Some(request))),
        };
        sent.map_err(|mut error| {
            let unsent = error.take_message();
            (why(error.error()), unsent)
        })
    }

    /// The answer is whole: another request may follow.
    pub(super) fn give_back(mut self) {
        self.pool.idle().extend(self.sender.take());
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(Sender::Many(shared)) = self.sender.take() {
            self.pool.idle().push(Sender::Many(shared));
        }
    }
}

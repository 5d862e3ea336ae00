//! Sockets to requests and answers to sockets. Nothing here knows what a request asks for.

mod accept;
mod body;
mod connection;
mod tls;

use bytes::Bytes;
use http::{Request, Response, request};
use std::future::Future;

pub(crate) use accept::{Listeners, Running, ServerError, run};
pub use body::{AnswerBody, BrokenOnPurpose};
pub use connection::Unreadable;
pub use tls::{TlsError, TlsFiles};

/// Which of the two ports a request came in on. ENV-3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Port {
    /// The one that suppliers use.
    Data,
    /// The one for test controls.
    Control,
}

/// Answers requests.
pub trait Service: Send + Sync + 'static {
    /// Answers a request whose body has been read.
    ///
    /// # Errors
    /// When the connection is to break without an answer: a fault that was asked for.
    fn respond(
        &self,
        port: Port,
        request: Request<Bytes>,
    ) -> impl Future<Output = Result<Response<AnswerBody>, BrokenOnPurpose>> + Send;

    /// Answers a request whose body could not be read.
    fn unreadable(
        &self,
        port: Port,
        head: &request::Parts,
        why: Unreadable,
    ) -> Response<AnswerBody>;
}

//! Bytes there and back. Nothing here knows what a request asks for.

mod http1;

use crate::history::{Moment, WhyUnknown};
use bytes::Bytes;
use http::{Request, Response};
use std::future::Future;

pub use http1::{AddressError, Http1, Target};

/// Sends requests.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the whole answer, within the transport's patience.
    fn send(&self, request: Request<Bytes>) -> impl Future<Output = Observation> + Send;
}

/// What became of a request.
#[derive(Debug)]
pub struct Observation {
    /// When it was sent.
    pub sent: Moment,
    /// When its whole answer was there.
    pub answered: Option<Moment>,
    /// The answer, or why there is none.
    pub outcome: Reply,
}

/// The answer to a request, or why there is none.
#[derive(Debug)]
pub enum Reply {
    /// Whole.
    Whole(Response<Bytes>),
    /// It may have happened.
    Unknown(WhyUnknown),
    /// Every slot was busy: it never left.
    NotSent,
}

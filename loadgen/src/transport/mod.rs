//! Bytes there and back. Nothing here knows what a request asks for.
//!
//! Two engines stand behind one trait: [`Own`] for plain HTTP/1.1, where the load is highest, and [`Hyper`] for TLS and HTTP/2. What
//! must be observed of an answer, whole or broken, is the same for both. A third, [`InProcess`], has no sockets: it asks a Spine of this
//! process, in simulated time.

mod answer;
mod any;
mod hyper;
mod in_process;
mod own;
mod request;
mod settings;
mod slots;
mod target;
mod tls;
mod trouble;

use crate::executor::Stopwatch;
use crate::history::{Moment, WhyUnknown};
use std::future::Future;

pub use answer::Answer;
pub use any::{AnyTransport, TransportError};
pub use hyper::Hyper;
pub use in_process::InProcess;
pub use own::Own;
pub use request::Request;
pub use settings::{Engine, Settings};
pub use slots::Room;
pub use target::{AddressError, Target};
pub use tls::{TlsError, TlsFiles};
pub(crate) use trouble::tls_trouble;

/// Sends requests.
///
/// A request goes out once. If the connection that was kept for it turns out to be closed before a byte of it was written, it goes out
/// on a new one; a request that may have arrived is never repeated, whatever its method: it is [`Reply::Unknown`].
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the whole answer, within the transport's patience.
    fn send(&self, request: &Request) -> impl Future<Output = Observation> + Send;
}

/// What became of a request.
#[derive(Debug)]
pub struct Observation {
    /// When its first byte was about to be written; where none was, when the transport was asked.
    pub sent: Moment,
    /// When the last byte of its answer had been read.
    pub answered: Option<Moment>,
    /// The answer, or why there is none.
    pub outcome: Reply,
}

impl Observation {
    /// Of a request for which there was no room.
    const fn not_sent(asked: Moment) -> Self {
        Self {
            sent: asked,
            answered: None,
            outcome: Reply::NotSent,
        }
    }

    /// Of a request that is over now.
    fn over(sent: Moment, outcome: Reply, stopwatch: &Stopwatch) -> Self {
        Self {
            sent,
            answered: matches!(outcome, Reply::Whole(_)).then(|| stopwatch.now()),
            outcome,
        }
    }
}

/// The answer to a request, or why there is none.
#[derive(Debug)]
pub enum Reply {
    /// Whole.
    Whole(Answer),
    /// It may have happened.
    Unknown(WhyUnknown),
    /// Every slot was busy: it never left.
    NotSent,
}

/// The longest head of an answer that is read, with what comes before it, in bytes.
const HEAD_MAX: usize = 64 * 1024;
/// The longest body that is read, in bytes.
const BODY_MAX: usize = 64 * 1024 * 1024;
/// Who asks.
const USER_AGENT: &str = concat!("loadgen/", env!("CARGO_PKG_VERSION"));

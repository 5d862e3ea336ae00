use super::Deadline;
use super::reading::{Reading, Whole};
use super::template::Template;
use crate::history::WhyUnknown;
use crate::transport::request::Request;
use bytes::BytesMut;
use http::Method;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::task::Poll;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep_until};

/// A connection, with the room that its requests and answers need.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    /// What has been read and belongs to no answer yet.
    unread: BytesMut,
    /// The head of the request, and its body if it is short.
    request: Vec<u8>,
    /// Kept from request to request: a deadline that only moves forward costs a timer next to nothing.
    patience: Pin<Box<Sleep>>,
}

/// How far a request got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Written {
    /// The connection took not a byte of it.
    Nothing,
    /// It may have arrived, whole or in part.
    Something,
    /// The peer did not take it in time.
    TooLate,
}

/// The room for an answer, to begin with.
const ROOM: usize = 8 * 1024;
/// With less room than this, more is made before reading.
const ROOM_MIN: usize = 2 * 1024;
/// Up to this length a body goes out together with its head.
const BODY_SHORT: usize = 16 * 1024;

impl Connection {
    pub(super) async fn open(authority: &str, deadline: Deadline) -> io::Result<Self> {
        let stream = TcpStream::connect(authority).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            unread: BytesMut::with_capacity(ROOM),
            request: Vec::with_capacity(1_024),
            patience: Box::pin(sleep_until(deadline)),
        })
    }

    /// Whether there has been no sign of the peer since its last answer: neither a close nor a word.
    pub(super) fn is_silent(&self) -> bool {
        // The reactor has seen it, or nobody has: this asks the system only where there is something to be read.
        let nothing = self.stream.try_read(&mut [0]);
        nothing.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Whether nothing came after the answer.
    pub(super) fn is_clean(&self) -> bool {
        self.unread.is_empty()
    }

    /// Writes the request where it can be sent from, and sets the deadline for everything that follows.
    pub(super) fn prepare(&mut self, template: &Template, request: &Request, deadline: Deadline) {
        self.patience.as_mut().reset(deadline);
        self.request.clear();
        template.write(request, &mut self.request);
        if request.body().len() <= BODY_SHORT {
            self.request.extend_from_slice(request.body());
        }
    }

    /// Sends the request that was prepared.
    pub(super) async fn write(&mut self, request: &Request) -> Written {
        let long = Some(request.body()).filter(|body| body.len() > BODY_SHORT);
        let (mut written, mut rest) = (Written::Nothing, self.request.as_slice());
        let mut next = long.map(AsRef::as_ref);
        loop {
            match within(self.patience.as_mut(), self.stream.write(rest)).await {
                Some(Ok(count)) if count > 0 => {
                    written = Written::Something;
                    rest = rest.get(count..).unwrap_or_default();
                }
                // A peer that takes no more may have answered before; whoever reads will see.
                Some(Ok(_) | Err(_)) => return written,
                None => return Written::TooLate,
            }
            if rest.is_empty() {
                match next.take() {
                    Some(body) => rest = body,
                    None => return written,
                }
            }
        }
    }

    /// Reads the answer to a request of this method.
    pub(super) async fn read(&mut self, method: &Method) -> Result<Whole, WhyUnknown> {
        let mut reading = Reading::new(*method == Method::HEAD);
        loop {
            let room = self.unread.capacity() - self.unread.len();
            if room < ROOM_MIN {
                self.unread.reserve(reading.room().max(ROOM));
            }
            let read = self.stream.read_buf(&mut self.unread);
            let whole = match within(self.patience.as_mut(), read).await {
                Some(Ok(0)) => return reading.end(&mut self.unread),
                Some(Ok(_)) => reading.take(&mut self.unread),
                Some(Err(_)) => return Err(WhyUnknown::ConnectionLost),
                None => return Err(WhyUnknown::NoAnswer),
            };
            if let Some(whole) = whole.map_err(|_| WhyUnknown::Unreadable)? {
                return Ok(whole);
            }
        }
    }
}

/// What a future gives, unless patience ends first.
async fn within<T>(mut patience: Pin<&mut Sleep>, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => patience.as_mut().poll(cx).map(|()| None),
    })
    .await
}

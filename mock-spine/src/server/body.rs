use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Sleep;

/// The body of an answer: whole, or disturbed on its way out.
#[derive(Debug)]
pub struct AnswerBody {
    bytes: Bytes,
    disturbance: Disturbance,
}

/// What happens to a body on its way out.
#[derive(Debug)]
enum Disturbance {
    None,
    /// The connection breaks after so many bytes; the length that was announced is the whole one.
    CutAfter(usize),
    /// The connection breaks now.
    Cut,
    /// It leaves in small pieces with a pause before each.
    Drip {
        piece: usize,
        pause: Duration,
        timer: Pin<Box<Sleep>>,
    },
}

/// A connection broken on purpose.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the connection was broken on purpose")]
pub struct BrokenOnPurpose;

impl AnswerBody {
    /// A body that arrives whole.
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            disturbance: Disturbance::None,
        }
    }

    /// The bytes that are still to be sent.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The same body, breaking off half-way.
    #[must_use]
    pub fn cut_half_way(self) -> Self {
        let half = self.bytes.len() / 2;
        Self {
            bytes: self.bytes,
            disturbance: Disturbance::CutAfter(half),
        }
    }

    /// The same body in pieces of so many bytes, each after a pause.
    #[must_use]
    pub fn dripping(self, piece: usize, pause: Duration) -> Self {
        let timer = Box::pin(tokio::time::sleep(pause));
        Self {
            bytes: self.bytes,
            disturbance: Disturbance::Drip {
                piece: piece.max(1),
                pause,
                timer,
            },
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = BrokenOnPurpose;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOnPurpose>>> {
        let body = &mut *self;
        match &mut body.disturbance {
            Disturbance::None | Disturbance::Drip { .. } if body.bytes.is_empty() => {
                Poll::Ready(None)
            }
            Disturbance::None => {
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut body.bytes)))))
            }
            // Breaking at once would take along what has not been flushed yet: head and first half.
            Disturbance::CutAfter(0) => {
                body.disturbance = Disturbance::Cut;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Disturbance::Cut => Poll::Ready(Some(Err(BrokenOnPurpose))),
            Disturbance::CutAfter(left) => {
                let piece = body.bytes.split_to((*left).min(body.bytes.len()));
                *left = 0;
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            Disturbance::Drip {
                piece,
                pause,
                timer,
            } => {
                if timer.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                *timer = Box::pin(tokio::time::sleep(*pause));
                let piece = body.bytes.split_to((*piece).min(body.bytes.len()));
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
            && !matches!(
                self.disturbance,
                Disturbance::CutAfter(_) | Disturbance::Cut
            )
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }
}

use super::chunks::Chunks;
use super::head::{self, Body, Head, Unreadable};
use crate::history::WhyUnknown;
use crate::transport::answer::Answer;
use crate::transport::{BODY_MAX, HEAD_MAX};
use bytes::{Bytes, BytesMut};
use memchr::memchr;

/// An answer, as far as it has been read. It is given bytes, and knows nothing of where they come from.
#[derive(Debug)]
pub(super) struct Reading {
    /// Whether the request was a HEAD, whose answer has no body whatever its head says.
    is_head: bool,
    at: At,
    /// Bytes of provisional answers so far.
    provisional: usize,
    /// How far the head has been looked through for its end.
    looked: usize,
}

#[derive(Debug)]
enum At {
    Head,
    /// The head is still where it was read, so that head and body stay in one piece.
    Length(Head, usize),
    Chunked(Head, Bytes, Chunks),
    UntilClose(Head),
}

/// A whole answer, and what becomes of its connection.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) answer: Answer,
    pub(super) is_kept: bool,
}

/// Up to this length an unfinished head is tried again with every byte, beyond it with every line.
const HEAD_SHORT: usize = 4 * 1024;
/// The most room that is made at a time, beyond what is there already.
const ROOM_MAX: usize = 64 * 1024;

impl Reading {
    pub(super) fn new(is_head: bool) -> Self {
        Self {
            is_head,
            at: At::Head,
            provisional: 0,
            looked: 0,
        }
    }

    /// How much room the next bytes need. A length that the peer merely announces is not believed: room grows with what has come.
    pub(super) fn room(&self) -> usize {
        match &self.at {
            At::Length(head, length) => (head.length + length).min(ROOM_MAX),
            At::Head | At::Chunked(..) | At::UntilClose(_) => 0,
        }
    }

    /// Takes what has been read, as far as it belongs to the answer; the answer, once it is whole.
    pub(super) fn take(&mut self, unread: &mut BytesMut) -> Result<Option<Whole>, Unreadable> {
        loop {
            match &mut self.at {
                At::Head => match self.head(unread)? {
                    Some(at) => self.at = at,
                    None => return Ok(None),
                },
                At::Length(head, length) => {
                    let (head, length) = (*head, *length);
                    return Ok((unread.len() >= head.length + length)
                        .then(|| whole(head, unread, length, head.is_kept)));
                }
                At::Chunked(head, text, chunks) => {
                    let Some(body) = chunks.take(unread)? else {
                        return Ok(None);
                    };
                    return Ok(Some(Whole {
                        answer: Answer::raw(head.status, std::mem::take(text), body),
                        is_kept: head.is_kept,
                    }));
                }
                At::UntilClose(head) if unread.len() - head.length > BODY_MAX => {
                    return Err(Unreadable);
                }
                At::UntilClose(_) => return Ok(None),
            }
        }
    }

    /// The answer, if the end of the connection is its end.
    pub(super) fn end(self, unread: &mut BytesMut) -> Result<Whole, WhyUnknown> {
        match self.at {
            At::UntilClose(head) => {
                let length = unread.len() - head.length;
                Ok(whole(head, unread, length, false))
            }
            At::Head | At::Length(..) | At::Chunked(..) => Err(WhyUnknown::ConnectionLost),
        }
    }

    fn head(&mut self, unread: &mut BytesMut) -> Result<Option<At>, Unreadable> {
        loop {
            let new = unread.get(self.looked..).unwrap_or_default();
            let is_worth_it = unread.len() <= HEAD_SHORT || memchr(b'\n', new).is_some();
            self.looked = unread.len();
            if unread.is_empty() {
                return Ok(None);
            }
            if !is_worth_it {
                return (unread.len() < HEAD_MAX).then_some(None).ok_or(Unreadable);
            }
            let Some(head) = head::read(unread, self.is_head)? else {
                return Ok(None);
            };
            if head.status < 200 {
                let _ = unread.split_to(head.length);
                self.looked = 0;
                self.provisional += head.length;
                if self.provisional > HEAD_MAX {
                    return Err(Unreadable);
                }
                continue;
            }
            return match head.body {
                Body::Length(length) if length > BODY_MAX => Err(Unreadable),
                Body::Length(length) => Ok(Some(At::Length(head, length))),
                Body::Chunked => {
                    let text = unread.split_to(head.length).freeze();
                    Ok(Some(At::Chunked(head, text, Chunks::new())))
                }
                Body::UntilClose => Ok(Some(At::UntilClose(head))),
            };
        }
    }
}

fn whole(head: Head, unread: &mut BytesMut, length: usize, is_kept: bool) -> Whole {
    let text = unread.split_to(head.length).freeze();
    let body = unread.split_to(length).freeze();
    Whole {
        answer: Answer::raw(head.status, text, body),
        is_kept,
    }
}

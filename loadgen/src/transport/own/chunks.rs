use super::head::Unreadable;
use crate::transport::{BODY_MAX, HEAD_MAX};
use bytes::{Buf, Bytes, BytesMut};

/// A body in chunks, as far as it has been read.
///
/// A byte at a time outside the chunks, whole stretches inside them; extensions and trailers are read over.
#[derive(Debug)]
pub(super) struct Chunks {
    at: At,
    /// Of the chunk that is being read, what is missing.
    missing: usize,
    /// Digits of its size so far.
    digits: usize,
    /// Bytes of extensions so far.
    extensions: usize,
    /// The trailers, to be checked at the end.
    trailers: Vec<u8>,
    body: BytesMut,
}

/// What the next byte is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    SizeBegin,
    Size,
    SizeBlank,
    Extension,
    SizeLf,
    Content,
    ContentCr,
    ContentLf,
    LineBegin,
    Trailer,
    TrailerLf,
    EndLf,
}

/// The most bytes of extensions.
const EXTENSIONS_MAX: usize = 16 * 1024;
/// The most digits of a size: noughts before it say nothing, and could go on for ever.
const DIGITS_MAX: usize = 64;
/// The most trailers.
const TRAILERS_MAX: usize = 100;

impl Chunks {
    pub(super) fn new() -> Self {
        Self {
            at: At::SizeBegin,
            missing: 0,
            digits: 0,
            extensions: 0,
            trailers: Vec::new(),
            body: BytesMut::new(),
        }
    }

    /// Takes what has been read; the body, once it is whole. What comes after it is left.
    pub(super) fn take(&mut self, unread: &mut BytesMut) -> Result<Option<Bytes>, Unreadable> {
        while let Some(&byte) = unread.first() {
            if self.at == At::Content {
                self.take_content(unread);
                continue;
            }
            unread.advance(1);
            if self.at == At::EndLf && byte == b'\n' {
                self.check_trailers()?;
                return Ok(Some(std::mem::take(&mut self.body).freeze()));
            }
            self.at = self.next(byte)?;
        }
        Ok(None)
    }

    fn take_content(&mut self, unread: &mut BytesMut) {
        let count = self.missing.min(unread.len());
        self.body.extend_from_slice(&unread.split_to(count));
        self.missing -= count;
        if self.missing == 0 {
            self.at = At::ContentCr;
            self.digits = 0;
        }
    }

    fn next(&mut self, byte: u8) -> Result<At, Unreadable> {
        match (self.at, byte) {
            (At::SizeBegin | At::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => self.digit(byte),
            (At::Size | At::SizeBlank, b' ' | b'\t') => Ok(At::SizeBlank),
            (At::Size | At::SizeBlank, b';') => Ok(At::Extension),
            (At::Size | At::SizeBlank | At::Extension, b'\r') => Ok(At::SizeLf),
            // A line end of its own is not read as one everywhere: what one takes for an extension is content to another.
            (At::Extension, b'\n') => Err(Unreadable),
            (At::Extension, _) => {
                self.extensions += 1;
                (self.extensions < EXTENSIONS_MAX)
                    .then_some(At::Extension)
                    .ok_or(Unreadable)
            }
            (At::SizeLf, b'\n') if self.missing == 0 => Ok(At::LineBegin),
            (At::SizeLf, b'\n') => Ok(At::Content),
            (At::ContentCr, b'\r') => Ok(At::ContentLf),
            (At::ContentLf, b'\n') => Ok(At::SizeBegin),
            (At::LineBegin, b'\r') => Ok(At::EndLf),
            (At::LineBegin | At::Trailer, _) => self.trailer(byte),
            (At::TrailerLf, b'\n') => {
                self.trailers.push(byte);
                Ok(At::LineBegin)
            }
            (
                At::SizeBegin
                | At::Size
                | At::SizeBlank
                | At::SizeLf
                | At::Content
                | At::ContentCr
                | At::ContentLf
                | At::TrailerLf
                | At::EndLf,
                _,
            ) => Err(Unreadable),
        }
    }

    fn digit(&mut self, byte: u8) -> Result<At, Unreadable> {
        let value = char::from(byte).to_digit(16).ok_or(Unreadable)?;
        let value = usize::try_from(value).map_err(|_| Unreadable)?;
        self.missing = self
            .missing
            .checked_mul(16)
            .and_then(|size| size.checked_add(value))
            .filter(|size| *size <= BODY_MAX - self.body.len())
            .ok_or(Unreadable)?;
        self.digits += 1;
        (self.digits <= DIGITS_MAX)
            .then_some(At::Size)
            .ok_or(Unreadable)
    }

    fn trailer(&mut self, byte: u8) -> Result<At, Unreadable> {
        self.trailers.push(byte);
        if self.trailers.len() >= HEAD_MAX {
            return Err(Unreadable);
        }
        Ok(if byte == b'\r' && self.at == At::Trailer {
            At::TrailerLf
        } else {
            At::Trailer
        })
    }

    fn check_trailers(&mut self) -> Result<(), Unreadable> {
        if self.trailers.is_empty() {
            return Ok(());
        }
        self.trailers.extend_from_slice(b"\r\n");
        let mut room = [httparse::EMPTY_HEADER; TRAILERS_MAX];
        match httparse::parse_headers(&self.trailers, &mut room)? {
            httparse::Status::Complete(_) => Ok(()),
            httparse::Status::Partial => Err(Unreadable),
        }
    }
}

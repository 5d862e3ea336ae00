use crate::transport::HEAD_MAX;
use httparse::{Error, Header, ParserConfig, Response, Status};
use std::mem::MaybeUninit;

/// What the head of an answer says about what follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    /// Its length, the empty line included.
    pub(super) length: usize,
    pub(super) body: Body,
    /// Whether the peer will take another request on this connection.
    pub(super) is_kept: bool,
}

/// How the end of a body is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Body {
    /// After so many bytes.
    Length(usize),
    /// By a chunk without content.
    Chunked,
    /// By the end of the connection.
    UntilClose,
}

/// An answer that is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unreadable;

/// The most headers that are read.
const HEADERS_MAX: usize = 100;

/// Reads the head of an answer; none while it is not all there.
///
/// An answer that is only provisional (1xx) is a head like any other; 101 is unreadable, since nobody asks to switch.
pub(super) fn read(bytes: &[u8], is_head: bool) -> Result<Option<Head>, Unreadable> {
    let mut room = [const { MaybeUninit::<Header<'_>>::uninit() }; HEADERS_MAX];
    let mut response = Response::new(&mut []);
    let parsed =
        ParserConfig::default().parse_response_with_uninit_headers(&mut response, bytes, &mut room);
    let length = match parsed {
        Ok(Status::Complete(length)) if length <= HEAD_MAX => length,
        Ok(Status::Partial) if bytes.len() < HEAD_MAX => return Ok(None),
        Ok(_) | Err(_) => return Err(Unreadable),
    };
    let (Some(status @ 100..), Some(version)) = (response.code, response.version) else {
        return Err(Unreadable);
    };
    let said = Said::by(response.headers);
    let body = match status {
        101 => return Err(Unreadable),
        100..200 | 204 | 304 => Body::Length(0),
        _ if is_head => Body::Length(0),
        _ => said.body(version)?,
    };
    Ok(Some(Head {
        status,
        length,
        body,
        is_kept: said.is_kept(version) && body != Body::UntilClose,
    }))
}

/// The headers that matter here.
#[derive(Default)]
struct Said<'b> {
    /// None; one; or several that contradict each other, or none that is a number.
    length: Option<Result<u64, Unreadable>>,
    /// The last of the encodings.
    encoding: Option<&'b [u8]>,
    closes: bool,
    keeps: bool,
}

impl<'b> Said<'b> {
    fn by(headers: &[Header<'b>]) -> Self {
        let mut said = Self::default();
        for header in headers {
            // By their lengths first: they tell nearly all others apart.
            let name = header.name;
            match name.len() {
                14 if name.eq_ignore_ascii_case("content-length") => said.note_length(header.value),
                17 if name.eq_ignore_ascii_case("transfer-encoding") => {
                    said.encoding = header.value.rsplit(|byte| *byte == b',').next();
                }
                10 if name.eq_ignore_ascii_case("connection") => {
                    for token in header.value.split(|byte| *byte == b',') {
                        let token = token.trim_ascii();
                        said.closes |= token.eq_ignore_ascii_case(b"close");
                        said.keeps |= token.eq_ignore_ascii_case(b"keep-alive");
                    }
                }
                _ => {}
            }
        }
        said
    }

    /// Several lengths are one if they are the same.
    fn note_length(&mut self, value: &[u8]) {
        for text in value.split(|byte| *byte == b',') {
            let length = number(text.trim_ascii());
            self.length = match self.length {
                None => Some(length),
                Some(other) if other == length => Some(length),
                Some(_) => Some(Err(Unreadable)),
            };
        }
    }

    /// RFC 9112, section 6.3.
    fn body(&self, version: u8) -> Result<Body, Unreadable> {
        match (self.encoding, self.length) {
            // HTTP/1.0 has no encodings: who writes one does not say where the body ends.
            (Some(_), _) if version == 0 => Err(Unreadable),
            (Some(last), _) if last.trim_ascii().eq_ignore_ascii_case(b"chunked") => {
                Ok(Body::Chunked)
            }
            (Some(_), _) | (None, None) => Ok(Body::UntilClose),
            (None, Some(length)) => {
                let length = usize::try_from(length?).map_err(|_| Unreadable)?;
                Ok(Body::Length(length))
            }
        }
    }

    fn is_kept(&self, version: u8) -> bool {
        // Two statements about the length are what smuggling is made of.
        let is_doubtful = self.encoding.is_some() && self.length.is_some();
        !self.closes && !is_doubtful && (version > 0 || self.keeps)
    }
}

fn number(digits: &[u8]) -> Result<u64, Unreadable> {
    if digits.is_empty() {
        return Err(Unreadable);
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        let value = digit.checked_sub(b'0').filter(|value| *value < 10);
        let number = number.checked_mul(10).ok_or(Unreadable)?;
        number
            .checked_add(value.ok_or(Unreadable)?.into())
            .ok_or(Unreadable)
    })
}

impl From<Error> for Unreadable {
    fn from(_: Error) -> Self {
        Self
    }
}

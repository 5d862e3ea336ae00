//! Frames: a head with two checksums and a body, and what bodies there are.

use super::bytes::Take;
use super::format::{
    BODY_BYTES_MAX, FORMAT_VERSION, HEAD_BYTES, HEADER_BYTES, HistoryError, MAGIC,
};
use super::names::{Definition, NamesTaken, decode_caller};
use std::io::{Read, Write};
use std::ops::Range;
use std::sync::Arc;

/// What a body is, by its first byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Body {
    Text,
    Caller,
    Operation,
    /// The authorities were asked what they received.
    Asked,
    Notice,
    FinalList,
    Journal,
}

const BODIES: [Body; 7] = [
    Body::Text,
    Body::Caller,
    Body::Operation,
    Body::Asked,
    Body::Notice,
    Body::FinalList,
    Body::Journal,
];

impl Body {
    /// The first byte of such a body.
    pub(super) fn byte(self) -> u8 {
        super::codec::place_in(&BODIES, &self)
    }

    /// What a body is that begins with this byte.
    pub(crate) fn of(byte: u8) -> Option<Self> {
        BODIES.get(usize::from(byte)).copied()
    }
}

/// How a history ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tail {
    /// After a whole frame.
    Whole,
    /// In the middle of a frame, as after a crash; everything before it is sound.
    Truncated {
        /// Where the unfinished frame begins.
        offset: u64,
    },
}

/// Reads frames; definitions are kept, all others are handed out.
///
/// It reads ahead by itself: give it the file as it is.
#[derive(Debug)]
pub(crate) struct Frames<R> {
    from: R,
    offset: u64,
    begin: u64,
    tail: Option<Tail>,
    names: NamesTaken,
    ahead: Ahead,
    /// Where the body of the frame that was read last lies in what was read ahead.
    body: Range<usize>,
    /// How many pieces came before this one.
    piece: usize,
    rest: Rest<R>,
}

/// The pieces that are still to be read, where there are several.
struct Rest<R>(Option<Box<dyn Iterator<Item = std::io::Result<R>> + Send>>);

impl<R> std::fmt::Debug for Rest<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rest")
    }
}

/// Bytes that were read ahead.
#[derive(Debug, Default)]
struct Ahead {
    bytes: Vec<u8>,
    /// Those before it have been used.
    at: usize,
    /// Those from here on are nothing yet.
    end: usize,
}

/// So much is read at a time, and more for a longer frame.
const AHEAD_BYTES: usize = 1 << 16;

impl<R: Read> Frames<R> {
    /// Opens a file that is all there is.
    pub(crate) fn open(mut from: R) -> Result<Self, HistoryError> {
        header(&mut from)?;
        Ok(Self {
            from,
            offset: HEADER_BYTES,
            begin: HEADER_BYTES,
            tail: None,
            names: NamesTaken::default(),
            ahead: Ahead::default(),
            body: 0..0,
            piece: 0,
            rest: Rest(None),
        })
    }

    /// Opens the first piece; the others are opened when it is their turn.
    pub(crate) fn open_pieces(
        first: R,
        rest: impl Iterator<Item = std::io::Result<R>> + Send + 'static,
    ) -> Result<Self, HistoryError> {
        let rest = Rest(Some(Box::new(rest)));
        Ok(Self {
            rest,
            ..Self::open(first)?
        })
    }

    /// How many pieces came before the one that is read.
    pub(crate) const fn piece(&self) -> usize {
        self.piece
    }

    pub(crate) const fn tail(&self) -> Option<Tail> {
        self.tail
    }

    pub(crate) const fn names(&self) -> &NamesTaken {
        &self.names
    }

    /// The body after its first byte, of the frame that was handed out last.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.body().get(1..).unwrap_or_default()
    }

    /// The whole of that body.
    pub(crate) fn body(&self) -> &[u8] {
        self.ahead.bytes.get(self.body.clone()).unwrap_or_default()
    }

    /// Where that frame begins.
    pub(crate) const fn place(&self) -> u64 {
        self.begin
    }

    /// Goes to the next frame that is no definition; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Body>, HistoryError> {
        loop {
            if self.tail.is_some() {
                return Ok(None);
            }
            let offset = self.offset;
            let read = self.read();
            if read.is_err() {
                // What follows a damaged frame cannot be trusted to begin where it seems to.
                self.tail = Some(Tail::Truncated { offset });
            }
            let Some(body) = read? else {
                if self.tail == Some(Tail::Whole) && self.goes_on()? {
                    continue;
                }
                return Ok(None);
            };
            self.begin = offset;
            if !self.is_definition(body)? {
                return Ok(Some(body));
            }
        }
    }

    /// Goes on with the next piece, and answers whether there is one.
    fn goes_on(&mut self) -> Result<bool, HistoryError> {
        let Some(next) = self.rest.0.as_mut().and_then(Iterator::next) else {
            return Ok(false);
        };
        self.piece += 1;
        self.from = next?;
        header(&mut self.from)?;
        self.names.begin_anew();
        self.ahead = Ahead::default();
        (self.offset, self.begin, self.tail) = (HEADER_BYTES, HEADER_BYTES, None);
        Ok(true)
    }

    /// That the frame handed out last holds something else than it says.
    pub(crate) fn corrupt(&mut self) -> HistoryError {
        self.tail = Some(Tail::Truncated { offset: self.begin });
        HistoryError::Corrupt {
            offset: self.begin,
            what: "its content",
        }
    }

    fn is_definition(&mut self, body: Body) -> Result<bool, HistoryError> {
        let mut from = Take::of(self.bytes());
        let definition = match body {
            Body::Text => from.text().map(|text| Definition::Text(text.into())),
            Body::Caller => {
                decode_caller(&mut from).map(|caller| Definition::Caller(Arc::new(caller)))
            }
            Body::Operation | Body::Asked | Body::Notice | Body::FinalList | Body::Journal => {
                return Ok(false);
            }
        };
        let Some(definition) = definition else {
            return Err(self.corrupt());
        };
        if !self.names.define(definition) {
            let offset = self.begin;
            self.tail = Some(Tail::Truncated { offset });
            return Err(HistoryError::OtherHistory { offset });
        }
        Ok(true)
    }

    fn read(&mut self) -> Result<Option<Body>, HistoryError> {
        let there = self.ahead.gather(&mut self.from, HEAD_BYTES)?;
        let Some(head) = there.first_chunk::<HEAD_BYTES>() else {
            let filled = there.len();
            self.end(filled);
            return Ok(None);
        };
        let [l0, l1, l2, l3, b0, b1, b2, b3, h0, h1, h2, h3] = *head;
        let covered = [l0, l1, l2, l3, b0, b1, b2, b3];
        if crc32fast::hash(&covered) != u32::from_le_bytes([h0, h1, h2, h3]) {
            return Err(self.broken("the checksum of its head"));
        }
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        if length > BODY_BYTES_MAX {
            return Err(self.broken("its length"));
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let whole = HEAD_BYTES + length;
        let there = self.ahead.gather(&mut self.from, whole)?;
        let Some(body) = there.get(HEAD_BYTES..whole) else {
            self.end(1);
            return Ok(None);
        };
        if crc32fast::hash(body) != u32::from_le_bytes([b0, b1, b2, b3]) {
            return Err(self.broken("the checksum of its body"));
        }
        let Some(kind) = body.first().copied().and_then(Body::of) else {
            return Err(self.broken("its content"));
        };
        self.body = self.ahead.use_up(whole, HEAD_BYTES);
        self.offset += u64::try_from(whole).unwrap_or_default();
        Ok(Some(kind))
    }

    const fn end(&mut self, filled: usize) {
        self.tail = Some(if filled == 0 {
            Tail::Whole
        } else {
            Tail::Truncated {
                offset: self.offset,
            }
        });
    }

    const fn broken(&self, what: &'static str) -> HistoryError {
        HistoryError::Corrupt {
            offset: self.offset,
            what,
        }
    }
}

impl Ahead {
    /// Reads until so many bytes are there that have not been used, or the file ends; all that are there.
    fn gather(&mut self, from: &mut impl Read, wanted: usize) -> std::io::Result<&[u8]> {
        if self.end - self.at < wanted {
            self.bytes.copy_within(self.at..self.end, 0);
            self.end -= self.at;
            self.at = 0;
            let room = wanted.max(AHEAD_BYTES);
            if self.bytes.len() < room {
                self.bytes.resize(room, 0);
            }
            while self.end < wanted {
                match from.read(self.bytes.get_mut(self.end..).unwrap_or_default()) {
                    Ok(0) => break,
                    Ok(more) => self.end += more,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(self.bytes.get(self.at..self.end).unwrap_or_default())
    }

    /// Uses so many bytes up, and says where those after the first `skipped` of them lie until more are gathered.
    const fn use_up(&mut self, count: usize, skipped: usize) -> Range<usize> {
        let begin = self.at;
        self.at += count;
        begin + skipped..self.at
    }
}

/// Reads the header of a file.
fn header(from: &mut impl Read) -> Result<(), HistoryError> {
    let mut magic = [0_u8; 8];
    let mut version = [0_u8; 4];
    if fill(from, &mut magic)? < magic.len() || magic != *MAGIC {
        return Err(HistoryError::NotAHistory);
    }
    if fill(from, &mut version)? < version.len() {
        return Err(HistoryError::NotAHistory);
    }
    let found = u32::from_le_bytes(version);
    if found != FORMAT_VERSION {
        return Err(HistoryError::Version { found });
    }
    Ok(())
}

/// Writes the header of a file.
pub(super) fn begin(to: &mut impl Write) -> Result<(), HistoryError> {
    to.write_all(MAGIC)?;
    to.write_all(&FORMAT_VERSION.to_le_bytes())?;
    Ok(())
}

/// Writes a frame with this body.
pub(super) fn write(to: &mut impl Write, body: &[u8]) -> Result<(), HistoryError> {
    let length = u32::try_from(body.len())
        .ok()
        .filter(|length| *length <= BODY_BYTES_MAX)
        .ok_or(HistoryError::TooLong { found: body.len() })?;
    let mut head = [0_u8; 8];
    let (first, second) = head.split_at_mut(4);
    first.copy_from_slice(&length.to_le_bytes());
    second.copy_from_slice(&crc32fast::hash(body).to_le_bytes());
    to.write_all(&head)?;
    to.write_all(&crc32fast::hash(&head).to_le_bytes())?;
    to.write_all(body)?;
    Ok(())
}

/// Reads until `into` is full or the file ends, and says how many bytes there were.
fn fill(from: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

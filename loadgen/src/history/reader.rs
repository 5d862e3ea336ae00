use super::format::{
    BODY_BYTES_MAX, FORMAT_VERSION, HEAD_BYTES, HEADER_BYTES, HistoryError, MAGIC,
};
use super::{Caller, Operation};
use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;

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

/// Reads a history, operation by operation.
///
/// A file cut off in the middle of a frame ends there, and [`HistoryReader::tail`] says so. A damaged frame is an error with its
/// place, and nothing after it is read.
#[derive(Debug)]
pub struct HistoryReader<R> {
    from: R,
    offset: u64,
    tail: Option<Tail>,
    callers: HashSet<Arc<Caller>>,
    body: Vec<u8>,
}

impl<R: Read> HistoryReader<R> {
    /// Opens a history.
    ///
    /// # Errors
    /// When the file is no history, or one of another version.
    pub fn open(mut from: R) -> Result<Self, HistoryError> {
        let mut magic = [0_u8; 8];
        let mut version = [0_u8; 4];
        if fill(&mut from, &mut magic)? < magic.len() || magic != *MAGIC {
            return Err(HistoryError::NotAHistory);
        }
        if fill(&mut from, &mut version)? < version.len() {
            return Err(HistoryError::NotAHistory);
        }
        let found = u32::from_le_bytes(version);
        if found != FORMAT_VERSION {
            return Err(HistoryError::Version { found });
        }
        Ok(Self {
            from,
            offset: HEADER_BYTES,
            tail: None,
            callers: HashSet::new(),
            body: Vec::new(),
        })
    }

    /// How the history ended, once it has been read to the end.
    pub const fn tail(&self) -> Option<Tail> {
        self.tail
    }

    fn read(&mut self) -> Result<Option<Operation>, HistoryError> {
        let mut head = [0_u8; 12];
        let filled = fill(&mut self.from, &mut head)?;
        if filled < head.len() {
            return Ok(self.end(filled));
        }
        let [l0, l1, l2, l3, b0, b1, b2, b3, h0, h1, h2, h3] = head;
        let covered = [l0, l1, l2, l3, b0, b1, b2, b3];
        if crc32fast::hash(&covered) != u32::from_le_bytes([h0, h1, h2, h3]) {
            return Err(self.corrupt("the checksum of its head"));
        }
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        if length > BODY_BYTES_MAX {
            return Err(self.corrupt("its length"));
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.body.resize(length, 0);
        let filled = fill(&mut self.from, &mut self.body)?;
        if filled < length {
            return Ok(self.end(1));
        }
        if crc32fast::hash(&self.body) != u32::from_le_bytes([b0, b1, b2, b3]) {
            return Err(self.corrupt("the checksum of its body"));
        }
        let mut operation: Operation =
            postcard::from_bytes(&self.body).map_err(|_| self.corrupt("its content"))?;
        self.share_caller(&mut operation);
        self.offset += HEAD_BYTES + u64::try_from(length).unwrap_or_default();
        Ok(Some(operation))
    }

    /// The same caller appears in many operations: one copy is kept.
    fn share_caller(&mut self, operation: &mut Operation) {
        if let Some(caller) = &mut operation.caller {
            if let Some(known) = self.callers.get(caller) {
                *caller = Arc::clone(known);
            } else {
                self.callers.insert(Arc::clone(caller));
            }
        }
    }

    fn end(&mut self, filled: usize) -> Option<Operation> {
        self.tail = Some(if filled == 0 {
            Tail::Whole
        } else {
            Tail::Truncated {
                offset: self.offset,
            }
        });
        None
    }

    fn corrupt(&self, what: &'static str) -> HistoryError {
        HistoryError::Corrupt {
            offset: self.offset,
            what,
        }
    }
}

impl<R: Read> Iterator for HistoryReader<R> {
    type Item = Result<Operation, HistoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.tail.is_some() {
            return None;
        }
        let read = self.read();
        if read.is_err() {
            // What follows a damaged frame cannot be trusted to begin where it seems to.
            self.tail = Some(Tail::Truncated {
                offset: self.offset,
            });
        }
        read.transpose()
    }
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

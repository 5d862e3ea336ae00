use super::Operation;
use super::decode::{Depth, decode};
use super::format::HistoryError;
use super::frames::{Body, Frames, Tail};
use std::io::{self, Read};

/// Reads a history, operation by operation.
///
/// A file cut off in the middle of a frame ends there, and [`HistoryReader::tail`] says so. A damaged frame is an error with its
/// place, and nothing after it is read.
#[derive(Debug)]
pub struct HistoryReader<R> {
    frames: Frames<R>,
}

impl<R: Read> HistoryReader<R> {
    /// Opens a history.
    ///
    /// # Errors
    /// When the file is no history, or one of another version.
    pub fn open(from: R) -> Result<Self, HistoryError> {
        Ok(Self {
            frames: Frames::open(from)?,
        })
    }

    /// Opens the first piece of a history; the others are opened when it is their turn.
    ///
    /// # Errors
    /// As [`HistoryReader::open`].
    pub fn open_pieces(
        first: R,
        rest: impl Iterator<Item = io::Result<R>> + Send + 'static,
    ) -> Result<Self, HistoryError> {
        Ok(Self {
            frames: Frames::open_pieces(first, rest)?,
        })
    }

    /// How many pieces came before the one that was read last.
    pub const fn piece(&self) -> usize {
        self.frames.piece()
    }

    /// How the history ended, once it has been read to the end.
    pub const fn tail(&self) -> Option<Tail> {
        self.frames.tail()
    }

    fn read(&mut self) -> Result<Option<Operation>, HistoryError> {
        while let Some(body) = self.frames.next()? {
            if body == Body::Operation {
                let read = decode(self.frames.bytes(), self.frames.names(), Depth::Whole);
                return match read {
                    Some(operation) => Ok(Some(operation)),
                    None => Err(self.frames.corrupt()),
                };
            }
        }
        Ok(None)
    }
}

impl<R: Read> Iterator for HistoryReader<R> {
    type Item = Result<Operation, HistoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

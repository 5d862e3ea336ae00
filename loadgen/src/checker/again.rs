//! Single operations of a history again, by their place in its files.

use super::world::Source;
use crate::history::{Depth, NamesTaken, Operation, Pieces, decode};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// So many bits of a place say where in its piece an operation begins: a tebibyte.
const WITHIN: u32 = 40;

/// The place of an operation with so many pieces before its own.
pub(super) fn place(piece: usize, begin: u64) -> u64 {
    u64::try_from(piece).unwrap_or(u64::MAX) << WITHIN | begin
}

/// Reads single operations of a history again.
#[derive(Debug)]
pub(super) struct Again<'a> {
    pieces: &'a Pieces,
    /// The one that was asked for last: there may be more pieces than files may be open.
    open: Mutex<Option<(usize, File)>>,
    names: NamesTaken,
}

impl<'a> Again<'a> {
    /// Of a history that was read to its end, and has these names.
    pub(super) const fn new(pieces: &'a Pieces, names: NamesTaken) -> Self {
        Self {
            pieces,
            open: Mutex::new(None),
            names,
        }
    }

    pub(super) const fn names(&self) -> &NamesTaken {
        &self.names
    }
}

impl Source for Again<'_> {
    fn operation(&self, place: u64) -> io::Result<Option<Operation>> {
        let piece = usize::try_from(place >> WITHIN).unwrap_or(usize::MAX);
        let begin = place & ((1 << WITHIN) - 1);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, file) = match open.take() {
            Some(known) if known.0 == piece => open.insert(known),
            Some(_) | None => open.insert((piece, File::open(self.pieces.path(piece))?)),
        };
        file.seek(SeekFrom::Start(begin))?;
        let mut head = [0; 12];
        file.read_exact(&mut head)?;
        let [l0, l1, l2, l3, ..] = head;
        let length = usize::try_from(u32::from_le_bytes([l0, l1, l2, l3])).unwrap_or(0);
        let mut body = vec![0; length];
        file.read_exact(&mut body)?;
        let bytes = body.get(1..).unwrap_or_default();
        Ok(decode(bytes, &self.names, Depth::Whole))
    }
}

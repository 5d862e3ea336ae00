//! Frames put aside by whom they are about, each pile in a temporary file of its own.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Piles of frames; what is put down in one comes back in the same order.
#[derive(Debug)]
pub(super) struct Piles {
    piles: Vec<BufWriter<File>>,
}

/// So much of a pile is gathered before its file is written to.
const BUFFER_BYTES: usize = 32 * 1024;

impl Piles {
    /// So many piles.
    ///
    /// # Errors
    /// When a temporary file cannot be made.
    pub(super) fn new(count: usize) -> io::Result<Self> {
        let pile = |_| {
            Ok(BufWriter::with_capacity(
                BUFFER_BYTES,
                tempfile::tempfile()?,
            ))
        };
        Ok(Self {
            piles: (0..count).map(pile).collect::<io::Result<_>>()?,
        })
    }

    /// Puts a frame down.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn put(&mut self, pile: usize, frame: &[u8]) -> io::Result<()> {
        let Some(pile) = self.piles.get_mut(pile) else {
            return Ok(());
        };
        let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        pile.write_all(&length.to_le_bytes())?;
        pile.write_all(frame)
    }

    /// Takes the piles up, one after the other; the file of each is gone when the next is taken.
    pub(super) fn taken(self) -> impl Iterator<Item = io::Result<Pile>> {
        self.piles.into_iter().map(|pile| {
            let mut file = pile.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            Ok(Pile {
                file: BufReader::with_capacity(8 * BUFFER_BYTES, file),
                frame: Vec::new(),
            })
        })
    }
}

/// A pile that is read.
#[derive(Debug)]
pub(super) struct Pile {
    file: BufReader<File>,
    frame: Vec<u8>,
}

impl Pile {
    /// The next frame; none at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        let mut length = [0; 4];
        match self.file.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        self.frame.resize(length, 0);
        self.file.read_exact(&mut self.frame)?;
        Ok(Some(&self.frame))
    }
}

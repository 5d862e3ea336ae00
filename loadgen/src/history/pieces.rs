//! A long history is a file for each of its pieces: `history.log`, `history-0002.log` and so on.

use super::HistoryReader;
use super::format::HistoryError;
use super::frames::Frames;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The name of a history, or of its first piece, inside a run's directory.
pub const HISTORY_FILE: &str = "history.log";

/// The files of one history, in the order in which they were written; at least one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pieces {
    first: PathBuf,
    rest: Vec<PathBuf>,
}

/// A history that has a gap.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}: all pieces of a history are required, this one of {of} is missing", path.display())]
pub struct MissingPiece {
    /// The file.
    pub path: PathBuf,
    /// How many there are at least, with those that are missing.
    pub of: usize,
}

/// The name of a piece inside a run's directory; the first is number 1.
pub fn piece_name(number: usize) -> String {
    if number <= 1 {
        HISTORY_FILE.to_owned()
    } else {
        format!("history-{number:04}.log")
    }
}

/// The number of the piece with this name; nothing where it is none.
fn number_of(name: &str) -> Option<usize> {
    let number = match name.strip_prefix("history-") {
        Some(rest) => rest.strip_suffix(".log")?.parse().ok()?,
        None => 1,
    };
    (piece_name(number) == name).then_some(number)
}

impl Pieces {
    /// One file that is all there is.
    pub fn one(path: impl Into<PathBuf>) -> Self {
        Self {
            first: path.into(),
            rest: Vec::new(),
        }
    }

    /// So many pieces in a directory, whether they are there or not.
    pub fn of(directory: &Path, count: usize) -> Self {
        let path = |number| directory.join(piece_name(number));
        Self {
            first: path(1),
            rest: (2..=count).map(path).collect(),
        }
    }

    /// The pieces that a directory has. Of one that has none, or cannot be read, `history.log`: whoever opens it is told.
    ///
    /// # Errors
    /// When one is missing: of the first `required`, or before one that is there.
    pub fn find(directory: &Path, required: usize) -> Result<Self, MissingPiece> {
        let there = Self::numbers(directory);
        let Some(last) = there.last().copied() else {
            return Ok(Self::of(directory, 1));
        };
        let of = last.max(required);
        match (1..=of).find(|number| there.binary_search(number).is_err()) {
            None => Ok(Self::of(directory, of)),
            Some(missing) => Err(MissingPiece {
                path: directory.join(piece_name(missing)),
                of,
            }),
        }
    }

    /// The numbers of the pieces that a directory has, rising.
    pub(crate) fn numbers(directory: &Path) -> Vec<usize> {
        let entries = directory.read_dir().into_iter().flatten().flatten();
        let mut there: Vec<usize> = entries
            .filter_map(|entry| number_of(entry.file_name().to_str()?))
            .collect();
        there.sort_unstable();
        there
    }

    /// The files.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(&self.first)
            .chain(&self.rest)
            .map(PathBuf::as_path)
    }

    /// A file by how many come before it; the last where there are not so many.
    pub fn path(&self, piece: usize) -> &Path {
        let rest = piece.min(self.rest.len()).checked_sub(1);
        rest.and_then(|place| self.rest.get(place))
            .unwrap_or(&self.first)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        1 + self.rest.len()
    }

    /// Whether a piece with so many before it is the last.
    pub fn is_last(&self, piece: usize) -> bool {
        piece >= self.rest.len()
    }

    /// How many bytes they have together, as far as the system tells.
    pub fn bytes(&self) -> u64 {
        let files = self.paths().filter_map(|path| path.metadata().ok());
        files.map(|file| file.len()).sum()
    }

    /// Reads them one after the other, operation by operation.
    ///
    /// # Errors
    /// When the first is no history, or cannot be read.
    pub fn read(&self) -> Result<HistoryReader<File>, HistoryError> {
        let first = File::open(&self.first)?;
        HistoryReader::open_pieces(first, self.opened_later())
    }

    /// The same, frame by frame.
    pub(crate) fn frames(&self) -> Result<Frames<File>, HistoryError> {
        Frames::open_pieces(File::open(&self.first)?, self.opened_later())
    }

    fn opened_later(&self) -> impl Iterator<Item = io::Result<File>> + Send + use<> {
        self.rest.clone().into_iter().map(File::open)
    }
}

#[cfg(test)]
mod tests {
    use super::{HISTORY_FILE, MissingPiece, Pieces, number_of, piece_name};

    #[test]
    fn a_piece_is_known_by_its_name() {
        for (name, number) in [
            (HISTORY_FILE, Some(1)),
            ("history-0002.log", Some(2)),
            ("history-12345.log", Some(12_345)),
            ("history-2.log", None),
            ("history-0001.log", None),
            ("history-0002.log.gz", None),
            ("history-.log", None),
            ("ledger.log", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
        assert_eq!(piece_name(1), HISTORY_FILE);
    }

    #[test]
    fn a_piece_that_is_missing_is_named() {
        for (there, required, missing) in [
            (&[1, 2, 3][..], 3, None),
            (&[], 3, None),
            (&[1, 3], 1, Some((2, 3))),
            (&[2, 3], 1, Some((1, 3))),
            (&[1, 2], 4, Some((3, 4))),
        ] {
            let directory = tempfile::tempdir().unwrap();
            for number in there {
                std::fs::write(directory.path().join(piece_name(*number)), "").unwrap();
            }
            let found = Pieces::find(directory.path(), required);
            let path = |number| directory.path().join(piece_name(number));
            let missing = missing.map(|(number, of)| MissingPiece {
                path: path(number),
                of,
            });
            assert_eq!(found.as_ref().err(), missing.as_ref(), "{there:?}");
            if let Ok(found) = found {
                let count = there.len().max(1);
                assert_eq!(found.count(), count);
                assert!(found.paths().eq((1..=count).map(path)));
                assert_eq!(found.path(count - 1), path(count));
                assert!(found.is_last(count - 1));
            }
        }
    }
}

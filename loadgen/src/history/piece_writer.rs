use super::format::HistoryError;
use super::pieces::piece_name;
use super::{HistoryWriter, Moment, Operation};
use core::error::Error as _;
use core::fmt::Debug;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

/// So much is gathered before the disk is written to.
const GATHERED_BYTES: usize = 64 * 1024;

/// What is older than this is written even where little was gathered: whoever is killed loses no more.
const GATHERED_NANOS: u64 = 1_000_000_000;

/// Where pieces are written.
pub trait Disk: Debug + Send {
    /// Makes an empty file.
    ///
    /// # Errors
    /// When it cannot be made.
    fn create(&mut self, path: &Path) -> io::Result<Box<dyn Piece>>;

    /// Takes a file away.
    ///
    /// # Errors
    /// When that cannot be done.
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }
}

/// The file of a piece.
pub trait Piece: Debug + Write + Send {
    /// Takes away what comes after so many bytes.
    ///
    /// # Errors
    /// When that cannot be done.
    fn cut(&mut self, length: u64) -> io::Result<()>;

    /// Waits until what was written would outlast a power cut.
    ///
    /// # Errors
    /// When it would not.
    fn sync(&mut self) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalDisk;

impl Disk for LocalDisk {
    fn create(&mut self, path: &Path) -> io::Result<Box<dyn Piece>> {
        Ok(Box::new(File::create(path)?))
    }
}

impl Piece for File {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Writes a history in pieces: each is whole by itself, and is not touched again once the next is begun.
///
/// What goes wrong ends the history after the last operation that is whole on the disk; what comes later is counted as lost.
#[derive(Debug)]
pub struct PieceWriter {
    directory: PathBuf,
    disk: Box<dyn Disk>,
    /// A piece that has so many bytes is the last but one.
    bytes_max: u64,
    number: usize,
    file: Box<dyn Piece>,
    /// Whole frames that are not on the disk yet.
    gathered: HistoryWriter<Vec<u8>>,
    /// How many operations they are, and when the first of them was over.
    waiting: u64,
    waiting_since: Option<Moment>,
    /// Of this piece.
    bytes: u64,
    /// Whether this piece has an operation.
    has_any: bool,
    written: u64,
    lost: u64,
    broken: Option<(PathBuf, HistoryError)>,
    syncing: Vec<Syncing>,
}

/// A piece that is on its way to the platter.
type Syncing = (PathBuf, JoinHandle<io::Result<()>>);

/// A history that is ended.
#[derive(Debug)]
pub struct Written {
    /// How many operations it has.
    pub operations: u64,
    /// How many pieces.
    pub pieces: usize,
    /// How many operations more there were.
    pub lost: u64,
    /// What went wrong first, and with which file.
    pub broken: Option<(PathBuf, HistoryError)>,
}

impl PieceWriter {
    /// A piece has about so many bytes where nobody asks for others.
    pub const BYTES_MAX: u64 = 256 << 20;

    /// Begins `history.log` in a directory that exists.
    ///
    /// # Errors
    /// When the file cannot be made, or has no room.
    pub fn begin(directory: &Path, bytes_max: u64) -> io::Result<Self> {
        Self::begin_on(LocalDisk, directory, bytes_max)
    }

    /// The same on another disk.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn begin_on(
        mut disk: impl Disk + 'static,
        directory: &Path,
        bytes_max: u64,
    ) -> io::Result<Self> {
        let mut file = disk.create(&directory.join(piece_name(1)))?;
        let mut gathered = HistoryWriter::begin(Vec::new()).map_err(io::Error::other)?;
        file.write_all(gathered.written())?;
        file.flush()?;
        let bytes = u64::try_from(gathered.written().len()).unwrap_or(u64::MAX);
        gathered.written().clear();
        Ok(Self {
            directory: directory.to_owned(),
            disk: Box::new(disk),
            bytes_max,
            number: 1,
            file,
            gathered,
            waiting: 0,
            waiting_since: None,
            bytes,
            has_any: false,
            written: 0,
            lost: 0,
            broken: None,
            syncing: Vec::new(),
        })
    }

    /// Appends operations.
    pub fn write(&mut self, operations: &[Operation]) {
        for operation in operations {
            if self.broken.is_some() {
                self.lost += 1;
            } else if let Err(error) = self.append(operation) {
                self.break_off(error);
            }
        }
    }

    /// What went wrong first, in a sentence that names the file and has the system's words.
    pub fn trouble(&self) -> Option<String> {
        self.broken.as_ref().map(trouble)
    }

    /// Ends the history; it is synced.
    pub fn finish(mut self) -> Written {
        if self.broken.is_none()
            && let Err(error) = self.hand_over().and_then(|()| Ok(self.file.sync()?))
        {
            self.break_off(error);
        }
        for syncing in std::mem::take(&mut self.syncing) {
            if let Err(broken) = outcome(syncing) {
                self.broken.get_or_insert(broken);
            }
        }
        Written {
            operations: self.written,
            pieces: self.number,
            lost: self.lost,
            broken: self.broken,
        }
    }

    fn append(&mut self, operation: &Operation) -> Result<(), HistoryError> {
        let gathered = u64::try_from(self.gathered.written().len()).unwrap_or(u64::MAX);
        if self.has_any && self.bytes + gathered >= self.bytes_max {
            let begun = self.begin_next();
            if begun.is_err() {
                self.lost += 1;
            }
            begun?;
        }
        self.waiting += 1;
        self.has_any = true;
        self.gathered.write(operation)?;
        let over = operation.answered.unwrap_or(operation.sent);
        let since = *self.waiting_since.get_or_insert(over);
        let is_old = over.nanos().saturating_sub(since.nanos()) >= GATHERED_NANOS;
        if is_old || self.gathered.written().len() >= GATHERED_BYTES {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Writes what was gathered.
    fn hand_over(&mut self) -> Result<(), HistoryError> {
        let gathered = self.gathered.written();
        self.file.write_all(gathered)?;
        self.file.flush()?;
        self.bytes += u64::try_from(gathered.len()).unwrap_or(u64::MAX);
        gathered.clear();
        self.written += std::mem::take(&mut self.waiting);
        self.waiting_since = None;
        Ok(())
    }

    /// Ends this piece, and begins the next. To wait for the disk is left to a thread: whoever records must not.
    fn begin_next(&mut self) -> Result<(), HistoryError> {
        self.hand_over()?;
        let next = self.path(self.number + 1);
        let next = self.begun(&next)?;
        let mut ended = std::mem::replace(&mut self.file, next);
        let path = self.path(self.number);
        self.number += 1;
        self.has_any = false;
        let sync = std::thread::Builder::new().name("sync".into());
        let syncing = sync.spawn(move || ended.sync())?;
        self.syncing.push((path, syncing));
        let is_over = |(_, syncing): &mut Syncing| syncing.is_finished();
        for over in self.syncing.extract_if(.., is_over).collect::<Vec<_>>() {
            if let Err(broken) = outcome(over) {
                self.broken.get_or_insert(broken);
            }
        }
        Ok(())
    }

    /// Makes the file of a piece, with all that comes before its first operation; where there is no room for that, there is no file.
    fn begun(&mut self, path: &Path) -> Result<Box<dyn Piece>, HistoryError> {
        let mut file = self.disk.create(path)?;
        self.gathered.begin_anew()?;
        let gathered = self.gathered.written();
        let written = file.write_all(gathered).and_then(|()| file.flush());
        let bytes = u64::try_from(gathered.len()).unwrap_or(u64::MAX);
        gathered.clear();
        if let Err(error) = written {
            drop(file);
            // What stays behind is empty, and whoever reads it is told.
            let _ = self.disk.remove(path);
            return Err(error.into());
        }
        self.bytes = bytes;
        Ok(file)
    }

    /// Ends the history where it is whole; what does not fit is lost.
    fn break_off(&mut self, error: HistoryError) {
        self.lost += std::mem::take(&mut self.waiting);
        self.gathered.written().clear();
        // Where even that cannot be done, the file ends in the middle of a frame, and whoever reads it is told.
        let _ = self.file.cut(self.bytes);
        self.broken.get_or_insert((self.path(self.number), error));
    }

    fn path(&self, number: usize) -> PathBuf {
        self.directory.join(piece_name(number))
    }
}

impl Written {
    /// What went wrong first, in a sentence that names the file, has the system's words, and says how many operations are there.
    pub fn trouble(&self) -> Option<String> {
        let text = trouble(self.broken.as_ref()?);
        let (there, lost) = (self.operations, self.lost);
        Some(format!(
            "{text}; {there} operations were written, {lost} were lost"
        ))
    }
}

/// What the disk says of a piece.
fn outcome((path, syncing): Syncing) -> Result<(), (PathBuf, HistoryError)> {
    let ended = syncing.join();
    let synced = ended.unwrap_or_else(|_| {
        Err(io::Error::other(
            "the thread that waits for the disk has ended",
        ))
    });
    synced.map_err(|error| (path, error.into()))
}

fn trouble((path, error): &(PathBuf, HistoryError)) -> String {
    let why = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    format!("{} cannot be written: {why}", path.display())
}

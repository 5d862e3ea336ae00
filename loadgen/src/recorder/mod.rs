//! Takes down every operation while the run goes on, and gives them all back in order when it is over.
//!
//! While the load is on nothing is kept in memory but counts, and figures where somebody asks for them before it is over: operations
//! go to `history.log`, and are read back for the judge when the run is over. What is judged is thus what is on disk.

mod board;
mod counts;
mod glance;
mod interruption;
mod lane;

pub use board::Board;
pub use counts::Counts;
pub use glance::{Glance, StepGlance, Times};

use crate::history::{HistoryError, HistoryReader, HistoryWriter, Moment, Operation, Tail};
use crate::measure::Measures;
use counts::Live;
use lane::Lane;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The name of the history inside a run's directory.
pub const HISTORY_FILE: &str = "history.log";

/// So much is gathered before the disk is written to.
const BUFFER_BYTES: usize = 64 * 1024;

/// Most workers that record side by side; beyond that some share.
const LANES: usize = 64;

/// Takes operations down, from any number of threads: those of different workers do not wait for each other.
#[derive(Debug)]
pub struct Recorder {
    /// By worker, made on first use.
    lanes: [Mutex<Option<Box<Lane>>>; LANES],
    sink: Mutex<Sink>,
    /// When the figures begin, where they are taken while the run goes on: what is due before is in none of them.
    measured_from: OnceLock<Moment>,
    /// Who is told of what was recorded while the run goes on.
    onlooker: Mutex<Option<Sender<Vec<Operation>>>>,
    /// What else can be told while the run goes on.
    board: Board,
}

#[derive(Debug)]
enum Sink {
    Memory(Vec<Operation>),
    File(Box<HistoryFile>),
}

#[derive(Debug)]
struct HistoryFile {
    path: PathBuf,
    writer: HistoryWriter<BufWriter<File>>,
    written: u64,
    /// The first thing that went wrong; nothing is written after it.
    broken: Option<HistoryError>,
}

/// All operations of a run.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The operations, by when they were sent.
    pub operations: Vec<Operation>,
}

/// Why a history was not written, or not read back.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    /// The file cannot be made.
    #[error("{}: a history must be writable", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file cannot be opened.
    #[error("{}: a history must be readable", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is damaged, or writing it went wrong.
    #[error("{}: a whole history is required", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: HistoryError,
    },
    /// The file ends in the middle of an operation.
    #[error(
        "{}: a whole history is required, this one is cut off inside the frame at byte {offset}, after {whole} operations",
        path.display()
    )]
    CutOff {
        /// The file.
        path: PathBuf,
        /// Where the unfinished frame begins.
        offset: u64,
        /// How many whole operations come before.
        whole: usize,
    },
}

impl Recorder {
    /// Begins `history.log` in a directory that exists.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(directory: &Path) -> Result<Self, RecorderError> {
        let path = directory.join(HISTORY_FILE);
        let file = File::create(&path).map_err(|source| RecorderError::Unwritable {
            path: path.clone(),
            source,
        })?;
        let begun = HistoryWriter::begin(BufWriter::with_capacity(BUFFER_BYTES, file));
        match begun {
            Ok(writer) => Ok(Self::over(Sink::File(Box::new(HistoryFile {
                path,
                writer,
                written: 0,
                broken: None,
            })))),
            Err(source) => Err(RecorderError::Damaged { path, source }),
        }
    }

    /// Keeps the operations instead of writing them.
    pub fn in_memory() -> Self {
        Self::over(Sink::Memory(Vec::new()))
    }

    fn over(sink: Sink) -> Self {
        Self {
            lanes: std::array::from_fn(|_| Mutex::default()),
            sink: Mutex::new(sink),
            measured_from: OnceLock::new(),
            onlooker: Mutex::default(),
            board: Board::default(),
        }
    }

    /// Measures what is recorded from now on, for whoever asks for figures before the run is over; what falls due before `from` is in
    /// none. The figures of a run that is over come from its operations, and need no measuring meanwhile.
    pub fn measure(&self, from: Moment) {
        // Lanes that are there already go on as they are: whoever wants all figures asks before the first operation.
        let _ = self.measured_from.set(from);
    }

    /// Takes one finished operation down. What goes wrong on disk is told by [`Recorder::finish`].
    pub fn record(&self, operation: Operation) {
        let place = usize::try_from(operation.worker).unwrap_or(0) % LANES;
        let Some(lane) = self.lanes.get(place) else {
            return;
        };
        self.board.take(&operation, place);
        let mut lane = lock(lane);
        let new = || Box::new(Lane::new(self.measured_from.get().copied()));
        let ready = lane.get_or_insert_with(new).take(operation);
        drop(lane);
        if let Some(operations) = ready {
            self.hand_on(operations);
        }
    }

    /// Tells somebody of everything that is recorded from now on, until [`Recorder::finish`].
    pub(crate) fn tell(&self, onlooker: Sender<Vec<Operation>>) {
        *lock(&self.onlooker) = Some(onlooker);
    }

    /// Tells nobody any more.
    pub(crate) fn tell_nobody(&self) {
        *lock(&self.onlooker) = None;
    }

    /// Hands everything on that is not yet on its way to the disk.
    pub(crate) fn flush(&self) {
        for lane in &self.lanes {
            let rest = lock(lane).as_mut().map(|lane| lane.rest());
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                self.hand_on(rest);
            }
        }
    }

    fn hand_on(&self, operations: Vec<Operation>) {
        lock(&self.sink).write(&operations);
        if let Some(onlooker) = &*lock(&self.onlooker) {
            // Whoever looks on no longer is no reason to end a run.
            let _ = onlooker.send(operations);
        }
    }

    /// What else can be told while the run goes on.
    pub const fn board(&self) -> &Board {
        &self.board
    }

    /// What has been recorded so far.
    pub fn counts(&self) -> Counts {
        let lives = self.lanes.iter();
        let lives = lives.filter_map(|lane| lock(lane).as_ref().map(|lane| lane.live.clone()));
        Live::counts(&lives.collect::<Vec<_>>())
    }

    /// Ends the history, and gives everything back. What is recorded afterwards is lost.
    ///
    /// # Errors
    /// When an operation could not be written, or the file cannot be read back.
    pub fn finish(&self) -> Result<Recorded, RecorderError> {
        match self.end() {
            Sink::Memory(operations) => Ok(Recorded::of(operations)),
            Sink::File(file) => Recorded::read(&file.finish()?),
        }
    }

    /// Ends the history and leaves it where it is; answers how many operations it has. What is recorded afterwards is lost.
    ///
    /// # Errors
    /// When an operation could not be written.
    pub fn close(&self) -> Result<u64, RecorderError> {
        match self.end() {
            Sink::Memory(operations) => Ok(u64::try_from(operations.len()).unwrap_or(u64::MAX)),
            Sink::File(file) => {
                let written = file.written;
                file.finish().map(|_| written)
            }
        }
    }

    fn end(&self) -> Sink {
        self.flush();
        self.tell_nobody();
        std::mem::replace(&mut *lock(&self.sink), Sink::Memory(Vec::new()))
    }

    /// The figures so far; nothing where nobody asked for them by [`Recorder::measure`].
    pub fn measures(&self) -> Option<Measures> {
        let mut measures = Measures::since(*self.measured_from.get()?);
        for lane in &self.lanes {
            if let Some(one) = lock(lane).as_ref().and_then(|lane| lane.measures.as_ref()) {
                measures.add(one);
            }
        }
        Some(measures)
    }
}

impl Sink {
    fn write(&mut self, operations: &[Operation]) {
        match self {
            Self::Memory(kept) => kept.extend_from_slice(operations),
            Self::File(file) => file.write(operations),
        }
    }
}

impl HistoryFile {
    fn write(&mut self, operations: &[Operation]) {
        for operation in operations {
            if self.broken.is_some() {
                return;
            }
            self.broken = self.writer.write(operation).err();
            self.written += 1;
        }
    }

    /// Ends the file, and says where it is.
    fn finish(self) -> Result<PathBuf, RecorderError> {
        let Self { path, writer, .. } = self;
        let ended = match self.broken {
            Some(source) => Err(source),
            None => writer.finish().map(drop),
        };
        match ended {
            Ok(()) => Ok(path),
            Err(source) => Err(RecorderError::Damaged { path, source }),
        }
    }
}

/// A thread that panicked while it held a lock ends the run anyway; its counts are still sums.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorded {
    /// The operations in order.
    pub fn of(mut operations: Vec<Operation>) -> Self {
        operations.sort_by_key(|operation| (operation.sent, operation.number));
        Self { operations }
    }

    /// Reads a history file.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or is cut off.
    pub fn read(path: &Path) -> Result<Self, RecorderError> {
        let file = File::open(path).map_err(|source| RecorderError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let damaged = |source| RecorderError::Damaged {
            path: path.to_owned(),
            source,
        };
        let mut reader =
            HistoryReader::open(BufReader::with_capacity(BUFFER_BYTES, file)).map_err(damaged)?;
        let operations = reader
            .by_ref()
            .collect::<Result<Vec<_>, _>>()
            .map_err(damaged)?;
        match reader.tail() {
            Some(Tail::Truncated { offset }) => Err(RecorderError::CutOff {
                path: path.to_owned(),
                offset,
                whole: operations.len(),
            }),
            Some(Tail::Whole) | None => Ok(Self::of(operations)),
        }
    }
}

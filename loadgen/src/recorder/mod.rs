//! Takes down every operation while the run goes on, and gives them all back in order when it is over.
//!
//! While the load is on nothing is kept in memory but counts, and figures where somebody asks for them before it is over: operations
//! go to `history.log` and its further pieces, and are read back for the judge when the run is over. What is judged is thus what is on
//! disk. Where that cannot be written any more, the load is ended.

mod board;
mod counts;
mod glance;
mod interruption;
mod keep;
mod lane;

pub use board::Board;
pub use counts::Counts;
pub use glance::{Glance, StepGlance, Times};
pub use keep::{Keep, KeepError};

use crate::executed::Executed;
use crate::history::{
    HISTORY_FILE, HistoryError, Moment, Operation, PieceWriter, Pieces, Tail, Written,
};
use crate::measure::Measures;
use counts::Live;
use lane::Lane;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

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
    keeper: OnceLock<Box<dyn Keep>>,
}

#[derive(Debug)]
enum Sink {
    Memory(Vec<Operation>),
    Pieces(Box<PieceWriter>, PathBuf),
}

/// A history that is ended, where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Closed {
    /// How many operations it has.
    pub operations: u64,
    /// How many pieces.
    pub pieces: usize,
    /// Why it has not everything that was recorded, where that is so: the file, the system's words, and how much is there.
    pub trouble: Option<String>,
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
        Self::in_pieces(directory, PieceWriter::BYTES_MAX)
    }

    /// The same in pieces of so many bytes.
    ///
    /// # Errors
    /// When the first file cannot be made.
    pub fn in_pieces(directory: &Path, bytes_max: u64) -> Result<Self, RecorderError> {
        let begun = PieceWriter::begin(directory, bytes_max);
        let writer = begun.map_err(|source| RecorderError::Unwritable {
            path: directory.join(HISTORY_FILE),
            source,
        })?;
        Ok(Self::writing(writer, directory))
    }

    /// Goes on where a history was begun in a directory.
    pub fn writing(writer: PieceWriter, directory: &Path) -> Self {
        Self::over(Sink::Pieces(Box::new(writer), directory.to_owned()))
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
            keeper: OnceLock::new(),
        }
    }

    /// Measures what is recorded from now on, for whoever asks for figures before the run is over; what falls due before `from` is in
    /// none. The figures of a run that is over come from its operations, and need no measuring meanwhile.
    pub fn measure(&self, from: Moment) {
        // Lanes that are there already go on as they are: whoever wants all figures asks before the first operation.
        let _ = self.measured_from.set(from);
    }

    /// Takes one finished operation down. What goes wrong on disk ends the load, and is told by [`Recorder::close`].
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

    /// Has somebody keep what judging the run takes, as soon as it is known.
    pub fn keep_by(&self, keeper: impl Keep + 'static) {
        // A run has one directory.
        let _ = self.keeper.set(Box::new(keeper));
    }

    /// Who keeps it, where somebody does.
    pub(crate) fn keeper(&self) -> Option<&dyn Keep> {
        self.keeper.get().map(|keeper| &**keeper)
    }

    /// Keeps what judging the run takes, where somebody does.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn keep(&self, executed: &Executed) -> Result<(), KeepError> {
        self.keeper()
            .map_or(Ok(()), |keeper| keeper.begun(executed))
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
        let trouble = lock(&self.sink).write(&operations);
        if let Some(why) = trouble {
            // Where the load has not begun or is over there is nothing to end: whoever closes the history is told.
            let _ = self.board.interrupt(&why);
        }
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
            Sink::Pieces(writer, directory) => {
                let Written { pieces, broken, .. } = writer.finish();
                match broken {
                    Some((path, source)) => Err(RecorderError::Damaged { path, source }),
                    None => Recorded::read(&Pieces::of(&directory, pieces)),
                }
            }
        }
    }

    /// Ends the history, leaves it where it is and says how it ended. What is recorded afterwards is lost.
    pub fn close(&self) -> Closed {
        match self.end() {
            Sink::Memory(operations) => Closed {
                operations: u64::try_from(operations.len()).unwrap_or(u64::MAX),
                pieces: 0,
                trouble: None,
            },
            Sink::Pieces(writer, _) => {
                let written = writer.finish();
                Closed {
                    operations: written.operations,
                    pieces: written.pieces,
                    trouble: written.trouble(),
                }
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
    /// Answers what went wrong, then and ever after.
    fn write(&mut self, operations: &[Operation]) -> Option<String> {
        match self {
            Self::Memory(kept) => {
                kept.extend_from_slice(operations);
                None
            }
            Self::Pieces(writer, _) => {
                writer.write(operations);
                writer.trouble()
            }
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

    /// Reads a history.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or is cut off.
    pub fn read(pieces: &Pieces) -> Result<Self, RecorderError> {
        let damaged = |piece: usize, source: HistoryError| {
            let path = pieces.path(piece).to_owned();
            if let HistoryError::Io(source) = source {
                RecorderError::Unreadable { path, source }
            } else {
                RecorderError::Damaged { path, source }
            }
        };
        let mut reader = pieces.read().map_err(|source| damaged(0, source))?;
        let mut operations = Vec::new();
        while let Some(operation) = reader.next() {
            operations.push(operation.map_err(|source| damaged(reader.piece(), source))?);
        }
        match reader.tail() {
            Some(Tail::Truncated { offset }) => Err(RecorderError::CutOff {
                path: pieces.path(reader.piece()).to_owned(),
                offset,
                whole: operations.len(),
            }),
            Some(Tail::Whole) | None => Ok(Self::of(operations)),
        }
    }
}

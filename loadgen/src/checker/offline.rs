//! Judges a history of any length from its files, a part of the children at a time.
//!
//! One pass over the history gathers what every case needs to know of the rest ([`Survey`]) and puts each operation aside with the
//! others of its child ([`Piles`]); then pile by pile is read, judged and forgotten, child by child. So the memory that it takes is
//! that of one pile as it is written and of one child, whatever the length of the history, and the verdicts are those of
//! [`super::judge`].

use super::again::{Again, place};
use super::docket::CaseKey;
use super::judging::Judging;
use super::piles::{About, Piles};
use super::sorter::ROWS_MAX;
use super::survey::Survey;
use super::survivors::Survivors;
use super::{Tallies, Truth, search};
use crate::history::{
    Body, Depth, Frames, HistoryError, NamesTaken, Operation, OperationNumber, Pieces, Tail, blank,
    blank_final_list, blank_notice, decode_final_list_over, decode_notice_over, decode_over,
};
use cpis_vocabulary::{NhsNumber, Text};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The files of a run.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// The operations.
    pub history: &'a Pieces,
    /// What was received and read at the end, as [`crate::history::HistoryWriter::write_ledger`] writes it.
    pub ledger: LedgerFrom<'a>,
}

/// Where a ledger is read from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LedgerFrom<'a> {
    /// A file.
    File(&'a Path),
    /// Its bytes, where it could not be written or there is none.
    Held(&'a [u8]),
}

/// A history that was judged.
#[derive(Debug)]
pub struct Judged {
    /// What was examined, found and doubted.
    pub tallies: Tallies,
    /// How many operations the history has.
    pub operations: u64,
    /// How the history ended.
    pub tail: Tail,
    /// How many pieces came before the one that it ended in.
    pub piece: usize,
    /// How the ledger ended.
    pub ledger_tail: Tail,
}

/// Why a history cannot be judged from its files.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// The history or the ledger is damaged, or cannot be read.
    #[error("{}: a whole history is required", path.display())]
    Damaged {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong.
        source: HistoryError,
    },
    /// A temporary file cannot be written or read.
    #[error(
        "a directory for temporary files must be writable: set TMPDIR to one with room for a copy of the history"
    )]
    Temporary(#[from] io::Error),
}

/// Sees the operations pass by while they are judged.
pub trait Onlooker {
    /// An operation in the order of the file, without what the body of its answer said.
    fn passing(&mut self, operation: &Operation);

    /// A whole operation, each once and those of one child together.
    fn judged(&mut self, operation: &Operation);
}

/// Nobody looks on.
impl Onlooker for () {
    fn passing(&mut self, _: &Operation) {}

    fn judged(&mut self, _: &Operation) {}
}

/// How much is held in memory at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// In so many parts the children are judged.
    pub piles: usize,
    /// So many bytes of each part wait in memory before they are written to the temporary file.
    pub pile_bytes: usize,
    /// So many rows of each list of moments and ids are sorted in memory.
    pub rows: usize,
    /// So many records of one child are held together; of one with more, what has to do with other operations.
    pub records: usize,
}

/// A history is not put into a temporary file while it has no more bytes.
const HELD_BYTES: u64 = 1 << 21;

/// There are no more piles.
const PILES_MAX: u64 = 1 << 12;

/// So many bytes of each pile of a longer one wait in memory.
const WAITING_BYTES: usize = 1 << 12;

/// So many records of one child are held together: some two megabytes.
const RECORDS_MAX: usize = 1 << 11;

impl Room {
    /// For a history of so many bytes.
    fn for_bytes(bytes: u64) -> Self {
        // A pile that is taken up and what waits of all others take as much: neither can be made smaller without the other.
        let piles = (bytes / (1 << 11)).isqrt().clamp(1, PILES_MAX);
        Self {
            piles: usize::try_from(piles).unwrap_or(1),
            pile_bytes: if bytes <= HELD_BYTES {
                usize::MAX
            } else {
                WAITING_BYTES
            },
            rows: ROWS_MAX,
            records: RECORDS_MAX,
        }
    }

    /// In so many parts the searches are judged, one at a time: a part is taken up whole, and not judged together.
    const fn search_piles(&self) -> usize {
        self.piles.div_ceil(8)
    }

    /// The pile of a search with this number; they may be judged in any order.
    fn search_pile(&self, number: OperationNumber) -> usize {
        let place = usize::try_from(number.0).unwrap_or(0) % self.search_piles().max(1);
        self.piles + 1 + place
    }
}

/// Judges a history from its files by every rule.
///
/// # Errors
/// When a file is damaged or cannot be read, or a temporary file cannot be written.
pub fn judge_files(
    truth: Truth<'_>,
    files: Files<'_>,
    onlooker: &mut impl Onlooker,
) -> Result<Judged, JudgeError> {
    let room = Room::for_bytes(files.history.bytes());
    judge_within(truth, files, room, onlooker)
}

/// The same with so much in memory.
///
/// # Errors
/// As [`judge_files`].
pub fn judge_within(
    truth: Truth<'_>,
    files: Files<'_>,
    room: Room,
    onlooker: &mut impl Onlooker,
) -> Result<Judged, JudgeError> {
    let mut sorting = Sorting::new(truth, room);
    let damaged = |path: &Path, source| JudgeError::Damaged {
        path: path.to_owned(),
        source,
    };
    let history = sorting.history(files.history, onlooker)?;
    let ledger = match files.ledger {
        LedgerFrom::File(path) => File::open(path)
            .map_err(HistoryError::from)
            .and_then(|file| sorting.ledger(file))
            .map_err(|source| damaged(path, source)),
        LedgerFrom::Held(bytes) => sorting
            .ledger(bytes)
            .map_err(|source| damaged(Path::new("the ledger"), source)),
    }?;
    let (operations, piles) = (sorting.operations, sorting.piles);
    let source = Again::new(files.history, history.names);
    let (world, stamps) = sorting.survey.finish(truth, &source)?;
    let searches = search::Searches::new(truth, &sorting.changes, world.authorities_asked);
    let mut tallies = Tallies::default();
    if world.authorities_asked {
        tallies.count_no_notices();
    }
    let names = (source.names(), &ledger.names);
    let mut judging = Judging::new((&world, names), (piles, room), onlooker, tallies);
    judging.every_pile(&searches)?;
    let mut tallies = judging.tallies;
    stamps.judge(&world, &mut tallies)?;
    match world.failure() {
        Some(error) => Err(JudgeError::Temporary(error)),
        None => Ok(Judged {
            tallies,
            operations,
            tail: history.tail,
            piece: history.piece,
            ledger_tail: ledger.tail,
        }),
    }
}

/// The pass over the files.
struct Sorting<'a> {
    survey: Survey,
    survivors: Survivors<'a>,
    changes: search::Changes,
    piles: Piles,
    room: Room,
    operations: u64,
}

/// A file that was read to its end.
struct Passed {
    names: NamesTaken,
    tail: Tail,
    piece: usize,
}

impl<'a> Sorting<'a> {
    fn new(truth: Truth<'a>, room: Room) -> Self {
        Self {
            survey: Survey::bounded(&truth, room.rows),
            survivors: Survivors::new(truth),
            changes: search::Changes::default(),
            // After those of the children one for the requests that name none, and then those of the searches.
            piles: Piles::new(room.piles + 1 + room.search_piles(), room.pile_bytes),
            room,
            operations: 0,
        }
    }

    fn history(
        &mut self,
        pieces: &Pieces,
        onlooker: &mut impl Onlooker,
    ) -> Result<Passed, JudgeError> {
        let damaged = |piece: usize, source| JudgeError::Damaged {
            path: pieces.path(piece).to_owned(),
            source,
        };
        let mut frames = pieces.frames().map_err(|source| damaged(0, source))?;
        let mut operation = blank();
        loop {
            let next = self.next_operation(&mut frames, &mut operation, onlooker);
            if !next.map_err(|source| damaged(frames.piece(), source))? {
                return Ok(passed(&frames));
            }
        }
    }

    /// Puts the next operation aside, and answers whether there was one.
    fn next_operation(
        &mut self,
        frames: &mut Frames<File>,
        operation: &mut Operation,
        onlooker: &mut impl Onlooker,
    ) -> Result<bool, HistoryError> {
        match frames.next()? {
            None => return Ok(false),
            Some(Body::Operation) => {}
            Some(_) => return Ok(true),
        }
        let (bytes, names) = (frames.bytes(), frames.names());
        if decode_over(bytes, names, Depth::WithoutBody, operation).is_none() {
            return Err(frames.corrupt());
        }
        self.operations += 1;
        let place = place(frames.piece(), frames.place());
        let (tenant, epoch) = self.survey.take(operation, place)?;
        onlooker.passing(operation);
        let (pile, about) = match operation.child {
            Some(child) => self.pile(&operation.tenant, tenant, epoch, child),
            None => (self.room.piles, About::NOBODY),
        };
        self.piles.put(pile, about, frames.body())?;
        self.changes.take(operation);
        if search::is_judged(operation) {
            let pile = self.room.search_pile(operation.number);
            self.piles.put(pile, About::NOBODY, frames.body())?;
        }
        Ok(true)
    }

    fn ledger(&mut self, from: impl Read) -> Result<Passed, HistoryError> {
        let mut frames = Frames::open(from)?;
        let (mut notice, mut list) = (blank_notice(), blank_final_list());
        while let Some(body) = frames.next()? {
            let (bytes, names) = (frames.bytes(), frames.names());
            let read = match body {
                Body::Asked => {
                    self.survey.authorities_were_asked();
                    continue;
                }
                Body::Notice => decode_notice_over(bytes, names, &mut notice),
                Body::FinalList => decode_final_list_over(bytes, names, &mut list),
                Body::Journal | Body::Operation | Body::Text | Body::Caller => continue,
            };
            if read.is_none() {
                return Err(frames.corrupt());
            }
            let (pile, about) = if body == Body::Notice {
                self.survey.authorities_were_asked();
                self.survey.told(&notice.tenant, notice.access)?;
                self.pile_of(&notice.tenant, notice.epoch, notice.child)
            } else {
                self.pile_of(&list.tenant, list.epoch, list.child)
            };
            self.piles.put(pile, about, frames.body())?;
        }
        Ok(passed(&frames))
    }

    fn pile_of(&mut self, name: &Text, epoch: u32, number: NhsNumber) -> (usize, About) {
        let tenant = self.survey.tenants.number(name);
        self.pile(name, tenant, epoch, number)
    }

    /// The pile of whoever has this number; by the number alone, so that cases with one rank are judged in the order of the files.
    fn pile(&mut self, name: &str, tenant: u32, epoch: u32, number: NhsNumber) -> (usize, About) {
        let survivor = self.survivors.of(name, tenant, epoch, number);
        let mixed = u64::from(survivor.stem()).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let pile = usize::try_from(mixed).unwrap_or(0) % self.room.piles.max(1);
        let about = About::child(CaseKey {
            tenant,
            epoch,
            child: survivor,
        });
        (pile, about)
    }
}

fn passed<R: Read>(frames: &Frames<R>) -> Passed {
    Passed {
        names: frames.names().clone(),
        tail: frames.tail().unwrap_or(Tail::Whole),
        piece: frames.piece(),
    }
}

//! Judges a history of any length from its files, a part of the children at a time.
//!
//! One pass over the history gathers what every case needs to know of the rest ([`Survey`]) and puts each operation aside with the
//! others of its child ([`Piles`]); then pile by pile is read, judged and forgotten. So the memory that it takes is that of one pile,
//! whatever the length of the history, and the verdicts are those of [`super::judge`].

use super::docket::{Papers, Survivors};
use super::piles::{Pile, Piles};
use super::survey::Survey;
use super::verdict::{Rank, Stage};
use super::world::{Source, World};
use super::{Tallies, Truth, access_control, judge_cases, search};
use crate::history::{
    Body, Depth, FinalList, Frames, HistoryError, Kind, NamesTaken, Notice, Operation, Seen, Tail,
    decode, decode_final_list, decode_notice,
};
use cpis_vocabulary::NhsNumber;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The files of a run.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// The operations.
    pub history: &'a Path,
    /// What was received and read at the end, as [`crate::history::HistoryWriter::write_ledger`] writes it.
    pub ledger: &'a Path,
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

    /// A whole operation, those of one child together.
    fn judged(&mut self, operation: &Operation);
}

/// Nobody looks on.
impl Onlooker for () {
    fn passing(&mut self, _: &Operation) {}

    fn judged(&mut self, _: &Operation) {}
}

/// So many bytes of the history make a pile: some hundred thousand operations, about 100 MB in memory.
const PILE_BYTES: u64 = 8 * 1024 * 1024;

/// No more files are open at a time.
const PILES_MAX: u64 = 256;

/// So much is read at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// Judges a history from its files by every rule.
///
/// # Errors
/// When a file is damaged or cannot be read, or a temporary file cannot be written.
pub fn judge_files(
    truth: Truth<'_>,
    files: Files<'_>,
    onlooker: &mut impl Onlooker,
) -> Result<Judged, JudgeError> {
    let bytes = std::fs::metadata(files.history).map_or(0, |file| file.len());
    let piles = (bytes / PILE_BYTES).clamp(1, PILES_MAX);
    judge_in_piles(truth, files, usize::try_from(piles).unwrap_or(1), onlooker)
}

/// The same in so many piles.
///
/// # Errors
/// As [`judge_files`].
pub fn judge_in_piles(
    truth: Truth<'_>,
    files: Files<'_>,
    piles: usize,
    onlooker: &mut impl Onlooker,
) -> Result<Judged, JudgeError> {
    let mut sorting = Sorting {
        survey: Survey::bounded(&truth),
        survivors: Survivors::new(truth),
        // Two more: requests that name no child, and all that searches are judged by.
        piles: Piles::new(piles + 2)?,
        count: piles,
        operations: 0,
    };
    let damaged = |path: &Path, source| JudgeError::Damaged {
        path: path.to_owned(),
        source,
    };
    let history = sorting
        .history(files.history, onlooker)
        .map_err(|source| damaged(files.history, source))?;
    let ledger = sorting
        .ledger(files.ledger)
        .map_err(|source| damaged(files.ledger, source))?;
    let (operations, taken) = (sorting.operations, sorting.piles.taken());
    let source = HistoryFile::open(files.history, history.names)?;
    let (world, stamps) = sorting.survey.finish(truth, &source)?;
    let mut tallies = Tallies::default();
    if world.authorities_asked {
        tallies.count_no_notices();
    }
    for (number, pile) in taken.enumerate() {
        let reading = Reading {
            pile: pile?,
            names: (&source.names, &ledger.names),
        };
        match number.checked_sub(piles) {
            None => reading.children(&world, &mut tallies, onlooker)?,
            Some(0) => reading.childless(&world, &mut tallies, onlooker)?,
            Some(_) => reading.searches(&truth, &mut tallies)?,
        }
    }
    stamps.judge(&world, &mut tallies)?;
    match world.failure() {
        Some(error) => Err(JudgeError::Temporary(error)),
        None => Ok(Judged {
            tallies,
            operations,
            tail: history.tail,
            ledger_tail: ledger.tail,
        }),
    }
}

/// The pass over the files.
struct Sorting<'a> {
    survey: Survey,
    survivors: Survivors<'a>,
    piles: Piles,
    count: usize,
    operations: u64,
}

/// A file that was read to its end.
struct Passed {
    names: NamesTaken,
    tail: Tail,
}

impl Sorting<'_> {
    fn history(
        &mut self,
        path: &Path,
        onlooker: &mut impl Onlooker,
    ) -> Result<Passed, HistoryError> {
        let mut frames = open(path)?;
        while let Some(body) = frames.next()? {
            if body != Body::Operation {
                continue;
            }
            let read = decode(frames.bytes(), frames.names(), Depth::WithoutBody);
            let Some(operation) = read else {
                return Err(frames.corrupt());
            };
            self.operations += 1;
            self.survey.take(&operation, frames.place())?;
            onlooker.passing(&operation);
            let pile = match operation.child {
                Some(child) => {
                    let tenant = self.survey.tenants.number(&operation.tenant);
                    self.pile(&operation.tenant, tenant, operation.epoch, child)
                }
                None => self.count,
            };
            self.piles.put(pile, frames.body())?;
            if is_for_searches(&operation) {
                self.piles.put(self.count + 1, frames.body())?;
            }
        }
        Ok(passed(&frames))
    }

    fn ledger(&mut self, path: &Path) -> Result<Passed, HistoryError> {
        let mut frames = open(path)?;
        while let Some(body) = frames.next()? {
            let pile = match body {
                Body::Asked => {
                    self.survey.authorities_were_asked();
                    continue;
                }
                Body::Notice => decode_notice(frames.bytes(), frames.names())
                    .map(|notice| self.notice(&notice))
                    .transpose()?,
                Body::FinalList => decode_final_list(frames.bytes(), frames.names()).map(|list| {
                    let tenant = self.survey.tenants.number(&list.tenant);
                    self.pile(&list.tenant, tenant, list.epoch, list.child)
                }),
                Body::Journal | Body::Operation | Body::Text | Body::Caller => continue,
            };
            let Some(pile) = pile else {
                return Err(frames.corrupt());
            };
            self.piles.put(pile, frames.body())?;
        }
        Ok(passed(&frames))
    }

    fn notice(&mut self, notice: &Notice) -> io::Result<usize> {
        self.survey.authorities_were_asked();
        self.survey.told(&notice.tenant, notice.access)?;
        let tenant = self.survey.tenants.number(&notice.tenant);
        Ok(self.pile(&notice.tenant, tenant, notice.epoch, notice.child))
    }

    /// The pile of whoever has this number; by the number alone, so that cases with one rank are judged in the order of the files.
    fn pile(&mut self, name: &str, tenant: u32, epoch: u32, number: NhsNumber) -> usize {
        let survivor = self.survivors.of(name, tenant, epoch, number);
        let mixed = u64::from(survivor.stem()).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        usize::try_from(mixed).unwrap_or(0) % self.count.max(1)
    }
}

fn open(path: &Path) -> Result<Frames<BufReader<File>>, HistoryError> {
    Frames::open(BufReader::with_capacity(BUFFER_BYTES, File::open(path)?))
}

fn passed(frames: &Frames<BufReader<File>>) -> Passed {
    Passed {
        names: frames.names().clone(),
        tail: frames.tail().unwrap_or(Tail::Whole),
    }
}

/// Whether searches are judged by it.
fn is_for_searches(operation: &Operation) -> bool {
    let kind = &operation.kind;
    kind.kept_search().is_some()
        || matches!(kind, Kind::Search { .. }) && operation.access.is_some()
        || matches!(kind, Kind::ReadPatient | Kind::ChangePatient { .. })
}

/// A pile that is judged; the names of the history and those of the ledger.
struct Reading<'n> {
    pile: Pile,
    names: (&'n NamesTaken, &'n NamesTaken),
}

impl Reading<'_> {
    fn children(
        mut self,
        world: &World<'_>,
        tallies: &mut Tallies,
        onlooker: &mut impl Onlooker,
    ) -> io::Result<()> {
        let mut operations: Vec<Operation> = Vec::new();
        let mut notices: Vec<Notice> = Vec::new();
        let mut final_lists: Vec<FinalList> = Vec::new();
        while let Some((first, bytes)) = self.pile.next()?.and_then(<[u8]>::split_first) {
            match Body::of(*first) {
                Some(Body::Operation) => {
                    operations.extend(decode(bytes, self.names.0, Depth::Whole));
                }
                Some(Body::Notice) => notices.extend(decode_notice(bytes, self.names.1)),
                Some(Body::FinalList) => {
                    final_lists.extend(decode_final_list(bytes, self.names.1));
                }
                Some(Body::Asked | Body::Journal | Body::Text | Body::Caller) | None => {}
            }
        }
        for operation in &operations {
            onlooker.judged(operation);
        }
        let papers = Papers {
            operations: &operations,
            notices: &notices,
            final_lists: &final_lists,
        };
        judge_cases(world, papers, tallies);
        Ok(())
    }

    fn childless(
        mut self,
        world: &World<'_>,
        tallies: &mut Tallies,
        onlooker: &mut impl Onlooker,
    ) -> io::Result<()> {
        while let Some(operation) = self.operation()? {
            onlooker.judged(&operation);
            access_control::judge_childless(world, &operation, tallies);
        }
        Ok(())
    }

    /// Answers that are compared with the population are few: they are a sample.
    fn searches(mut self, truth: &Truth<'_>, tallies: &mut Tallies) -> io::Result<()> {
        let mut operations = Vec::new();
        while let Some(operation) = self.operation()? {
            // A reading by number whose answer was not kept says nothing.
            let is_silent = operation.outcome.happened() && operation.seen == Seen::Nothing;
            if operation.kind != Kind::ReadPatient || !is_silent {
                operations.push(operation);
            }
        }
        operations.sort_by_key(|operation| (operation.sent, operation.number));
        tallies.go_to(Rank::new(Stage::Searches, 0, 0));
        search::judge_searches(truth, &operations, tallies);
        Ok(())
    }

    fn operation(&mut self) -> io::Result<Option<Operation>> {
        while let Some(frame) = self.pile.next()? {
            let bytes = frame.get(1..).unwrap_or_default();
            if let Some(operation) = decode(bytes, self.names.0, Depth::Whole) {
                return Ok(Some(operation));
            }
        }
        Ok(None)
    }
}

/// Reads single operations of the history again.
#[derive(Debug)]
struct HistoryFile {
    file: Mutex<File>,
    names: NamesTaken,
}

impl HistoryFile {
    fn open(path: &Path, names: NamesTaken) -> io::Result<Self> {
        Ok(Self {
            file: Mutex::new(File::open(path)?),
            names,
        })
    }
}

impl Source for HistoryFile {
    fn operation(&self, place: u64) -> io::Result<Option<Operation>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place))?;
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

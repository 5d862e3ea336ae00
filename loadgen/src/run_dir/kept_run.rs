use super::RunDirError;
use crate::assemble::Asked;
use crate::checker::{Files, Judged, LedgerFrom};
use crate::executed::Executed;
use crate::history::{HistoryError, HistoryWriter, Ledger, Pieces, Tail};
use crate::recorder::RecorderError;
use crate::scenario::Scenario;
use reports::Machine;
use std::path::PathBuf;

/// A run as it was kept.
#[derive(Debug)]
pub struct KeptRun {
    /// What was run, with the options it was run with.
    pub scenario: Scenario,
    /// How it was asked for.
    pub asked: Asked,
    /// The machine that generated the load.
    pub machine: Machine,
    /// What the executor handed back; the ledger stays in its file. Of a run that was broken off, what was known when it began.
    pub executed: Executed,
    /// Whether it ended.
    pub has_ended: bool,
    /// How many operations the history has.
    pub(super) operations: u64,
    pub(super) files: RunFiles,
}

/// The operations and the ledger of a run: they may be longer than what fits into memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunFiles {
    pub(super) history: Pieces,
    pub(super) ledger: PathBuf,
    /// The ledger, where the file cannot be trusted to be it.
    pub(super) held: Option<Vec<u8>>,
}

impl RunFiles {
    /// As the judge takes them.
    pub fn as_files(&self) -> Files<'_> {
        Files {
            history: &self.history,
            ledger: match &self.held {
                Some(bytes) => LedgerFrom::Held(bytes),
                None => LedgerFrom::File(&self.ledger),
            },
        }
    }

    /// Whether the ledger could be written.
    pub fn has_ledger(&self) -> bool {
        self.ledger.exists()
    }

    /// The same, with a ledger that is in memory where the file could not be written.
    ///
    /// # Errors
    /// When it has no written form.
    pub fn or_holding(self, ledger: &Ledger) -> Result<Self, HistoryError> {
        if self.has_ledger() {
            Ok(self)
        } else {
            self.holding(ledger)
        }
    }

    /// The same with a ledger that is in memory.
    ///
    /// # Errors
    /// When it has no written form.
    pub fn holding(self, ledger: &Ledger) -> Result<Self, HistoryError> {
        let mut writer = HistoryWriter::begin(Vec::new())?;
        writer.write_ledger(ledger)?;
        let held = Some(writer.finish()?);
        Ok(Self { held, ..self })
    }
}

impl KeptRun {
    /// The operations and the ledger.
    pub fn files(&self) -> Files<'_> {
        self.files.as_files()
    }

    /// The same files, for whoever goes over them twice.
    pub const fn as_files(&self) -> &RunFiles {
        &self.files
    }

    /// Says whether what was read is all that the run wrote. A run that was broken off may have been writing.
    ///
    /// # Errors
    /// When the history or the ledger is cut off.
    pub fn is_whole(&self, judged: &Judged) -> Result<(), RunDirError> {
        let (found, required) = (judged.operations, self.operations);
        let history = &self.files.history;
        let path = history.path(judged.piece);
        if let Tail::Truncated { offset } = judged.tail {
            if !self.has_ended && history.is_last(judged.piece) {
                return Ok(());
            }
            return Err(RunDirError::History(RecorderError::CutOff {
                path: path.to_owned(),
                offset,
                whole: usize::try_from(found).unwrap_or(usize::MAX),
            }));
        }
        if !self.has_ended {
            return Ok(());
        }
        if found != required {
            return Err(RunDirError::Changed {
                path: path.to_owned(),
                what: format!(
                    "the whole history of the run is required, {required} operations; this one ends after {found}"
                ),
            });
        }
        if let Tail::Truncated { offset } = judged.ledger_tail {
            return Err(RunDirError::Changed {
                path: self.files.ledger.clone(),
                what: format!(
                    "a whole ledger is required, this one is cut off inside the frame at byte {offset}"
                ),
            });
        }
        Ok(())
    }
}

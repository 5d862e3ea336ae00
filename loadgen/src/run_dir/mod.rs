//! The directory of a run: everything that is needed to read it, and to judge it again without a Spine.

mod earlier;
mod error;
mod keeper;
mod kept;
mod kept_run;
mod listed;
mod merge;
mod reading;
mod taken;

use crate::assemble::{Asked, digest_of};
use crate::executed::Executed;
use crate::history::{HistoryError, HistoryWriter, Ledger, Pieces};
use crate::people::population_of;
use crate::recorder::RecorderError;
use crate::scenario::Scenario;
use crate::truth::Known;
use cpis_vocabulary::{NhsNumber, Timestamp};
use kept::{JudgeFile, PeopleFrom};
use reports::Machine;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

pub use error::RunDirError;
pub use keeper::Keeper;
pub use kept_run::{KeptRun, RunFiles};
pub use merge::merge;
pub use taken::Existing;

const SCENARIO_FILE: &str = "scenario.toml";
const LEDGER_FILE: &str = "ledger.log";
const JUDGE_FILE: &str = "judge.json";
const PEOPLE_FILE: &str = "people.json";
/// How the name of a file ends until it is whole.
const BEING_WRITTEN: &str = ".new";

/// The directory of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunDir {
    path: PathBuf,
    /// Whether it was made for this run.
    is_new: bool,
}

impl RunDir {
    /// Makes the directory, with all above it.
    ///
    /// # Errors
    /// When that cannot be done, or there is a run already that may not be replaced.
    pub fn create(path: &Path, existing: Existing) -> Result<Self, RunDirError> {
        taken::clear(path, existing)?;
        let is_new = !path.exists();
        fs::create_dir_all(path).map_err(|source| RunDirError::Unwritable {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            is_new,
        })
    }

    /// Makes a new directory below `above`, named by the scenario's file and the instant, and by a number where that is taken.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn fresh(above: &Path, scenario: &Path, now: Timestamp) -> Result<Self, RunDirError> {
        let stem = scenario
            .file_stem()
            .map_or_else(|| "run".into(), |stem| stem.to_string_lossy());
        let name = format!("{stem}-{}", now.to_utc().format("%Y%m%dT%H%M%SZ"));
        let unwritable = |path: PathBuf, source| RunDirError::Unwritable { path, source };
        fs::create_dir_all(above).map_err(|source| unwritable(above.to_owned(), source))?;
        let mut number = 1_u32;
        loop {
            let path = match number {
                1 => above.join(&name),
                more => above.join(format!("{name}-{more}")),
            };
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path, is_new: true }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(unwritable(path, error)),
            }
        }
    }

    /// A directory that is there.
    pub fn open(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            is_new: false,
        }
    }

    /// Takes away what was made for a run that never began.
    pub fn discard(self) {
        // Nothing depends on it: what stays behind is a directory without a run.
        let _ = taken::remove_begun(&self.path);
        if self.is_new {
            let _ = fs::remove_file(self.path.join(SCENARIO_FILE));
            let _ = fs::remove_dir(&self.path);
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The operations and the ledger of a run that has just written so many pieces.
    pub fn files(&self, pieces: usize) -> RunFiles {
        RunFiles {
            history: Pieces::of(&self.path, pieces),
            ledger: self.path.join(LEDGER_FILE),
            held: None,
        }
    }

    /// Keeps everything but the history, which the recorder writes, and the reports.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn keep(
        &self,
        text: &str,
        asked: &Asked,
        machine: &Machine,
        executed: &Executed,
        operations: u64,
    ) -> Result<(), RunDirError> {
        let troubles = self.keep_what_can_be(text, asked, machine, executed, operations);
        troubles.into_iter().next().map_or(Ok(()), Err)
    }

    /// The same, and goes on where a file cannot be written; says what is wrong with each. A file of before is replaced by a whole one
    /// or not at all.
    pub fn keep_what_can_be(
        &self,
        text: &str,
        asked: &Asked,
        machine: &Machine,
        executed: &Executed,
        operations: u64,
    ) -> Vec<RunDirError> {
        let pieces = Pieces::numbers(&self.path).len();
        let judge = JudgeFile::of(asked, machine, executed).ended(operations, pieces);
        // What says that the run ended comes last.
        let written = [
            self.write_people(text, &executed.people),
            self.write_ledger(&executed.ledger),
            self.write_json(JUDGE_FILE, &judge),
        ];
        written.into_iter().filter_map(Result::err).collect()
    }

    /// What judging a run takes that has just begun.
    fn write_people(&self, text: &str, people: &Known) -> Result<(), RunDirError> {
        let is_there =
            fs::read(self.path.join(SCENARIO_FILE)).is_ok_and(|there| there == text.as_bytes());
        if !is_there {
            self.write(SCENARIO_FILE, text.as_bytes())?;
        }
        match people {
            Known::Listed { people, .. } => self.write_json(PEOPLE_FILE, &listed::written(people)),
            Known::Population(_) => Ok(()),
        }
    }

    /// Reads a run back.
    ///
    /// # Errors
    /// When a file is missing, damaged, cut off or does not belong to the others.
    pub fn read(&self) -> Result<KeptRun, RunDirError> {
        let kept: JudgeFile = self.read_json(JUDGE_FILE)?;
        kept.check()
            .map_err(|what| self.changed(JUDGE_FILE, what))?;
        let text = self.read_text(SCENARIO_FILE)?;
        if digest_of(&text) != kept.asked.digest {
            let what = "the scenario of a run must be the one that was run, this one was changed";
            return Err(self.changed(SCENARIO_FILE, what.to_owned()));
        }
        let name = self.path.join(SCENARIO_FILE).display().to_string();
        let scenario = Scenario::parse(&text, &name, &kept.asked.options.overrides())
            .map_err(RunDirError::Scenario)?;
        let people = match kept.people {
            PeopleFrom::Scenario => {
                Known::Population(Box::new(population_of(&scenario.population)?))
            }
            PeopleFrom::Listed | PeopleFrom::ListedOfScenario => {
                let people = listed::read(self.read_json(PEOPLE_FILE)?)
                    .map_err(|what| self.changed(PEOPLE_FILE, what))?;
                let is_all = kept.people == PeopleFrom::ListedOfScenario;
                let population = is_all.then(|| population_of(&scenario.population));
                Known::Listed {
                    people,
                    population: population.transpose()?.map(Box::new),
                    strangers: kept
                        .strangers
                        .iter()
                        .map(|text| NhsNumber::parse(text))
                        .collect::<Result<_, _>>()
                        .map_err(|error| self.changed(JUDGE_FILE, error.to_string()))?,
                    earlier: earlier::read(&kept.earlier)
                        .map_err(|what| self.changed(JUDGE_FILE, what))?,
                }
            }
        };
        let (asked, machine) = (kept.asked.clone(), kept.machine.clone());
        let (operations, has_ended) = (kept.operations, kept.has_ended());
        let files = self.files_of(&kept)?;
        let executed = kept
            .executed(Ledger::default(), people)
            .map_err(|what| self.changed(JUDGE_FILE, what))?;
        Ok(KeptRun {
            scenario,
            asked,
            machine,
            executed,
            has_ended,
            operations,
            files,
        })
    }

    fn files_of(&self, kept: &JudgeFile) -> Result<RunFiles, RunDirError> {
        let history = Pieces::find(&self.path, kept.pieces())?;
        let files = RunFiles {
            history,
            ..self.files(1)
        };
        let is_written = files.has_ledger() || !kept.is_incomplete();
        if kept.has_ended() && is_written {
            return Ok(files);
        }
        // Whatever there is of it was not finished, or there was no room for it.
        let nothing = Ledger::default();
        files.holding(&nothing).map_err(|source| {
            RunDirError::History(RecorderError::Damaged {
                path: self.path.join(LEDGER_FILE),
                source,
            })
        })
    }

    fn changed(&self, name: &str, what: String) -> RunDirError {
        RunDirError::Changed {
            path: self.path.join(name),
            what,
        }
    }

    fn write_ledger(&self, ledger: &Ledger) -> Result<(), RunDirError> {
        let path = self.path.join(LEDGER_FILE);
        let write = || -> Result<(), HistoryError> {
            let mut writer = HistoryWriter::begin(BufWriter::new(fs::File::create(&path)?))?;
            writer.write_ledger(ledger)?;
            writer.finish().map(drop)
        };
        write().map_err(|source| {
            // Half a ledger is none.
            let _ = fs::remove_file(&path);
            let path = path.clone();
            if let HistoryError::Io(source) = source {
                RunDirError::Unwritable { path, source }
            } else {
                RunDirError::History(RecorderError::Damaged { path, source })
            }
        })
    }

    fn write_json(&self, name: &str, value: &impl Serialize) -> Result<(), RunDirError> {
        let path = self.path.join(name);
        let text =
            serde_json::to_vec(value).map_err(|source| RunDirError::Malformed { path, source })?;
        self.write(name, &text)
    }

    fn write(&self, name: &str, text: &[u8]) -> Result<(), RunDirError> {
        let path = self.path.join(name);
        let whole = self.path.join(format!("{name}{BEING_WRITTEN}"));
        let write = || {
            let mut file = fs::File::create(&whole)?;
            file.write_all(text)?;
            file.sync_all()?;
            fs::rename(&whole, &path)
        };
        write().map_err(|source| {
            let _ = fs::remove_file(&whole);
            RunDirError::Unwritable { path, source }
        })
    }

    fn read_json<T: DeserializeOwned>(&self, name: &str) -> Result<T, RunDirError> {
        let text = self.read_text(name)?;
        let path = self.path.join(name);
        serde_json::from_str(&text).map_err(|source| RunDirError::Malformed { path, source })
    }

    fn read_text(&self, name: &str) -> Result<String, RunDirError> {
        let path = self.path.join(name);
        fs::read_to_string(&path).map_err(|source| RunDirError::Missing { path, source })
    }
}

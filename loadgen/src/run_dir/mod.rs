//! The directory of a run: everything that is needed to read it, and to judge it again without a Spine.

mod earlier;
mod kept;
mod listed;
mod merge;
mod reading;

use crate::assemble::{Asked, digest_of};
use crate::checker::{Files, Judged};
use crate::executed::Executed;
use crate::history::{HistoryError, HistoryWriter, Ledger, Tail};
use crate::people::population_of;
use crate::recorder::{HISTORY_FILE, RecorderError};
use crate::scenario::{Mistakes, Scenario};
use crate::truth::Known;
use cpis_population::SettingsError;
use cpis_vocabulary::{NhsNumber, Timestamp};
use kept::{JudgeFile, PeopleFrom};
use reports::Machine;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

pub use merge::merge;

const SCENARIO_FILE: &str = "scenario.toml";
const LEDGER_FILE: &str = "ledger.log";
const JUDGE_FILE: &str = "judge.json";
const PEOPLE_FILE: &str = "people.json";

/// What an earlier run may have left in the directory.
const FILES: [&str; 9] = [
    "run.json",
    "run.html",
    "run.csv",
    "junit.xml",
    HISTORY_FILE,
    SCENARIO_FILE,
    LEDGER_FILE,
    JUDGE_FILE,
    PEOPLE_FILE,
];

/// The directory of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunDir {
    path: PathBuf,
    /// Whether it was made for this run.
    is_new: bool,
}

/// A run as it was kept.
#[derive(Debug)]
pub struct KeptRun {
    /// What was run, with the options it was run with.
    pub scenario: Scenario,
    /// How it was asked for.
    pub asked: Asked,
    /// The machine that generated the load.
    pub machine: Machine,
    /// What the executor handed back; the ledger stays in its file.
    pub executed: Executed,
    /// How many operations the history has.
    operations: u64,
    files: RunFiles,
}

/// The operations and the ledger of a run: they may be longer than what fits into memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunFiles {
    history: PathBuf,
    ledger: PathBuf,
}

impl RunFiles {
    /// As the judge takes them.
    pub fn as_files(&self) -> Files<'_> {
        Files {
            history: &self.history,
            ledger: &self.ledger,
        }
    }
}

impl KeptRun {
    /// The operations and the ledger.
    pub fn files(&self) -> Files<'_> {
        self.files.as_files()
    }

    /// Says whether what was read is all that the run wrote.
    ///
    /// # Errors
    /// When the history or the ledger is cut off.
    pub fn is_whole(&self, judged: &Judged) -> Result<(), RunDirError> {
        let (found, required) = (judged.operations, self.operations);
        if let Tail::Truncated { offset } = judged.tail {
            return Err(RunDirError::History(RecorderError::CutOff {
                path: self.files.history.clone(),
                offset,
                whole: usize::try_from(found).unwrap_or(usize::MAX),
            }));
        }
        if found != required {
            return Err(RunDirError::Changed {
                path: self.files.history.clone(),
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

/// Why a run's directory cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RunDirError {
    /// The directory or a file of it cannot be made.
    #[error("{}: the directory of a run must be writable", path.display())]
    Unwritable {
        /// What could not be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is missing, or cannot be read.
    #[error("{}: a run's directory must have this file", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file has another form.
    #[error("{}: the file must be as `loadgen run` wrote it", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and how it differs.
        source: serde_json::Error,
    },
    /// Something in the files does not fit together.
    #[error("{}: {what}", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What was required, and what was found.
        what: String,
    },
    /// Shards that do not make a run.
    #[error("{0}")]
    Shards(String),
    /// The scenario is not one any more.
    #[error("the run's scenario must be valid: {0}")]
    Scenario(Mistakes),
    /// The people cannot be made again.
    #[error("the run's people must be possible")]
    People(#[from] SettingsError),
    /// The history is damaged or cut off.
    #[error(transparent)]
    History(#[from] RecorderError),
}

impl RunDir {
    /// Makes the directory, with all above it; what an earlier run left in it is removed.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn create(path: &Path) -> Result<Self, RunDirError> {
        let unwritable = |path: &Path, source| RunDirError::Unwritable {
            path: path.to_owned(),
            source,
        };
        let is_new = !path.exists();
        fs::create_dir_all(path).map_err(|source| unwritable(path, source))?;
        for name in FILES {
            let file = path.join(name);
            match fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(unwritable(&file, error)),
            }
        }
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
        let _ = fs::remove_file(self.path.join(HISTORY_FILE));
        if self.is_new {
            let _ = fs::remove_dir(&self.path);
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The operations and the ledger of the run that it holds.
    pub fn files(&self) -> RunFiles {
        RunFiles {
            history: self.path.join(HISTORY_FILE),
            ledger: self.path.join(LEDGER_FILE),
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
        self.write(SCENARIO_FILE, text.as_bytes())?;
        self.write_ledger(&executed.ledger)?;
        if let Known::Listed { people, .. } = &executed.people {
            self.write_json(PEOPLE_FILE, &listed::written(people))?;
        }
        self.write_json(
            JUDGE_FILE,
            &JudgeFile::of(asked, machine, executed, operations),
        )
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
        let operations = kept.operations;
        let executed = kept
            .executed(Ledger::default(), people)
            .map_err(|what| self.changed(JUDGE_FILE, what))?;
        Ok(KeptRun {
            scenario,
            asked,
            machine,
            executed,
            operations,
            files: self.files(),
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
        let damaged = |source| RecorderError::Damaged {
            path: path.clone(),
            source,
        };
        Ok(write().map_err(damaged)?)
    }

    fn write_json(&self, name: &str, value: &impl Serialize) -> Result<(), RunDirError> {
        let path = self.path.join(name);
        let text =
            serde_json::to_vec(value).map_err(|source| RunDirError::Malformed { path, source })?;
        self.write(name, &text)
    }

    fn write(&self, name: &str, text: &[u8]) -> Result<(), RunDirError> {
        let path = self.path.join(name);
        fs::write(&path, text).map_err(|source| RunDirError::Unwritable { path, source })
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

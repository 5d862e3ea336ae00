//! The runs of a side.

use std::fs;
use std::path::{Path, PathBuf};

use super::Compared;
use crate::record::RunRecord;
use crate::{ReadError, page, read};

/// The test's arithmetic grows with the fourth power of the runs; more of them than this tell nothing that these do not.
const RUNS_MAX: usize = 30;

/// One side of a comparison: a run, or several of the same.
#[derive(Debug, Clone)]
pub struct Side {
    runs: Vec<(PathBuf, RunRecord)>,
}

/// A side that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SideError {
    /// A run's record could not be read.
    #[error("a side of a comparison is made of runs")]
    Unreadable(#[from] ReadError),
    /// A directory holds neither a run nor runs.
    #[error(
        "{}: a side of a comparison is a directory with a run.json, or one whose directories have one; this one has neither",
        .0.display()
    )]
    NoRun(PathBuf),
    /// Nothing was named.
    #[error("a side of a comparison needs at least one run, this one names none")]
    Nothing,
    /// More runs than are of use.
    #[error("a side of a comparison has at most {RUNS_MAX} runs, this one has {0}")]
    TooMany(usize),
}

impl Side {
    /// Reads a side: a run's directory, a directory of such directories (in the order of their names), or several of either with
    /// commas between them. A directory whose own name has a comma in it is taken for one.
    ///
    /// # Errors
    ///
    /// When there is no run or there are too many, or one cannot be read.
    pub fn read(text: &str) -> Result<Self, SideError> {
        let whole = Path::new(text);
        let parts: Vec<&Path> = if whole.exists() {
            vec![whole]
        } else {
            text.split(',').map(str::trim).map(Path::new).collect()
        };
        let named = parts.iter().filter(|part| !part.as_os_str().is_empty());
        let directories: Vec<PathBuf> = named
            .map(|part| runs_in(part))
            .collect::<Result<Vec<_>, _>>()?
            .concat();
        if directories.len() > RUNS_MAX {
            return Err(SideError::TooMany(directories.len()));
        }
        let read = |directory: PathBuf| {
            let record = read(&directory.join("run.json"))?;
            Ok((directory, record))
        };
        let runs: Vec<_> = directories
            .into_iter()
            .map(read)
            .collect::<Result<_, SideError>>()?;
        Self::of(runs).ok_or(SideError::Nothing)
    }

    /// A side of runs that are known, with their directories; nothing of none.
    pub fn of(runs: Vec<(PathBuf, RunRecord)>) -> Option<Self> {
        (!runs.is_empty()).then_some(Self { runs })
    }

    pub(super) fn runs(&self) -> impl Iterator<Item = (String, &RunRecord)> {
        let name = |path: &PathBuf| path.display().to_string();
        self.runs.iter().map(move |(path, run)| (name(path), run))
    }

    pub(super) fn records(&self) -> Vec<&RunRecord> {
        self.runs.iter().map(|(_, record)| record).collect()
    }

    pub(super) fn compared(&self) -> Vec<Compared> {
        let run = |(directory, record): (String, &RunRecord)| Compared {
            directory,
            started_at: record.started_at.clone(),
            seed: record.generator.seed,
            title: record.title.clone(),
            scenario: format!("{} ({})", record.scenario.file, record.scenario.digest),
            arrivals: record.schedule.arrivals.clone(),
            machine: page::machine_line(&record.machine),
            spine: page::spine(&record.target.spine).to_owned(),
            version: record.generator.version.clone(),
            outcome: record.conclusion.sentence.clone(),
        };
        self.runs().map(run).collect()
    }
}

/// The directory itself if it is a run's, else the runs' directories in it.
fn runs_in(directory: &Path) -> Result<Vec<PathBuf>, SideError> {
    let is_run = |path: &Path| path.join("run.json").is_file();
    if is_run(directory) || !directory.is_dir() {
        return Ok(vec![directory.to_owned()]);
    }
    let listed = fs::read_dir(directory).map_err(|source| ReadError::Unreadable {
        path: directory.to_owned(),
        source,
    })?;
    let mut runs: Vec<PathBuf> = listed
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_run(path))
        .collect();
    runs.sort();
    if runs.is_empty() {
        return Err(SideError::NoRun(directory.to_owned()));
    }
    Ok(runs)
}

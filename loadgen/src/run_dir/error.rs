use crate::history::MissingPiece;
use crate::recorder::RecorderError;
use crate::scenario::Mistakes;
use cpis_population::SettingsError;
use std::io;
use std::path::PathBuf;

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
    /// A directory that has a run already.
    #[error(
        "{}: the directory of a run must have none before, this one has {found}: name another with --out, or replace the run with --overwrite",
        path.display()
    )]
    Taken {
        /// The directory.
        path: PathBuf,
        /// The file that tells.
        found: String,
    },
    /// A run that was broken off.
    #[error("{}: the directory of a run that ended is required, this one was broken off", .0.display())]
    NotEnded(PathBuf),
    /// A piece of the history is missing.
    #[error(transparent)]
    MissingPiece(#[from] MissingPiece),
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

//! How the program ends: the codes that scripts rely on.

use core::fmt;
use std::error::Error;
use std::process::ExitCode;

/// What `--help` says about the codes.
pub const EXIT_CODES: &str = "\
Exit codes, the first that applies:
  2  the command, the scenario or the run's directory is wrong, or the target cannot be reached
  1  a bug of ours, or a file of a run that would end with 0 could not be written
 10  a rule is broken
 13  the generator could not keep up, or not everything could be recorded, so the run counts for nothing
 11  a rule that the scenario proves could be neither upheld nor broken
 12  the rules are upheld, a target is missed
  0  the rules are upheld, the targets are met";

/// Why there is no verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The command, the scenario or the target is wrong: whoever called can mend it. Exit code 2.
    Wrong(String),
    /// A bug of ours, or of the machine. Exit code 1.
    Ours(String),
    /// There is a verdict, which was told, but not every file of the run.
    Unwritten {
        /// The verdict's exit code; 1 in the place of 0.
        code: u8,
        /// The files, and the system's words.
        text: String,
    },
}

impl Failure {
    /// What whoever called can mend, with its causes.
    pub fn wrong(error: &dyn Error) -> Self {
        Self::Wrong(chain(error))
    }

    /// What they cannot mend, with its causes.
    pub fn ours(error: &dyn Error) -> Self {
        Self::Ours(chain(error))
    }

    /// A verdict with this exit code, whose files could not all be written. Nobody takes a 0 for success who then misses a file.
    pub fn unwritten(code: u8, troubles: &[Box<dyn Error>]) -> Self {
        let each = troubles.iter().map(|error| chain(&**error));
        Self::Unwritten {
            code: code.max(1),
            text: each.collect::<Vec<_>>().join("\n"),
        }
    }

    /// A failure whose own code says which of the two it is.
    pub fn with_code(code: u8, error: &dyn Error) -> Self {
        if code == 2 {
            Self::wrong(error)
        } else {
            Self::ours(error)
        }
    }

    /// 2 or 1, or that of a verdict whose files are not all there.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Wrong(_) => 2,
            Self::Ours(_) => 1,
            Self::Unwritten { code, .. } => *code,
        }
    }
}

impl From<&Failure> for ExitCode {
    fn from(failure: &Failure) -> Self {
        Self::from(failure.code())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong(text) | Self::Ours(text) | Self::Unwritten { text, .. } => {
                f.write_str(text)
            }
        }
    }
}

impl Error for Failure {}

/// The error and its causes, in one line.
fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

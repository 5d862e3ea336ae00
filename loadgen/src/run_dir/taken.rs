//! A directory that has a run already: nobody's measurements are written over unasked.

use super::{JUDGE_FILE, LEDGER_FILE, PEOPLE_FILE, RunDirError, SCENARIO_FILE};
use crate::history::{Pieces, piece_name};
use crate::replay::{FOLDER, remove_scripts};
use reports::HDR_LOG_FILE;
use std::fs;
use std::io;
use std::path::Path;

/// What becomes of the run that a directory has already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existing {
    /// It stays, and there is no other.
    Stays,
    /// It is removed, file by file; whatever else is there stays.
    IsReplaced,
}

impl Existing {
    /// As whoever calls wants it.
    pub const fn replaced_if(is_asked: bool) -> Self {
        if is_asked {
            Self::IsReplaced
        } else {
            Self::Stays
        }
    }
}

/// The files of a run besides its history.
const FILES: [&str; 12] = [
    "run.json",
    "run.html",
    "run.csv",
    "junit.xml",
    HDR_LOG_FILE,
    SCENARIO_FILE,
    LEDGER_FILE,
    PEOPLE_FILE,
    JUDGE_FILE,
    "scenario.toml.new",
    "people.json.new",
    "judge.json.new",
];

/// Makes sure that a directory has no run, where it is one.
///
/// # Errors
/// When it has one that stays, or a file of it cannot be removed.
pub(super) fn clear(path: &Path, existing: Existing) -> Result<(), RunDirError> {
    let Some(found) = run_in(path) else {
        return Ok(());
    };
    match existing {
        Existing::Stays => Err(RunDirError::Taken {
            path: path.to_owned(),
            found,
        }),
        Existing::IsReplaced => remove(path),
    }
}

/// The file by which a directory is known to have a run.
fn run_in(path: &Path) -> Option<String> {
    let record = ["run.json", JUDGE_FILE].map(str::to_owned);
    let pieces = Pieces::numbers(path).into_iter().map(piece_name);
    let mut telling = record.into_iter().chain(pieces);
    telling.find(|name| path.join(name).exists())
}

/// Removes the run that a directory has, and nothing else.
///
/// # Errors
/// When a file cannot be removed.
pub(super) fn remove(path: &Path) -> Result<(), RunDirError> {
    // The run is known by its files: while one of these is left, so is it.
    remove_scripts(path).map_err(|source| RunDirError::Unwritable {
        path: path.join(FOLDER),
        source,
    })?;
    remove_each(path, &FILES)
}

/// Removes what a run that never began has left; a scenario may have been there before.
///
/// # Errors
/// As [`remove`].
pub(super) fn remove_begun(path: &Path) -> Result<(), RunDirError> {
    remove_each(path, &[JUDGE_FILE, PEOPLE_FILE, LEDGER_FILE])
}

fn remove_each(path: &Path, names: &[&str]) -> Result<(), RunDirError> {
    let pieces = Pieces::numbers(path).into_iter().map(piece_name);
    for name in pieces.chain(names.iter().map(|name| (*name).to_owned())) {
        let file = path.join(name);
        match fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(RunDirError::Unwritable { path: file, source }),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::BEING_WRITTEN;
    use super::*;

    #[test]
    fn what_is_being_written_is_removed_with_the_rest() {
        for name in [PEOPLE_FILE, JUDGE_FILE, SCENARIO_FILE] {
            assert!(
                FILES.contains(&&*format!("{name}{BEING_WRITTEN}")),
                "{name}"
            );
        }
    }

    #[test]
    fn a_directory_with_a_run_is_known_and_only_the_run_is_removed() {
        for (file, is_run) in [
            ("run.json", true),
            ("history.log", true),
            ("history-0003.log", true),
            ("judge.json", true),
            ("notes.txt", false),
            ("history.txt", false),
            ("run.html", false),
        ] {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path();
            fs::create_dir(path.join(FOLDER)).unwrap();
            let script = path.join(FOLDER).join("01-ASN-3.sh");
            for name in [path.join(file), path.join("mine.txt"), script.clone()] {
                fs::write(name, "").unwrap();
            }
            let refused = clear(path, Existing::Stays).map_err(|error| error.to_string());
            assert_eq!(refused.is_err(), is_run, "{file}");
            if let Err(said) = refused {
                assert!(said.contains(&format!("this one has {file}")), "{said}");
                assert!(said.contains("--overwrite"), "{said}");
            }
            assert!(path.join(file).exists(), "{file}");
            clear(path, Existing::IsReplaced).unwrap();
            assert_eq!(path.join(file).exists(), !is_run, "{file}");
            assert_eq!(script.exists(), !is_run, "{file}");
            assert!(path.join("mine.txt").exists());
        }
    }
}

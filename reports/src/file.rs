//! The files of a run's directory.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{RunRecord, csv, html, junit};

const NEWEST: u32 = 1;

/// A `run.json` that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("{}: a run record must be readable", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is JSON of another shape, or no JSON at all.
    #[error("{}: a run record has the shape of run.schema.json", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and how it differs.
        source: serde_json::Error,
    },
    /// The file was written by a later version of this program.
    #[error(
        "{}: this program reads run records up to `run/{NEWEST}`, this one is `{found}`; \
         read it with the version of `reports` that came with the generator", path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version it names.
        found: String,
    },
    /// The file names no version that ever was.
    #[error("{}: the `schema` of a run record is `run/{NEWEST}`, this one says `{found}`", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it names instead.
        found: String,
    },
}

/// A report that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: the reports of a run must be writable", path.display())]
pub struct WriteError {
    /// The file or directory.
    pub path: PathBuf,
    /// What the system says.
    pub source: std::io::Error,
}

/// Reads a `run.json`.
///
/// Unknown fields are passed over: a later `run/1` may have more.
///
/// # Errors
///
/// When the file cannot be read, is of another shape, or of a version that this program does not know.
pub fn read(path: &Path) -> Result<RunRecord, ReadError> {
    let text = fs::read_to_string(path).map_err(|source| ReadError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    // The version first: a later format must not be reported as a missing field.
    let malformed = |source| ReadError::Malformed {
        path: path.to_owned(),
        source,
    };
    let Versioned { schema } = serde_json::from_str(&text).map_err(malformed)?;
    match version(&schema) {
        Some(1..=NEWEST) => serde_json::from_str(&text).map_err(malformed),
        Some(0) | None => Err(ReadError::Foreign {
            path: path.to_owned(),
            found: schema,
        }),
        Some(_) => Err(ReadError::Newer {
            path: path.to_owned(),
            found: schema,
        }),
    }
}

#[derive(Deserialize)]
struct Versioned {
    schema: String,
}

fn version(schema: &str) -> Option<u32> {
    schema.strip_prefix("run/")?.parse().ok()
}

/// Writes `run.json`, `run.html`, `run.csv` and `junit.xml` into a directory, which is made if it is not there.
///
/// # Errors
///
/// When the directory cannot be made or a file cannot be written. `run.json` is written first, so the others can be made again
/// from it.
pub fn write_all(record: &RunRecord, directory: &Path) -> Result<(), WriteError> {
    let troubles = write_each(record, directory);
    troubles.into_iter().next().map_or(Ok(()), Err)
}

/// The same, and goes on where a file cannot be written; says what is wrong with each. Of such a file nothing is left.
pub fn write_each(record: &RunRecord, directory: &Path) -> Vec<WriteError> {
    let json = serde_json::to_string_pretty(record).map_err(|error| WriteError {
        path: directory.join("run.json"),
        source: error.into(),
    });
    let written = [
        json.and_then(|json| write(directory, "run.json", &(json + "\n"))),
        write(directory, "run.html", &html(record)),
        write(directory, "run.csv", &csv(record)),
        write(directory, "junit.xml", &junit(record)),
    ];
    written.into_iter().filter_map(Result::err).collect()
}

/// Writes `run.html`, `run.csv` and `junit.xml` into a directory, and leaves its `run.json` alone.
///
/// # Errors
///
/// As [`write_all`].
pub fn write_reports(record: &RunRecord, directory: &Path) -> Result<(), WriteError> {
    write(directory, "run.html", &html(record))?;
    write(directory, "run.csv", &csv(record))?;
    write(directory, "junit.xml", &junit(record))
}

fn write(directory: &Path, name: &str, text: &str) -> Result<(), WriteError> {
    write_file(&directory.join(name), text)
}

/// Writes a report to a file, whose directory is made if it is not there.
///
/// # Errors
///
/// When the directory cannot be made or the file cannot be written.
pub fn write_file(path: &Path, text: &str) -> Result<(), WriteError> {
    let directory = path.parent().unwrap_or(Path::new(""));
    let written = fs::create_dir_all(directory).and_then(|()| fs::write(path, text));
    written.map_err(|source| {
        // Half a report is none.
        if path.is_file() {
            let _ = fs::remove_file(path);
        }
        WriteError {
            path: path.to_owned(),
            source,
        }
    })
}

/// The JSON schema of `run.json`, as text.
pub fn schema() -> String {
    let schema = schemars::schema_for!(RunRecord);
    format!("{:#}\n", schema.as_value())
}

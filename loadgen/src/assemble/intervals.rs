//! The times of a run as histograms by interval, for tools that read `HdrHistogram` logs.

use crate::history::{Moment, Operation, Outcome};
use crate::measure::{Measures, response_us};
use cpis_vocabulary::{Text, Timestamp};
use hdrhistogram::Histogram;
use reports::{HDR_LOG_FILE, HdrLog, WriteError};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

const NANOS: u64 = 1_000_000_000;

/// Writes `run.hlog`: second by second, by when the operations fell due, the response times of all operations without a tag, their
/// service times and lateness under `service` and `lateness`, and the response times of each step under its name. At its end each of
/// the three times of every step, care setting and outcome, of the whole run but its warm-up.
///
/// Operations come about in the order in which they ended. A second is written when one has fallen due a minute later; whatever of it
/// comes later still is counted in the earliest second that is not written.
pub struct Intervals {
    path: PathBuf,
    log: HdrLog<BufWriter<File>>,
    open: BTreeMap<u64, BTreeMap<Option<Text>, Histogram<u64>>>,
    written_to: u64,
    /// The first thing that went wrong; nothing is written after it.
    broken: Option<io::Error>,
}

/// Significant digits: as many of these histograms as seconds wait are in memory at one time.
const DIGITS: u8 = 2;

/// So many seconds wait for stragglers.
const OPEN_SECONDS: u64 = 60;

impl Intervals {
    /// Begins the file in a run's directory.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(
        directory: &Path,
        title: &str,
        started_at: Timestamp,
    ) -> Result<Self, WriteError> {
        let path = directory.join(HDR_LOG_FILE);
        let started_at = u64::try_from(started_at.millis()).unwrap_or(0);
        let begun = File::create(&path)
            .and_then(|file| HdrLog::begin(BufWriter::new(file), started_at, &[title]));
        match begun {
            Ok(log) => Ok(Self {
                path,
                log,
                open: BTreeMap::new(),
                written_to: 0,
                broken: None,
            }),
            Err(source) => Err(WriteError { path, source }),
        }
    }

    /// Takes one operation.
    pub fn take(&mut self, operation: &Operation) {
        if operation.is_load() && self.broken.is_none() {
            self.broken = self.add(operation).err();
        }
    }

    /// Writes what is left, and the figures of the whole run.
    ///
    /// # Errors
    /// When the file could not be written.
    pub fn finish(mut self, measures: &Measures) -> Result<(), WriteError> {
        let rest = match self.broken.take() {
            Some(broken) => Err(broken),
            None => self
                .write_before(u64::MAX)
                .and_then(|()| self.write_whole(measures)),
        };
        let written = rest.and_then(|()| self.log.finish().map(drop));
        let path = self.path;
        written.map_err(|source| {
            // Half of the times are none.
            let _ = std::fs::remove_file(&path);
            WriteError { path, source }
        })
    }

    fn add(&mut self, operation: &Operation) -> io::Result<()> {
        let second = (operation.due.nanos() / NANOS).max(self.written_to);
        let by_tag = self.open.entry(second).or_default();
        for (tag, us) in times(operation).into_iter().flatten() {
            let times = match by_tag.entry(tag) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(Histogram::new(DIGITS).map_err(io::Error::other)?)
                }
            };
            times.record(us).map_err(io::Error::other)?;
        }
        self.write_before(second.saturating_sub(OPEN_SECONDS))
    }

    /// A line for each time of each step, care setting and outcome, `STEP/SETTING/OUTCOME/TIME`: those of several runs can be added.
    fn write_whole(&mut self, measures: &Measures) -> io::Result<()> {
        let from = measures.since.nanos() / 1_000_000;
        let to = (measures.due_last.nanos() / NANOS + 1) * 1_000;
        for step in measures.steps() {
            let setting = step.setting;
            let setting = setting.map_or_else(|| "-".to_owned(), |setting| setting.to_string());
            for (outcome, tally) in step.by_outcome() {
                let times = [
                    ("lateness", &tally.lateness),
                    ("service", &tally.service),
                    ("response", &tally.response),
                ];
                for (name, times) in times {
                    let tag = format!("{}/{setting}/{}/{name}", step.step, outcome.name());
                    if let Some(times) = times.histogram() {
                        self.log.interval(Some(&tag), [from, to.max(from)], times)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn write_before(&mut self, end: u64) -> io::Result<()> {
        while let Some(first) = self.open.first_entry().filter(|first| *first.key() < end) {
            let (second, by_tag) = first.remove_entry();
            self.written_to = second + 1;
            let from = second * 1_000;
            for (tag, times) in &by_tag {
                self.log
                    .interval(tag.as_deref(), [from, from + 1_000], times)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Intervals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intervals")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// The times of one operation and their tags, as [`reports::Times`] has them.
fn times(operation: &Operation) -> [Option<(Option<Text>, u64)>; 4] {
    let was_sent = !matches!(operation.outcome, Outcome::NotSent);
    let response = response_us(operation);
    let service = operation.answered.filter(|_| response.is_some());
    [
        response.map(|us| (None, us)),
        response.map(|us| (Some(operation.step.clone()), us)),
        service.map(|answered| (Some("service".into()), micros(operation.sent, answered))),
        was_sent.then(|| {
            (
                Some("lateness".into()),
                micros(operation.due, operation.sent),
            )
        }),
    ]
}

/// Zero where the second lies before the first.
fn micros(from: Moment, to: Moment) -> u64 {
    to.nanos().saturating_sub(from.nanos()) / 1_000
}

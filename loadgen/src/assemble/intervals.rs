//! The times of a run as histograms by interval, for tools that read `HdrHistogram` logs.

use crate::history::{Moment, Operation, Outcome};
use crate::measure::{is_load, response_us};
use cpis_vocabulary::Timestamp;
use hdrhistogram::Histogram;
use reports::{HDR_LOG_FILE, HdrLog, WriteError};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

const NANOS: u64 = 1_000_000_000;

/// Writes `run.hlog` into a run's directory: second by second, by when the operations fell due, the response times of all operations
/// without a tag, their service times and lateness under `service` and `lateness`, and the response times of each step under its
/// name.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_intervals(
    operations: &[Operation],
    title: &str,
    started_at: Timestamp,
    directory: &Path,
) -> Result<(), WriteError> {
    let path = directory.join(HDR_LOG_FILE);
    let written = File::create(&path)
        .and_then(|file| intervals(operations, title, started_at, BufWriter::new(file)));
    written.map_err(|source| WriteError { path, source })
}

/// The interval log of a run, written to `out`.
fn intervals<W: Write>(
    operations: &[Operation],
    title: &str,
    started_at: Timestamp,
    out: W,
) -> io::Result<()> {
    let started_at = u64::try_from(started_at.millis()).unwrap_or(0);
    let mut log = HdrLog::begin(out, started_at, &[title])?;
    let mut load: Vec<&Operation> = operations.iter().filter(|one| is_load(one)).collect();
    load.sort_by_key(|operation| (operation.due, operation.number));
    let second = |operation: &Operation| operation.due.nanos() / NANOS;
    for together in load.chunk_by(|one, other| second(one) == second(other)) {
        let from = together.first().map_or(0, |first| second(first)) * 1_000;
        let mut by_tag: BTreeMap<Option<&str>, Histogram<u64>> = BTreeMap::new();
        for operation in together {
            for (tag, us) in times(operation).into_iter().flatten() {
                take(&mut by_tag, tag, us)?;
            }
        }
        for (tag, times) in &by_tag {
            log.interval(*tag, [from, from + 1_000], times)?;
        }
    }
    log.finish().map(drop)
}

fn take<'a>(
    by_tag: &mut BTreeMap<Option<&'a str>, Histogram<u64>>,
    tag: Option<&'a str>,
    us: u64,
) -> io::Result<()> {
    let times = match by_tag.entry(tag) {
        std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
        std::collections::btree_map::Entry::Vacant(free) => {
            free.insert(Histogram::new(3).map_err(io::Error::other)?)
        }
    };
    times.record(us).map_err(io::Error::other)
}

/// The times of one operation and their tags, as [`reports::Times`] has them.
fn times(operation: &Operation) -> [Option<(Option<&str>, u64)>; 4] {
    let was_sent = !matches!(operation.outcome, Outcome::NotSent);
    let response = response_us(operation);
    let service = operation.answered.filter(|_| response.is_some());
    [
        response.map(|us| (None, us)),
        response.map(|us| (Some(&*operation.step), us)),
        service.map(|answered| (Some("service"), micros(operation.sent, answered))),
        was_sent.then(|| (Some("lateness"), micros(operation.due, operation.sent))),
    ]
}

/// Zero where the second lies before the first.
fn micros(from: Moment, to: Moment) -> u64 {
    to.nanos().saturating_sub(from.nanos()) / 1_000
}

use super::super::RunDirError;
use super::{Part, changed};
use crate::history::{
    FINAL_LIST_STEP, HistoryError, HistoryReader, HistoryWriter, Moment, Operation, Tail,
    draw_apart,
};
use crate::recorder::{HISTORY_FILE, RecorderError};
use core::time::Duration;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

/// What the merged history says of one shard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Spans {
    pub(super) operations: u64,
    /// When the last operation was over that may have left a trace.
    pub(super) quiet_from: Moment,
    /// When the first of the lists was read that are final.
    pub(super) lists_from: Option<Moment>,
}

impl Spans {
    fn take(&mut self, operation: &Operation) {
        self.operations += 1;
        if &*operation.step == FINAL_LIST_STEP {
            let from = self.lists_from.unwrap_or(Moment::MAX);
            self.lists_from = Some(from.min(operation.sent));
        } else {
            let over = operation.answered.unwrap_or(operation.sent);
            self.quiet_from = self.quiet_from.max(over);
        }
    }
}

/// So much is read and written at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// Writes the histories of all shards, one after the other: their order is that of their moments, not that of the file.
pub(super) fn merge(
    parts: &[Part],
    directory: &Path,
    apart: Duration,
) -> Result<Vec<Spans>, RunDirError> {
    let path = directory.join(HISTORY_FILE);
    let unwritable = |source| RunDirError::Unwritable {
        path: path.clone(),
        source,
    };
    let damaged = |path: &Path, source| RecorderError::Damaged {
        path: path.to_owned(),
        source,
    };
    let file = File::create(&path).map_err(unwritable)?;
    let file = BufWriter::with_capacity(BUFFER_BYTES, file);
    let mut writer = HistoryWriter::begin(file).map_err(|source| damaged(&path, source))?;
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        let from = part.kept.files().history.to_owned();
        let mut spans = Spans::default();
        let tail = each(&from, |mut operation| {
            draw_apart(&mut operation, part.later, apart);
            spans.take(&operation);
            writer.write(&operation)
        });
        let tail = tail.map_err(|source| damaged(&from, source))?;
        if let Tail::Truncated { offset } = tail {
            return Err(RunDirError::History(RecorderError::CutOff {
                path: from,
                offset,
                whole: usize::try_from(spans.operations).unwrap_or(usize::MAX),
            }));
        }
        let (found, required) = (spans.operations, part.kept.operations);
        if found != required {
            let what = format!(
                "the whole history of the shard is required, {required} operations; this one ends after {found}"
            );
            return Err(changed(&from, what));
        }
        all.push(spans);
    }
    writer.finish().map_err(|source| damaged(&path, source))?;
    Ok(all)
}

/// Reads a history, one operation at a time.
fn each(
    path: &Path,
    mut take: impl FnMut(Operation) -> Result<(), HistoryError>,
) -> Result<Tail, HistoryError> {
    let file = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
    let mut reader = HistoryReader::open(file)?;
    for operation in reader.by_ref() {
        take(operation?)?;
    }
    Ok(reader.tail().unwrap_or(Tail::Whole))
}

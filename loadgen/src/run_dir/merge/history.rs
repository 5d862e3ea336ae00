use super::super::RunDirError;
use super::{Part, changed};
use crate::history::{
    FINAL_LIST_STEP, HISTORY_FILE, Moment, Operation, PieceWriter, Tail, draw_apart,
};
use crate::recorder::RecorderError;
use core::time::Duration;
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

/// Writes the histories of all shards, one after the other, in pieces of so many bytes: their order is that of their moments, not that
/// of the files.
pub(super) fn merge(
    parts: &[Part],
    directory: &Path,
    (apart, piece_bytes): (Duration, u64),
) -> Result<Vec<Spans>, RunDirError> {
    let begun = PieceWriter::begin(directory, piece_bytes);
    let mut writer = begun.map_err(|source| RunDirError::Unwritable {
        path: directory.join(HISTORY_FILE),
        source,
    })?;
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        all.push(append(part, apart, &mut writer)?);
    }
    match writer.finish().broken {
        None => Ok(all),
        Some((path, source)) => Err(RecorderError::Damaged { path, source }.into()),
    }
}

/// Appends the history of a shard, one operation at a time.
fn append(part: &Part, apart: Duration, writer: &mut PieceWriter) -> Result<Spans, RunDirError> {
    let from = part.kept.files().history;
    let damaged = |piece: usize, source| RecorderError::Damaged {
        path: from.path(piece).to_owned(),
        source,
    };
    let mut spans = Spans::default();
    let mut reader = from.read().map_err(|source| damaged(0, source))?;
    while let Some(operation) = reader.next() {
        let mut operation = operation.map_err(|source| damaged(reader.piece(), source))?;
        draw_apart(&mut operation, part.later, apart);
        spans.take(&operation);
        writer.write(&[operation]);
        if writer.trouble().is_some() {
            // Whoever ends the history is told.
            return Ok(spans);
        }
    }
    let path = from.path(reader.piece());
    if let Some(Tail::Truncated { offset }) = reader.tail() {
        return Err(RunDirError::History(RecorderError::CutOff {
            path: path.to_owned(),
            offset,
            whole: usize::try_from(spans.operations).unwrap_or(usize::MAX),
        }));
    }
    let (found, required) = (spans.operations, part.kept.operations);
    if found != required {
        let what = format!(
            "the whole history of the shard is required, {required} operations; this one ends after {found}"
        );
        return Err(changed(path, what));
    }
    Ok(spans)
}

use super::format::HistoryError;
use super::{HistoryReader, Tail};
use std::io::{Read, Write};

/// Writes a history as JSON Lines, one operation a line, and says how the history ended.
///
/// # Errors
/// When the history is damaged, or the lines cannot be written.
pub fn export_json_lines<R: Read, W: Write>(
    history: &mut HistoryReader<R>,
    to: &mut W,
) -> Result<Tail, HistoryError> {
    for operation in history.by_ref() {
        let line = serde_json::to_vec(&operation?)
            .map_err(|source| HistoryError::Unwritable(Box::new(source)))?;
        to.write_all(&line)?;
        to.write_all(b"\n")?;
    }
    to.flush()?;
    Ok(history.tail().unwrap_or(Tail::Whole))
}

use super::ExportError;
use crate::history::{HistoryReader, Tail};
use std::io::{self, Read, Write};

/// Writes a history as JSON Lines, one operation a line, in the order in which they were recorded, and says how the history ended.
///
/// # Errors
/// When the history is damaged, after what came before was written, or when the lines cannot be written.
pub fn export_json_lines<R: Read, W: Write>(
    history: &mut HistoryReader<R>,
    to: &mut W,
) -> Result<Tail, ExportError> {
    for operation in history.by_ref() {
        let operation = match operation {
            Ok(operation) => operation,
            Err(error) => {
                to.flush()?;
                return Err(ExportError::Damaged(error));
            }
        };
        let line = serde_json::to_vec(&operation).map_err(io::Error::other)?;
        to.write_all(&line)?;
        to.write_all(b"\n")?;
    }
    to.flush()?;
    Ok(history.tail().unwrap_or(Tail::Whole))
}

use super::Operation;
use super::format::{BODY_BYTES_MAX, FORMAT_VERSION, HistoryError, MAGIC};
use std::io::Write;

/// Appends operations to a file, one frame each; it holds one frame in memory, whatever the length of the run.
///
/// Give it a buffered writer, and one writer per worker where several write at once.
#[derive(Debug)]
pub struct HistoryWriter<W> {
    to: W,
    body: Vec<u8>,
}

impl<W: Write> HistoryWriter<W> {
    /// Begins a history.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn begin(mut to: W) -> Result<Self, HistoryError> {
        to.write_all(MAGIC)?;
        to.write_all(&FORMAT_VERSION.to_le_bytes())?;
        Ok(Self {
            to,
            body: Vec::new(),
        })
    }

    /// Appends one operation.
    ///
    /// # Errors
    /// When it cannot be written, or is longer than any operation can be.
    pub fn write(&mut self, operation: &Operation) -> Result<(), HistoryError> {
        let mut body = std::mem::take(&mut self.body);
        body.clear();
        let body = postcard::to_extend(operation, body)
            .map_err(|source| HistoryError::Unwritable(Box::new(source)))?;
        let length = u32::try_from(body.len())
            .ok()
            .filter(|length| *length <= BODY_BYTES_MAX)
            .ok_or(HistoryError::TooLong { found: body.len() })?;
        let mut head = [0_u8; 8];
        let (first, second) = head.split_at_mut(4);
        first.copy_from_slice(&length.to_le_bytes());
        second.copy_from_slice(&crc32fast::hash(&body).to_le_bytes());
        self.to.write_all(&head)?;
        self.to.write_all(&crc32fast::hash(&head).to_le_bytes())?;
        self.to.write_all(&body)?;
        self.body = body;
        Ok(())
    }

    /// Hands everything written so far to the operating system.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn flush(&mut self) -> Result<(), HistoryError> {
        Ok(self.to.flush()?)
    }

    /// Flushes, and gives the file back.
    ///
    /// # Errors
    /// As [`HistoryWriter::flush`].
    pub fn finish(mut self) -> Result<W, HistoryError> {
        self.flush()?;
        Ok(self.to)
    }
}

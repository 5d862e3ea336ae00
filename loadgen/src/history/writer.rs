use super::bytes::Put;
use super::encode::{as_it_is, encode, listed, tells};
use super::format::HistoryError;
use super::frames::{self, Body};
use super::names::{Definition, NamesGiven, encode_caller};
use super::{FinalList, JournalEntry, Ledger, Notice, Operation};
use std::io::Write;

/// Appends operations to a file, one frame each, and what they refer to by number before them; it holds one frame and the names in
/// memory, whatever the length of the run.
///
/// Give it a buffered writer, and one writer per worker where several write at once.
#[derive(Debug)]
pub struct HistoryWriter<W> {
    to: W,
    body: Vec<u8>,
    names: Box<NamesGiven>,
}

impl<W: Write> HistoryWriter<W> {
    /// Begins a history.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn begin(mut to: W) -> Result<Self, HistoryError> {
        frames::begin(&mut to)?;
        Ok(Self {
            to,
            body: Vec::new(),
            names: Box::default(),
        })
    }

    /// Begins a further piece in the same place: the header, and all that was defined so far.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn begin_anew(&mut self) -> Result<(), HistoryError> {
        frames::begin(&mut self.to)?;
        for definition in self.names.all() {
            define(&definition, &mut self.to)?;
        }
        Ok(())
    }

    /// Where it writes to.
    pub(super) const fn written(&mut self) -> &mut W {
        &mut self.to
    }

    /// Appends one operation.
    ///
    /// # Errors
    /// When it cannot be written, or is longer than any operation can be.
    pub fn write(&mut self, operation: &Operation) -> Result<(), HistoryError> {
        self.frame(Body::Operation, |names, to| {
            encode(operation, names, to).map(|_| ())
        })
    }

    /// Appends all of a ledger.
    ///
    /// # Errors
    /// As [`HistoryWriter::write`].
    pub fn write_ledger(&mut self, ledger: &Ledger) -> Result<(), HistoryError> {
        if let Some(notices) = &ledger.notices {
            self.write_asked()?;
            for notice in notices {
                self.write_notice(notice)?;
            }
        }
        for list in &ledger.final_lists {
            self.write_final_list(list)?;
        }
        for entry in &ledger.journal {
            self.write_journal(entry)?;
        }
        Ok(())
    }

    /// Appends that the authorities were asked what they received.
    ///
    /// # Errors
    /// As [`HistoryWriter::write`].
    pub fn write_asked(&mut self) -> Result<(), HistoryError> {
        self.frame(Body::Asked, |_, _| Ok(()))
    }

    /// Appends what an authority received.
    ///
    /// # Errors
    /// As [`HistoryWriter::write`].
    pub fn write_notice(&mut self, notice: &Notice) -> Result<(), HistoryError> {
        self.frame(Body::Notice, |names, to| {
            to.text(&notice.id);
            names.put(&notice.tenant, to);
            to.varint(u64::from(notice.epoch));
            to.signed(notice.at.millis());
            to.varint(u64::from(notice.child.stem()));
            names.put(notice.authority.as_str(), to);
            names.put(notice.user.as_str(), to);
            names.put(&notice.user_name, to);
            names.put(notice.job_role.as_str(), to);
            names.put(&notice.job_role_name, to);
            names.put(notice.organisation.as_str(), to);
            names.put(&notice.organisation_name, to);
            names.put(&notice.upload, to);
            to.varint(notice.access.number());
            at_the_authority(notice, to);
            Ok(())
        })
    }

    /// Appends a list of previous views as it stood at the end.
    ///
    /// # Errors
    /// As [`HistoryWriter::write`].
    pub fn write_final_list(&mut self, list: &FinalList) -> Result<(), HistoryError> {
        self.frame(Body::FinalList, |names, to| {
            names.put(&list.tenant, to);
            to.varint(u64::from(list.epoch));
            to.varint(u64::from(list.child.stem()));
            listed(&list.entries, 0, names, to);
            Ok(())
        })
    }

    /// Appends a line of the Spine's own journal.
    ///
    /// # Errors
    /// As [`HistoryWriter::write`].
    pub fn write_journal(&mut self, entry: &JournalEntry) -> Result<(), HistoryError> {
        self.frame(Body::Journal, |_, to| as_it_is(entry, to))
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

    fn frame(
        &mut self,
        body: Body,
        fill: impl FnOnce(&mut NamesGiven, &mut Vec<u8>) -> Result<(), postcard::Error>,
    ) -> Result<(), HistoryError> {
        self.body.clear();
        self.body.push(body.byte());
        fill(&mut self.names, &mut self.body)
            .map_err(|source| HistoryError::Unwritable(Box::new(source)))?;
        // Definitions come first: whoever reads the frame has read what it refers to.
        for definition in self.names.fresh() {
            define(&definition, &mut self.to)?;
        }
        frames::write(&mut self.to, &self.body)
    }
}

/// Writes what a number means from now on.
fn define(definition: &Definition, to: &mut impl Write) -> Result<(), HistoryError> {
    let mut body = Vec::new();
    match definition {
        Definition::Text(text) => {
            body.push(Body::Text.byte());
            body.text(text);
        }
        Definition::Caller(caller) => {
            body.push(Body::Caller.byte());
            encode_caller(caller, &mut body);
        }
    }
    frames::write(to, &body)
}

/// What a notification has or has not; an authority's ids for children are nearly all different, and so written out.
fn at_the_authority(notice: &Notice, to: &mut Vec<u8>) {
    let local_id = notice.local_id.as_ref().map_or(0, |_| tells::LOCAL_ID);
    let delivered = notice.delivered.map_or(0, |_| tells::DELIVERED);
    let acknowledged = notice.acknowledged.map_or(0, |_| tells::ACKNOWLEDGED);
    to.push(local_id | delivered | acknowledged);
    if let Some(local_id) = &notice.local_id {
        to.text(local_id);
    }
    for instant in notice.delivered.iter().chain(&notice.acknowledged) {
        to.signed(instant.millis().wrapping_sub(notice.at.millis()));
    }
}

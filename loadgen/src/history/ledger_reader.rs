use super::bytes::Take;
use super::decode::{as_it_is, listed};
use super::format::HistoryError;
use super::frames::{Body, Frames, Tail};
use super::names::NamesTaken;
use super::{FinalList, Ledger, Notice};
use cpis_vocabulary::{AccessId, NhsNumber, Timestamp};
use std::io::Read;

impl Ledger {
    /// Reads a ledger that [`super::HistoryWriter::write_ledger`] wrote, and says how it ended.
    ///
    /// # Errors
    /// When it is no ledger, of another version, or damaged.
    pub fn read(from: impl Read) -> Result<(Self, Tail), HistoryError> {
        let mut frames = Frames::open(from)?;
        let mut ledger = Self::default();
        while let Some(body) = frames.next()? {
            let (bytes, names) = (frames.bytes(), frames.names());
            let read = match body {
                Body::Asked => {
                    ledger.notices.get_or_insert_default();
                    Some(())
                }
                Body::Notice => decode_notice(bytes, names)
                    .map(|notice| ledger.notices.get_or_insert_default().push(notice)),
                Body::FinalList => {
                    decode_final_list(bytes, names).map(|list| ledger.final_lists.push(list))
                }
                Body::Journal => {
                    as_it_is(&mut Take::of(bytes)).map(|entry| ledger.journal.push(entry))
                }
                Body::Operation | Body::Text | Body::Caller => None,
            };
            if read.is_none() {
                return Err(frames.corrupt());
            }
        }
        Ok((ledger, frames.tail().unwrap_or(Tail::Whole)))
    }
}

/// A notification; nothing where the bytes are none.
pub(crate) fn decode_notice(bytes: &[u8], names: &NamesTaken) -> Option<Notice> {
    let mut from = Take::of(bytes);
    let from = &mut from;
    Some(Notice {
        id: from.text()?.into(),
        tenant: names.take(from)?,
        epoch: from.small()?,
        at: Timestamp::from_millis(from.signed()?),
        child: NhsNumber::from_stem(from.small()?)?,
        authority: names.take_code(from)?,
        user: names.take_code(from)?,
        user_name: names.take(from)?,
        job_role: names.take_code(from)?,
        organisation: names.take_code(from)?,
        access: AccessId::new(from.varint()?),
    })
}

/// A list as it stood at the end; nothing where the bytes are none.
pub(crate) fn decode_final_list(bytes: &[u8], names: &NamesTaken) -> Option<FinalList> {
    let mut from = Take::of(bytes);
    let from = &mut from;
    Some(FinalList {
        tenant: names.take(from)?,
        epoch: from.small()?,
        child: NhsNumber::from_stem(from.small()?)?,
        entries: listed(from, names, 0)?,
    })
}

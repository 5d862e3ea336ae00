use super::bytes::Take;
use super::decode::{as_it_is, listed_over, optional};
use super::encode::tells;
use super::format::HistoryError;
use super::frames::{Body, Frames, Tail};
use super::names::NamesTaken;
use super::{FinalList, Ledger, Notice};
use cpis_vocabulary::{
    AccessId, AuthorityCode, JobRoleCode, NhsNumber, OrganisationCode, Text, Timestamp, UserId,
};
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
fn decode_notice(bytes: &[u8], names: &NamesTaken) -> Option<Notice> {
    let mut notice = blank_notice();
    decode_notice_over(bytes, names, &mut notice)?;
    Some(notice)
}

/// A list as it stood at the end; nothing where the bytes are none.
fn decode_final_list(bytes: &[u8], names: &NamesTaken) -> Option<FinalList> {
    let mut list = blank_final_list();
    decode_final_list_over(bytes, names, &mut list)?;
    Some(list)
}

/// Stands where a child will be written.
const NOBODY: NhsNumber = match NhsNumber::from_stem(0) {
    Some(nobody) => nobody,
    None => unreachable!(),
};

/// A notification to be written over.
pub(crate) fn blank_notice() -> Notice {
    Notice {
        id: Text::default(),
        tenant: Text::default(),
        epoch: 0,
        at: Timestamp::MIN,
        child: NOBODY,
        authority: "".into(),
        user: "".into(),
        user_name: Text::default(),
        job_role: "".into(),
        job_role_name: Text::default(),
        organisation: "".into(),
        organisation_name: Text::default(),
        local_id: None,
        upload: Text::default(),
        access: AccessId::new(0),
        delivered: None,
        acknowledged: None,
    }
}

/// A list to be written over.
pub(crate) fn blank_final_list() -> FinalList {
    FinalList {
        tenant: Text::default(),
        epoch: 0,
        child: NOBODY,
        entries: Vec::new(),
    }
}

/// Writes a notification over another one, whose texts it uses again; nothing where the bytes are none: then the other one is spoilt.
pub(crate) fn decode_notice_over(
    bytes: &[u8],
    names: &NamesTaken,
    notice: &mut Notice,
) -> Option<()> {
    let mut from = Take::of(bytes);
    let from = &mut from;
    notice.id = from.text()?.into();
    names.take_over(from, &mut notice.tenant)?;
    notice.epoch = from.small()?;
    notice.at = Timestamp::from_millis(from.signed()?);
    notice.child = NhsNumber::from_stem(from.small()?)?;
    names.take_code_over(from, &mut notice.authority, AuthorityCode::as_str)?;
    names.take_code_over(from, &mut notice.user, UserId::as_str)?;
    names.take_over(from, &mut notice.user_name)?;
    names.take_code_over(from, &mut notice.job_role, JobRoleCode::as_str)?;
    names.take_over(from, &mut notice.job_role_name)?;
    names.take_code_over(from, &mut notice.organisation, OrganisationCode::as_str)?;
    names.take_over(from, &mut notice.organisation_name)?;
    names.take_over(from, &mut notice.upload)?;
    notice.access = AccessId::new(from.varint()?);
    let flags = from.byte()?;
    let at = notice.at.millis();
    let is_there = |flag: u8| flags & flag != 0;
    let instant = |from: &mut Take<'_>| {
        let instant = at.wrapping_add(from.signed()?);
        Some(Timestamp::from_millis(instant))
    };
    notice.local_id = optional(is_there(tells::LOCAL_ID), || Some(from.text()?.into()))?;
    notice.delivered = optional(is_there(tells::DELIVERED), || instant(from))?;
    notice.acknowledged = optional(is_there(tells::ACKNOWLEDGED), || instant(from))?;
    Some(())
}

/// The same with a list as it stood at the end.
pub(crate) fn decode_final_list_over(
    bytes: &[u8],
    names: &NamesTaken,
    list: &mut FinalList,
) -> Option<()> {
    let mut from = Take::of(bytes);
    let from = &mut from;
    names.take_over(from, &mut list.tenant)?;
    list.epoch = from.small()?;
    list.child = NhsNumber::from_stem(from.small()?)?;
    listed_over(from, names, 0, &mut list.entries)
}

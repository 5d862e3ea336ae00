//! An operation from bytes, as [`super::encode`] wrote them.

use super::bytes::{Maybe, Take};
use super::encode::{FLAWS, UNSCHEDULED, has, shows};
use super::names::NamesTaken;
use super::{
    Credential, Flaw, Kind, ListEntry, Moment, Operation, OperationNumber, Outcome, PlanSeen,
    Probe, Seen, TokenNumber, WhyUnknown,
};
use chrono::NaiveDate;
use cpis_vocabulary::{AccessId, CareSetting, NhsNumber, PlanId, PlanKind, Timestamp, TraceId};
use serde::de::DeserializeOwned;

/// Whether what a body said is read too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    /// All of it.
    Whole,
    /// All but what the body of the answer said.
    WithoutBody,
}

/// An operation; nothing where the bytes are none.
pub(crate) fn decode(bytes: &[u8], names: &NamesTaken, depth: Depth) -> Option<Operation> {
    let mut from = Take::of(bytes);
    let from = &mut from;
    let flags = from.byte()?;
    let mut operation = request(from, names, flags)?;
    operation.outcome = outcome(from, names)?;
    operation.kind = kind(from)?;
    if depth == Depth::Whole {
        operation.seen = seen(from, names, operation.v_inv.millis())?;
        if !from.rest().is_empty() {
            return None;
        }
    }
    Some(operation)
}

/// All but the kind, the outcome and what the body said.
fn request(from: &mut Take<'_>, names: &NamesTaken, flags: u8) -> Option<Operation> {
    let is_there = |flag: u8| flags & flag != 0;
    let number = OperationNumber(from.varint()?);
    let worker = from.small()?;
    let tenant = names.take(from)?;
    let epoch = from.small()?;
    let child = optional(is_there(has::CHILD), || {
        let stem = u32::from_le_bytes(from.bytes(4)?.try_into().ok()?);
        NhsNumber::from_stem(stem)
    })?;
    let caller = names.take_caller(from)?;
    let credential = credential(from)?;
    let unscheduled = *UNSCHEDULED.get(usize::from(from.byte()?))?;
    let times = times(from, flags)?;
    let access = optional(is_there(has::ACCESS), || from.varint().map(AccessId::new))?;
    let trace = optional(is_there(has::TRACE), || {
        let bits = u128::from_le_bytes(from.bytes(16)?.try_into().ok()?);
        Some(TraceId::from_bits(bits))
    })?;
    Some(Operation {
        number,
        worker,
        tenant,
        epoch,
        kind: Kind::OpenAlert,
        child,
        caller,
        credential,
        unscheduled,
        trace,
        step: names.take(from)?,
        probe: optional(is_there(has::PROBE), || probe(from, names))?,
        setting: optional(is_there(has::SETTING), || {
            CareSetting::ALL.get(usize::from(from.byte()?)).copied()
        })?,
        flaws: optional(is_there(has::FLAWS), || flaws(from))?.unwrap_or_default(),
        due: times.due,
        sent: times.sent,
        answered: times.answered,
        v_inv: times.v_inv,
        v_ret: times.v_ret,
        outcome: Outcome::NotSent,
        stamp: times.stamp,
        access,
        seen: Seen::Nothing,
    })
}

fn probe(from: &mut Take<'_>, names: &NamesTaken) -> Option<Probe> {
    Some(Probe {
        kind: names.take(from)?,
        instance: from.varint()?,
    })
}

fn flaws(from: &mut Take<'_>) -> Option<Vec<Flaw>> {
    let flaw = |byte: &u8| FLAWS.get(usize::from(*byte)).copied();
    let count = from.count()?;
    from.bytes(count)?.iter().map(flaw).collect()
}

/// A member that is there or not, as the flags say.
fn optional<T>(is_there: bool, read: impl FnOnce() -> Option<T>) -> Maybe<T> {
    if is_there {
        read().map(Some)
    } else {
        Some(None)
    }
}

fn credential(from: &mut Take<'_>) -> Option<Credential> {
    Some(match from.byte()? {
        0 => Credential::NotNeeded,
        1 => Credential::Missing,
        2 => Credential::Invented,
        3 => Credential::Standing,
        4 => Credential::User(TokenNumber(from.varint()?)),
        5 => Credential::Application(TokenNumber(from.varint()?)),
        _ => return None,
    })
}

struct Times {
    due: Moment,
    sent: Moment,
    answered: Option<Moment>,
    v_inv: Timestamp,
    v_ret: Timestamp,
    stamp: Option<Timestamp>,
}

fn times(from: &mut Take<'_>, flags: u8) -> Option<Times> {
    let sent = from.varint()?;
    let after_sent = |by: i64| Moment::from_nanos(sent.wrapping_add(by.cast_unsigned()));
    let due = after_sent(from.signed()?);
    let answered = optional(flags & has::ANSWER != 0, || from.signed().map(after_sent))?;
    let begin = from.signed()?;
    let after_begin = |by: i64| Some(Timestamp::from_millis(begin.checked_add(by)?));
    Some(Times {
        due,
        sent: Moment::from_nanos(sent),
        answered,
        v_inv: Timestamp::from_millis(begin),
        v_ret: after_begin(from.signed()?)?,
        stamp: optional(flags & has::STAMP != 0, || after_begin(from.signed()?))?,
    })
}

fn outcome(from: &mut Take<'_>, names: &NamesTaken) -> Option<Outcome> {
    Some(match from.byte()? {
        0 => Outcome::Answered {
            status: from.small()?,
        },
        1 => Outcome::Refused {
            status: from.small()?,
            code: names.take_if_any(from)?,
        },
        2 => Outcome::Unknown {
            why: match from.byte()? {
                0 => WhyUnknown::NoAnswer,
                1 => WhyUnknown::ConnectionLost,
                2 => WhyUnknown::Unreadable,
                3 => WhyUnknown::ServerFailed {
                    status: from.small()?,
                },
                _ => return None,
            },
        },
        3 => Outcome::NotSent,
        _ => return None,
    })
}

fn kind(from: &mut Take<'_>) -> Option<Kind> {
    Some(match from.byte()? {
        0 => Kind::OpenAlert,
        1 => Kind::ReadList,
        2 => Kind::Overview,
        3 => Kind::ReadPatient,
        4 => Kind::Search { asked: Vec::new() },
        5 => as_it_is(from)?,
        _ => return None,
    })
}

fn seen(from: &mut Take<'_>, names: &NamesTaken, begin: i64) -> Option<Seen> {
    Some(match from.byte()? {
        0 => Seen::Nothing,
        1 => Seen::Plans {
            total: from.small()?,
            plans: shown_plans(from, names)?,
        },
        2 => Seen::List {
            total: from.small()?,
            entries: listed(from, names, begin)?,
        },
        3 => Seen::Flags {
            total: from.small()?,
            plans: shown_plans(from, names)?,
        },
        4 => Seen::TooManyMatches,
        5 => as_it_is(from)?,
        _ => return None,
    })
}

fn shown_plans(from: &mut Take<'_>, names: &NamesTaken) -> Option<Vec<PlanSeen>> {
    let count = from.count()?;
    let mut plans = Vec::with_capacity(count);
    for _ in 0..count {
        let flags = from.byte()?;
        let kind = *PlanKind::ALL.get(usize::from(from.byte()?))?;
        let id = optional(flags & shows::ID != 0, || Some(PlanId::new(from.varint()?)))?;
        let start = from.signed()?;
        let end = optional(flags & shows::END != 0, || {
            day(start.checked_add(from.signed()?)?)
        })?;
        plans.push(PlanSeen {
            id,
            kind,
            start: day(start)?,
            end,
            authority: names.take_code(from)?,
            emergency_phone: names.take_if_any(from)?,
            office_phone: names.take_if_any(from)?,
        });
    }
    Some(plans)
}

fn day(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

pub(super) fn listed(
    from: &mut Take<'_>,
    names: &NamesTaken,
    begin: i64,
) -> Option<Vec<ListEntry>> {
    let count = from.count()?;
    let mut entries = Vec::with_capacity(count);
    let (mut id, mut at) = (0_u64, begin);
    for _ in 0..count {
        id = id.wrapping_add(from.signed()?.cast_unsigned());
        at = at.checked_add(from.signed()?)?;
        entries.push(ListEntry {
            access: AccessId::new(id),
            at: Timestamp::from_millis(at),
            viewer: names.take_if_any(from)?,
            organisation: names.take_code_if_any(from)?,
        });
    }
    Some(entries)
}

pub(super) fn as_it_is<T: DeserializeOwned>(from: &mut Take<'_>) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(from.rest()).ok()?;
    *from = Take::of(rest);
    Some(value)
}

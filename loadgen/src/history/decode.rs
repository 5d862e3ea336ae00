//! An operation from bytes, as [`super::encode`] wrote them.

use super::bytes::{Maybe, Take};
use super::encode::{FLAWS, UNSCHEDULED, has, shows};
use super::names::NamesTaken;
use super::{
    Credential, Flaw, Kind, ListEntry, Moment, Operation, OperationNumber, Outcome, PlanSeen,
    Probe, Seen, TokenNumber, Unscheduled, WhyUnknown,
};
use chrono::NaiveDate;
use cpis_vocabulary::{
    AccessId, AuthorityCode, CareSetting, NhsNumber, PlanId, PlanKind, Text, Timestamp, TraceId,
};
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
    let mut operation = blank();
    decode_over(bytes, names, depth, &mut operation)?;
    Some(operation)
}

/// An operation that did not happen, to be written over.
pub(crate) fn blank() -> Operation {
    Operation {
        number: OperationNumber(0),
        worker: 0,
        tenant: Text::default(),
        epoch: 0,
        kind: Kind::OpenAlert,
        child: None,
        caller: None,
        credential: Credential::NotNeeded,
        flaws: Vec::new(),
        unscheduled: Unscheduled::Absent,
        trace: None,
        step: Text::default(),
        probe: None,
        setting: None,
        due: Moment::ZERO,
        sent: Moment::ZERO,
        answered: None,
        v_inv: Timestamp::MIN,
        v_ret: Timestamp::MIN,
        outcome: Outcome::NotSent,
        stamp: None,
        access: None,
        seen: Seen::Nothing,
    }
}

/// Writes an operation over another one, whose room and whose texts it uses again: neighbours are much alike. Nothing where the bytes
/// are none; then the other one is spoilt.
pub(crate) fn decode_over(
    bytes: &[u8],
    names: &NamesTaken,
    depth: Depth,
    operation: &mut Operation,
) -> Option<()> {
    let mut from = Take::of(bytes);
    let from = &mut from;
    request(from, names, operation)?;
    operation.outcome = outcome(from, names)?;
    operation.kind = kind(from)?;
    if depth == Depth::Whole {
        seen(from, names, operation.v_inv.millis(), &mut operation.seen)?;
        if !from.rest().is_empty() {
            return None;
        }
    } else {
        operation.seen = Seen::Nothing;
    }
    Some(())
}

/// All but the kind, the outcome and what the body said.
fn request(from: &mut Take<'_>, names: &NamesTaken, operation: &mut Operation) -> Option<()> {
    let flags = from.byte()?;
    let is_there = |flag: u8| flags & flag != 0;
    operation.number = OperationNumber(from.varint()?);
    operation.worker = from.small()?;
    names.take_over(from, &mut operation.tenant)?;
    operation.epoch = from.small()?;
    operation.child = optional(is_there(has::CHILD), || {
        let stem = u32::from_le_bytes(from.bytes(4)?.try_into().ok()?);
        NhsNumber::from_stem(stem)
    })?;
    names.take_caller_over(from, &mut operation.caller)?;
    operation.credential = credential(from)?;
    operation.unscheduled = *UNSCHEDULED.get(usize::from(from.byte()?))?;
    times(from, flags, operation)?;
    operation.access = optional(is_there(has::ACCESS), || from.varint().map(AccessId::new))?;
    operation.trace = optional(is_there(has::TRACE), || {
        let bits = u128::from_le_bytes(from.bytes(16)?.try_into().ok()?);
        Some(TraceId::from_bits(bits))
    })?;
    names.take_over(from, &mut operation.step)?;
    operation.probe = optional(is_there(has::PROBE), || probe(from, names))?;
    operation.setting = optional(is_there(has::SETTING), || {
        CareSetting::ALL.get(usize::from(from.byte()?)).copied()
    })?;
    operation.flaws = optional(is_there(has::FLAWS), || flaws(from))?.unwrap_or_default();
    Some(())
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
pub(super) fn optional<T>(is_there: bool, read: impl FnOnce() -> Option<T>) -> Maybe<T> {
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

fn times(from: &mut Take<'_>, flags: u8, operation: &mut Operation) -> Option<()> {
    let sent = from.varint()?;
    let after_sent = |by: i64| Moment::from_nanos(sent.wrapping_add(by.cast_unsigned()));
    operation.sent = Moment::from_nanos(sent);
    operation.due = after_sent(from.signed()?);
    operation.answered = optional(flags & has::ANSWER != 0, || from.signed().map(after_sent))?;
    let begin = from.signed()?;
    let after_begin = |by: i64| Some(Timestamp::from_millis(begin.checked_add(by)?));
    operation.v_inv = Timestamp::from_millis(begin);
    operation.v_ret = after_begin(from.signed()?)?;
    operation.stamp = optional(flags & has::STAMP != 0, || after_begin(from.signed()?))?;
    Some(())
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

fn seen(from: &mut Take<'_>, names: &NamesTaken, begin: i64, over: &mut Seen) -> Option<()> {
    let said = from.byte()?;
    match said {
        0 => *over = Seen::Nothing,
        1 | 3 => {
            let total = from.small()?;
            let mut plans = match std::mem::take(over) {
                Seen::Plans { plans, .. } | Seen::Flags { plans, .. } => plans,
                Seen::Nothing
                | Seen::List { .. }
                | Seen::Patients { .. }
                | Seen::TooManyMatches => Vec::new(),
            };
            shown_plans(from, names, &mut plans)?;
            *over = if said == 1 {
                Seen::Plans { plans, total }
            } else {
                Seen::Flags { total, plans }
            };
        }
        2 => {
            let total = from.small()?;
            let mut entries = match std::mem::take(over) {
                Seen::List { entries, .. } => entries,
                Seen::Nothing
                | Seen::Plans { .. }
                | Seen::Flags { .. }
                | Seen::Patients { .. }
                | Seen::TooManyMatches => Vec::new(),
            };
            listed_over(from, names, begin, &mut entries)?;
            *over = Seen::List { entries, total };
        }
        4 => *over = Seen::TooManyMatches,
        5 => *over = as_it_is(from)?,
        _ => return None,
    }
    Some(())
}

fn shown_plans(from: &mut Take<'_>, names: &NamesTaken, plans: &mut Vec<PlanSeen>) -> Option<()> {
    let count = from.count()?;
    plans.truncate(count);
    for place in 0..count {
        let flags = from.byte()?;
        let kind = *PlanKind::ALL.get(usize::from(from.byte()?))?;
        let id = optional(flags & shows::ID != 0, || Some(PlanId::new(from.varint()?)))?;
        let start = from.signed()?;
        let end = optional(flags & shows::END != 0, || {
            day(start.checked_add(from.signed()?)?)
        })?;
        let start = day(start)?;
        if let Some(plan) = plans.get_mut(place) {
            (plan.id, plan.kind, plan.start, plan.end) = (id, kind, start, end);
            names.take_code_over(from, &mut plan.authority, AuthorityCode::as_str)?;
            names.take_if_any_over(from, &mut plan.emergency_phone)?;
            names.take_if_any_over(from, &mut plan.office_phone)?;
        } else {
            plans.push(PlanSeen {
                id,
                kind,
                start,
                end,
                authority: names.take_code(from)?,
                emergency_phone: names.take_if_any(from)?,
                office_phone: names.take_if_any(from)?,
            });
        }
    }
    Some(())
}

fn day(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

pub(super) fn listed_over(
    from: &mut Take<'_>,
    names: &NamesTaken,
    begin: i64,
    entries: &mut Vec<ListEntry>,
) -> Option<()> {
    let count = from.count()?;
    entries.truncate(count);
    entries.reserve(count - entries.len());
    let (mut id, mut at) = (0_u64, begin);
    for place in 0..count {
        id = id.wrapping_add(from.signed()?.cast_unsigned());
        at = at.checked_add(from.signed()?)?;
        let (access, at) = (AccessId::new(id), Timestamp::from_millis(at));
        if let Some(entry) = entries.get_mut(place) {
            entry.access = access;
            entry.at = at;
            names.take_if_any_over(from, &mut entry.viewer)?;
            names.take_organisation_over(from, &mut entry.organisation)?;
            names.take_if_any_over(from, &mut entry.post)?;
        } else {
            entries.push(ListEntry {
                access,
                at,
                viewer: names.take_if_any(from)?,
                organisation: names.take_code_if_any(from)?,
                post: names.take_if_any(from)?,
            });
        }
    }
    Some(())
}

pub(super) fn as_it_is<T: DeserializeOwned>(from: &mut Take<'_>) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(from.rest()).ok()?;
    *from = Take::of(rest);
    Some(value)
}

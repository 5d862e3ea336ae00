//! An operation as bytes. [`super::decode`] reads the same in the same order.

use super::bytes::Put;
use super::codec::place_in;
use super::names::NamesGiven;
use super::{
    Credential, Flaw, Kind, ListEntry, Operation, Outcome, PlanSeen, Seen, Unscheduled, WhyUnknown,
};
use chrono::Datelike;
use cpis_vocabulary::{CareSetting, OrganisationCode, PlanKind};
use serde::Serialize;

/// Which members an operation has.
pub(super) mod has {
    pub(in super::super) const CHILD: u8 = 1;
    pub(in super::super) const PROBE: u8 = 1 << 1;
    pub(in super::super) const SETTING: u8 = 1 << 2;
    pub(in super::super) const ANSWER: u8 = 1 << 3;
    pub(in super::super) const STAMP: u8 = 1 << 4;
    pub(in super::super) const ACCESS: u8 = 1 << 5;
    pub(in super::super) const TRACE: u8 = 1 << 6;
    pub(in super::super) const FLAWS: u8 = 1 << 7;
}

/// Which members a shown plan has.
pub(super) mod shows {
    pub(in super::super) const ID: u8 = 1;
    pub(in super::super) const END: u8 = 1 << 1;
}

/// Which members a notification has.
pub(super) mod tells {
    pub(in super::super) const LOCAL_ID: u8 = 1;
    pub(in super::super) const DELIVERED: u8 = 1 << 1;
    pub(in super::super) const ACKNOWLEDGED: u8 = 1 << 2;
}

pub(super) const UNSCHEDULED: [Unscheduled; 3] =
    [Unscheduled::Absent, Unscheduled::True, Unscheduled::False];

pub(super) const FLAWS: [Flaw; 6] = [
    Flaw::NoRequestId,
    Flaw::BadTrace,
    Flaw::BadUnscheduled,
    Flaw::NoRoleChosen,
    Flaw::NotYourRole,
    Flaw::BadNumber,
];

/// Appends an operation, and says where in `to` what the body of its answer said begins; an error is one of the parts that are
/// written as they are.
pub(super) fn encode(
    operation: &Operation,
    names: &mut NamesGiven,
    to: &mut Vec<u8>,
) -> Result<usize, postcard::Error> {
    members(operation, to);
    to.varint(operation.number.0);
    to.varint(u64::from(operation.worker));
    names.put(&operation.tenant, to);
    to.varint(u64::from(operation.epoch));
    if let Some(child) = operation.child {
        to.extend_from_slice(&child.stem().to_le_bytes());
    }
    names.put_caller(operation.caller.as_ref(), to);
    credential(operation.credential, to);
    to.push(place_in(&UNSCHEDULED, &operation.unscheduled));
    times(operation, to);
    if let Some(access) = operation.access {
        to.varint(access.number());
    }
    if let Some(trace) = operation.trace {
        to.extend_from_slice(&trace.bits().to_le_bytes());
    }
    names.put(&operation.step, to);
    if let Some(probe) = &operation.probe {
        names.put(&probe.kind, to);
        to.varint(probe.instance);
    }
    if let Some(setting) = operation.setting {
        to.push(place_in(&CareSetting::ALL, &setting));
    }
    if !operation.flaws.is_empty() {
        to.varint(count(operation.flaws.len()));
        to.extend(operation.flaws.iter().map(|flaw| place_in(&FLAWS, flaw)));
    }
    outcome(&operation.outcome, names, to);
    kind(&operation.kind, to)?;
    let body = to.len();
    seen(operation, names, to)?;
    Ok(body)
}

fn members(operation: &Operation, to: &mut Vec<u8>) {
    let flags = [
        (has::CHILD, operation.child.is_some()),
        (has::PROBE, operation.probe.is_some()),
        (has::SETTING, operation.setting.is_some()),
        (has::ANSWER, operation.answered.is_some()),
        (has::STAMP, operation.stamp.is_some()),
        (has::ACCESS, operation.access.is_some()),
        (has::TRACE, operation.trace.is_some()),
        (has::FLAWS, !operation.flaws.is_empty()),
    ];
    let set = flags.iter().filter(|(_, is_there)| *is_there);
    to.push(set.fold(0, |all, (flag, _)| all | flag));
}

fn credential(credential: Credential, to: &mut Vec<u8>) {
    match credential {
        Credential::NotNeeded => to.push(0),
        Credential::Missing => to.push(1),
        Credential::Invented => to.push(2),
        Credential::Standing => to.push(3),
        Credential::User(token) => {
            to.push(4);
            to.varint(token.0);
        }
        Credential::Application(token) => {
            to.push(5);
            to.varint(token.0);
        }
    }
}

fn times(operation: &Operation, to: &mut Vec<u8>) {
    let sent = operation.sent.nanos();
    let from_sent = |nanos: u64| nanos.wrapping_sub(sent).cast_signed();
    to.varint(sent);
    to.signed(from_sent(operation.due.nanos()));
    if let Some(answered) = operation.answered {
        to.signed(from_sent(answered.nanos()));
    }
    let begin = operation.v_inv.millis();
    to.signed(begin);
    to.signed(operation.v_ret.millis() - begin);
    if let Some(stamp) = operation.stamp {
        to.signed(stamp.millis() - begin);
    }
}

fn outcome(outcome: &Outcome, names: &mut NamesGiven, to: &mut Vec<u8>) {
    match outcome {
        Outcome::Answered { status } => {
            to.push(0);
            to.varint(u64::from(*status));
        }
        Outcome::Refused { status, code } => {
            to.push(1);
            to.varint(u64::from(*status));
            names.put_if_any(code.as_deref(), to);
        }
        Outcome::Unknown { why } => {
            to.push(2);
            match why {
                WhyUnknown::NoAnswer => to.push(0),
                WhyUnknown::ConnectionLost => to.push(1),
                WhyUnknown::Unreadable => to.push(2),
                WhyUnknown::ServerFailed { status } => {
                    to.push(3);
                    to.varint(u64::from(*status));
                }
            }
        }
        Outcome::NotSent => to.push(3),
    }
}

fn kind(kind: &Kind, to: &mut Vec<u8>) -> Result<(), postcard::Error> {
    match kind {
        Kind::OpenAlert => to.push(0),
        Kind::ReadList => to.push(1),
        Kind::Overview => to.push(2),
        Kind::ReadPatient => to.push(3),
        Kind::Search { asked } if asked.is_empty() => to.push(4),
        Kind::Search { .. }
        | Kind::LogOn { .. }
        | Kind::Revoke { .. }
        | Kind::AdvanceClock { .. }
        | Kind::ChangePatient { .. }
        | Kind::AddPlan { .. }
        | Kind::DeletePlan { .. } => {
            to.push(5);
            as_it_is(kind, to)?;
        }
    }
    Ok(())
}

fn seen(
    operation: &Operation,
    names: &mut NamesGiven,
    to: &mut Vec<u8>,
) -> Result<(), postcard::Error> {
    let begin = operation.v_inv.millis();
    match &operation.seen {
        Seen::Nothing => to.push(0),
        Seen::Plans { plans, total } => {
            to.push(1);
            to.varint(u64::from(*total));
            shown_plans(plans, names, to);
        }
        Seen::List { entries, total } => {
            to.push(2);
            to.varint(u64::from(*total));
            listed(entries, begin, names, to);
        }
        Seen::Flags { total, plans } => {
            to.push(3);
            to.varint(u64::from(*total));
            shown_plans(plans, names, to);
        }
        Seen::TooManyMatches => to.push(4),
        Seen::Patients { .. } => {
            to.push(5);
            as_it_is(&operation.seen, to)?;
        }
    }
    Ok(())
}

fn shown_plans(plans: &[PlanSeen], names: &mut NamesGiven, to: &mut Vec<u8>) {
    to.varint(count(plans.len()));
    for plan in plans {
        let id = plan.id.map_or(0, |_| shows::ID);
        to.push(id | plan.end.map_or(0, |_| shows::END));
        to.push(place_in(&PlanKind::ALL, &plan.kind));
        if let Some(id) = plan.id {
            to.varint(id.number());
        }
        let start = i64::from(plan.start.num_days_from_ce());
        to.signed(start);
        if let Some(end) = plan.end {
            to.signed(i64::from(end.num_days_from_ce()) - start);
        }
        names.put(plan.authority.as_str(), to);
        names.put_if_any(plan.emergency_phone.as_deref(), to);
        names.put_if_any(plan.office_phone.as_deref(), to);
    }
}

/// Each id and time as the difference to the one before.
pub(super) fn listed(entries: &[ListEntry], begin: i64, names: &mut NamesGiven, to: &mut Vec<u8>) {
    to.varint(count(entries.len()));
    let (mut id, mut at) = (0_u64, begin);
    for entry in entries {
        to.signed(entry.access.number().wrapping_sub(id).cast_signed());
        to.signed(entry.at.millis() - at);
        id = entry.access.number();
        at = entry.at.millis();
        names.put_if_any(entry.viewer.as_deref(), to);
        names.put_if_any(
            entry.organisation.as_ref().map(OrganisationCode::as_str),
            to,
        );
        names.put_if_any(entry.post.as_deref(), to);
    }
}

/// What is rare or long, as serde has it.
pub(super) fn as_it_is<T: Serialize>(value: &T, to: &mut Vec<u8>) -> Result<(), postcard::Error> {
    *to = postcard::to_extend(value, std::mem::take(to))?;
    Ok(())
}

pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

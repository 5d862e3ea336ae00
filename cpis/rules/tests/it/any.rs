//! What may happen, aimed at the edges.

use crate::cast::{Look, at, day};
use chrono::{Duration, NaiveDate, TimeDelta};
use cpis_rules::{Anchor, DayZone, NewAuthority, Policy, RecordRepeats};
use cpis_vocabulary::{Door, Intent, PlanKind, Timestamp};
use proptest::prelude::*;

pub(crate) const USERS: [&str; 3] = ["ann", "bob", "cat"];
pub(crate) const ORGANISATIONS: [&str; 2] = ["ED1", "WIC"];
pub(crate) const ROLES: [&str; 2] = ["nurse", "sister"];
pub(crate) const AUTHORITIES: [&str; 3] = ["X01", "X02", "X03"];
pub(crate) const DOORS: [Door; 4] = [Door::Web, Door::Fhir, Door::Hl7v3, Door::Smsp];

/// Something that happens to one child.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// So many milliseconds after the last step, or before it.
    Pass(i64),
    Look(Look),
    Add(Added),
    Delete(prop::sample::Index),
    Born(Option<i64>),
    List(&'static str, Option<u128>),
}

/// A plan, in days from today.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    pub(crate) kind: PlanKind,
    pub(crate) authority: &'static str,
    pub(crate) starts: i64,
    pub(crate) ends: Option<i64>,
    pub(crate) local_id: Option<u8>,
}

pub(crate) fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any_span().prop_map(Step::Pass),
        8 => any_look().prop_map(Step::Look),
        2 => any_plan().prop_map(Step::Add),
        1 => any::<prop::sample::Index>().prop_map(Step::Delete),
        1 => any_age().prop_map(Step::Born),
        2 => (prop::sample::select(&USERS[..]), any_trace()).prop_map(|(user, trace)| Step::List(user, trace)),
    ]
}

/// Days since birth, around the 18th birthday and the last day shown after it.
fn any_age() -> impl Strategy<Value = Option<i64>> {
    let birthday = -18 * 365 - 4_i64;
    prop_oneof![
        Just(None),
        (birthday - 2_000..0).prop_map(Some),
        (birthday - 3..birthday + 4).prop_map(Some),
        (birthday - 368..birthday - 361).prop_map(Some),
    ]
}

/// Spans that aim at the edges: a minute, a day, and the steps around them, forwards and back.
pub(crate) fn any_span() -> impl Strategy<Value = i64> {
    let day = 86_400_000_i64;
    prop_oneof![
        prop::sample::select(vec![
            0,
            1,
            59_999,
            60_000,
            day - 1,
            day,
            day + 1,
            day - 3_600_000
        ]),
        0..120_000_i64,
        0..2 * day,
        -2 * day..0,
    ]
}

pub(crate) fn any_trace() -> impl Strategy<Value = Option<u128>> {
    prop_oneof![Just(None), (0..2_u128).prop_map(Some)]
}

pub(crate) fn any_look() -> impl Strategy<Value = Look> {
    (
        prop::sample::select(&USERS[..]),
        prop::sample::select(&ORGANISATIONS[..]),
        prop::sample::select(&ROLES[..]),
        prop::sample::select(&DOORS[..]),
        any_trace(),
        prop_oneof![5 => Just(Intent::Notify), 1 => Just(Intent::Silent)],
    )
        .prop_map(|(user, organisation, role, door, trace, intent)| Look {
            user,
            organisation,
            role,
            door,
            trace,
            intent,
        })
}

pub(crate) fn any_plan() -> impl Strategy<Value = Added> {
    let ends = prop_oneof![
        Just(None),
        (-367..-361_i64).prop_map(Some),
        (-31..-25_i64).prop_map(Some),
        (-400..400_i64).prop_map(Some),
    ];
    (
        prop::sample::select(&PlanKind::ALL[..]),
        prop::sample::select(&AUTHORITIES[..]),
        prop_oneof![-500..0_i64, -1..3_i64],
        ends,
        prop::option::of(any::<u8>()),
    )
        .prop_map(|(kind, authority, starts, ends, local_id)| Added {
            kind,
            authority,
            starts,
            ends,
            local_id,
        })
}

/// The settings that a decision depends on; lengths of time and days stay the rulebook's.
pub(crate) fn any_policy() -> impl Strategy<Value = Policy> {
    (
        any::<[bool; 3]>(),
        prop::sample::select(vec![0, 1, 2, 5, 25]),
    )
        .prop_map(|([slides, tells, records_less], views_listed)| Policy {
            anchor: if slides {
                Anchor::LastAccess
            } else {
                Anchor::Notified
            },
            new_authority: if tells {
                NewAuthority::Notify
            } else {
                NewAuthority::Wait
            },
            record_repeats: if records_less {
                RecordRepeats::NotifiedOnly
            } else {
                RecordRepeats::EveryAccess
            },
            views_listed,
            ..Policy::default()
        })
}

pub(crate) fn any_instant() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        1 => Just(Timestamp::MIN),
        1 => Just(Timestamp::MAX),
        2 => any::<i64>().prop_map(Timestamp::from_millis),
        4 => (0..200_000_000_i64).prop_map(|millis| at("2026-02-10T12:00:00Z").plus(TimeDelta::milliseconds(millis))),
    ]
}

pub(crate) fn any_date() -> impl Strategy<Value = NaiveDate> {
    let leap_day = NaiveDate::from_ymd_opt(-262_144 + 4, 2, 29);
    prop_oneof![
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
        Just(leap_day.unwrap_or(NaiveDate::MIN)),
        (-95_000_000..95_000_000_i32)
            .prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX)),
        (0..1_000_i64).prop_map(|days| day("2025-01-01") + Duration::days(days)),
    ]
}

pub(crate) fn any_length() -> impl Strategy<Value = TimeDelta> {
    prop_oneof![
        Just(TimeDelta::MIN),
        Just(TimeDelta::MAX),
        Just(TimeDelta::zero()),
        Just(TimeDelta::nanoseconds(1)),
        any::<i64>()
            .prop_map(|millis| TimeDelta::try_milliseconds(millis).unwrap_or(TimeDelta::MIN)),
        (0..100_000_000_i64).prop_map(TimeDelta::milliseconds),
    ]
}

pub(crate) fn nonsensical_policy() -> impl Strategy<Value = Policy> {
    (
        any_policy(),
        [any_length(), any_length(), any_length()],
        any::<[u16; 2]>(),
        prop::sample::select(vec![0, 1, 25, 600]),
        any::<bool>(),
    )
        .prop_map(
            |(
                policy,
                [window, trace_life, token_life],
                [after_end, after_due_date],
                views_listed,
                utc,
            )| Policy {
                window,
                trace_life,
                token_life,
                days_after_end: after_end,
                days_after_due_date: after_due_date,
                views_listed,
                day_zone: if utc { DayZone::Utc } else { DayZone::London },
                ..policy
            },
        )
}

//! A Spine of a few hundred lines, written from the rulebook for the tests of the judge, honest or with one fault.
#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::match_same_arms,
    reason = "each fault changes one arm, and all others keep to the rule"
)]

mod access;
mod lists;
mod plans;
mod serving;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Europe::London;
use cpis_vocabulary::{AccessId, NhsNumber, PlanId, PlanKind, Timestamp, TraceId};
use loadgen::checker::ChildTruth;
use loadgen::history::{
    Activity, Caller, Credential, Flaw, Kind, Ledger, Moment, Notice, Operation, OperationNumber,
    Outcome, PlanFacts, Seen, Unscheduled, WhyUnknown,
};
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) const HOUR: i64 = 3_600_000;
const WINDOW: i64 = 24 * HOUR;

/// What the Spine gets wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bug {
    None,
    IgnoresOrganisation,
    IgnoresUser,
    IgnoresPatient,
    RoleInKey,
    Window23,
    Window25,
    Slides,
    CalendarDay,
    LaterThanForNotEarlier,
    TwoOnRace,
    RetryDoubles,
    List26,
    List24,
    OldestFirst,
    StaleList,
    SilentInList,
    MixedLists,
    LostUpdate,
    DayEarly,
    DayLate,
    UtcDay,
    Unborn364,
    CachedAlert,
    ActivityNotChecked,
    SuppressedHidesView,
    SuppressedHasNoId,
    SilentSends,
    CodesSwapped,
    MissingHeaderSilent,
    SearchNotifies,
    OverviewNotifies,
    OwnIncluded,
    FirstPlanOnly,
    PhonesSwapped,
    NotCapped,
    TokenExpiryIgnored,
    RevocationIgnored,
    DeliveredTwice,
    WrongAuthority,
    NeverDelivered,
    DeletedStillShown,
    StampOutside,
    StampsBack,
    RecordsWithoutPlan,
    WrongWorkerTold,
    NewNumberNewKey,
    BothIsSilent,
    BadHeaderServed,
    HeaderFalseSends,
    LostReplyNotTold,
    LostReplyNotRecorded,
    CodeForOrganisationName,
    CodeForJobRoleName,
    LocalIdLeftOut,
    LocalIdOfAnother,
    FirstUploadNamed,
    NoUploadNamed,
    OneIdForAll,
    ToldTwice,
    DeliveredBefore,
    AcknowledgedUndelivered,
    ToldAnotherInstant,
    ListedInAnotherRole,
    ListedAtAnotherOrganisation,
    ListedAtAnotherInstant,
}

/// Something asked of the Spine.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) kind: Kind,
    pub(crate) child: Option<NhsNumber>,
    pub(crate) caller: Option<Arc<Caller>>,
    pub(crate) credential: Credential,
    pub(crate) flaws: Vec<Flaw>,
    pub(crate) unscheduled: Unscheduled,
    pub(crate) trace: Option<TraceId>,
    pub(crate) sent: u64,
    /// When it takes effect; absent where the request is lost.
    pub(crate) effect: Option<u64>,
    /// When it is answered; absent where the answer is lost.
    pub(crate) answered: Option<u64>,
}

#[derive(Clone)]
struct Record {
    id: AccessId,
    at: Timestamp,
    caller: Arc<Caller>,
    trace: Option<TraceId>,
    effect: u64,
}

#[derive(Clone)]
struct Held {
    plan: PlanFacts,
    is_deleted: bool,
}

type Key = (Option<NhsNumber>, String, String, String);

struct Spine<'a> {
    bug: Bug,
    people: &'a HashMap<NhsNumber, ChildTruth>,
    plans: HashMap<NhsNumber, Vec<Held>>,
    records: HashMap<NhsNumber, Vec<Record>>,
    /// The instant that opened each key's window, and the moment at which that became known.
    windows: HashMap<Key, Vec<(Timestamp, u64)>>,
    tokens: HashMap<u64, (Timestamp, bool)>,
    alerts: HashMap<NhsNumber, u32>,
    notices: Vec<Notice>,
    next: u64,
    last_stamp: i64,
}

/// How the tenant's clock runs: from `base`, so many milliseconds for each of the client's, and further by the advances.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) base: Timestamp,
    pub(crate) rate: i64,
}

/// Lets the Spine answer everything, and gives the history and what was received.
pub(crate) fn run(
    people: &HashMap<NhsNumber, ChildTruth>,
    asks: &[Ask],
    pace: Pace,
    bug: Bug,
) -> (Vec<Operation>, Ledger) {
    let plans = people
        .iter()
        .map(|(number, child)| {
            let held = |plan: &PlanFacts| Held {
                plan: plan.clone(),
                is_deleted: false,
            };
            (*number, child.plans.iter().map(held).collect())
        })
        .collect();
    let mut spine = Spine {
        bug,
        people,
        plans,
        records: HashMap::new(),
        windows: HashMap::new(),
        tokens: HashMap::new(),
        alerts: HashMap::new(),
        notices: Vec::new(),
        next: 1,
        last_stamp: 0,
    };
    let clock = |moment: u64, counts: &dyn Fn(&Ask) -> bool| {
        let advanced: i64 = asks
            .iter()
            .filter(|ask| counts(ask))
            .map(|ask| {
                if let Kind::AdvanceClock { by_ms } = ask.kind {
                    by_ms
                } else {
                    0
                }
            })
            .sum();
        let run = i64::try_from(moment / 1_000_000).unwrap() * pace.rate;
        pace.base.plus(TimeDelta::milliseconds(run + advanced))
    };
    let mut by_effect: Vec<usize> = (0..asks.len()).collect();
    by_effect.sort_by_key(|at| (asks[*at].effect, *at));
    let mut operations: Vec<Operation> = asks
        .iter()
        .enumerate()
        .map(|(number, ask)| {
            let end = ask.answered.unwrap_or(ask.sent + 1_000_000);
            let v_inv = clock(ask.sent, &|other| {
                other.answered.is_some_and(|a| a <= ask.sent)
            });
            let v_ret = clock(end, &|other| other.sent <= end);
            blank(number, ask, v_inv, v_ret)
        })
        .collect();
    for at in by_effect {
        let ask = &asks[at];
        let Some(effect) = ask.effect else { continue };
        let now = clock(effect, &|other| other.effect.is_some_and(|e| e <= effect));
        let number = operations[at].number.0;
        let answer = spine.serve(ask, number, now, effect);
        let operation = &mut operations[at];
        if let (Kind::AddPlan { plan }, Some(id)) = (&mut operation.kind, answer.plan) {
            plan.id = Some(id);
        }
        if ask.answered.is_some() {
            operation.outcome = answer.outcome;
            operation.stamp = Some(spine.stamp(now));
            operation.access = answer.access;
            operation.seen = answer.seen;
        }
    }
    let final_lists = spine.final_lists();
    (
        operations,
        Ledger {
            notices: Some(spine.notices),
            journal: Vec::new(),
            final_lists,
        },
    )
}

fn blank(number: usize, ask: &Ask, v_inv: Timestamp, v_ret: Timestamp) -> Operation {
    Operation {
        number: OperationNumber(u64::try_from(number).unwrap()),
        worker: 0,
        tenant: "default".into(),
        epoch: 0,
        kind: ask.kind.clone(),
        child: ask.child,
        caller: ask.caller.clone(),
        credential: ask.credential,
        flaws: ask.flaws.clone(),
        unscheduled: ask.unscheduled,
        trace: ask.trace,
        step: "step".into(),
        probe: None,
        setting: None,
        due: Moment::from_nanos(ask.sent),
        sent: Moment::from_nanos(ask.sent),
        answered: ask.answered.map(Moment::from_nanos),
        v_inv,
        v_ret,
        outcome: Outcome::Unknown {
            why: WhyUnknown::NoAnswer,
        },
        stamp: None,
        access: None,
        seen: Seen::Nothing,
    }
}

struct Answer {
    outcome: Outcome,
    access: Option<AccessId>,
    seen: Seen,
    plan: Option<PlanId>,
}

impl Answer {
    fn ok(seen: Seen) -> Self {
        Self {
            outcome: Outcome::Answered { status: 200 },
            access: None,
            seen,
            plan: None,
        }
    }

    fn refused(status: u16, code: &str) -> Self {
        Self {
            outcome: Outcome::Refused {
                status,
                code: Some(code.into()),
            },
            access: None,
            seen: Seen::Nothing,
            plan: None,
        }
    }
}

fn day(at: Timestamp) -> NaiveDate {
    at.to_utc().with_timezone(&London).date_naive()
}

pub(crate) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Synthetic numbers, in order.
pub(crate) fn child(place: usize) -> NhsNumber {
    (999_000_000..)
        .filter_map(NhsNumber::from_stem)
        .nth(place)
        .unwrap()
}

/// A plan with telephones, so that they are judged.
pub(crate) fn plan(
    number: u64,
    kind: PlanKind,
    start: NaiveDate,
    end: Option<NaiveDate>,
    authority: &str,
) -> PlanFacts {
    PlanFacts {
        id: Some(PlanId::new(number)),
        kind,
        start,
        end,
        authority: authority.into(),
        emergency_phone: Some("01632 960001".into()),
        office_phone: Some("01632 960002".into()),
        local_id: Some(format!("L{number}").into()),
        upload: Some(format!("{number:06}").into()),
    }
}

pub(crate) fn caller(
    user: &str,
    role: &str,
    organisation: &str,
    activity: Activity,
) -> Arc<Caller> {
    Arc::new(Caller {
        user: user.into(),
        user_name: format!("Worker {user}").into(),
        role: role.into(),
        job_role: "R8001".into(),
        job_role_name: "Nurse".into(),
        organisation: organisation.into(),
        organisation_name: format!("Hospital {organisation}").into(),
        activity,
    })
}

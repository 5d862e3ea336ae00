//! A Spine of a few hundred lines, written from the rulebook for the tests of the judge, honest or with one fault.
#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::match_same_arms,
    reason = "each fault changes one arm, and all others keep to the rule"
)]

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use chrono_tz::Europe::London;
use cpis_vocabulary::{
    AccessId, AuthorityCode, NhsNumber, PatientStatus, PlanId, PlanKind, Timestamp, TraceId,
};
use loadgen::checker::ChildTruth;
use loadgen::history::{
    Activity, Caller, Credential, FinalList, Flaw, Kind, Ledger, ListEntry, Moment, Notice,
    Operation, OperationNumber, Outcome, PlanFacts, PlanSeen, Seen, TokenNumber, Unscheduled,
    WhyUnknown,
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

impl Spine<'_> {
    fn stamp(&mut self, now: Timestamp) -> Timestamp {
        let shift = match self.bug {
            Bug::StampOutside => 2 * HOUR,
            Bug::StampsBack if self.next.is_multiple_of(7) => -HOUR,
            _ => 0,
        };
        self.last_stamp = now.millis();
        now.plus(TimeDelta::milliseconds(shift))
    }

    fn serve(&mut self, ask: &Ask, number: u64, now: Timestamp, effect: u64) -> Answer {
        match &ask.kind {
            Kind::LogOn { .. } => {
                self.tokens.insert(number, (now, false));
                Answer::ok(Seen::Nothing)
            }
            Kind::Revoke { token } => {
                if let Some(token) = self.tokens.get_mut(&token.0) {
                    token.1 = true;
                }
                Answer::ok(Seen::Nothing)
            }
            Kind::AdvanceClock { .. } => Answer::ok(Seen::Nothing),
            Kind::AddPlan { plan } => {
                let id = PlanId::new(10_000 + number);
                let plan = PlanFacts {
                    id: Some(id),
                    ..plan.clone()
                };
                let held = Held {
                    plan,
                    is_deleted: false,
                };
                self.plans
                    .entry(self.survivor(ask.child.unwrap()))
                    .or_default()
                    .push(held);
                Answer {
                    plan: Some(id),
                    ..Answer::ok(Seen::Nothing)
                }
            }
            Kind::ChangePatient { .. } => Answer::ok(Seen::Nothing),
            Kind::DeletePlan { plan } => {
                let child = self.survivor(ask.child.unwrap());
                for held in self.plans.entry(child).or_default() {
                    held.is_deleted |= held.plan.id == Some(*plan);
                }
                Answer::ok(Seen::Nothing)
            }
            _ if !self.token_is_good(ask.credential, now) => Answer::refused(401, "ACCESS_DENIED"),
            Kind::Search { .. } | Kind::ReadPatient => {
                if self.bug == Bug::SearchNotifies {
                    let child = ask.child.unwrap_or(child(0));
                    self.tell(
                        child,
                        ask.caller.as_ref().unwrap(),
                        now,
                        AccessId::new(7_777),
                    );
                }
                Answer::ok(Seen::Nothing)
            }
            Kind::Overview => self.overview(ask, now),
            Kind::OpenAlert => self
                .refusal(ask)
                .unwrap_or_else(|| self.open(ask, now, effect)),
            Kind::ReadList => self
                .refusal(ask)
                .unwrap_or_else(|| self.list(ask, now, effect)),
        }
    }

    fn token_is_good(&self, credential: Credential, now: Timestamp) -> bool {
        match credential {
            Credential::Missing | Credential::Invented => false,
            Credential::User(TokenNumber(number))
            | Credential::Application(TokenNumber(number)) => {
                let (granted, is_revoked) = self.tokens[&number];
                let expired = now.since(granted) >= TimeDelta::hours(1);
                !(is_revoked && self.bug != Bug::RevocationIgnored
                    || expired && self.bug != Bug::TokenExpiryIgnored)
            }
            Credential::NotNeeded | Credential::Standing => true,
        }
    }

    fn refusal(&self, ask: &Ask) -> Option<Answer> {
        let header = ask.flaws.iter().any(|flaw| *flaw != Flaw::BadNumber);
        if header && self.bug != Bug::BadHeaderServed {
            return Some(Answer::refused(400, "PRECONDITION_FAILED"));
        }
        if self.activity(ask) == Activity::Neither && self.bug != Bug::ActivityNotChecked {
            return Some(Answer::refused(403, "ACCESS_DENIED"));
        }
        ask.flaws
            .contains(&Flaw::BadNumber)
            .then(|| Answer::refused(400, "INVALID_SEARCH_DATA"))
    }

    fn activity(&self, ask: &Ask) -> Activity {
        let activity = ask.caller.as_ref().unwrap().activity;
        match (self.bug, activity) {
            (Bug::CodesSwapped, Activity::Notifying) => Activity::Silent,
            (Bug::CodesSwapped, Activity::Silent) => Activity::Notifying,
            (Bug::BothIsSilent, Activity::Both) => Activity::Silent,
            _ => activity,
        }
    }

    fn survivor(&self, number: NhsNumber) -> NhsNumber {
        match self.people.get(&number).map(|child| child.status) {
            Some(PatientStatus::Superseded { by }) => by,
            _ => number,
        }
    }

    fn overview(&mut self, ask: &Ask, now: Timestamp) -> Answer {
        let child = self.survivor(ask.child.unwrap());
        if self.activity(ask) == Activity::Neither {
            return Answer::refused(403, "ACCESS_DENIED");
        }
        let mut total = u32::try_from(self.displayable(child, now).len()).unwrap();
        if self.bug == Bug::CachedAlert {
            total = *self.alerts.entry(child).or_insert(total);
        }
        if self.bug == Bug::OverviewNotifies && total > 0 {
            let id = self.id();
            self.tell(child, ask.caller.as_ref().unwrap(), now, id);
        }
        Answer::ok(Seen::Flags {
            total,
            plans: Vec::new(),
        })
    }

    fn id(&mut self) -> AccessId {
        self.next += 1;
        AccessId::new(self.next)
    }

    fn open(&mut self, ask: &Ask, now: Timestamp, effect: u64) -> Answer {
        let asked = ask.child.unwrap();
        let child = self.survivor(asked);
        let caller = ask.caller.as_ref().unwrap();
        let plans = self.displayable(child, now);
        let total = u32::try_from(plans.len()).unwrap();
        let answer = Answer::ok(Seen::Plans {
            plans: plans.clone(),
            total,
        });
        if plans.is_empty() && self.bug != Bug::RecordsWithoutPlan {
            return answer;
        }
        let notifies = matches!(self.activity(ask), Activity::Notifying | Activity::Both)
            && match ask.unscheduled {
                Unscheduled::Absent => self.bug != Bug::MissingHeaderSilent,
                Unscheduled::True => true,
                Unscheduled::False => self.bug == Bug::HeaderFalseSends,
            };
        if !notifies {
            if self.activity(ask) == Activity::Silent {
                self.leak(child, caller, now, effect);
            }
            return answer;
        }
        let known = self.records.entry(child).or_default();
        let again = known.iter().rev().find(|record| {
            ask.trace.is_some()
                && record.trace == ask.trace
                && record.caller.user == caller.user
                && record.caller.role == caller.role
                && now.since(record.at) < TimeDelta::seconds(60)
        });
        if let Some(record) = again
            && self.bug != Bug::RetryDoubles
        {
            return Answer {
                access: Some(record.id),
                ..answer
            };
        }
        let id = self.id();
        let is_told = self.is_news(asked, child, caller, now, ask.sent, effect);
        let is_lost = ask.answered.is_none();
        if is_told && !(is_lost && self.bug == Bug::LostReplyNotTold) {
            self.tell(child, caller, now, id);
        }
        if !is_told && self.bug == Bug::SuppressedHasNoId {
            return answer;
        }
        let is_dropped = is_lost && self.bug == Bug::LostReplyNotRecorded;
        if (is_told || self.bug != Bug::SuppressedHidesView) && !is_dropped {
            self.record(child, caller, now, id, ask, effect);
        }
        Answer {
            access: Some(id),
            ..answer
        }
    }

    /// What a silent access leaves behind where it should leave nothing.
    fn leak(&mut self, child: NhsNumber, caller: &Arc<Caller>, now: Timestamp, effect: u64) {
        let id = self.id();
        if self.bug == Bug::SilentSends {
            self.tell(child, caller, now, id);
        }
        if self.bug == Bug::SilentInList {
            let record = Record {
                id,
                at: now,
                caller: Arc::clone(caller),
                trace: None,
                effect,
            };
            self.records.entry(child).or_default().push(record);
        }
    }

    fn record(
        &mut self,
        child: NhsNumber,
        caller: &Arc<Caller>,
        now: Timestamp,
        id: AccessId,
        ask: &Ask,
        effect: u64,
    ) {
        let child = if self.bug == Bug::MixedLists && id.number().is_multiple_of(9) {
            self::child(1)
        } else {
            child
        };
        let records = self.records.entry(child).or_default();
        if self.bug == Bug::LostUpdate {
            records.retain(|record| record.effect <= ask.sent);
        }
        let caller = Arc::clone(caller);
        records.push(Record {
            id,
            at: now,
            caller,
            trace: ask.trace,
            effect,
        });
    }

    fn is_news(
        &mut self,
        asked: NhsNumber,
        child: NhsNumber,
        caller: &Caller,
        now: Timestamp,
        sent: u64,
        effect: u64,
    ) -> bool {
        let bug = self.bug;
        let unless = |without: Bug, part: &str| {
            if bug == without {
                String::new()
            } else {
                part.to_owned()
            }
        };
        let role = if bug == Bug::RoleInKey {
            caller.role.as_str()
        } else {
            ""
        };
        let number = match bug {
            Bug::IgnoresPatient => None,
            Bug::NewNumberNewKey => Some(asked),
            _ => Some(child),
        };
        let key = (
            number,
            unless(Bug::IgnoresUser, caller.user.as_str()),
            unless(Bug::IgnoresOrganisation, caller.organisation.as_str()),
            role.to_owned(),
        );
        let opened = self.windows.entry(key).or_default();
        let seen = opened
            .iter()
            .rev()
            .find(|(_, known)| bug != Bug::TwoOnRace || *known <= sent);
        let is_news = seen.is_none_or(|(at, _)| {
            let elapsed = now.since(*at).num_milliseconds();
            match bug {
                Bug::Window23 => elapsed >= 23 * HOUR,
                Bug::Window25 => elapsed >= 25 * HOUR,
                Bug::LaterThanForNotEarlier => elapsed > WINDOW,
                Bug::CalendarDay => day(now) != day(*at),
                _ => elapsed >= WINDOW,
            }
        });
        if is_news || bug == Bug::Slides {
            opened.push((now, effect));
        }
        is_news
    }

    fn tell(&mut self, child: NhsNumber, caller: &Caller, now: Timestamp, access: AccessId) {
        if self.bug == Bug::NeverDelivered && access.number().is_multiple_of(5) {
            return;
        }
        let mut authorities: Vec<AuthorityCode> = self
            .displayable(child, now)
            .into_iter()
            .map(|plan| plan.authority)
            .collect();
        if self.bug == Bug::FirstPlanOnly {
            // Only what is shown is cut; who is told is another matter.
            authorities = self
                .all_displayable(child, now)
                .into_iter()
                .map(|p| p.authority)
                .collect();
        }
        if self.bug == Bug::RecordsWithoutPlan && authorities.is_empty() {
            authorities.push("LA1".into());
        }
        authorities.sort();
        authorities.dedup();
        if self.bug == Bug::WrongAuthority {
            authorities = vec!["LA9".into()];
        }
        for authority in authorities {
            let user = if self.bug == Bug::WrongWorkerTold {
                "999".into()
            } else {
                caller.user.clone()
            };
            let notice = Notice {
                id: format!("{access}-{authority}").into(),
                tenant: "default".into(),
                epoch: 0,
                at: now,
                child,
                authority,
                user,
                user_name: caller.user_name.clone(),
                job_role: caller.job_role.clone(),
                organisation: caller.organisation.clone(),
                access,
            };
            if self.bug == Bug::DeliveredTwice {
                self.notices.push(Notice {
                    id: format!("{}-again", notice.id).into(),
                    ..notice.clone()
                });
            }
            self.notices.push(notice);
        }
    }

    fn list(&mut self, ask: &Ask, now: Timestamp, effect: u64) -> Answer {
        let child = self.survivor(ask.child.unwrap());
        if self.displayable(child, now).is_empty() {
            return Answer::ok(Seen::List {
                entries: Vec::new(),
                total: 0,
            });
        }
        let entries = self.entries(child, ask.trace, effect);
        let total = u32::try_from(entries.len()).unwrap();
        Answer::ok(Seen::List { entries, total })
    }

    fn entries(&self, child: NhsNumber, trace: Option<TraceId>, effect: u64) -> Vec<ListEntry> {
        let limit = match self.bug {
            Bug::List24 => 24,
            Bug::List26 => 26,
            _ => 25,
        };
        let lag = if self.bug == Bug::StaleList {
            3_000_000_000
        } else {
            0
        };
        let mut entries: Vec<ListEntry> = self
            .records
            .get(&child)
            .into_iter()
            .flatten()
            .rev()
            .filter(|record| {
                self.bug == Bug::OwnIncluded || trace.is_none() || record.trace != trace
            })
            .filter(|record| record.effect.saturating_add(lag) <= effect)
            .take(limit)
            .map(|record| ListEntry {
                access: record.id,
                at: record.at,
                viewer: Some(record.caller.user_name.clone()),
                organisation: None,
            })
            .collect();
        if self.bug == Bug::OldestFirst {
            entries.reverse();
        }
        entries
    }

    fn final_lists(&self) -> Vec<FinalList> {
        let now = Timestamp::from_millis(self.last_stamp);
        self.people
            .keys()
            .filter(|child| !self.displayable(**child, now).is_empty())
            .map(|child| FinalList {
                tenant: "default".into(),
                epoch: 0,
                child: *child,
                entries: self.entries(*child, None, u64::MAX),
            })
            .collect()
    }

    fn displayable(&self, child: NhsNumber, now: Timestamp) -> Vec<PlanSeen> {
        let mut all = self.all_displayable(child, now);
        if self.bug == Bug::FirstPlanOnly {
            all.truncate(1);
        }
        all
    }

    fn all_displayable(&self, child: NhsNumber, now: Timestamp) -> Vec<PlanSeen> {
        let today = if self.bug == Bug::UtcDay {
            now.to_utc().date_naive()
        } else {
            day(now)
        };
        let birth = self.people.get(&child).and_then(|child| child.birth_date);
        let held = self.plans.get(&child);
        held.into_iter()
            .flatten()
            .filter(|held| !held.is_deleted || self.bug == Bug::DeletedStillShown)
            .filter_map(|held| {
                let plan = &held.plan;
                let is_unborn = plan.kind == PlanKind::Ucpp;
                let birthday = if is_unborn || self.bug == Bug::NotCapped {
                    None
                } else {
                    birth.map(|birth| {
                        let year = birth.year() + 18;
                        birth.with_year(year).unwrap_or_else(|| date(year, 3, 1))
                    })
                };
                let wire_end = match (plan.end, birthday) {
                    (Some(end), Some(birthday)) => Some(end.min(birthday)),
                    (end, _) => end,
                };
                let days = match (is_unborn && self.bug != Bug::Unborn364, self.bug) {
                    (true, _) => 28,
                    (false, Bug::DayEarly) => 363,
                    (false, Bug::DayLate) => 365,
                    (false, _) => 364,
                };
                let last = wire_end.or(birthday).map(|end| end + Days::new(days));
                let is_shown = plan.start <= today && last.is_none_or(|last| today <= last);
                let (emergency, office) = if self.bug == Bug::PhonesSwapped {
                    (&plan.office_phone, &plan.emergency_phone)
                } else {
                    (&plan.emergency_phone, &plan.office_phone)
                };
                is_shown.then(|| PlanSeen {
                    id: plan.id,
                    kind: plan.kind,
                    start: plan.start,
                    end: wire_end,
                    authority: plan.authority.clone(),
                    emergency_phone: emergency.clone(),
                    office_phone: office.clone(),
                })
            })
            .collect()
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
        organisation: organisation.into(),
        activity,
    })
}

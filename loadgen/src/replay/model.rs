//! What a Spine owes to requests that come one after the other under a pinned clock: a small model of the rulebook, for the required side of
//! a script.

use crate::checker::{
    Anchor, Otherwise, People, Reading, Record, end_on_the_wire, last_day_shown, london_day,
    with_a_good_token,
};
use crate::history::{Activity, Caller, Credential, Kind, Operation, PlanFacts, TokenNumber};
use cpis_vocabulary::{
    AuthorityCode, NhsNumber, OrganisationCode, PatientStatus, PlanId, Timestamp, TraceId, UserId,
};
use std::collections::{HashMap, HashSet};

/// What a step owes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Owed {
    /// To be refused, with this status where one is laid down.
    Refusal(Option<u16>),
    /// These plans, in any order.
    Plans(Vec<PlanShown>),
    /// The accesses of these steps, in this order.
    List(Vec<usize>),
    /// Nothing that a script looks at.
    Nothing,
}

/// A plan that has to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct PlanShown {
    pub(super) id: PlanName,
    pub(super) start: String,
    pub(super) end: Option<String>,
}

/// Which plan it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum PlanName {
    /// One of the population.
    Given(PlanId),
    /// The one that a step added.
    Added(usize),
}

/// An authority that has to be told of an access.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Told {
    pub(super) authority: AuthorityCode,
    /// The access.
    pub(super) step: usize,
    pub(super) user: UserId,
    pub(super) organisation: OrganisationCode,
}

/// The children and tokens of a play, as they stand.
#[derive(Debug)]
pub(super) struct Model<'a> {
    reading: Reading,
    people: &'a dyn People,
    children: HashMap<NhsNumber, ChildState<'a>>,
    tokens: HashMap<TokenNumber, Timestamp>,
    revoked: HashSet<TokenNumber>,
    added: HashMap<PlanId, usize>,
}

#[derive(Debug)]
struct ChildState<'a> {
    birth_date: Option<chrono::NaiveDate>,
    plans: Vec<(PlanName, PlanFacts)>,
    /// The recorded accesses, in the order in which they took effect.
    accesses: Vec<Recorded<'a>>,
    /// The instant that each window of a user and organisation is counted from.
    windows: HashMap<(&'a UserId, &'a OrganisationCode), Timestamp>,
    told: Vec<Told>,
}

#[derive(Debug)]
struct Recorded<'a> {
    step: usize,
    caller: &'a Caller,
    trace: Option<TraceId>,
    at: Timestamp,
}

impl<'a> Model<'a> {
    pub(super) fn new(reading: Reading, people: &'a dyn People) -> Self {
        Self {
            reading,
            people,
            children: HashMap::new(),
            tokens: HashMap::new(),
            revoked: HashSet::new(),
            added: HashMap::new(),
        }
    }

    /// The plans that a child has before anything is asked; nothing where the model does not know the child well enough.
    pub(super) fn begins_with(&mut self, operation: &Operation) -> Option<Vec<PlanId>> {
        let child = self.state(operation)?;
        let ids = child.plans.iter().map(|(name, _)| match name {
            PlanName::Given(id) => Some(*id),
            PlanName::Added(_) => None,
        });
        ids.collect()
    }

    /// Who has to have been told of this child's accesses by now.
    pub(super) fn told(&self, child: NhsNumber) -> Vec<Told> {
        let child = self.children.get(&child);
        child.map(|child| child.told.clone()).unwrap_or_default()
    }

    /// Carries out a step; nothing where the model does not know what it owes.
    pub(super) fn step(
        &mut self,
        step: usize,
        operation: &'a Operation,
        at: Timestamp,
    ) -> Option<Owed> {
        match &operation.kind {
            Kind::LogOn { .. } => {
                self.tokens.insert(TokenNumber(operation.number.0), at);
                Some(Owed::Nothing)
            }
            Kind::Revoke { token } => {
                self.revoked.insert(*token);
                Some(Owed::Nothing)
            }
            Kind::AddPlan { plan } => {
                if let Some(id) = plan.id {
                    self.added.insert(id, step);
                }
                let added = (PlanName::Added(step), plan.clone());
                self.state(operation)?.plans.push(added);
                Some(Owed::Nothing)
            }
            Kind::DeletePlan { plan } => {
                let name = self.name(*plan);
                let child = self.state(operation)?;
                child.plans.retain(|(known, _)| *known != name);
                Some(Owed::Nothing)
            }
            Kind::OpenAlert | Kind::ReadList | Kind::Overview => self.look(step, operation, at),
            Kind::ReadPatient
            | Kind::Search { .. }
            | Kind::AdvanceClock { .. }
            | Kind::ChangePatient { .. } => Some(Owed::Nothing),
        }
    }

    /// The name of a plan that the run knew by this id.
    pub(super) fn name(&self, id: PlanId) -> PlanName {
        let added = self.added.get(&id);
        added.map_or(PlanName::Given(id), |step| PlanName::Added(*step))
    }

    fn look(&mut self, step: usize, operation: &'a Operation, at: Timestamp) -> Option<Owed> {
        if !self.is_live(operation.credential, at)? {
            return Some(Owed::Refusal(Some(401)));
        }
        let reading = self.reading;
        let notifies = match with_a_good_token(operation, &reading) {
            Otherwise::Refusal(required) => return Some(Owed::Refusal(required.status)),
            Otherwise::Notify => true,
            Otherwise::Silent => false,
        };
        let caller: &'a Caller = operation.caller.as_deref()?;
        let child = self.state(operation)?;
        let shown = child.shown(at, &reading);
        Some(match operation.kind {
            Kind::Overview if caller.activity == Activity::Neither => Owed::Plans(Vec::new()),
            Kind::ReadList if shown.is_empty() => Owed::List(Vec::new()),
            Kind::ReadList => Owed::List(child.list(operation, &reading)),
            Kind::OpenAlert => {
                if notifies && !shown.is_empty() {
                    child.record(step, caller, operation.trace, at, &reading);
                }
                Owed::Plans(child.on_the_wire(&shown))
            }
            Kind::Overview => Owed::Plans(child.on_the_wire(&shown)),
            Kind::LogOn { .. }
            | Kind::Revoke { .. }
            | Kind::ReadPatient
            | Kind::Search { .. }
            | Kind::AdvanceClock { .. }
            | Kind::ChangePatient { .. }
            | Kind::AddPlan { .. }
            | Kind::DeletePlan { .. } => Owed::Nothing,
        })
    }

    /// Whether the token is good; nothing where that is not known. A token whose log-on is no step is a fresh one.
    fn is_live(&self, credential: Credential, at: Timestamp) -> Option<bool> {
        match credential {
            Credential::Missing | Credential::Invented => Some(false),
            Credential::Application(_) => None,
            Credential::Standing | Credential::NotNeeded => Some(true),
            Credential::User(token) => Some(match self.tokens.get(&token) {
                None => true,
                Some(granted) => {
                    let life = i64::from(self.reading.token_life_s) * 1_000;
                    !self.revoked.contains(&token) && at.millis() < granted.millis() + life
                }
            }),
        }
    }

    fn state(&mut self, operation: &Operation) -> Option<&mut ChildState<'a>> {
        let number = operation.child?;
        if !self.children.contains_key(&number) {
            let truth = self
                .people
                .child(&operation.tenant, operation.epoch, number)?;
            // What becomes of other numbers is told by rules that no script is made for.
            let is_known = matches!(
                truth.status,
                PatientStatus::Ordinary | PatientStatus::Restricted
            );
            let plans = truth
                .plans
                .into_iter()
                .map(|plan| Some((PlanName::Given(plan.id?), plan)));
            let child = ChildState {
                birth_date: truth.birth_date,
                plans: plans.collect::<Option<_>>()?,
                accesses: Vec::new(),
                windows: HashMap::new(),
                told: Vec::new(),
            };
            self.children.insert(number, is_known.then_some(child)?);
        }
        self.children.get_mut(&number)
    }
}

impl<'a> ChildState<'a> {
    /// The places of the plans that are shown. ALT-5, ALT-6.
    fn shown(&self, at: Timestamp, reading: &Reading) -> Vec<usize> {
        let day = london_day(at);
        let is_shown = |plan: &PlanFacts| {
            let last = last_day_shown(plan, self.birth_date, reading);
            plan.start <= day && last.is_none_or(|last| day <= last)
        };
        let plans = self.plans.iter().enumerate();
        let shown = plans.filter(|(_, (_, plan))| is_shown(plan));
        shown.map(|(place, _)| place).collect()
    }

    fn on_the_wire(&self, shown: &[usize]) -> Vec<PlanShown> {
        let plans = shown.iter().filter_map(|place| self.plans.get(*place));
        let plans = plans.map(|(name, plan)| PlanShown {
            id: name.clone(),
            start: plan.start.to_string(),
            end: end_on_the_wire(plan, self.birth_date).map(|end| end.to_string()),
        });
        plans.collect()
    }

    /// VIEW-2, VIEW-7: the last ones, newest first, without the one of the reader's own trace.
    fn list(&self, read: &Operation, reading: &Reading) -> Vec<usize> {
        let is_own = |access: &&Recorded<'_>| read.trace.is_some() && access.trace == read.trace;
        let others = self.accesses.iter().rev().filter(|one| !is_own(one));
        let last = others.take(reading.list_length);
        last.map(|access| access.step).collect()
    }

    /// ASN-3, ASN-5, VIEW-3, VIEW-7.
    fn record(
        &mut self,
        step: usize,
        caller: &'a Caller,
        trace: Option<TraceId>,
        at: Timestamp,
        reading: &Reading,
    ) {
        let is_same = |one: &Recorded<'_>| {
            trace.is_some()
                && one.trace == trace
                && (&one.caller.user, &one.caller.role) == (&caller.user, &caller.role)
                && at.millis() - one.at.millis() < reading.merge_ms
        };
        if self.accesses.iter().any(is_same) {
            return;
        }
        let key = (&caller.user, &caller.organisation);
        let since = self.windows.get(&key);
        let notifies = since.is_none_or(|since| at.millis() - since.millis() >= reading.window_ms);
        if notifies || reading.anchor == Anchor::LastAccess {
            self.windows.insert(key, at);
        }
        if notifies {
            self.tell(step, caller, at, reading);
        }
        if notifies || reading.record == Record::EveryAccess {
            self.accesses.push(Recorded {
                step,
                caller,
                trace,
                at,
            });
        }
    }

    fn tell(&mut self, step: usize, caller: &Caller, at: Timestamp, reading: &Reading) {
        let shown = self.shown(at, reading);
        let plans = shown.iter().filter_map(|place| self.plans.get(*place));
        let mut authorities: Vec<AuthorityCode> =
            plans.map(|(_, plan)| plan.authority.clone()).collect();
        authorities.sort_unstable();
        authorities.dedup();
        for authority in authorities {
            self.told.push(Told {
                authority,
                step,
                user: caller.user.clone(),
                organisation: caller.organisation.clone(),
            });
        }
    }
}

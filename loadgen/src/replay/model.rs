//! What a Spine owes to requests that come one after the other under a pinned clock: a small model of the rulebook, for the required side of
//! a script.

use super::child::ChildState;
use super::content::Content;
use crate::checker::{Otherwise, People, Reading, with_a_good_token};
use crate::history::{Activity, Caller, Credential, Kind, Operation, TokenNumber};
use cpis_vocabulary::{
    AuthorityCode, NhsNumber, OrganisationCode, PatientStatus, PlanId, Timestamp, UserId,
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
    pub(super) content: Content,
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
            let given = truth.plans.clone();
            let plans = truth
                .plans
                .into_iter()
                .map(|plan| Some((PlanName::Given(plan.id?), plan)));
            let child = ChildState {
                birth_date: truth.birth_date,
                given,
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

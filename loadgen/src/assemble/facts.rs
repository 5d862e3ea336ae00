//! What the workload consisted of, counted from what the client saw.

use crate::checker::{AccessCounts, ClockSanity};
use crate::history::{Caller, Kind, Operation, Outcome, Seen};
use cpis_vocabulary::{NhsNumber, OrganisationCode, UserId};
use foldhash::fast::RandomState;
use reports::Fact;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// So many callers are known by where they are.
const COUNTED: usize = 1 << 9;

/// Counts what the workload consisted of.
#[derive(Debug, Default)]
pub(super) struct Facts {
    looks: u64,
    silent: u64,
    without_alert: u64,
    refused: u64,
    unanswered: u64,
    by_child: HashMap<Option<NhsNumber>, u64, RandomState>,
    users: HashSet<UserId, RandomState>,
    organisations: HashSet<OrganisationCode, RandomState>,
    /// Callers who were counted, by where they are: as long as one is held, no other is there.
    counted: Vec<Option<Arc<Caller>>>,
    clock_moves: u64,
    compared: u64,
    changed: u64,
    added: u64,
    deleted: u64,
}

impl Facts {
    /// Takes a whole operation, in any order.
    pub(super) fn take(&mut self, operation: &Operation) {
        if let Some(caller) = &operation.caller {
            self.meet(caller);
        }
        match &operation.kind {
            Kind::OpenAlert => self.look(operation),
            Kind::AdvanceClock { .. } => self.clock_moves += 1,
            Kind::Search { asked } if !asked.is_empty() => self.compared += 1,
            Kind::ChangePatient { .. } => self.changed += 1,
            Kind::AddPlan { .. } => self.added += 1,
            Kind::DeletePlan { .. } => self.deleted += 1,
            Kind::Search { .. }
            | Kind::LogOn { .. }
            | Kind::Revoke { .. }
            | Kind::ReadPatient
            | Kind::Overview
            | Kind::ReadList => {}
        }
    }

    fn meet(&mut self, caller: &Arc<Caller>) {
        if self.counted.is_empty() {
            self.counted.resize(COUNTED, None);
        }
        let place = (Arc::as_ptr(caller).addr() / size_of::<Caller>()) % COUNTED;
        let Some(counted) = self.counted.get_mut(place) else {
            return;
        };
        if counted.as_ref().is_some_and(|one| Arc::ptr_eq(one, caller)) {
            return;
        }
        *counted = Some(Arc::clone(caller));
        if !self.users.contains(&caller.user) {
            self.users.insert(caller.user.clone());
        }
        if !self.organisations.contains(&caller.organisation) {
            self.organisations.insert(caller.organisation.clone());
        }
    }

    fn look(&mut self, look: &Operation) {
        match look.outcome {
            Outcome::NotSent => return,
            Outcome::Refused { .. } => self.refused += 1,
            Outcome::Unknown { .. } => self.unanswered += 1,
            // The looks that left no access behind, as far as is known.
            Outcome::Answered { .. } if look.access.is_none() && shows_plans(look) => {
                self.silent += 1;
            }
            Outcome::Answered { .. } if look.access.is_none() => self.without_alert += 1,
            Outcome::Answered { .. } => {}
        }
        self.looks += 1;
        *self.by_child.entry(look.child).or_default() += 1;
    }

    /// The counts, in the order in which a reader asks for them.
    pub(super) fn told(&self, accesses: AccessCounts) -> Vec<Fact> {
        let mut facts = vec![
            fact("Looks at an alert", self.looks),
            fact("Accesses recorded", accesses.recorded),
        ];
        if let Some(notices) = accesses.notices {
            facts.push(fact("Notifications received", notices));
            facts.push(fact("Accesses suppressed", accesses.untold));
        }
        let most = self.by_child.values().copied().max().unwrap_or(0);
        facts.extend([
            fact("Silent looks", self.silent),
            fact("Looks without an alert", self.without_alert),
            fact("Looks refused", self.refused),
            fact("Looks unanswered", self.unanswered),
            fact("Children looked at", number(self.by_child.len())),
            fact("Most looks at one child", most),
            fact("Users", number(self.users.len())),
            fact("Organisations", number(self.organisations.len())),
        ]);
        // What was asked of the control port, and which searches were compared; nothing where nothing was.
        let rare = [
            fact("Moves of the clock", self.clock_moves),
            fact("Searches compared with the population", self.compared),
            fact("Patients changed", self.changed),
            fact("Plans added", self.added),
            fact("Plans deleted", self.deleted),
        ];
        facts.extend(rare.into_iter().filter(|fact| fact.value > 0));
        facts
    }
}

/// How far the Spine's clock was from the client's knowledge of it, as a sentence; nothing where nothing was stamped.
pub(super) fn clocks(sanity: ClockSanity) -> Option<String> {
    match sanity {
        ClockSanity::Skew {
            least_ms: 0,
            most_ms: 0,
        } => Some(
            "the Spine's stamps agree to the millisecond with the generator's knowledge of its clock"
                .to_owned(),
        ),
        ClockSanity::Skew { least_ms, most_ms } => Some(format!(
            "the Spine's stamps allow its clock to be between {least_ms} ms and {most_ms} ms ahead of the generator's knowledge of it"
        )),
        ClockSanity::Stepped => {
            Some("no single offset explains all of the Spine's stamps: a clock stepped".to_owned())
        }
        ClockSanity::NoStamps => None,
    }
}

fn shows_plans(operation: &Operation) -> bool {
    match &operation.seen {
        Seen::Plans { plans, .. } => !plans.is_empty(),
        Seen::Nothing
        | Seen::List { .. }
        | Seen::Flags { .. }
        | Seen::Patients { .. }
        | Seen::TooManyMatches => false,
    }
}

fn fact(label: &str, value: u64) -> Fact {
    Fact {
        label: label.to_owned(),
        value,
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

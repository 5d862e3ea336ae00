//! The requests of a script, each with its instant and with what it owes.

use super::choose::{Chosen, Compared, instant};
use super::lookup::Lookup;
use super::model::{Model, Owed, PlanName, Told};
use crate::checker::{People, Reading};
use crate::history::{Kind, Operation};
use cpis_vocabulary::{NhsNumber, PlanId, Timestamp};

/// What a script does, and what is required of it.
#[derive(Debug)]
pub(super) struct Play<'c> {
    /// The child whom the finding is about.
    pub(super) child: Option<NhsNumber>,
    /// The children who take part, with the plans that they have before.
    pub(super) people: Vec<(NhsNumber, Vec<PlanId>)>,
    /// The requests.
    pub(super) steps: Vec<Step<'c>>,
    /// What is compared.
    pub(super) compared: Compared,
    /// Who has to have been told of the child's accesses in the end.
    pub(super) told: Vec<Told>,
    /// What one answer has to be, and whom it is about.
    pub(super) lookup: Option<&'c Lookup>,
}

/// One request.
#[derive(Debug)]
pub(super) struct Step<'c> {
    pub(super) number: usize,
    pub(super) operation: &'c Operation,
    /// What the clock shows.
    pub(super) at: Timestamp,
    pub(super) owed: Owed,
    pub(super) is_named: bool,
    pub(super) is_at_once: bool,
    /// The plan that it takes away.
    pub(super) takes: Option<PlanName>,
}

impl<'c> Play<'c> {
    /// Lays the requests out under a clock that only goes forward; nothing where it is not known what one of them owes.
    pub(super) fn of(
        (child, compared): (NhsNumber, Compared),
        chosen: &'c [Chosen],
        reading: Reading,
        people: &dyn People,
    ) -> Option<Self> {
        let mut model = Model::new(reading, people);
        let mut begins = Vec::new();
        for one in chosen {
            let number = one.operation.child;
            let is_new = |known: &NhsNumber| !begins.iter().any(|(other, _)| other == known);
            if let Some(number) = number.filter(is_new) {
                begins.push((number, model.begins_with(&one.operation)?));
            }
        }
        let at_once = chosen.iter().filter(|one| one.is_at_once);
        let together = at_once.map(|one| instant(&one.operation)).max();
        let mut now = Timestamp::MIN;
        let mut steps = Vec::new();
        for (number, one) in (1..).zip(chosen) {
            let own = instant(&one.operation);
            now = now.max(together.filter(|_| one.is_at_once).unwrap_or(own));
            let takes = if let Kind::DeletePlan { plan } = &one.operation.kind {
                Some(model.name(*plan))
            } else {
                None
            };
            steps.push(Step {
                number,
                operation: &one.operation,
                at: now,
                owed: model.step(number, &one.operation, now)?,
                is_named: one.is_named,
                is_at_once: one.is_at_once,
                takes,
            });
        }
        Some(Self {
            child: Some(child),
            people: begins,
            told: model.told(child),
            steps,
            compared,
            lookup: None,
        })
    }

    /// Lays a reading or search out behind the changes before it.
    pub(super) fn of_lookup(lookup: &'c Lookup) -> Self {
        let mut now = Timestamp::MIN;
        let steps = (1..).zip(&lookup.chosen).map(|(number, one)| {
            now = now.max(instant(&one.operation));
            Step {
                number,
                operation: &one.operation,
                at: now,
                owed: Owed::Nothing,
                is_named: one.is_named,
                is_at_once: false,
                takes: None,
            }
        });
        Self {
            child: None,
            people: Vec::new(),
            steps: steps.collect(),
            compared: Compared::NOTHING,
            told: Vec::new(),
            lookup: Some(lookup),
        }
    }

    /// Whether requests are sent at once: what comes of them is chance.
    pub(super) fn is_race(&self) -> bool {
        self.steps.iter().any(|step| step.is_at_once)
    }
}

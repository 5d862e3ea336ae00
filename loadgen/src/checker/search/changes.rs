//! Family names that the run itself gave, and when they can have been in force.

use crate::history::{Kind, Moment, Operation, Outcome};
use cpis_vocabulary::{NhsNumber, Text};
use std::collections::HashMap;

/// The changes of a run, by patient.
#[derive(Debug, Default)]
pub(super) struct Changes {
    by_patient: HashMap<NhsNumber, Vec<Change>>,
}

#[derive(Clone, Debug)]
struct Change {
    family: Text,
    sent: Moment,
    /// Never, where no answer came.
    ended: Moment,
}

/// A family name that a patient may have had; none is the one of the population.
pub(super) type Possible = Option<Text>;

impl Changes {
    pub(super) fn of(history: &[Operation]) -> Self {
        let mut by_patient: HashMap<_, Vec<_>> = HashMap::new();
        for operation in history {
            let (Kind::ChangePatient { family }, Some(patient)) =
                (&operation.kind, operation.child)
            else {
                continue;
            };
            let ended = match operation.outcome {
                Outcome::Answered { .. } => operation.ended(),
                Outcome::Unknown { .. } => Moment::MAX,
                Outcome::Refused { .. } | Outcome::NotSent => continue,
            };
            by_patient.entry(patient).or_default().push(Change {
                family: family.clone(),
                sent: operation.sent,
                ended,
            });
        }
        Self { by_patient }
    }

    /// Everybody whom the run changed.
    pub(super) fn patients(&self) -> impl Iterator<Item = NhsNumber> + '_ {
        self.by_patient.keys().copied()
    }

    /// The family names that a patient can have had while an operation was under way.
    ///
    /// A change counts from some instant between its sending and its answer. One that was answered before the operation began counts
    /// for certain, unless another came after it; one that was still under way may count or not.
    pub(super) fn possible(&self, patient: NhsNumber, during: &Operation) -> Vec<Possible> {
        let Some(changes) = self.by_patient.get(&patient) else {
            return vec![None];
        };
        let is_over = |change: &Change| change.ended < during.sent;
        let is_replaced = |change: &Change| {
            let mut others = changes.iter().filter(|other| is_over(other));
            others.any(|other| change.ended < other.sent)
        };
        let begun = changes
            .iter()
            .filter(|change| change.sent <= during.ended());
        let last = begun.filter(|change| !is_replaced(change));
        let mut possible: Vec<Possible> = last.map(|change| Some(change.family.clone())).collect();
        if !changes.iter().any(is_over) {
            possible.push(None);
        }
        possible
    }
}

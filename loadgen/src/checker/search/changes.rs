//! Family names that the run itself gave, and when they can have been in force.

use crate::history::{Kind, Moment, Operation, Outcome};
use cpis_vocabulary::{NhsNumber, Text};
use std::collections::HashMap;

/// The changes of a run, by patient.
#[derive(Debug, Default)]
pub(in super::super) struct Changes {
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
    pub(in super::super) fn of<'o>(history: impl IntoIterator<Item = &'o Operation>) -> Self {
        let mut changes = Self::default();
        for operation in history {
            changes.take(operation);
        }
        changes
    }

    /// Takes an operation; only changes of patients count.
    pub(in super::super) fn take(&mut self, operation: &Operation) {
        let (Kind::ChangePatient { family }, Some(patient)) = (&operation.kind, operation.child)
        else {
            return;
        };
        let ended = match operation.outcome {
            Outcome::Answered { .. } => operation.ended(),
            Outcome::Unknown { .. } => Moment::MAX,
            Outcome::Refused { .. } | Outcome::NotSent => return,
        };
        self.by_patient.entry(patient).or_default().push(Change {
            family: family.clone(),
            sent: operation.sent,
            ended,
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Credential, OperationNumber, Seen, Unscheduled, WhyUnknown};
    use cpis_vocabulary::Timestamp;

    fn operation(kind: Kind, sent: u64, ended: Option<u64>) -> Operation {
        Operation {
            number: OperationNumber(sent),
            worker: 0,
            tenant: "default".into(),
            epoch: 0,
            kind,
            child: NhsNumber::from_stem(999_000_001),
            caller: None,
            credential: Credential::NotNeeded,
            flaws: Vec::new(),
            unscheduled: Unscheduled::Absent,
            trace: None,
            step: "".into(),
            probe: None,
            setting: None,
            due: Moment::from_nanos(sent),
            sent: Moment::from_nanos(sent),
            answered: ended.map(Moment::from_nanos),
            v_inv: Timestamp::MIN,
            v_ret: Timestamp::MAX,
            outcome: match ended {
                Some(_) => Outcome::Answered { status: 200 },
                None => Outcome::Unknown {
                    why: WhyUnknown::NoAnswer,
                },
            },
            stamp: None,
            access: None,
            seen: Seen::Nothing,
        }
    }

    /// The names that may have been in force, `-` for the population's.
    fn check(changes: &[(&str, u64, Option<u64>)], search: (u64, u64), expected: &[&str]) {
        let history: Vec<_> = changes
            .iter()
            .map(|(family, sent, ended)| {
                let family = (*family).into();
                operation(Kind::ChangePatient { family }, *sent, *ended)
            })
            .collect();
        let search = operation(Kind::ReadPatient, search.0, Some(search.1));
        let patient = search.child.unwrap();
        let possible = Changes::of(&history).possible(patient, &search);
        let mut names: Vec<&str> = possible
            .iter()
            .map(|name| name.as_deref().unwrap_or("-"))
            .collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{changes:?} {:?}", search.sent);
    }

    #[test]
    fn a_change_counts_once_it_is_acknowledged_and_meanwhile_either_name_does() {
        check(&[], (10, 20), &["-"]);
        check(&[("A", 1, Some(5))], (10, 20), &["A"]);
        check(&[("A", 1, Some(15))], (10, 20), &["-", "A"]);
        check(&[("A", 12, Some(15))], (10, 20), &["-", "A"]);
        check(&[("A", 21, Some(25))], (10, 20), &["-"]);
        check(&[("A", 1, None)], (10, 20), &["-", "A"]);
    }

    #[test]
    fn the_last_of_several_changes_counts() {
        check(&[("A", 1, Some(2)), ("B", 3, Some(4))], (10, 20), &["B"]);
        check(
            &[("A", 1, Some(4)), ("B", 2, Some(3))],
            (10, 20),
            &["A", "B"],
        );
        check(
            &[("A", 1, Some(2)), ("B", 3, Some(12))],
            (10, 20),
            &["A", "B"],
        );
        check(&[("A", 1, None), ("B", 3, Some(4))], (10, 20), &["A", "B"]);
    }
}

//! Who answers for a number, and under which mark. SRC-1, SRC-7.

use super::certificate;
use super::record;
use crate::checker::rules::{SRC_1, SRC_7};
use crate::checker::truth::Truth;
use crate::checker::{Finding, Tallies};
use crate::history::{Flaw, Operation, Outcome, PatientSeen, Seen};
use crate::people::patient_of;
use cpis_vocabulary::{NhsNumber, PatientStatus, RequirementId};

/// What a number owes to whoever reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Owed {
    /// The record of this number, which is in ordinary use.
    Ordinary,
    /// This number's record.
    Record(NhsNumber),
    /// 404 `INVALIDATED_RESOURCE`.
    Withdrawn,
    /// 404 `RESOURCE_NOT_FOUND`: nobody has it.
    Nobody,
}

const WITHDRAWN: &str = "INVALIDATED_RESOURCE";
const UNKNOWN: &str = "RESOURCE_NOT_FOUND";
/// What is answered to a number that fails its check.
const MALFORMED: &str = "INVALID_RESOURCE_ID";

/// Judges a reading by number.
pub(super) fn judge_reading(truth: &Truth<'_>, operation: &Operation, tallies: &mut Tallies) {
    if operation.flaws == [Flaw::BadNumber] {
        judge_malformed(operation, tallies);
    }
    let Some(number) = operation.child.filter(|_| is_told(operation)) else {
        return;
    };
    let reading = Reading {
        truth,
        operation,
        number,
    };
    reading.judge_number(tallies);
    if let Seen::Patients { found } = &operation.seen {
        record::judge_told(operation, found, tallies);
        for seen in found {
            reading.judge_mark(seen, tallies);
        }
    }
}

/// A reading of a number, and what is so.
struct Reading<'a> {
    truth: &'a Truth<'a>,
    operation: &'a Operation,
    number: NhsNumber,
}

impl Reading<'_> {
    /// The status of a number, where it is known.
    fn status(&self, number: NhsNumber) -> Option<PatientStatus> {
        let people = self.truth.people;
        let is_stranger = people
            .strangers()
            .is_some_and(|strangers| strangers.contains(&number));
        let child = people.child(&self.operation.tenant, self.operation.epoch, number);
        child.filter(|_| !is_stranger).map(|child| child.status)
    }

    /// Whether somebody else may have put an ordinary patient to another use without being noticed.
    fn has_others(&self) -> bool {
        self.truth.people.strangers().is_some()
    }

    fn owed(&self) -> Option<Owed> {
        let Some(status) = self.status(self.number) else {
            return self.is_nobody().then_some(Owed::Nobody);
        };
        match status {
            PatientStatus::Superseded { by } => match self.status(by)? {
                PatientStatus::Ordinary | PatientStatus::Restricted => Some(Owed::Record(by)),
                PatientStatus::Superseded { .. } | PatientStatus::Invalidated => None,
            },
            PatientStatus::Restricted => Some(Owed::Record(self.number)),
            PatientStatus::Invalidated => Some(Owed::Withdrawn),
            PatientStatus::Ordinary if self.has_others() => None,
            PatientStatus::Ordinary => Some(Owed::Ordinary),
        }
    }

    /// Whether it is known who is there, and nobody has this number.
    fn is_nobody(&self) -> bool {
        let population = self.truth.people.population();
        !self.has_others()
            && population.is_some_and(|population| patient_of(population, self.number).is_none())
    }

    fn judge_number(&self, tallies: &mut Tallies) {
        let Some(owed) = self.owed() else { return };
        let mut rule = if matches!(owed, Owed::Ordinary | Owed::Nobody) {
            SRC_1
        } else {
            SRC_7
        };
        let is_right = match (&self.operation.outcome, &self.operation.seen) {
            (Outcome::Answered { .. }, Seen::Patients { found }) => match owed {
                Owed::Ordinary => found.first().is_some_and(|seen| seen.number == self.number),
                Owed::Record(wanted) => found.first().is_some_and(|seen| seen.number == wanted),
                Owed::Withdrawn | Owed::Nobody => false,
            },
            (Outcome::Refused { status, code }, _) => {
                let is_withdrawn = code.as_deref() == Some(WITHDRAWN);
                if is_withdrawn {
                    rule = SRC_7;
                }
                let is_other = code.as_deref().is_some_and(|code| code != UNKNOWN);
                match owed {
                    Owed::Ordinary | Owed::Record(_) => false,
                    Owed::Withdrawn => *status == 404 && is_withdrawn,
                    Owed::Nobody => *status == 404 && !is_other,
                }
            }
            _ => return,
        };
        tallies.examined(rule, 1);
        if !is_right {
            tallies.found(self.misread(owed, rule));
        }
    }

    /// Judges whether a record is marked as restricted where, and only where, the patient is.
    fn judge_mark(&self, seen: &PatientSeen, tallies: &mut Tallies) {
        let Some(status) = self.status(seen.number) else {
            return;
        };
        let is_restricted = status == PatientStatus::Restricted;
        if !is_restricted && self.has_others() {
            return;
        }
        if let Some(summary) = record::wrong_mark(status, seen) {
            tallies.examined(SRC_7, 1);
            let mark = |is_restricted| if is_restricted { "R" } else { "no R" };
            let mut told = vec![mark(seen.is_restricted).to_owned()];
            told.extend(seen.whereabouts.iter().map(ToString::to_string));
            let finding = Finding::new(SRC_7, Some(seen.number), summary)
                .operation(self.operation, certificate::asked(self.operation))
                .note("Required", mark(is_restricted))
                .note("Found", told.join(", "));
            tallies.found(self.with_record(finding, seen.number));
        }
    }

    fn misread(&self, owed: Owed, rule: RequirementId) -> Finding {
        let required = match owed {
            Owed::Ordinary => format!("the record of {}", self.number),
            Owed::Record(wanted) => format!("the record of {wanted}"),
            Owed::Withdrawn => format!("404 {WITHDRAWN}"),
            Owed::Nobody => format!("404 {UNKNOWN}"),
        };
        let found = match (&self.operation.outcome, &self.operation.seen) {
            (_, Seen::Patients { found }) => {
                let numbers = found.iter().map(|seen| seen.number.to_string());
                format!("the record of {}", numbers.collect::<Vec<_>>().join(", "))
            }
            (Outcome::Refused { status, code }, _) => {
                format!("{status} {}", code.as_deref().unwrap_or("without a code"))
            }
            _ => String::new(),
        };
        let summary = match owed {
            Owed::Ordinary if rule == SRC_7 => {
                "a number in ordinary use is answered for as if it were withdrawn"
            }
            Owed::Ordinary => "a number in ordinary use is not answered for by its own record",
            Owed::Nobody => "a number that nobody has is not answered for as unknown",
            Owed::Record(_) | Owed::Withdrawn => {
                "a number out of ordinary use is answered for in the wrong way"
            }
        };
        let finding = Finding::new(rule, Some(self.number), summary)
            .operation(self.operation, certificate::asked(self.operation))
            .note("Required", required)
            .note("Found", found);
        self.with_record(finding, self.number)
    }

    /// Adds what the population says of a patient, where it is known.
    fn with_record(&self, finding: Finding, number: NhsNumber) -> Finding {
        let population = self.truth.people.population();
        match population.and_then(|population| patient_of(population, number)) {
            Some(patient) => finding.line(
                "from the population",
                format!("patient {number}"),
                certificate::described(&patient),
            ),
            None => finding,
        }
    }
}

/// Judges a reading of a number that fails its check: it is told apart from one that is unknown. SRC-1.
fn judge_malformed(operation: &Operation, tallies: &mut Tallies) {
    let is_right = match &operation.outcome {
        Outcome::Answered { .. } => false,
        Outcome::Refused { status, .. } if record::is_about_the_caller(*status) => return,
        Outcome::Refused { status, code } => {
            *status == 400 && code.as_deref().is_none_or(|code| code == MALFORMED)
        }
        Outcome::Unknown { .. } | Outcome::NotSent => return,
    };
    tallies.examined(SRC_1, 1);
    if !is_right {
        let summary = "a number that fails its check is not refused as such";
        let finding = Finding::new(SRC_1, None, summary)
            .operation(operation, certificate::asked(operation))
            .note("Required", format!("400 {MALFORMED}"));
        tallies.found(finding);
    }
}

/// Whether the answer was kept, or refuses the number.
fn is_told(operation: &Operation) -> bool {
    match &operation.outcome {
        Outcome::Answered { .. } => matches!(operation.seen, Seen::Patients { .. }),
        Outcome::Refused { status, .. } => {
            operation.flaws.is_empty() && !record::is_about_the_caller(*status)
        }
        Outcome::Unknown { .. } | Outcome::NotSent => false,
    }
}

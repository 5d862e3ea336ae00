//! What is told of a patient who is found, and who answers for a number. SRC-7.

use super::certificate::{self, truth};
use super::changes::Changes;
use super::crowd::Crowd;
use crate::checker::rules::{SRC_7, SRC_8};
use crate::checker::truth::Truth;
use crate::checker::{Finding, Tallies};
use crate::fold::fold;
use crate::history::{Operation, Outcome, PatientSeen, Seen};
use cpis_vocabulary::{Gender, NhsNumber, Patient, PatientStatus};

/// Nothing that tells a place is told of a patient who is marked as restricted.
pub(super) fn judge_told(operation: &Operation, found: &[PatientSeen], tallies: &mut Tallies) {
    let restricted = found.iter().filter(|seen| seen.is_restricted);
    for seen in restricted {
        tallies.examined(SRC_7, 1);
        if !seen.whereabouts.is_empty() {
            tallies.found(leak(operation, seen));
        }
    }
}

fn leak(operation: &Operation, seen: &PatientSeen) -> Finding {
    let told = seen.whereabouts.join(", ");
    let summary = "an answer tells where a restricted patient is, or how to reach somebody";
    Finding::new(SRC_7, Some(seen.number), summary)
        .operation(operation, certificate::asked(operation))
        .note("Required", "none of these members")
        .note("Found", told)
}

/// Judges whether what is shown of each patient is their record.
pub(super) fn judge_records(
    crowd: &Crowd<'_>,
    changes: &Changes,
    operation: &Operation,
    found: &[PatientSeen],
    tallies: &mut Tallies,
) {
    for seen in found.iter().filter(|seen| !crowd.is_stranger(seen.number)) {
        let world = (crowd.population, changes);
        let Some(patient) = truth(crowd.population, seen.number) else {
            continue;
        };
        if let Some(summary) = wrong_mark(&patient, seen) {
            tallies.examined(SRC_7, 1);
            let finding = certificate::of(SRC_7, operation, found, &[seen.number], summary, world);
            tallies.found(finding.note("Found", seen.whereabouts.join(", ")));
        }
        if !is_record(&patient, changes, operation, seen) {
            let summary =
                "a patient is shown with another name, birthday or gender than the record's";
            let finding = certificate::of(SRC_8, operation, found, &[seen.number], summary, world);
            tallies.found(finding.note("Found", described(seen)));
        }
    }
}

/// Whether what is shown is not what the population says, and the run did not make it so.
pub(super) fn differs(
    crowd: &Crowd<'_>,
    changes: &Changes,
    operation: &Operation,
    seen: &PatientSeen,
) -> bool {
    truth(crowd.population, seen.number).is_none_or(|patient| {
        wrong_mark(&patient, seen).is_some() || !is_record(&patient, changes, operation, seen)
    })
}

fn wrong_mark(patient: &Patient, seen: &PatientSeen) -> Option<&'static str> {
    match (
        patient.status == PatientStatus::Restricted,
        seen.is_restricted,
    ) {
        (true, false) => Some("a restricted patient is shown as if they were not"),
        (false, true) => Some("a patient who is not restricted is shown as if they were"),
        (true, true) | (false, false) => None,
    }
}

fn is_record(
    patient: &Patient,
    changes: &Changes,
    operation: &Operation,
    seen: &PatientSeen,
) -> bool {
    let family = patient.name.as_ref().map(|name| &name.family);
    let possible = changes.possible(seen.number, operation);
    let is_family = possible.iter().any(|renamed| {
        let wanted = renamed.as_ref().or(family).map(|name| fold(name));
        wanted == seen.family.as_ref().map(|name| fold(name))
    });
    is_family && patient.birth_date == seen.birth_date && patient.gender == seen.gender
}

fn described(seen: &PatientSeen) -> String {
    let birth = seen.birth_date.map(|day| day.to_string());
    format!(
        "{}, {}; {}; {}",
        seen.family.as_deref().unwrap_or("no name"),
        seen.given.join(" "),
        seen.gender.map_or("no gender", Gender::as_str),
        birth.as_deref().unwrap_or("no birthday"),
    )
}

/// What a number that is out of ordinary use owes to whoever reads it.
enum Owed {
    /// This number's record.
    Record(NhsNumber),
    /// 404 `INVALIDATED_RESOURCE`.
    Withdrawn,
}

/// Judges a reading by number, where the number is out of ordinary use.
pub(super) fn judge_reading(truth: &Truth<'_>, operation: &Operation, tallies: &mut Tallies) {
    let Some(number) = operation.child.filter(|_| is_told(operation)) else {
        return;
    };
    let status = |number| {
        let child = truth
            .people
            .child(&operation.tenant, operation.epoch, number);
        child.map(|child| child.status)
    };
    let owed = match status(number) {
        Some(PatientStatus::Superseded { by }) => match status(by) {
            Some(PatientStatus::Ordinary | PatientStatus::Restricted) => Owed::Record(by),
            Some(PatientStatus::Superseded { .. } | PatientStatus::Invalidated) | None => return,
        },
        Some(PatientStatus::Restricted) => Owed::Record(number),
        Some(PatientStatus::Invalidated) => Owed::Withdrawn,
        Some(PatientStatus::Ordinary) | None => return,
    };
    let verdict = match (&operation.outcome, &operation.seen) {
        (Outcome::Answered { .. }, Seen::Patients { found }) => {
            judge_told(operation, found, tallies);
            let shown = found.first().map(|seen| seen.number);
            match owed {
                Owed::Record(wanted) if shown == Some(wanted) => Ok(()),
                Owed::Record(wanted) => Err(format!("the record of {wanted}")),
                Owed::Withdrawn => Err("404 INVALIDATED_RESOURCE".to_owned()),
            }
        }
        (Outcome::Refused { status: 404, code }, _) => match owed {
            Owed::Withdrawn if code.as_deref() == Some("INVALIDATED_RESOURCE") => Ok(()),
            Owed::Withdrawn => Err("404 INVALIDATED_RESOURCE".to_owned()),
            Owed::Record(wanted) => Err(format!("the record of {wanted}")),
        },
        _ => return,
    };
    tallies.examined(SRC_7, 1);
    if let Err(required) = verdict {
        let finding = misread(operation, number, required);
        let population = truth.people.population();
        let patient = population.and_then(|population| certificate::truth(population, number));
        tallies.found(match patient {
            Some(patient) => finding.line(
                "from the population",
                format!("patient {number}"),
                certificate::described(&patient),
            ),
            None => finding,
        });
    }
}

/// Whether the answer was kept, or says that there is nobody.
fn is_told(operation: &Operation) -> bool {
    matches!(operation.seen, Seen::Patients { .. })
        || matches!(operation.outcome, Outcome::Refused { status: 404, .. })
}

fn misread(operation: &Operation, number: NhsNumber, required: String) -> Finding {
    let found = match (&operation.outcome, &operation.seen) {
        (_, Seen::Patients { found }) => {
            let numbers = found.iter().map(|seen| seen.number.to_string());
            format!("the record of {}", numbers.collect::<Vec<_>>().join(", "))
        }
        (Outcome::Refused { status, code }, _) => {
            format!("{status} {}", code.as_deref().unwrap_or("without a code"))
        }
        _ => String::new(),
    };
    let summary = "a number out of ordinary use is answered for in the wrong way";
    Finding::new(SRC_7, Some(number), summary)
        .operation(operation, certificate::asked(operation))
        .note("Required", required)
        .note("Found", found)
}

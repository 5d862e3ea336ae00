//! What is told of a patient who is found. SRC-7, SRC-8.

use super::certificate;
use super::changes::Changes;
use super::crowd::Crowd;
use crate::checker::rules::{SRC_7, SRC_8};
use crate::checker::{Finding, Tallies};
use crate::fold::fold;
use crate::history::{Operation, PatientSeen};
use crate::people::patient_of;
use cpis_vocabulary::{Gender, Patient, PatientStatus, Text};

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
        let Some(patient) = patient_of(crowd.population, seen.number) else {
            continue;
        };
        if let Some(summary) = wrong_mark(patient.status, seen) {
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
    patient_of(crowd.population, seen.number).is_none_or(|patient| {
        wrong_mark(patient.status, seen).is_some() || !is_record(&patient, changes, operation, seen)
    })
}

/// What is wrong with the mark of a record, by the patient's true status.
pub(super) fn wrong_mark(status: PatientStatus, seen: &PatientSeen) -> Option<&'static str> {
    match (status == PatientStatus::Restricted, seen.is_restricted) {
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
    is_family
        && is_given(patient, &seen.given)
        && patient.birth_date == seen.birth_date
        && patient.gender == seen.gender
}

fn is_given(patient: &Patient, seen: &[Text]) -> bool {
    let given = patient.name.as_ref().map(|name| &*name.given);
    let folded = |names: &[Text]| -> Vec<String> { names.iter().map(|name| fold(name)).collect() };
    folded(given.unwrap_or_default()) == folded(seen)
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

/// Whether a refusal with this status says nothing of what was asked for: it is about the caller, or the Spine is too slow or too busy.
pub(super) const fn is_about_the_caller(status: u16) -> bool {
    matches!(status, 401 | 403 | 408 | 429)
}

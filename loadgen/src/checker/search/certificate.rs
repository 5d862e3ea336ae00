//! The query, who is missing or too many, and what the population says of them: enough to check a finding by hand.

use super::changes::Changes;
use crate::checker::Finding;
use crate::history::{Kind, Operation, PatientSeen, Seen};
use crate::people::patient_of;
use cpis_population::Population;
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus, PersonName, RequirementId};

/// How many patients one certificate names.
const NAMED_MAX: usize = 50;

/// A finding about the answer to a search: the query, what was shown, and the record of everybody it is about.
pub(super) fn of(
    rule: RequirementId,
    operation: &Operation,
    shown: &[PatientSeen],
    about: &[NhsNumber],
    summary: impl Into<String>,
    world: (&Population, &Changes),
) -> Finding {
    let finding = Finding::new(rule, about.first().copied(), summary).operation(
        operation,
        format!("{}, {}", asked(operation), told(operation, shown)),
    );
    about
        .iter()
        .take(NAMED_MAX)
        .fold(finding, |finding, number| {
            let (population, changes) = world;
            finding.line(
                "from the population",
                format!("patient {number}"),
                record(*number, population, changes, operation),
            )
        })
}

/// The parameters as they were sent.
pub(super) fn asked(operation: &Operation) -> String {
    if let Kind::Search { asked } = &operation.kind {
        if asked.iter().all(|(name, _)| name.is_empty()) {
            return "searched without parameters".to_owned();
        }
        let pairs = asked.iter().map(|(name, value)| format!("{name}={value}"));
        return format!("searched {}", pairs.collect::<Vec<_>>().join(" & "));
    }
    operation.child.map_or_else(
        || "read a record".to_owned(),
        |number| format!("read the record of {number}"),
    )
}

fn told(operation: &Operation, shown: &[PatientSeen]) -> String {
    if operation.seen == Seen::TooManyMatches {
        "told that too many match".to_owned()
    } else {
        format!("showing {}", listed(shown))
    }
}

fn listed(shown: &[PatientSeen]) -> String {
    const LISTED_MAX: usize = 8;
    let numbers = shown.iter().map(|seen| seen.number.to_string());
    let mut numbers: Vec<String> = numbers.take(LISTED_MAX).collect();
    if shown.len() > LISTED_MAX {
        numbers.push("…".to_owned());
    }
    match shown.len() {
        0 => "nobody".to_owned(),
        1 => format!("1 patient ({})", numbers.join(", ")),
        count => format!("{count} patients ({})", numbers.join(", ")),
    }
}

/// What the population says of a patient, and what the run made of it.
fn record(
    number: NhsNumber,
    population: &Population,
    changes: &Changes,
    during: &Operation,
) -> String {
    let Some(patient) = patient_of(population, number) else {
        return "nobody has this number".to_owned();
    };
    let possible = changes.possible(number, during);
    let given = possible.iter().flatten();
    let renamed: Vec<String> = given.map(|family| format!("{family:?}")).collect();
    let mut text = described(&patient);
    if !renamed.is_empty() {
        text.push_str("; the run gave the family name ");
        text.push_str(&renamed.join(" or "));
        if possible.contains(&None) {
            text.push_str(", perhaps not yet in force");
        }
    }
    text
}

/// The patient in a few words.
pub(super) fn described(patient: &Patient) -> String {
    let name = |name: &PersonName| format!("{}, {}", name.family, name.given.join(" "));
    let mut parts = vec![
        patient
            .name
            .as_ref()
            .map_or_else(|| "no name".to_owned(), name),
    ];
    let previous = patient.previous_names.iter();
    parts.extend(previous.map(|before| format!("before that {}", before.family)));
    parts.extend(patient.gender.map(|gender| gender.as_str().to_owned()));
    parts.extend(patient.birth_date.map(|day| format!("born {day}")));
    parts.extend(
        patient
            .address
            .iter()
            .map(|home| format!("at {}", home.postcode)),
    );
    parts.extend(patient.death_date.map(|day| format!("died {day}")));
    let practice = patient.practice.iter();
    parts.extend(practice.map(|practice| format!("registered at {}", practice.organisation)));
    let ways = patient.telecom.iter();
    parts.extend(ways.map(|way| format!("reached by {}", way.value)));
    parts.push(match patient.status {
        PatientStatus::Superseded { by } => format!("superseded by {by}"),
        PatientStatus::Ordinary | PatientStatus::Restricted | PatientStatus::Invalidated => {
            patient.status.as_str().to_owned()
        }
    });
    parts.join("; ")
}

//! Who is served and who is refused, and with what. IDN-2 to IDN-5, ASN-6.

use super::deserved::{Deserved, Otherwise, Required, deserved};
use super::rules::{ASN_6, IDN_2, IDN_3, IDN_4, IDN_5};
use super::verdict::{Rank, Stage};
use super::world::World;
use super::{Case, Checker, Finding, Tallies};
use crate::history::{Activity, Credential, Flaw, Kind, Operation, Outcome, Seen, Unscheduled};
use cpis_vocabulary::RequirementId;

/// Judges refusals.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccessControl;

impl Checker for AccessControl {
    fn rules(&self) -> &[RequirementId] {
        &[IDN_2, IDN_3, IDN_4, IDN_5, ASN_6]
    }

    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies) {
        let mut counted = [(IDN_3, 0), (IDN_4, 0), (IDN_5, 0)];
        for (operation, deserved) in case.judged() {
            if !is_judged(operation) {
                continue;
            }
            let [idn_3, idn_4, idn_5] = &mut counted;
            let activity = operation.caller.as_ref().map(|caller| caller.activity);
            idn_3.1 += usize::from(
                matches!(operation.kind, Kind::OpenAlert) && activity != Some(Activity::Notifying),
            );
            idn_4.1 += usize::from(is_at_the_cpis_door(operation));
            idn_5.1 += usize::from(operation.credential != Credential::NotNeeded);
            judge_operation(case, operation, deserved, tallies);
        }
        for (rule, count) in counted {
            tallies.examined(rule, count);
        }
    }
}

/// Operations of the data port that came to an answer.
fn is_judged(operation: &Operation) -> bool {
    let is_answered = matches!(
        operation.outcome,
        Outcome::Answered { .. } | Outcome::Refused { .. }
    );
    is_answered && operation.kind.is_look()
}

fn is_at_the_cpis_door(operation: &Operation) -> bool {
    matches!(operation.kind, Kind::OpenAlert | Kind::ReadList)
}

/// Judges one request against what it deserved.
fn judge_operation(
    case: &Case<'_>,
    operation: &Operation,
    deserved: &Deserved,
    tallies: &mut Tallies,
) {
    let child = Some(case.key.child);
    for finding in faults(operation, deserved) {
        tallies.found(Finding { child, ..finding });
    }
    if let Deserved::Refusal(required) = deserved
        && [IDN_2, ASN_6].contains(&required.rule)
    {
        tallies.examined(required.rule, 1);
    }
}

/// What is wrong with an answer or a refusal.
fn faults(operation: &Operation, deserved: &Deserved) -> Vec<Finding> {
    match deserved {
        Deserved::Refusal(required) => owed(operation, *required),
        Deserved::Notify | Deserved::Silent => refused_without_need(operation, false),
        Deserved::Unclear(otherwise) => match otherwise {
            Otherwise::Notify | Otherwise::Silent => refused_without_need(operation, true),
            // 401 is right if the token was dead; else the other refusal is.
            Otherwise::Refusal(required) => match operation.outcome {
                Outcome::Refused { status: 401, .. } => Vec::new(),
                Outcome::Refused { .. }
                | Outcome::Answered { .. }
                | Outcome::Unknown { .. }
                | Outcome::NotSent => owed(operation, *required),
            },
        },
    }
}

fn owed(operation: &Operation, required: Required) -> Vec<Finding> {
    let wanted = required
        .status
        .map_or_else(|| "4xx".to_owned(), |status| status.to_string());
    match &operation.outcome {
        Outcome::Answered { status } => {
            let summary = format!("a request was served although {}", required.because);
            vec![
                Finding::new(required.rule, operation.child, summary)
                    .operation(
                        operation,
                        format!("answered with {status}, {}", shown(operation)),
                    )
                    .note(
                        "Required",
                        format!("{wanted} {}", required.code.unwrap_or_default()),
                    ),
            ]
        }
        Outcome::Refused { status, code } => {
            // 408 and 429 say nothing of the request.
            let any = [408, 429].contains(status);
            let right_status = any || required.status.is_none_or(|wanted| wanted == *status);
            let right_code = any
                || required.code.is_none()
                || code.is_none()
                || required.code == code.as_deref();
            let mut found = Vec::new();
            if !right_status || !right_code {
                found.extend(refused_otherwise(operation, required, &wanted));
            }
            if operation.access.is_some() || shows_something(operation) {
                found.push(
                    Finding::new(
                        required.rule,
                        operation.child,
                        "a refusal gives away what it refuses, or leaves a record",
                    )
                    .operation(operation, shown(operation)),
                );
            }
            found
        }
        Outcome::Unknown { .. } | Outcome::NotSent => Vec::new(),
    }
}

/// A refusal that is owed and has another status or code; where more than one thing was wrong, against the order of checks. IDN-4.
fn refused_otherwise(operation: &Operation, required: Required, wanted: &str) -> Vec<Finding> {
    let Outcome::Refused { status, code } = &operation.outcome else {
        return Vec::new();
    };
    let summary = format!(
        "a request is refused in the wrong way: {}, so {wanted} {} is required",
        required.because,
        required.code.unwrap_or_default()
    );
    let found = code.as_deref().unwrap_or_default();
    let finding = Finding::new(required.rule, operation.child, summary)
        .operation(operation, format!("refused with {status} {found}"));
    let wrong = everything_wrong(operation);
    if wrong.len() > 1 && required.rule != IDN_4 {
        let ordered = finding.also(IDN_4);
        let ordered = ordered.note("Wrong, in the order of checks", wrong.join("; "));
        return vec![ordered, finding];
    }
    vec![finding]
}

/// All that is wrong with a request at the CP-IS door, in the order in which it is looked for. IDN-4.
fn everything_wrong(operation: &Operation) -> Vec<&'static str> {
    let token = match operation.credential {
        Credential::Missing | Credential::Invented => Some("its token"),
        Credential::NotNeeded
        | Credential::User(_)
        | Credential::Application(_)
        | Credential::Standing => None,
    };
    let activity = operation.caller.as_ref().map(|caller| caller.activity);
    let is_number = |flaw: &&Flaw| **flaw == Flaw::BadNumber;
    let flaws = operation.flaws.iter();
    let header = flaws.clone().find(|flaw| !is_number(flaw));
    let number = flaws.clone().find(is_number);
    let wrong = [
        token,
        header.map(|_| "a header or the choice of a role"),
        (activity == Some(Activity::Neither)).then_some("a role with neither activity"),
        number.map(|_| "its NHS number"),
    ];
    wrong.into_iter().flatten().collect()
}

fn refused_without_need(operation: &Operation, token_unclear: bool) -> Vec<Finding> {
    let Outcome::Refused { status, code } = &operation.outcome else {
        return Vec::new();
    };
    let activity = operation.caller.as_ref().map(|caller| caller.activity);
    let (rule, summary) = match status {
        401 if token_unclear => return Vec::new(),
        401 => (IDN_5, "a live token was refused"),
        // The overview may answer a role with neither activity with 403 or with nothing.
        403 if activity == Some(Activity::Neither) || activity.is_none() => return Vec::new(),
        403 => (IDN_3, "a role with an activity was refused"),
        400 if operation.unscheduled != Unscheduled::Absent && is_at_the_cpis_door(operation) => {
            (ASN_6, "a request with a lawful header was refused")
        }
        400 if is_at_the_cpis_door(operation) => (IDN_4, "a request without fault was refused"),
        _ => return Vec::new(),
    };
    vec![Finding::new(rule, operation.child, summary).operation(
        operation,
        format!(
            "refused with {status} {}",
            code.as_deref().unwrap_or_default()
        ),
    )]
}

fn shows_something(operation: &Operation) -> bool {
    match &operation.seen {
        Seen::Nothing => false,
        Seen::Plans { plans, total } | Seen::Flags { plans, total } => {
            *total > 0 || !plans.is_empty()
        }
        Seen::List { entries, total } => *total > 0 || !entries.is_empty(),
        Seen::Patients { found } => !found.is_empty(),
        Seen::TooManyMatches => true,
    }
}

fn shown(operation: &Operation) -> String {
    match &operation.seen {
        Seen::Nothing => "showing nothing".to_owned(),
        Seen::Plans { plans, .. } => format!("showing {} plans", plans.len()),
        Seen::List { entries, .. } => format!("showing {} previous views", entries.len()),
        Seen::Flags { total, .. } => format!("showing {total} flags"),
        Seen::Patients { found } => format!("showing {} patients", found.len()),
        Seen::TooManyMatches => "saying that too many match".to_owned(),
    }
}

/// Judges a request that names no child: a search, or a number that is none.
pub(super) fn judge_childless(world: &World<'_>, operation: &Operation, tallies: &mut Tallies) {
    if operation.child.is_some() || !is_judged(operation) {
        return;
    }
    tallies.go_to(Rank::of(Stage::Childless, operation));
    let deserved = deserved(operation, &world.tokens, &world.truth.reading);
    tallies.examined(
        if is_at_the_cpis_door(operation) {
            IDN_4
        } else {
            IDN_5
        },
        1,
    );
    for finding in faults(operation, &deserved) {
        tallies.found(finding);
    }
}

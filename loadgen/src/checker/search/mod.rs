//! Every search finds exactly those who match, by the judge's own reading of the whole population. SRC-6, SRC-7, SRC-8.
//!
//! Judged are the answers that were kept (`[search] verified`). A patient whom the run was changing meanwhile, and readings of a name
//! on which the rules are silent, may be found or not.

mod answer;
mod asked;
mod by_number;
mod certificate;
mod changes;
mod crowd;
mod fit;
mod pattern;
mod person;
mod record;

use super::rules::{SRC_8, SRC_9};
use super::truth::Truth;
use super::{Finding, Tallies};
use crate::history::{Kind, Operation, Outcome, Seen};
use asked::Asked;
use changes::Changes;
use cpis_vocabulary::NhsNumber;
use crowd::Crowd;
use std::collections::BTreeSet;

/// Judges every search and reading whose answer was kept.
pub(super) fn judge_searches(truth: &Truth<'_>, history: &[Operation], tallies: &mut Tallies) {
    let changes = Changes::of(history);
    let mut crowd = None;
    for operation in history {
        if operation.kind == Kind::ReadPatient {
            by_number::judge_reading(truth, operation, tallies);
        }
        judge_trace(operation, tallies);
        let Some(asked) = kept(operation) else {
            continue;
        };
        answer::judge_form(&asked, operation, tallies);
        let crowd = crowd.get_or_insert_with(|| known_crowd(truth, &changes));
        match crowd {
            Some(crowd) => answer::judge_matches(crowd, &changes, &asked, operation, tallies),
            None => doubt(operation, tallies),
        }
    }
}

/// Everybody of whom a kept answer says something else than the population, each once: they may have been changed by somebody else.
pub(crate) fn disputed(truth: &Truth<'_>, history: &[Operation]) -> BTreeSet<NhsNumber> {
    if history.iter().all(|operation| kept(operation).is_none()) {
        return BTreeSet::new();
    }
    let changes = Changes::of(history);
    let Some(crowd) = known_crowd(truth, &changes) else {
        return BTreeSet::new();
    };
    let answers = history.iter().filter_map(|operation| {
        let asked = kept(operation)?;
        Some(answer::disputed(&crowd, &changes, &asked, operation))
    });
    answers.flatten().collect()
}

/// What a search asked for whose answer was kept; none for anything else.
fn kept(operation: &Operation) -> Option<Asked> {
    operation.kind.kept_search().and_then(Asked::read)
}

fn known_crowd<'a>(truth: &Truth<'a>, changes: &Changes) -> Option<Crowd<'a>> {
    let population = truth.people.population()?;
    (population.len() <= Crowd::PATIENTS_MAX).then(|| {
        let strangers = truth.people.strangers();
        Crowd::of(population, strangers, changes)
    })
}

/// A search names no child, so that no child's history holds an access that its answer names. SRC-9.
fn judge_trace(operation: &Operation, tallies: &mut Tallies) {
    let (Kind::Search { .. }, Some(access)) = (&operation.kind, operation.access) else {
        return;
    };
    tallies.examined(SRC_9, 1);
    let summary = "an answer names a recorded access although a search never records";
    let finding = Finding::new(SRC_9, None, summary);
    tallies.found(finding.operation(operation, format!("named access {access}")));
}

/// Who is there is not known: nothing can be said of who is found.
fn doubt(operation: &Operation, tallies: &mut Tallies) {
    if is_answered(operation) {
        tallies.examined(SRC_8, 1);
        tallies.doubted(
            SRC_8,
            "who is there is not known: the Spine's people are not those of the scenario's [population], or are too many",
        );
    }
}

fn is_answered(operation: &Operation) -> bool {
    matches!(operation.outcome, Outcome::Answered { .. })
        && matches!(operation.seen, Seen::Patients { .. } | Seen::TooManyMatches)
}

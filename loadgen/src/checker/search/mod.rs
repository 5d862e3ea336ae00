//! Every search finds exactly those who match, by the judge's own reading of the whole population, and is refused where it has to be.
//! SRC-1, SRC-6, SRC-7, SRC-8.
//!
//! Judged are the answers that were kept (`[search] verified`). A patient whom the run was changing meanwhile, and readings of a name
//! on which the rules are silent, may be found or not.

mod answer;
mod application;
mod asked;
mod by_number;
mod certificate;
mod changes;
mod crowd;
mod fit;
mod owed;
mod pattern;
mod person;
mod record;
mod refusal;

use super::rules::{SRC_8, SRC_9};
use super::truth::Truth;
use super::verdict::{Rank, Stage};
use super::{Finding, Tallies};
use crate::history::{Credential, Kind, Operation, Outcome, Seen};
use asked::Asked;
pub(super) use changes::Changes;
use cpis_vocabulary::NhsNumber;
use crowd::Crowd;
use owed::owed;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Judges searches and readings one at a time, in any order.
#[derive(Debug)]
pub(super) struct Searches<'a> {
    truth: Truth<'a>,
    changes: &'a Changes,
    /// Whether it is known what the authorities received.
    authorities_asked: bool,
    /// Put in order when the first search is judged; none where it is not known who is there, or they are too many.
    crowd: OnceCell<Option<Crowd<'a>>>,
}

impl<'a> Searches<'a> {
    /// All changes of patients have been taken.
    pub(super) const fn new(
        truth: Truth<'a>,
        changes: &'a Changes,
        authorities_asked: bool,
    ) -> Self {
        Self {
            truth,
            changes,
            authorities_asked,
            crowd: OnceCell::new(),
        }
    }

    /// Judges a search or a reading; of anything else nothing is said.
    pub(super) fn judge(&self, operation: &Operation, tallies: &mut Tallies) {
        tallies.go_to(Rank::of(Stage::Searches, operation));
        if operation.kind == Kind::ReadPatient {
            by_number::judge_reading(&self.truth, operation, tallies);
        }
        self.judge_trace(operation, tallies);
        let Some(pairs) = operation.kind.kept_search() else {
            return;
        };
        if !refusal::judge(owed(pairs), operation, tallies) {
            return;
        }
        let Some(mut asked) = Asked::read(pairs) else {
            return;
        };
        let crowd = self
            .crowd
            .get_or_init(|| known_crowd(&self.truth, self.changes));
        if matches!(operation.credential, Credential::Application(_)) {
            asked.most = 1;
            let known = (crowd.as_ref(), self.changes);
            if !application::judge(&asked, known, operation, tallies) {
                return;
            }
        }
        answer::judge_form(&asked, operation, tallies);
        match crowd {
            Some(crowd) => answer::judge_matches(crowd, self.changes, &asked, operation, tallies),
            None => doubt(operation, tallies),
        }
    }

    /// A search names no child, so that no child's history holds it, nor an access that its answer names. SRC-9.
    fn judge_trace(&self, operation: &Operation, tallies: &mut Tallies) {
        if !matches!(operation.kind, Kind::Search { .. }) {
            return;
        }
        if let Some(access) = operation.access {
            let summary = "an answer names a recorded access although a search never records";
            let finding = Finding::new(SRC_9, None, summary);
            tallies.found(finding.operation(operation, format!("named access {access}")));
        }
        if operation.kind.kept_search().is_none() {
            return;
        }
        if self.authorities_asked {
            tallies.examined(SRC_9, 1);
        } else {
            tallies.doubted(SRC_9, "nobody asked the authorities what they received");
        }
    }
}

/// Whether an operation is one of those that are judged here; what its answer said need not be known.
pub(super) fn is_judged(operation: &Operation) -> bool {
    let kind = &operation.kind;
    kind.kept_search().is_some()
        || matches!(kind, Kind::Search { .. }) && operation.access.is_some()
        || *kind == Kind::ReadPatient
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

//! One search: the form of its answer, and whom it shows.

use super::asked::Asked;
use super::certificate;
use super::changes::Changes;
use super::crowd::{Crowd, Expected};
use super::record;
use crate::checker::rules::{SRC_6, SRC_7, SRC_8};
use crate::checker::{Finding, Tallies};
use crate::history::{Operation, Outcome, PatientSeen, Seen};
use crate::people::patient_of;
use cpis_vocabulary::{NhsNumber, PatientStatus, RequirementId};
use std::collections::HashSet;

/// Judges what can be judged of an answer without knowing who is there. SRC-6, SRC-7.
pub(super) fn judge_form(asked: &Asked, operation: &Operation, tallies: &mut Tallies) {
    match (&operation.outcome, &operation.seen) {
        (Outcome::Refused { status, code }, _) if operation.flaws.is_empty() => {
            let Some(summary) = wrong_refusal(*status, code.as_deref()) else {
                return;
            };
            tallies.examined(SRC_6, 1);
            let finding = Finding::new(SRC_6, None, summary);
            tallies.found(finding.operation(operation, certificate::asked(operation)));
        }
        (Outcome::Answered { status }, Seen::TooManyMatches) => {
            tallies.examined(SRC_6, 1);
            if *status != 200 {
                let summary = late(*status);
                let finding = Finding::new(SRC_6, None, summary);
                tallies.found(finding.operation(operation, certificate::asked(operation)));
            }
        }
        (Outcome::Answered { .. }, Seen::Patients { found }) => {
            tallies.examined(SRC_6, 1);
            for summary in wrong_form(asked, found) {
                let is_order = summary == UNORDERED;
                let finding = Finding::new(SRC_6, None, summary)
                    .operation(operation, certificate::asked(operation));
                let finding = scores(found, finding);
                if is_order {
                    tallies.found(finding.also(SRC_8));
                }
                tallies.found(finding);
            }
            record::judge_told(operation, found, tallies);
        }
        _ => {}
    }
}

/// SRC-6, SRC-8.
const UNORDERED: &str = "the best match does not come first";

fn late(status: u16) -> String {
    format!("TOO_MANY_MATCHES comes with {status}, it comes with 200")
}

/// What is wrong with refusing a search that is well formed; nothing where the refusal is not about the search.
fn wrong_refusal(status: u16, code: Option<&str>) -> Option<String> {
    match (status, code) {
        (_, Some("TOO_MANY_MATCHES")) => Some(late(status)),
        _ if record::is_about_the_caller(status) => None,
        (_, code) => Some(format!(
            "a search that is well formed is refused with {status} {}",
            code.unwrap_or("and no code")
        )),
    }
}

fn wrong_form(asked: &Asked, found: &[PatientSeen]) -> Vec<String> {
    let mut wrong = Vec::new();
    if found.len() > asked.most {
        let (count, most) = (found.len(), asked.most);
        wrong.push(format!(
            "{count} patients are shown, a search that allows {most} shows no more"
        ));
    }
    let scores = found.iter().map(|seen| seen.score.unwrap_or(-1));
    let scores: Vec<i64> = scores.collect();
    if scores.iter().any(|score| !(0..=10_000).contains(score)) {
        wrong.push("a score is not between 0 and 1".to_owned());
    }
    if !scores.is_sorted_by(|one, next| one >= next) {
        wrong.push(UNORDERED.to_owned());
    }
    let mut numbers = HashSet::new();
    if !found.iter().all(|seen| numbers.insert(seen.number)) {
        wrong.push("a patient is shown twice".to_owned());
    }
    wrong
}

fn scores(found: &[PatientSeen], finding: Finding) -> Finding {
    let each = found.iter().map(|seen| {
        let score = seen.score.unwrap_or(-1);
        format!("{} {score}", seen.number)
    });
    let text = each.collect::<Vec<_>>().join(", ");
    finding.note("Scores in ten thousandths", text)
}

/// Judges whom an answer shows. SRC-6, SRC-7, SRC-8.
pub(super) fn judge_matches(
    crowd: &Crowd<'_>,
    changes: &Changes,
    asked: &Asked,
    operation: &Operation,
    tallies: &mut Tallies,
) {
    let (Outcome::Answered { .. }, seen) = (&operation.outcome, &operation.seen) else {
        return;
    };
    let judged = Judged {
        crowd,
        changes,
        asked,
        operation,
    };
    match seen {
        Seen::TooManyMatches => {
            tallies.examined(SRC_8, 1);
            let expected = crowd.expected(asked, changes, operation);
            let matching = expected.certain.len() + expected.possible.len();
            if matching + crowd.strangers() > asked.most {
                return;
            }
            if crowd.has_others() {
                // Whoever was given the name that is asked for is shown by no such answer, so nobody can be asked about them.
                tallies.doubted(
                    SRC_6,
                    "a search is told that too many match, and the population has fewer: somebody else may have given others the name",
                );
            } else {
                tallies.found(judged.not_too_many(&expected));
            }
        }
        Seen::Patients { found } => {
            tallies.examined(SRC_8, 1);
            let expected = crowd.expected(asked, changes, operation);
            judged.compare(found, &expected, tallies);
            record::judge_records(crowd, changes, operation, found, tallies);
        }
        Seen::Nothing | Seen::Plans { .. } | Seen::List { .. } | Seen::Flags { .. } => {}
    }
}

/// What somebody is or does, said of one and of several.
type Who = (&'static str, &'static str);

const RESTRICTED: Who = (
    "is restricted, and so not found by postcode or practice",
    "are restricted, and so not found by postcode or practice",
);

/// One search with everything that its judgement takes.
struct Judged<'a> {
    crowd: &'a Crowd<'a>,
    changes: &'a Changes,
    asked: &'a Asked,
    operation: &'a Operation,
}

impl Judged<'_> {
    fn compare(&self, found: &[PatientSeen], expected: &Expected, tallies: &mut Tallies) {
        let most = self.asked.most;
        let missing = missing(found, expected);
        if expected.certain.len() > most {
            let summary = format!(
                "more than {most} patients match, and {} are shown: TOO_MANY_MATCHES is required, never a cut list",
                found.len()
            );
            tallies.found(self.finding(SRC_6, found, &missing, summary));
            return;
        }
        if !missing.is_empty() {
            let summary = format!(
                "a search does not find {}",
                people(missing.len(), ("matches", "match"))
            );
            let finding = self.finding(SRC_8, found, &missing, summary);
            if self.asked.is_by_more_than_the_name() {
                tallies.found(finding.also(SRC_6));
            }
            tallies.found(finding);
        }
        self.judge_surplus(found, expected, tallies);
    }

    fn judge_surplus(&self, found: &[PatientSeen], expected: &Expected, tallies: &mut Tallies) {
        let mut by_reason: Vec<(RequirementId, Who, Vec<NhsNumber>)> = Vec::new();
        for number in surplus(self.crowd, found, expected) {
            let (rule, why) = self.why_not(number);
            match by_reason.iter_mut().find(|(_, known, _)| *known == why) {
                Some((_, _, numbers)) => numbers.push(number),
                None => by_reason.push((rule, why, vec![number])),
            }
        }
        for (rule, why, numbers) in by_reason {
            let summary = format!("a search finds {}", people(numbers.len(), why));
            let finding = self.finding(rule, found, &numbers, summary);
            if rule == SRC_8 && self.asked.is_exact {
                tallies.found(finding.also(SRC_6));
            }
            tallies.found(finding);
        }
    }

    /// Why somebody must not be found, and by which rule.
    fn why_not(&self, number: NhsNumber) -> (RequirementId, Who) {
        match patient_of(self.crowd.population, number).map(|patient| patient.status) {
            Some(PatientStatus::Invalidated) => (
                SRC_7,
                ("has an invalidated number", "have invalidated numbers"),
            ),
            Some(PatientStatus::Superseded { .. }) => (
                SRC_7,
                ("has a superseded number", "have superseded numbers"),
            ),
            Some(PatientStatus::Restricted) if self.asked.asks_place() => (SRC_7, RESTRICTED),
            Some(PatientStatus::Ordinary | PatientStatus::Restricted) | None => {
                (SRC_8, ("does not match", "do not match"))
            }
        }
    }

    fn not_too_many(&self, expected: &Expected) -> Finding {
        let matching = expected.certain.iter().chain(&expected.possible);
        let matching: Vec<NhsNumber> = matching.copied().collect();
        let summary = format!(
            "a search is told that too many match, {} do and {} may be shown",
            matching.len(),
            self.asked.most
        );
        self.finding(SRC_6, &[], &matching, summary)
    }

    fn finding(
        &self,
        rule: RequirementId,
        found: &[PatientSeen],
        about: &[NhsNumber],
        summary: String,
    ) -> Finding {
        let world = (self.crowd.population, self.changes);
        certificate::of(rule, self.operation, found, about, summary, world)
    }
}

/// Those who certainly match and are not shown.
fn missing(found: &[PatientSeen], expected: &Expected) -> Vec<NhsNumber> {
    let shown: HashSet<NhsNumber> = found.iter().map(|seen| seen.number).collect();
    let certain = expected.certain.iter().copied();
    certain.filter(|number| !shown.contains(number)).collect()
}

/// Those who are shown and certainly do not match.
fn surplus(crowd: &Crowd<'_>, found: &[PatientSeen], expected: &Expected) -> Vec<NhsNumber> {
    let matching = expected.certain.iter().chain(&expected.possible);
    let matching: HashSet<&NhsNumber> = matching.collect();
    let shown = found.iter().map(|seen| seen.number);
    shown
        .filter(|number| !matching.contains(number) && !crowd.is_stranger(*number))
        .collect()
}

/// Everybody of whom an answer says something else than the population.
///
/// An answer that too many match names nobody, and so disputes nobody.
pub(super) fn disputed(
    crowd: &Crowd<'_>,
    changes: &Changes,
    asked: &Asked,
    operation: &Operation,
) -> Vec<NhsNumber> {
    match &operation.seen {
        Seen::Patients { found } => {
            // All of them: where some have been given another name, fewer may match than are too many.
            let expected = crowd.all_expected(asked, changes, operation);
            let differing = found
                .iter()
                .filter(|seen| record::differs(crowd, changes, operation, seen));
            let mut all: Vec<NhsNumber> = differing.map(|seen| seen.number).collect();
            all.extend(missing(found, &expected));
            all.extend(surplus(crowd, found, &expected));
            all
        }
        Seen::TooManyMatches
        | Seen::Nothing
        | Seen::Plans { .. }
        | Seen::List { .. }
        | Seen::Flags { .. } => Vec::new(),
    }
}

fn people(count: usize, who: Who) -> String {
    let (one, several) = who;
    match count {
        1 => format!("a patient who {one}"),
        _ => format!("{count} patients who {several}"),
    }
}

//! What a finding about one answer says was required of it: out of the finding's own words and the request and answer that it is about.
//! SRC-1, SRC-6, SRC-7, SRC-8.

use crate::history::{Credential, Kind, Operation, Outcome, Seen};
use cpis_vocabulary::{NhsNumber, RequirementGroup, RequirementId, Text};
use reports::Finding;

/// What an answer has to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Claim {
    /// A refusal.
    Refusal {
        /// With this status; with any of 400 and above where none is laid down.
        status: Option<u16>,
        /// And this code, if any is told.
        code: Option<String>,
    },
    /// No refusal.
    Served,
    /// The record of this number.
    Record(NhsNumber),
    /// That too many match, or that they do not.
    TooMany(bool),
    /// The first are shown, the others are not.
    Shown(Vec<NhsNumber>, Vec<NhsNumber>),
    /// A patient is marked as restricted, or is not.
    Marked(NhsNumber, bool),
    /// Of a patient these members are not told.
    Untold(NhsNumber, Vec<Text>),
    /// The best match comes first, nobody twice, and no more than so many.
    Form(usize),
}

/// Whether findings about this rule are about one answer alone.
pub(super) const fn is_about_an_answer(rule: RequirementId) -> bool {
    matches!(rule.group, RequirementGroup::Src) && matches!(rule.number, 1 | 6 | 7 | 8)
}

/// What was required; nothing where a finding does not say it in so many words.
pub(super) fn claim(finding: &Finding, operation: &Operation) -> Option<Claim> {
    if let Some(required) = note(finding, "Required") {
        return required_in(required, finding, operation);
    }
    if note(finding, SCORES).is_some() {
        return Some(Claim::Form(most(operation)));
    }
    if matches!(operation.credential, Credential::Application(_)) {
        return of_an_application(finding, operation);
    }
    match (&operation.outcome, &operation.seen) {
        (Outcome::Refused { .. }, _) => Some(Claim::Served),
        (Outcome::Answered { status }, Seen::TooManyMatches) => Some(if *status == 200 {
            Claim::TooMany(false)
        } else {
            Claim::Served
        }),
        (Outcome::Answered { .. }, Seen::Patients { found }) => {
            if finding.summary.contains(TOO_MANY) {
                return Some(Claim::TooMany(true));
            }
            let shown = |number: NhsNumber| found.iter().find(|seen| seen.number == number);
            if note(finding, "Found").is_some() {
                // That a record is another than the population's is told of names, and those may be spelt in several ways.
                let number = finding.about.child.as_deref()?;
                let number = NhsNumber::parse(number).ok()?;
                let marked = finding.summary.contains("restricted");
                return marked.then_some(Claim::Marked(number, !shown(number)?.is_restricted));
            }
            let (surplus, missing): (Vec<_>, Vec<_>) = patients(finding)
                .into_iter()
                .partition(|number| shown(*number).is_some());
            let is_any = !surplus.is_empty() || !missing.is_empty();
            is_any.then_some(Claim::Shown(missing, surplus))
        }
        _ => None,
    }
}

const SCORES: &str = "Scores in ten thousandths";
const TOO_MANY: &str = "TOO_MANY_MATCHES is required";
/// The most patients that may be shown unless the search says less. SRC-6.
const RESULTS_MAX: usize = 50;

/// The patients of a certificate whom the population describes.
pub(super) fn patients(finding: &Finding) -> Vec<NhsNumber> {
    let lines = finding.certificate.iter();
    let numbers = lines.filter_map(|line| line.who.strip_prefix("patient "));
    numbers
        .filter_map(|number| NhsNumber::parse(number).ok())
        .collect()
}

fn note<'f>(finding: &'f Finding, label: &str) -> Option<&'f str> {
    let note = finding.notes.iter().find(|note| note.label == label)?;
    Some(&note.text)
}

/// What the note of that name says.
fn required_in(required: &str, finding: &Finding, operation: &Operation) -> Option<Claim> {
    let child = || NhsNumber::parse(finding.about.child.as_deref()?).ok();
    if let Some(number) = required.strip_prefix("the record of ") {
        return NhsNumber::parse(number).ok().map(Claim::Record);
    }
    match required {
        "R" => return child().map(|child| Claim::Marked(child, true)),
        "no R" => return child().map(|child| Claim::Marked(child, false)),
        "none of these members" => {
            let Seen::Patients { found } = &operation.seen else {
                return None;
            };
            let number = child()?;
            let seen = found.iter().find(|seen| seen.number == number)?;
            return Some(Claim::Untold(number, seen.whereabouts.clone()));
        }
        _ => {}
    }
    let (status, code) = match required.split_once(' ') {
        Some((status, code)) => (status, Some(code.to_owned())),
        None => (required, None),
    };
    let status = status.parse().ok()?;
    // Where no code is laid down, a code can still be the wrong one, and only the judge knows which.
    let is_by_code =
        matches!(operation.outcome, Outcome::Refused { status: found, .. } if found == status);
    (code.is_some() || !is_by_code).then_some(Claim::Refusal {
        status: Some(status),
        code,
    })
}

/// An application may have one patient at a time.
fn of_an_application(finding: &Finding, operation: &Operation) -> Option<Claim> {
    if wanted(operation).is_some_and(|most| most > 1) {
        return Some(Claim::Refusal {
            status: None,
            code: None,
        });
    }
    let matching: usize = note(finding, "Patients who match")?.parse().ok()?;
    Some(if matching > 1 {
        Claim::Refusal {
            status: Some(403),
            code: Some("INVALID_VALUE".to_owned()),
        }
    } else {
        Claim::Served
    })
}

/// How many patients a search may show.
fn most(operation: &Operation) -> usize {
    if matches!(operation.credential, Credential::Application(_)) {
        1
    } else {
        wanted(operation).map_or(RESULTS_MAX, |most| most.min(RESULTS_MAX))
    }
}

/// How many it says itself that it wants.
fn wanted(operation: &Operation) -> Option<usize> {
    let Kind::Search { asked } = &operation.kind else {
        return None;
    };
    let mut limits = asked.iter().filter(|(name, _)| &**name == "_max-results");
    limits.next_back()?.1.parse().ok()
}

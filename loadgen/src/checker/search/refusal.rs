//! Whether a search is refused where, and only where, it has to be. SRC-6.

use super::certificate;
use super::owed::Owed;
use super::record::is_about_the_caller;
use crate::checker::rules::SRC_6;
use crate::checker::{Finding, Tallies};
use crate::history::{Credential, Operation, Outcome};

/// Judges an answer that ought to be a refusal, and says whether it is to be judged as an answer.
pub(super) fn judge(owed: Owed, operation: &Operation, tallies: &mut Tallies) -> bool {
    let is_refused = matches!(operation.outcome, Outcome::Refused { .. });
    match owed {
        Owed::Answer => true,
        Owed::Unclear => !is_refused,
        // What an application may ask is narrower, and a fault of the request may be told first.
        Owed::Refusal { .. }
            if !operation.flaws.is_empty()
                || matches!(operation.credential, Credential::Application(_)) =>
        {
            false
        }
        Owed::Refusal { code, because } => {
            if let Some(summary) = wrong(&operation.outcome, code, because) {
                let required = format!("400 {}", code.unwrap_or_default());
                let finding = Finding::new(SRC_6, None, summary)
                    .operation(operation, certificate::asked(operation))
                    .note("Required", required.trim_end());
                tallies.found(finding);
            }
            tallies.examined(SRC_6, usize::from(is_judged(&operation.outcome)));
            false
        }
    }
}

/// Whether the outcome says anything of what was asked for.
fn is_judged(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Answered { .. } => true,
        Outcome::Refused { status, .. } => !is_about_the_caller(*status),
        Outcome::Unknown { .. } | Outcome::NotSent => false,
    }
}

/// What is wrong with an outcome that has to be a refusal with 400, and this code where one is laid down.
fn wrong(outcome: &Outcome, code: Option<&str>, because: &str) -> Option<String> {
    match outcome {
        Outcome::Answered { status } => Some(format!(
            "a search is answered with {status} although {because}"
        )),
        Outcome::Refused {
            status,
            code: found,
        } if is_judged(outcome) => {
            let is_code = match (code, found.as_deref()) {
                (_, None) => true,
                (Some(code), Some(found)) => code == found,
                (None, Some(found)) => !OF_OTHERS.contains(&found),
            };
            (*status != 400 || !is_code).then(|| {
                format!(
                    "a search is refused in the wrong way: with {status} {}, and {because}",
                    found.as_deref().unwrap_or("and no code")
                )
            })
        }
        Outcome::Refused { .. } | Outcome::Unknown { .. } | Outcome::NotSent => None,
    }
}

/// Codes that say one thing: they are wrong for every fault but that.
const OF_OTHERS: [&str; 6] = [
    "ADDITIONAL_PROPERTIES",
    "INVALID_RESOURCE_ID",
    "MISSING_VALUE",
    "RESOURCE_NOT_FOUND",
    "TOO_MANY_MATCHES",
    "UNSUPPORTED_SERVICE",
];

//! What an application, without a user, may find: one patient. SRC-6.

use super::asked::Asked;
use super::certificate;
use super::changes::Changes;
use super::crowd::Crowd;
use crate::checker::rules::SRC_6;
use crate::checker::{Finding, Tallies};
use crate::history::{Operation, Outcome, Seen};

/// What is said to an application whom more than one patient matches.
const SEVERAL: &str = "INVALID_VALUE";

/// Judges the answer to a well-formed search of an application, and says whether it is to be judged as any other.
pub(super) fn judge(
    asked: &Asked,
    known: (Option<&Crowd<'_>>, &Changes),
    operation: &Operation,
    tallies: &mut Tallies,
) -> bool {
    let wants_several = asked.wants.is_some_and(|most| most > 1);
    let matching = known.0.map(|crowd| {
        let expected = crowd.expected(asked, known.1, operation);
        let possible = expected.possible.len() + crowd.strangers();
        (expected.certain.len(), expected.certain.len() + possible)
    });
    let wrong = match (&operation.outcome, &operation.seen) {
        (Outcome::Refused { status, code }, _) => {
            let is_several = *status == 403 && code.as_deref().is_none_or(|code| code == SEVERAL);
            match matching {
                _ if !matches!(*status, 400 | 403) || code.as_deref() == Some("ACCESS_DENIED") => {
                    return false;
                }
                _ if wants_several => None,
                Some((_, 0 | 1)) => {
                    Some("an application is refused a search that no more than one patient matches")
                }
                _ if !is_several => Some(
                    "an application is refused in the wrong way: 403 INVALID_VALUE is required where more than one patient matches",
                ),
                _ => None,
            }
        }
        (Outcome::Answered { .. }, Seen::TooManyMatches) => {
            Some("an application is told that too many match, 403 INVALID_VALUE is required")
        }
        (Outcome::Answered { .. }, Seen::Patients { .. }) if wants_several => {
            Some("an application asks for more than one patient and is answered")
        }
        (Outcome::Answered { .. }, Seen::Patients { found }) => match matching {
            _ if found.len() > 1 => Some("an application is shown more than one patient"),
            Some((2.., _)) => {
                Some("more than one patient matches a search of an application, and it is answered")
            }
            _ => None,
        },
        _ => return false,
    };
    tallies.examined(SRC_6, 1);
    if let Some(summary) = wrong {
        tallies.found(finding(
            operation,
            summary,
            matching.map(|(certain, _)| certain),
        ));
    }
    wrong.is_none() && matches!(operation.outcome, Outcome::Answered { .. })
}

fn finding(operation: &Operation, summary: &str, matching: Option<usize>) -> Finding {
    let found = match (&operation.outcome, &operation.seen) {
        (Outcome::Refused { status, code }, _) => {
            format!("{status} {}", code.as_deref().unwrap_or("without a code"))
        }
        (_, Seen::Patients { found }) => format!("{} patients", found.len()),
        _ => "TOO_MANY_MATCHES".to_owned(),
    };
    let finding = Finding::new(SRC_6, None, summary)
        .operation(operation, certificate::asked(operation))
        .note("Found", found);
    match matching {
        Some(count) => finding.note("Patients who match", count.to_string()),
        None => finding,
    }
}

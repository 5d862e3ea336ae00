//! Finding a patient by the search form of the web page. SRC-1, SRC-2, SRC-3, SRC-4, SRC-5, SRC-7, SRC-8, SRC-9.
//!
//! Nothing comes of it: no access, no notification. It is not in the ledger of searches, which says what users and applications
//! asked through the doors; here nobody asks but the test. Nor do bug modes reach it: it says who is there by the rules.

mod form;
mod near;

use super::{Answer, Call, Refused};
use crate::edge::{self, Asked, headers};
use crate::server::AnswerBody;
use crate::tenant::Answering;
use cpis_search::Score;
use cpis_vocabulary::NhsNumber;
use cpis_wire::control::{ControlError, FoundItem, SearchAnswer, SearchForm, SearchOutcome};
use form::{Profile, Wanted};
use http::Response;

/// The most patients that are shown; ours, as many as PDS shows.
const RESULTS_MAX: usize = 50;

/// `POST /search`.
pub(super) async fn search(call: &Call<'_>) -> Answer {
    let form: SearchForm = call.body()?;
    let wanted =
        form::read(&form).map_err(|mistakes| Refused::from(ControlError::form(mistakes)))?;
    Ok(match wanted {
        Wanted::Number(number) => by_number(call, number),
        Wanted::Matches(query, profile) => {
            let people = &call.tenant.people;
            let Ok(found) = people.look_up(&query, RESULTS_MAX).await else {
                return Ok(too_many(call, profile));
            };
            let items: Vec<_> = found
                .iter()
                .map(|(patient, score)| FoundItem::of(patient, score.value()))
                .collect();
            let near_misses = if items.is_empty() && wants_reasons(call) {
                Some(near::misses(call, &query).await)
            } else {
                None
            };
            let rest = if items.is_empty() {
                "; nobody matches"
            } else {
                ""
            };
            let answer = SearchAnswer {
                outcome: SearchOutcome::Shown,
                items,
                near_misses,
            };
            explained(call, &answer, &format!("{}{rest}; {SRC_9}", rules(profile)))
        }
    })
}

const SRC_9: &str = "SRC-9 nothing recorded, nobody told";

/// The patient of a number: of a superseded one the surviving record, of a withdrawn one nobody. SRC-1, SRC-7.
fn by_number(call: &Call<'_>, number: NhsNumber) -> Response<AnswerBody> {
    let (found, reason) = match call.tenant.people.answering(number) {
        Answering::Found(found) if found.number == number => {
            (Some(found), "SRC-1 the patient with this number")
        }
        Answering::Found(found) => (
            Some(found),
            "SRC-1, SRC-7 the surviving record of a superseded number",
        ),
        Answering::Withdrawn => (None, "SRC-7 the number was withdrawn: it is never found"),
        Answering::Nobody => (None, "SRC-1 the check digit fits, nobody has the number"),
    };
    let found = found.iter();
    let answer = SearchAnswer {
        outcome: SearchOutcome::Shown,
        items: found
            .map(|found| FoundItem::of(found, Score::EXACT.value()))
            .collect(),
        near_misses: None,
    };
    explained(call, &answer, &format!("{reason}; {SRC_9}"))
}

fn too_many(call: &Call<'_>, profile: Profile) -> Response<AnswerBody> {
    let answer = SearchAnswer {
        outcome: SearchOutcome::TooManyMatches,
        items: Vec::new(),
        near_misses: None,
    };
    let rules = rules(profile);
    let reason = format!("{rules}; more than {RESULTS_MAX} match, so nobody is shown; {SRC_9}");
    explained(call, &answer, &reason)
}

/// The rules that a form was read by.
const fn rules(profile: Profile) -> &'static str {
    match profile {
        Profile::Basic => "SRC-2 gender, surname and day of birth; SRC-8 exactly those who match",
        Profile::Advanced => {
            "SRC-3, SRC-4 gender, surname or part of it, days of birth; SRC-8 exactly those who match"
        }
        Profile::Widened => {
            "SRC-3, SRC-4, SRC-5 names that sound alike, swapped and previous ones too; SRC-8 exactly those who match"
        }
    }
}

/// The answer, with the reasons where the headers ask for them.
fn explained(call: &Call<'_>, answer: &SearchAnswer, reason: &str) -> Response<AnswerBody> {
    let mut response = edge::json(200, answer);
    if wants_reasons(call) {
        edge::set(&mut response, &headers::SPINE_REASON, reason);
    }
    response
}

fn wants_reasons(call: &Call<'_>) -> bool {
    Asked::of(call.request.headers()).wants_reasons()
}

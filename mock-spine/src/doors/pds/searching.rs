use super::asked::asked;
use super::asker::{Asker, asker};
use super::near::why_nobody;
use super::{refused, turned_away};
use crate::bugs::Bug;
use crate::doors::Call;
use crate::doors::cpis::at as stamped_at;
use crate::doors::reasons::{self, explained};
use crate::edge;
use crate::server::AnswerBody;
use crate::tenant::Searched;
use cpis_search::Score;
use cpis_vocabulary::{NhsNumber, Patient, Timestamp};
use cpis_wire::control::{PdsMethod, SearchOutcome};
use cpis_wire::fhir::{PatientMatch, patient_bundle};
use cpis_wire::query::{PdsQuery, pairs};
use cpis_wire::{SpineError, SpineErrorKind, header};
use http::Response;
use std::borrow::Cow;
use std::sync::Arc;

/// Where PDS answers.
const BASE: &str = "/personal-demographics/FHIR/R4";
/// The most patients that a search answers with. SRC-6.
const RESULTS_MAX: usize = 50;

/// `GET /Patient?…`.
pub(in crate::doors) async fn search(call: &Call<'_>) -> Response<AnswerBody> {
    let asker = match asker(call, PdsMethod::Search) {
        Ok(asker) => asker,
        Err(no) => return turned_away(call, &no),
    };
    let parsed = call.tenant.parsed_now(call.query());
    let parsed = parsed.map(|query| call.tenant.asked_now(query));
    let is_limited = asker.is_application() && !call.tenant.breaks(Bug::ApplicationUnlimited);
    let (most, parsed) = match parsed.and_then(|query| Ok((most(is_limited, &query)?, query))) {
        Ok(wanted) => wanted,
        Err(error) => return refused(call, &error),
    };
    let query = asked(&parsed);
    let found = call.tenant.look_up_now(&parsed, &query, most).await;
    let at = call.tenant.clock.now();
    let Ok(found) = found else {
        note(call, &asker, at, SearchOutcome::TooManyMatches, Vec::new());
        let kind = if asker.is_application() {
            SpineErrorKind::SeveralMatches
        } else {
            SpineErrorKind::TooManyMatches
        };
        return refused(call, &SpineError::new(kind));
    };
    let returned = found.iter().map(|(patient, _)| patient.number).collect();
    note(call, &asker, at, SearchOutcome::Shown, returned);
    for (patient, _) in &found {
        call.seen_in_search(&asker.caller, patient.number).await;
    }
    let reason = if found.is_empty() && call.asked.wants_reasons() {
        why_nobody(call, &query).await.into()
    } else {
        reasons::SEARCH.into()
    };
    shown(call, at, &found, reason)
}

/// How many patients may be answered with. An application may have one, and says so or says nothing.
fn most(is_limited: bool, query: &PdsQuery) -> Result<usize, SpineError> {
    match query.max_results.map(usize::from) {
        None | Some(1) if is_limited => Ok(1),
        Some(most) if is_limited => Err(SpineError {
            kind: SpineErrorKind::SeveralMatches,
            ..SpineError::invalid_field("_max-results", &most.to_string())
        }),
        None => Ok(RESULTS_MAX),
        Some(most) => Ok(most),
    }
}

/// Enters the search, and whom it shows, into the ledger.
fn note(
    call: &Call<'_>,
    asker: &Asker,
    at: Timestamp,
    outcome: SearchOutcome,
    returned: Vec<NhsNumber>,
) {
    let criteria = pairs(call.query()).flatten();
    call.tenant.searches.note(Searched {
        at,
        client: asker.client.clone(),
        on_behalf_of: asker.on_behalf_of.clone(),
        viewer: asker
            .caller
            .person
            .as_ref()
            .map(|person| Arc::clone(&person.viewer)),
        criteria: criteria
            .map(|(name, value)| (name.as_ref().into(), value.as_ref().into()))
            .collect(),
        returned,
        outcome,
    });
}

fn shown(
    call: &Call<'_>,
    at: Timestamp,
    found: &[(Arc<Patient>, Score)],
    reason: Cow<'static, str>,
) -> Response<AnswerBody> {
    let matches: Vec<_> = found
        .iter()
        .map(|(patient, score)| PatientMatch {
            patient,
            score: score.value(),
        })
        .collect();
    let mut body = Vec::with_capacity(512 + 2048 * matches.len());
    patient_bundle(&mut body, &call.base(BASE), at, &matches);
    let patients = found.iter().map(|(patient, _)| patient.as_ref());
    let body = call.tenant.told_now(body.into(), patients);
    let response = stamped_at(edge::with(200, header::FHIR_JSON, body), at);
    explained(call, response, || reason.into_owned())
}

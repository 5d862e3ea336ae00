//! PDS FHIR: patients by number and by name. Looking somebody up is never an access. SRC-1, SRC-6, SRC-7, SRC-9.

use super::Call;
use super::caller::{Caller, Turned, request_id, role, session};
use super::cpis::stamped;
use super::reasons::{self, explained};
use crate::edge;
use crate::server::AnswerBody;
use crate::tenant::Answering;
use cpis_vocabulary::NhsNumber;
use cpis_wire::fhir::{PatientMatch, etag, patient, patient_bundle};
use cpis_wire::query::PdsQuery;
use cpis_wire::{SpineError, SpineErrorKind, header, pds_refusal};
use http::{HeaderName, HeaderValue, Response};

/// Where PDS answers.
const BASE: &str = "/personal-demographics/FHIR/R4";
/// The most patients that a search answers with. SRC-6.
const RESULTS_MAX: usize = 50;

/// `GET /Patient/{number}`.
pub(super) async fn read(call: &Call<'_>) -> Response<AnswerBody> {
    let caller = match caller(call) {
        Ok(caller) => caller,
        Err(turned) => return turned_away(call, &turned),
    };
    let asked = call.params.get("number").unwrap_or_default();
    let Ok(number) = NhsNumber::parse(asked) else {
        return refused(call, &SpineError::new(SpineErrorKind::InvalidResourceId));
    };
    call.seen_in_search(&caller, number).await;
    let error = match call.tenant.people.answering(number) {
        Answering::Found(found) => {
            let mut body = Vec::with_capacity(2048);
            patient(&mut body, &found);
            let mut response = edge::with(200, header::FHIR_JSON, body);
            if let Ok(tag) = HeaderValue::try_from(etag(&found)) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static(header::ETAG), tag);
            }
            let response = stamped(call, response);
            return explained(call, response, || reasons::PATIENT.to_owned());
        }
        Answering::Withdrawn => SpineErrorKind::InvalidatedResource,
        Answering::Nobody => SpineErrorKind::ResourceNotFound,
    };
    refused(call, &SpineError::new(error))
}

/// `GET /Patient/`: a number is missing.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn unnamed(call: &Call<'_>) -> Response<AnswerBody> {
    match caller(call) {
        Ok(_) => refused(call, &SpineError::new(SpineErrorKind::UnsupportedService)),
        Err(turned) => turned_away(call, &turned),
    }
}

/// `GET /Patient?…`.
pub(super) async fn search(call: &Call<'_>) -> Response<AnswerBody> {
    let caller = match caller(call) {
        Ok(caller) => caller,
        Err(turned) => return turned_away(call, &turned),
    };
    let query = match PdsQuery::parse(call.query()) {
        Ok(query) => query,
        Err(error) => return refused(call, &error),
    };
    let is_application = caller.person.is_none();
    let most = match query.max_results.map(usize::from) {
        // An application may have one patient, and says so or says nothing.
        None | Some(1) if is_application => 1,
        Some(_) if is_application => return refused(call, &several()),
        None => RESULTS_MAX,
        Some(most) => most,
    };
    let found = match call.tenant.people.search(&query, most).await {
        Ok(found) => found,
        Err(_) if is_application => return refused(call, &several()),
        Err(_) => return refused(call, &SpineError::new(SpineErrorKind::TooManyMatches)),
    };
    for (patient, _) in &found {
        call.seen_in_search(&caller, patient.number).await;
    }
    let matches: Vec<_> = found
        .iter()
        .map(|(patient, score)| PatientMatch {
            patient,
            score: score.value(),
        })
        .collect();
    let mut body = Vec::with_capacity(512 + 2048 * matches.len());
    patient_bundle(
        &mut body,
        &call.base(BASE),
        call.tenant.clock.now(),
        &matches,
    );
    let response = stamped(call, edge::with(200, header::FHIR_JSON, body));
    explained(call, response, || reasons::SEARCH.to_owned())
}

fn several() -> SpineError {
    SpineError::new(SpineErrorKind::SeveralMatches)
}

/// Who asks: token, `X-Request-ID`, then the role. The two CP-IS headers mean nothing here.
fn caller(call: &Call<'_>) -> Result<Caller, Turned> {
    let session = session(call)?;
    request_id(call)?;
    let person = role(call, &session)?;
    Ok(Caller {
        person,
        trace: None,
        is_unscheduled: None,
    })
}

fn turned_away(call: &Call<'_>, turned: &Turned) -> Response<AnswerBody> {
    let error = pds_refusal(&turned.refusal, &turned.value);
    let response = stamped(call, edge::outcome(&error));
    explained(call, response, || reasons::of_refusal(&turned.refusal))
}

fn refused(call: &Call<'_>, error: &SpineError) -> Response<AnswerBody> {
    let response = stamped(call, edge::outcome(error));
    explained(call, response, || reasons::of_error(error))
}

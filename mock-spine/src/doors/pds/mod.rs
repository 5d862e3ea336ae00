//! PDS FHIR: patients by number and by what is known of them. Looking somebody up is never an access. SRC-1, SRC-6, SRC-7, SRC-9.

mod asked;
mod asker;
mod near;
mod searching;

use super::Call;
use super::cpis::stamped;
use super::reasons::{self, explained};
use crate::bugs::Bug;
use crate::edge::{self, headers};
use crate::server::AnswerBody;
use crate::tenant::{Answering, WrittenPatient};
use asker::{No, asker};
use cpis_vocabulary::{NhsNumber, Patient};
use cpis_wire::control::PdsMethod;
use cpis_wire::fhir::{etag, patient};
use cpis_wire::{SpineError, SpineErrorKind, header};
use http::{HeaderValue, Response};

pub(super) use searching::search;

/// Why an application is refused.
const LIMITED: &str = "no rule: a limit was set for the application on the control port";

/// `GET /Patient/{number}`.
pub(super) async fn read(call: &Call<'_>) -> Response<AnswerBody> {
    let asker = match asker(call, PdsMethod::Read) {
        Ok(asker) => asker,
        Err(no) => return turned_away(call, &no),
    };
    let text = call.params.get("number").unwrap_or_default();
    let Ok(number) = NhsNumber::parse(text) else {
        let kind = if call.tenant.breaks(Bug::MalformedUnknown) {
            SpineErrorKind::ResourceNotFound
        } else {
            SpineErrorKind::InvalidResourceId
        };
        return refused(call, &SpineError::new(kind));
    };
    call.seen_in_search(&asker.caller, number).await;
    // A rule that is broken on purpose may change what is written.
    let is_right = call.tenant.bugs.on().is_empty();
    let written = call.tenant.people.written();
    let since = match written.find(number) {
        Ok(written) if is_right => return shown(call, written),
        Ok(_) => None,
        Err(since) => Some(since).filter(|_| is_right),
    };
    let answering = if is_right {
        call.tenant.people.answering(number)
    } else {
        call.tenant.answering_now(number)
    };
    let error = match answering {
        Answering::Found(found) => {
            let mut patient = write(&found);
            if !is_right {
                patient.body = call.tenant.told_now(patient.body, [&*found]);
            }
            if let Some(since) = since {
                written.keep(number, since, patient.clone());
            }
            return shown(call, patient);
        }
        Answering::Withdrawn => SpineErrorKind::InvalidatedResource,
        Answering::Nobody if call.tenant.breaks(Bug::UnknownWithdrawn) => {
            SpineErrorKind::InvalidatedResource
        }
        Answering::Nobody => SpineErrorKind::ResourceNotFound,
    };
    refused(call, &SpineError::new(error))
}

/// `GET /Patient/`: a number is missing.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn unnamed(call: &Call<'_>) -> Response<AnswerBody> {
    match asker(call, PdsMethod::Read) {
        Ok(_) => refused(call, &SpineError::new(SpineErrorKind::UnsupportedService)),
        Err(no) => turned_away(call, &no),
    }
}

fn write(found: &Patient) -> WrittenPatient {
    let mut body = Vec::with_capacity(4096);
    patient(&mut body, found);
    WrittenPatient {
        body: body.into_boxed_slice().into(),
        // A version is a number, so its tag can stand in a header.
        tag: HeaderValue::try_from(etag(found)).unwrap_or(HeaderValue::from_static("")),
    }
}

fn shown(call: &Call<'_>, found: WrittenPatient) -> Response<AnswerBody> {
    let mut response = edge::with(200, header::FHIR_JSON, found.body);
    response
        .headers_mut()
        .insert(headers::ETAG.clone(), found.tag);
    let response = stamped(call, response);
    explained(call, response, || reasons::PATIENT.to_owned())
}

fn turned_away(call: &Call<'_>, no: &No) -> Response<AnswerBody> {
    let response = stamped(call, edge::outcome(&no.error()));
    explained(call, response, || match no {
        No::Turned(turned) => reasons::of_refusal(&turned.refusal),
        No::Limited(_) => LIMITED.to_owned(),
    })
}

fn refused(call: &Call<'_>, error: &SpineError) -> Response<AnswerBody> {
    let response = stamped(call, edge::outcome(error));
    explained(call, response, || reasons::of_error(error))
}

use crate::server::AnswerBody;
use bytes::Bytes;
use cpis_wire::{SpineError, header};
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde::Serialize;

/// An answer with a body of this media type.
pub(crate) fn with(
    status: u16,
    media_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::whole(body));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// An answer in JSON.
pub(crate) fn json(status: u16, body: &impl Serialize) -> Response<AnswerBody> {
    // Nothing that is answered here has keys that are no text, the one thing that JSON cannot hold.
    with(
        status,
        header::JSON,
        serde_json::to_vec(body).unwrap_or_default(),
    )
}

/// An answer in plain text.
pub(crate) fn text(status: u16, body: impl Into<Bytes>) -> Response<AnswerBody> {
    with(status, "text/plain; charset=utf-8", body)
}

/// An answer without a body: it is done.
pub(crate) fn no_content() -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::whole(""));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// Puts a header on an answer; a text that cannot stand in one is left out.
pub(crate) fn set(response: &mut Response<AnswerBody>, name: &HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name.clone(), value);
    }
}

/// An OperationOutcome.
pub(crate) fn outcome(error: &SpineError) -> Response<AnswerBody> {
    let mut body = Vec::with_capacity(512);
    error.write(&mut body);
    let mut response = with(error.status(), header::FHIR_JSON, body);
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(
            HeaderName::from_static(header::RETRY_AFTER),
            HeaderValue::from(seconds),
        );
    }
    response
}

/// Adds the methods that a path has to a 405.
pub(crate) fn allow(response: &mut Response<AnswerBody>, verbs: &[super::Verb]) {
    let names: Vec<_> = verbs.iter().map(|verb| verb.as_str()).collect();
    if let Ok(value) = HeaderValue::try_from(names.join(", ")) {
        response.headers_mut().insert(ALLOW, value);
    }
}

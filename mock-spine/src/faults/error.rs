use crate::edge;
use crate::server::AnswerBody;
use cpis_wire::control::Fault;
use cpis_wire::{SpineError, SpineErrorKind, header};
use http::{HeaderMap, Response};

/// What an answer keeps when an error takes its place; it must not tell what was decided.
const KEPT: [&str; 3] = [
    header::X_REQUEST_ID,
    header::X_CORRELATION_ID,
    header::SPINE_BUG,
];

/// An error in the place of an answer with these headers; what was decided stands.
pub(super) fn error(fault: &Fault, told: &HeaderMap) -> Response<AnswerBody> {
    let kind = match fault.status {
        Some(408) => SpineErrorKind::UnableToCallService,
        Some(429) => SpineErrorKind::TooManyRequests,
        Some(503) => SpineErrorKind::ServiceUnavailable,
        // No other status is let in.
        Some(_) | None => SpineErrorKind::InternalError,
    };
    let mut error = edge::outcome(&SpineError::new(kind));
    for name in KEPT {
        if let Some(value) = told.get(name) {
            error
                .headers_mut()
                .insert(http::HeaderName::from_static(name), value.clone());
        }
    }
    error
}

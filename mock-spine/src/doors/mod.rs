//! The data port: bytes to commands of the Spine, and answers back. Nothing here decides.

mod bases;
mod call;
mod caller;
mod cpis;
mod flags;
mod identity;
mod operations;
mod pds;
mod reasons;
mod table;

use crate::app::App;
use crate::edge::{self, Asked, Found, headers};
use crate::server::{AnswerBody, BrokenOnPurpose, Unreadable};
use crate::tenant::{Tenant, TenantId};
use bytes::Bytes;
use cpis_wire::{SpineError, SpineErrorKind, header};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, request};
use reasons::explained_to as explained;
use std::sync::Arc;

pub(crate) use crate::edge::Routes;
pub(crate) use bases::Bases;
pub(crate) use call::Call;
pub(crate) use identity::SigningKey;
pub use identity::SigningKeyError;
pub(crate) use table::Path;
pub(crate) use table::{Kind, routes};

/// Answers a request of the data port.
///
/// # Errors
/// When a fault that was asked for breaks the connection.
pub(crate) async fn respond(
    app: &App,
    request: Request<Bytes>,
) -> Result<Response<AnswerBody>, BrokenOnPurpose> {
    let asked = Asked::of(request.headers());
    let full_path = request.uri().path();
    let (tenant, path) = match tenant(app, full_path) {
        Ok(found) => found,
        Err(error) => {
            let response = explained(&asked, edge::outcome(&error), reasons::NO_ROUTE);
            return Ok(echoed(&asked, response));
        }
    };
    let no = |response, reason| {
        let response = explained(&asked, response, reason);
        Ok(common(&tenant, &asked, response))
    };
    let (place, route, params) = match app.data_routes.find(request.method(), path) {
        Found::Route(place, route, params) => (place, route, params),
        Found::OtherVerbs(verbs) => {
            let mut response = edge::outcome(&no_such_method(request.method()));
            edge::allow(&mut response, &verbs);
            return no(response, reasons::NO_ROUTE);
        }
        Found::Nothing => return no(edge::outcome(&unknown_path(path)), reasons::NO_ROUTE),
    };
    if !app.is_ready() && route.path.kind() != Kind::Operations {
        let loading = SpineErrorKind::ServiceUnavailable;
        let error = SpineError::with(loading, "the mock is still loading");
        return no(edge::outcome(&error), reasons::LOADING);
    }
    if route.path.kind() != Kind::Operations {
        tenant.clock.note_use();
    }
    let call = Call {
        app,
        tenant: &tenant,
        request: &request,
        asked: &asked,
        params: &params,
    };
    let response = answered(&call, route.path, path).await?;
    let status = response.status();
    let code = status.as_u16();
    app.metrics.count(place, route.pattern, code);
    tracing::debug!(route = route.pattern, status = code, "answered");
    let response = common(&tenant, &asked, response);
    let reason = reasons::of_route(route.path, status);
    if !tenant.faults.is_on() {
        return Ok(explained(&asked, response, reason));
    }
    let mut response = tenant.faults.disturb(route.path, path, response).await?;
    // An error that takes an answer's place does not tell when that was decided, but what the clock shows it tells like any other.
    if !response.headers().contains_key(&headers::SPINE_AT) {
        response = cpis::at(response, tenant.clock.now());
        return Ok(explained(&asked, response, reasons::FAULT));
    }
    Ok(explained(&asked, response, reason))
}

/// What the door answers, or the fault that comes before anything is decided.
async fn answered(
    call: &Call<'_>,
    door: Path,
    path: &str,
) -> Result<Response<AnswerBody>, BrokenOnPurpose> {
    let faults = &call.tenant.faults;
    if faults.is_on()
        && let Some(error) = faults.forestall(door, path).await?
    {
        return Ok(error);
    }
    Ok(door.answer(call).await)
}

/// Answers a request whose body could not be read.
pub(crate) fn unreadable(head: &request::Parts, why: Unreadable) -> Response<AnswerBody> {
    let kind = match why {
        Unreadable::TooLong(_) => SpineErrorKind::PayloadTooLarge,
        Unreadable::TooSlow(_) => SpineErrorKind::UnableToCallService,
    };
    let outcome = edge::outcome(&SpineError::with(kind, why.to_string()));
    let asked = Asked::of(&head.headers);
    let outcome = explained(&asked, outcome, reasons::UNREADABLE);
    echoed(&asked, outcome)
}

/// The tenant that a path names, and the path without it.
fn tenant<'p>(app: &App, path: &'p str) -> Result<(Arc<Tenant>, &'p str), SpineError> {
    let Some(rest) = path.strip_prefix("/t/") else {
        return Ok((Arc::clone(app.tenants.default_tenant()), path));
    };
    let (name, _) = rest.split_once('/').unwrap_or((rest, ""));
    let tenant = TenantId::parse(name)
        .ok()
        .and_then(|id| app.tenants.find(&id));
    let path = rest
        .get(name.len()..)
        .filter(|path| !path.is_empty())
        .unwrap_or("/");
    let unknown = || SpineError::with(SpineErrorKind::UnknownPath, "there is no such tenant");
    tenant.map(|tenant| (tenant, path)).ok_or_else(unknown)
}

/// A path that answers other methods.
fn no_such_method(method: &Method) -> SpineError {
    let sentence = edge::no_such_method(method);
    SpineError::with(SpineErrorKind::MethodNotAllowed, sentence)
}

/// A path that nothing answers: PDS has an error of its own for that.
fn unknown_path(path: &str) -> SpineError {
    if path.starts_with(table::PDS) {
        SpineError::new(SpineErrorKind::UnsupportedRequest)
    } else {
        SpineError::with(SpineErrorKind::UnknownPath, "nothing answers at this path")
    }
}

/// Adds the caller's own identities.
fn echoed(asked: &Asked<'_>, mut response: Response<AnswerBody>) -> Response<AnswerBody> {
    for (name, sent) in [
        (&headers::X_REQUEST_ID, asked.x_request_id),
        (&headers::X_CORRELATION_ID, asked.x_correlation_id),
    ] {
        if let Some(value) = sent.first() {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
    response
}

/// Adds what every answer carries: the instant, where the door has not said it; the caller's own identities; the bug modes that are on.
fn common(
    tenant: &Tenant,
    asked: &Asked<'_>,
    mut response: Response<AnswerBody>,
) -> Response<AnswerBody> {
    if !response.headers().contains_key(&headers::SPINE_AT) {
        response = cpis::at(response, tenant.clock.now());
    }
    response = echoed(asked, response);
    if response.status() == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer");
        response
            .headers_mut()
            .entry(WWW_AUTHENTICATE)
            .or_insert(challenge);
    }
    let bugs = tenant.bugs.on();
    if !bugs.is_empty()
        && let Ok(names) = HeaderValue::try_from(bugs.names())
    {
        response
            .headers_mut()
            .insert(HeaderName::from_static(header::SPINE_BUG), names);
    }
    response
}

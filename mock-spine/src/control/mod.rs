//! The control port: test controls on a port of their own. ENV-3.

mod bugs;
mod call;
mod clock;
mod cursor;
mod faults;
mod ledger;
mod limits;
mod operations;
mod patients;
mod plans;
mod refused;
mod search;
mod searches;
mod settings;
mod table;
mod tenants;
mod token;
mod users;

use crate::app::App;
use crate::edge::{self, Found};
use crate::nearest::hint;
use crate::server::{AnswerBody, Unreadable};
use crate::tenant::{Tenant, TenantId};
use bytes::Bytes;
use cpis_wire::control::ControlError;
use http::{Request, Response};
use std::borrow::Cow;
use std::sync::Arc;

pub(crate) use call::Call;
pub(crate) use refused::Refused;
pub(crate) use table::{Path, Scope, routes};

/// Where the calls that belong to a tenant begin.
const BASE: &str = "/control/v1";

/// What a call answers.
pub(crate) type Answer = Result<Response<AnswerBody>, Refused>;

/// Answers a request of the control port.
pub(crate) async fn respond(app: &App, request: Request<Bytes>) -> Response<AnswerBody> {
    match answer(app, &request).await {
        Ok(response) => response,
        Err(refused) => refused.into_response(),
    }
}

/// Answers a request whose body could not be read.
pub(crate) fn unreadable(why: Unreadable) -> Response<AnswerBody> {
    let status = match why {
        Unreadable::TooLong(_) => 413,
        Unreadable::TooSlow(_) => 408,
    };
    edge::json(status, &ControlError::new(why.to_string()))
}

async fn answer(app: &App, request: &Request<Bytes>) -> Answer {
    let full_path = request.uri().path();
    if !operations::is_open(full_path) {
        token::check(app, request.headers())?;
    }
    let (tenant, path) = tenant(app, full_path)?;
    let (place, route, params) = match app.control_routes.find(request.method(), &path) {
        Found::Route(_, route, _) if tenant.is_some() && route.path.scope() == Scope::Mock => {
            return Err(Refused::not_found("this call belongs to no tenant"));
        }
        Found::Route(place, route, params) => (place, route, params),
        Found::OtherVerbs(verbs) => return Err(Refused::other_verbs(request.method(), &verbs)),
        Found::Nothing => return Err(Refused::not_found("nothing answers at this path")),
    };
    let tenant = tenant.unwrap_or_else(|| Arc::clone(app.tenants.default_tenant()));
    let call = Call {
        app,
        tenant: &tenant,
        request,
        params: &params,
    };
    let answer = route.path.answer(&call).await;
    let status = match &answer {
        Ok(response) => response.status().as_u16(),
        Err(refused) => refused.status(),
    };
    // After the data port's, so that no two routes share a place.
    let place = app.data_routes.table().len() + place;
    app.metrics.count(place, route.pattern, status);
    tracing::debug!(route = route.pattern, status, "answered");
    answer
}

/// The tenant that a path names, if it names one, and the path without it.
fn tenant<'p>(app: &App, path: &'p str) -> Result<(Option<Arc<Tenant>>, Cow<'p, str>), Refused> {
    let Some(rest) = path
        .strip_prefix(BASE)
        .and_then(|rest| rest.strip_prefix("/t/"))
    else {
        return Ok((None, path.into()));
    };
    let (name, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let tenant = TenantId::parse(name)
        .ok()
        .and_then(|id| app.tenants.find(&id))
        .ok_or_else(|| Refused::not_found("there is no such tenant"))?;
    Ok((Some(tenant), format!("{BASE}/{rest}").into()))
}

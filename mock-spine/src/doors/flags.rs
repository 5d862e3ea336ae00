//! Patient Flags: whether there is an alert, without opening it. ALT-1, ALT-2.

use super::Call;
use super::caller::{Caller, Turned, caller, may_look};
use super::cpis::{at, fault, shown_plans, turned_away};
use super::reasons::{self, explained};
use crate::edge;
use crate::server::AnswerBody;
use crate::spine::Alert;
use cpis_vocabulary::NhsNumber;
use cpis_wire::fhir::flag_bundle;
use cpis_wire::{header, query};
use http::Response;

/// Where Patient Flags answers.
const BASE: &str = "/patient-flags-api/FHIR/R4";

/// `GET /Flag`: a Flag, a CarePlan and a CareTeam for each displayable plan. Never an access. ALT-2, SRC-9.
pub(super) async fn flag(call: &Call<'_>) -> Response<AnswerBody> {
    let caller = match may_ask(call) {
        Ok(caller) => caller,
        Err(turned) => return turned_away(call, &turned.refusal),
    };
    let asked = match query::flag(call.query()) {
        Ok(asked) => asked,
        Err(refusal) => return turned_away(call, &refusal),
    };
    let child = call.tenant.people.surviving(asked.child);
    call.seen_in_search(&caller, asked.child).await;
    match call.app.spine.alert(call.tenant, child).await {
        Ok(alert) if asked.wants_cpis => flags(call, asked.child, &alert),
        Ok(alert) => flags(
            call,
            asked.child,
            &Alert {
                shown: Vec::new(),
                ..alert
            },
        ),
        Err(error) => fault(call, &error),
    }
}

fn flags(call: &Call<'_>, number: NhsNumber, alert: &Alert) -> Response<AnswerBody> {
    let plans = shown_plans(&alert.shown);
    let mut body = Vec::with_capacity(512 + 4096 * plans.len());
    flag_bundle(&mut body, &call.base(BASE), number, alert.at, &plans);
    let response = at(edge::with(200, header::FHIR_JSON, body), alert.at);
    explained(call, response, || reasons::FLAGS.to_owned())
}

/// An application may ask; a user needs one of the two activities. ALT-2.
fn may_ask(call: &Call<'_>) -> Result<Caller, Turned> {
    let caller = caller(call)?;
    if let Some(person) = &caller.person {
        may_look(call, person)?;
    }
    Ok(caller)
}

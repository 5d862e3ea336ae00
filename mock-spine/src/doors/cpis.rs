//! CP-IS FHIR: `CareTeam` is the access, `AuditEvent` the list.

use super::Call;
use super::caller::{Caller, Person, Turned, caller, may_look, role, session};
use super::reasons::{self, explained};
use crate::bugs::Bug;
use crate::edge::{self, Stamp, headers};
use crate::server::AnswerBody;
use crate::spine::{Ids, Opening, Refused, Spelling};
use crate::store::StoreError;
use cpis_rules::{Activity, Decision, Reader, Shown};
use cpis_vocabulary::{DecisionKind, Door, NhsNumber, Refusal, Timestamp};
use cpis_wire::fhir::{ShownPlan, audit_event_bundle, capability_statement, care_team_bundle};
use cpis_wire::{SpineError, SpineErrorKind, cpis_refusal, header, query};
use http::{HeaderValue, Response};

/// Where CP-IS answers.
const BASE: &str = "/cpis/FHIR/R4";

/// `GET /CareTeam`: opens the alert. ALT-2, ALT-4, VIEW-1, ASN-1.
pub(super) async fn care_team(call: &Call<'_>) -> Response<AnswerBody> {
    let (asked, spelling) = child_asked(call);
    let looker = match looker(call) {
        Ok(looker) => looker,
        Err(turned) => {
            let turned = told_first(call, turned, asked.as_ref().err());
            return refused(call, asked.ok(), turned).await;
        }
    };
    let number = match asked {
        Ok(number) => number,
        Err(refusal) => {
            let turned = Turned {
                viewer: Some(looker.person.viewer),
                ids: looker.ids,
                ..refusal.into()
            };
            return refused(call, None, turned).await;
        }
    };
    let opening = Opening {
        child: call.tenant.people.surviving(number),
        number,
        spelling,
        viewer: looker.person.viewer,
        activity: looker.activity,
        door: Door::Fhir,
        ids: looker.ids,
        is_unscheduled: looker.is_unscheduled,
    };
    match call.app.spine.open_alert(call.tenant, opening).await {
        Ok(decision) => opened(call, number, &decision),
        Err(error) => fault(call, &error),
    }
}

/// The number that is asked for. With spaces it is none at this door (SRC-1), unless a rule is broken on purpose.
fn child_asked(call: &Call<'_>) -> (Result<NhsNumber, Refusal>, Spelling) {
    let asked = query::care_team(call.query());
    if asked.is_err() && call.tenant.takes_spaces() {
        let plain = call.query().replace("%20", "");
        if let Ok(number) = query::care_team(&plain) {
            return (Ok(number), Spelling::WithSpaces);
        }
    }
    (asked, Spelling::Plain)
}

/// `GET /AuditEvent`: the previous views. ALT-2, VIEW-2, VIEW-4.
pub(super) async fn audit_event(call: &Call<'_>) -> Response<AnswerBody> {
    let looker = match looker(call) {
        Ok(looker) => looker,
        Err(turned) => return turned_away(call, &turned.refusal),
    };
    let asked = match query::audit_event(call.query()) {
        Ok(asked) => asked,
        Err(refusal) => return turned_away(call, &refusal),
    };
    let reader = Reader {
        user: &looker.person.viewer.user_id,
        trace: looker.ids.trace,
    };
    let child = call.tenant.people.surviving(asked.child);
    match call
        .app
        .spine
        .previous_views(call.tenant, child, reader)
        .await
    {
        Ok(listed) => {
            let mut body = Vec::with_capacity(1024 + 1536 * listed.views.len());
            let views = listed.views.iter();
            let base = call.base(BASE);
            audit_event_bundle(
                &mut body,
                &base,
                asked.child,
                listed.at,
                views,
                asked.include,
            );
            let response = at(edge::with(200, header::FHIR_JSON, body), listed.at);
            explained(call, response, || reasons::LIST.to_owned())
        }
        Err(error) => fault(call, &error),
    }
}

/// `GET /metadata`: the capability statement, for anybody.
#[expect(clippy::unused_async, reason = "every door answers in a future")]
pub(super) async fn metadata(call: &Call<'_>) -> Response<AnswerBody> {
    let mut body = Vec::with_capacity(4096);
    capability_statement(&mut body, &call.base(BASE), env!("CARGO_PKG_VERSION"));
    let mut response = edge::with(200, header::FHIR_JSON, body);
    let epoch = format!("{:016x}", call.tenant.epoch());
    edge::set(&mut response, &headers::SPINE_EPOCH, &epoch);
    stamped(call, response)
}

/// Somebody who may look, and what their request says of itself.
#[derive(Debug)]
struct Looker {
    person: Person,
    activity: Activity,
    ids: Ids,
    is_unscheduled: Option<bool>,
}

/// Of a role without activity and a bad number the role is told, unless a rule is broken on purpose. IDN-4.
fn told_first(call: &Call<'_>, turned: Turned, number: Option<&Refusal>) -> Turned {
    match number {
        Some(refusal)
            if turned.refusal == Refusal::NoActivity
                && call.tenant.breaks(Bug::NumberBeforeActivity) =>
        {
            Turned {
                refusal: refusal.clone(),
                ..turned
            }
        }
        Some(_) | None => turned,
    }
}

/// Who looks, if they may. IDN-3, IDN-4.
fn looker(call: &Call<'_>) -> Result<Looker, Turned> {
    if call.tenant.breaks(Bug::ActivityBeforeHeaders)
        && let Ok(session) = session(call)
        && let Ok(Some(person)) = role(call, &session)
    {
        may_look(call, &person)?;
    }
    let Caller {
        person,
        ids,
        is_unscheduled,
    } = caller(call)?;
    let traced = |turned| Turned { ids, ..turned };
    let person = person.ok_or_else(|| traced(Refusal::NoUser.into()))?;
    let activity = may_look(call, &person).map_err(traced)?;
    Ok(Looker {
        person,
        activity,
        ids,
        is_unscheduled,
    })
}

/// The plans of an opened alert.
fn opened(call: &Call<'_>, number: NhsNumber, decision: &Decision) -> Response<AnswerBody> {
    if let Some(kind) = decision.outcome.kind() {
        call.app.metrics.decide(kind);
    }
    let base = call.base(BASE);
    let write = || {
        let plans = shown_plans(&decision.shown);
        let mut body = Vec::with_capacity(512 + 1024 * plans.len());
        care_team_bundle(&mut body, &base, number, decision.at, &plans);
        body
    };
    let stamp = edge::stamp(decision.at);
    let bodies = &call.tenant.bodies;
    let body = bodies.showing(number, &base, &decision.shown, &stamp.text, write);
    let mut response = carrying(edge::with(200, header::FHIR_JSON, body), stamp);
    if let Some(access) = decision.outcome.recorded()
        && let Ok(access) = HeaderValue::from_bytes(&access.text())
    {
        let name = headers::SPINE_ACCESS.clone();
        response.headers_mut().insert(name, access);
    }
    explained(call, response, || reasons::of_decision(decision))
}

/// The plans in the form in which they go out.
pub(super) fn shown_plans(shown: &[Shown]) -> Vec<ShownPlan<'_>> {
    shown
        .iter()
        .map(|shown| ShownPlan {
            plan: &shown.plan,
            end: shown.end,
        })
        .collect()
}

/// Refuses an access, and enters the attempt in the ledger.
async fn refused(
    call: &Call<'_>,
    child: Option<NhsNumber>,
    turned: Turned,
) -> Response<AnswerBody> {
    call.app.metrics.decide(DecisionKind::Refused);
    let response = turned_away(call, &turned.refusal);
    let refused = Refused {
        child: child.map(|number| call.tenant.people.surviving(number).unwrap_or(number)),
        viewer: turned.viewer,
        door: Door::Fhir,
        ids: turned.ids,
        refusal: turned.refusal,
    };
    match call.app.spine.refuse(call.tenant, refused).await {
        Ok(()) => response,
        Err(error) => fault(call, &error),
    }
}

/// The answer to a request that is refused.
pub(super) fn turned_away(call: &Call<'_>, refusal: &Refusal) -> Response<AnswerBody> {
    let response = stamped(call, edge::outcome(&cpis_refusal(refusal)));
    explained(call, response, || reasons::of_refusal(refusal))
}

/// A store that cannot: the caller may try again.
pub(super) fn fault(call: &Call<'_>, error: &StoreError) -> Response<AnswerBody> {
    tracing::error!(%error, tenant = %call.tenant.id, "the store could not answer");
    let error = SpineError::with(
        SpineErrorKind::ServiceUnavailable,
        "the store cannot answer now",
    );
    stamped(call, edge::outcome(&error))
}

/// The answer with what the tenant's clock shows.
pub(super) fn stamped(call: &Call<'_>, response: Response<AnswerBody>) -> Response<AnswerBody> {
    at(response, call.tenant.clock.now())
}

/// The answer with the instant at which it was decided.
pub(super) fn at(response: Response<AnswerBody>, at: Timestamp) -> Response<AnswerBody> {
    carrying(response, edge::stamp(at))
}

fn carrying(mut response: Response<AnswerBody>, stamp: Stamp) -> Response<AnswerBody> {
    if let Some(value) = stamp.value {
        response
            .headers_mut()
            .insert(headers::SPINE_AT.clone(), value);
    }
    response
}

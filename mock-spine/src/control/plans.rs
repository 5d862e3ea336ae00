//! Plans, added and deleted by hand. The upload's own checks (LA-2, LA-3) are not applied here.

use super::patients::nobody;
use super::{Answer, Call, Refused, hint};
use crate::edge;
use crate::spine::Spine;
use chrono::Datelike;
use cpis_vocabulary::{LocalAuthority, LocalChildId, NhsNumber, Plan, PlanId, UploadId};
use cpis_wire::control::{CreatedPlan, NewPlan};
use std::sync::Arc;

/// Set in the ids of plans that were added; those of the population are below 2⁴⁰.
const ADDED: u64 = 1 << 63;
/// The most characters in an authority's own id for a child.
const LOCAL_ID_MAX: usize = 40;

/// `POST /patients/{number}/plans`. ALT-3, ALT-6.
pub(super) async fn add(call: &Call<'_>) -> Answer {
    let child = child(call)?;
    let asked: NewPlan = call.body()?;
    let (place, authority) = authority(call, &asked.authority)?;
    if let Some(sentence) = Spine::plan_refusal(asked.kind, asked.start, asked.end) {
        return Err(Refused::field("end", sentence));
    }
    let plan = Plan {
        id: PlanId::new(call.tenant.plan_ids.next() | ADDED),
        kind: asked.kind,
        start: asked.start,
        end: asked.end,
        authority,
        local_id: asked.local_id.as_deref().map(local_id).transpose()?,
        upload: upload(call, place),
    };
    let created = CreatedPlan { id: plan.id };
    let spine = &call.app.spine;
    spine.add_plan(call.tenant, child, Arc::new(plan)).await?;
    Ok(edge::json(201, &created))
}

/// `DELETE /patients/{number}/plans/{id}`. ALT-8.
pub(super) async fn delete(call: &Call<'_>) -> Answer {
    call.nothing()?;
    let child = child(call)?;
    let id: PlanId = call
        .params
        .get("id")
        .unwrap_or_default()
        .parse()
        .map_err(|_| Refused::field("id", "a plan id has sixteen hexadecimal digits"))?;
    if !call.app.spine.delete_plan(call.tenant, child, id).await? {
        return Err(Refused::not_found("the patient has no plan with this id"));
    }
    Ok(edge::no_content())
}

/// Whose plans are meant: for a superseded number the surviving one's. ALT-10.
fn child(call: &Call<'_>) -> Result<NhsNumber, Refused> {
    let number = call.number()?;
    call.tenant
        .people
        .surviving(number)
        .ok_or_else(|| match call.tenant.people.status(number) {
            None => nobody(),
            Some(_) => Refused::not_found("this NHS number was withdrawn, it has no plans"),
        })
}

/// The authority of a code, with its place among all.
fn authority(call: &Call<'_>, code: &str) -> Result<(usize, Arc<LocalAuthority>), Refused> {
    let authorities = call.tenant.people.population().authorities();
    let found = authorities
        .iter()
        .position(|authority| authority.code.as_str() == code);
    found
        .and_then(|place| Some((place, Arc::clone(authorities.get(place)?))))
        .ok_or_else(|| {
            let codes = authorities.iter().map(|authority| authority.code.as_str());
            let hint = hint(code, codes);
            let sentence = format!("no local authority has this code{hint}");
            Refused::field("authority", sentence)
        })
}

/// A made-up upload of the authority, in the form of the population's: its place, then the day. ASN-2.
fn upload(call: &Call<'_>, place: usize) -> UploadId {
    let day = call.tenant.clock.now().to_utc().num_days_from_ce();
    format!("{:03}{day:06}", place + 1).as_str().into()
}

fn local_id(text: &str) -> Result<LocalChildId, Refused> {
    let length = text.chars().count();
    if (1..=LOCAL_ID_MAX).contains(&length) && text.chars().all(|c| c.is_ascii_graphic()) {
        Ok(text.into())
    } else {
        let sentence =
            format!("an authority's own id has 1 to {LOCAL_ID_MAX} visible ASCII characters");
        Err(Refused::field("local_id", sentence))
    }
}

//! People to test with: listed, looked up, changed.

mod change;
mod walk;

use super::cursor::List;
use super::{Answer, Call, Refused};
use crate::edge;
use crate::store::StoreError;
use cpis_vocabulary::{NhsNumber, Patient};
use cpis_wire::control::{ChangedPatient, Page, PatientFilter, PatientItem, PlanItem};

/// `GET /patients`.
pub(super) async fn list(call: &Call<'_>) -> Answer {
    let filter = PatientFilter::parse(call.query())?;
    let PatientFilter {
        nhs_number,
        displayable,
        kind,
        authority,
        status,
        page,
    } = &filter;
    let number = nhs_number.map(NhsNumber::value);
    let list = List::of(call, &(number, displayable, kind, authority, status));
    let place = list.place(page.cursor.as_deref())?;
    let (items, next) = match nhs_number {
        Some(number) => (one(call, *number, &filter).await?, None),
        None => walk::page(call, &filter, place).await?,
    };
    let next = next.map(|place| list.cursor(place));
    Ok(edge::json(200, &Page { items, next }))
}

/// `GET /patients/{number}`.
pub(super) async fn show(call: &Call<'_>) -> Answer {
    call.nothing()?;
    let number = call.number()?;
    let patient = call.tenant.people.find(number).ok_or_else(nobody)?;
    Ok(edge::json(200, &item(call, &patient).await?))
}

/// `PUT /patients/{number}`: 201 for a patient who was not there.
pub(super) async fn put(call: &Call<'_>) -> Answer {
    let number = call.number()?;
    let asked: ChangedPatient = call.body()?;
    let people = &call.tenant.people;
    change::check_number(number, &asked)?;
    if let Some(named) = &asked.plans {
        change::check_plans(&plans(call, number).await?, named)?;
    }
    change::check(people, number, &asked)?;
    let (before, patient) = people.change(number, |before| change::apply(before, number, asked))?;
    let status = if before.is_some() { 200 } else { 201 };
    let birth_date = patient.birth_date;
    // The record made the population's date of birth its own when it was first looked at.
    let (spine, tenant) = (&call.app.spine, call.tenant);
    spine.set_birth_date(tenant, number, birth_date).await?;
    Ok(edge::json(status, &item(call, &patient).await?))
}

/// The patient of a number, whatever the status, if the filters let them through.
async fn one(
    call: &Call<'_>,
    number: NhsNumber,
    filter: &PatientFilter,
) -> Result<Vec<PatientItem>, Refused> {
    let Some(patient) = call.tenant.people.find(number) else {
        return Ok(Vec::new());
    };
    let item = item(call, &patient).await?;
    let is_asked = filter.status.is_none_or(|status| status == item.status)
        && walk::has_asked_plans(&item.plans, filter);
    Ok(is_asked.then_some(item).into_iter().collect())
}

/// A patient as listed.
async fn item(call: &Call<'_>, patient: &Patient) -> Result<PatientItem, StoreError> {
    Ok(PatientItem::of(patient, plans(call, patient.number).await?))
}

/// The plans that a number shows or would show: a superseded one those of the surviving number. ALT-10.
async fn plans(call: &Call<'_>, number: NhsNumber) -> Result<Vec<PlanItem>, StoreError> {
    let Some(child) = call.tenant.people.surviving(number) else {
        return Ok(Vec::new());
    };
    let (plans, shown) = call.app.spine.plans(call.tenant, child).await?;
    let is_shown = |id| shown.iter().any(|shown| shown.plan.id == id);
    Ok(plans
        .iter()
        .map(|plan| PlanItem::of(plan, is_shown(plan.id)))
        .collect())
}

/// 404: nobody has the number.
pub(super) fn nobody() -> Refused {
    Refused::not_found("nobody has this NHS number")
}

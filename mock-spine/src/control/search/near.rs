use crate::control::Call;
use cpis_search::{Criterion, NearMiss, Query};
use cpis_vocabulary::{Patient, PatientStatus};
use cpis_wire::control::NearMissItem;

/// The most near misses that are told.
const MISSES_MAX: usize = 5;

/// The patients who miss a search by one criterion, the nearest first.
pub(super) async fn misses(call: &Call<'_>, query: &Query) -> Vec<NearMissItem> {
    let people = &call.tenant.people;
    let misses = people.near_misses(query, MISSES_MAX).await;
    let told = |miss: NearMiss| {
        let patient = miss.found.patient(people.population());
        let recorded = miss.recorded.filter(|_| may_tell(miss.failed, &patient));
        NearMissItem::of(&patient, name(miss.failed), recorded, miss.distance)
    };
    misses.into_iter().map(told).collect()
}

/// Whether what the record has keeps the place of a restricted patient to itself. SRC-7.
fn may_tell(failed: Criterion, patient: &Patient) -> bool {
    if patient.status != PatientStatus::Restricted {
        return true;
    }
    match failed {
        Criterion::Postcode | Criterion::Practice | Criterion::Email | Criterion::Phone => false,
        // Nobody restricted is found by a postcode, an old one neither: what is recorded of their past are names.
        Criterion::History
        | Criterion::Exactness
        | Criterion::Restriction
        | Criterion::Family
        | Criterion::Given
        | Criterion::Born
        | Criterion::Gender
        | Criterion::Died => true,
    }
}

/// What a criterion is called in the form; the last five are no part of it.
const fn name(failed: Criterion) -> &'static str {
    match failed {
        Criterion::History => "history",
        Criterion::Restriction => "restricted",
        Criterion::Family => "surname",
        Criterion::Given => "first_name",
        Criterion::Born => "birth_date",
        Criterion::Gender => "gender",
        Criterion::Postcode => "postcode",
        Criterion::Exactness => "score",
        Criterion::Died => "death_date",
        Criterion::Practice => "practice",
        Criterion::Email => "email",
        Criterion::Phone => "phone",
    }
}

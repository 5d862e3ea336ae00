use super::{given, listed};
use crate::asked::{address_cost, emails, phones, postcodes, previous_postcodes};
use crate::query::Query;
use crate::score::{Score, cost};
use cpis_vocabulary::Patient;

/// One thing that a search asks for, or that keeps somebody out of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Criterion {
    /// The past did not count: a previous name or address is what was asked for.
    History,
    /// Whoever scores below 1.0 was left out.
    Exactness,
    /// The patient is restricted, and it was asked where they are. SRC-7.
    Restriction,
    /// Family name.
    Family,
    /// Given names.
    Given,
    /// Date of birth.
    Born,
    /// Gender.
    Gender,
    /// Date of death.
    Died,
    /// Postcode.
    Postcode,
    /// GP practice.
    Practice,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
}

impl Criterion {
    /// Every one, in the order in which they are tried.
    pub const ALL: [Self; 12] = [
        Self::History,
        Self::Exactness,
        Self::Restriction,
        Self::Family,
        Self::Given,
        Self::Born,
        Self::Gender,
        Self::Died,
        Self::Postcode,
        Self::Practice,
        Self::Email,
        Self::Phone,
    ];

    /// The query without it; none if the query does not have it.
    pub(super) fn relaxed(self, query: &Query) -> Option<Query> {
        let mut relaxed = query.clone();
        let has = match self {
            Self::History => {
                relaxed.history = true;
                !query.asks_history()
            }
            Self::Exactness => std::mem::take(&mut relaxed.exact_only),
            Self::Restriction => query.asks_place(),
            Self::Family => relaxed.family.take().is_some(),
            Self::Given => !std::mem::take(&mut relaxed.given).is_empty(),
            Self::Born => relaxed.born.take().is_some(),
            Self::Gender => relaxed.gender.take().is_some(),
            Self::Died => relaxed.died.take().is_some(),
            Self::Postcode => relaxed.postcode.take().is_some(),
            Self::Practice => relaxed.practice.take().is_some(),
            Self::Email => relaxed.email.take().is_some(),
            Self::Phone => relaxed.phone.take().is_some(),
        };
        // Nothing but a gender left would make everybody a near miss.
        let is_narrow = relaxed.family.is_some()
            || !relaxed.given.is_empty()
            || relaxed.born.is_some()
            || relaxed.asks_record();
        (has && is_narrow).then_some(relaxed)
    }

    /// What a record has for it.
    pub(super) fn recorded(self, query: &Query, patient: &Patient, score: Score) -> Option<String> {
        let name = patient.name.as_ref();
        match self {
            Self::History => past(query, patient, score),
            Self::Exactness => Some(score.value().to_string()),
            Self::Restriction => Some(patient.status.as_str().to_owned()),
            Self::Family => name.map(|name| name.family.to_string()),
            Self::Given => listed(given(patient)),
            Self::Born => patient.birth_date.map(|day| day.to_string()),
            Self::Gender => patient.gender.map(|gender| gender.as_str().to_owned()),
            Self::Died => patient.death_date.map(|day| day.to_string()),
            Self::Postcode => listed(postcodes(patient)),
            Self::Practice => patient
                .practice
                .as_ref()
                .map(|one| one.organisation.to_string()),
            Self::Email => listed(emails(patient)),
            Self::Phone => listed(phones(patient)),
        }
    }
}

/// What is asked for of the record's past: previous names, previous postcodes or both.
fn past(query: &Query, patient: &Patient, score: Score) -> Option<String> {
    let (by_address, cost) = match address_cost(query, patient) {
        Some(_) => (false, 0),
        None => (true, cost::PREVIOUS_ADDRESS),
    };
    let by_name = score < Score::less(cost);
    let names = patient.previous_names.iter().filter(|_| by_name);
    let postcodes = previous_postcodes(patient).filter(|_| by_address);
    listed(names.map(|name| &*name.family).chain(postcodes))
}

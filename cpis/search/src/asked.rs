//! A query made ready, and whether one patient is whom it asks for.

use crate::fold::fold;
use crate::index::Known;
use crate::name::{Given, Name};
use crate::query::{Query, Widen, plain_email, plain_phone};
use crate::reading::{Reading, names_cost};
use crate::score::{Score, cost};
use cpis_population::Population;
use cpis_vocabulary::{Patient, PatientStatus, TelecomKind};

/// A query and the ways to read its names.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'q> {
    pub(crate) query: &'q Query,
    pub(crate) readings: Vec<Reading<'q>>,
    /// Whether restricted patients are found by where they are, too: only to explain why they are not.
    pub(crate) lifts_restriction: bool,
}

impl<'q> Asked<'q> {
    pub(crate) fn new(query: &'q Query) -> Self {
        Self {
            query,
            readings: Reading::all(query),
            lifts_restriction: false,
        }
    }

    /// The score of patient `index`, who was born on one of the days and can be found; none if another criterion does not hold.
    ///
    /// What the index knows of the names is not worked out again.
    pub(crate) fn score_generated(
        &self,
        population: &Population,
        index: u64,
        known: Known,
    ) -> Option<Score> {
        let query = self.query;
        if query
            .gender
            .is_some_and(|gender| population.gender(index) != gender)
        {
            return None;
        }
        let mut cost = 0;
        if self.asks_names() {
            cost = self.generated_names_cost(population, index, known)?;
        }
        if query.asks_record() {
            cost += self.record_cost(&population.patient(index))?;
        }
        self.score(cost)
    }

    fn generated_names_cost(
        &self,
        population: &Population,
        index: u64,
        known: Known,
    ) -> Option<u16> {
        let past = match known {
            Known::Family => 0,
            Known::PreviousFamily => cost::PREVIOUS_NAME,
            Known::Nothing => {
                let findable = population.findable(index)?;
                let name = Name::generated(&findable);
                let previous = findable.previous_family;
                let previous = previous.filter(|_| self.query.asks_history());
                let previous = previous.map(|family| name.with_family(&family));
                return names_cost(&self.readings, Some(&name), previous.as_slice());
            }
        };
        if self.query.given.is_empty() {
            return Some(past);
        }
        let given = Given::generated(population.given_names(index));
        let costs = self.readings.iter();
        let costs = costs.filter_map(|reading| reading.given_cost(&given));
        costs.min().map(|cost| cost + past)
    }

    /// The score of a patient with these names; none if a criterion does not hold. SRC-7.
    pub(crate) fn score_changed(
        &self,
        patient: &Patient,
        current: Option<&Name>,
        previous: &[Name],
    ) -> Option<Score> {
        let query = self.query;
        let born = patient.birth_date;
        if query
            .gender
            .is_some_and(|gender| patient.gender != Some(gender))
            || query
                .born
                .is_some_and(|days| born.is_none_or(|born| !days.contains(born)))
        {
            return None;
        }
        let mut cost = 0;
        if self.asks_names() {
            let previous = if query.asks_history() { previous } else { &[] };
            cost = names_cost(&self.readings, current, previous)?;
        }
        self.score(cost + self.record_cost(patient)?)
    }

    fn asks_names(&self) -> bool {
        self.query.family.is_some() || !self.query.given.is_empty()
    }

    fn score(&self, cost: u16) -> Option<Score> {
        (cost == 0 || !self.query.exact_only).then(|| Score::less(cost))
    }

    /// What the record costs beyond names, birth and gender; none if it does not fit.
    fn record_cost(&self, patient: &Patient) -> Option<u16> {
        let query = self.query;
        let is_hidden = match patient.status {
            PatientStatus::Ordinary => false,
            PatientStatus::Restricted => query.asks_place() && !self.lifts_restriction,
            PatientStatus::Superseded { .. } | PatientStatus::Invalidated => true,
        };
        let email = query
            .email
            .as_ref()
            .is_none_or(|email| emails(patient).any(|one| plain_email(one) == *email));
        let phone = query
            .phone
            .as_ref()
            .is_none_or(|phone| phones(patient).any(|one| plain_phone(one) == *phone));
        if is_hidden || !email || !phone {
            return None;
        }
        Some(address_cost(query, patient)? + self.death_and_practice_cost(patient)?)
    }

    /// A widened search does not ask for the day of death and the practice, it prefers whom they fit. SRC-6.
    fn death_and_practice_cost(&self, patient: &Patient) -> Option<u16> {
        let query = self.query;
        let died = query
            .died
            .is_none_or(|days| patient.death_date.is_some_and(|day| days.contains(day)));
        let registered = patient.practice.as_ref().map(|one| &one.organisation);
        let practice = query.practice.is_none() || query.practice.as_ref() == registered;
        if query.widen == Widen::No {
            return (died && practice).then_some(0);
        }
        Some(u16::from(!died) * cost::OTHER_DEATH + u16::from(!practice) * cost::OTHER_PRACTICE)
    }
}

/// What it costs to be found by a postcode; none if the patient is not there or, should the past count, was not.
pub(crate) fn address_cost(query: &Query, patient: &Patient) -> Option<u16> {
    let Some(asked) = &query.postcode else {
        return Some(0);
    };
    let is_it = |postcode: &str| asked.matches(&fold(postcode));
    if postcodes(patient).any(is_it) {
        return Some(0);
    }
    let was_it = query.asks_history() && previous_postcodes(patient).any(is_it);
    was_it.then_some(cost::PREVIOUS_ADDRESS)
}

/// The postcodes of today, at home and for a time elsewhere.
pub(crate) fn postcodes(patient: &Patient) -> impl Iterator<Item = &str> {
    let addresses = patient.address.iter().chain(&patient.temporary_address);
    addresses.map(|address| &*address.postcode)
}

/// The postcodes of the past.
pub(crate) fn previous_postcodes(patient: &Patient) -> impl Iterator<Item = &str> {
    let addresses = patient.previous_addresses.iter();
    addresses.map(|address| &*address.postcode)
}

/// The e-mail addresses of a record.
pub(crate) fn emails(patient: &Patient) -> impl Iterator<Item = &str> {
    patient.telecom.iter().filter_map(|way| match way.kind {
        TelecomKind::Email => Some(&*way.value),
        TelecomKind::HomePhone | TelecomKind::MobilePhone | TelecomKind::Textphone => None,
    })
}

/// The telephone numbers of a record.
pub(crate) fn phones(patient: &Patient) -> impl Iterator<Item = &str> {
    patient.telecom.iter().filter_map(|way| match way.kind {
        TelecomKind::HomePhone | TelecomKind::MobilePhone | TelecomKind::Textphone => {
            Some(&*way.value)
        }
        TelecomKind::Email => None,
    })
}

//! Records that were changed or added: they take the place of the generated ones.

use crate::asked::Asked;
use crate::name::Name;
use crate::score::Score;
use chrono::NaiveDate;
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Changed and added patients by number, with an order of their own for searching.
///
/// A number that stands here is answered from here alone, whatever the generated population says of it. A record without a name
/// or without a date of birth is kept and cannot be found by them; a superseded or invalidated one is never found (SRC-7).
#[derive(Clone, Default, Debug)]
pub struct Overlay {
    patients: HashMap<NhsNumber, Changed>,
    /// Those that can be found, by day of birth and number.
    births: BTreeSet<(Option<NaiveDate>, NhsNumber)>,
}

/// A record and its names as they are compared.
#[derive(Clone, Debug)]
struct Changed {
    patient: Arc<Patient>,
    current: Option<Name>,
    previous: Vec<Name>,
}

impl Overlay {
    /// Puts a record in the place of whatever the number said before; returns the one it replaces here.
    pub fn insert(&mut self, patient: Arc<Patient>) -> Option<Arc<Patient>> {
        let earlier = self.remove(patient.number);
        match patient.status {
            PatientStatus::Ordinary | PatientStatus::Restricted => {
                self.births.insert((patient.birth_date, patient.number));
            }
            PatientStatus::Superseded { .. } | PatientStatus::Invalidated => {}
        }
        let changed = Changed {
            current: patient.name.as_ref().map(Name::new),
            previous: patient.previous_names.iter().map(Name::new).collect(),
            patient,
        };
        self.patients.insert(changed.patient.number, changed);
        earlier
    }

    /// Takes a record out, so that the generated one shows again.
    pub fn remove(&mut self, number: NhsNumber) -> Option<Arc<Patient>> {
        let changed = self.patients.remove(&number)?;
        self.births.remove(&(changed.patient.birth_date, number));
        Some(changed.patient)
    }

    /// The record of a number, if it stands here.
    pub fn get(&self, number: NhsNumber) -> Option<&Arc<Patient>> {
        self.patients.get(&number).map(|changed| &changed.patient)
    }

    /// How many records stand here.
    pub fn len(&self) -> usize {
        self.patients.len()
    }

    /// Whether nothing was changed or added.
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    /// Those who match, by day of birth and number.
    pub(crate) fn matching(
        &self,
        asked: &Asked<'_>,
    ) -> impl Iterator<Item = (&Arc<Patient>, Score)> {
        let born = asked.query.born;
        let from = (born.map(|days| days.first()), LOWEST);
        let births = self.births.range(from..);
        let births = births.take_while(move |(birth, _)| {
            born.is_none_or(|days| birth.is_some_and(|birth| birth <= days.last()))
        });
        births.filter_map(|(_, number)| {
            let changed = self.patients.get(number)?;
            Some((&changed.patient, changed.score(asked)?))
        })
    }

    /// The score of a number's record; none if it does not match or does not stand here.
    pub(crate) fn score(&self, asked: &Asked<'_>, number: NhsNumber) -> Option<Score> {
        self.patients.get(&number)?.score(asked)
    }
}

impl Changed {
    fn score(&self, asked: &Asked<'_>) -> Option<Score> {
        asked.score_changed(&self.patient, self.current.as_ref(), &self.previous)
    }
}

/// The lowest of all numbers, 000 000 0000.
const LOWEST: NhsNumber = match NhsNumber::from_stem(0) {
    Some(number) => number,
    None => unreachable!(),
};

//! Records that were changed or added: they take the place of the generated ones.

use crate::fold::fold;
use chrono::NaiveDate;
use cpis_vocabulary::{NhsNumber, Patient, PatientStatus};
use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Changed and added patients by number, with an order of their own for searching.
///
/// A number that stands here is answered from here alone, whatever the generated population says of it. A record without a name
/// or without a date of birth is kept and cannot be found by them; nor can a superseded or invalidated one (SRC-7).
#[derive(Clone, Default, Debug)]
pub struct Overlay {
    patients: HashMap<NhsNumber, Arc<Patient>>,
    /// By folded family name, day of birth, number.
    names: BTreeSet<(String, NaiveDate, NhsNumber)>,
}

impl Overlay {
    /// Puts a record in the place of whatever the number said before; returns the one it replaces here.
    pub fn insert(&mut self, patient: Arc<Patient>) -> Option<Arc<Patient>> {
        let earlier = self.remove(patient.number);
        if let Some(name) = name_of(&patient) {
            self.names.insert(name);
        }
        self.patients.insert(patient.number, patient);
        earlier
    }

    /// Takes a record out, so that the generated one shows again.
    pub fn remove(&mut self, number: NhsNumber) -> Option<Arc<Patient>> {
        let patient = self.patients.remove(&number)?;
        if let Some(name) = name_of(&patient) {
            self.names.remove(&name);
        }
        Some(patient)
    }

    /// The record of a number, if it stands here.
    pub fn get(&self, number: NhsNumber) -> Option<&Arc<Patient>> {
        self.patients.get(&number)
    }

    /// How many records stand here.
    pub fn len(&self) -> usize {
        self.patients.len()
    }

    /// Whether nothing was changed or added.
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    /// Those with this folded family name who were born on one of these days and can be found.
    pub(crate) fn candidates(
        &self,
        family: &str,
        born: &RangeInclusive<NaiveDate>,
    ) -> impl Iterator<Item = &Arc<Patient>> {
        let (family, last) = (family.to_owned(), *born.end());
        let from = (family.clone(), *born.start(), LOWEST);
        self.names
            .range(from..)
            .take_while(move |(name, day, _)| *name == family && *day <= last)
            .filter_map(|(_, _, number)| self.patients.get(number))
    }
}

/// The lowest of all numbers, 000 000 0000.
const LOWEST: NhsNumber = match NhsNumber::from_stem(0) {
    Some(number) => number,
    None => unreachable!(),
};

/// What a record can be found by, if it can.
fn name_of(patient: &Patient) -> Option<(String, NaiveDate, NhsNumber)> {
    match patient.status {
        PatientStatus::Ordinary | PatientStatus::Restricted => {}
        PatientStatus::Superseded { .. } | PatientStatus::Invalidated => return None,
    }
    let family = fold(&patient.name.as_ref()?.family);
    Some((family, patient.birth_date?, patient.number))
}

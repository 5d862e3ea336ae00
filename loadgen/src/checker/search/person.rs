//! A patient as far as a search can tell: what the population says, folded.

use crate::fold::{fold, fold_all};
use chrono::NaiveDate;
use cpis_population::{Findable, Population};
use cpis_vocabulary::{Gender, NhsNumber, Patient, PatientStatus};
use rphonetic::{Encoder, Soundex};

/// The names that a patient is found by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Names {
    pub(super) family: String,
    pub(super) previous: Vec<String>,
    pub(super) given: Vec<String>,
}

/// What else a patient is found by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Rest {
    pub(super) gender: Option<Gender>,
    pub(super) is_restricted: bool,
    pub(super) homes: Vec<String>,
    /// A temporary address, or one of the past.
    pub(super) other_homes: Vec<String>,
    pub(super) practice: Option<String>,
    /// E-mail addresses and telephone numbers.
    pub(super) reached_by: Vec<String>,
    pub(super) died: Option<NaiveDate>,
}

/// Somebody whom a search may find.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Person {
    pub(super) number: NhsNumber,
    pub(super) names: Names,
    pub(super) birth_date: Option<NaiveDate>,
    pub(super) rest: Rest,
}

impl Names {
    pub(super) fn of(findable: &Findable) -> Self {
        let family = |name: &cpis_population::FamilyName| fold_all(name.chars());
        Self {
            family: family(&findable.family),
            previous: findable.previous_family.iter().map(family).collect(),
            given: findable.given.iter().flatten().copied().map(fold).collect(),
        }
    }

    fn of_record(patient: &Patient) -> Option<Self> {
        let name = patient.name.as_ref()?;
        let previous = patient.previous_names.iter();
        Some(Self {
            family: fold(&name.family),
            previous: previous.map(|name| fold(&name.family)).collect(),
            given: name.given.iter().map(|given| fold(given)).collect(),
        })
    }

    pub(super) fn with_family(&self, family: &str) -> Self {
        Self {
            family: fold(family),
            ..self.clone()
        }
    }
}

impl Rest {
    fn of(patient: &Patient) -> Self {
        let other = patient.temporary_address.iter();
        let other = other.chain(&patient.previous_addresses);
        Self {
            gender: patient.gender,
            is_restricted: patient.status == PatientStatus::Restricted,
            homes: patient
                .address
                .iter()
                .map(|home| fold(&home.postcode))
                .collect(),
            other_homes: other.map(|home| fold(&home.postcode)).collect(),
            practice: patient
                .practice
                .as_ref()
                .map(|practice| practice.organisation.as_str().to_owned()),
            reached_by: patient
                .telecom
                .iter()
                .map(|way| way.value.as_ref().to_owned())
                .collect(),
            died: patient.death_date,
        }
    }

    pub(super) fn of_index(population: &Population, index: u64) -> Self {
        Self::of(&population.patient(index))
    }
}

impl Person {
    /// A patient whom a search may find: neither superseded nor withdrawn, and with a name. SRC-7.
    pub(super) fn of(patient: &Patient) -> Option<Self> {
        match patient.status {
            PatientStatus::Ordinary | PatientStatus::Restricted => {}
            PatientStatus::Superseded { .. } | PatientStatus::Invalidated => return None,
        }
        Some(Self {
            number: patient.number,
            names: Names::of_record(patient)?,
            birth_date: patient.birth_date,
            rest: Rest::of(patient),
        })
    }
}

/// Whether two folded names sound alike by Soundex; one without a letter from A to Z sounds like no other.
pub(super) fn sound_alike(one: &str, other: &str) -> bool {
    let code = |name: &str| {
        let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
        (!letters.is_empty()).then(|| Soundex::default().encode(&letters))
    };
    let one = code(one);
    one.is_some() && one == code(other)
}

use super::{SearchOutcome, StatusName, text};
use chrono::NaiveDate;
use cpis_vocabulary::{Gender, NhsNumber, Patient, PatientStatus};
use serde::{Deserialize, Serialize};

/// `POST /search`: the search form of the web page, as people fill it in. What is absent, null or empty is not filled in. SRC-1 to
/// SRC-5.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SearchForm {
    /// The NHS number, with or without spaces; it stands alone.
    pub nhs_number: Option<String>,
    /// `male`, `female`, `other` or `unknown`.
    pub gender: Option<String>,
    /// The surname, whole, or at least three letters of it and one `*` before or after them.
    pub surname: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// A day, a month, a year, or one of these `to` another; also where a range begins.
    pub birth_date: Option<String>,
    /// Where the range ends, if that is given apart.
    pub birth_date_to: Option<String>,
    /// The postcode.
    pub postcode: Option<String>,
    /// How far "widen search" goes: `no`, `usual` or `extended`.
    pub widen: Option<String>,
}

/// What a search by the form finds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchAnswer {
    /// Whether those who match are shown; more than 50 are not, and never a cut list.
    pub outcome: SearchOutcome,
    /// The patients, best match first.
    pub items: Vec<FoundItem>,
    /// Where nobody was found and reasons were asked for: the patients who miss the search by one criterion, the nearest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near_misses: Option<Vec<NearMissItem>>,
}

/// A patient who matches.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundItem {
    /// The number.
    #[serde(with = "text")]
    pub nhs_number: NhsNumber,
    /// Family name.
    pub family: Option<String>,
    /// Given names.
    pub given: Vec<String>,
    /// Date of birth.
    #[serde(default, with = "text::optional")]
    pub birth_date: Option<NaiveDate>,
    /// Gender.
    #[serde(default, with = "text::optional")]
    pub gender: Option<Gender>,
    /// The home address's postcode; a restricted patient's is not told. SRC-7.
    pub postcode: Option<String>,
    /// `ordinary` or `restricted`.
    pub status: StatusName,
    /// How well the patient matches, 1.0 at most.
    pub score: f64,
}

/// A patient for whom everything asked for holds but one criterion.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearMissItem {
    /// The number.
    #[serde(with = "text")]
    pub nhs_number: NhsNumber,
    /// Family name.
    pub family: Option<String>,
    /// Given names.
    pub given: Vec<String>,
    /// What does not hold: a field of the form, `history` where a previous name or address is what was asked for, or `restricted`
    /// where a restricted patient was asked for by postcode.
    pub failed: String,
    /// What the record has in its place; null where it has nothing, or where it would tell where a restricted patient is.
    pub recorded: Option<String>,
    /// How many letters or digits that is away; 0 where nothing is wrong but the reach of the search.
    pub distance: u32,
}

/// One thing that is missing or wrong in a form. A refusal lists all of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormMistake {
    /// The field.
    pub field: String,
    /// What it accepts.
    pub accepts: String,
    /// What was found.
    pub found: String,
}

impl FoundItem {
    /// The item for a patient who matches this well.
    pub fn of(patient: &Patient, score: f64) -> Self {
        let (family, given) = names(patient);
        let home = patient.address.as_ref();
        let home = home.filter(|_| patient.status != PatientStatus::Restricted);
        Self {
            nhs_number: patient.number,
            family,
            given,
            birth_date: patient.birth_date,
            gender: patient.gender,
            postcode: home.map(|home| home.postcode.as_ref().to_owned()),
            status: StatusName::of(patient.status),
            score,
        }
    }
}

impl NearMissItem {
    /// The item for a patient who misses a search by this criterion.
    pub fn of(patient: &Patient, failed: &str, recorded: Option<String>, distance: u32) -> Self {
        let (family, given) = names(patient);
        Self {
            nhs_number: patient.number,
            family,
            given,
            failed: failed.to_owned(),
            recorded,
            distance,
        }
    }
}

/// Family and given names.
fn names(patient: &Patient) -> (Option<String>, Vec<String>) {
    let name = patient.name.as_ref();
    let given = name.into_iter().flat_map(|name| &name.given);
    (
        name.map(|name| name.family.as_ref().to_owned()),
        given.map(|given| given.as_ref().to_owned()).collect(),
    )
}

use super::{
    ReadError,
    bundle::{check_type, searchset},
    outcome::read_outcome,
    required,
    shapes::{Coding, ContactPoint, Reference, day},
    text::Str,
    whereabouts::{Extension, Told, whereabouts},
};
use crate::system;
use chrono::NaiveDate;
use cpis_vocabulary::{Gender, NhsNumber, Timestamp};
use serde::Deserialize;
use std::borrow::Cow;

/// A patient as PDS tells of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadPatient<'a> {
    /// The number; for a superseded one, the surviving.
    pub number: NhsNumber,
    /// The record's version, where the answer says so.
    pub version: Option<Cow<'a, str>>,
    /// Whether the record is marked as restricted; one without any mark is not. SRC-7.
    pub restricted: bool,
    /// The usual family name.
    pub family: Option<Cow<'a, str>>,
    /// The usual given names.
    pub given: Vec<Cow<'a, str>>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// The home address's postcode.
    pub postcode: Option<Cow<'a, str>>,
    /// Telephone numbers and e-mail addresses.
    pub telecom: Vec<Cow<'a, str>>,
    /// The GP practice's code.
    pub practice: Option<Cow<'a, str>>,
    /// The members that tell where the patient is or how to reach somebody, by name; an extension by its address. SRC-7.
    pub whereabouts: Vec<Cow<'a, str>>,
}

/// The answer to a search for patients.
#[derive(Clone, PartialEq, Debug)]
pub enum PatientSearch<'a> {
    /// The matches, best first, and when the Spine answered.
    Found {
        /// When the Spine answered.
        at: Option<Timestamp>,
        /// The matches.
        patients: Vec<FoundPatient<'a>>,
    },
    /// There were more than was allowed. SRC-6.
    TooManyMatches,
}

/// A patient that a search found.
#[derive(Clone, PartialEq, Debug)]
pub struct FoundPatient<'a> {
    /// How well it matches, 0 to 1, where the answer says so.
    pub score: Option<f64>,
    /// The patient.
    pub patient: ReadPatient<'a>,
}

/// Reads a patient.
///
/// # Errors
/// Says what the contract requires and the body has not.
pub fn read_patient(body: &[u8]) -> Result<ReadPatient<'_>, ReadError> {
    serde_json::from_slice::<Patient<'_>>(body)
        .map_err(|error| ReadError::json(&error))?
        .read()
}

/// Reads the answer to a search for patients.
///
/// # Errors
/// Says what the contract requires and the body has not.
pub fn read_patient_search(body: &[u8]) -> Result<PatientSearch<'_>, ReadError> {
    if read_outcome(body).is_ok_and(|outcome| outcome.code == "TOO_MANY_MATCHES") {
        return Ok(PatientSearch::TooManyMatches);
    }
    let found = searchset::<Patient<'_>>(body)?;
    let patients = found
        .matches
        .into_iter()
        .map(|entry| {
            Ok(FoundPatient {
                score: entry.score,
                patient: entry.resource.read()?,
            })
        })
        .collect::<Result<_, ReadError>>()?;
    Ok(PatientSearch::Found {
        at: found.at,
        patients,
    })
}

#[derive(Debug, Deserialize)]
struct Patient<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Str<'a>,
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    meta: Meta<'a>,
    #[serde(borrow, default)]
    name: Vec<Name<'a>>,
    #[serde(borrow, default)]
    gender: Option<Str<'a>>,
    #[serde(borrow, default, rename = "birthDate")]
    birth_date: Option<Str<'a>>,
    #[serde(borrow, default)]
    address: Vec<Address<'a>>,
    #[serde(borrow, default)]
    telecom: Vec<ContactPoint<'a>>,
    #[serde(borrow, default, rename = "generalPractitioner")]
    general_practitioner: Vec<Reference<'a>>,
    #[serde(default)]
    contact: Told,
    #[serde(default, rename = "managingOrganization")]
    managing_organisation: Told,
    #[serde(borrow, default)]
    extension: Vec<Extension<'a>>,
}

#[derive(Debug, Default, Deserialize)]
struct Meta<'a> {
    #[serde(borrow, default, rename = "versionId")]
    version: Option<Str<'a>>,
    #[serde(borrow, default)]
    security: Vec<Coding<'a>>,
}

#[derive(Debug, Deserialize)]
struct Name<'a> {
    #[serde(borrow, default, rename = "use")]
    used: Option<Str<'a>>,
    #[serde(borrow, default)]
    family: Option<Str<'a>>,
    #[serde(borrow, default)]
    given: Vec<Str<'a>>,
}

#[derive(Debug, Deserialize)]
struct Address<'a> {
    #[serde(borrow, default, rename = "use")]
    used: Option<Str<'a>>,
    #[serde(borrow, default, rename = "postalCode")]
    postcode: Option<Str<'a>>,
}

impl<'a> Patient<'a> {
    fn read(self) -> Result<ReadPatient<'a>, ReadError> {
        check_type(&self.resource_type, "Patient")?;
        let id = required(self.id, "Patient.id")?;
        let members = [
            ("address", !self.address.is_empty()),
            ("telecom", !self.telecom.is_empty()),
            ("contact", self.contact.is_told()),
            ("generalPractitioner", !self.general_practitioner.is_empty()),
            ("managingOrganization", self.managing_organisation.is_told()),
        ];
        let usual = self
            .name
            .into_iter()
            .find(|name| name.used.as_deref() == Some("usual"));
        let (family, given) = usual.map_or((None, Vec::new()), |name| (name.family, name.given));
        let home = self
            .address
            .into_iter()
            .find(|address| address.used.as_deref() == Some("home"));
        let gender = self.gender.map(|gender| gender.parse()).transpose();
        Ok(ReadPatient {
            number: NhsNumber::parse(&id).map_err(|reason| ReadError::new(reason.to_string()))?,
            restricted: is_restricted(&self.meta)?,
            version: self.meta.version.map(|text| text.0),
            family: family.map(|text| text.0),
            given: given.into_iter().map(|text| text.0).collect(),
            gender: gender.map_err(|reason: cpis_vocabulary::GenderError| {
                ReadError::new(reason.to_string())
            })?,
            birth_date: self.birth_date.map(|text| day(&text)).transpose()?,
            postcode: home.and_then(|home| home.postcode).map(|text| text.0),
            telecom: self
                .telecom
                .into_iter()
                .filter_map(|point| point.value)
                .map(|text| text.0)
                .collect(),
            practice: self
                .general_practitioner
                .iter()
                .find_map(|practice| practice.value_in(system::ODS_ORGANISATION))
                .map(|code| code.0.clone()),
            whereabouts: whereabouts(members, self.extension),
        })
    }
}

fn is_restricted(meta: &Meta<'_>) -> Result<bool, ReadError> {
    let code = meta
        .security
        .iter()
        .find(|coding| coding.system.as_deref() == Some(system::CONFIDENTIALITY))
        .and_then(|coding| coding.code.as_deref());
    match code {
        None | Some("U") => Ok(false),
        Some("R") => Ok(true),
        Some(other) => Err(ReadError::new(format!(
            "Patient.meta.security is U or R, it is {other:?}"
        ))),
    }
}

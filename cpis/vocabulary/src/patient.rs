use crate::{NhsNumber, OrganisationCode, Text};
use alloc::vec::Vec;
use chrono::NaiveDate;

/// A patient's demographics, as PDS holds them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patient {
    /// The number.
    pub number: NhsNumber,
    /// Whether the record is in ordinary use.
    pub status: PatientStatus,
    /// The usual name; a record of the barest kind has none.
    pub name: Option<PersonName>,
    /// Names of the past.
    pub previous_names: Vec<PersonName>,
    /// Gender as recorded.
    pub gender: Option<Gender>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Date of death.
    pub death_date: Option<NaiveDate>,
    /// For twins and more, the place in the order of birth.
    pub birth_order: Option<u8>,
    /// Home address.
    pub address: Option<Address>,
    /// Addresses of the past.
    pub previous_addresses: Vec<Address>,
    /// Telephone and e-mail.
    pub telecom: Vec<Telecom>,
    /// The registered GP practice.
    pub practice: Option<OrganisationCode>,
}

/// A person's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonName {
    /// Title, for example `Mrs`.
    pub prefix: Option<Text>,
    /// Given names, the first one first.
    pub given: Vec<Text>,
    /// Family name.
    pub family: Text,
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// The lines, from the house to the county.
    pub lines: Vec<Text>,
    /// The postcode.
    pub postcode: Text,
}

/// A way to reach a patient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Telecom {
    /// A telephone at home.
    HomePhone(Text),
    /// A mobile telephone.
    MobilePhone(Text),
    /// An e-mail address.
    Email(Text),
}

/// Gender as PDS records it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Other.
    Other,
    /// Unknown.
    Unknown,
}

/// A text that names no gender.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a gender is one of male, female, other and unknown")]
pub struct GenderError;

impl Gender {
    /// Every gender.
    pub const ALL: [Self; 4] = [Self::Male, Self::Female, Self::Other, Self::Unknown];

    /// The FHIR code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

impl core::str::FromStr for Gender {
    type Err = GenderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|gender| gender.as_str() == text)
            .ok_or(GenderError)
    }
}

/// Whether a number and its record are in ordinary use. SRC-7, ALT-10.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PatientStatus {
    /// Nothing special.
    Ordinary,
    /// Restricted ("sensitive"): where the patient is must not be told.
    Restricted,
    /// Another number has taken this one's place.
    Superseded {
        /// The surviving number.
        by: NhsNumber,
    },
    /// Withdrawn, and nothing took its place.
    Invalidated,
}

impl PatientStatus {
    /// Its name on the control port.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Restricted => "restricted",
            Self::Superseded { .. } => "superseded",
            Self::Invalidated => "invalidated",
        }
    }
}

use crate::NhsNumber;
use crate::demographics::{
    Address, BirthPlace, Contact, ContactPreference, Language, PersonName, Registration, Removal,
    Suppliers, Telecom,
};
use alloc::vec::Vec;
use chrono::NaiveDate;

/// A patient's demographics, as PDS holds them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patient {
    /// The number.
    pub number: NhsNumber,
    /// How often the record was written, from 1.
    pub version: u32,
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
    /// Where the patient was born.
    pub birth_place: Option<BirthPlace>,
    /// For twins and more, the place in the order of birth.
    pub birth_order: Option<u8>,
    /// Date of death, by formal notice.
    pub death_date: Option<NaiveDate>,
    /// Home address.
    pub address: Option<Address>,
    /// Where the patient stays for a time.
    pub temporary_address: Option<Address>,
    /// Addresses of the past.
    pub previous_addresses: Vec<Address>,
    /// Telephone and e-mail.
    pub telecom: Vec<Telecom>,
    /// Whom to call in an emergency.
    pub contacts: Vec<Contact>,
    /// The registered GP practice.
    pub practice: Option<Registration>,
    /// Who looks after the record of a patient who is registered no more.
    pub managing_organisation: Option<Registration>,
    /// Who dispenses for the patient.
    pub suppliers: Suppliers,
    /// The language to speak, where it is another than English.
    pub language: Option<Language>,
    /// How the patient wants to be reached.
    pub contact_preference: Option<ContactPreference>,
    /// Why and when the registration ended.
    pub removal: Option<Removal>,
}

impl Patient {
    /// A record in ordinary use, in its first version, that says nothing but the number.
    pub fn bare(number: NhsNumber) -> Self {
        Self {
            number,
            version: 1,
            status: PatientStatus::Ordinary,
            name: None,
            previous_names: Vec::new(),
            gender: None,
            birth_date: None,
            birth_place: None,
            birth_order: None,
            death_date: None,
            address: None,
            temporary_address: None,
            previous_addresses: Vec::new(),
            telecom: Vec::new(),
            contacts: Vec::new(),
            practice: None,
            managing_organisation: None,
            suppliers: Suppliers::default(),
            language: None,
            contact_preference: None,
            removal: None,
        }
    }
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

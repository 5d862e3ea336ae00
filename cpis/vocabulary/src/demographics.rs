//! The parts of a patient's record.

use crate::{OrganisationCode, Text};
use alloc::vec::Vec;
use chrono::NaiveDate;

/// From when to when a part of a record is or was in use; both days belong to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    /// The first day.
    pub start: NaiveDate,
    /// The last day; none while there is no end in sight.
    pub end: Option<NaiveDate>,
}

/// How a record knows one of its parts.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Mark {
    /// The part's id in the record; where it has none of its own, the wire makes one up from number and place.
    pub id: Option<Text>,
    /// When the part is in use, where that is known.
    pub period: Option<Period>,
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
    /// What follows the name, for example `MBE`.
    pub suffix: Option<Text>,
    /// Its id and period.
    pub mark: Mark,
}

impl PersonName {
    /// A name without title, suffix, id or period.
    pub fn new(given: Vec<Text>, family: Text) -> Self {
        Self {
            prefix: None,
            given,
            family,
            suffix: None,
            mark: Mark::default(),
        }
    }
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// The lines, from the house to the county.
    pub lines: Vec<Text>,
    /// The postcode.
    pub postcode: Text,
    /// What kind of place a temporary address is, for example `Student Accommodation`.
    pub description: Option<Text>,
    /// Its keys in the registers of addresses.
    pub keys: Vec<AddressKey>,
    /// Its id and period.
    pub mark: Mark,
}

impl Address {
    /// An address of lines and a postcode alone.
    pub const fn new(lines: Vec<Text>, postcode: Text) -> Self {
        Self {
            lines,
            postcode,
            description: None,
            keys: Vec::new(),
            mark: Mark {
                id: None,
                period: None,
            },
        }
    }
}

/// An address's key in a register of addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AddressKey {
    /// In the Postcode Address File, eight digits.
    Paf(Text),
    /// The unique property reference number, up to twelve digits.
    Uprn(Text),
}

/// A way to reach a patient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Telecom {
    /// What kind of way.
    pub kind: TelecomKind,
    /// The number or address.
    pub value: Text,
    /// Its id and period.
    pub mark: Mark,
}

impl Telecom {
    /// A way without id or period.
    pub fn new(kind: TelecomKind, value: impl Into<Text>) -> Self {
        Self {
            kind,
            value: value.into(),
            mark: Mark::default(),
        }
    }
}

/// The kinds of ways to reach a patient.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TelecomKind {
    /// A telephone at home.
    HomePhone,
    /// A mobile telephone.
    MobilePhone,
    /// An e-mail address.
    Email,
    /// A textphone at home.
    Textphone,
}

/// Whom to call in an emergency: a telephone number, PDS keeps no name with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// The telephone number.
    pub phone: Text,
    /// Its id and period.
    pub mark: Mark,
}

/// An organisation that has the patient on its list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registration {
    /// The organisation.
    pub organisation: OrganisationCode,
    /// Its id and period.
    pub mark: Mark,
}

impl Registration {
    /// A registration without id or period.
    pub fn new(organisation: impl Into<OrganisationCode>) -> Self {
        Self {
            organisation: organisation.into(),
            mark: Mark::default(),
        }
    }
}

/// Who dispenses for a patient.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Suppliers {
    /// The nominated pharmacy.
    pub pharmacy: Option<OrganisationCode>,
    /// The dispensing doctor.
    pub dispenser: Option<OrganisationCode>,
    /// The supplier of medical appliances.
    pub appliances: Option<OrganisationCode>,
}

/// A code of a list that is kept elsewhere, with its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coded {
    /// The code.
    pub code: Text,
    /// The code in words.
    pub display: Text,
}

/// The language that a patient speaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Language {
    /// Its code of two letters.
    pub language: Coded,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
}

/// How a patient wants to be reached.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ContactPreference {
    /// The form of writing, for example Braille.
    pub written_format: Option<Coded>,
    /// The way, for example by letter.
    pub method: Option<Coded>,
    /// The time of day, in words.
    pub times: Option<Text>,
}

/// Where a patient was born.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BirthPlace {
    /// The town.
    pub city: Text,
    /// The county.
    pub district: Option<Text>,
    /// The country, by its code of three letters.
    pub country: Text,
}

/// Why and when a patient's registration ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removal {
    /// Why.
    pub reason: Coded,
    /// When.
    pub period: Period,
}

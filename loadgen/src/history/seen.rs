use super::codec;
use chrono::NaiveDate;
use cpis_vocabulary::{
    AccessId, AuthorityCode, Gender, NhsNumber, OrganisationCode, PlanId, PlanKind, Text, Timestamp,
};
use serde::{Deserialize, Serialize};

/// What the body of an answer said.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Nothing that is judged.
    #[default]
    Nothing,
    /// The plans of a child.
    Plans {
        /// The plans, in the order of the body.
        plans: Vec<PlanSeen>,
        /// What the body gives as their number.
        total: u32,
    },
    /// The previous views.
    List {
        /// The entries, in the order of the body.
        entries: Vec<ListEntry>,
        /// What the body gives as their number.
        total: u32,
    },
    /// Whether there is an alert.
    Flags {
        /// How many flags.
        total: u32,
        /// The plans behind them, in the order of the body.
        plans: Vec<PlanSeen>,
    },
    /// Patients, in the order of the body.
    Patients {
        /// The patients.
        found: Vec<PatientSeen>,
    },
    /// That there are more patients than may be shown. SRC-6.
    TooManyMatches,
}

/// A patient as an answer shows one. SRC-6, SRC-7.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PatientSeen {
    /// The number.
    #[serde(with = "codec")]
    pub number: NhsNumber,
    /// How well a search says that the patient matches, in ten thousandths.
    pub score: Option<i64>,
    /// Whether the record says that it is restricted.
    pub is_restricted: bool,
    /// The usual family name.
    pub family: Option<Text>,
    /// The usual given names.
    pub given: Vec<Text>,
    /// Gender.
    #[serde(with = "codec")]
    pub gender: Option<Gender>,
    /// Date of birth.
    #[serde(with = "codec")]
    pub birth_date: Option<NaiveDate>,
    /// The members that tell where the patient is or how to reach somebody, by name.
    pub whereabouts: Vec<Text>,
}

/// A plan as an answer shows it. ALT-4.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PlanSeen {
    /// Its id, where the answer gives one.
    #[serde(with = "codec")]
    pub id: Option<PlanId>,
    /// Its kind.
    #[serde(with = "codec")]
    pub kind: PlanKind,
    /// The first day.
    #[serde(with = "codec")]
    pub start: NaiveDate,
    /// The last day, where the answer gives one.
    #[serde(with = "codec")]
    pub end: Option<NaiveDate>,
    /// The responsible authority.
    #[serde(with = "codec")]
    pub authority: AuthorityCode,
    /// The emergency duty telephone.
    pub emergency_phone: Option<Text>,
    /// The office hours telephone.
    pub office_phone: Option<Text>,
}

/// One previous view as an answer shows it. VIEW-1.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct ListEntry {
    /// The access.
    #[serde(with = "codec")]
    pub access: AccessId,
    /// When it took effect.
    #[serde(with = "codec")]
    pub at: Timestamp,
    /// The viewer's name, where it is told.
    pub viewer: Option<Text>,
    /// The viewer's organisation, by code where it is told, else absent.
    #[serde(with = "codec")]
    pub organisation: Option<OrganisationCode>,
    /// The viewer's job role and the organisation's name, as [`super::post`] words them, where they are told.
    pub post: Option<Text>,
}

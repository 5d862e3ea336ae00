use super::{
    PlanItem,
    text::{self, Noun},
};
use chrono::NaiveDate;
use cpis_vocabulary::{Gender, NhsNumber, Patient, PatientStatus};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;

/// A person to test with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientItem {
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
    /// The home address's postcode; the control port tells a restricted patient's too.
    pub postcode: Option<String>,
    /// Whether the record is in ordinary use.
    pub status: StatusName,
    /// The surviving number, of a superseded one.
    #[serde(
        default,
        with = "text::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub superseded_by: Option<NhsNumber>,
    /// Every plan that is not deleted.
    pub plans: Vec<PlanItem>,
}

impl PatientItem {
    /// The item for a patient with these plans.
    pub fn of(patient: &Patient, plans: Vec<PlanItem>) -> Self {
        let name = patient.name.as_ref();
        Self {
            nhs_number: patient.number,
            family: name.map(|name| name.family.as_ref().to_owned()),
            given: name
                .map(|name| {
                    name.given
                        .iter()
                        .map(|given| given.as_ref().to_owned())
                        .collect()
                })
                .unwrap_or_default(),
            birth_date: patient.birth_date,
            gender: patient.gender,
            postcode: patient
                .address
                .as_ref()
                .map(|address| address.postcode.as_ref().to_owned()),
            status: StatusName::of(patient.status),
            superseded_by: match patient.status {
                PatientStatus::Superseded { by } => Some(by),
                PatientStatus::Ordinary
                | PatientStatus::Restricted
                | PatientStatus::Invalidated => None,
            },
            plans,
        }
    }
}

/// The name of a patient's status.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusName {
    /// In ordinary use.
    Ordinary,
    /// Restricted.
    Restricted,
    /// Superseded.
    Superseded,
    /// Invalidated.
    Invalidated,
}

impl StatusName {
    /// The name of a status.
    pub const fn of(status: PatientStatus) -> Self {
        match status {
            PatientStatus::Ordinary => Self::Ordinary,
            PatientStatus::Restricted => Self::Restricted,
            PatientStatus::Superseded { .. } => Self::Superseded,
            PatientStatus::Invalidated => Self::Invalidated,
        }
    }
}

impl Noun for StatusName {
    fn write(&self) -> Cow<'static, str> {
        match self {
            Self::Ordinary => "ordinary",
            Self::Restricted => "restricted",
            Self::Superseded => "superseded",
            Self::Invalidated => "invalidated",
        }
        .into()
    }

    fn read(text: &str) -> Result<Self, String> {
        [
            Self::Ordinary,
            Self::Restricted,
            Self::Superseded,
            Self::Invalidated,
        ]
        .into_iter()
        .find(|name| name.write() == text)
        .ok_or_else(|| {
            "a status is one of ordinary, restricted, superseded and invalidated".to_owned()
        })
    }
}

/// `PUT /patients/{n}`: what is to be different. What is not mentioned stays as it is, so a [`PatientItem`] as it is listed may be
/// sent back.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChangedPatient {
    /// The number, which is the one in the path.
    #[serde(with = "text::optional", skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Family name; null where the record has none.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub family: Change<String>,
    /// Given names; an empty list takes them away.
    #[serde(deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub given: Option<Vec<String>>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub birth_date: Change<NaiveDate>,
    /// Gender.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub gender: Change<Gender>,
    /// The home address's postcode; null where the record has none.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub postcode: Change<String>,
    /// Whether the record is in ordinary use.
    #[serde(deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusName>,
    /// The surviving number; goes with status superseded.
    #[serde(with = "text::optional", skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<NhsNumber>,
    /// The plans, which are those that the record has.
    #[serde(deserialize_with = "not_null", skip_serializing_if = "Option::is_none")]
    pub plans: Option<Vec<PlanItem>>,
}

/// Reads what a record cannot be without: null would read as if the field had not been mentioned.
fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)?
        .map(Some)
        .ok_or_else(|| D::Error::custom(NULL_TAKES_NOTHING_AWAY))
}

const NULL_TAKES_NOTHING_AWAY: &str =
    "null takes nothing away here: leave the field out to keep what the record has";

/// What becomes of a field that a record may lack.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Change<T> {
    /// It was not mentioned: it stays.
    #[default]
    Keep,
    /// It was null: it goes.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<T> Change<T> {
    /// Whether nothing changes.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// What the field holds afterwards.
    pub fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The new value of a field that nothing is taken away from: null may stand where there is nothing.
    ///
    /// # Errors
    /// When it was null though the record has something.
    pub fn kept(self, is_there: bool) -> Result<Option<T>, &'static str> {
        match self {
            Self::Clear if is_there => Err(NULL_TAKES_NOTHING_AWAY),
            Self::Keep | Self::Clear => Ok(None),
            Self::Set(value) => Ok(Some(value)),
        }
    }
}

impl<T: Noun> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => to.serialize_none(),
            Self::Set(value) => to.serialize_str(&value.write()),
        }
    }
}

impl<'de, T: Noun> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Option::<String>::deserialize(from)? {
            None => Ok(Self::Clear),
            Some(text) => T::read(&text).map(Self::Set).map_err(D::Error::custom),
        }
    }
}

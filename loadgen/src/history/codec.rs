//! How the nouns are written: as text in JSON, as numbers in a history file.

use chrono::{Datelike, NaiveDate};
use cpis_vocabulary::{
    AccessId, AuthorityCode, CareSetting, DecisionKind, Gender, JobRoleCode, NhsNumber,
    OrganisationCode, PlanId, PlanKind, RoleId, Timestamp, TraceId, UserId,
};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// For `#[serde(with = "codec")]`.
pub(super) fn serialize<T: Written, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    if to.is_human_readable() {
        value.in_text().serialize(to)
    } else {
        value.in_numbers().serialize(to)
    }
}

/// For `#[serde(with = "codec")]`.
pub(super) fn deserialize<'de, T: Written, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    if from.is_human_readable() {
        T::from_text(T::Text::deserialize(from)?)
    } else {
        T::from_number(T::Number::deserialize(from)?)
    }
    .ok_or_else(|| D::Error::custom(T::WANTED))
}

/// A noun with its two written forms.
pub(super) trait Written: Sized {
    type Text: Serialize + DeserializeOwned;
    type Number: Serialize + DeserializeOwned;
    const WANTED: &'static str;

    fn in_text(&self) -> Self::Text;
    fn in_numbers(&self) -> Self::Number;
    fn from_text(text: Self::Text) -> Option<Self>;
    fn from_number(number: Self::Number) -> Option<Self>;
}

impl<T: Written> Written for Option<T> {
    type Text = Option<T::Text>;
    type Number = Option<T::Number>;
    const WANTED: &'static str = T::WANTED;

    fn in_text(&self) -> Self::Text {
        self.as_ref().map(T::in_text)
    }

    fn in_numbers(&self) -> Self::Number {
        self.as_ref().map(T::in_numbers)
    }

    fn from_text(text: Self::Text) -> Option<Self> {
        text.map_or(Some(None), |text| T::from_text(text).map(Some))
    }

    fn from_number(number: Self::Number) -> Option<Self> {
        number.map_or(Some(None), |number| T::from_number(number).map(Some))
    }
}

macro_rules! written {
    ($($name:ty, $number:ty, $wanted:literal: $text:expr, $of_text:expr, $to:expr, $of:expr;)*) => {$(
        impl Written for $name {
            type Text = String;
            type Number = $number;
            const WANTED: &'static str = $wanted;

            fn in_text(&self) -> String {
                ($text)(self)
            }

            fn in_numbers(&self) -> $number {
                ($to)(self)
            }

            fn from_text(text: String) -> Option<Self> {
                ($of_text)(text.as_str())
            }

            fn from_number(number: $number) -> Option<Self> {
                ($of)(number)
            }
        }
    )*};
}

written! {
    NhsNumber, u32, "an NHS number is required":
        ToString::to_string, |t: &str| t.parse().ok(), |n: &Self| n.stem(), Self::from_stem;
    AccessId, u64, "an access id is required":
        ToString::to_string, |t: &str| t.parse().ok(), |n: &Self| n.number(), |n| Some(Self::new(n));
    PlanId, u64, "a plan's id is required":
        ToString::to_string, |t: &str| t.parse().ok(), |n: &Self| n.number(), |n| Some(Self::new(n));
    Timestamp, i64, "an instant is required":
        ToString::to_string, |t: &str| Self::parse(t).ok(), |n: &Self| n.millis(),
        |n| Some(Self::from_millis(n));
    TraceId, u128, "a UUID is required":
        ToString::to_string, |t: &str| Self::parse(t).ok(), |n: &Self| n.bits(),
        |n| Some(Self::from_bits(n));
    NaiveDate, i32, "a day is required":
        ToString::to_string, |t: &str| t.parse().ok(), Datelike::num_days_from_ce,
        Self::from_num_days_from_ce_opt;
    PlanKind, u8, "a kind of plan is required":
        |k: &Self| k.as_str().to_owned(), |t: &str| t.parse().ok(),
        |k: &Self| place_in(&Self::ALL, k), |n| Self::ALL.get(usize::from(n)).copied();
    Gender, u8, "a gender is required":
        |k: &Self| k.as_str().to_owned(), |t: &str| t.parse().ok(),
        |k: &Self| place_in(&Self::ALL, k), |n| Self::ALL.get(usize::from(n)).copied();
    CareSetting, u8, "a care setting is required":
        |k: &Self| k.as_str().to_owned(), |t: &str| t.parse().ok(),
        |k: &Self| place_in(&Self::ALL, k), |n| Self::ALL.get(usize::from(n)).copied();
    DecisionKind, u8, "a decision is required":
        |k: &Self| k.as_str().to_owned(),
        |t: &str| DECISIONS.into_iter().find(|known| known.as_str() == t),
        |k: &Self| place_in(&DECISIONS, k), |n| DECISIONS.get(usize::from(n)).copied();
}

macro_rules! written_codes {
    ($($name:ty)*) => {$(
        impl Written for $name {
            type Text = String;
            type Number = String;
            const WANTED: &'static str = "a code is required";

            fn in_text(&self) -> String {
                self.as_str().to_owned()
            }

            fn in_numbers(&self) -> String {
                self.as_str().to_owned()
            }

            fn from_text(text: String) -> Option<Self> {
                Some(Self::new(text))
            }

            fn from_number(number: String) -> Option<Self> {
                Some(Self::new(number))
            }
        }
    )*};
}

written_codes! { UserId RoleId JobRoleCode OrganisationCode AuthorityCode }

const DECISIONS: [DecisionKind; 5] = [
    DecisionKind::Notified,
    DecisionKind::Suppressed,
    DecisionKind::Silent,
    DecisionKind::None,
    DecisionKind::Refused,
];

/// The place of `value` in a list that holds it and has fewer than 256 members.
pub(super) fn place_in<T: PartialEq>(all: &[T], value: &T) -> u8 {
    (0..=u8::MAX)
        .zip(all)
        .find_map(|(place, known)| (known == value).then_some(place))
        .unwrap_or(u8::MAX)
}

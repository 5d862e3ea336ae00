//! Nouns as JSON texts: `#[serde(with = "text")]`, and `text::optional` where null may stand.

use chrono::NaiveDate;
use cpis_vocabulary::{AccessId, Door, Gender, NhsNumber, PlanId, PlanKind, Timestamp, TraceId};
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};
use std::{borrow::Cow, fmt::Display};

/// A noun that stands in JSON as a text.
pub(crate) trait Noun: Sized {
    /// Its text.
    fn write(&self) -> Cow<'static, str>;

    /// The noun that a text names.
    ///
    /// # Errors
    /// What is required, as a sentence.
    fn read(text: &str) -> Result<Self, String>;
}

pub(crate) fn serialize<T: Noun, S: Serializer>(noun: &T, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&noun.write())
}

pub(crate) fn deserialize<'de, T: Noun, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let text = Cow::<'de, str>::deserialize(from)?;
    T::read(&text).map_err(D::Error::custom)
}

/// The same for a noun that may be null.
pub(crate) mod optional {
    use super::Noun;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    #[expect(
        clippy::ref_option,
        reason = "serde calls it with a reference to the field"
    )]
    pub(crate) fn serialize<T: Noun, S: Serializer>(
        noun: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        noun.as_ref().map(Noun::write).serialize(to)
    }

    pub(crate) fn deserialize<'de, T: Noun, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        Option::<String>::deserialize(from)?
            .map(|text| T::read(&text).map_err(D::Error::custom))
            .transpose()
    }
}

fn sentence(reason: impl Display) -> String {
    reason.to_string()
}

impl Noun for String {
    fn write(&self) -> Cow<'static, str> {
        self.clone().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Noun for NhsNumber {
    fn write(&self) -> Cow<'static, str> {
        self.to_string().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(sentence)
    }
}

impl Noun for Timestamp {
    fn write(&self) -> Cow<'static, str> {
        self.to_string().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(sentence)
    }
}

impl Noun for TraceId {
    fn write(&self) -> Cow<'static, str> {
        self.to_string().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(sentence)
    }
}

impl Noun for AccessId {
    fn write(&self) -> Cow<'static, str> {
        self.to_string().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(sentence)
    }
}

impl Noun for PlanId {
    fn write(&self) -> Cow<'static, str> {
        self.to_string().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        text.parse()
            .map_err(|_| "a plan id has sixteen hexadecimal digits".to_owned())
    }
}

impl Noun for PlanKind {
    fn write(&self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(sentence)
    }
}

impl Noun for Gender {
    fn write(&self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(sentence)
    }
}

impl Noun for Door {
    fn write(&self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        [Self::Web, Self::Fhir, Self::Hl7v3, Self::Smsp]
            .into_iter()
            .find(|door| door.as_str() == text)
            .ok_or_else(|| "a door is one of web, fhir, hl7v3 and smsp".to_owned())
    }
}

impl Noun for cpis_vocabulary::DecisionKind {
    fn write(&self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        [
            Self::Notified,
            Self::Suppressed,
            Self::Silent,
            Self::None,
            Self::Refused,
        ]
        .into_iter()
        .find(|decision| decision.as_str() == text)
        .ok_or_else(|| {
            "a decision is one of notified, suppressed, silent, none and refused".to_owned()
        })
    }
}

impl Noun for NaiveDate {
    fn write(&self) -> Cow<'static, str> {
        let mut day = Vec::with_capacity(10);
        crate::digits::day(&mut day, *self);
        String::from_utf8_lossy(&day).into_owned().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        crate::digits::read_day(text)
            .ok_or_else(|| format!("a day reads like 2026-03-02, this text is {text:?}"))
    }
}

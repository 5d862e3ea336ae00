//! The parts that FHIR resources share, as far as they are read.

use super::{ReadError, required, text::Str};
use crate::{digits::read_day, system};
use chrono::NaiveDate;
use cpis_vocabulary::NhsNumber;
use serde::Deserialize;

/// A reference, by address, by identifier or both.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Reference<'a> {
    #[serde(borrow, default, rename = "reference")]
    pub(super) address: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) identifier: Option<Identifier<'a>>,
    #[serde(borrow, default)]
    pub(super) display: Option<Str<'a>>,
}

impl<'a> Reference<'a> {
    /// The identifier's value, if it belongs to `system`.
    pub(super) fn value_in(&self, system: &str) -> Option<&Str<'a>> {
        self.identifier.as_ref()?.value_in(system)
    }

    /// The patient's number, where the reference names one.
    pub(super) fn child(&self) -> Result<Option<NhsNumber>, ReadError> {
        self.value_in(system::NHS_NUMBER)
            .map(|digits| {
                NhsNumber::parse(digits).map_err(|reason| ReadError::new(reason.to_string()))
            })
            .transpose()
    }
}

/// An identifier in its system.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Identifier<'a> {
    #[serde(borrow, default)]
    pub(super) system: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) value: Option<Str<'a>>,
}

impl<'a> Identifier<'a> {
    pub(super) fn value_in(&self, system: &str) -> Option<&Str<'a>> {
        let belongs = self.system.as_deref() == Some(system);
        self.value.as_ref().filter(|_| belongs)
    }
}

/// A concept with its codes.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Concept<'a> {
    #[serde(borrow, default)]
    pub(super) coding: Vec<Coding<'a>>,
}

/// A code in its system.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Coding<'a> {
    #[serde(borrow, default)]
    pub(super) system: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) code: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) display: Option<Str<'a>>,
}

/// A period of civil days.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Period<'a> {
    #[serde(borrow, default)]
    pub(super) start: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) end: Option<Str<'a>>,
}

impl Period<'_> {
    /// The first day and, where there is one, the last.
    pub(super) fn days(&self) -> Result<(NaiveDate, Option<NaiveDate>), ReadError> {
        let start = required(self.start.as_deref(), "period.start")?;
        let end = self.end.as_deref().map(day).transpose()?;
        Ok((day(start)?, end))
    }
}

/// A civil day.
pub(super) fn day(text: &str) -> Result<NaiveDate, ReadError> {
    read_day(text)
        .ok_or_else(|| ReadError::new(format!("a day reads like 2026-03-02, this one is {text:?}")))
}

/// A telephone number or another way to reach somebody.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ContactPoint<'a> {
    #[serde(borrow, default)]
    pub(super) system: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) value: Option<Str<'a>>,
    #[serde(borrow, default, rename = "use")]
    pub(super) used: Option<Str<'a>>,
}

//! What a search asked for, read from its parameters. SRC-6.

use super::pattern::Pattern;
use chrono::NaiveDate;
use cpis_vocabulary::{Gender, Text};

/// A search as the judge reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Asked {
    pub(super) family: Option<Pattern>,
    pub(super) given: Vec<Pattern>,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    pub(super) gender: Option<Gender>,
    pub(super) postcode: Option<Pattern>,
    pub(super) practice: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    /// Days of death, where somebody who has died is asked for.
    pub(super) died: Option<Days>,
    pub(super) is_fuzzy: bool,
    pub(super) is_exact: bool,
    pub(super) has_history: bool,
    /// The most patients that may be shown.
    pub(super) most: usize,
    /// How many it says itself that it wants.
    pub(super) wants: Option<usize>,
}

/// A first and a last day, each where it was given.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Days {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Days {
    /// Takes a bare day, `eq`, `ge` or `le`; none where it is malformed.
    fn take(&mut self, value: &str) -> Option<()> {
        let (form, day) = value.split_at_checked(2)?;
        match form {
            "ge" => self.from = Some(day.parse().ok()?),
            "le" => self.to = Some(day.parse().ok()?),
            _ => {
                let day = if form == "eq" { day } else { value };
                let day = day.parse().ok()?;
                (self.from, self.to) = (Some(day), Some(day));
            }
        }
        Some(())
    }

    pub(super) fn contain(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The most patients that may be shown unless the search says less. SRC-6.
const RESULTS_MAX: usize = 50;

impl Asked {
    /// Reads the parameters; none where there is one that the judge does not compare.
    pub(super) fn read(pairs: &[(Text, Text)]) -> Option<Self> {
        let mut asked = Self {
            family: None,
            given: Vec::new(),
            from: None,
            to: None,
            gender: None,
            postcode: None,
            practice: None,
            email: None,
            phone: None,
            died: None,
            is_fuzzy: false,
            is_exact: false,
            has_history: false,
            most: RESULTS_MAX,
            wants: None,
        };
        for (name, value) in pairs {
            asked.take(name, value)?;
        }
        Some(asked)
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "family" => self.family = Some(Pattern::new(value)),
            "given" => self.given.push(Pattern::new(value)),
            "gender" => self.gender = Some(value.parse().ok()?),
            "address-postalcode" | "address-postcode" => self.postcode = Some(Pattern::new(value)),
            "general-practitioner" => self.practice = Some(value.to_owned()),
            "email" => self.email = Some(value.to_owned()),
            "phone" => self.phone = Some(value.to_owned()),
            "death-date" => self.died.get_or_insert_default().take(value)?,
            "_exact-match" => self.is_exact = value.parse().ok()?,
            "_fuzzy-match" => self.is_fuzzy = value.parse().ok()?,
            "_history" => self.has_history = value.parse().ok()?,
            "_max-results" => {
                self.most = value.parse().ok()?;
                self.wants = Some(self.most);
            }
            "birthdate" => self.take_birth(value)?,
            _ => return None,
        }
        Some(())
    }

    fn take_birth(&mut self, value: &str) -> Option<()> {
        let mut days = Days {
            from: self.from,
            to: self.to,
        };
        days.take(value)?;
        (self.from, self.to) = (days.from, days.to);
        Some(())
    }

    /// Whether it asks where somebody is: then nobody restricted is found. SRC-7.
    pub(super) fn asks_place(&self) -> bool {
        self.postcode.is_some() || self.practice.is_some()
    }

    /// Whether others match, too, than those who have just what was typed: by a wildcard, by sound or by a previous name. SRC-6.
    pub(super) fn is_by_more_than_the_name(&self) -> bool {
        self.is_fuzzy || self.has_history || self.is_exact || self.has_wildcard()
    }

    /// Whether a `*` stands for a part of anything.
    pub(super) fn has_wildcard(&self) -> bool {
        let mut texts = self.family.iter().chain(&self.given).chain(&self.postcode);
        texts.any(Pattern::has_wildcard)
    }

    /// Whether names that sound like those that were typed, or stand in each other's place, match.
    pub(super) const fn is_by_sound(&self) -> bool {
        self.is_fuzzy && !self.is_exact
    }

    /// Whether nobody matches whose present family name is not the one that was typed.
    pub(super) fn is_by_present_family(&self) -> bool {
        !self.is_fuzzy && !self.has_history
    }

    /// Whether a folded family name is the one that was typed, if one was.
    pub(super) fn has_family(&self, folded: &str) -> bool {
        self.family
            .as_ref()
            .is_none_or(|family| family.fits(folded))
    }

    /// Whether somebody born on this day is asked for.
    pub(super) fn is_born(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

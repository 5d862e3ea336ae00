use super::percent::pairs;
use crate::{SpineError, SpineErrorKind, digits::read_day};
use chrono::NaiveDate;
use cpis_vocabulary::Gender;
use std::borrow::Cow;

/// A search for patients that PDS's parameters ask for and this mock can make. SRC-6.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PdsQuery {
    /// Family name, at most 35 characters.
    pub family: String,
    /// Given names, each at most 35 characters.
    pub given: Vec<String>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Dates of birth.
    pub birth: BirthDates,
    /// Whether only exact matches are wanted.
    pub exact_match: bool,
    /// The most matches that may be answered, 1 to 50; none where the caller did not say.
    pub max_results: Option<u8>,
}

/// A day or a range of days, both ends included; an end that is not given is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BirthDates {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

/// Every parameter that is documented.
const KNOWN: [&str; 14] = [
    "_fuzzy-match",
    "_exact-match",
    "_history",
    "_max-results",
    "family",
    "given",
    "gender",
    "birthdate",
    "death-date",
    "address-postalcode",
    "address-postcode",
    "general-practitioner",
    "email",
    "phone",
];

/// Documented, well formed and not searched by yet.
const NOT_YET: [&str; 6] = [
    "death-date",
    "address-postalcode",
    "address-postcode",
    "general-practitioner",
    "email",
    "phone",
];

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

impl PdsQuery {
    /// Reads a query string.
    ///
    /// # Errors
    /// The first that applies: no parameters; unknown ones; malformed values of any parameter; no birthdate; too little to search
    /// by; a documented option that this mock does not offer yet. An option is never ignored.
    pub fn parse(query: &str) -> Result<Self, SpineError> {
        let pairs: Vec<Pair<'_>> = pairs(query).collect::<Result<_, _>>().map_err(|reason| {
            SpineError::with(
                SpineErrorKind::InvalidValue,
                format!("Invalid value - the query cannot be decoded: {reason}"),
            )
        })?;
        if pairs.is_empty() {
            return Err(SpineError::new(SpineErrorKind::UnsupportedService));
        }
        refuse_unknown(&pairs)?;
        let values = Values::read(&pairs)?;
        values.search()
    }
}

fn refuse_unknown(pairs: &[Pair<'_>]) -> Result<(), SpineError> {
    let mut unknown: Vec<&str> = Vec::new();
    for (name, _) in pairs {
        if !KNOWN.contains(&&**name) && !unknown.contains(&&**name) {
            unknown.push(name);
        }
    }
    if unknown.is_empty() {
        return Ok(());
    }
    let verb = if unknown.len() == 1 { "was" } else { "were" };
    Err(SpineError::with(
        SpineErrorKind::AdditionalProperties,
        format!(
            "Invalid request with error - Additional properties are not allowed ('{}' {verb} unexpected)",
            unknown.join("', '")
        ),
    ))
}

/// Well-formed values, not yet known to make a search.
#[derive(Debug, Default)]
struct Values<'a> {
    family: Option<&'a str>,
    given: Vec<&'a str>,
    gender: Option<Gender>,
    birth: Days,
    death: Days,
    fuzzy_match: Option<bool>,
    exact_match: Option<bool>,
    history: Option<bool>,
    max_results: Option<u8>,
    /// The parameters of [`NOT_YET`] that were given.
    others: Vec<&'a str>,
}

impl<'a> Values<'a> {
    fn read(pairs: &'a [Pair<'_>]) -> Result<Self, SpineError> {
        let mut values = Self::default();
        for (name, value) in pairs {
            values
                .take(name, value)
                .ok_or_else(|| SpineError::invalid_field(name, value))?;
        }
        Ok(values)
    }

    /// Takes one parameter; none if its value is malformed, or if it was given before and may be given once.
    fn take(&mut self, name: &'a str, value: &'a str) -> Option<()> {
        match name {
            "family" => once(&mut self.family, is_name(value).then_some(value)),
            "given" => {
                self.given.push(is_name(value).then_some(value)?);
                Some(())
            }
            "gender" => once(&mut self.gender, value.parse().ok()),
            "birthdate" => self.birth.take(value),
            "death-date" => {
                self.others.push(name);
                self.death.take(value)
            }
            "_fuzzy-match" => once(&mut self.fuzzy_match, value.parse().ok()),
            "_exact-match" => once(&mut self.exact_match, value.parse().ok()),
            "_history" => once(&mut self.history, value.parse().ok()),
            "_max-results" => once(&mut self.max_results, read_max_results(value)),
            _ if value.is_empty() || self.others.contains(&name) => None,
            "address-postalcode" | "address-postcode" if has_early_wildcard(value) => None,
            _ => {
                self.others.push(name);
                Some(())
            }
        }
    }

    fn search(self) -> Result<PdsQuery, SpineError> {
        if !self.birth.is_given() {
            return Err(SpineError::with(
                SpineErrorKind::MissingValue,
                "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'",
            ));
        }
        let Some(family) = self.enough_to_search_by() else {
            return Err(SpineError::with(
                SpineErrorKind::InvalidSearchData,
                "Invalid search data provided - 'No searches were performed as the search criteria \
                 did not meet the minimum requirements'",
            ));
        };
        if let Some(option) = self.not_offered() {
            return Err(SpineError::with(
                SpineErrorKind::UnsupportedService,
                format!("{option} is documented, but this mock does not offer it yet"),
            ));
        }
        Ok(PdsQuery {
            family: family.to_owned(),
            given: self.given.iter().map(|&name| name.to_owned()).collect(),
            gender: self.gender,
            birth: BirthDates {
                from: self.birth.from,
                to: self.birth.to,
            },
            exact_match: self.exact_match.unwrap_or(false),
            max_results: self.max_results,
        })
    }

    /// The family name (empty where a fuzzy search does without), if the parameters suffice for a search of their kind.
    fn enough_to_search_by(&self) -> Option<&'a str> {
        let has = |name: &str| self.others.contains(&name);
        let postcode = has("address-postalcode") || has("address-postcode");
        if has("address-postalcode") && has("address-postcode") {
            return None;
        }
        if self.fuzzy_match != Some(true) {
            return self.family;
        }
        let place = self.gender.is_some() && postcode;
        match (self.family, self.given.is_empty()) {
            (Some(family), false) => Some(family),
            (Some(family), true) if place => Some(family),
            (None, false) if place => Some(""),
            (Some(_) | None, _) => None,
        }
    }

    /// The first documented option that was asked for and is not offered.
    fn not_offered(&self) -> Option<String> {
        let wildcard = self
            .family
            .iter()
            .chain(&self.given)
            .any(|name| name.contains('*'));
        if self.fuzzy_match == Some(true) {
            Some("_fuzzy-match=true".into())
        } else if self.history == Some(true) {
            Some("_history=true".into())
        } else if wildcard {
            Some("a wildcard in a name".into())
        } else {
            NOT_YET
                .iter()
                .find(|name| self.others.contains(name))
                .map(|name| format!("search by {name}"))
        }
    }
}

/// The ends of a date parameter, each given at most once.
#[derive(Debug, Default)]
struct Days {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Days {
    /// Takes a bare day or `eq` (both ends), `ge` (the first) or `le` (the last).
    fn take(&mut self, value: &str) -> Option<()> {
        if let Some(from) = value.strip_prefix("ge") {
            once(&mut self.from, read_day(from))
        } else if let Some(to) = value.strip_prefix("le") {
            once(&mut self.to, read_day(to))
        } else {
            let day = read_day(value.strip_prefix("eq").unwrap_or(value));
            once(&mut self.from, day)?;
            once(&mut self.to, day)
        }
    }

    fn is_given(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

/// Puts a value where none was; none if it is malformed or not the first.
fn once<T>(slot: &mut Option<T>, value: Option<T>) -> Option<()> {
    match (&slot, value) {
        (None, Some(value)) => {
            *slot = Some(value);
            Some(())
        }
        (Some(_), _) | (None, None) => None,
    }
}

fn read_max_results(text: &str) -> Option<u8> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|most| plain && (1..=50).contains(most))
}

fn is_name(text: &str) -> bool {
    (1..=35).contains(&text.chars().count()) && !has_early_wildcard(text)
}

fn has_early_wildcard(text: &str) -> bool {
    text.chars().take(2).any(|character| character == '*')
}

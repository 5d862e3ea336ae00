//! What may be asked of PDS. SRC-6.

mod days;
mod enough;
mod values;

use super::percent::pairs;
use crate::{SpineError, SpineErrorKind};
use cpis_vocabulary::{Gender, OrganisationCode};
use std::borrow::Cow;

pub use days::DateRange;
use values::Values;

/// A search for patients, in PDS's parameters. SRC-6.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PdsQuery {
    /// Family name, at most 35 characters; a fuzzy search may do without.
    pub family: Option<String>,
    /// Given names, each at most 35 characters.
    pub given: Vec<String>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Dates of birth.
    pub birth: DateRange,
    /// Dates of death.
    pub death: Option<DateRange>,
    /// Postcode.
    pub postcode: Option<String>,
    /// The registered GP practice.
    pub practice: Option<OrganisationCode>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// How far the search goes beyond what is written.
    pub reach: Reach,
    /// Whether only exact matches are wanted.
    pub exact_match: bool,
    /// The most matches that may be answered, 1 to 50; none where the caller did not say.
    pub max_results: Option<u8>,
}

/// How far a search goes beyond what is written, from the nearest to the farthest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// The record as it is now; `*` may stand for characters.
    Now,
    /// The record's past as well; `*` may stand for characters.
    History,
    /// The past, and names that sound alike or were swapped; no `*`.
    Fuzzy,
}

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

impl PdsQuery {
    /// Reads a query string.
    ///
    /// # Errors
    /// The first that applies: no parameters; unknown ones; malformed values of any parameter; no birthdate; too little to search
    /// by, or parameters that exclude each other.
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
        Values::read(&pairs)?.search()
    }
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

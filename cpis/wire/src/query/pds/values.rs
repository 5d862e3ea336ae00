use super::Pair;
use super::days::Days;
use crate::SpineError;
use cpis_vocabulary::{Gender, OrganisationCode};

/// Well-formed values, not yet known to make a search.
#[derive(Debug, Default)]
pub(super) struct Values<'a> {
    pub(super) family: Option<&'a str>,
    pub(super) given: Vec<&'a str>,
    pub(super) gender: Option<Gender>,
    pub(super) birth: Days,
    pub(super) death: Days,
    /// By the parameter's name of today, and by the one it had before.
    pub(super) postcode: Option<&'a str>,
    pub(super) postcode_before: Option<&'a str>,
    pub(super) practice: Option<OrganisationCode>,
    pub(super) email: Option<&'a str>,
    pub(super) phone: Option<&'a str>,
    pub(super) fuzzy_match: Option<bool>,
    pub(super) exact_match: Option<bool>,
    pub(super) history: Option<bool>,
    pub(super) max_results: Option<u8>,
}

impl<'a> Values<'a> {
    /// Reads the parameters in their order.
    pub(super) fn read(pairs: &'a [Pair<'_>]) -> Result<Self, SpineError> {
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
            "family" => once(&mut self.family, name_text(value)),
            "given" if self.given.len() < GIVEN_MAX => {
                self.given.push(name_text(value)?);
                Some(())
            }
            "gender" => once(&mut self.gender, value.parse().ok()),
            "birthdate" => self.birth.take(value),
            "death-date" => self.death.take(value),
            "address-postalcode" => once(&mut self.postcode, postcode(value)),
            "address-postcode" => once(&mut self.postcode_before, postcode(value)),
            "general-practitioner" => once(&mut self.practice, practice(value)),
            "email" => once(&mut self.email, reach(value)),
            "phone" => once(&mut self.phone, reach(value)),
            "_fuzzy-match" => once(&mut self.fuzzy_match, value.parse().ok()),
            "_exact-match" => once(&mut self.exact_match, value.parse().ok()),
            "_history" => once(&mut self.history, value.parse().ok()),
            "_max-results" => once(&mut self.max_results, max_results(value)),
            // One given name too many; unknown parameters have been refused before.
            _ => None,
        }
    }
}

/// Puts a value where none was; none if it is malformed or not the first.
pub(super) fn once<T>(slot: &mut Option<T>, value: Option<T>) -> Option<()> {
    match (&slot, value) {
        (None, Some(value)) => {
            *slot = Some(value);
            Some(())
        }
        (Some(_), _) | (None, None) => None,
    }
}

/// The most given names. Ours.
const GIVEN_MAX: usize = 10;
/// The longest name.
const NAME_MAX: usize = 35;
/// The longest postcode, as a round figure beyond any real one. Ours.
const POSTCODE_MAX: usize = 10;
/// The longest e-mail address or telephone number. Ours.
const REACH_MAX: usize = 255;
/// The longest ODS code.
const PRACTICE_MAX: usize = 10;

fn name_text(text: &str) -> Option<&str> {
    (is_text(text, NAME_MAX) && !has_early_wildcard(text)).then_some(text)
}

fn postcode(text: &str) -> Option<&str> {
    (is_text(text, POSTCODE_MAX) && !has_early_wildcard(text)).then_some(text)
}

fn reach(text: &str) -> Option<&str> {
    is_text(text, REACH_MAX).then_some(text)
}

fn practice(text: &str) -> Option<OrganisationCode> {
    let is_code = (1..=PRACTICE_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| text.into())
}

fn max_results(text: &str) -> Option<u8> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|most| plain && (1..=50).contains(most))
}

/// Whether a text has characters to see, and not too many.
fn is_text(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest
}

/// Whether a `*` is one of the first two characters; spaces before and between do not count.
fn has_early_wildcard(text: &str) -> bool {
    let mut first = text.chars().filter(|character| *character != ' ').take(2);
    first.any(|character| character == '*')
}

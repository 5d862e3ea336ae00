//! What is asked.

use crate::days::Days;
use crate::pattern::Pattern;
use cpis_vocabulary::{Gender, OrganisationCode};

/// A search: every criterion given has to hold.
///
/// What may be left out, and where a wildcard may stand, is for the profiles to say; the engine takes any combination. A criterion
/// without a letter or digit (`'-`), or days that end before they start, match nobody.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Query {
    pub(crate) family: Option<Pattern>,
    pub(crate) given: Vec<Pattern>,
    pub(crate) born: Option<Days>,
    pub(crate) gender: Option<Gender>,
    pub(crate) died: Option<Days>,
    pub(crate) postcode: Option<Pattern>,
    pub(crate) practice: Option<OrganisationCode>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) history: bool,
    pub(crate) widen: Widen,
    pub(crate) exact_only: bool,
}

/// How far a search goes beyond what was typed. SRC-5.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub enum Widen {
    /// Not at all.
    #[default]
    No,
    /// Names that sound alike by Soundex, family and given name swapped, previous names and addresses.
    Usual,
    /// As well, names that sound alike by double metaphone and names that a slip of the keyboard sets apart. Ours.
    Extended,
}

impl Query {
    /// Asks for a family name; `*` stands for any number of characters.
    #[must_use]
    pub fn with_family(mut self, family: &str) -> Self {
        self.family = Some(Pattern::new(family));
        self
    }

    /// Asks for a given name as well; asked for several, a patient has to bear them all.
    ///
    /// A patient bears a given name when it is one of the recorded ones, or several that follow each other (`John Paul`). Where the
    /// record is silent, this reading is ours. With a `*` it is the first given name that has to match (SRC-6).
    #[must_use]
    pub fn with_given(mut self, given: &str) -> Self {
        self.given.push(Pattern::new(given));
        self
    }

    /// Asks for days of birth; a record without one does not match.
    #[must_use]
    pub fn with_born(mut self, born: Days) -> Self {
        self.born = Some(born);
        self
    }

    /// Asks for a gender; a record without one does not match.
    #[must_use]
    pub fn with_gender(mut self, gender: Gender) -> Self {
        self.gender = Some(gender);
        self
    }

    /// Asks for days of death; the living do not match. In a widened search it only lowers the score of whom it does not fit.
    #[must_use]
    pub fn with_died(mut self, died: Days) -> Self {
        self.died = Some(died);
        self
    }

    /// Asks for a postcode, spaces and letter case aside; `*` stands for any number of characters. It hides restricted patients (SRC-7).
    #[must_use]
    pub fn with_postcode(mut self, postcode: &str) -> Self {
        self.postcode = Some(Pattern::new(postcode));
        self
    }

    /// Asks for the registered GP practice by its very ODS code. It hides restricted patients (SRC-7). In a widened search it only
    /// lowers the score of whom it does not fit.
    #[must_use]
    pub fn with_practice(mut self, practice: OrganisationCode) -> Self {
        self.practice = Some(practice);
        self
    }

    /// Asks for an e-mail address, letter case aside. It finds restricted patients too, though their record shows none.
    #[must_use]
    pub fn with_email(mut self, email: &str) -> Self {
        self.email = Some(plain_email(email));
        self
    }

    /// Asks for a telephone number, digit by digit: marks and spaces aside, `+44` for the first `0`. It finds restricted patients
    /// too, though their record shows none.
    #[must_use]
    pub fn with_phone(mut self, phone: &str) -> Self {
        self.phone = Some(plain_phone(phone));
        self
    }

    /// Looks among previous names and addresses too.
    #[must_use]
    pub fn with_history(mut self) -> Self {
        self.history = true;
        self
    }

    /// Goes beyond what was typed. It includes history and takes no wildcard in a name: there a `*` counts as any other mark. SRC-5.
    #[must_use]
    pub fn widened(mut self, widen: Widen) -> Self {
        self.widen = widen;
        self
    }

    /// Leaves out whoever scores less than 1.0.
    #[must_use]
    pub fn exact_only(mut self) -> Self {
        self.exact_only = true;
        self
    }

    /// Whether the past counts.
    pub(crate) fn asks_history(&self) -> bool {
        self.history || self.widen != Widen::No
    }

    /// Whether it asks where the patient is, by which no restricted patient is found. SRC-7.
    pub(crate) fn asks_place(&self) -> bool {
        self.postcode.is_some() || self.practice.is_some()
    }

    /// Whether it asks for more than names, birth and gender.
    pub(crate) fn asks_record(&self) -> bool {
        self.asks_place() || self.died.is_some() || self.email.is_some() || self.phone.is_some()
    }

    /// Whether nobody can match, whoever is there.
    pub(crate) fn is_hopeless(&self) -> bool {
        let mut patterns = self.family.iter().chain(&self.given).chain(&self.postcode);
        let mut texts = self.email.iter().chain(&self.phone);
        let mut days = self.born.iter().chain(&self.died);
        patterns.any(Pattern::is_blank) || texts.any(String::is_empty) || days.any(Days::is_empty)
    }
}

/// An e-mail address as it is compared.
pub(crate) fn plain_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A telephone number as it is compared: its digits, in the form for calls from inside the country.
pub(crate) fn plain_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let mut marks = phone.chars().take_while(|one| !one.is_ascii_digit());
    let country = if marks.any(|one| one == '+') {
        "44"
    } else {
        "0044"
    };
    let abroad = digits.strip_prefix(country);
    match abroad {
        // `+44 (0)1632` writes both.
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits,
    }
}

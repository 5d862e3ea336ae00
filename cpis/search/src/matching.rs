//! What is asked, what answers, and in which order.

use crate::exact::ExactIndex;
use crate::fold::{fold, fold_into};
use crate::overlay::Overlay;
use chrono::NaiveDate;
use cpis_population::Population;
use cpis_vocabulary::{Gender, NhsNumber, Patient};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A search by exact names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    family: String,
    given: Vec<String>,
    born: RangeInclusive<NaiveDate>,
    gender: Option<Gender>,
}

impl Query {
    /// Asks for a family name and days of birth, both ends included.
    ///
    /// A name of marks alone and a range that ends before it starts match nobody.
    pub fn new(family: &str, born: RangeInclusive<NaiveDate>) -> Self {
        Self {
            family: fold(family),
            given: Vec::new(),
            born,
            gender: None,
        }
    }

    /// Asks for a given name as well; asked for several, a patient has to bear them all.
    ///
    /// A patient bears a given name when it is one of the recorded ones, or several that follow each other (`John Paul`). Where the
    /// record is silent, this reading is ours.
    #[must_use]
    pub fn with_given(mut self, given: &str) -> Self {
        self.given.push(fold(given));
        self
    }

    /// Asks for a gender as well; a record without one does not match.
    #[must_use]
    pub fn with_gender(mut self, gender: Gender) -> Self {
        self.gender = Some(gender);
        self
    }

    fn bears_given<'a>(&self, names: impl Iterator<Item = &'a str>) -> bool {
        if self.given.is_empty() {
            return true;
        }
        // One recorded name may hold several with spaces between them.
        let folded: Vec<String> = names.flat_map(str::split_whitespace).map(fold).collect();
        self.given.iter().all(|asked| bears(&folded, asked))
    }
}

/// Whether some names that follow each other, at least one, read as the one asked for.
fn bears(names: &[String], asked: &str) -> bool {
    (0..names.len()).any(|first| names.get(first..).is_some_and(|rest| begin(rest, asked)))
}

/// Whether the first of the names, and as many after it as it takes, read as the one asked for.
fn begin(names: &[String], asked: &str) -> bool {
    match names {
        [first, rest @ ..] => asked
            .strip_prefix(first.as_str())
            .is_some_and(|left| left.is_empty() || begin(rest, left)),
        [] => false,
    }
}

/// A patient that matches, and where the record is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Match {
    /// Patient `index` of the generated population.
    Generated {
        /// The index.
        index: u64,
        /// The number.
        number: NhsNumber,
    },
    /// A record of the overlay.
    Changed(Arc<Patient>),
}

impl Match {
    /// The patient's number.
    pub fn number(&self) -> NhsNumber {
        match self {
            Self::Generated { number, .. } => *number,
            Self::Changed(patient) => patient.number,
        }
    }
}

/// Everybody who matches, restricted patients included, by folded family name, given names, date of birth and number. SRC-8.
///
/// Superseded and invalidated numbers are never among them (SRC-7). `index` must have been built from `population`.
pub fn find(
    population: &Population,
    index: &ExactIndex,
    overlay: &Overlay,
    query: &Query,
) -> Vec<Match> {
    if query.family.is_empty() || query.given.iter().any(String::is_empty) {
        return Vec::new();
    }
    let generated = index
        .candidates(&query.family, &query.born)
        .filter(|index| matches_generated(population, *index, query))
        .map(|index| Match::Generated {
            index,
            number: population.number(index),
        })
        .filter(|found| overlay.is_empty() || overlay.get(found.number()).is_none());
    let changed = overlay
        .candidates(&query.family, &query.born)
        .filter(|patient| matches_changed(patient, query))
        .map(|patient| Match::Changed(Arc::clone(patient)));
    let mut found: Vec<Match> = generated.chain(changed).collect();
    if found.len() > 1 {
        found.sort_by_cached_key(|one| order(population, one));
    }
    found
}

fn matches_generated(population: &Population, index: u64, query: &Query) -> bool {
    // The day stands in the index; the name stands there as a hash only.
    let mut family = String::with_capacity(query.family.len());
    fold_into(&mut family, population.family_name(index).chars());
    family == query.family
        && query
            .gender
            .is_none_or(|gender| population.gender(index) == gender)
        && (query.given.is_empty() || query.bears_given(population.given_names(index)))
}

fn matches_changed(patient: &Patient, query: &Query) -> bool {
    let given = patient
        .name
        .iter()
        .flat_map(|name| name.given.iter().map(AsRef::as_ref));
    query
        .gender
        .is_none_or(|gender| patient.gender == Some(gender))
        && query.bears_given(given)
}

/// Given names, date of birth, number; the family name is the one asked for.
fn order(population: &Population, found: &Match) -> (Vec<String>, Option<NaiveDate>, NhsNumber) {
    match found {
        Match::Generated { index, number } => (
            population.given_names(*index).map(fold).collect(),
            Some(population.birth_date(*index)),
            *number,
        ),
        Match::Changed(patient) => (
            patient
                .name
                .iter()
                .flat_map(|name| name.given.iter().map(|one| fold(one)))
                .collect(),
            patient.birth_date,
            patient.number,
        ),
    }
}

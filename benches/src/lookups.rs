//! Searches for somebody who is there, as people make them.

use chrono::{Datelike, NaiveDate};
use cpis_population::Population;
use cpis_search::{Days, Query, Widen};
use cpis_vocabulary::Gender;

/// What a search is asked by, read from a patient.
#[derive(Clone, Debug)]
pub struct Known {
    /// Family name.
    pub family: String,
    /// First given name.
    pub given: String,
    /// Date of birth.
    pub born: NaiveDate,
    /// Gender.
    pub gender: Gender,
    /// Postcode.
    pub postcode: String,
}

/// A kind of search: its name, and how it is asked for somebody.
pub type Kind = (&'static str, fn(&Known) -> Query);

/// Every kind that is measured.
pub const KINDS: [Kind; 8] = [
    ("exact name and birth date", |known| {
        called(known, &known.family)
    }),
    ("exact name, given name and birth date", |known| {
        called(known, &known.family).with_given(&known.given)
    }),
    ("Smi* and birth date", |known| called(known, "Smi*")),
    ("*son and birth date", |known| called(known, "*son")),
    ("*a and birth date", |known| called(known, "*a")),
    ("Sm*t* and birth date", |known| called(known, "Sm*t*")),
    ("widened name, given name and birth date", |known| {
        let query = called(known, &known.family).with_given(&known.given);
        query.widened(Widen::Usual)
    }),
    (
        "widened given name, birth date, gender and postcode",
        |known| {
            let query = Query::default()
                .with_given(&known.given)
                .with_born(Days::day(known.born));
            let query = query
                .with_gender(known.gender)
                .with_postcode(&known.postcode);
            query.widened(Widen::Usual)
        },
    ),
];

/// Kinds that are asked over more than a day.
pub const LONG_KINDS: [Kind; 4] = [
    ("name, given name and month of birth", |known| {
        let month = Days::month(known.born.year(), known.born.month());
        long(known, month).with_family(&known.family)
    }),
    ("*son, given name and ten years", |known| {
        let years = Days::years(known.born.year() - 5, known.born.year() + 4);
        long(known, years).with_family("*son")
    }),
    ("name, given name and any birth date", |known| {
        long(known, None).with_family(&known.family)
    }),
    ("widened name, given name and a year", |known| {
        let query = long(known, Days::year(known.born.year())).with_family(&known.family);
        query.widened(Widen::Usual)
    }),
];

fn called(known: &Known, family: &str) -> Query {
    Query::default()
        .with_family(family)
        .with_born(Days::day(known.born))
}

fn long(known: &Known, days: Option<Days>) -> Query {
    let query = Query::default().with_given(&known.given);
    let query = query.with_gender(known.gender);
    query.with_born(days.unwrap_or(Days::until(NaiveDate::MAX)))
}

/// So many patients who can be found, from all over the population.
pub fn known(people: &Population, count: usize) -> Vec<Known> {
    let places = (0..people.len()).map(|place| place * 1_000_000_007 % people.len());
    let found = places.filter(|index| people.can_be_found(*index));
    let known = found.filter_map(|index| {
        Some(Known {
            family: people.family_name(index).to_string(),
            given: people.given_names(index).next()?.to_owned(),
            born: people.birth_date(index),
            gender: people.gender(index),
            postcode: people.postcode(index).to_string(),
        })
    });
    known.take(count).collect()
}

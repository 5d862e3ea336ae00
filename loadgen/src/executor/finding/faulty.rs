//! Searches that have to be refused: with one thing wrong, or with two, of which the first in the order of checks is told. SRC-6.

use super::asked::{Query, die};
use crate::cast::Child;
use crate::schedule::below;

/// A parameter that is too much, or whose value is malformed.
const WRONG: [(&str, &str); 19] = [
    ("surname", "Thornfield"),
    ("_count", "10"),
    ("Family", "Thornfield"),
    ("gender", "girl"),
    ("_max-results", "0"),
    ("_max-results", "51"),
    ("_max-results", "-1"),
    ("_max-results", "many"),
    ("_fuzzy-match", "perhaps"),
    ("_exact-match", "1"),
    ("_history", "yes"),
    ("death-date", "soon"),
    ("death-date", "2024"),
    ("given", "*"),
    ("given", "A*"),
    ("given", "*nn"),
    ("address-postalcode", "Z*"),
    ("address-postalcode", "*1AA"),
    ("given", LONG),
];

/// A name of one character too many.
const LONG: &str = "Abcdefghijklmnopqrstuvwxyzabcdefghij";

/// Dates of birth that are none.
const NO_DAYS: [&str; 5] = ["2015", "soon", "eq2015-02-30", "gt2015-01-01", "02-03-2015"];

/// A search with one thing wrong.
pub(super) fn once(child: &Child, bits: u64) -> Option<Query> {
    let family = child.family.as_deref()?;
    let birth = child.truth.birth_date?;
    let given = child.given.as_deref().unwrap_or("Ann");
    let whole = || Query::by_family(family).born_on(birth);
    let most = 18;
    Some(match die(bits, 0, most) {
        0 => Query::default().with("", ""),
        1 => Query::by_family(family),
        2 => Query::by_family(family).with("given", given),
        3 => Query::default().with("gender", "female"),
        4 => Query::default()
            .with("email", "somebody@example.com")
            .with("phone", "07700900000"),
        5 => Query::default().born_on(birth),
        6 => Query::default().with("given", given).born_on(birth),
        7 => whole().with("_fuzzy-match", "true"),
        8 => Query::default()
            .with("given", given)
            .born_on(birth)
            .with("_fuzzy-match", "true"),
        9 => by_star(family, 0).born_on(birth),
        10 => by_star(family, 1).born_on(birth),
        11 => Query::by_family(&format!("{family}*"))
            .with("given", given)
            .born_on(birth)
            .with("_fuzzy-match", "true"),
        12 => whole()
            .with("address-postalcode", "ZZ99 1AA")
            .with("address-postcode", "ZZ99 1AA"),
        13 => Query::by_family(family).with("birthdate", pick(&NO_DAYS, bits)?),
        _ => {
            let (name, value) = pick(&WRONG, bits)?;
            whole().with(name, value)
        }
    })
}

/// A search with two things wrong.
pub(super) fn twice(child: &Child, bits: u64) -> Option<Query> {
    let family = child.family.as_deref()?;
    let birth = child.truth.birth_date?;
    let (name, value) = pick(&WRONG, bits)?;
    let no_day = pick(&NO_DAYS, bits.rotate_left(24))?;
    Some(match die(bits, 0, 6) {
        // A parameter that is not known comes before everything else that is wrong.
        0 => Query::by_family(family)
            .with("birthdate", no_day)
            .with("surname", "Thornfield"),
        1 => Query::by_family(family).with("surname", "Thornfield"),
        2 => by_star(family, 0).born_on(birth).with("_count", "10"),
        // A malformed value comes before what is missing.
        3 => Query::by_family(family).with(name, value),
        4 => Query::default().with("birthdate", no_day),
        // A date of birth that is missing comes before whatever else is too little.
        _ => Query::default()
            .with("given", "Ann")
            .with("_fuzzy-match", "true"),
    })
}

/// The name with a `*` in the place of one of its first characters.
fn by_star(family: &str, nth: usize) -> Query {
    let starred = family.chars().enumerate();
    let starred: String = starred
        .map(|(place, one)| if place == nth { '*' } else { one })
        .collect();
    Query::by_family(&starred)
}

fn pick<T: Copy>(all: &[T], bits: u64) -> Option<T> {
    let count = u64::try_from(all.len()).ok()?;
    let place = usize::try_from(below(bits.rotate_left(16), count)).ok()?;
    all.get(place).copied()
}

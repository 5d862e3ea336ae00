//! Given names by sex and year of birth.
//!
//! A section per span of years holds the names most given then, a tail that all years share holds rarer ones and those of other
//! languages. The order follows the yearly lists of baby names for England and Wales
//! from memory; the weights are ours.

use super::table::Table;
use crate::draw::Draw;
use std::sync::LazyLock;

/// The sex a given name is drawn for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sex {
    Female,
    Male,
}

impl Sex {
    const fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

/// The first years of the spans.
const SPANS: [i32; 7] = [1900, 1950, 1965, 1980, 1990, 2000, 2010];

static FEMALE: LazyLock<Names> = LazyLock::new(|| Names::read(Sex::Female));
static MALE: LazyLock<Names> = LazyLock::new(|| Names::read(Sex::Male));

struct Names {
    spans: [Table; SPANS.len()],
    diacritics: Vec<&'static str>,
    distinct: Vec<&'static str>,
}

impl Names {
    fn read(sex: Sex) -> Self {
        let tail = section(&format!("[{}]", sex.word()));
        let spans = SPANS.map(|year| {
            let mut table = section(&format!("[{} {year}]", sex.word()));
            table.add_table(&tail);
            table
        });
        let mut distinct: Vec<&'static str> = spans
            .iter()
            .flat_map(|table| table.names().iter().copied())
            .collect();
        distinct.sort_unstable();
        distinct.dedup();
        let diacritics = distinct.iter().copied().filter(|name| !name.is_ascii());
        Self {
            diacritics: diacritics.collect(),
            spans,
            distinct,
        }
    }
}

fn section(head: &str) -> Table {
    let mut table = Table::default();
    let lines = include_str!("given.txt").lines();
    let lines = lines.skip_while(|line| *line != head).skip(1);
    for line in lines.take_while(|line| !line.starts_with('[')) {
        table.add_line(line);
    }
    table
}

fn names(sex: Sex) -> &'static Names {
    match sex {
        Sex::Female => &FEMALE,
        Sex::Male => &MALE,
    }
}

/// The name at a place of the table for those born in `year`; 0 is the first place, 2⁶⁴ one past the last.
pub(crate) fn at(sex: Sex, year: i32, place: u64) -> &'static str {
    let span = SPANS
        .partition_point(|first| *first <= year)
        .saturating_sub(1);
    names(sex)
        .spans
        .get(span)
        .map_or("Unknown", |table| table.at(place))
}

/// A name that needs more than the letters A to Z.
pub(crate) fn with_diacritic(sex: Sex, draw: Draw) -> &'static str {
    draw.pick(&names(sex).diacritics).copied().unwrap_or("Zoë")
}

/// Every plain name of a sex once, for the names of users.
pub(crate) fn plain(sex: Sex) -> impl Iterator<Item = &'static str> {
    let names = names(sex).distinct.iter().copied();
    names.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_reads_and_every_section_is_there() {
        for line in include_str!("given.txt").lines() {
            let read = Table::default().add_line(line);
            let head = line.starts_with('#') || line.starts_with('[');
            assert!(head || read.is_some(), "{line}");
        }
        for sex in [Sex::Female, Sex::Male] {
            for (table, year) in names(sex).spans.iter().zip(SPANS) {
                assert!(table.names().len() > 60, "{sex:?} {year}");
            }
        }
    }

    #[test]
    fn names_follow_the_year_of_birth() {
        let rows = [
            (Sex::Female, 1931, "Margaret"),
            (Sex::Male, 1949, "John"),
            (Sex::Female, 1950, "Susan"),
            (Sex::Male, 2009, "Jack"),
            (Sex::Female, 2010, "Olivia"),
            (Sex::Male, 2031, "Oliver"),
        ];
        for (sex, year, name) in rows {
            assert_eq!(at(sex, year, 0), name, "{sex:?} {year}");
        }
    }
}

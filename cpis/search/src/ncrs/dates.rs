//! Dates of birth as people type them. SRC-4.

use super::mistake::{Field, Mistake};
use crate::days::Days;
use chrono::NaiveDate;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// A single day.
pub(super) fn day(text: &str) -> Result<Days, Mistake> {
    if text.trim().is_empty() {
        return Err(Mistake::missing(Field::BirthDay));
    }
    read(text)
        .filter(Days::is_one_day)
        .ok_or_else(|| Mistake::quoting(Field::BirthDay, text.trim()))
}

/// A day, a month, a year or a range, whose end may stand in a field of its own.
pub(super) fn days(from: &str, to: &str) -> Result<Days, Mistake> {
    if from.trim().is_empty() && to.trim().is_empty() {
        return Err(Mistake::missing(Field::Born));
    }
    if to.trim().is_empty() {
        return range(from).ok_or_else(|| Mistake::quoting(Field::Born, from.trim()));
    }
    let last = read(to).ok_or_else(|| Mistake::quoting(Field::BornTo, to.trim()))?;
    if from.trim().is_empty() {
        return Ok(Days::until(last.last()));
    }
    let first = read(from).ok_or_else(|| Mistake::quoting(Field::Born, from.trim()))?;
    filled(first.to(last)).ok_or_else(|| Mistake::quoting(Field::BornTo, to.trim()))
}

/// One of the forms, or two with `to` between them.
fn range(text: &str) -> Option<Days> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let between = words
        .iter()
        .position(|word| word.eq_ignore_ascii_case("to"));
    match between.map(|at| words.split_at(at)) {
        Some((from, [_, to @ ..])) => filled(read(&from.join(" "))?.to(read(&to.join(" "))?)),
        Some(_) | None => read(text),
    }
}

fn filled(days: Days) -> Option<Days> {
    (!days.is_empty()).then_some(days)
}

/// A day (`17-08-2011`, `17 Aug 2011`, `2011-08-17`), a month (`08-2011`, `Aug 2011`) or a year (`2011`).
fn read(text: &str) -> Option<Days> {
    let parts: Vec<&str> = text
        .trim()
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    match *parts.as_slice() {
        [one] => Days::year(year(one)?),
        [one, other] => match (year(one), year(other)) {
            (None, Some(year)) => Days::month(year, month(one)?),
            (Some(year), None) => Days::month(year, month(other)?),
            (Some(_), Some(_)) | (None, None) => None,
        },
        [one, middle, other] => {
            let (year, day) = match (year(one), year(other)) {
                (None, Some(year)) => (year, number(one)?),
                (Some(year), None) => (year, number(other)?),
                (Some(_), Some(_)) | (None, None) => return None,
            };
            NaiveDate::from_ymd_opt(year, month(middle)?, day).map(Days::day)
        }
        _ => None,
    }
}

/// Four digits.
fn year(text: &str) -> Option<i32> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_year)
}

/// One or two digits.
fn number(text: &str) -> Option<u32> {
    let is_short = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_short)
}

/// A number or a name of at least three letters.
fn month(text: &str) -> Option<u32> {
    let name = text.to_lowercase();
    let named = MONTHS
        .iter()
        .zip(1..)
        .find(|(month, _)| name.starts_with(*month));
    let named = named.filter(|_| name.chars().all(char::is_alphabetic));
    number(text).or(named.map(|(_, month)| month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_birth_is_read_in_each_of_its_forms() {
        let rows = [
            ("17-08-2011", "2011-08-17", "2011-08-17"),
            (" 17/8/2011", "2011-08-17", "2011-08-17"),
            ("17 Aug 2011", "2011-08-17", "2011-08-17"),
            ("2011-08-17", "2011-08-17", "2011-08-17"),
            ("08-2011", "2011-08-01", "2011-08-31"),
            ("August 2011", "2011-08-01", "2011-08-31"),
            ("2011-08", "2011-08-01", "2011-08-31"),
            ("02-2012", "2012-02-01", "2012-02-29"),
            ("2011", "2011-01-01", "2011-12-31"),
            ("2011 to 2014", "2011-01-01", "2014-12-31"),
            ("08-2011 TO 10-2011", "2011-08-01", "2011-10-31"),
            ("1.8.2011 to 2012", "2011-08-01", "2012-12-31"),
        ];
        for (text, first, last) in rows {
            let expected = Days::between(first.parse().unwrap(), last.parse().unwrap());
            assert_eq!(days(text, ""), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "31-02-2011",
            "13-2011",
            "11",
            "2014 to 2011",
            "to",
            "2011 to",
            "08-11",
            "yesterday",
            "1-2-3-2011",
            "2011-2012",
            "17-08-2011 to x",
        ] {
            assert!(days(text, "").is_err(), "{text}");
        }
        assert!(day("08-2011").is_err());
        assert_eq!(
            day("").map_err(|mistake| mistake.field),
            Err(Field::BirthDay)
        );
    }

    #[test]
    fn a_range_may_stand_in_two_fields() {
        let days = |from, to| days(from, to).map_err(|mistake| mistake.field);
        assert_eq!(days("2011", "2014"), Ok(Days::years(2011, 2014).unwrap()));
        let until = Days::until("2014-12-31".parse().unwrap());
        assert_eq!(days("", "2014"), Ok(until));
        assert_eq!(days("2014", "2011"), Err(Field::BornTo));
        assert_eq!(days("2011 to 2012", "2014"), Err(Field::Born));
    }
}

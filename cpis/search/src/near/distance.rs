//! How far a record is from what was asked.

use super::{Criterion, given};
use crate::asked::{emails, phones, postcodes};
use crate::days::Days;
use crate::fold::fold;
use crate::pattern::Pattern;
use crate::query::{Query, plain_email, plain_phone};
use chrono::{Datelike, NaiveDate};
use cpis_vocabulary::Patient;

/// As far as a record that has nothing to compare.
const NOTHING: u32 = 8;

/// How far the record is from the query in one criterion, in letters or digits to be changed.
pub(super) fn of(failed: Criterion, query: &Query, patient: &Patient) -> u32 {
    let name = patient.name.as_ref();
    let asked = |pattern: &Option<Pattern>| {
        let letters = pattern.as_ref().map(Pattern::letters);
        letters.unwrap_or_default()
    };
    match failed {
        Criterion::History | Criterion::Exactness | Criterion::Restriction => 0,
        Criterion::Gender | Criterion::Practice => 1,
        Criterion::Family => nearest(
            &asked(&query.family),
            name.into_iter().map(|name| fold(&name.family)),
        ),
        Criterion::Given => {
            let asked = query.given.iter().map(Pattern::letters);
            let words = || given(patient).flat_map(str::split_whitespace).map(fold);
            asked.map(|one| nearest(&one, words())).sum()
        }
        Criterion::Born => days(query.born, patient.birth_date),
        Criterion::Died => days(query.died, patient.death_date),
        Criterion::Postcode => nearest(&asked(&query.postcode), postcodes(patient).map(fold)),
        Criterion::Email => nearest(
            query.email.as_deref().unwrap_or_default(),
            emails(patient).map(plain_email),
        ),
        Criterion::Phone => nearest(
            query.phone.as_deref().unwrap_or_default(),
            phones(patient).map(plain_phone),
        ),
    }
}

fn nearest(asked: &str, recorded: impl Iterator<Item = String>) -> u32 {
    let distances = recorded.map(|one| strsim::osa_distance(asked, &one));
    let nearest = distances.min().map(u32::try_from);
    nearest.and_then(Result::ok).unwrap_or(NOTHING)
}

/// The digits in which a day differs, one if day and month are swapped; from a run of days one, and one for each year between.
fn days(asked: Option<Days>, recorded: Option<NaiveDate>) -> u32 {
    let (Some(asked), Some(recorded)) = (asked, recorded) else {
        return NOTHING;
    };
    if !asked.is_one_day() {
        let gap = |day: NaiveDate| (day - recorded).num_days().unsigned_abs() / 365;
        let years = gap(asked.first()).min(gap(asked.last()));
        return 1 + u32::try_from(years).unwrap_or(u32::MAX - 1);
    }
    let day = asked.first();
    if swapped(day) == Some(recorded) {
        return 1;
    }
    let (one, other) = (digits(day), digits(recorded));
    let apart = one
        .iter()
        .zip(&other)
        .map(|(one, other)| u32::from(one != other));
    apart.sum()
}

/// The days that somebody may have meant: day and month swapped, or one digit another.
pub(super) fn slips(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let changed = (0..8).flat_map(move |place| {
        (0..10).filter_map(move |digit| {
            let mut digits = digits(day);
            *digits.get_mut(place)? = digit;
            let number = |range: std::ops::Range<usize>| {
                let digits = digits.get(range).unwrap_or_default();
                digits.iter().fold(0, |sum, digit| sum * 10 + digit)
            };
            let year = i32::try_from(number(0..4)).ok()?;
            NaiveDate::from_ymd_opt(year, number(4..6), number(6..8))
        })
    });
    let changed = changed.filter(move |one| *one != day);
    swapped(day).into_iter().chain(changed)
}

fn swapped(day: NaiveDate) -> Option<NaiveDate> {
    let swapped = NaiveDate::from_ymd_opt(day.year(), day.day(), day.month());
    swapped.filter(|other| *other != day)
}

/// Year, month and day as eight digits.
fn digits(day: NaiveDate) -> [u32; 8] {
    let number = day.year().unsigned_abs() * 10_000 + day.month() * 100 + day.day();
    let mut digits = [0; 8];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = rest % 10;
        rest /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_far_as_its_digits_differ() {
        for (asked, recorded, expected) in [
            ("2011-08-17", "2011-08-18", 1),
            ("2011-04-03", "2011-03-04", 1),
            ("2011-08-17", "2012-09-17", 2),
            ("2011-08-17", "1999-12-30", 8),
        ] {
            let (day, recorded) = (asked.parse().unwrap(), recorded.parse().unwrap());
            let found = days(Some(Days::day(day)), Some(recorded));
            assert_eq!(found, expected, "{asked} {recorded}");
        }
        let range = Days::between("2011-01-01".parse().unwrap(), "2012-12-31".parse().unwrap());
        assert_eq!(days(Some(range), Some("2013-01-05".parse().unwrap())), 1);
        assert_eq!(days(Some(range), Some("2009-06-05".parse().unwrap())), 2);
        assert_eq!(days(Some(range), None), NOTHING);
    }

    #[test]
    fn slips_of_a_day_are_days_of_the_calendar() {
        let all: Vec<String> = slips("2011-04-03".parse().unwrap())
            .map(|day| day.to_string())
            .collect();
        assert_eq!(all.first().map(String::as_str), Some("2011-03-04"));
        for (day, expected) in [
            ("2011-04-13", true),
            ("2012-04-03", true),
            ("2011-04-03", false),
        ] {
            assert_eq!(all.iter().any(|one| one == day), expected, "{day}");
        }
    }
}

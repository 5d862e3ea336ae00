//! ALT-5, CLK-3: from which instant to which a plan is shown.

use crate::cast::{at, day, plan};
use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeDelta, Weekday};
use cpis_rules::{DayZone, Policy, civil_day, displayable};
use cpis_vocabulary::{Plan, PlanKind, Timestamp};
use proptest::prelude::*;
use std::sync::Arc;

fn is_shown(plan: &Plan, now: Timestamp, policy: &Policy) -> bool {
    !displayable(&[Arc::new(plan.clone())], None, now, policy).is_empty()
}

fn ended(kind: PlanKind, end: &str) -> Plan {
    Plan {
        end: Some(day(end)),
        ..plan(1, kind)
    }
}

/// ALT-5: the days after the end, counted; at noon, when every zone agrees.
#[test]
fn a_plan_is_shown_for_364_days_after_its_end_and_an_unborn_childs_for_28() {
    fn check(kind: PlanKind, end: &str, days_after: i64, shown: bool) {
        let noon = at(&format!(
            "{}T12:00:00Z",
            day(end) + Duration::days(days_after)
        ));
        let found = is_shown(&ended(kind, end), noon, &Policy::default());
        assert_eq!(
            found, shown,
            "{kind:?} that ended on {end}, {days_after} days after"
        );
    }
    for end in [
        "2026-01-10",
        "2026-07-01",
        "2026-03-31",
        "2027-03-01",
        "2028-02-29",
    ] {
        for kind in [PlanKind::Cpp, PlanKind::Lac] {
            for (days_after, shown) in [
                (-1, true),
                (0, true),
                (28, true),
                (29, true),
                (363, true),
                (364, true),
                (365, false),
            ] {
                check(kind, end, days_after, shown);
            }
        }
        for (days_after, shown) in [
            (-1, true),
            (0, true),
            (27, true),
            (28, true),
            (29, false),
            (364, false),
        ] {
            check(PlanKind::Ucpp, end, days_after, shown);
        }
    }
}

/// ALT-5, CLK-3: the last day ends with London's midnight.
#[test]
fn a_plan_is_hidden_from_londons_midnight() {
    fn check(row: &str, kind: PlanKind, end: &str, hidden_from: &str) {
        let edge = at(hidden_from);
        for (offset, shown) in [
            (-1_000, true),
            (-1, true),
            (0, false),
            (1, false),
            (1_000, false),
        ] {
            let now = edge.plus(TimeDelta::milliseconds(offset));
            let found = is_shown(&ended(kind, end), now, &Policy::default());
            assert_eq!(
                found, shown,
                "{row}: {kind:?} that ended on {end}, at {now}"
            );
        }
    }
    use PlanKind::{Cpp, Lac, Ucpp};
    for (row, kind, end, hidden_from) in [
        ("winter", Cpp, "2026-01-10", "2027-01-10T00:00:00Z"),
        ("winter", Lac, "2026-01-10", "2027-01-10T00:00:00Z"),
        ("winter", Ucpp, "2026-01-10", "2026-02-08T00:00:00Z"),
        ("summer", Cpp, "2026-07-01", "2027-06-30T23:00:00Z"),
        ("summer", Lac, "2026-07-01", "2027-06-30T23:00:00Z"),
        ("summer", Ucpp, "2026-06-01", "2026-06-29T23:00:00Z"),
        (
            "the rulebook's example",
            Lac,
            "2026-03-31",
            "2027-03-30T23:00:00Z",
        ),
        (
            "the eve of the change in spring",
            Ucpp,
            "2026-02-28",
            "2026-03-29T00:00:00Z",
        ),
        (
            "the day of the change in spring",
            Ucpp,
            "2026-03-01",
            "2026-03-29T23:00:00Z",
        ),
        (
            "the eve of the change in autumn",
            Ucpp,
            "2026-09-26",
            "2026-10-24T23:00:00Z",
        ),
        (
            "the day of the change in autumn",
            Ucpp,
            "2026-09-27",
            "2026-10-26T00:00:00Z",
        ),
        (
            "364 days are no year in a leap year",
            Cpp,
            "2027-03-01",
            "2028-02-29T00:00:00Z",
        ),
        (
            "an end on 29 February",
            Cpp,
            "2028-02-29",
            "2029-02-28T00:00:00Z",
        ),
        (
            "28 days to 29 February",
            Ucpp,
            "2028-02-01",
            "2028-03-01T00:00:00Z",
        ),
        (
            "over the turn of a year",
            Ucpp,
            "2026-12-15",
            "2027-01-13T00:00:00Z",
        ),
    ] {
        check(row, kind, end, hidden_from);
    }
}

/// ALT-5: the start day is shown, the day before is the future.
#[test]
fn a_plan_is_shown_from_the_midnight_of_its_first_day() {
    fn check(row: &str, start: &str, shown_from: &str) {
        let plan = Plan {
            start: day(start),
            ..plan(1, PlanKind::Cpp)
        };
        let edge = at(shown_from);
        for (offset, shown) in [(-1_000, false), (-1, false), (0, true), (1, true)] {
            let now = edge.plus(TimeDelta::milliseconds(offset));
            assert_eq!(
                is_shown(&plan, now, &Policy::default()),
                shown,
                "{row}: start {start}, at {now}"
            );
        }
    }
    check("winter", "2026-01-15", "2026-01-15T00:00:00Z");
    check("summer", "2026-06-15", "2026-06-14T23:00:00Z");
    check("the change in spring", "2026-03-29", "2026-03-29T00:00:00Z");
    check("the day after it", "2026-03-30", "2026-03-29T23:00:00Z");
    check("the change in autumn", "2026-10-25", "2026-10-24T23:00:00Z");
    check("the day after it", "2026-10-26", "2026-10-26T00:00:00Z");
    check("29 February", "2028-02-29", "2028-02-29T00:00:00Z");
}

/// ALT-5: a plan of one day is shown on that day and the days after.
#[test]
fn a_plan_may_end_on_the_day_on_which_it_starts() {
    let plan = Plan {
        start: day("2026-01-15"),
        end: Some(day("2026-01-15")),
        ..plan(1, PlanKind::Cpp)
    };
    assert!(is_shown(
        &plan,
        at("2026-01-15T12:00:00Z"),
        &Policy::default()
    ));
    assert!(is_shown(
        &plan,
        at("2027-01-14T12:00:00Z"),
        &Policy::default()
    ));
    assert!(!is_shown(
        &plan,
        at("2027-01-15T12:00:00Z"),
        &Policy::default()
    ));
}

/// ALT-5: the days after the end are settings.
#[test]
fn the_days_after_the_end_are_settings() {
    let policy = Policy {
        days_after_end: 0,
        days_after_due_date: 1,
        ..Policy::default()
    };
    for (kind, last) in [
        (PlanKind::Cpp, "2026-01-10"),
        (PlanKind::Lac, "2026-01-10"),
        (PlanKind::Ucpp, "2026-01-11"),
    ] {
        let plan = ended(kind, "2026-01-10");
        assert!(
            is_shown(&plan, at(&format!("{last}T23:59:59.999Z")), &policy),
            "{kind:?}"
        );
        let after = at(&format!("{last}T23:59:59.999Z")).plus(TimeDelta::milliseconds(1));
        assert!(!is_shown(&plan, after, &policy), "{kind:?}");
    }
}

/// ALT-5, CLK-3: a UTC day is wrong for one hour a night, in summer only.
#[test]
fn the_utc_setting_differs_in_exactly_one_hour_of_a_summer_night() {
    fn check(row: &str, from: &str, hours: i64, different: &[i64]) {
        let utc = Policy {
            day_zone: DayZone::Utc,
            ..Policy::default()
        };
        for hour in 0..hours {
            for millis in [0, 1, 3_599_999] {
                let now = at(from)
                    .plus(TimeDelta::hours(hour))
                    .plus(TimeDelta::milliseconds(millis));
                let days = (
                    civil_day(now, DayZone::London),
                    civil_day(now, DayZone::Utc),
                );
                assert_eq!(
                    days.0 != days.1,
                    different.contains(&hour),
                    "{row}: {now} is {days:?}"
                );
                // The plan ended so that its last day is the UTC day of `now`.
                let plan = Plan {
                    end: Some(days.1 - Duration::days(364)),
                    ..plan(1, PlanKind::Lac)
                };
                assert!(is_shown(&plan, now, &utc), "{row}: {now}");
                assert_eq!(
                    is_shown(&plan, now, &Policy::default()),
                    days.0 == days.1,
                    "{row}: {now}"
                );
            }
        }
    }
    check("winter", "2026-01-15T12:00:00Z", 24, &[]);
    check("summer", "2026-07-15T12:00:00Z", 24, &[11]);
    check(
        "spring, the night of the change and the next",
        "2026-03-28T12:00:00Z",
        48,
        &[35],
    );
    check(
        "autumn, the night of the change and the next",
        "2026-10-24T12:00:00Z",
        48,
        &[11],
    );
}

#[test]
fn a_civil_day_is_londons() {
    fn check(instant: &str, expected: &str) {
        assert_eq!(
            civil_day(at(instant), DayZone::London),
            day(expected),
            "{instant}"
        );
    }
    check("2026-03-28T23:59:59.999Z", "2026-03-28");
    check("2026-03-29T00:00:00Z", "2026-03-29");
    check("2026-03-29T22:59:59.999Z", "2026-03-29");
    check("2026-03-29T23:00:00Z", "2026-03-30");
    check("2026-10-24T22:59:59.999Z", "2026-10-24");
    check("2026-10-24T23:00:00Z", "2026-10-25");
    check("2026-10-25T23:59:59.999Z", "2026-10-25");
    check("2026-10-26T00:00:00Z", "2026-10-26");
    check("1900-01-01T00:00:00Z", "1900-01-01");
}

/// London's civil day by the rule in force since 1996: summer time from the last Sunday of March to that of October, 01:00 UTC.
pub(crate) fn london_day(now: Timestamp) -> NaiveDate {
    let utc = DateTime::from_timestamp_millis(now.millis())
        .expect("in range")
        .naive_utc();
    let last_sunday = |month: u32| {
        (1..=31)
            .filter_map(|of_month| NaiveDate::from_ymd_opt(utc.year(), month, of_month))
            .rfind(|date| date.weekday() == Weekday::Sun)
            .and_then(|date| date.and_hms_opt(1, 0, 0))
            .expect("a Sunday")
    };
    if (last_sunday(3)..last_sunday(10)).contains(&utc) {
        (utc + TimeDelta::hours(1)).date()
    } else {
        utc.date()
    }
}

proptest! {
    /// CLK-3: the bundled database says what the law says, until it ends with the century.
    #[test]
    fn the_bundled_zone_follows_the_rule_for_summer_time(
        days in 0_i64..365 * 104,
        millis in prop_oneof![0_i64..86_400_000, 82_790_000_i64..82_810_000, 3_590_000_i64..3_610_000],
    ) {
        let now = at("1996-01-01T00:00:00Z").plus(TimeDelta::days(days)).plus(TimeDelta::milliseconds(millis));
        prop_assert_eq!(civil_day(now, DayZone::London), london_day(now), "{}", now);
    }
}

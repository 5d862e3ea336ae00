//! CLK-3: instants.

use chrono::TimeDelta;
use cpis_vocabulary::{Timestamp, TimestampError};
use proptest::prelude::*;

/// CLK-3: instants are UTC, in whole milliseconds.
#[test]
fn an_instant_is_read_with_its_offset_and_written_in_utc() {
    fn check(row: &str, text: &str, written: Result<&str, TimestampError>) {
        let found = Timestamp::parse(text).map(|at| at.to_string());
        assert_eq!(
            found.as_deref(),
            written.as_ref().map(|text| *text),
            "{row}: {text:?}"
        );
    }
    use TimestampError::{Form, Range};
    for (row, text, written) in [
        (
            "whole seconds",
            "2026-03-02T09:00:00Z",
            Ok("2026-03-02T09:00:00.000Z"),
        ),
        (
            "milliseconds",
            "2026-03-02T09:00:00.001Z",
            Ok("2026-03-02T09:00:00.001Z"),
        ),
        (
            "an offset",
            "2026-07-01T00:30:00+01:00",
            Ok("2026-06-30T23:30:00.000Z"),
        ),
        (
            "an offset to the west",
            "2026-06-30T22:00:00-05:00",
            Ok("2026-07-01T03:00:00.000Z"),
        ),
        (
            "less than a millisecond is cut off",
            "2026-03-02T09:00:00.000999Z",
            Ok("2026-03-02T09:00:00.000Z"),
        ),
        (
            "also before 1970",
            "1969-12-31T23:59:59.9999Z",
            Ok("1969-12-31T23:59:59.999Z"),
        ),
        (
            "the first",
            "1900-01-01T00:00:00Z",
            Ok("1900-01-01T00:00:00.000Z"),
        ),
        (
            "the last",
            "2200-01-01T00:00:00Z",
            Ok("2200-01-01T00:00:00.000Z"),
        ),
        ("before the first", "1899-12-31T23:59:59.999Z", Err(Range)),
        ("after the last", "2200-01-01T00:00:00.001Z", Err(Range)),
        ("far off", "9999-12-31T23:59:59Z", Err(Range)),
        (
            "a leap year's day",
            "2028-02-29T12:00:00Z",
            Ok("2028-02-29T12:00:00.000Z"),
        ),
        ("no such day", "2026-02-29T12:00:00Z", Err(Form)),
        ("no such hour", "2026-03-02T24:00:00Z", Err(Form)),
        ("no offset", "2026-03-02T09:00:00", Err(Form)),
        ("a day", "2026-03-02", Err(Form)),
        ("milliseconds since 1970", "1772442000000", Err(Form)),
        ("empty", "", Err(Form)),
        ("something behind", "2026-03-02T09:00:00Z.", Err(Form)),
    ] {
        check(row, text, written);
    }
}

#[test]
fn arithmetic_is_held_at_the_ends_of_the_range() {
    fn check(row: &str, found: Timestamp, expected: Timestamp) {
        assert_eq!(found, expected, "{row}");
    }
    let at = Timestamp::from_millis(0);
    check("too late", Timestamp::from_millis(i64::MAX), Timestamp::MAX);
    check(
        "too early",
        Timestamp::from_millis(i64::MIN),
        Timestamp::MIN,
    );
    check(
        "plus the longest span",
        at.plus(TimeDelta::MAX),
        Timestamp::MAX,
    );
    check(
        "plus the longest span back",
        at.plus(TimeDelta::MIN),
        Timestamp::MIN,
    );
    check(
        "past the end",
        Timestamp::MAX.plus(TimeDelta::milliseconds(1)),
        Timestamp::MAX,
    );
    check(
        "past the beginning",
        Timestamp::MIN.plus(TimeDelta::milliseconds(-1)),
        Timestamp::MIN,
    );
    assert_eq!(
        Timestamp::parse(&Timestamp::MIN.to_string()),
        Ok(Timestamp::MIN)
    );
    assert_eq!(
        Timestamp::parse(&Timestamp::MAX.to_string()),
        Ok(Timestamp::MAX)
    );
}

/// ASN-3 counts elapsed time: 24 hours are 24 hours, on any night.
#[test]
fn elapsed_time_knows_no_wall_clock() {
    fn check(from: &str, to: &str, hours: i64) {
        let (from, to) = (
            Timestamp::parse(from).expect(from),
            Timestamp::parse(to).expect(to),
        );
        assert_eq!(to.since(from), TimeDelta::hours(hours), "{from} to {to}");
        assert_eq!(from.since(to), TimeDelta::hours(-hours), "{to} to {from}");
    }
    check("2026-03-28T09:00:00+00:00", "2026-03-29T10:00:00+01:00", 24);
    check("2026-03-28T09:00:00+00:00", "2026-03-29T09:00:00+01:00", 23);
    check("2026-10-24T09:00:00+01:00", "2026-10-25T09:00:00+00:00", 25);
}

proptest! {
    /// CLK-3
    #[test]
    fn an_instant_is_written_as_rfc_3339_has_it(
        millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis()
    ) {
        let at = Timestamp::from_millis(millis);
        let expected = at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        prop_assert_eq!(at.to_string(), expected);
    }

    #[test]
    fn an_instant_survives_writing_and_reading(millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis()) {
        let at = Timestamp::from_millis(millis);
        prop_assert_eq!(at.millis(), millis);
        prop_assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
        prop_assert_eq!(format!("{at:?}"), at.to_string());
        prop_assert_eq!(at.to_utc().timestamp_millis(), millis);
    }

    #[test]
    fn plus_and_since_undo_each_other(a in any::<i64>(), b in any::<i64>()) {
        let (a, b) = (Timestamp::from_millis(a), Timestamp::from_millis(b));
        prop_assert_eq!(a.plus(b.since(a)), b);
        prop_assert_eq!(a < b, b.since(a) > TimeDelta::zero());
    }

    #[test]
    fn any_text_is_an_instant_or_refused(text in any::<String>()) {
        if let Ok(at) = Timestamp::parse(&text) {
            prop_assert!((Timestamp::MIN..=Timestamp::MAX).contains(&at));
        }
    }
}

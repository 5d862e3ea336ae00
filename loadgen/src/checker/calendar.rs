//! Civil days in Europe/London, and how long a plan is shown. ALT-5, ALT-6, CLK-3.

use super::Reading;
use crate::history::PlanFacts;
use chrono::{Datelike, NaiveDate, TimeZone};
use chrono_tz::Europe::London;
use cpis_vocabulary::{PlanKind, Timestamp};
use std::cell::Cell;

/// The day it is in London.
pub(crate) fn london_day(at: Timestamp) -> NaiveDate {
    LAST.with(|last| {
        let known = last.get().filter(|day| day.holds(at));
        let day = known.unwrap_or_else(|| Day::of(at));
        last.set(Some(day));
        day.date
    })
}

thread_local! {
    // Neighbours in a history mostly lie on one day, and the time-zone database is slow.
    static LAST: Cell<Option<Day>> = const { Cell::new(None) };
}

/// A day in London, or as much of it as is certain, in milliseconds; the end is exclusive.
#[derive(Clone, Copy)]
struct Day {
    date: NaiveDate,
    from: i64,
    to: i64,
}

impl Day {
    fn of(at: Timestamp) -> Self {
        let date = at.to_utc().with_timezone(&London).date_naive();
        match midnight(date).zip(date.succ_opt().and_then(midnight)) {
            Some((from, to)) => Self { date, from, to },
            None => Self {
                date,
                from: at.millis(),
                to: at.millis() + 1,
            },
        }
    }

    const fn holds(&self, at: Timestamp) -> bool {
        self.from <= at.millis() && at.millis() < self.to
    }
}

/// When a day begins in London, in milliseconds. London changes its clocks at one in the morning: midnight is never skipped and never
/// comes twice.
pub(super) fn midnight(day: NaiveDate) -> Option<i64> {
    let begin = day.and_hms_opt(0, 0, 0)?;
    let begin = London.from_local_datetime(&begin).single()?;
    Some(begin.timestamp_millis())
}

/// The day somebody turns 18; born on 29 February, 1 March. ALT-6.
pub(super) fn eighteenth_birthday(birth: NaiveDate) -> Option<NaiveDate> {
    let year = birth.year() + 18;
    birth
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

/// The last day that caps a plan, if one does: UCPPs have none, nor has a patient without birth date. ALT-6, ALT-7.
pub(super) fn cap(plan: &PlanFacts, birth: Option<NaiveDate>) -> Option<NaiveDate> {
    match plan.kind {
        PlanKind::Cpp | PlanKind::Lac => birth.and_then(eighteenth_birthday),
        PlanKind::Ucpp => None,
    }
}

/// The end as it goes out on the wire: absent stays absent, a later one is capped. ALT-6.
pub(crate) fn end_on_the_wire(plan: &PlanFacts, birth: Option<NaiveDate>) -> Option<NaiveDate> {
    match (plan.end, cap(plan, birth)) {
        (Some(end), Some(cap)) => Some(end.min(cap)),
        (end, _) => end,
    }
}

/// The last day on which a plan is shown; none where it has no last day. ALT-5, ALT-6.
pub(crate) fn last_day_shown(
    plan: &PlanFacts,
    birth: Option<NaiveDate>,
    reading: &Reading,
) -> Option<NaiveDate> {
    let days = match plan.kind {
        PlanKind::Cpp | PlanKind::Lac => reading.days_after_end,
        PlanKind::Ucpp => reading.days_after_due,
    };
    let end = match (plan.end, cap(plan, birth)) {
        (Some(end), Some(cap)) => Some(end.min(cap)),
        (end, cap) => end.or(cap),
    };
    end.and_then(|end| end.checked_add_days(days))
}

/// Whether a plan is shown on a day. ALT-5.
#[cfg(test)]
fn is_shown_on(
    plan: &PlanFacts,
    birth: Option<NaiveDate>,
    reading: &Reading,
    day: NaiveDate,
) -> bool {
    plan.start <= day && last_day_shown(plan, birth, reading).is_none_or(|last| day <= last)
}

#[cfg(test)]
mod tests {
    use super::{eighteenth_birthday, end_on_the_wire, is_shown_on, london_day, midnight};
    use crate::checker::Reading;
    use crate::history::PlanFacts;
    use chrono::NaiveDate;
    use cpis_vocabulary::{PlanKind, Timestamp};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn plan(kind: PlanKind, end: Option<&str>) -> PlanFacts {
        PlanFacts {
            id: None,
            kind,
            start: day("2026-01-10"),
            end: end.map(day),
            authority: "LA1".into(),
            emergency_phone: None,
            office_phone: None,
            local_id: None,
            upload: None,
        }
    }

    #[test]
    fn a_day_begins_in_london() {
        let rows = [
            ("2026-01-15T23:59:59.999Z", "2026-01-15"),
            ("2026-01-16T00:00:00Z", "2026-01-16"),
            ("2026-07-15T22:59:59.999Z", "2026-07-15"),
            ("2026-07-15T23:00:00Z", "2026-07-16"),
            ("2026-03-29T00:30:00Z", "2026-03-29"),
            ("2026-10-24T23:00:00Z", "2026-10-25"),
            ("2026-10-25T23:00:00Z", "2026-10-25"),
        ];
        // Each after each other: what is remembered of one must not be taken for the next.
        for (before, _) in rows {
            for (instant, expected) in rows {
                let _ = london_day(at(before));
                assert_eq!(
                    london_day(at(instant)),
                    day(expected),
                    "{instant} after {before}"
                );
            }
        }
        assert_eq!(
            midnight(day("2026-07-16")),
            Some(at("2026-07-15T23:00:00Z").millis())
        );
    }

    #[test]
    fn somebody_born_on_the_29th_of_february_turns_18_on_the_first_of_march() {
        assert_eq!(
            eighteenth_birthday(day("2008-02-29")),
            Some(day("2026-03-01"))
        );
        assert_eq!(
            eighteenth_birthday(day("2008-03-02")),
            Some(day("2026-03-02"))
        );
    }

    #[test]
    fn a_plan_is_shown_from_its_first_day_to_the_last_day_after_its_end() {
        let reading = Reading::default();
        let rows = [
            (PlanKind::Lac, Some("2026-03-31"), None, "2026-01-09", false),
            (PlanKind::Lac, Some("2026-03-31"), None, "2026-01-10", true),
            (PlanKind::Lac, Some("2026-03-31"), None, "2027-03-30", true),
            (PlanKind::Lac, Some("2026-03-31"), None, "2027-03-31", false),
            (PlanKind::Ucpp, Some("2026-03-31"), None, "2026-04-28", true),
            (
                PlanKind::Ucpp,
                Some("2026-03-31"),
                None,
                "2026-04-29",
                false,
            ),
            (
                PlanKind::Ucpp,
                Some("2026-03-31"),
                Some("1990-05-05"),
                "2026-04-28",
                true,
            ),
            (PlanKind::Cpp, None, None, "2199-01-01", true),
            (PlanKind::Cpp, None, Some("2008-05-05"), "2027-05-04", true),
            (PlanKind::Cpp, None, Some("2008-05-05"), "2027-05-05", false),
            (
                PlanKind::Cpp,
                Some("2030-01-01"),
                Some("2008-05-05"),
                "2027-05-05",
                false,
            ),
        ];
        for (kind, end, birth, on, expected) in rows {
            let shown = is_shown_on(&plan(kind, end), birth.map(day), &reading, day(on));
            assert_eq!(
                shown, expected,
                "{kind:?} to {end:?}, born {birth:?}, on {on}"
            );
        }
    }

    #[test]
    fn an_absent_end_stays_absent_and_a_later_one_is_capped() {
        let born = Some(day("2008-05-05"));
        let capped = Some(day("2026-05-05"));
        assert_eq!(end_on_the_wire(&plan(PlanKind::Cpp, None), born), None);
        assert_eq!(
            end_on_the_wire(&plan(PlanKind::Cpp, Some("2030-01-01")), born),
            capped
        );
        let unborn = plan(PlanKind::Ucpp, Some("2030-01-01"));
        assert_eq!(end_on_the_wire(&unborn, born), Some(day("2030-01-01")));
    }
}

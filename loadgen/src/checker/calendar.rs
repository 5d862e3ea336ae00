//! Civil days in Europe/London, and how long a plan is shown. ALT-5, ALT-6, CLK-3.

use super::Reading;
use crate::history::PlanFacts;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Europe::London;
use cpis_vocabulary::{PlanKind, Timestamp};

/// The day it is in London.
pub(super) fn london_day(at: Timestamp) -> NaiveDate {
    at.to_utc().with_timezone(&London).date_naive()
}

/// The days of London that an interval touches, none twice; an interval of more than a week is cut to its ends and a week.
pub(super) fn london_days(from: Timestamp, to: Timestamp) -> Vec<NaiveDate> {
    let last = london_day(to);
    let mut days: Vec<NaiveDate> = london_day(from)
        .iter_days()
        .take(8)
        .take_while(|day| *day <= last)
        .collect();
    if days.last().is_some_and(|day| *day < last) {
        days.push(last);
    }
    days
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
pub(super) fn end_on_the_wire(plan: &PlanFacts, birth: Option<NaiveDate>) -> Option<NaiveDate> {
    match (plan.end, cap(plan, birth)) {
        (Some(end), Some(cap)) => Some(end.min(cap)),
        (end, _) => end,
    }
}

/// The last day on which a plan is shown; none where it has no last day. ALT-5, ALT-6.
pub(super) fn last_day_shown(
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
pub(super) fn is_shown_on(
    plan: &PlanFacts,
    birth: Option<NaiveDate>,
    reading: &Reading,
    day: NaiveDate,
) -> bool {
    plan.start <= day && last_day_shown(plan, birth, reading).is_none_or(|last| day <= last)
}

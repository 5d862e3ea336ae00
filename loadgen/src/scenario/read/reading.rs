use core::time::Duration;

use chrono::Days;

use super::people::whole;
use crate::checker::{Anchor, BothActivities, NewAuthority, Reading, Record};
use crate::scenario::keys::READING;
use crate::scenario::reader::Reader;

/// How the rules are read; the rulebook's own reading where the file says nothing.
pub(super) fn reading(file: &Reader<'_>) -> Reading {
    let section = file.section(&READING);
    let rulebook = Reading::default();
    Reading {
        anchor: choice(&section, "anchor", Anchor::named, rulebook.anchor),
        record: choice(&section, "record_repeats", Record::named, rulebook.record),
        both: choice(
            &section,
            "both_activities",
            BothActivities::named,
            rulebook.both,
        ),
        new_authority: choice(
            &section,
            "new_authority",
            NewAuthority::named,
            rulebook.new_authority,
        ),
        token_life_s: in_whole(
            &section,
            "token_life",
            section.optional("token_life"),
            SECOND,
        )
        .unwrap_or(rulebook.token_life_s),
        window_ms: in_whole(&section, "window", section.optional("window"), MILLISECOND)
            .unwrap_or(rulebook.window_ms),
        merge_ms: in_whole(
            &section,
            "trace_life",
            section.optional("trace_life"),
            MILLISECOND,
        )
        .unwrap_or(rulebook.merge_ms),
        list_length: whole(&section, "views_listed")
            .and_then(|length| usize::try_from(length).ok())
            .unwrap_or(rulebook.list_length),
        days_after_end: days(&section, "days_after_end", rulebook.days_after_end),
        days_after_due: days(&section, "days_after_due_date", rulebook.days_after_due),
        ..rulebook
    }
}

const SECOND: (Duration, &str) = (Duration::from_secs(1), "seconds");
const MILLISECOND: (Duration, &str) = (Duration::from_millis(1), "milliseconds");

fn choice<T>(
    section: &Reader<'_>,
    key: &str,
    named: impl Fn(&str) -> Option<T>,
    otherwise: T,
) -> T {
    section.word(key).and_then(named).unwrap_or(otherwise)
}

fn days(section: &Reader<'_>, key: &str, otherwise: Days) -> Days {
    whole(section, key).map_or(otherwise, |count| Days::new(u64::from(count)))
}

/// How many of a unit a length of time is; what is no whole number of them is a mistake.
fn in_whole<N: TryFrom<u128>>(
    section: &Reader<'_>,
    key: &str,
    length: Option<Duration>,
    (unit, units): (Duration, &str),
) -> Option<N> {
    let length = length?;
    let count = (length.as_nanos() % unit.as_nanos() == 0)
        .then(|| N::try_from(length.as_nanos() / unit.as_nanos()).ok())
        .flatten();
    if count.is_none() {
        section.wrong(key, &format!("whole {units} are needed"));
    }
    count
}

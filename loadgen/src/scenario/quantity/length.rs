use core::time::Duration;

use super::decimal::Decimal;

const UNITS: [(&[&str], u64); 6] = [
    (&["us", "µs"], 1_000),
    (&["ms"], 1_000_000),
    (&["s", "second", "seconds"], 1_000_000_000),
    (&["min", "minute", "minutes"], 60_000_000_000),
    (&["h", "hour", "hours"], 3_600_000_000_000),
    (&["d", "day", "days"], 86_400_000_000_000),
];

/// The longest duration: 400 days, so that a plan can be watched through its 364.
const LONGEST: u64 = 400 * 86_400_000_000_000;

/// Reads `90 s`, `250 ms`, `1.5 min`, `24 h`, or several in a row: `23 h 59 min`.
///
/// # Errors
/// Without a unit, with an unknown one, at zero and above 400 days.
pub fn read_duration(text: &str) -> Result<Duration, String> {
    let needs_unit = || "a duration needs a unit, for example \"90 s\"".to_owned();
    let above_zero = || "a duration is above zero, for example \"90 s\"".to_owned();
    let mut total: u64 = 0;
    let mut rest = text.trim();
    if rest.starts_with('-') {
        return Err(above_zero());
    }
    while let Some((number, after)) = Decimal::split(rest) {
        let end = after
            .find(|c: char| c.is_whitespace() || c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        if unit.is_empty() {
            return Err(needs_unit());
        }
        let part = number.times(nanos_of(unit)?);
        total = part
            .and_then(|part| total.checked_add(part))
            .filter(|total| *total <= LONGEST)
            .ok_or_else(|| "a duration is at most 400 days, in whole nanoseconds".to_owned())?;
        rest = next.trim();
        if rest.is_empty() {
            return (total > 0)
                .then(|| Duration::from_nanos(total))
                .ok_or_else(above_zero);
        }
    }
    Err(needs_unit())
}

fn nanos_of(unit: &str) -> Result<u64, String> {
    UNITS
        .iter()
        .find(|(names, _)| names.iter().any(|name| unit.eq_ignore_ascii_case(name)))
        .map(|(_, nanos)| *nanos)
        .ok_or_else(|| "the units of a duration are us, ms, s, min, h and d".to_owned())
}

/// The duration as [`read_duration`] reads it, in the largest unit that needs no fraction.
pub fn show_duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    [
        (3_600_000_000_000, "h"),
        (60_000_000_000, "min"),
        (1_000_000_000, "s"),
    ]
    .into_iter()
    .chain([(1_000_000, "ms"), (1_000, "us")])
    .find(|(unit, _)| nanos >= *unit && nanos.is_multiple_of(*unit))
    .map_or_else(
        || format!("{}.{:09} s", duration.as_secs(), duration.subsec_nanos()),
        |(unit, name)| format!("{} {name}", nanos / unit),
    )
}

/// Reads a time of the run: a duration since its start, or `0 s` for the start itself.
///
/// # Errors
/// As [`read_duration`], but for zero.
pub fn read_offset(text: &str) -> Result<Duration, String> {
    match Decimal::split(text) {
        Some((Decimal { units: 0, .. }, unit)) if !unit.is_empty() => {
            nanos_of(unit).map(|_| Duration::ZERO)
        }
        Some(_) | None => read_duration(text),
    }
}

/// A time of the run as [`read_offset`] reads it.
pub fn show_offset(offset: Duration) -> String {
    if offset.is_zero() {
        "0 s".to_owned()
    } else {
        show_duration(offset)
    }
}

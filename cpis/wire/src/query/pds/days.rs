use super::values::once;
use crate::digits::read_day;
use chrono::NaiveDate;

/// A day or a range of days, both ends included; an end that is not given is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DateRange {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

/// The ends of a date parameter, each given at most once.
#[derive(Debug, Default)]
pub(super) struct Days {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Days {
    /// Takes a bare day or `eq` (both ends), `ge` (the first) or `le` (the last); none if it is malformed or says an end again.
    pub(super) fn take(&mut self, value: &str) -> Option<()> {
        if let Some(from) = value.strip_prefix("ge") {
            once(&mut self.from, read_day(from))
        } else if let Some(to) = value.strip_prefix("le") {
            once(&mut self.to, read_day(to))
        } else {
            let day = read_day(value.strip_prefix("eq").unwrap_or(value));
            once(&mut self.from, day)?;
            once(&mut self.to, day)
        }
    }

    /// What was given, if anything.
    pub(super) fn range(&self) -> Option<DateRange> {
        let range = DateRange {
            from: self.from,
            to: self.to,
        };
        (range.from.is_some() || range.to.is_some()).then_some(range)
    }
}

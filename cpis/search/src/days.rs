//! Days asked for: one, a month, years, from and to. SRC-4.

use chrono::{Days as Count, Months, NaiveDate};

/// An unbroken run of days, both ends included; an open end is the first or the last day there is.
///
/// One that ends before it starts holds no day and so matches nobody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Days {
    first: NaiveDate,
    last: NaiveDate,
}

impl Days {
    /// Every day there is.
    pub const ANY: Self = Self::between(NaiveDate::MIN, NaiveDate::MAX);

    /// One day.
    pub const fn day(day: NaiveDate) -> Self {
        Self::between(day, day)
    }

    /// From a day to a day.
    pub const fn between(first: NaiveDate, last: NaiveDate) -> Self {
        Self { first, last }
    }

    /// From a day on.
    pub const fn since(first: NaiveDate) -> Self {
        Self::between(first, NaiveDate::MAX)
    }

    /// Up to a day.
    pub const fn until(last: NaiveDate) -> Self {
        Self::between(NaiveDate::MIN, last)
    }

    /// Every day of a month; none if there is no such month.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let next = first.checked_add_months(Months::new(1))?;
        Some(Self::between(first, next.checked_sub_days(Count::new(1))?))
    }

    /// Every day of a year.
    pub fn year(year: i32) -> Option<Self> {
        Self::years(year, year)
    }

    /// Every day from the first year to the last.
    pub fn years(first: i32, last: i32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(first, 1, 1)?;
        Some(Self::between(first, NaiveDate::from_ymd_opt(last, 12, 31)?))
    }

    /// The first day.
    pub const fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last day.
    pub const fn last(&self) -> NaiveDate {
        self.last
    }

    /// Whether a day is one of them.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether it is a single day.
    pub fn is_one_day(&self) -> bool {
        self.first == self.last
    }

    /// Whether it holds no day.
    pub fn is_empty(&self) -> bool {
        self.last < self.first
    }

    /// From the first day of this run to the last of the other.
    #[must_use]
    pub const fn to(self, end: Self) -> Self {
        Self::between(self.first, end.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_every_day_of_it_and_no_other() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let rows = [
            ((2011, 8), ("2011-08-01", "2011-08-31")),
            ((2012, 2), ("2012-02-01", "2012-02-29")),
            ((2011, 2), ("2011-02-01", "2011-02-28")),
            ((2011, 12), ("2011-12-01", "2011-12-31")),
        ];
        for ((year, month), (first, last)) in rows {
            let expected = Some(Days::between(day(first), day(last)));
            assert_eq!(Days::month(year, month), expected, "{month}-{year}");
        }
        assert_eq!(Days::month(2011, 13), None);
    }

    #[test]
    fn years_have_both_their_ends() {
        let days = Days::years(2011, 2014).unwrap();
        for (day, expected) in [
            ("2010-12-31", false),
            ("2011-01-01", true),
            ("2014-12-31", true),
            ("2015-01-01", false),
        ] {
            assert_eq!(days.contains(day.parse().unwrap()), expected, "{day}");
        }
        assert!(Days::years(2014, 2011).unwrap().is_empty());
    }
}

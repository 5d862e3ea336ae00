use chrono::{DateTime, Datelike, TimeDelta, Utc};
use core::{fmt, ops::Range};

/// An instant, in whole milliseconds of UTC since 1970. CLK-3.
///
/// Instants and civil days are different types: a window of 24 hours is arithmetic on instants, the days after a plan's end are
/// arithmetic on days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is no instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TimestampError {
    /// Not in the form of RFC 3339.
    #[error("an instant reads like 2026-03-02T09:00:00Z, with its offset")]
    Form,
    /// Outside the years 1900 to 2200.
    #[error("an instant lies between the years 1900 and 2200")]
    Range,
}

impl Timestamp {
    /// 1900-01-01T00:00:00Z.
    pub const MIN: Self = Self(-2_208_988_800_000);
    /// 2200-01-01T00:00:00Z.
    pub const MAX: Self = Self(7_258_118_400_000);

    /// The instant so many milliseconds after 1970, held between [`Timestamp::MIN`] and [`Timestamp::MAX`].
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Milliseconds after 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339, with any offset; parts of a millisecond are cut off.
    ///
    /// # Errors
    /// When the form is another, or the year is outside 1900 to 2200.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let millis = DateTime::parse_from_rfc3339(text)
            .map_err(|_| TimestampError::Form)?
            .timestamp_millis();
        if (Self::MIN.0..=Self::MAX.0).contains(&millis) {
            Ok(Self(millis))
        } else {
            Err(TimestampError::Range)
        }
    }

    /// The same instant for calendar arithmetic.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// The instant `by` later (earlier when negative), held at the ends of the range.
    #[must_use]
    pub fn plus(self, by: TimeDelta) -> Self {
        Self::from_millis(self.0.saturating_add(by.num_milliseconds()))
    }

    /// The instant in RFC 3339, `2026-03-02T09:00:00.000Z`: always 24 ASCII characters.
    pub fn text(self) -> [u8; 24] {
        // Every answer carries an instant, and chrono takes several times as long to write one.
        let day = self.to_utc().date_naive();
        let of_day = self.0.rem_euclid(86_400_000).unsigned_abs();
        let mut text = *b"0000-00-00T00:00:00.000Z";
        digits(&mut text, 0..4, u64::from(day.year().unsigned_abs()));
        digits(&mut text, 5..7, u64::from(day.month()));
        digits(&mut text, 8..10, u64::from(day.day()));
        digits(&mut text, 11..13, of_day / 3_600_000);
        digits(&mut text, 14..16, of_day / 60_000 % 60);
        digits(&mut text, 17..19, of_day / 1_000 % 60);
        digits(&mut text, 20..23, of_day % 1_000);
        text
    }

    /// The time elapsed from `earlier` to this instant; negative when it is not earlier.
    pub fn since(self, earlier: Self) -> TimeDelta {
        TimeDelta::milliseconds(self.0 - earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.text()).unwrap_or_default())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Writes the last decimal digits of a number into these places.
fn digits(text: &mut [u8; 24], places: Range<usize>, number: u64) {
    let mut rest = number;
    for digit in text.get_mut(places).unwrap_or_default().iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
}

use super::text::Noun;
use chrono::TimeDelta;
use std::{borrow::Cow, fmt};

/// A length of elapsed time in the form of ISO 8601, in whole milliseconds: `PT24H`, `PT23H59M59.999S`, `P1D`. CLK-1.
///
/// A day is 24 hours, a week seven days: the clock moves by elapsed time, not by the calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct IsoDuration(TimeDelta);

/// Why a text is no length of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IsoDurationError {
    /// Not in the form of ISO 8601.
    #[error("a length of time reads like PT24H, PT23H59M59.999S or P1D")]
    Form,
    /// In years or months, which have no fixed length.
    #[error(
        "a length of time is given in weeks, days, hours, minutes and seconds; years and months have no fixed length"
    )]
    Calendar,
    /// Finer than a millisecond, or with a fraction elsewhere than in the seconds.
    #[error("a fraction stands with the seconds and has at most three digits")]
    Fraction,
    /// Longer than three hundred years.
    #[error("a length of time is at most three hundred years")]
    TooLong,
}

const LONGEST_MILLIS: i64 = 300 * 366 * 86_400_000;

impl IsoDuration {
    /// A length of time, cut to whole milliseconds; a negative one is none.
    pub fn new(length: TimeDelta) -> Self {
        Self(TimeDelta::milliseconds(length.num_milliseconds().max(0)))
    }

    /// The length.
    pub const fn length(self) -> TimeDelta {
        self.0
    }

    /// Reads the form of ISO 8601.
    ///
    /// # Errors
    /// When the form is another, the length depends on the calendar, is finer than a millisecond or longer than three hundred years.
    pub fn parse(text: &str) -> Result<Self, IsoDurationError> {
        let rest = text.strip_prefix('P').ok_or(IsoDurationError::Form)?;
        let (days, time) = match rest.split_once('T') {
            Some((_, "")) => return Err(IsoDurationError::Form),
            Some((days, time)) => (days, time),
            None => (rest, ""),
        };
        if days.is_empty() && time.is_empty() {
            return Err(IsoDurationError::Form);
        }
        if days.contains(['Y', 'M']) {
            return Err(IsoDurationError::Calendar);
        }
        let days = sum(days, &[('W', 604_800_000), ('D', 86_400_000)])?;
        let time = sum(time, &[('H', 3_600_000), ('M', 60_000), ('S', 1_000)])?;
        let millis = days.checked_add(time).ok_or(IsoDurationError::TooLong)?;
        if millis > LONGEST_MILLIS {
            return Err(IsoDurationError::TooLong);
        }
        Ok(Self(TimeDelta::milliseconds(millis)))
    }
}

/// The milliseconds of parts such as `23H59M59.999S`: each unit at most once, in their order.
fn sum(parts: &str, units: &[(char, i64)]) -> Result<i64, IsoDurationError> {
    let mut total = 0_i64;
    let mut rest = parts;
    for (unit, millis) in units {
        let Some((amount, after)) = rest.split_once(*unit) else {
            continue;
        };
        total = total
            .checked_add(part(amount, *unit, *millis)?)
            .ok_or(IsoDurationError::TooLong)?;
        rest = after;
    }
    if rest.is_empty() {
        Ok(total)
    } else {
        Err(IsoDurationError::Form)
    }
}

fn part(amount: &str, unit: char, millis: i64) -> Result<i64, IsoDurationError> {
    let (whole, fraction) = match amount.split_once(['.', ',']) {
        None => (amount, 0),
        Some((whole, fraction)) if unit == 'S' => (whole, thousandths(fraction)?),
        Some(_) => return Err(IsoDurationError::Fraction),
    };
    digits(whole)
        .ok_or(IsoDurationError::Form)?
        .parse::<i64>()
        .ok()
        .and_then(|whole| whole.checked_mul(millis)?.checked_add(fraction))
        .ok_or(IsoDurationError::TooLong)
}

fn thousandths(fraction: &str) -> Result<i64, IsoDurationError> {
    let scale = match fraction.len() {
        1 => 100,
        2 => 10,
        3 => 1,
        _ => return Err(IsoDurationError::Fraction),
    };
    digits(fraction)
        .and_then(|digits| digits.parse::<i64>().ok())
        .map(|digits| digits * scale)
        .ok_or(IsoDurationError::Form)
}

fn digits(text: &str) -> Option<&str> {
    let only_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    only_digits.then_some(text)
}

impl fmt::Display for IsoDuration {
    /// Hours, minutes and seconds, without the parts that are nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.num_milliseconds();
        if millis == 0 {
            return f.write_str("PT0S");
        }
        f.write_str("PT")?;
        for (amount, unit) in [(millis / 3_600_000, 'H'), (millis / 60_000 % 60, 'M')] {
            if amount > 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        match (millis / 1_000 % 60, millis % 1_000) {
            (0, 0) => Ok(()),
            (seconds, 0) => write!(f, "{seconds}S"),
            (seconds, thousandths) => write!(f, "{seconds}.{thousandths:03}S"),
        }
    }
}

impl std::str::FromStr for IsoDuration {
    type Err = IsoDurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Noun for IsoDuration {
    fn write(&self) -> Cow<'static, str> {
        self.to_string().into()
    }

    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(|reason| reason.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn lengths_of_time_are_read_to_the_millisecond() {
        for (text, millis, again) in [
            ("PT24H", 24 * HOUR, "PT24H"),
            ("P1D", 24 * HOUR, "PT24H"),
            ("P2W", 336 * HOUR, "PT336H"),
            ("P1W1DT1H1M1S", 193 * HOUR + 61_000, "PT193H1M1S"),
            ("PT23H59M59.999S", 24 * HOUR - 1, "PT23H59M59.999S"),
            ("PT24H0.001S", 24 * HOUR + 1, "PT24H0.001S"),
            ("PT0.5S", 500, "PT0.500S"),
            ("PT0,25S", 250, "PT0.250S"),
            ("PT90M", 90 * 60_000, "PT1H30M"),
            ("PT0S", 0, "PT0S"),
            ("P0D", 0, "PT0S"),
        ] {
            let read = IsoDuration::parse(text).unwrap();
            assert_eq!(read.length().num_milliseconds(), millis, "{text}");
            assert_eq!(read.to_string(), again, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        use IsoDurationError::{Calendar, Form, Fraction, TooLong};
        for (text, reason) in [
            ("", Form),
            ("P", Form),
            ("PT", Form),
            ("P1DT", Form),
            ("24H", Form),
            ("PT24", Form),
            ("PTH", Form),
            ("-PT1H", Form),
            ("PT-1H", Form),
            ("PT+1H", Form),
            ("PT1S1H", Form),
            ("PT1H1H", Form),
            ("PT1.S", Fraction),
            ("PT1.aS", Form),
            ("P1M", Calendar),
            ("P1Y2M", Calendar),
            ("PT1.5H", Fraction),
            ("P1.5D", Fraction),
            ("PT0.0001S", Fraction),
            ("P999999D", TooLong),
            ("PT99999999999999999999H", TooLong),
            ("P9000000000000000D", TooLong),
        ] {
            assert_eq!(IsoDuration::parse(text), Err(reason), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_length_comes_back(millis in 0..=LONGEST_MILLIS) {
            let length = IsoDuration::new(TimeDelta::milliseconds(millis));
            prop_assert_eq!(IsoDuration::parse(&length.to_string()), Ok(length));
        }

        #[test]
        fn no_text_is_too_odd(text in "[-+PTWDHMSY0-9.,é]*") {
            let _ = IsoDuration::parse(&text);
        }
    }
}

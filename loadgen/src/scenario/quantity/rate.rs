use core::fmt;

use super::decimal::Decimal;

/// How often something happens, exactly: `events` in `seconds`, in lowest terms, above zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    events: u64,
    seconds: u64,
}

/// The highest rate, per second.
const HIGHEST: u64 = 1_000_000;

const UNITS: [(&str, u64); 3] = [("second", 1), ("minute", 60), ("hour", 3_600)];

impl Rate {
    /// Reads `50 per second`, `12.5 per minute`, `3 per hour`; `/` may stand for `per`, and `s`, `min`, `h` for the unit.
    ///
    /// # Errors
    /// Without a unit, at zero, above a million per second.
    pub fn read(text: &str) -> Result<Self, String> {
        let needs_unit = || "a rate needs a unit, for example \"400 per second\"".to_owned();
        let above_zero = || "a rate is above zero, for example \"400 per second\"".to_owned();
        if text.trim().starts_with('-') {
            return Err(above_zero());
        }
        let (number, unit) = Decimal::split(text).ok_or_else(needs_unit)?;
        let unit = unit
            .strip_prefix("per ")
            .or_else(|| unit.strip_prefix('/'))
            .ok_or_else(needs_unit)?
            .trim();
        let seconds = match unit {
            "second" | "s" => 1,
            "minute" | "min" => 60,
            "hour" | "h" => 3_600,
            _ => {
                return Err(
                    "the units of a rate are per second, per minute and per hour".to_owned(),
                );
            }
        };
        if number.units == 0 {
            return Err(above_zero());
        }
        let seconds = 10_u64.pow(number.places) * seconds;
        if u128::from(number.units) > u128::from(HIGHEST) * u128::from(seconds) {
            return Err("a rate is at most 1000000 per second".to_owned());
        }
        let common = common_factor(number.units, seconds);
        Ok(Self {
            events: number.units / common,
            seconds: seconds / common,
        })
    }

    /// Reads a rate, or `0 per second` for none.
    ///
    /// # Errors
    /// As [`Rate::read`], but for zero.
    pub fn read_or_none(text: &str) -> Result<Option<Self>, String> {
        let none = Decimal::split(text).is_some_and(|(number, _)| number.units == 0);
        // A rate of one in the same unit: the unit must be right all the same.
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || " ._".contains(c));
        if none {
            Self::read(&format!("1 {unit}")).map(|_| None)
        } else {
            Self::read(text).map(Some)
        }
    }

    /// How many happen in [`Rate::seconds`].
    pub const fn events(self) -> u64 {
        self.events
    }

    /// In how many seconds [`Rate::events`] happen.
    pub const fn seconds(self) -> u64 {
        self.seconds
    }
}

fn common_factor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_factor(b, a % b) }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS
            .iter()
            .find(|(_, seconds)| seconds.is_multiple_of(self.seconds))
        {
            Some((name, seconds)) => {
                write!(f, "{} per {name}", self.events * (seconds / self.seconds))
            }
            None => write!(f, "{} in {} seconds", self.events, self.seconds),
        }
    }
}

use core::fmt;

use super::decimal::Decimal;

/// How many times as fast a clock runs, exactly, in thousandths, above zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times(u32);

impl Times {
    /// Reads `60 times`, with up to three places.
    ///
    /// # Errors
    /// Without the word, at zero, above 100,000 times, with more than three places.
    pub fn read(text: &str) -> Result<Self, String> {
        let needs_unit = || "a clock's rate needs a unit, for example \"60 times\"".to_owned();
        let (number, unit) = Decimal::split(text).ok_or_else(needs_unit)?;
        if unit != "times" {
            return Err(needs_unit());
        }
        number
            .times(1_000)
            .and_then(|thousandths| u32::try_from(thousandths).ok())
            .filter(|thousandths| (1..=100_000_000).contains(thousandths))
            .map(Self)
            .ok_or_else(|| "a clock runs 0.001 times to 100000 times as fast".to_owned())
    }

    /// In thousandths.
    pub const fn thousandths(self) -> u32 {
        self.0
    }

    /// As the control port takes it.
    pub fn as_factor(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} times", self.as_factor())
    }
}

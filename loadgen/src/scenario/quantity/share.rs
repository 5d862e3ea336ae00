use core::fmt;

use super::decimal::Decimal;

/// A part of a whole, exactly, in millionths: from none to all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Share(u32);

impl Share {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Everything.
    pub const ALL: Self = Self(1_000_000);

    /// Reads `25 %`, with up to four places.
    ///
    /// # Errors
    /// Without the percent sign, above 100 %, with more than four places.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim().starts_with('-') {
            return Err("a share is at least 0 %".to_owned());
        }
        let (number, unit) = Decimal::split(text).ok_or_else(needs_sign)?;
        if unit != "%" {
            return Err(needs_sign());
        }
        let millionths = number.times(10_000).ok_or_else(|| {
            "a share has at most four places, for example \"0.0025 %\"".to_owned()
        })?;
        u32::try_from(millionths)
            .ok()
            .filter(|share| *share <= Self::ALL.0)
            .map(Self)
            .ok_or_else(|| "a share is at most 100 %".to_owned())
    }

    /// So many hundredths, held at all of it.
    pub const fn percent(percent: u32) -> Self {
        if percent > 100 {
            Self::ALL
        } else {
            Self(percent * 10_000)
        }
    }

    /// All but this.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(Self::ALL.0 - self.0)
    }

    /// In millionths.
    pub const fn millionths(self) -> u32 {
        self.0
    }

    /// Between 0 and 1.
    pub fn as_fraction(self) -> f64 {
        f64::from(self.0) / f64::from(Self::ALL.0)
    }
}

fn needs_sign() -> String {
    "a share needs a percent sign, for example \"25 %\"".to_owned()
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 10_000, self.0 % 10_000);
        if part == 0 {
            return write!(f, "{whole} %");
        }
        write!(
            f,
            "{whole}.{} %",
            format!("{part:04}").trim_end_matches('0')
        )
    }
}

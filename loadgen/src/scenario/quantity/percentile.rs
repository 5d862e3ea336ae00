use core::fmt;

use super::decimal::Decimal;

/// A place in a distribution, exactly, in hundred-thousandths: above none of it, below all of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Percentile(u32);

/// All of a distribution.
const ALL: u32 = 100_000;

impl Percentile {
    /// So many hundred-thousandths, held between the first and the last.
    pub const fn hundred_thousandths(parts: u32) -> Self {
        match parts {
            0 => Self(1),
            1..ALL => Self(parts),
            _ => Self(ALL - 1),
        }
    }

    /// Reads `p99`, `p99.9`, with up to three places.
    pub fn read(text: &str) -> Option<Self> {
        let (number, unit) = Decimal::split(text.strip_prefix('p')?)?;
        let parts = number.times(1_000).filter(|_| unit.is_empty())?;
        let parts = u32::try_from(parts).ok()?;
        (1..ALL).contains(&parts).then_some(Self(parts))
    }

    /// Between 0 and 1.
    pub fn as_fraction(self) -> f64 {
        f64::from(self.0) / f64::from(ALL)
    }
}

impl fmt::Display for Percentile {
    /// `p99.9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000, self.0 % 1_000);
        if part == 0 {
            return write!(f, "p{whole}");
        }
        write!(f, "p{whole}.{}", format!("{part:03}").trim_end_matches('0'))
    }
}

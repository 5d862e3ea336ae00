use core::fmt;

use super::decimal::Decimal;

/// How unevenly children are looked at: the exponent of Zipf's law, exactly, in thousandths.
///
/// The child of rank `r` is met in proportion to `r` to the power of minus the exponent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Zipf(u32);

impl Zipf {
    /// Reads `1.1`, with up to three places.
    ///
    /// # Errors
    /// Below 0.001, above 10, with more than three places.
    pub fn read(text: &str) -> Result<Self, String> {
        let wanted = || "an exponent from 0.001 to 10 is needed, for example 1.1".to_owned();
        let (number, unit) = Decimal::split(text).ok_or_else(wanted)?;
        if !unit.is_empty() {
            return Err(wanted());
        }
        number
            .times(1_000)
            .and_then(|thousandths| u32::try_from(thousandths).ok())
            .filter(|thousandths| (1..=10_000).contains(thousandths))
            .map(Self)
            .ok_or_else(wanted)
    }

    /// The exponent.
    pub fn exponent(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }
}

impl fmt::Display for Zipf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.exponent())
    }
}

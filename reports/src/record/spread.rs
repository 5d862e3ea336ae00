use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many operations took how long, in rows of an eighth of an order of magnitude.
///
/// Row 0 begins at 1 µs and holds what is shorter as well, row 8 begins at 10 µs, row 16 at 100 µs, and so on to the last,
/// [`Spread::ROWS`] − 1, which holds everything longer. Written as `FIRST:COUNT,COUNT,…`: the first row that is not empty, and the
/// counts from it to the last that is not, so that a record of ten minutes stays small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Spread {
    first: usize,
    counts: Vec<u64>,
}

/// A text that is no spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a spread is a row from 0 to 71, a colon and counts with commas between them, for example `17:3,12,1`"
)]
pub struct SpreadError;

impl Spread {
    /// How many rows make an order of magnitude.
    pub const A_DECADE: usize = 8;
    /// How many rows there are.
    pub const ROWS: usize = 9 * Self::A_DECADE;

    /// The spread of times in microseconds, each with how often it was taken; nothing of none.
    pub fn of(times: impl IntoIterator<Item = (u64, u64)>) -> Option<Self> {
        let mut counts = [0_u64; Self::ROWS];
        for (us, count) in times {
            if let Some(row) = counts.get_mut(Self::row(us)) {
                *row = row.saturating_add(count);
            }
        }
        Self::trimmed(&counts)
    }

    /// The row that a time in microseconds is counted in.
    pub fn row(us: u64) -> usize {
        let begun = (0..Self::ROWS).rev().find(|row| Self::begins(*row) <= us);
        begun.unwrap_or(0)
    }

    /// The shortest time of a row, in whole microseconds.
    pub fn begins(row: usize) -> u64 {
        /// Powers of ten by eighths, in millionths.
        const EIGHTHS: [u64; Spread::A_DECADE] = [
            1_000_000, 1_333_521, 1_778_279, 2_371_374, 3_162_278, 4_216_965, 5_623_413, 7_498_942,
        ];
        let eighth = EIGHTHS.get(row % Self::A_DECADE).copied().unwrap_or(0);
        let decade = u32::try_from(row / Self::A_DECADE).unwrap_or(u32::MAX);
        let scaled = 10_u64
            .checked_pow(decade)
            .and_then(|ten| ten.checked_mul(eighth));
        scaled.map_or(u64::MAX, |millionths| millionths.div_ceil(1_000_000))
    }

    /// The rows from the first that is not empty to the last, with their counts.
    pub fn rows(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        (self.first..).zip(self.counts.iter().copied())
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut counts = [0_u64; Self::ROWS];
        for (row, count) in self.rows().chain(other.rows()) {
            if let Some(sum) = counts.get_mut(row) {
                *sum = sum.saturating_add(count);
            }
        }
        Self::trimmed(&counts).unwrap_or_else(|| self.clone())
    }

    fn trimmed(counts: &[u64]) -> Option<Self> {
        let first = counts.iter().position(|count| *count > 0)?;
        let last = counts.iter().rposition(|count| *count > 0)?;
        Some(Self {
            first,
            counts: counts.get(first..=last)?.to_vec(),
        })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        let between = std::iter::once(':').chain(std::iter::repeat(','));
        for (between, count) in between.zip(&self.counts) {
            f.write_char(between)?;
            write!(f, "{count}")?;
        }
        Ok(())
    }
}

impl From<Spread> for String {
    fn from(spread: Spread) -> Self {
        spread.to_string()
    }
}

impl TryFrom<String> for Spread {
    type Error = SpreadError;

    fn try_from(text: String) -> Result<Self, SpreadError> {
        let (first, counts) = text.split_once(':').ok_or(SpreadError)?;
        let first: usize = first.parse().map_err(|_| SpreadError)?;
        let counts = counts.split(',').map(str::parse);
        let counts: Vec<u64> = counts.collect::<Result<_, _>>().map_err(|_| SpreadError)?;
        let fits = first < Self::ROWS && counts.len() <= Self::ROWS - first;
        fits.then_some(Self { first, counts }).ok_or(SpreadError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_counted_in_the_row_that_begins_at_or_before_it() {
        let rows = [
            (0, 0),
            (1, 0),
            (9, 7),
            (10, 8),
            (13, 8),
            (14, 9),
            (99, 15),
            (100, 16),
            (133, 16),
            (134, 17),
            (1_000_000, 48),
            (u64::MAX, 71),
        ];
        for (us, row) in rows {
            assert_eq!(Spread::row(us), row, "{us} µs");
        }
        let begins: Vec<u64> = (0..Spread::ROWS).map(Spread::begins).collect();
        assert!(begins.is_sorted());
    }

    #[test]
    fn what_is_written_is_short_and_read_back() {
        let spread = Spread::of([(140, 3), (150, 1), (500, 2), (100, 4)]).unwrap();
        let text = String::from(spread.clone());
        assert_eq!(text, "16:4,4,0,0,0,2");
        assert_eq!(Spread::try_from(text).unwrap(), spread);
        assert_eq!(Spread::of([(7, 0)]), None);
        let both = spread.plus(&Spread::of([(1_000, 1)]).unwrap());
        assert_eq!(both.to_string(), "16:4,4,0,0,0,2,0,0,1");
    }

    #[test]
    fn another_text_is_no_spread() {
        for text in [
            "", "3", "3:", "x:1", "3:1,", "-1:2", "72:1", "71:1,1", "3:1.5",
        ] {
            assert_eq!(
                Spread::try_from(text.to_owned()),
                Err(SpreadError),
                "{text}"
            );
        }
    }
}

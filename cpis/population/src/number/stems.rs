//! Which stems of nine digits have a check digit, counted: rank to stem and back in constant time.
//!
//! One stem in eleven has none, and not evenly: so many of each thousand that start with the same six digits as their residue
//! says. A table per residue holds which of the thousand are valid; a running count per thousand says how many came before.

use crate::convert::{to_u32, to_u64, to_usize};
use cpis_vocabulary::NhsNumber;

/// The valid stems from `first` on, in order.
#[derive(Clone, Debug)]
pub(crate) struct Stems {
    /// The first six digits of the first thousand.
    first: u32,
    /// How many valid stems lie before each thousand, and at last how many there are.
    before: Vec<u32>,
    /// For each residue of the first six digits, the valid last three in order.
    valid: Vec<Vec<u16>>,
}

impl Stems {
    /// The stems whose first six digits lie from `first` to `last`, both included.
    pub(crate) fn new(first: u32, last: u32) -> Self {
        let valid: Vec<Vec<u16>> = (0..11)
            .map(|residue| {
                (0..1000_u16)
                    .filter(|low| (residue + low_residue(u32::from(*low))) % 11 != 1)
                    .collect()
            })
            .collect();
        let mut before = vec![0];
        let mut count = 0;
        for high in first..=last {
            let here = valid
                .get(to_usize(u64::from(high_residue(high))))
                .map_or(0, Vec::len);
            count += to_u32(to_u64(here));
            before.push(count);
        }
        Self {
            first,
            before,
            valid,
        }
    }

    /// How many valid stems there are.
    pub(crate) fn count(&self) -> u64 {
        self.before.last().copied().map_or(0, u64::from)
    }

    /// The number with so many valid ones before it.
    pub(crate) fn number(&self, rank: u64) -> Option<NhsNumber> {
        // A thousand holds 909 or 910 and seldom one less, so that the guess is off by a few at most.
        let mut thousand = to_usize(rank * 11 / 10_000);
        while thousand > 0 && self.count_before(thousand)? > rank {
            thousand -= 1;
        }
        while self.count_before(thousand + 1)? <= rank {
            thousand += 1;
        }
        let high = self.first + to_u32(to_u64(thousand));
        let place = to_usize(rank - self.count_before(thousand)?);
        let low = self
            .valid
            .get(to_usize(u64::from(high_residue(high))))?
            .get(place)?;
        NhsNumber::from_stem(high * 1000 + u32::from(*low))
    }

    /// How many valid numbers come before this one; none when it lies outside.
    pub(crate) fn rank(&self, number: NhsNumber) -> Option<u64> {
        let high = number.stem() / 1000;
        let low = u16::try_from(number.stem() % 1000).ok()?;
        let thousand = high.checked_sub(self.first)?;
        let thousand = to_usize(u64::from(thousand));
        if thousand + 1 >= self.before.len() {
            return None;
        }
        let place = self
            .valid
            .get(to_usize(u64::from(high_residue(high))))?
            .binary_search(&low)
            .ok()?;
        Some(self.count_before(thousand)? + to_u64(place))
    }

    fn count_before(&self, thousand: usize) -> Option<u64> {
        self.before.get(thousand).copied().map(u64::from)
    }
}

/// The weighted sum of the first six digits, weights 10 to 5, modulo 11.
const fn high_residue(high: u32) -> u32 {
    weighted(high, 5, 6)
}

/// The weighted sum of the last three digits, weights 4 to 2, modulo 11.
const fn low_residue(low: u32) -> u32 {
    weighted(low, 2, 3)
}

const fn weighted(digits: u32, lowest_weight: u32, count: u32) -> u32 {
    let mut rest = digits;
    let mut sum = 0;
    let mut place = 0;
    while place < count {
        sum += (rest % 10) * (lowest_weight + place);
        rest /= 10;
        place += 1;
    }
    sum % 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_hold_what_dat_1_says() {
        assert_eq!(Stems::new(999_000, 999_999).count(), 909_091);
        assert_eq!(Stems::new(900_000, 999_999).count(), 90_909_091);
    }

    #[test]
    fn rank_and_number_are_each_others_inverse_without_a_gap() {
        let stems = Stems::new(999_000, 999_999);
        let mut last = None;
        for rank in 0..stems.count() {
            let number = stems.number(rank).unwrap();
            assert_eq!(stems.rank(number), Some(rank));
            assert!(last < Some(number), "rank {rank}");
            last = Some(number);
        }
        assert_eq!(stems.number(stems.count()), None);
    }

    #[test]
    fn a_number_outside_has_no_rank() {
        let stems = Stems::new(999_000, 999_999);
        for text in ["9000000009", "9449310394", "4010232137"] {
            assert_eq!(stems.rank(text.parse().unwrap()), None, "{text}");
        }
    }
}

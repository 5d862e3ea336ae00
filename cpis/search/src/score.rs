//! How well a patient matches.

/// How well a patient matches: 1.0 for everything as asked, less for a name that only sounds alike, was swapped or is of the past.
///
/// A sum of what each deviation costs, in thousandths, for the reading that costs least: a previous name 50, a previous address 50,
/// family and given name swapped 100; the family name, and the worst of the given names, sounding alike by Soundex 100, by double
/// metaphone 150, alike by edit distance 200; in a widened search, another day of death 50 and another practice 50. A wildcard costs
/// nothing: the record is what was asked for. The figures are ours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Score(u16);

impl Score {
    /// Everything is as asked.
    pub const EXACT: Self = Self(1_000);

    pub(crate) const fn less(cost: u16) -> Self {
        Self(Self::EXACT.0.saturating_sub(cost))
    }

    /// In thousandths, 1,000 at most.
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    /// As PDS writes it, 1.0 at most.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }
}

/// What deviations cost, in thousandths.
pub(crate) mod cost {
    pub(crate) const PREVIOUS_NAME: u16 = 50;
    pub(crate) const PREVIOUS_ADDRESS: u16 = 50;
    pub(crate) const OTHER_DEATH: u16 = 50;
    pub(crate) const OTHER_PRACTICE: u16 = 50;
    pub(crate) const SWAPPED: u16 = 100;
    pub(crate) const SOUNDEX: u16 = 100;
    pub(crate) const METAPHONE: u16 = 150;
    pub(crate) const EDITED: u16 = 200;
}

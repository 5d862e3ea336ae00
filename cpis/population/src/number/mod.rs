//! Index to NHS number and back, in constant time and without a table of patients. DAT-1, DAT-2.

mod permutation;
mod stems;

pub(crate) use permutation::Permutation;

use crate::draw::Seed;
use crate::settings::Range;
use cpis_vocabulary::NhsNumber;
use stems::Stems;

/// Numbers that a generated population never holds: the published sandbox patients and the one nobody has. DAT-5.
pub(crate) const RESERVED_STEMS: [u32; 4] = [900_000_000, 900_000_002, 900_000_003, 911_123_113];

/// The lowest number of the narrow range, 999 000 0018.
const FIRST: NhsNumber = match NhsNumber::from_stem(999_000_001) {
    Some(number) => number,
    None => unreachable!(),
};

/// The bijection between indexes and numbers of one seed and range.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    stems: Stems,
    /// The ranks that are left out, in order.
    reserved: Vec<u64>,
    permutation: Permutation,
}

impl Numbers {
    pub(crate) fn new(seed: Seed, range: Range) -> Self {
        let (first, last) = range.thousands();
        let stems = Stems::new(first, last);
        let reserved: Vec<u64> = RESERVED_STEMS
            .into_iter()
            .filter_map(NhsNumber::from_stem)
            .filter_map(|number| stems.rank(number))
            .collect();
        let capacity = stems.count() - crate::convert::to_u64(reserved.len());
        Self {
            stems,
            reserved,
            permutation: Permutation::new(seed, u64::from(first), capacity),
        }
    }

    /// The number of an index; an index beyond the range counts round.
    pub(crate) fn number(&self, index: u64) -> NhsNumber {
        let mut rank = self.permutation.forward(index);
        for reserved in &self.reserved {
            if rank >= *reserved {
                rank += 1;
            }
        }
        // Every rank below the count has a number; the property test walks them all.
        self.stems.number(rank).unwrap_or(FIRST)
    }

    /// The index of a number in the range; none for a reserved one.
    pub(crate) fn index(&self, number: NhsNumber) -> Option<u64> {
        let rank = self.stems.rank(number)?;
        let mut place = rank;
        for reserved in &self.reserved {
            if *reserved == rank {
                return None;
            }
            if *reserved < rank {
                place -= 1;
            }
        }
        Some(self.permutation.backward(place))
    }
}

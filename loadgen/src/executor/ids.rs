//! The ids that requests and pieces of work carry: a run knows its own again without keeping them.

use crate::schedule::{Stream, draw};
use cpis_vocabulary::TraceId;

/// UUIDs of version 4 and variant 1. Their first half counts, in an order that nobody sees; their second is a seal over the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ids {
    seed: u64,
    /// What numbers are scattered by.
    key: u64,
}

/// The free bits of the first half, which has four for the version.
const COUNT_BITS: u32 = 60;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;
/// Where the version stands in the first half, and which it is.
const VERSION_SHIFT: u32 = 12;
const VERSION: u64 = 0x4;
/// The bits of the second half that are no variant, and the variant.
const SEAL_MASK: u64 = (1 << 62) - 1;
const VARIANT: u64 = 1 << 63;

impl Ids {
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            seed,
            key: draw(seed, Stream::Trace, u64::MAX) & COUNT_MASK,
        }
    }

    /// The id with this number; other numbers below 2^60 have others.
    pub(super) fn nth(self, number: u64) -> TraceId {
        let free = self.scattered(number);
        let below = (1 << VERSION_SHIFT) - 1;
        let first = (free & !below) << 4 | VERSION << VERSION_SHIFT | free & below;
        TraceId::from_bits(u128::from(first) << 64 | u128::from(self.seal(first)))
    }

    /// Whether an id is one of these: of those that anybody else makes up, one in 2^62 is taken for one.
    pub(super) fn has(self, id: TraceId) -> bool {
        let bits = id.bits();
        let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or(0);
        half(bits) == self.seal(half(bits >> 64))
    }

    fn seal(self, first: u64) -> u64 {
        draw(self.seed, Stream::Trace, first) & SEAL_MASK | VARIANT
    }

    /// Each step can be taken back, so no two numbers meet.
    const fn scattered(self, number: u64) -> u64 {
        let bits = (number ^ self.key) & COUNT_MASK;
        let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9) & COUNT_MASK;
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) & COUNT_MASK;
        bits ^ (bits >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;
    use std::collections::HashSet;

    #[test]
    fn ids_are_uuids_that_their_run_knows_again_and_no_other_does() {
        let (ours, theirs) = (Ids::new(7), Ids::new(8));
        let mut seen = HashSet::new();
        for number in (0..20_000).chain(1 << 40..(1 << 40) + 20_000) {
            let id = ours.nth(number);
            assert!(seen.insert(id), "number {number} comes twice");
            assert!(ours.has(id), "number {number} is not known again");
            assert!(
                !theirs.has(id),
                "number {number} is taken for another run's"
            );
            let text = id.to_string();
            assert_eq!(text.get(14..15), Some("4"), "the version of {text}");
            assert_eq!(
                text.get(19..20).map(|variant| "89ab".contains(variant)),
                Some(true)
            );
        }
    }

    #[test]
    fn ids_of_a_run_say_nothing_of_their_order() {
        let ids = Ids::new(7);
        let rising = (0..1_000).filter(|number| ids.nth(*number) < ids.nth(number + 1));
        let count = rising.count();
        assert!((400..600).contains(&count), "{count} of 1000 rise");
    }
}

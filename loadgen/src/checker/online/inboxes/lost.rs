use core::hash::{Hash, Hasher};
use std::hash::DefaultHasher;

/// What was forgotten, in room that does not grow: it may be taken for more than it was, never for less.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// Nothing until something is forgotten.
    bits: Vec<u64>,
}

/// So many words of bits, as a power of two: 8 MB.
const WORDS: u32 = 20;

/// So many bits are set for one thing.
const PROBES: u32 = 4;

impl Lost {
    pub(super) fn add(&mut self, what: impl Hash) {
        if self.bits.is_empty() {
            self.bits.resize(1 << WORDS, 0);
        }
        for (word, bit) in places(what) {
            if let Some(word) = self.bits.get_mut(word) {
                *word |= bit;
            }
        }
    }

    /// Whether it may have been forgotten.
    pub(super) fn may_hold(&self, what: impl Hash) -> bool {
        let is_set =
            |(word, bit): (usize, u64)| self.bits.get(word).is_some_and(|word| word & bit != 0);
        !self.bits.is_empty() && places(what).all(is_set)
    }
}

fn places(what: impl Hash) -> impl Iterator<Item = (usize, u64)> {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    let first = hasher.finish();
    let second = first.rotate_left(32) | 1;
    (0..PROBES).map(move |probe| {
        let mixed = first.wrapping_add(second.wrapping_mul(u64::from(probe)));
        let word = usize::try_from(mixed >> (u64::BITS - WORDS)).unwrap_or(0);
        (word, 1 << ((mixed >> 8) & 63))
    })
}

#[cfg(test)]
mod tests {
    use super::Lost;

    #[test]
    fn what_was_forgotten_is_remembered_as_such_and_little_else() {
        let mut lost = Lost::default();
        assert!(!lost.may_hold(7_u32));
        for one in 0..100_000_u32 {
            lost.add(one);
        }
        assert!((0..100_000_u32).all(|one| lost.may_hold(one)));
        let wrong = (100_000..200_000_u32).filter(|one| lost.may_hold(*one));
        assert!(wrong.count() < 100);
    }
}

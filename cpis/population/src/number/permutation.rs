//! A keyed permutation of 0 … n-1: the order of indexes says nothing of the order of numbers. DAT-2.

use crate::convert::product_high;
use crate::draw::{Field, Seed};

const ROUNDS: usize = 6;

/// A Feistel network over a rectangle of `width` × `height` ≥ `size` cells; what falls outside `size` walks on.
///
/// The rectangle is nearly square and nearly `size`, so that a walk is seldom longer than one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permutation {
    size: u64,
    width: u64,
    height: u64,
    keys: [u64; ROUNDS],
}

impl Permutation {
    /// The permutation of 0 … `size` - 1 under `seed`; `salt` tells permutations of one seed apart.
    pub(crate) fn new(seed: Seed, salt: u64, size: u64) -> Self {
        let width = size.isqrt().max(1);
        let height = size.div_ceil(width).max(1);
        let mut keys = [0; ROUNDS];
        for (round, key) in (0..).zip(&mut keys) {
            *key = seed
                .draw(
                    salt.wrapping_mul(64).wrapping_add(round),
                    Field::PERMUTATION,
                )
                .bits();
        }
        Self {
            size,
            width,
            height,
            keys,
        }
    }

    /// Where `place` goes; a place beyond the size counts round.
    pub(crate) fn forward(&self, place: u64) -> u64 {
        let mut at = if place < self.size {
            place
        } else {
            place.checked_rem(self.size).unwrap_or(0)
        };
        loop {
            at = self.step(at);
            if at < self.size {
                return at;
            }
        }
    }

    /// Where `place` came from; below the size only.
    pub(crate) fn backward(&self, place: u64) -> u64 {
        let mut at = place;
        loop {
            at = self.step_back(at);
            if at < self.size {
                return at;
            }
        }
    }

    fn step(&self, at: u64) -> u64 {
        let (mut left, mut right) = (at / self.height, at % self.height);
        for pair in self.keys.chunks_exact(2) {
            if let [first, second] = pair {
                left = wrapping_sum(left, shuffle(right, *first, self.width), self.width);
                right = wrapping_sum(right, shuffle(left, *second, self.height), self.height);
            }
        }
        left * self.height + right
    }

    fn step_back(&self, at: u64) -> u64 {
        let (mut left, mut right) = (at / self.height, at % self.height);
        for pair in self.keys.rchunks_exact(2) {
            if let [first, second] = pair {
                let shift = shuffle(left, *second, self.height);
                right = wrapping_sum(right, self.height - shift, self.height);
                let shift = shuffle(right, *first, self.width);
                left = wrapping_sum(left, self.width - shift, self.width);
            }
        }
        left * self.height + right
    }
}

/// The sum of two numbers, each at most `modulus`, their sum below twice it.
const fn wrapping_sum(left: u64, right: u64, modulus: u64) -> u64 {
    let sum = left + right;
    if sum >= modulus { sum - modulus } else { sum }
}

/// A number below `limit` from half a place and a key.
const fn shuffle(half: u64, key: u64, limit: u64) -> u64 {
    let bits = (half ^ key).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    product_high(bits ^ (bits >> 32), limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_taken_once_and_found_again() {
        for size in [1, 2, 3, 10, 97, 1000, 4099] {
            let permutation = Permutation::new(Seed(7), 0, size);
            let mut taken: Vec<u64> = (0..size).map(|place| permutation.forward(place)).collect();
            for (place, at) in (0..).zip(&taken) {
                assert_eq!(permutation.backward(*at), place, "size {size}");
            }
            taken.sort_unstable();
            assert_eq!(taken, (0..size).collect::<Vec<_>>(), "size {size}");
        }
    }

    #[test]
    fn neighbours_part() {
        let permutation = Permutation::new(Seed(1), 0, 909_091);
        let near = (0..10_000)
            .filter(|place| {
                permutation
                    .forward(*place)
                    .abs_diff(permutation.forward(place + 1))
                    < 909
            })
            .count();
        assert!(
            near < 60,
            "{near} of 10,000 neighbours stayed near, chance brings 20"
        );
    }
}

use crate::draw::{Field, Seed, mix};
use core::convert::Infallible;
use rand::TryRng;
use rand::rand_core::utils::fill_bytes_via_next_word;

/// Our own draw for rand, and for all that is made on rand: a stream named by (seed, index, field). DAT-2.
///
/// The first draw of a stream is `mix(mix(seed ^ mix(field)) + index · φ)`, each further one `mix` of the first and a multiple of φ,
/// where `mix` is splitmix64's finaliser and φ 2^64 divided by the golden ratio. So the stream is the same on every machine and in
/// every version. What rand and fake make of it is not: no value that golden hashes cover comes from here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draws {
    first: u64,
    drawn: u64,
}

/// 2^64 divided by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draws {
    /// The draws for one field of one index.
    pub const fn new(seed: u64, index: u64, field: u64) -> Self {
        Self::following(Seed(seed).draw(index, Field(field)).bits())
    }

    /// The draws that begin with this one.
    pub const fn following(first: u64) -> Self {
        Self { first, drawn: 0 }
    }

    const fn next(&mut self) -> u64 {
        let drawn = self.drawn;
        self.drawn = drawn.wrapping_add(1);
        if drawn == 0 {
            self.first
        } else {
            mix(self.first.wrapping_add(drawn.wrapping_mul(STEP)))
        }
    }
}

impl TryRng for Draws {
    type Error = Infallible;

    /// The upper half of a draw.
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::try_from(self.next() >> 32).unwrap_or(u32::MAX))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, RngExt};
    use std::collections::HashSet;

    const SEED: u64 = 20_260_302;
    const KNOWN: [u64; 3] = [
        2_798_292_454_262_818_169,
        8_403_316_751_362_994_675,
        17_596_546_581_416_007_101,
    ];

    fn three(mut draws: Draws) -> [u64; 3] {
        [draws.next_u64(), draws.next_u64(), draws.next_u64()]
    }

    #[test]
    fn a_stream_is_the_same_in_every_version() {
        let first = Seed(SEED).draw(7, Field::FAMILY).bits();
        assert_eq!(three(Draws::new(SEED, 7, 8)), KNOWN);
        assert_eq!(first, KNOWN[0], "it begins with the draw of the population");
        assert_eq!(three(Draws::following(first)), KNOWN);
    }

    #[test]
    fn another_seed_index_or_field_is_another_stream() {
        let streams = [(1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2)];
        let drawn: HashSet<u64> = streams
            .into_iter()
            .flat_map(|(seed, index, field)| three(Draws::new(seed, index, field)))
            .collect();
        assert_eq!(drawn.len(), 12);
    }

    #[test]
    fn every_item_is_drawn_about_as_often() {
        let mut counts = [0_u32; 7];
        let mut draws = Draws::new(SEED, 0, 0);
        for _ in 0..70_000 {
            counts[draws.random_range(0..7)] += 1;
        }
        // Five standard deviations of a count of 10,000.
        let fair = |count: &u32| count.abs_diff(10_000) < 465;
        assert!(counts.iter().all(fair), "{counts:?}");
    }
}

//! A draw of our own: a pure function of (seed, stream, index), the same on every machine and in every version.

use super::convert::upper_half;

/// What a draw is for. Streams do not disturb each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stream {
    /// The gaps between Poisson arrivals.
    Gap,
    /// Which script an arrival runs.
    Script,
    /// Which arrivals are probes.
    Probe,
    /// Which kind of child an arrival is about, and which one.
    Child,
    /// Where a viewer works.
    CareSetting,
    /// Which user a viewer is.
    User,
    /// Names and identifiers a request carries.
    Trace,
    /// How a patient is looked for, and which answers are compared with the population.
    Search,
    /// How long a user thinks.
    Think,
    /// Which requests the generator itself disturbs.
    Fault,
}

impl Stream {
    const fn salt(self) -> u64 {
        match self {
            Self::Gap => 1,
            Self::Script => 2,
            Self::Probe => 3,
            Self::Child => 4,
            Self::CareSetting => 5,
            Self::User => 6,
            Self::Trace => 7,
            Self::Search => 8,
            Self::Think => 9,
            Self::Fault => 10,
        }
    }
}

/// 2^64 divided by the golden ratio: the step of splitmix.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// 64 even bits.
pub const fn draw(seed: u64, stream: Stream, index: u64) -> u64 {
    let stream = mix(seed.wrapping_add(stream.salt().wrapping_mul(STEP)));
    mix(stream.wrapping_add(index.wrapping_add(1).wrapping_mul(STEP)))
}

/// A number below `limit`, from 64 even bits; 0 where the limit is 0.
pub fn below(bits: u64, limit: u64) -> u64 {
    upper_half(u128::from(bits) * u128::from(limit))
}

/// The finaliser of splitmix64.
pub(super) const fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

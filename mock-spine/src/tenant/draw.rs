use std::sync::atomic::{AtomicU64, Ordering};

/// Draws ids from a seed: the same run draws the same ids, and no id tells how many there were before.
#[derive(Debug)]
pub struct Draw {
    seed: u64,
    drawn: AtomicU64,
}

impl Draw {
    /// Draws from `seed`, for a purpose of its own.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let seed = purpose
            .bytes()
            .fold(seed, |seed, byte| mix(seed ^ u64::from(byte)));
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }

    /// A number that this draw has not given before: a bijection of a count.
    pub fn next(&self) -> u64 {
        let count = self.drawn.fetch_add(1, Ordering::Relaxed);
        mix(count.wrapping_add(self.seed))
    }

    /// A text of 256 bits in hexadecimal, for tokens.
    pub fn next_token(&self) -> String {
        let first = self.next();
        let second = mix(first ^ self.seed.rotate_left(17));
        let third = mix(second ^ self.seed.rotate_left(31));
        let fourth = mix(third ^ self.seed.rotate_left(47));
        format!("{first:016x}{second:016x}{third:016x}{fourth:016x}")
    }
}

/// The finaliser of splitmix64, a bijection of 64 bits.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

//! The numeric conversions a schedule needs, each in one place.

use core::time::Duration;

const NANOS: f64 = 1e9;

/// The nearest number; exact below 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "rounding is the meaning, and the standard library has no other conversion"
)]
pub(super) const fn approximately(count: u64) -> f64 {
    count as f64
}

/// The whole part; 0 below zero, the largest number above all.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cutting and saturating are the meaning, and the standard library has no other conversion"
)]
pub(super) const fn whole(number: f64) -> u64 {
    number as u64
}

/// So many seconds, to the nanosecond.
pub(super) fn seconds(seconds: f64) -> Duration {
    Duration::from_nanos(whole((seconds * NANOS).round()))
}

/// A fraction that is never 0, from the upper 53 bits.
pub(super) const fn fraction(bits: u64) -> f64 {
    // 2^53, so that every fraction is exact.
    const STEPS: f64 = 9_007_199_254_740_992.0;
    (approximately(bits >> 11) + 1.0) / STEPS
}

/// The upper half of a product of 128 bits.
pub(super) fn upper_half(product: u128) -> u64 {
    u64::try_from(product >> 64).unwrap_or(u64::MAX)
}

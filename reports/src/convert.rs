//! The numeric conversions that cannot be exact.

/// The nearest real number; exact below 2⁵³.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts and microseconds are drawn and rounded to three digits"
)]
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}

/// The nearest real number; exact between -2⁵³ and 2⁵³.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "microseconds of a time line are drawn to a tenth of a pixel"
)]
pub(crate) fn real_signed(count: i64) -> f64 {
    count as f64
}

/// The nearest integer; zero for what is no number, the bounds for what lies outside.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "saturates, which is what a label needs"
)]
pub(crate) fn whole(value: f64) -> i64 {
    value.round() as i64
}

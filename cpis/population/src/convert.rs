//! The few changes of number type that arithmetic on indexes needs.

/// An index into a slice; longer slices than memory holds cannot exist.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "slices are indexed by usize, and every caller's number is below a slice's length or caught by `get`"
)]
pub(crate) const fn to_usize(number: u64) -> usize {
    number as usize
}

/// A length as a number.
#[expect(
    clippy::as_conversions,
    reason = "usize is at most 64 bits wide on every platform that Rust supports"
)]
pub(crate) const fn to_u64(length: usize) -> u64 {
    length as u64
}

/// The upper 64 bits of a product of two 64-bit numbers.
#[expect(
    clippy::as_conversions,
    reason = "the shift leaves 64 bits, and `from` is not const"
)]
pub(crate) const fn product_high(left: u64, right: u64) -> u64 {
    ((left as u128 * right as u128) >> 64) as u64
}

/// A number that its caller knows to be below 2³², such as a count of days or a stem.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "every caller's number is below 2³² by construction"
)]
pub(crate) const fn to_u32(number: u64) -> u32 {
    number as u32
}

/// A number of days, at most a few hundred thousand, for arithmetic that may go below zero.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "every caller's number is a count of days"
)]
pub(crate) const fn to_i32(days: u64) -> i32 {
    days as i32
}

/// A difference of days that its caller knows not to be negative; a negative one counts as zero.
pub(crate) fn days(difference: i64) -> u64 {
    u64::try_from(difference).unwrap_or(0)
}

//! The few changes of number type that places in a list need.

/// A place in a list; more than memory holds cannot exist.
#[expect(
    clippy::as_conversions,
    reason = "usize has at least 32 bits wherever a population of millions fits"
)]
pub(crate) const fn to_usize(place: u32) -> usize {
    place as usize
}

/// A place or a count; a population has fewer than 2³² patients, and so fewer names.
pub(crate) fn to_u32(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

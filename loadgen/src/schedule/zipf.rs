//! Ranks after Zipf's law, drawn without a table.

use super::convert::{approximately, fraction, whole};
use super::draw::mix;
use super::exponential::{exponential, natural_log};
use crate::scenario::Zipf;

/// A rank from 0, below `count`, drawn from 64 even bits: rank `r` in proportion to `(r + 1)` to the power of minus the exponent.
/// Zero where there is only one.
///
/// A point is drawn under a curve that lies above all the steps, and drawn again where it does not lie under the step: at most a
/// few times.
pub fn rank(zipf: Zipf, bits: u64, count: u64) -> u64 {
    let (exponent, ranks) = (zipf.exponent(), approximately(count.max(1)));
    let area = area(exponent, ranks);
    let mut state = bits;
    let mut next = || {
        state = mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15));
        fraction(state)
    };
    for _ in 0..TRIES_MAX {
        let point = place(exponent, next() * area);
        let step = (point + 1.0).floor().min(ranks);
        let height = power(step, -exponent);
        let above = if step <= 1.0 {
            1.0
        } else {
            power(point, -exponent)
        };
        if next() * above < height {
            return whole(step).saturating_sub(1);
        }
    }
    0
}

/// More than half of all draws are taken at once: so many refusals do not happen.
const TRIES_MAX: u32 = 1_000;

/// What lies under the curve: 1 up to 1, then `x` to the power of minus the exponent.
fn area(exponent: f64, ranks: f64) -> f64 {
    let rest = 1.0 - exponent;
    if is_harmonic(rest) {
        1.0 + natural_log(ranks)
    } else {
        (power(ranks, rest) - exponent) / rest
    }
}

/// The place up to which the curve has this area.
fn place(exponent: f64, area: f64) -> f64 {
    let rest = 1.0 - exponent;
    if area <= 1.0 {
        area
    } else if is_harmonic(rest) {
        exponential(area - 1.0)
    } else {
        power(area * rest + exponent, 1.0 / rest)
    }
}

/// The exponent has three places, so it is 1 or at least a thousandth away from it.
fn is_harmonic(rest: f64) -> bool {
    rest.abs() < 1e-9
}

/// Of a base above zero.
fn power(base: f64, exponent: f64) -> f64 {
    exponential(exponent * natural_log(base))
}

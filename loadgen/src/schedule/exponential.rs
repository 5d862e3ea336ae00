use core::f64::consts::{LN_2, SQRT_2};

use super::convert::fraction;

/// A gap of mean 1 between Poisson arrivals, from 64 even bits.
pub(super) fn unit_exponential(bits: u64) -> f64 {
    -natural_log(fraction(bits))
}

/// The natural logarithm of a normal number above zero.
///
/// The standard library's may differ in its last digits from machine to machine, and a seed would then not name one schedule.
/// This one uses only operations that IEEE 754 defines to the last bit.
fn natural_log(x: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    const ONE: u64 = 1023 << 52;
    let bits = x.to_bits();
    let exponent = i32::try_from(bits >> 52).unwrap_or(0) - 1023;
    let mantissa = f64::from_bits((bits & MANTISSA) | ONE);
    let (mantissa, exponent) = if mantissa > SQRT_2 {
        (mantissa / 2.0, exponent + 1)
    } else {
        (mantissa, exponent)
    };
    // ln m = 2 artanh((m − 1) / (m + 1)); |s| is below 0.172, so twelve terms are below the last bit.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series = (0..12_i32).rev().fold(0.0, |sum, term| {
        sum * square + 1.0 / f64::from(2 * term + 1)
    });
    2.0 * s * series + f64::from(exponent) * LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_agrees_with_the_standard_one() {
        for step in 1..100_000_u32 {
            let x = f64::from(step) / 100_000.0;
            let (ours, theirs) = (natural_log(x), x.ln());
            assert!(
                (ours - theirs).abs() <= 4e-16 * theirs.abs().max(1.0),
                "{x}: {ours} {theirs}"
            );
        }
    }

    #[test]
    fn the_longest_and_the_shortest_gap_are_finite() {
        assert!((unit_exponential(0) - 53.0 * LN_2).abs() < 1e-12);
        assert!(unit_exponential(u64::MAX).abs() < 1e-15);
    }
}

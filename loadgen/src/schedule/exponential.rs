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
pub(super) fn natural_log(x: f64) -> f64 {
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

/// `e` to a power, by the same kind of operations; zero or infinite where a number cannot hold it.
pub(super) fn exponential(x: f64) -> f64 {
    const HALVINGS: i32 = 10;
    if x > 709.0 {
        return f64::INFINITY;
    }
    if x < -708.0 {
        return 0.0;
    }
    // x = k ln 2 + r, with |r| below 0.35; halved ten times, seven terms are below the last bit.
    let k = (x / LN_2).round();
    let r = (x - k * LN_2) / f64::from(1 << HALVINGS);
    let series = (1..=7_i32)
        .rev()
        .fold(1.0, |sum, term| 1.0 + sum * r / f64::from(term));
    let power = (0..HALVINGS).fold(series, |power, _| power * power);
    let whole = power * two_to(k);
    if whole.is_finite() { whole } else { 0.0 }
}

/// Two to a whole power between −1,022 and 1,023.
fn two_to(k: f64) -> f64 {
    let steps = super::convert::whole(k.abs());
    let base = if k < 0.0 { 0.5 } else { 2.0 };
    (0..steps).fold(1.0, |power, _| power * base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_of_e_agrees_with_the_standard_one() {
        for step in -6_000..6_000_i32 {
            let x = f64::from(step) / 100.0;
            let (ours, theirs) = (exponential(x), x.exp());
            assert!(
                (ours - theirs).abs() <= 1e-11 * theirs,
                "{x}: {ours} {theirs}"
            );
        }
        assert!(exponential(-800.0).abs() < f64::MIN_POSITIVE);
        assert!(exponential(800.0).is_infinite());
    }

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

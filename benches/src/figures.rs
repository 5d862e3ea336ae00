//! Medians, spreads and percentiles of a handful of runs.

/// The middle one; of an even number the higher of the two in the middle, of none zero.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let values = sorted(values);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The lowest and the highest.
pub fn spread(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let values = sorted(values);
    let ends = (values.first().copied(), values.last().copied());
    (ends.0.unwrap_or(0.0), ends.1.unwrap_or(0.0))
}

/// In ascending order.
pub fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The value that so many thousandths of these, in ascending order, do not exceed; zero of none.
pub fn thousandth(sorted: &[f64], thousandths: usize) -> f64 {
    let rank = (sorted.len() * thousandths).div_ceil(1_000);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

/// A count as a number to divide by.
pub fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_lowest_value_that_enough_do_not_exceed() {
        let values = sorted([5.0, 1.0, 4.0, 2.0, 3.0]);
        let check = |thousandths, expected: f64| {
            let found = thousandth(&values, thousandths);
            assert!((found - expected).abs() < f64::EPSILON, "{thousandths}");
        };
        for (thousandths, expected) in [(0, 1.0), (200, 1.0), (201, 2.0), (500, 3.0), (999, 5.0)] {
            check(thousandths, expected);
        }
        assert!(thousandth(&[], 500).abs() < f64::EPSILON);
        assert!((median([3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }
}

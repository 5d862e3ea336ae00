//! The exact rank-sum test of Mann, Whitney and Wilcoxon.

use crate::convert::real;

/// The chance that two groups drawn from one source differ at least as much as these do, in either direction. Equal values share
/// their ranks; one for an empty group.
pub(super) fn p_value(a: &[f64], b: &[f64]) -> f64 {
    let ranks = doubled_ranks(a, b);
    let (own, all) = (ranks.iter().take(a.len()), ranks.iter());
    let found: usize = own.sum();
    let mean_doubled = a.len() * (all.sum::<usize>());
    // Sums are compared after multiplication with the number of values, so that the mean is whole.
    let distance = |sum: usize| (sum * ranks.len()).abs_diff(mean_doubled);
    let least = distance(found);
    let ways = ways(&ranks, a.len());
    let total: f64 = ways.iter().sum();
    let far = ways.iter().enumerate();
    let far: f64 = far
        .filter(|(sum, _)| distance(*sum) >= least)
        .map(|(_, ways)| ways)
        .sum();
    if total > 0.0 { far / total } else { 1.0 }
}

/// The smallest chance that groups of these sizes can show: that of two groups that do not overlap, one way or the other, among all
/// ways to choose the one from both.
pub(super) fn p_least(a: usize, b: usize) -> f64 {
    let choices: f64 = (1..=a)
        .map(|i| real(count_of(b + i)) / real(count_of(i)))
        .product();
    // A whole number, as nearly as its factors were.
    (2.0 / choices.round()).min(1.0)
}

/// The interval that holds the difference of two groups but for a chance of `alpha`: from one to another of the sorted differences
/// between each value of the one group and each of the other. Nothing where the groups are too small for it.
pub(super) fn interval(sorted: &[f64], sizes: [usize; 2], alpha: f64) -> Option<[f64; 2]> {
    let [a, b] = sizes;
    let ranks: Vec<usize> = (1..=a + b).collect();
    let ways = ways(&ranks, a);
    let total: f64 = ways.iter().sum();
    let lowest: usize = (1..=a).sum();
    let mut below = 0.0;
    // As many differences are cut off at each end as keep the chance within bounds.
    let cut = ways
        .iter()
        .skip(lowest)
        .take_while(|ways| {
            below += **ways / total;
            2.0 * below <= alpha
        })
        .count();
    let first = cut.checked_sub(1)?;
    let last = sorted.len().checked_sub(cut)?;
    Some([*sorted.get(first)?, *sorted.get(last)?])
}

/// Twice the rank of each value among all, those of `a` first.
fn doubled_ranks(a: &[f64], b: &[f64]) -> Vec<usize> {
    let all = || a.iter().chain(b);
    let rank = |value: &f64| {
        let below = all().filter(|other| *other < value).count();
        let above = all().filter(|other| *other > value).count();
        below + (a.len() + b.len() - above) + 1
    };
    all().map(rank).collect()
}

/// For each sum, in how many ways `size` of the ranks add up to it.
fn ways(ranks: &[usize], size: usize) -> Vec<f64> {
    let most: usize = ranks.iter().sum();
    let mut by_size = vec![vec![0.0; most + 1]; size + 1];
    if let Some(none) = by_size.first_mut().and_then(|sums| sums.first_mut()) {
        *none = 1.0;
    }
    for rank in ranks {
        for taken in (1..=size).rev() {
            let (fewer, more) = by_size.split_at_mut(taken);
            if let (Some(before), Some(after)) = (fewer.last(), more.first_mut()) {
                for (after, before) in after.iter_mut().skip(*rank).zip(before) {
                    *after += before;
                }
            }
        }
    }
    by_size.pop().unwrap_or_default()
}

fn count_of(i: usize) -> u64 {
    u64::try_from(i).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chances_are_those_of_the_published_tables() {
        let rows: [(&[f64], &[f64], f64); 6] = [
            (&[1.0], &[2.0], 1.0),
            (&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0], 2.0 / 20.0),
            (&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], 2.0 / 70.0),
            (&[5.0, 6.0, 7.0, 8.0], &[1.0, 2.0, 3.0, 4.0], 2.0 / 70.0),
            // Mann and Whitney 1947, table for n = 4, m = 4: P(U <= 3) = 0.1.
            (&[1.0, 2.0, 4.0, 6.0], &[3.0, 5.0, 7.0, 8.0], 0.2),
            (&[1.0, 1.0], &[1.0, 1.0], 1.0),
        ];
        for (a, b, p) in rows {
            let found = p_value(a, b);
            assert!((found - p).abs() < 1e-12, "{a:?} {b:?}: {found}");
        }
    }

    #[test]
    fn four_runs_on_each_side_are_the_fewest_that_show_anything_at_five_percent() {
        let rows = [(1, 1), (2, 2), (3, 3), (2, 7), (4, 4), (3, 5), (2, 8)];
        let shows: Vec<bool> = rows.iter().map(|(a, b)| p_least(*a, *b) <= 0.05).collect();
        assert_eq!(shows, [false, false, false, false, true, true, true]);
    }

    #[test]
    fn the_smallest_chance_is_that_of_groups_that_do_not_overlap() {
        for (a, b) in [(0, 3), (1, 1), (1, 2), (3, 3), (4, 7), (10, 10)] {
            let apart =
                |from: u8, count: u8| -> Vec<f64> { (from..from + count).map(f64::from).collect() };
            let found = p_value(&apart(0, a), &apart(a, b));
            let least = p_least(a.into(), b.into());
            assert!(
                (found - least).abs() < 1e-12,
                "{a} and {b}: {found}, {least}"
            );
        }
    }

    #[test]
    fn the_interval_cuts_off_what_the_tables_say() {
        // For 4 and 4 at 5 %, the critical value of U is 0: nothing but the ends; for 5 and 5 it is 2.
        let sorted: Vec<f64> = (1..=16).map(f64::from).collect();
        assert_eq!(interval(&sorted, [4, 4], 0.05), Some([1.0, 16.0]));
        let sorted: Vec<f64> = (1..=25).map(f64::from).collect();
        assert_eq!(interval(&sorted, [5, 5], 0.05), Some([3.0, 23.0]));
        let sorted: Vec<f64> = (1..=9).map(f64::from).collect();
        assert_eq!(interval(&sorted, [3, 3], 0.05), None);
        assert_eq!(interval(&sorted, [3, 3], 0.1), Some([1.0, 9.0]));
    }
}

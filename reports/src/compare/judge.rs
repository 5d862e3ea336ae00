//! Whether a figure changed, and by how much.

use super::figures::Value;
use super::{Change, Kind, Settings, ranks};
use crate::convert::real;

/// What was found out about a figure before it is known how many others there are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    /// The typical change, in the unit of its kind.
    pub(super) change: f64,
    /// How far a run lies from the median of its own side, at most; nothing of single runs.
    pub(super) noise: Option<f64>,
    /// From where to where the change lies but for the chance of an error.
    pub(super) interval: Option<[f64; 2]>,
    /// The chance of such a difference where nothing has changed; nothing where there are too few runs to tell.
    pub(super) p: Option<f64>,
    /// Too few runs, and yet too much for noise: every run of one side beyond every run of the other, by more than the bound.
    pub(super) beyond_bound: bool,
}

/// Measures the change of a figure from the runs of A to those of B.
pub(super) fn measure(kind: Kind, [a, b]: [&[Value]; 2], settings: &Settings) -> Measured {
    let values = |side: &[Value]| -> Vec<f64> { side.iter().map(|one| one.value).collect() };
    let (a_values, b_values) = (values(a), values(b));
    let mut changes: Vec<f64> = a_values
        .iter()
        .flat_map(|from| b_values.iter().map(|to| kind.change(*from, *to)))
        .collect();
    changes.sort_by(f64::total_cmp);
    let change = median(&changes);
    let alpha = settings.significance_percent / 100.0;
    let enough = ranks::p_least(a.len(), b.len()) <= alpha;
    let sizes = [a.len(), b.len()];
    let interval = ranks::interval(&changes, sizes, alpha).filter(|_| enough);
    let apart = changes.iter().all(|one| *one > 0.0) || changes.iter().all(|one| *one < 0.0);
    let bound = settings.threshold(kind) * settings.unrepeated_factor;
    Measured {
        change,
        noise: noise(kind, &[&a_values, &b_values]),
        interval,
        p: enough.then(|| ranks::p_value(&a_values, &b_values)),
        beyond_bound: !enough && apart && kind.exceeds(change, bound) && !by_chance(a, b),
    }
}

/// The verdict, once it is known whether the difference is more than chance.
pub(super) fn change(kind: Kind, measured: &Measured, real: bool, settings: &Settings) -> Change {
    let matters = kind.exceeds(measured.change, settings.threshold(kind));
    if !real || !matters {
        Change::Same
    } else if (measured.change > 0.0) == kind.more_is_better() {
        Change::Better
    } else {
        Change::Worse
    }
}

/// The middle of sorted values; zero of none.
pub(super) fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    let at = |i: usize| sorted.get(i).copied().unwrap_or_default();
    if sorted.len().is_multiple_of(2) {
        f64::midpoint(at(middle.saturating_sub(1)), at(middle))
    } else {
        at(middle)
    }
}

fn noise(kind: Kind, sides: &[&[f64]]) -> Option<f64> {
    let spread = |side: &&&[f64]| {
        let mut sorted = side.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = median(&sorted);
        let far = sorted.iter().map(|one| kind.change(middle, *one).abs());
        far.fold(0.0, f64::max)
    };
    let repeated = || sides.iter().filter(|side| side.len() > 1);
    repeated().next()?;
    Some(repeated().map(|side| spread(&side)).fold(0.0, f64::max))
}

/// Whether two shares of operations could differ as much though each operation had the same chance: one time in a thousand.
fn by_chance(a: &[Value], b: &[Value]) -> bool {
    const ONE_IN_A_THOUSAND: f64 = 3.29;
    let sum = |side: &[Value]| {
        let shares = side.iter().map(|one| one.share);
        shares.collect::<Option<Vec<_>>>().map(|all| {
            let add = |(x, y): (u64, u64), (u, v): &(u64, u64)| {
                (x.saturating_add(*u), y.saturating_add(*v))
            };
            all.iter().fold((0, 0), add)
        })
    };
    let (Some((hits_a, of_a)), Some((hits_b, of_b))) = (sum(a), sum(b)) else {
        return false;
    };
    let [hits_a, of_a, hits_b, of_b] = [hits_a, of_a, hits_b, of_b].map(real);
    let pooled = (hits_a + hits_b) / (of_a + of_b);
    let deviation = (pooled * (1.0 - pooled) * (1.0 / of_a + 1.0 / of_b)).sqrt();
    (hits_a / of_a - hits_b / of_b).abs() <= ONE_IN_A_THOUSAND * deviation
}

/// Which of several chances are no chance: of those that are called real, a share of `alpha` is expected to be none (Benjamini and
/// Hochberg).
pub(super) fn discoveries(chances: &[f64], alpha: f64) -> Vec<bool> {
    let mut sorted = chances.to_vec();
    sorted.sort_by(f64::total_cmp);
    let of = real(u64::try_from(sorted.len()).unwrap_or(u64::MAX));
    let limit = (1_u32..)
        .zip(&sorted)
        .filter(|(rank, chance)| **chance <= alpha * f64::from(*rank) / of)
        .map(|(_, chance)| *chance)
        .last();
    chances
        .iter()
        .map(|chance| limit.is_some_and(|limit| *chance <= limit))
        .collect()
}

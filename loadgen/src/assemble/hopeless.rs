//! Whether a target can still be met, while the run goes on.

use super::targets::{distribution, parts, select};
use crate::measure::{Measures, Tally};
use crate::scenario::{Aim, Bound, Point, Relation, Scenario, Selection, Share, Target};
use core::time::Duration;

/// The first target of a scenario that cannot be met any more. `to_come` says how many requests it may still be about, nothing where
/// nobody knows. What is measured in a window of the run is left to its end.
pub fn hopeless(
    scenario: &Scenario,
    measures: &Measures,
    to_come: impl Fn(&Selection) -> Option<u64>,
) -> Option<String> {
    let targets = scenario.targets.iter();
    let mut hopeless = targets
        .filter(|target| target.of.window.is_none())
        .filter(|target| {
            let of_steps = select(&target.of, measures);
            let tally = of_steps.as_ref().unwrap_or(&measures.total);
            to_come(&target.of).is_some_and(|to_come| is_hopeless(target, tally, to_come))
        });
    hopeless.next().map(ToString::to_string)
}

/// Whether a target is missed whatever becomes of the requests that are still to come: even if every one of them came to what the
/// target asks for.
///
/// `tally` is of the requests that the target is about, and `to_come` is how many more of them there are at most. A mean and a rate
/// can always be mended.
pub fn is_hopeless(target: &Target, tally: &Tally, to_come: u64) -> bool {
    match target.aim {
        Aim::Time { span, point, bound } => {
            let times = distribution(tally, span);
            let is_high = matches!(bound.relation, Relation::AtLeast | Relation::Above);
            let misses = |us: u64| !bound.holds(&Duration::from_micros(us));
            match point {
                _ if times.is_empty() => false,
                Point::Mean => false,
                Point::Longest => !is_high && misses(times.max()),
                Point::Percentile(percentile) => {
                    let share = best(percentile.as_fraction(), times.count(), to_come, is_high);
                    share.is_some_and(|share| misses(times.quantile(share)))
                }
            }
        }
        Aim::Share { fate, bound } => {
            let (part, of) = parts(tally.outcomes, fate);
            share_is_hopeless(bound, part, of, to_come)
        }
        Aim::Rate(_) => false,
    }
}

/// The place in the distribution so far that becomes this one if all that is to come is shorter, or longer where the target is a
/// least time. Nothing where it then lies among what is to come.
fn best(place: f64, count: u64, to_come: u64, is_high: bool) -> Option<f64> {
    let number = |count: u64| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    let growth = (number(count) + number(to_come)) / number(count);
    let best = if is_high {
        place * growth
    } else {
        1.0 - (1.0 - place) * growth
    };
    (0.0..=1.0).contains(&best).then_some(best)
}

fn share_is_hopeless(bound: Bound<Share>, part: u64, of: u64, to_come: u64) -> bool {
    let is_high = matches!(bound.relation, Relation::AtLeast | Relation::Above);
    let all = u128::from(of) + u128::from(to_come);
    let best = u128::from(part) + if is_high { u128::from(to_come) } else { 0 };
    let exact = Bound {
        relation: bound.relation,
        amount: u128::from(bound.amount.millionths()) * all,
    };
    all > 0 && !exact.holds(&(best * 1_000_000))
}

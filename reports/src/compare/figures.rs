//! Which figures of a run are compared.

use super::Kind;
use crate::convert::real;
use crate::record::{Outcomes, RunRecord, Summary};

/// What stands for the whole run.
pub(super) const ALL: &str = "all operations";

/// A percentile with fewer operations beyond it says more about those few than about the Spine.
const BEYOND_MIN: u64 = 10;

/// The kinds compared of all operations, and of each step.
pub(super) const OF_ALL: [Kind; 7] = [
    Kind::ResponseP50,
    Kind::ResponseP90,
    Kind::ResponseP99,
    Kind::SettledRate,
    Kind::AchievedRate,
    Kind::Errors,
    Kind::Refusals,
];
pub(super) const OF_A_STEP: [Kind; 5] = [
    Kind::ResponseP50,
    Kind::ResponseP90,
    Kind::ResponseP99,
    Kind::Errors,
    Kind::Refusals,
];

/// A figure of one run; where it is a share, of how many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub(super) value: f64,
    /// So many of so many; absent where the figure is no share of operations.
    pub(super) share: Option<(u64, u64)>,
}

/// The figure of a run; nothing where it was not measured, or too few operations stand behind it.
pub(super) fn value(record: &RunRecord, of: &str, kind: Kind) -> Option<Value> {
    let (outcomes, response) = part(record, of)?;
    let plain = |value| Value { value, share: None };
    let share = |count: u64| {
        let due = outcomes.due();
        (due > 0).then(|| Value {
            value: 100.0 * real(count) / real(due),
            share: Some((count, due)),
        })
    };
    match kind {
        Kind::ResponseP50 => percentile(response?, |s| s.p50_us, 2).map(plain),
        Kind::ResponseP90 => percentile(response?, |s| s.p90_us, 10).map(plain),
        Kind::ResponseP99 => percentile(response?, |s| s.p99_us, 100).map(plain),
        Kind::SettledRate => {
            let settled = outcomes.answered.saturating_add(outcomes.refused);
            let warm_ms = record.warm_up.as_ref().map_or(0, |warm| warm.until_ms);
            let seconds = real(record.duration_ms.saturating_sub(warm_ms)) / 1e3;
            (settled > 0 && seconds > 0.0).then(|| plain(real(settled) / seconds))
        }
        Kind::AchievedRate => record
            .schedule
            .achieved_percent
            .filter(|percent| percent.is_finite() && *percent > 0.0)
            .map(plain),
        Kind::Errors => share(outcomes.unknown.saturating_add(outcomes.not_sent)),
        Kind::Refusals => share(outcomes.refused),
    }
}

fn percentile(times: Summary, of: fn(&Summary) -> u64, one_in: u64) -> Option<f64> {
    (times.count >= BEYOND_MIN * one_in).then(|| real(of(&times).max(1)))
}

fn part(record: &RunRecord, of: &str) -> Option<(Outcomes, Option<Summary>)> {
    if of == ALL {
        return Some((record.outcomes, record.times.response));
    }
    let step = record.by_step.iter().find(|step| step.step == of)?;
    Some((step.outcomes, step.times.response))
}

/// The steps that every run has, in the order of the first.
pub(super) fn steps<'a>(runs: &[&'a RunRecord]) -> Vec<&'a str> {
    let Some((first, others)) = runs.split_first() else {
        return Vec::new();
    };
    let everywhere = |name: &str| {
        let has = |run: &&RunRecord| run.by_step.iter().any(|step| step.step == name);
        name != ALL && others.iter().all(has)
    };
    let names = first.by_step.iter().map(|step| step.step.as_str());
    names.filter(|name| everywhere(name)).collect()
}

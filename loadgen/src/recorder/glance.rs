use crate::history::{Moment, Operation, Outcome};
use crate::measure::OutcomeCounts;
use cpis_vocabulary::{CareSetting, Text};
use std::collections::BTreeMap;

/// What has been recorded so far, in so few numbers that whoever takes a look keeps no worker waiting.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Glance {
    /// By step and care setting, without the warm-up.
    pub steps: BTreeMap<(Text, Option<CareSetting>), StepGlance>,
    /// From due to sent, of every one that was sent, without the warm-up.
    pub lateness: Times,
    /// From sent to answered, of every one that was answered or refused, without the warm-up.
    pub service: Times,
    /// What became of those of the warm-up.
    pub warm_up: OutcomeCounts,
}

/// One step in one care setting.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StepGlance {
    /// What became of its operations.
    pub outcomes: OutcomeCounts,
    /// From due to answered, of every one that was answered or refused.
    pub response: Times,
}

/// Times by how long they are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Times {
    /// How many are as long as each of [`Times::LIMITS_US`] and longer than the one before; the last are longer than all of them.
    counts: [u64; Self::LIMITS_US.len() + 1],
    sum_us: u64,
}

impl Times {
    /// The upper ends of what is counted together, in microseconds.
    pub const LIMITS_US: [u64; 16] = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000,
    ];

    /// How many were at most as long as each limit, and longer than the one before; the last limit is none.
    pub fn parts(&self) -> impl Iterator<Item = (Option<u64>, u64)> + '_ {
        let limits = Self::LIMITS_US.into_iter().map(Some).chain([None]);
        limits.zip(self.counts)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// All of them together, in microseconds.
    pub const fn sum_us(&self) -> u64 {
        self.sum_us
    }

    fn take(&mut self, from: Moment, to: Moment) {
        let us = to.nanos().saturating_sub(from.nanos()) / 1_000;
        let place = Self::LIMITS_US.partition_point(|limit| *limit < us);
        if let Some(count) = self.counts.get_mut(place) {
            *count += 1;
        }
        self.sum_us = self.sum_us.saturating_add(us);
    }

    fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        self.sum_us = self.sum_us.saturating_add(other.sum_us);
    }
}

impl Glance {
    /// What became of all operations but those of the warm-up.
    pub fn outcomes(&self) -> OutcomeCounts {
        let mut outcomes = OutcomeCounts::default();
        self.steps
            .values()
            .for_each(|step| outcomes.add(step.outcomes));
        outcomes
    }

    /// Takes an operation of a run that is warm from a moment on. Control operations are not counted.
    pub(super) fn take(&mut self, operation: &Operation, measured_from: Moment) {
        if !operation.is_load() {
            return;
        }
        if operation.due < measured_from {
            self.warm_up.take(&operation.outcome);
            return;
        }
        let place = (operation.step.clone(), operation.setting);
        let step = self.steps.entry(place).or_default();
        step.outcomes.take(&operation.outcome);
        if operation.outcome != Outcome::NotSent {
            self.lateness.take(operation.due, operation.sent);
        }
        let is_settled = matches!(
            operation.outcome,
            Outcome::Answered { .. } | Outcome::Refused { .. }
        );
        if let Some(answered) = operation.answered.filter(|_| is_settled) {
            self.service.take(operation.sent, answered);
            step.response.take(operation.due, answered);
        }
    }

    /// Adds what another worker has recorded.
    pub(super) fn add(&mut self, other: &Self) {
        for (place, more) in &other.steps {
            let step = self.steps.entry(place.clone()).or_default();
            step.outcomes.add(more.outcomes);
            step.response.add(&more.response);
        }
        self.lateness.add(&other.lateness);
        self.service.add(&other.service);
        self.warm_up.add(other.warm_up);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_as_long_as_a_limit_is_counted_with_those_below() {
        let mut times = Times::default();
        for us in [0, 100, 101, 10_000_000, 10_000_001] {
            times.take(
                Moment::from_nanos(5_000),
                Moment::from_nanos(5_000 + us * 1_000),
            );
        }
        let parts: Vec<_> = times.parts().filter(|(_, count)| *count > 0).collect();
        assert_eq!(
            parts,
            [
                (Some(100), 2),
                (Some(250), 1),
                (Some(10_000_000), 1),
                (None, 1)
            ]
        );
        assert_eq!((times.count(), times.sum_us()), (5, 20_000_202));
    }
}

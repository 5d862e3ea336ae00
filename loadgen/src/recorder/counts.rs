use crate::history::{Moment, Operation};
use crate::measure::{Distribution, OutcomeCounts, response_us};

/// What has been recorded so far, for the live line. Control operations are not counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// What became of the operations that are settled.
    pub outcomes: OutcomeCounts,
    /// The median response time of the latest whole second with an answer, in microseconds; absent before there was one.
    pub p50_us: Option<u64>,
    /// The same for 99 % of the responses.
    pub p99_us: Option<u64>,
}

/// Counts as operations come in.
#[derive(Clone, Debug, Default)]
pub(super) struct Live {
    outcomes: OutcomeCounts,
    second: u64,
    current: Option<Distribution>,
    /// Of the latest second that is over: which, and its response times.
    over: Option<(u64, Distribution)>,
}

const NANOS: u64 = 1_000_000_000;

impl Live {
    pub(super) fn take(&mut self, operation: &Operation) {
        if !operation.is_load() {
            return;
        }
        self.outcomes.take(&operation.outcome);
        if let (Some(us), Some(answered)) = (response_us(operation), operation.answered) {
            self.responded(us, answered);
        }
    }

    /// What several workers have counted.
    pub(super) fn counts(all: &[Self]) -> Counts {
        let mut counts = Counts::default();
        let latest = all.iter().filter_map(|live| live.over.as_ref());
        let latest = latest.map(|(second, _)| *second).max();
        let mut times = Distribution::coarse();
        for live in all {
            counts.outcomes.add(live.outcomes);
            let over = live.over.as_ref();
            if let Some((_, over)) = over.filter(|(second, _)| Some(*second) == latest) {
                times.add(over);
            }
        }
        if !times.is_empty() {
            counts.p50_us = Some(times.quantile(0.5));
            counts.p99_us = Some(times.quantile(0.99));
        }
        counts
    }

    /// A straggler of an earlier second is counted with the current one.
    fn responded(&mut self, us: u64, answered: Moment) {
        let second = answered.nanos() / NANOS;
        if second > self.second {
            let before = self.current.take().filter(|over| !over.is_empty());
            if let Some(over) = before {
                self.over = Some((self.second, over));
            }
            self.second = second;
        }
        self.current
            .get_or_insert_with(Distribution::coarse)
            .take(us);
    }
}

use crate::history::{Moment, Operation, Outcome};
use crate::measure::{Distribution, is_load, response_us};

/// What has been recorded so far, for the live line. Control operations are not counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Operations that fell due and are settled: the four below added up.
    pub due: u64,
    /// Answered as asked.
    pub answered: u64,
    /// Refused by the Spine.
    pub refused: u64,
    /// Without a readable answer: each may have happened.
    pub unknown: u64,
    /// Never sent.
    pub not_sent: u64,
    /// The median response time of the latest whole second with an answer, in microseconds; absent before there was one.
    pub p50_us: Option<u64>,
    /// The same for 99 % of the responses.
    pub p99_us: Option<u64>,
}

/// Counts as operations come in.
#[derive(Debug, Default)]
pub(super) struct Live {
    counts: Counts,
    second: u64,
    current: Option<Distribution>,
}

const NANOS: u64 = 1_000_000_000;

impl Live {
    pub(super) fn take(&mut self, operation: &Operation) {
        if !is_load(operation) {
            return;
        }
        let counts = &mut self.counts;
        counts.due += 1;
        match operation.outcome {
            Outcome::Answered { .. } => counts.answered += 1,
            Outcome::Refused { .. } => counts.refused += 1,
            Outcome::Unknown { .. } => counts.unknown += 1,
            Outcome::NotSent => counts.not_sent += 1,
        }
        if let (Some(us), Some(answered)) = (response_us(operation), operation.answered) {
            self.responded(us, answered);
        }
    }

    pub(super) const fn counts(&self) -> Counts {
        self.counts
    }

    /// A straggler of an earlier second is counted with the current one.
    fn responded(&mut self, us: u64, answered: Moment) {
        let second = answered.nanos() / NANOS;
        if second > self.second {
            self.second = second;
            if let Some(over) = self.current.as_mut().filter(|over| !over.is_empty()) {
                self.counts.p50_us = Some(over.quantile(0.5));
                self.counts.p99_us = Some(over.quantile(0.99));
                over.clear();
            }
        }
        self.current
            .get_or_insert_with(Distribution::coarse)
            .take(us);
    }
}

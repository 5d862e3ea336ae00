use super::{Distribution, micros, was_sent, was_settled};
use crate::history::{Operation, Outcome};

/// What became of a set of operations, and the three times.
#[derive(Clone, Debug)]
pub struct Tally {
    /// What became of them.
    pub outcomes: OutcomeCounts,
    /// From due to sent, of every one that was sent.
    pub lateness: Distribution,
    /// From sent to answered, of every one that was answered or refused.
    pub service: Distribution,
    /// From due to answered, of the same.
    pub response: Distribution,
}

/// What became of a set of operations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OutcomeCounts {
    /// Answered as asked.
    pub answered: u64,
    /// Refused by the Spine.
    pub refused: u64,
    /// Without a readable answer.
    pub unknown: u64,
    /// Never sent.
    pub not_sent: u64,
}

impl OutcomeCounts {
    /// Counts one operation.
    pub const fn take(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Answered { .. } => self.answered += 1,
            Outcome::Refused { .. } => self.refused += 1,
            Outcome::Unknown { .. } => self.unknown += 1,
            Outcome::NotSent => self.not_sent += 1,
        }
    }

    /// Counts those of another as well.
    pub const fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.not_sent += other.not_sent;
    }

    /// Those that were sent.
    pub const fn sent(self) -> u64 {
        self.answered + self.refused + self.unknown
    }

    /// All of them.
    pub const fn due(self) -> u64 {
        self.sent() + self.not_sent
    }
}

impl Tally {
    pub(super) fn fine() -> Self {
        Self::over(Distribution::fine)
    }

    pub(super) fn coarse() -> Self {
        Self::over(Distribution::coarse)
    }

    fn over(make: fn() -> Distribution) -> Self {
        Self {
            outcomes: OutcomeCounts::default(),
            lateness: make(),
            service: make(),
            response: make(),
        }
    }

    /// Those of some operations.
    pub fn of<'a>(operations: impl IntoIterator<Item = &'a Operation>) -> Self {
        let mut tally = Self::fine();
        for operation in operations {
            tally.take(operation);
        }
        tally
    }

    /// Takes the operations of another as well.
    pub fn add(&mut self, other: &Self) {
        self.outcomes.add(other.outcomes);
        self.lateness.add(&other.lateness);
        self.service.add(&other.service);
        self.response.add(&other.response);
    }

    /// Takes an operation.
    pub fn take(&mut self, operation: &Operation) {
        self.outcomes.take(&operation.outcome);
        if was_sent(operation) {
            self.lateness.take(micros(operation.due, operation.sent));
        }
        if let Some(answered) = operation.answered.filter(|_| was_settled(operation)) {
            self.service.take(micros(operation.sent, answered));
            self.response.take(micros(operation.due, answered));
        }
    }
}

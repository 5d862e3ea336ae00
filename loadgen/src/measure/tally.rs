use super::{Distribution, micros, was_sent};
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

/// What can become of an operation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OutcomeKind {
    /// Answered as asked.
    Answered,
    /// Refused by the Spine.
    Refused,
    /// Without a readable answer.
    Unknown,
    /// Never sent.
    NotSent,
}

impl OutcomeKind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Answered, Self::Refused, Self::Unknown, Self::NotSent];

    /// What became of an operation.
    pub const fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Answered { .. } => Self::Answered,
            Outcome::Refused { .. } => Self::Refused,
            Outcome::Unknown { .. } => Self::Unknown,
            Outcome::NotSent => Self::NotSent,
        }
    }

    /// Whether the Spine settled it, one way or the other: only then do its service and response time count with those of others.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Answered | Self::Refused)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::NotSent => "not-sent",
        }
    }
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
        match OutcomeKind::of(outcome) {
            OutcomeKind::Answered => self.answered += 1,
            OutcomeKind::Refused => self.refused += 1,
            OutcomeKind::Unknown => self.unknown += 1,
            OutcomeKind::NotSent => self.not_sent += 1,
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
        self.count(operation);
        if OutcomeKind::of(&operation.outcome).is_settled() {
            self.clock(operation);
        }
    }

    /// Counts an operation, and how late it was.
    pub(super) fn count(&mut self, operation: &Operation) {
        self.outcomes.take(&operation.outcome);
        if was_sent(operation) {
            self.lateness.take(micros(operation.due, operation.sent));
        }
    }

    /// Takes how long it was until something came back, whatever it was.
    pub(super) fn clock(&mut self, operation: &Operation) {
        if let Some(answered) = operation.answered {
            self.service.take(micros(operation.sent, answered));
            self.response.take(micros(operation.due, answered));
        }
    }
}

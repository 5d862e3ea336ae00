//! Figures of a run: outcomes and times, in all, by step, care setting and outcome, and second by second. A pure function of the operations.
//!
//! Control operations (the clock, plans) and the final reads are no load: they are in the history and in no figure.

mod distribution;
mod overtime;
mod step;
mod tally;

pub use distribution::{Distribution, Figures};
pub use overtime::Stretch;
pub use step::StepMeasures;
pub use tally::{OutcomeCounts, OutcomeKind, Tally};

use crate::history::{Moment, Operation, Outcome};
use core::time::Duration;
use cpis_vocabulary::{CareSetting, Text};
use overtime::OverTime;
use std::collections::HashMap;

/// Outcomes and times of a run, or of a part of it, as its operations are taken one by one, in any order.
#[derive(Clone, Debug)]
pub struct Measures {
    /// All operations but those of the warm-up.
    pub total: Tally,
    /// Those of the warm-up: they are in no other figure but those over time.
    pub warm_up: Tally,
    /// When the warm-up is over: what falls due from then on counts.
    pub since: Moment,
    /// When the last operation fell due.
    pub due_last: Moment,
    /// When the last operation was sent.
    pub sent_last: Moment,
    steps: Vec<StepMeasures>,
    places: HashMap<(Text, Option<CareSetting>), usize>,
    over_time: OverTime,
    due_first: Option<Moment>,
    settled_last: Moment,
}

impl Default for Measures {
    fn default() -> Self {
        Self::since(Moment::ZERO)
    }
}

impl Measures {
    /// Those of a run that is warm from this moment on.
    pub fn since(since: Moment) -> Self {
        Self {
            total: Tally::fine(),
            warm_up: Tally::coarse(),
            since,
            due_last: Moment::ZERO,
            sent_last: Moment::ZERO,
            steps: Vec::new(),
            places: HashMap::new(),
            over_time: OverTime::default(),
            due_first: None,
            settled_last: Moment::ZERO,
        }
    }

    /// Measures operations, in any order.
    pub fn of<'o>(operations: impl IntoIterator<Item = &'o Operation>) -> Self {
        let mut measures = Self::default();
        for operation in operations {
            measures.take(operation);
        }
        measures
    }

    /// Takes one operation.
    pub fn take(&mut self, operation: &Operation) {
        if !operation.is_load() {
            return;
        }
        self.over_time.take(operation);
        let settled = operation.answered.unwrap_or(operation.sent);
        self.settled_last = self.settled_last.max(settled).max(operation.due);
        self.due_first = Some(
            self.due_first
                .map_or(operation.due, |d| d.min(operation.due)),
        );
        if operation.due < self.since {
            self.warm_up.take(operation);
            return;
        }
        self.total.take(operation);
        let first = (operation.due, operation.number.0);
        let step = self.step(&operation.step, operation.setting, first);
        step.take(operation);
        self.due_last = self.due_last.max(operation.due);
        if was_sent(operation) {
            self.sent_last = self.sent_last.max(operation.sent);
        }
    }

    /// Takes the operations of another as well.
    pub fn add(&mut self, other: &Self) {
        self.total.add(&other.total);
        self.warm_up.add(&other.warm_up);
        for one in &other.steps {
            let step = self.step(&one.step, one.setting, one.first);
            step.add(one);
        }
        self.over_time.add(&other.over_time);
        self.due_first = [self.due_first, other.due_first]
            .into_iter()
            .flatten()
            .min();
        self.due_last = self.due_last.max(other.due_last);
        self.sent_last = self.sent_last.max(other.sent_last);
        self.settled_last = self.settled_last.max(other.settled_last);
    }

    /// The operations of each step in each care setting, in the order in which the first of each fell due.
    pub fn steps(&self) -> Vec<&StepMeasures> {
        let mut steps: Vec<_> = self.steps.iter().collect();
        steps.sort_by_key(|step| step.first);
        steps
    }

    /// Stretch by stretch, by when the operations fell due, from the beginning of the run and without gap.
    pub fn stretches(&self) -> Vec<Stretch> {
        self.over_time.stretches()
    }

    /// How long what counts was being sent: from the end of the warm-up, or the first operation due where that is later, to the last
    /// operation sent; to the last one settled where all were sent at once.
    pub fn sending(&self) -> Duration {
        let from = self.due_first.unwrap_or(self.since).max(self.since).nanos();
        let sending = self.sent_last.nanos().saturating_sub(from);
        if sending > 0 {
            return Duration::from_nanos(sending);
        }
        Duration::from_nanos(self.settled_last.nanos().saturating_sub(from))
    }

    /// From the first operation due to the last one settled.
    pub fn duration(&self) -> Duration {
        let first = self.due_first.unwrap_or(self.settled_last);
        Duration::from_nanos(self.settled_last.nanos().saturating_sub(first.nanos()))
    }

    fn step(
        &mut self,
        name: &Text,
        setting: Option<CareSetting>,
        first: (Moment, u64),
    ) -> &mut StepMeasures {
        let place = *self
            .places
            .entry((name.clone(), setting))
            .or_insert_with(|| {
                self.steps
                    .push(StepMeasures::new(name.clone(), setting, first));
                self.steps.len() - 1
            });
        #[expect(
            clippy::indexing_slicing,
            reason = "a place is given when a step is pushed"
        )]
        let step = &mut self.steps[place];
        step.first = step.first.min(first);
        step
    }
}

/// From due to answered, in whole microseconds, of an operation that was answered or refused.
pub fn response_us(operation: &Operation) -> Option<u64> {
    let is_settled = OutcomeKind::of(&operation.outcome).is_settled();
    let answered = operation.answered.filter(|_| is_settled)?;
    Some(micros(operation.due, answered))
}

fn was_sent(operation: &Operation) -> bool {
    !matches!(operation.outcome, Outcome::NotSent)
}

/// Zero where the second lies before the first.
fn micros(from: Moment, to: Moment) -> u64 {
    to.nanos().saturating_sub(from.nanos()) / 1_000
}

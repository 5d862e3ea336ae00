//! Figures of a run: outcomes and times, in all, by step and care setting, and second by second. A pure function of the operations.
//!
//! Control operations (the clock, plans) are no load: they are in the history and in no figure.

mod distribution;
mod overtime;
mod tally;

pub use distribution::{Distribution, Figures};
pub use overtime::Stretch;
pub use tally::{OutcomeCounts, Tally};

use crate::history::{Kind, Moment, Operation, Outcome};
use core::time::Duration;
use cpis_vocabulary::{CareSetting, Text};
use overtime::stretches;
use std::collections::HashMap;

/// Outcomes and times of a run.
#[derive(Clone, Debug)]
pub struct Measures {
    /// All operations.
    pub total: Tally,
    /// The operations of each step in each care setting, in the order in which the first of each fell due.
    pub steps: Vec<StepMeasures>,
    /// Stretch by stretch, by when the operations fell due, without gap.
    pub stretches: Vec<Stretch>,
    /// When the last operation fell due.
    pub due_last: Moment,
    /// When the last operation was sent.
    pub sent_last: Moment,
    /// From the first operation due to the last one settled.
    pub duration: Duration,
}

/// Outcomes and times of one step in one care setting.
#[derive(Clone, Debug)]
pub struct StepMeasures {
    /// The step.
    pub step: Text,
    /// The care setting, where it has one.
    pub setting: Option<CareSetting>,
    /// Its figures.
    pub tally: Tally,
}

impl Measures {
    /// Measures operations, in any order.
    pub fn of(operations: &[Operation]) -> Self {
        let mut load: Vec<&Operation> = operations.iter().filter(|one| is_load(one)).collect();
        load.sort_by_key(|operation| (operation.due, operation.number));
        let mut total = Tally::fine();
        let mut steps: Vec<StepMeasures> = Vec::new();
        let mut places = HashMap::new();
        for operation in &load {
            total.take(operation);
            let key = (&operation.step, operation.setting);
            let place = *places.entry(key).or_insert(steps.len());
            if place == steps.len() {
                steps.push(StepMeasures {
                    step: operation.step.clone(),
                    setting: operation.setting,
                    tally: Tally::coarse(),
                });
            }
            if let Some(step) = steps.get_mut(place) {
                step.tally.take(operation);
            }
        }
        let sent = load.iter().filter(|one| was_sent(one)).map(|one| one.sent);
        Self {
            total,
            steps,
            stretches: stretches(&load),
            due_last: load.last().map_or(Moment::ZERO, |last| last.due),
            sent_last: sent.max().unwrap_or(Moment::ZERO),
            duration: duration(&load),
        }
    }
}

fn duration(load: &[&Operation]) -> Duration {
    let settled = |one: &&Operation| one.answered.unwrap_or(one.sent).max(one.due).nanos();
    let last = load.iter().map(settled).max().unwrap_or(0);
    let first = load.first().map_or(last, |first| first.due.nanos());
    Duration::from_nanos(last.saturating_sub(first))
}

/// Whether an operation is part of the load: everything but what the control port was asked.
pub fn is_load(operation: &Operation) -> bool {
    match operation.kind {
        Kind::LogOn { .. }
        | Kind::Revoke { .. }
        | Kind::ReadPatient
        | Kind::Search { .. }
        | Kind::Overview
        | Kind::OpenAlert
        | Kind::ReadList => true,
        Kind::AdvanceClock { .. }
        | Kind::ChangePatient { .. }
        | Kind::AddPlan { .. }
        | Kind::DeletePlan { .. } => false,
    }
}

/// From due to answered, in whole microseconds, of an operation that was answered or refused.
pub fn response_us(operation: &Operation) -> Option<u64> {
    let answered = operation.answered.filter(|_| was_settled(operation))?;
    Some(micros(operation.due, answered))
}

fn was_sent(operation: &Operation) -> bool {
    !matches!(operation.outcome, Outcome::NotSent)
}

fn was_settled(operation: &Operation) -> bool {
    matches!(
        operation.outcome,
        Outcome::Answered { .. } | Outcome::Refused { .. }
    )
}

/// Zero where the second lies before the first.
fn micros(from: Moment, to: Moment) -> u64 {
    to.nanos().saturating_sub(from.nanos()) / 1_000
}

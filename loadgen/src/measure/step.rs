use super::{OutcomeKind, Tally};
use crate::history::{Moment, Operation};
use cpis_vocabulary::{CareSetting, Text};

/// Outcomes and times of one step in one care setting.
#[derive(Clone, Debug)]
pub struct StepMeasures {
    /// The step.
    pub step: Text,
    /// The care setting, where it has one.
    pub setting: Option<CareSetting>,
    /// By outcome, made on first use.
    parts: [Option<Box<Tally>>; 4],
    /// The first of its operations: when it fell due, and its number.
    pub(super) first: (Moment, u64),
}

impl StepMeasures {
    pub(super) fn new(step: Text, setting: Option<CareSetting>, first: (Moment, u64)) -> Self {
        Self {
            step,
            setting,
            parts: Default::default(),
            first,
        }
    }

    /// Takes an operation of this step and care setting.
    pub(super) fn take(&mut self, operation: &Operation) {
        let part = self.part(OutcomeKind::of(&operation.outcome));
        part.count(operation);
        part.clock(operation);
    }

    /// Takes those of another as well.
    pub(super) fn add(&mut self, other: &Self) {
        for (kind, tally) in other.by_outcome() {
            self.part(kind).add(tally);
        }
    }

    /// The operations that came to each outcome there was.
    ///
    /// Here the times of an unknown one are told too, where an answer came that could not be used: a 5xx is often slower, or
    /// quicker, than what it stands for.
    pub fn by_outcome(&self) -> impl Iterator<Item = (OutcomeKind, &Tally)> {
        let parts = OutcomeKind::ALL.into_iter().zip(&self.parts);
        parts.filter_map(|(kind, part)| Some((kind, part.as_deref()?)))
    }

    /// All of its operations. Service and response time are those of the answered and refused ones, and of no other: so they have
    /// always been counted, and targets are about them.
    pub fn tally(&self) -> Tally {
        let mut all = Tally::coarse();
        for (kind, part) in self.by_outcome() {
            all.outcomes.add(part.outcomes);
            all.lateness.add(&part.lateness);
            if kind.is_settled() {
                all.service.add(&part.service);
                all.response.add(&part.response);
            }
        }
        all
    }

    fn part(&mut self, kind: OutcomeKind) -> &mut Tally {
        let [answered, refused, unknown, not_sent] = &mut self.parts;
        let part = match kind {
            OutcomeKind::Answered => answered,
            OutcomeKind::Refused => refused,
            OutcomeKind::Unknown => unknown,
            OutcomeKind::NotSent => not_sent,
        };
        part.get_or_insert_with(|| Box::new(Tally::coarse()))
    }
}

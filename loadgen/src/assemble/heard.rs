//! What a run shows when its operations are gone over: from memory, or from its files whatever their length.

use super::facts::Facts;
use super::intervals::Intervals;
use super::targets::InWindows;
use crate::checker::{
    ClockBounds, Files, JudgeError, Judged, Onlooker, Tallies, Truth, judge, judge_files,
};
use crate::history::{Ledger, Moment, Operation, drawn_together};
use crate::measure::Measures;
use crate::recorder::Recorded;
use crate::scenario::Scenario;
use core::time::Duration;

/// Everything that the operations of a run show.
#[derive(Debug)]
pub struct Heard<'a> {
    /// What the judge examined and found.
    pub tallies: Tallies,
    /// Outcomes and times.
    pub measures: Measures,
    pub(super) facts: Facts,
    pub(super) clocks: ClockBounds,
    pub(super) windows: InWindows<'a>,
    intervals: Option<Intervals>,
    /// By how much the operations were drawn apart.
    apart: Duration,
}

impl<'a> Heard<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        Self {
            tallies: Tallies::default(),
            measures: Measures::since(Moment::after(scenario.warm_up())),
            facts: Facts::default(),
            clocks: ClockBounds::default(),
            windows: InWindows::of(scenario),
            intervals: None,
            apart: Duration::ZERO,
        }
    }

    /// Goes over what is in memory.
    pub fn recorded(
        scenario: &'a Scenario,
        truth: Truth<'_>,
        recorded: &Recorded,
        ledger: &Ledger,
    ) -> Self {
        let mut heard = Self::new(scenario);
        for operation in &recorded.operations {
            heard.clocks.take(operation);
            heard.windows.take(operation);
            heard.facts.take(operation);
            heard.measures.take(operation);
        }
        heard.tallies = judge(truth, &recorded.operations, ledger);
        heard
    }

    /// Goes over the files of a run, whose operations were drawn `apart`; how they ended is for whoever asks to judge. The times by interval are taken down on the way.
    ///
    /// # Errors
    /// When a file is damaged or cannot be read, or a temporary file cannot be written.
    pub fn kept(
        scenario: &'a Scenario,
        truth: Truth<'_>,
        (files, apart): (Files<'_>, Duration),
        intervals: Option<Intervals>,
    ) -> Result<(Self, Judged), JudgeError> {
        let mut heard = Self {
            intervals,
            apart,
            ..Self::new(scenario)
        };
        let judged = judge_files(truth, files, &mut heard)?;
        heard.tallies = judged.tallies.clone();
        Ok((heard, judged))
    }

    /// The times by interval, to be ended.
    pub const fn take_intervals(&mut self) -> Option<Intervals> {
        self.intervals.take()
    }
}

impl Onlooker for Heard<'_> {
    fn passing(&mut self, operation: &Operation) {
        let together =
            (!self.apart.is_zero()).then(|| drawn_together(operation.clone(), self.apart));
        let operation = together.as_ref().unwrap_or(operation);
        self.measures.take(operation);
        self.clocks.take(operation);
        self.windows.take(operation);
        if let Some(intervals) = &mut self.intervals {
            intervals.take(operation);
        }
    }

    fn judged(&mut self, operation: &Operation) {
        self.facts.take(operation);
    }
}

use super::counts::Live;
use crate::history::{Moment, Operation};
use crate::measure::Measures;

/// What one worker has recorded: nobody else waits for it.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) live: Live,
    /// Made when somebody asks for figures before the run is over.
    pub(super) measures: Option<Box<Measures>>,
    /// Not yet handed on to the history.
    waiting: Vec<Operation>,
}

/// So many operations are handed on at a time: so seldom do workers wait for each other.
const HANDED_ON: usize = 64;

/// Or what has waited for so long while others came: whoever is killed loses no more.
const WAITING_NANOS: u64 = 1_000_000_000;

impl Lane {
    /// Of a run whose figures begin at this moment, where they are taken while it goes on.
    pub(super) fn new(measured_from: Option<Moment>) -> Self {
        Self {
            live: Live::default(),
            measures: measured_from.map(|from| Box::new(Measures::since(from))),
            waiting: Vec::with_capacity(HANDED_ON),
        }
    }

    /// Takes one operation down, and hands back those that are to be written, now and then.
    pub(super) fn take(&mut self, operation: Operation) -> Option<Vec<Operation>> {
        self.live.take(&operation);
        if let Some(measures) = &mut self.measures {
            measures.take(&operation);
        }
        let over = operation.answered.unwrap_or(operation.sent);
        self.waiting.push(operation);
        let first = self.waiting.first();
        let since = first.map_or(over, |first| first.answered.unwrap_or(first.sent));
        let is_old = over.nanos().saturating_sub(since.nanos()) >= WAITING_NANOS;
        (is_old || self.waiting.len() >= HANDED_ON).then(|| self.rest())
    }

    /// What has not been handed on.
    pub(super) fn rest(&mut self) -> Vec<Operation> {
        std::mem::replace(&mut self.waiting, Vec::with_capacity(HANDED_ON))
    }
}

use super::snapshot::Snapshot;
use super::text::text;
use crate::history::Moment;
use crate::recorder::Recorder;
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The latest look at a run.
#[derive(Debug)]
pub struct Latest {
    scenario: Scenario,
    schedule: Schedule,
    recorder: Arc<Recorder>,
    is_over: AtomicBool,
    seen: Mutex<Arc<Snapshot>>,
}

impl Latest {
    /// Begins to look at a run that has not begun.
    pub fn of(scenario: &Scenario, recorder: &Arc<Recorder>) -> Self {
        let schedule = Schedule::of(scenario);
        let board = recorder.board();
        board.count_from(Moment::after(scenario.warm_up()));
        let seen = Snapshot::take((scenario, &schedule), board, None, false);
        Self {
            scenario: scenario.clone(),
            schedule,
            recorder: Arc::clone(recorder),
            is_over: AtomicBool::new(false),
            seen: Mutex::new(Arc::new(seen)),
        }
    }

    /// Looks again. A look that another overtakes is not the latest.
    pub fn look(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = self.is_over.load(Ordering::Acquire);
        let run = (&self.scenario, &self.schedule);
        let now = Snapshot::take(run, self.recorder.board(), Some(&seen), is_over);
        *seen = Arc::new(now);
    }

    /// Looks for the last time: the load is over.
    pub fn load_is_over(&self) {
        self.is_over.store(true, Ordering::Release);
        self.look();
    }

    /// What was seen last.
    pub fn seen(&self) -> Arc<Snapshot> {
        Arc::clone(&self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The same in the text form that Prometheus reads.
    pub fn text(&self) -> String {
        text(&self.scenario, &self.seen())
    }
}

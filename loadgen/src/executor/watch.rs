//! Looks on while the load is on: judges what has come in so far, and ends the run where the scenario asks for it.

use super::run::Run;
use crate::checker::{Judge, Reading, Truth, Verdict};
use crate::history::{Moment, Operation};
use crate::truth::Known;
use cpis_vocabulary::RequirementId;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// A judge on a thread of its own, until the recorder tells nobody any more.
#[derive(Debug)]
pub(super) struct Watch(JoinHandle<()>);

/// How often what has come in is judged.
const EVERY: Duration = Duration::from_millis(250);
/// By when an operation that is over has been recorded.
const RECORDED_WITHIN: Duration = Duration::from_secs(1);

impl Watch {
    /// Begins to look on.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn begin(
        run: &Arc<Run>,
        people: &Arc<Known>,
        reading: Reading,
    ) -> std::io::Result<Self> {
        let (tell, told) = channel();
        let (run, people) = (Arc::clone(run), Arc::clone(people));
        let watching = Builder::new().name("judge".into()).spawn({
            let run = Arc::clone(&run);
            move || look_on(&run, &people, reading, &told)
        })?;
        run.recorder.tell(tell);
        Ok(Self(watching))
    }

    /// Ends it.
    pub(super) fn end(self, run: &Run) {
        run.recorder.tell_nobody();
        // A judge that panicked has ended the program already.
        let _ = self.0.join();
    }
}

fn look_on(run: &Run, people: &Known, reading: Reading, told: &Receiver<Vec<Operation>>) {
    let mut judge = Judge::new(Truth { reading, people });
    let patience = run.scenario.limits.answer_within + RECORDED_WITHIN;
    loop {
        // What was sent before is over by now, and has been recorded.
        let elapsed = Duration::from_nanos(run.stopwatch.now().nanos());
        let settled = Moment::after(elapsed.saturating_sub(patience));
        run.recorder.flush();
        for operation in told.try_iter().flatten() {
            judge.take(operation);
        }
        judge.watermark(settled);
        let broken = broken(&judge);
        if let Some(rule) = first_proved(run, &broken) {
            run.stop(&format!("{rule} was seen broken"));
        }
        run.recorder.note_broken(broken);
        match told.recv_timeout(EVERY) {
            Ok(operations) => operations.into_iter().for_each(|one| judge.take(one)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn broken(judge: &Judge<'_>) -> Vec<RequirementId> {
    let tallies = judge.tallies();
    if tallies.findings_total() == 0 {
        return Vec::new();
    }
    let is_broken = |rule: &_| matches!(tallies.verdict(*rule), Verdict::Broken { .. });
    tallies.rules().filter(is_broken).collect()
}

/// The first broken rule that the run is about, where it is to end with it.
fn first_proved(run: &Run, broken: &[RequirementId]) -> Option<RequirementId> {
    let mut proved = broken
        .iter()
        .filter(|rule| run.scenario.proves.contains(rule));
    proved
        .next()
        .copied()
        .filter(|_| run.scenario.stop.on_broken_rule)
}

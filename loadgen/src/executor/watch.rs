//! Looks on while the load is on: judges what has come in so far, and ends the run where the scenario asks for it.

use super::run::Run;
use crate::assemble::hopeless;
use crate::checker::{Judge, Reading, Truth};
use crate::history::{Moment, Operation};
use crate::schedule::Schedule;
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
        if run.scenario.stop.on_hopeless_target {
            run.recorder.measure(Moment::after(run.scenario.warm_up()));
        }
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
    let schedule = Schedule::of(&run.scenario);
    loop {
        // What was sent before is over by now, and has been recorded.
        let elapsed = Duration::from_nanos(run.stopwatch.now().nanos());
        let settled = Moment::after(elapsed.saturating_sub(patience));
        run.recorder.flush();
        for operation in told.try_iter().flatten() {
            judge.take(operation);
        }
        judge.watermark(settled);
        // Another record is held against nobody; that it is another is noticed before anything of it is judged.
        let findings = if run.record.is_lost() {
            Vec::new()
        } else {
            findings(&judge)
        };
        if let Some(rule) = first_proved(run, &findings) {
            run.stop(&format!("{rule} was seen broken"));
        }
        run.recorder.board().note_findings(findings);
        if run.scenario.stop.on_hopeless_target
            && let Some(to_come) = to_come(run, &schedule)
            && let Some(measures) = run.recorder.measures()
            && let Some(target) = hopeless(&run.scenario, &measures, to_come)
        {
            run.stop(&format!("{target} cannot be met any more"));
        }
        match told.recv_timeout(EVERY) {
            Ok(operations) => operations.into_iter().for_each(|one| judge.take(one)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// How often each broken rule was seen broken.
fn findings(judge: &Judge<'_>) -> Vec<(RequirementId, u64)> {
    let tallies = judge.tallies();
    if tallies.findings_total() == 0 {
        return Vec::new();
    }
    let found = tallies.rules().map(|rule| (rule, tallies.found_of(rule)));
    found.filter(|(_, count)| *count > 0).collect()
}

/// The first broken rule that the run is about, where it is to end with it.
fn first_proved(run: &Run, findings: &[(RequirementId, u64)]) -> Option<RequirementId> {
    let mut broken = findings.iter().map(|(rule, _)| *rule);
    broken
        .find(|rule| run.scenario.proves.contains(rule))
        .filter(|_| run.scenario.stop.on_broken_rule)
}

/// At most so many requests are still to come; nothing where that depends on the answers.
fn to_come(run: &Run, schedule: &Schedule) -> Option<u64> {
    let begun = run.recorder.board().arrivals();
    let mut runs = schedule.len().saturating_sub(begun) + u64::from(run.scenario.limits.in_flight);
    for crowd in schedule.crowds() {
        runs += crowd.runs_at_most()?;
    }
    let scripts = run.scenario.scripts.iter();
    let steps = scripts.map(|script| script.steps.len()).max().unwrap_or(0);
    let steps = u64::try_from(steps).ok()? * REQUESTS_A_STEP;
    let probe = run.scenario.probes.as_ref().map_or(0, |_| REQUESTS_A_PROBE);
    Some(runs * steps.max(probe))
}

/// The request, a log-on before it, and both once more.
const REQUESTS_A_STEP: u64 = 4;
/// More than any probe makes.
const REQUESTS_A_PROBE: u64 = 200;

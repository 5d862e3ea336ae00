//! Looks on while the load is on: judges what has come in so far, and ends the run where the scenario asks for it.

use super::company::Past;
use super::door::Door;
use super::inboxes::{Inbox, Inboxes, Talk, Told, inboxes_of};
use super::outlook::Outlook;
use super::run::Run;
use crate::checker::{Judge, Patience, Reading, Truth};
use crate::history::{Moment, Operation};
use crate::truth::Known;
use cpis_vocabulary::RequirementId;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// A judge on a thread of its own, until the recorder tells nobody any more.
#[derive(Debug)]
pub(super) struct Watch {
    judging: JoinHandle<()>,
    inboxes: Option<Inboxes>,
}

/// What it judges by, and where it looks.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) people: Arc<Known>,
    pub(super) reading: Reading,
    pub(super) inboxes: Vec<Inbox>,
}

/// How often what has come in is judged.
const EVERY: Duration = Duration::from_millis(250);
/// By when an operation that is over has been recorded.
const RECORDED_WITHIN: Duration = Duration::from_secs(1);

impl Watched {
    /// What is watched of a run: its inboxes from where they ended before it.
    pub(super) fn of(
        run: &Run,
        door: &Door,
        (people, reading): (&Arc<Known>, Reading),
        earlier: &Arc<Past>,
    ) -> Self {
        Self {
            people: Arc::clone(people),
            reading,
            inboxes: inboxes_of(run, door, earlier),
        }
    }
}

impl Watch {
    /// Begins to look on.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn begin(run: &Arc<Run>, watched: Watched) -> std::io::Result<Self> {
        let (tell, told) = channel();
        let run = Arc::clone(run);
        let Watched {
            people,
            reading,
            inboxes,
        } = watched;
        let is_waited_for = run.scenario.stop.on_broken_rule;
        let looked = (!inboxes.is_empty())
            .then(|| Inboxes::begin(inboxes, (run.stopwatch, run.ids), is_waited_for))
            .transpose()?;
        let (inboxes, talk) = looked.unzip();
        if run.scenario.stop.on_hopeless_target {
            run.recorder.measure(Moment::after(run.scenario.warm_up()));
        }
        let judging = Builder::new().name("judge".into()).spawn({
            let run = Arc::clone(&run);
            move || look_on(&run, (&people, reading), &told, talk.as_ref())
        })?;
        run.recorder.tell(tell);
        Ok(Self { judging, inboxes })
    }

    /// Ends it.
    pub(super) fn end(self, run: &Run) {
        run.recorder.tell_nobody();
        // A judge that panicked has ended the program already.
        let _ = self.judging.join();
        if let Some(inboxes) = self.inboxes {
            inboxes.end();
        }
    }
}

fn look_on(
    run: &Run,
    (people, reading): (&Known, Reading),
    told: &Receiver<Vec<Operation>>,
    talk: Option<&Talk>,
) {
    let mut judge = Judge::new(Truth { reading, people });
    let limits = &run.scenario.limits;
    let patience = limits.answer_within + RECORDED_WITHIN;
    if talk.is_some() {
        judge = judge.beside_inboxes(Patience {
            answer: patience,
            settle: limits.settle_within,
        });
    }
    let asks = run.scenario.stop.on_hopeless_target;
    let mut outlook = asks.then(|| Outlook::of(run));
    loop {
        // What was sent before is over by now, and has been recorded.
        let elapsed = Duration::from_nanos(run.stopwatch.now().nanos());
        let settled = Moment::after(elapsed.saturating_sub(patience));
        run.recorder.flush();
        for operation in told.try_iter().flatten() {
            judge.take(operation);
        }
        if let Some(talk) = talk {
            look_into(talk, &mut judge);
        }
        judge.watermark(settled);
        // Another record is held against nobody, nor a clock that others move; either is noticed before anything after it is judged.
        let findings = if run.record.is_in_doubt() {
            Vec::new()
        } else {
            findings(&judge)
        };
        if let Some(rule) = first_proved(run, &findings) {
            run.stop(&format!("{rule} was seen broken"));
        }
        run.recorder.board().note_findings(findings);
        if let Some(outlook) = &mut outlook
            && let Some(target) = outlook.hopeless(run)
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

/// Takes what was seen in the inboxes, and asks whether others were there where something is suspected.
fn look_into(talk: &Talk, judge: &mut Judge<'_>) {
    for told in talk.told.try_iter() {
        match told {
            Told::Look(look) => judge.look(look),
            Told::Company(suspect, has_company) => judge.answer(&suspect, has_company),
        }
    }
    for suspect in judge.suspects() {
        // Whoever looks has gone only when nobody wants to know any more.
        let _ = talk.ask.send(suspect);
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

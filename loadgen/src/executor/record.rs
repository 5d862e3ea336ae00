//! Whether the Spine keeps the same record to the end, and its clock is left alone: what was recorded before it was lost, or stamped
//! by a clock that somebody else moved, can be held for or against nobody.

use super::ExecuteError;
use super::run::Run;
use super::stopwatch::moment;
use crate::executed::InDoubt;
use crate::history::Moment;
use crate::transport::{Answer, AnyTransport, Reply, Request, Transport};
use crate::words::time;
use cpis_wire::header;
use std::sync::OnceLock;
use std::time::Duration;

/// The record that a Spine kept when the run began, and what became of it.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// What it calls it; nothing where it does not tell.
    epoch: Option<String>,
    /// When it was seen to keep another.
    lost: OnceLock<Moment>,
    /// When another client was seen to have set or moved the clock.
    moved: OnceLock<Moment>,
}

/// How often a Spine is asked for its record. Judging while the load is on comes longer after the answers than this.
const EVERY: Duration = Duration::from_millis(500);

/// Makes sure that CP-IS answers at the data port, and notes which record it keeps.
pub(super) async fn be_there(transport: &AnyTransport, url: &str) -> Result<Record, ExecuteError> {
    match transport.send(&metadata()).await.outcome {
        Reply::Whole(answer) if answer.status() == 404 => Err(ExecuteError::NoCpis(url.to_owned())),
        Reply::Whole(answer) => Ok(Record {
            epoch: epoch(&answer),
            ..Record::default()
        }),
        Reply::Unknown(_) | Reply::NotSent => Err(ExecuteError::Unreachable(url.to_owned())),
    }
}

/// A request that anybody may make, and that opens nothing.
pub(super) fn metadata() -> Request {
    Request::get("/cpis/FHIR/R4/metadata")
}

fn epoch(answer: &Answer) -> Option<String> {
    answer.header(header::SPINE_EPOCH).map(str::to_owned)
}

impl Record {
    /// Takes an answer that tells of a record.
    fn compare(&self, answer: &Answer, now: Moment) {
        let (Some(known), Some(told)) = (&self.epoch, epoch(answer)) else {
            return;
        };
        if *known != told {
            // The first time is the one that is told.
            let _ = self.lost.set(now);
        }
    }

    /// Whether nothing that was seen can be held for or against the Spine.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.lost.get().is_some() || self.moved.get().is_some()
    }

    /// Why nothing can be held for or against the Spine, where it has lost its record.
    fn why_lost(&self) -> Option<InDoubt> {
        Some(InDoubt::SpineLost(format!(
            "the Spine was started anew or reset while the run went on, which was noticed after {}: what it had recorded before is \
             gone, so nothing that was seen can be held for or against it",
            after(*self.lost.get()?)
        )))
    }

    /// The same, where somebody else has moved its clock.
    pub(super) fn why_moved(&self) -> Option<InDoubt> {
        Some(InDoubt::AnotherClient(format!(
            "another client uses the same tenant: it has set or moved the clock while the run went on, which was noticed after {}; what \
             the clock showed decides what the run should have seen, so give it a tenant of its own",
            after(*self.moved.get()?)
        )))
    }
}

/// How long after the start of the run, in words.
fn after(at: Moment) -> String {
    let at = u64::try_from(Duration::from_nanos(at.nanos()).as_micros());
    time(at.unwrap_or(u64::MAX))
}

impl Run {
    /// Asks for the Spine's record again and again, until it is another one, and whether its clock is left alone.
    pub(super) async fn watch_record(&self, transport: &AnyTransport) {
        if self.record.epoch.is_none() && !self.is_of_others() {
            return;
        }
        let mut at = Duration::ZERO;
        while self.record.lost.get().is_none() {
            at += EVERY;
            self.pacer.about(moment(at)).await;
            // Neither waits for the other: judging is to come later than both.
            let asked = metadata();
            let (told, is_moved) = tokio::join!(transport.send(&asked), self.look_at_clock());
            if let Reply::Whole(answer) = told.outcome {
                self.record.compare(&answer, self.stopwatch.now());
            }
            if is_moved {
                self.note_event("another client has set or moved the Spine's clock");
                self.note_doubt(self.record.why_moved());
            }
        }
        self.note_event("the Spine was started anew or reset: its record is another");
        self.note_doubt(self.record.why_lost());
    }

    fn note_doubt(&self, why: Option<InDoubt>) {
        if let (Some(keeper), Some(why)) = (self.recorder.keeper(), why) {
            keeper.doubted(why);
        }
    }

    /// Whether another client has set or moved the clock, where that was not known.
    pub(super) async fn look_at_clock(&self) -> bool {
        let Some(control) = self.control.as_ref().filter(|_| self.is_of_others()) else {
            return false;
        };
        let told = control.clock_moves().await.ok().flatten();
        let others = told.map_or(0, |told| self.clock.moves_of_others(told));
        others > 0 && self.record.moved.set(self.stopwatch.now()).is_ok()
    }

    /// Whether the Spine still keeps the record with which the run began; if not, why nothing can be held for or against it.
    pub(super) async fn doubt(&self, transport: &AnyTransport) -> Option<InDoubt> {
        match transport.send(&metadata()).await.outcome {
            Reply::Whole(answer) => {
                self.record.compare(&answer, self.stopwatch.now());
                self.record.why_lost()
            }
            Reply::Unknown(_) | Reply::NotSent => Some(self.record.why_lost().unwrap_or_else(|| {
                InDoubt::SpineLost(
                    "the Spine gave no answer when the run was over, so nobody can tell what it had recorded".to_owned(),
                )
            })),
        }
    }
}

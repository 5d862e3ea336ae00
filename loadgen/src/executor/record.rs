//! Whether the Spine keeps the same record to the end: what was recorded before it was lost can be held for or against nobody.

use super::ExecuteError;
use super::run::Run;
use super::stopwatch::moment;
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
}

/// How often a Spine is asked for its record. Judging while the load is on comes longer after the answers than this.
const EVERY: Duration = Duration::from_millis(500);

/// Makes sure that CP-IS answers at the data port, and notes which record it keeps.
pub(super) async fn be_there(transport: &AnyTransport, url: &str) -> Result<Record, ExecuteError> {
    match transport.send(&metadata()).await.outcome {
        Reply::Whole(answer) if answer.status() == 404 => Err(ExecuteError::NoCpis(url.to_owned())),
        Reply::Whole(answer) => Ok(Record {
            epoch: epoch(&answer),
            lost: OnceLock::new(),
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

    /// Whether it was lost while the run went on.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.get().is_some()
    }

    /// Why nothing can be held for or against the Spine, where it has lost its record.
    fn why_lost(&self) -> Option<String> {
        let at = u64::try_from(Duration::from_nanos(self.lost.get()?.nanos()).as_micros());
        Some(format!(
            "the Spine was started anew or reset while the run went on, which was noticed after {}: what it had recorded before is \
             gone, so nothing that was seen can be held for or against it",
            time(at.unwrap_or(u64::MAX))
        ))
    }
}

impl Run {
    /// Asks for the Spine's record again and again, until it is another one.
    pub(super) async fn watch_record(&self, transport: &AnyTransport) {
        if self.record.epoch.is_none() {
            return;
        }
        let mut at = Duration::ZERO;
        while !self.record.is_lost() {
            at += EVERY;
            self.pacer.about(moment(at)).await;
            if let Reply::Whole(answer) = transport.send(&metadata()).await.outcome {
                self.record.compare(&answer, self.stopwatch.now());
            }
        }
        self.note_event("the Spine was started anew or reset: its record is another");
        if let (Some(keeper), Some(why)) = (self.recorder.keeper(), self.record.why_lost()) {
            keeper.doubted(&why);
        }
    }

    /// Whether the Spine still keeps the record with which the run began; if not, why nothing can be held for or against it.
    pub(super) async fn doubt(&self, transport: &AnyTransport) -> Option<String> {
        match transport.send(&metadata()).await.outcome {
            Reply::Whole(answer) => {
                self.record.compare(&answer, self.stopwatch.now());
                self.record.why_lost()
            }
            Reply::Unknown(_) | Reply::NotSent => Some(self.record.why_lost().unwrap_or_else(|| {
                "the Spine gave no answer when the run was over, so nobody can tell what it had recorded".to_owned()
            })),
        }
    }
}

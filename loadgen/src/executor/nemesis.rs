//! What goes wrong on purpose while the load is on: on the Spine's side by its control port, on this side by itself.

use super::ExecuteError;
use super::run::{Context, Run};
use super::stopwatch::moment;
use crate::control::Control;
use crate::history::{Moment, Outcome};
use crate::scenario::{Disturbance, FaultPlan, Scenario, Share};
use crate::schedule::{Deed, Nemesis, Stream, Strike, below, draw};
use crate::words::listed;
use chrono::TimeDelta;
use cpis_wire::control::{Fault, Faults};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Notify;

/// What this side does wrong at the moment.
#[derive(Debug, Default)]
pub(super) struct Mischief {
    /// Millionths of the requests without an answer that are sent once more.
    retried: AtomicU32,
    /// Millionths of the requests that are sent twice at once.
    duplicated: AtomicU32,
    /// Tells whoever waits for an answer that the connection is gone.
    dropped: Notify,
}

impl Mischief {
    /// Whether every request is sent once, whatever becomes of it.
    pub(super) fn is_idle(&self) -> bool {
        let is_none = |share: &AtomicU32| share.load(Ordering::Relaxed) == 0;
        is_none(&self.retried) && is_none(&self.duplicated)
    }

    /// Whether a request without an answer is sent once more.
    pub(super) fn retries(&self, seed: u64, number: u64) -> bool {
        falls_in(&self.retried, seed, number)
    }

    /// Whether a request is sent twice at once.
    pub(super) fn duplicates(&self, seed: u64, number: u64) -> bool {
        falls_in(&self.duplicated, seed, !number)
    }

    /// Waits until the connections are dropped.
    pub(super) async fn dropped(&self) {
        self.dropped.notified().await;
    }
}

fn falls_in(millionths: &AtomicU32, seed: u64, number: u64) -> bool {
    let bits = draw(seed, Stream::Fault, number);
    below(bits, Share::ALL.millionths().into()) < millionths.load(Ordering::Relaxed).into()
}

impl Run {
    /// Does everything that goes wrong on purpose, each when it is its time.
    pub(super) async fn disturb(&self) {
        for Strike { at, deed } in Nemesis::of(&self.scenario).strikes() {
            if !self.goes_on_until(moment(*at)).await {
                break;
            }
            self.strike(deed, moment(*at)).await;
        }
    }

    /// Ends what goes wrong on purpose: nobody else shall be disturbed by it.
    pub(super) async fn calm_down(&self) {
        let plan = Nemesis::of(&self.scenario);
        let mut strikes = plan.strikes().iter();
        if strikes.any(|strike| matches!(strike.deed, Deed::Spine(_))) {
            self.disturb_spine(Vec::new()).await;
        }
        self.mischief.retried.store(0, Ordering::Relaxed);
        self.mischief.duplicated.store(0, Ordering::Relaxed);
    }

    async fn strike(&self, deed: &Deed, at: Moment) {
        match deed {
            Deed::Spine(faults) => {
                self.disturb_spine(faults.clone()).await;
            }
            Deed::Retry(share) => {
                self.misbehave(&self.mischief.retried, *share, Disturbance::Retry(*share));
            }
            Deed::Duplicate(share) => {
                let what = Disturbance::Duplicate(*share);
                self.misbehave(&self.mischief.duplicated, *share, what);
            }
            Deed::DropConnections => {
                self.mischief.dropped.notify_waiters();
                self.note_event("connections were dropped on purpose");
            }
            Deed::AdvanceClock(by) => {
                let by = TimeDelta::from_std(*by).unwrap_or(TimeDelta::MAX);
                let context = Context {
                    step: "fault: the clock jumps".into(),
                    probe: None,
                    setting: None,
                    due: at,
                };
                let _alone = self.mover.lock().await;
                self.advance(by, &context).await;
            }
        }
    }

    /// Does something wrong to a share of the requests from now on.
    fn misbehave(&self, millionths: &AtomicU32, share: Share, what: Disturbance) {
        millionths.store(share.millionths(), Ordering::Relaxed);
        let text = match (what, share) {
            (Disturbance::Retry(_), Share::NONE) => "no request is sent again any more".to_owned(),
            (_, Share::NONE) => "no request is sent twice any more".to_owned(),
            (what, _) => format!("from now on {}", what.text()),
        };
        self.note_event(text);
    }

    async fn disturb_spine(&self, faults: Vec<Fault>) {
        let Some(control) = &self.control else {
            return;
        };
        // One of several generators suffices; the others learn of it by what comes back.
        if self.is_one_of_several() && !self.scenario.shard.is_first() {
            return;
        }
        let count = faults.len();
        let seed = self.scenario.seed;
        let faults = Faults { faults, seed };
        let text = match control.set_faults(&faults).await {
            Ok(()) if count == 0 => "the Spine's faults were switched off".to_owned(),
            Ok(()) => {
                let faults: Vec<String> = faults.faults.iter().map(Disturbance::of_spine).collect();
                format!("the Spine was given faults: {}", listed(&faults))
            }
            Err(error) => format!("the Spine could not be given its faults: {error}"),
        };
        self.note_event(text);
    }
}

/// Has the Spine say before the run whether it can do what it is to do wrong: a run that was never disturbed would look like one that
/// was. Nothing is left on: what was on before is told before.
///
/// # Errors
/// Where there is nobody to ask, or it refuses.
pub(super) async fn rehearse(
    scenario: &Scenario,
    control: Option<&Control>,
) -> Result<(), ExecuteError> {
    let of_spine = |plan: &FaultPlan| match &plan.what {
        Disturbance::Spine(fault) => Some(fault.clone()),
        Disturbance::AdvanceClock(_)
        | Disturbance::DropConnections
        | Disturbance::Retry(_)
        | Disturbance::Duplicate(_) => None,
    };
    let faults: Vec<Fault> = scenario.faults.iter().filter_map(of_spine).collect();
    if faults.is_empty() {
        return Ok(());
    }
    let control = control.ok_or(ExecuteError::FaultsNeedControl)?;
    // Another shard may have begun already.
    if !scenario.shard.is_first() {
        return Ok(());
    }
    let seed = scenario.seed;
    control.set_faults(&Faults { faults, seed }).await?;
    let none = Faults {
        faults: Vec::new(),
        seed,
    };
    Ok(control.set_faults(&none).await?)
}

/// Whether a request may have got lost on its way.
pub(super) fn got_lost(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Unknown { .. })
}

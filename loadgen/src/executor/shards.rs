//! What several generators cannot do to one Spine at the same time.

use super::{ExecuteError, Setup};
use crate::scenario::{Clock, Disturbance, ProbeNeeds, Scenario, Step};
use cpis_wire::control::{ClockItem, ClockMode};

/// Refuses a scenario that moves the clock of a Spine under the other shards, who would not know when.
pub(super) fn check(scenario: &Scenario, setup: &Setup) -> Result<(), ExecuteError> {
    let shares = matches!(setup, Setup::Target { .. }) && !scenario.shard.is_whole();
    match mover(scenario).filter(|_| shares) {
        Some(what) => Err(ExecuteError::ShardsMoveClock(what)),
        None => Ok(()),
    }
}

/// What moves the clock, in words.
fn mover(scenario: &Scenario) -> Option<String> {
    let mut steps = scenario.scripts.iter().flat_map(|script| &script.steps);
    let step = steps.find(|step| matches!(step, Step::AdvanceClock(_)));
    let mut kinds = scenario.probes.iter().flat_map(|probes| &probes.kinds);
    let probe = kinds.find(|kind| kind.needs() == ProbeNeeds::FrozenClock);
    let mut faults = scenario.faults.iter();
    let jumps = faults.any(|fault| matches!(fault.what, Disturbance::AdvanceClock(_)));
    step.map(|step| format!("the step `{step}`"))
        .or_else(|| probe.map(|kind| format!("the probe `{kind}`")))
        .or_else(|| jumps.then(|| "the fault `clock jump`".to_owned()))
}

/// Makes sure that the clock goes as the scenario asks. Nobody sets it: another shard may have read it already.
pub(super) fn goes_as_asked(clock: Clock, found: &ClockItem) -> Result<(), ExecuteError> {
    let (asked, start) = match clock {
        Clock::System => return Ok(()),
        Clock::Frozen { now } => (ClockMode::Frozen, format!("frozen@{now}")),
        Clock::Shifted { now } => (ClockMode::Shifted, format!("shifted@{now}")),
        Clock::Scaled { now, rate } => (
            ClockMode::Scaled,
            format!("scaled:{}@{now}", rate.as_factor()),
        ),
    };
    let goes = found.mode == asked
        && match clock {
            Clock::Scaled { rate, .. } => found.rate == Some(rate.as_factor()),
            Clock::System | Clock::Frozen { .. } | Clock::Shifted { .. } => true,
        };
    if goes {
        Ok(())
    } else {
        let found = format!("{:?}", found.mode).to_lowercase();
        Err(ExecuteError::ShardsNeedClock { start, found })
    }
}

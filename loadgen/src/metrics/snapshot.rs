use super::own;
use crate::executed::ProbeCount;
use crate::recorder::{Board, Glance};
use crate::scenario::Scenario;
use crate::schedule::Schedule;
use core::time::Duration;
use cpis_vocabulary::RequirementId;

/// What was seen of a run at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    /// How far the run has come.
    pub stage: Stage,
    /// How long it has gone on.
    pub elapsed: Duration,
    /// How long arrivals come.
    pub planned: Duration,
    /// What was recorded.
    pub glance: Glance,
    /// How many requests are under way.
    pub in_flight: u64,
    /// How many arrivals of the open phases were begun with.
    pub arrivals: u64,
    /// How many of them fell due in the latest second, on average.
    pub offered_per_second: f64,
    /// How many of them were begun with in each second since the snapshot before.
    pub achieved_per_second: f64,
    /// What became of the probes.
    pub probes: Vec<ProbeCount>,
    /// How often each rule that is judged while the run goes on was seen broken.
    pub findings: Vec<(RequirementId, u64)>,
    /// For how long each worker was at work: not asleep, and not merely awake for the next moment.
    pub worked: Vec<(u32, Duration)>,
    /// The processor time of the whole generator.
    pub cpu: Duration,
    /// Its resident memory, in bytes, where the system tells.
    pub resident_bytes: Option<u64>,
}

/// How far a run has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The Spine, the people and the clock are made ready; or the start that was asked for has not come.
    Preparing,
    /// Requests fall due.
    Load,
    /// What was under way is waited for, and what the authorities received is read.
    Settling,
    /// The load is over, and what was recorded is judged.
    Judging,
}

impl Stage {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Preparing, Self::Load, Self::Settling, Self::Judging];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Load => "load",
            Self::Settling => "settling",
            Self::Judging => "judging",
        }
    }
}

/// Over this time a rate is an average.
const SECOND: Duration = Duration::from_secs(1);

impl Snapshot {
    /// Looks at a run that has gone on since `before`; `is_over` says whether its load is.
    pub(super) fn take(
        (scenario, schedule): (&Scenario, &Schedule),
        board: &Board,
        before: Option<&Self>,
        is_over: bool,
    ) -> Self {
        let elapsed = board.stopwatch().map(|stopwatch| stopwatch.now().nanos());
        let elapsed = elapsed
            .map(Duration::from_nanos)
            .filter(|one| !one.is_zero());
        let stage = match elapsed {
            _ if is_over => Stage::Judging,
            None => Stage::Preparing,
            Some(elapsed) if elapsed < scenario.duration => Stage::Load,
            Some(_) => Stage::Settling,
        };
        let elapsed = elapsed.unwrap_or_default();
        let arrivals = board.arrivals();
        Self {
            stage,
            elapsed,
            planned: scenario.duration,
            glance: board.glance(),
            in_flight: board.in_flight(),
            arrivals,
            offered_per_second: offered(scenario, schedule, elapsed),
            achieved_per_second: before.map_or(0.0, |before| achieved(before, elapsed, arrivals)),
            probes: board.probes(),
            findings: findings(scenario, board),
            worked: board.worked(),
            cpu: own::cpu(),
            resident_bytes: own::resident_bytes(),
        }
    }
}

/// The average rate over the latest second; a shard's part of it.
fn offered(scenario: &Scenario, schedule: &Schedule, elapsed: Duration) -> f64 {
    let from = elapsed.saturating_sub(SECOND);
    let over = elapsed.saturating_sub(from).as_secs_f64();
    if over <= 0.0 {
        return 0.0;
    }
    let shards = u32::try_from(scenario.shard.of()).map_or(f64::from(u32::MAX), f64::from);
    let to = elapsed.min(scenario.duration);
    let due = schedule.expected_before(to) - schedule.expected_before(from.min(to));
    due / over / shards
}

fn achieved(before: &Snapshot, elapsed: Duration, arrivals: u64) -> f64 {
    let over = elapsed.saturating_sub(before.elapsed).as_secs_f64();
    let more = u32::try_from(arrivals.saturating_sub(before.arrivals)).unwrap_or(u32::MAX);
    // A look right after another says nothing of a rate.
    if over < 0.1 {
        before.achieved_per_second
    } else {
        f64::from(more) / over
    }
}

/// What was found, and nothing found so far of the rules that the run is about; of none where nobody judges while it goes on.
fn findings(scenario: &Scenario, board: &Board) -> Vec<(RequirementId, u64)> {
    let Some(mut findings) = board.findings() else {
        return Vec::new();
    };
    for rule in &scenario.proves {
        if !findings.iter().any(|(found, _)| found == rule) {
            findings.push((*rule, 0));
        }
    }
    findings.sort_unstable();
    findings
}

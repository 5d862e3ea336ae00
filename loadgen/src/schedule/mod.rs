//! When arrivals are due and what each of them does: pure arithmetic of the scenario and its seed.
//!
//! Nothing here reads a clock, sleeps or sends. Every answer is a function of (seed, number of the arrival), so shards of one
//! run agree without talking to each other.

mod arrivals;
mod assignment;
mod convert;
mod crowd;
mod curve;
mod draw;
mod exponential;
mod nemesis;
mod pace;
mod part;
mod piece;
mod shares;
mod zipf;

use core::time::Duration;
use std::sync::Arc;

pub use self::arrivals::{Arrival, Arrivings};
pub(crate) use self::assignment::falls_in;
pub use self::assignment::{Assignment, Assignments, ChildChoice};
pub use self::crowd::{Crowd, Stay, Turn};
pub use self::draw::{Stream, below, draw};
pub use self::nemesis::{Deed, Nemesis, Strike};
pub use self::pace::Pace;
pub use self::part::{Part, parts};
pub use self::zipf::rank;
pub use crate::scenario::{Shard, ShardError};

use self::arrivals::{Flow, named};
use self::convert::approximately;
use crate::scenario::{Arrivals, Load, Scenario};

/// When the arrivals of a run are due, and who else is there.
#[derive(Clone, PartialEq, Debug)]
pub struct Schedule {
    parts: Vec<Part>,
    /// Those of the open parts.
    flows: Vec<Arc<Flow>>,
    /// Those of the closed parts.
    crowds: Vec<Crowd>,
    end: Duration,
    shard: Shard,
    /// The arrivals that are made, where the scenario names them.
    named: Option<Arc<[Arrival]>>,
}

impl Schedule {
    /// The schedule of a scenario: of the shard that the scenario names.
    pub fn of(scenario: &Scenario) -> Self {
        let parts = parts(scenario);
        let of = parts.len();
        let mut flows = Vec::new();
        let mut crowds = Vec::new();
        for part in &parts {
            match part.phase_of(scenario).map(|phase| &phase.load) {
                Some(Load::Open(arrivals)) => {
                    flows.push(Arc::new(Flow::new(arrivals, part, of, scenario.seed)));
                }
                Some(Load::Closed(closed)) => crowds.push(Crowd::new(
                    closed.clone(),
                    part,
                    of,
                    (scenario.seed, scenario.shard),
                )),
                None => {}
            }
        }
        let only = scenario.only.as_ref();
        Self {
            named: only.map(|only| named(&flows, scenario.shard, only)),
            parts,
            flows,
            crowds,
            end: scenario.duration,
            shard: scenario.shard,
        }
    }

    /// The arrivals due before `end`. Evenly spaced ones start at once, Poisson ones after their first gap.
    pub fn new(arrivals: &Arrivals, end: Duration, seed: u64) -> Self {
        let part = Part::whole(end);
        Self {
            flows: vec![Arc::new(Flow::new(arrivals, &part, 1, seed))],
            parts: vec![part],
            crowds: Vec::new(),
            end,
            shard: Shard::WHOLE,
            named: None,
        }
    }

    /// One shard of it: the same arrivals and users, some of them.
    #[must_use]
    pub fn only(self, shard: Shard) -> Self {
        let crowds = self.crowds.into_iter();
        Self {
            crowds: crowds.map(|crowd| crowd.only(shard)).collect(),
            shard,
            ..self
        }
    }

    /// The arrivals of the open phases, in the order they are due.
    pub fn arrivals(&self) -> Arrivings {
        match &self.named {
            Some(named) => Arrivings::named(named),
            None => Arrivings::of(&self.flows, self.shard),
        }
    }

    /// The arrivals, handed out as time passes.
    pub fn pace(&self) -> Pace {
        Pace::new(self.arrivals())
    }

    /// The users of the closed phases.
    pub fn crowds(&self) -> &[Crowd] {
        &self.crowds
    }

    /// Every phase of every group.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The part that an arrival, or a script run of a user, belongs to.
    pub fn part_of(&self, number: u64) -> Option<&Part> {
        let parts = u64::try_from(self.parts.len()).ok()?;
        let index = number.checked_rem(parts)?;
        self.parts.get(usize::try_from(index).ok()?)
    }

    /// How many arrivals there are, exactly: at once for evenly spaced ones, by counting for Poisson ones. What users of closed
    /// phases do depends on the answers and is not counted.
    pub fn len(&self) -> u64 {
        match &self.named {
            Some(named) => count(named.len()),
            None => self.flows.iter().map(|flow| flow.len(self.shard)).sum(),
        }
    }

    /// The same of one part.
    pub fn len_of(&self, part: usize) -> u64 {
        if let Some(named) = &self.named {
            let is_its = |arrival: &&Arrival| {
                let of = self.part_of(arrival.number);
                of.is_some_and(|of| of.index == part)
            };
            return count(named.iter().filter(is_its).count());
        }
        let mut flows = self.flows.iter().filter(|flow| flow.part() == part);
        flows.next().map_or(0, |flow| flow.len(self.shard))
    }

    /// Whether no arrival is due before the end.
    pub fn is_empty(&self) -> bool {
        self.arrivals().next().is_none()
    }

    /// How many arrivals the average rate comes to, over all shards.
    pub fn expected(&self) -> f64 {
        self.expected_before(self.end)
    }

    /// The same, of those due before an instant of the run.
    pub fn expected_before(&self, instant: Duration) -> f64 {
        if let Some(named) = &self.named {
            return approximately(count(named.partition_point(|one| one.due < instant)));
        }
        let masses = self.flows.iter().map(|flow| flow.mass_before(instant));
        masses.sum()
    }

    /// When arrivals end, from the start of the run.
    pub const fn end(&self) -> Duration {
        self.end
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

//! When arrivals are due and what each of them does: pure arithmetic of the scenario and its seed.
//!
//! Nothing here reads a clock, sleeps or sends. Every answer is a function of (seed, number of the arrival), so shards of one
//! run agree without talking to each other.

mod assignment;
mod convert;
mod curve;
mod draw;
mod exponential;
mod pace;
mod shard;

use core::time::Duration;

pub use self::assignment::{Assignment, Assignments, ChildChoice};
pub use self::draw::{Stream, below, draw};
pub use self::pace::Pace;
pub use self::shard::{Shard, ShardError};

use self::curve::Curve;
use self::exponential::unit_exponential;
use crate::scenario::{Arrivals, Scenario, Spacing};

/// When the arrivals of a run are due.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Schedule {
    curve: Curve,
    spacing: Spacing,
    seed: u64,
    end: Duration,
    shard: Shard,
}

/// One arrival.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// Its place in the run, from 0, the same in every shard.
    pub number: u64,
    /// When it is due, from the start of the run.
    pub due: Duration,
}

/// The arrivals of a schedule, in the order they are due.
#[derive(Clone, Debug)]
pub struct Arrivings {
    schedule: Schedule,
    number: u64,
    /// The average count up to the last arrival, for Poisson arrivals.
    mass: f64,
    last: Duration,
}

impl Schedule {
    /// The schedule of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        Self::new(scenario.arrivals, scenario.duration, scenario.seed)
    }

    /// The arrivals due before `end`. Evenly spaced ones start at once, Poisson ones after their first gap.
    pub fn new(arrivals: Arrivals, end: Duration, seed: u64) -> Self {
        let Arrivals { profile, spacing } = arrivals;
        Self {
            curve: Curve::of(profile),
            spacing,
            seed,
            end,
            shard: Shard::WHOLE,
        }
    }

    /// One shard of it: the same arrivals, some of them.
    #[must_use]
    pub const fn only(self, shard: Shard) -> Self {
        Self { shard, ..self }
    }

    /// The arrivals, in the order they are due.
    pub fn arrivals(&self) -> Arrivings {
        Arrivings {
            schedule: *self,
            number: 0,
            mass: 0.0,
            last: Duration::ZERO,
        }
    }

    /// The arrivals, handed out as time passes.
    pub fn pace(&self) -> Pace {
        Pace::new(self.arrivals())
    }

    /// How many arrivals there are, exactly: at once for evenly spaced ones, by counting for Poisson ones.
    pub fn len(&self) -> u64 {
        match self.spacing {
            Spacing::Even => self.shard.count_of(self.curve.count_before(self.end)),
            Spacing::Poisson => self.arrivals().fold(0, |count, _| count + 1),
        }
    }

    /// Whether no arrival is due before the end.
    pub fn is_empty(&self) -> bool {
        self.arrivals().next().is_none()
    }

    /// How many arrivals the average rate comes to, over all shards.
    pub fn expected(&self) -> f64 {
        self.curve.mass_before(self.end)
    }

    /// When arrivals end, from the start of the run.
    pub const fn end(&self) -> Duration {
        self.end
    }
}

impl Iterator for Arrivings {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        loop {
            let number = self.number;
            let due = match self.schedule.spacing {
                Spacing::Even => self.schedule.curve.due(number),
                Spacing::Poisson => {
                    self.mass += unit_exponential(draw(self.schedule.seed, Stream::Gap, number));
                    self.schedule.curve.due_after(self.mass)
                }
            };
            // Two Poisson arrivals may lie closer than the rounding to a nanosecond.
            self.last = self.last.max(due);
            if self.last >= self.schedule.end {
                return None;
            }
            self.number += 1;
            if self.schedule.shard.holds(number) {
                return Some(Arrival {
                    number,
                    due: self.last,
                });
            }
        }
    }
}

//! The average count of arrivals over time, and its inverse.

use core::time::Duration;

use super::convert::{approximately, seconds, whole};
use crate::scenario::{Profile, Rate};

const NANOS: u128 = 1_000_000_000;

/// A rate over time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Curve {
    /// The same throughout.
    Level(Rate),
    /// A straight climb or fall, then level.
    Climb(Climb),
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Climb {
    /// Per second.
    from: f64,
    /// Per second.
    to: f64,
    level: Rate,
    over: Duration,
    /// The count at the end of the climb.
    mass: f64,
}

impl Curve {
    pub(super) fn of(profile: Profile) -> Self {
        match profile {
            Profile::Constant(rate) => Self::Level(rate),
            Profile::Ramp { from, to, over } => {
                let (low, high) = (per_second(from), per_second(to));
                let mass = f64::midpoint(low, high) * over.as_secs_f64();
                Self::Climb(Climb {
                    from: low,
                    to: high,
                    level: to,
                    over,
                    mass,
                })
            }
        }
    }

    /// When the arrival of this number, from 0, is due: when the count reaches it.
    pub(super) fn due(self, number: u64) -> Duration {
        match self {
            Self::Level(rate) => multiple(rate, number),
            Self::Climb(climb) => climb.due(number),
        }
    }

    /// When the count reaches `mass`.
    pub(super) fn due_after(self, mass: f64) -> Duration {
        match self {
            Self::Level(rate) => seconds(mass / per_second(rate)),
            Self::Climb(climb) => climb.due_after(mass),
        }
    }

    /// How many arrivals are due before `end`: exact, since it is settled by asking when they are due.
    pub(super) fn count_before(self, end: Duration) -> u64 {
        let mut count = whole(self.mass_before(end));
        while count > 0 && self.due(count - 1) >= end {
            count -= 1;
        }
        while self.due(count) < end {
            count += 1;
        }
        count
    }

    /// The average count up to `end`.
    pub(super) fn mass_before(self, end: Duration) -> f64 {
        match self {
            Self::Level(rate) => per_second(rate) * end.as_secs_f64(),
            Self::Climb(climb) => climb.mass_before(end),
        }
    }
}

impl Climb {
    fn due(self, number: u64) -> Duration {
        if approximately(number) < self.mass {
            return self.while_climbing(approximately(number));
        }
        // The level part is counted in whole numbers from its first arrival, so that it does not drift.
        let first = whole(self.mass.ceil());
        let wait = (approximately(first) - self.mass) / self.to;
        self.over + seconds(wait) + multiple(self.level, number.saturating_sub(first))
    }

    fn due_after(self, mass: f64) -> Duration {
        if mass < self.mass {
            self.while_climbing(mass)
        } else {
            self.over + seconds((mass - self.mass) / self.to)
        }
    }

    /// Solves from·t + slope·t²/2 = mass for t, in the form that loses no digits for small slopes.
    fn while_climbing(self, mass: f64) -> Duration {
        let slope = (self.to - self.from) / self.over.as_secs_f64();
        let root = (self.from * self.from + 2.0 * slope * mass).max(0.0).sqrt();
        seconds(2.0 * mass / (self.from + root)).min(self.over)
    }

    fn mass_before(self, end: Duration) -> f64 {
        let climbing = end.min(self.over).as_secs_f64();
        let slope = (self.to - self.from) / self.over.as_secs_f64();
        let level = end.saturating_sub(self.over).as_secs_f64();
        self.from * climbing + slope * climbing * climbing / 2.0 + self.to * level
    }
}

fn per_second(rate: Rate) -> f64 {
    approximately(rate.events()) / approximately(rate.seconds())
}

/// `number` gaps of an even rate, exact to the nanosecond.
fn multiple(rate: Rate, number: u64) -> Duration {
    let nanos = u128::from(number) * u128::from(rate.seconds()) * NANOS / u128::from(rate.events());
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

//! One stretch of a rate curve: a straight line.

use core::time::Duration;

use super::convert::{approximately, seconds, whole};
use crate::scenario::{Profile, Rate};

const NANOS: u128 = 1_000_000_000;

/// A rate that climbs, falls or stays.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Piece {
    start: Duration,
    /// Nothing for the last one, which has no end.
    length: Option<Duration>,
    /// Per second.
    from: f64,
    /// Per second.
    to: f64,
    /// The rate, where it stays and is not zero.
    level: Option<Rate>,
    /// The average count before it.
    before: f64,
    /// The first whole count of it.
    first: u64,
}

impl Piece {
    pub(super) const fn first(&self) -> u64 {
        self.first
    }

    pub(super) const fn mass_before(&self) -> f64 {
        self.before
    }

    /// When the count reaches `number`, which is not below the first.
    pub(super) fn due(&self, number: u64) -> Duration {
        let Some(level) = self.level else {
            return self.due_after(approximately(number));
        };
        // A level is counted in whole numbers from its first arrival, so that it does not drift.
        let wait = (approximately(self.first) - self.before) / self.to;
        self.start + seconds(wait) + multiple(level, number.saturating_sub(self.first))
    }

    /// When the count reaches `mass`, which is not below that of the start.
    pub(super) fn due_after(&self, mass: f64) -> Duration {
        let mass = (mass - self.before).max(0.0);
        match (self.level, self.length) {
            (Some(_), _) => self.start + seconds(mass / self.to),
            (None, Some(length)) if self.from + self.to > 0.0 => {
                self.start + self.while_climbing(mass, length)
            }
            (None, Some(length)) => self.start + length,
            (None, None) => Duration::MAX,
        }
    }

    /// Solves from·t + slope·t²/2 = mass for t, in the form that loses no digits for small slopes.
    fn while_climbing(&self, mass: f64, length: Duration) -> Duration {
        let slope = (self.to - self.from) / length.as_secs_f64();
        let root = (self.from * self.from + 2.0 * slope * mass).max(0.0).sqrt();
        let sum = self.from + root;
        if sum > 0.0 {
            seconds(2.0 * mass / sum).min(length)
        } else {
            Duration::ZERO
        }
    }

    /// The average count inside the piece, up to `end`.
    pub(super) fn mass_until(&self, end: Duration) -> f64 {
        let inside = end.saturating_sub(self.start);
        let Some(length) = self.length else {
            return self.to * inside.as_secs_f64();
        };
        let inside = inside.min(length).as_secs_f64();
        let slope = (self.to - self.from) / length.as_secs_f64();
        self.from * inside + slope * inside * inside / 2.0
    }
}

/// The pieces of a profile.
pub(super) fn pieces(profile: &Profile) -> Vec<Piece> {
    let mut line = Line::default();
    match profile {
        Profile::Constant(rate) => line.stays(Some(*rate), None),
        Profile::Ramp { from, to, over } => {
            line.runs(Some(*from), Some(*to), *over);
            line.stays(Some(*to), None);
        }
        Profile::Steps { rates, each } => {
            let last = rates.len().saturating_sub(1);
            for (place, rate) in rates.iter().enumerate() {
                line.stays(*rate, (place < last).then_some(*each));
            }
        }
        Profile::Spike {
            base,
            peak,
            at,
            lasts,
        } => {
            line.stays(*base, Some(*at));
            line.stays(Some(*peak), Some(*lasts));
            line.stays(*base, None);
        }
        Profile::Replay { points } => {
            for (one, next) in points.iter().zip(points.iter().skip(1)) {
                line.runs(one.1, next.1, next.0.saturating_sub(one.0));
            }
            line.stays(points.last().and_then(|(_, rate)| *rate), None);
        }
        // Bursts have no rate.
        Profile::Burst { .. } => {}
    }
    line.pieces
}

/// Pieces being laid end to end.
#[derive(Default)]
struct Line {
    pieces: Vec<Piece>,
    end: Duration,
    mass: f64,
}

impl Line {
    fn stays(&mut self, rate: Option<Rate>, length: Option<Duration>) {
        self.lay(rate, rate, length);
    }

    fn runs(&mut self, from: Option<Rate>, to: Option<Rate>, length: Duration) {
        self.lay(from, to, Some(length));
    }

    fn lay(&mut self, from: Option<Rate>, to: Option<Rate>, length: Option<Duration>) {
        if length == Some(Duration::ZERO) {
            return;
        }
        let (low, high) = (per_second(from), per_second(to));
        self.pieces.push(Piece {
            start: self.end,
            length,
            from: low,
            to: high,
            level: from.filter(|_| from == to),
            before: self.mass,
            first: whole(self.mass.ceil()),
        });
        let length = length.unwrap_or_default();
        self.end = self.end.saturating_add(length);
        self.mass = snapped(self.mass + f64::midpoint(low, high) * length.as_secs_f64());
    }
}

/// A count a rounding away from a whole one is that one: an arrival must not slip over the end of a piece.
fn snapped(mass: f64) -> f64 {
    let nearest = mass.round();
    if (mass - nearest).abs() <= 1e-9 * nearest.max(1.0) {
        nearest
    } else {
        mass
    }
}

fn per_second(rate: Option<Rate>) -> f64 {
    rate.map_or(0.0, |rate| {
        approximately(rate.events()) / approximately(rate.seconds())
    })
}

/// `number` gaps of an even rate, exact to the nanosecond.
fn multiple(rate: Rate, number: u64) -> Duration {
    let nanos = u128::from(number) * u128::from(rate.seconds()) * NANOS / u128::from(rate.events());
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

//! The average count of arrivals over time, and its inverse.

use core::time::Duration;

use super::convert::whole;
use super::piece::{Piece, pieces};
use crate::scenario::Profile;

/// A rate over time, from the start of a phase.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Curve {
    /// Rates that climb, fall or stay: never empty, the last one without end.
    Rates(Vec<Piece>),
    /// Many at one instant, again and again.
    Bursts { size: u32, every: Duration },
}

impl Curve {
    pub(super) fn of(profile: &Profile) -> Self {
        match profile {
            Profile::Burst { size, every } => Self::Bursts {
                size: (*size).max(1),
                every: (*every).max(Duration::from_nanos(1)),
            },
            Profile::Constant(_)
            | Profile::Ramp { .. }
            | Profile::Steps { .. }
            | Profile::Spike { .. }
            | Profile::Replay { .. } => Self::Rates(pieces(profile)),
        }
    }

    /// When the arrival of this number, from 0, is due: when the count reaches it. Never, where it does not.
    pub(super) fn due(&self, number: u64) -> Duration {
        match self {
            Self::Rates(pieces) => {
                let next = pieces.partition_point(|piece| piece.first() <= number);
                // A rate of zero begins with the same arrival as the rate that follows it, which is then the one found.
                let found = pieces.get(next.saturating_sub(1));
                found.map_or(Duration::MAX, |piece| piece.due(number))
            }
            Self::Bursts { size, every } => {
                let nanos = every.as_nanos() * u128::from(number / u64::from(*size));
                Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
            }
        }
    }

    /// When the count reaches `mass`. Never, where it does not.
    pub(super) fn due_after(&self, mass: f64) -> Duration {
        match self {
            Self::Rates(pieces) => {
                let next = pieces.partition_point(|piece| piece.mass_before() <= mass);
                let found = pieces.get(next.saturating_sub(1));
                found.map_or(Duration::MAX, |piece| piece.due_after(mass))
            }
            Self::Bursts { .. } => self.due(whole(mass)),
        }
    }

    /// How many arrivals are due before `end`: exact, since it is settled by asking when they are due.
    pub(super) fn count_before(&self, end: Duration) -> u64 {
        let mut count = whole(self.mass_before(end));
        while count > 0 && self.due(count - 1) >= end {
            count -= 1;
        }
        while self.due(count) < end {
            count += 1;
        }
        count
    }

    /// The average count up to `end`; of bursts, the count.
    pub(super) fn mass_before(&self, end: Duration) -> f64 {
        match self {
            Self::Rates(pieces) => pieces.iter().map(|piece| piece.mass_until(end)).sum(),
            Self::Bursts { size, every } => {
                let bursts = end.as_nanos().div_ceil(every.as_nanos());
                let bursts = u64::try_from(bursts).unwrap_or(u64::MAX);
                super::convert::approximately(bursts.saturating_mul(u64::from(*size)))
            }
        }
    }
}

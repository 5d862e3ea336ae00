use super::stopwatch::wall_clock;
use chrono::TimeDelta;
use cpis_vocabulary::Timestamp;
use std::sync::{Mutex, PoisonError};

/// What the client knows of the Spine's clock: bounds, never more. CLK-1.
#[derive(Debug)]
pub(super) struct ClockView {
    known: Mutex<Known>,
}

/// How the Spine's clock goes, as far as is known.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Known {
    /// It follows the machine's, ahead by something between the two; behind where that is negative.
    Running {
        ahead_min: TimeDelta,
        ahead_max: TimeDelta,
    },
    /// It runs at another pace: it showed `shown` at some time between the machine's `asked` and `told`.
    Scaled {
        shown: (Timestamp, Timestamp),
        asked: Timestamp,
        told: Timestamp,
        rate: f64,
    },
    /// It stands; while it is being moved, somewhere between the two.
    Standing { from: Timestamp, to: Timestamp },
}

impl ClockView {
    /// A clock that shows the machine's time.
    pub(super) fn system() -> Self {
        Self::known(Known::Running {
            ahead_min: TimeDelta::zero(),
            ahead_max: TimeDelta::zero(),
        })
    }

    /// A clock that runs at the machine's pace and showed `shown` at some time between the machine's `asked` and `told`.
    pub(super) fn running(shown: Timestamp, asked: Timestamp, told: Timestamp) -> Self {
        Self::known(Known::Running {
            ahead_min: shown.since(told),
            ahead_max: shown.since(asked),
        })
    }

    /// A clock that runs so many times as fast as the machine's.
    pub(super) fn scaled(shown: Timestamp, asked: Timestamp, told: Timestamp, rate: f64) -> Self {
        Self::known(Known::Scaled {
            shown: (shown, shown),
            asked,
            told,
            rate,
        })
    }

    /// A clock that stands.
    pub(super) fn standing(at: Timestamp) -> Self {
        Self::known(Known::Standing { from: at, to: at })
    }

    fn known(known: Known) -> Self {
        Self {
            known: Mutex::new(known),
        }
    }

    /// The earliest that the clock can show now.
    pub(super) fn earliest(&self) -> Timestamp {
        match self.get() {
            Known::Running { ahead_min, .. } => wall_clock().plus(ahead_min),
            Known::Scaled {
                shown, told, rate, ..
            } => shown.0.plus(scaled(wall_clock().since(told), rate)),
            Known::Standing { from, .. } => from,
        }
    }

    /// The latest that the clock can show now.
    pub(super) fn latest(&self) -> Timestamp {
        match self.get() {
            Known::Running { ahead_max, .. } => wall_clock().plus(ahead_max),
            Known::Scaled {
                shown, asked, rate, ..
            } => shown
                .1
                .plus(scaled(wall_clock().since(asked), rate))
                .plus(TimeDelta::milliseconds(1)),
            Known::Standing { to, .. } => to,
        }
    }

    /// Notes that the clock is about to be moved forward.
    pub(super) fn begin_move(&self, by: TimeDelta) {
        self.change(|known| match known {
            Known::Running {
                ahead_min,
                ahead_max,
            } => Known::Running {
                ahead_min,
                ahead_max: ahead_max + by,
            },
            Known::Scaled {
                shown,
                asked,
                told,
                rate,
            } => Known::Scaled {
                shown: (shown.0, shown.1.plus(by)),
                asked,
                told,
                rate,
            },
            Known::Standing { from, to } => Known::Standing {
                from,
                to: to.plus(by),
            },
        });
    }

    /// Notes that it has been moved.
    pub(super) fn end_move(&self, by: TimeDelta) {
        self.change(|known| match known {
            Known::Running {
                ahead_min,
                ahead_max,
            } => Known::Running {
                ahead_min: ahead_min + by,
                ahead_max,
            },
            Known::Scaled {
                shown,
                asked,
                told,
                rate,
            } => Known::Scaled {
                shown: (shown.0.plus(by), shown.1),
                asked,
                told,
                rate,
            },
            Known::Standing { from, to } => Known::Standing {
                from: from.plus(by),
                to,
            },
        });
    }

    fn get(&self) -> Known {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(Known) -> Known) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = change(*known);
    }
}

/// A span of machine time in the time of a clock of another pace, rounded to the millisecond below.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a pace is a real number; a run's milliseconds are far below 2^53, and the cast back saturates"
)]
fn scaled(passed: TimeDelta, rate: f64) -> TimeDelta {
    let millis = (passed.num_milliseconds() as f64 * rate).floor() as i64;
    TimeDelta::try_milliseconds(millis).unwrap_or(TimeDelta::MAX)
}

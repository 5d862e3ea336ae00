use super::stopwatch::WallClock;
use chrono::TimeDelta;
use cpis_vocabulary::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the client knows of the Spine's clock: bounds, never more. CLK-1.
#[derive(Debug)]
pub(super) struct ClockView {
    /// The machine's time.
    wall: WallClock,
    known: Mutex<Known>,
    moves: Moves,
}

/// How often the clock was set or moved.
#[derive(Debug, Default)]
struct Moves {
    /// Before the run; nothing where the Spine does not tell.
    earlier: Option<u64>,
    /// By the run, at most.
    own: AtomicU64,
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
    pub(super) fn system(wall: WallClock) -> Self {
        let zero = TimeDelta::zero();
        let known = Known::Running {
            ahead_min: zero,
            ahead_max: zero,
        };
        Self::known(wall, known)
    }

    /// A clock that runs at the machine's pace and showed `shown` at some time between the machine's `asked` and `told`.
    pub(super) fn running(
        wall: WallClock,
        shown: Timestamp,
        asked: Timestamp,
        told: Timestamp,
    ) -> Self {
        let known = Known::Running {
            ahead_min: shown.since(told),
            ahead_max: shown.since(asked),
        };
        Self::known(wall, known)
    }

    /// A clock that runs so many times as fast as the machine's.
    pub(super) fn scaled(
        wall: WallClock,
        shown: Timestamp,
        asked: Timestamp,
        told: Timestamp,
        rate: f64,
    ) -> Self {
        let known = Known::Scaled {
            shown: (shown, shown),
            asked,
            told,
            rate,
        };
        Self::known(wall, known)
    }

    /// A clock that stands.
    pub(super) fn standing(at: Timestamp) -> Self {
        // What stands does not go with the machine's time.
        Self::known(WallClock::Machine, Known::Standing { from: at, to: at })
    }

    fn known(wall: WallClock, known: Known) -> Self {
        Self {
            wall,
            known: Mutex::new(known),
            moves: Moves::default(),
        }
    }

    /// The same clock, of which the Spine tells that it was set or moved so often before the run.
    pub(super) fn moved_before(mut self, earlier: Option<u64>) -> Self {
        self.moves.earlier = earlier;
        self
    }

    /// How often others have set or moved it, where the Spine tells that this has happened so often.
    pub(super) fn moves_of_others(&self, told: u64) -> u64 {
        let own = self.moves.own.load(Ordering::SeqCst);
        let known = self.moves.earlier.map(|earlier| earlier + own);
        known.map_or(0, |known| told.saturating_sub(known))
    }

    /// The earliest that the clock can show now.
    pub(super) fn earliest(&self) -> Timestamp {
        match self.get() {
            Known::Running { ahead_min, .. } => self.wall.now().plus(ahead_min),
            Known::Scaled {
                shown, told, rate, ..
            } => shown.0.plus(scaled(self.wall.now().since(told), rate)),
            Known::Standing { from, .. } => from,
        }
    }

    /// The latest that the clock can show now.
    pub(super) fn latest(&self) -> Timestamp {
        match self.get() {
            Known::Running { ahead_max, .. } => self.wall.now().plus(ahead_max),
            Known::Scaled {
                shown, asked, rate, ..
            } => shown
                .1
                .plus(scaled(self.wall.now().since(asked), rate))
                .plus(TimeDelta::milliseconds(1)),
            Known::Standing { to, .. } => to,
        }
    }

    /// Notes that the clock is about to be moved forward.
    pub(super) fn begin_move(&self, by: TimeDelta) {
        self.moves.own.fetch_add(1, Ordering::SeqCst);
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

    /// Notes that it was not moved after all.
    pub(super) fn take_back_move(&self) {
        self.moves.own.fetch_sub(1, Ordering::SeqCst);
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

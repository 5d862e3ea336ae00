use crate::history::Moment;
use cpis_vocabulary::Timestamp;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// The run's own clock: monotonic, from the start of the run.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    start: Instant,
}

impl Stopwatch {
    /// A stopwatch that starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge where the run's time begins"
    )]
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
        }
    }

    /// A stopwatch that starts after so long; until then it stands at zero.
    pub fn start_in(wait: Duration) -> Self {
        let now = Self::start();
        Self {
            start: now.start + wait,
        }
    }

    /// How long the run has been going.
    #[expect(
        clippy::disallowed_methods,
        reason = "everybody else asks the stopwatch"
    )]
    pub fn now(&self) -> Moment {
        moment(Instant::now().duration_since(self.start))
    }

    /// The instant of a moment, for timers.
    pub(crate) fn instant(&self, moment: Moment) -> Instant {
        self.start + Duration::from_nanos(moment.nanos())
    }

    /// Waits until the run has been going for so long; at once where it has.
    pub async fn until(&self, elapsed: Duration) {
        tokio::time::sleep_until(self.start + elapsed).await;
    }
}

/// A length of the run as a moment of it.
pub(super) fn moment(elapsed: Duration) -> Moment {
    Moment::after(elapsed)
}

/// What is due at such a time is made ready so long before, and then waits.
pub(super) const LEAD: Duration = Duration::from_micros(300);

/// When to begin with what is due at such a time.
pub(super) fn ahead_of(due: Duration) -> Moment {
    moment(due.saturating_sub(LEAD))
}

/// What a run takes for the machine's wall clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum WallClock {
    /// The machine's.
    #[default]
    Machine,
    /// One that goes with the runtime's time, which may be simulated.
    Runtime {
        /// When it was set.
        began: Instant,
        /// What it showed then.
        at: Timestamp,
    },
}

impl WallClock {
    /// A clock that shows `at` now, and goes with the time of this thread's runtime.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge where simulated time begins"
    )]
    pub fn of_runtime(at: Timestamp) -> Self {
        Self::Runtime {
            began: Instant::now(),
            at,
        }
    }

    /// How long it takes until it shows an instant; nothing where that has passed.
    #[expect(
        clippy::disallowed_methods,
        reason = "to the nanosecond, so that generators on several machines start together"
    )]
    pub fn until(self, at: Timestamp) -> Option<Duration> {
        let millis = u64::try_from(at.millis()).ok()?;
        match self {
            Self::Machine => {
                let at = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
                at.duration_since(SystemTime::now()).ok()
            }
            Self::Runtime { .. } => at.since(self.now()).to_std().ok(),
        }
    }

    /// What it shows.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of the executor that reads the wall clock"
    )]
    pub fn now(self) -> Timestamp {
        let millis = |length: Duration| i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
        match self {
            Self::Machine => {
                let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                Timestamp::from_millis(millis(since.unwrap_or_default()))
            }
            Self::Runtime { began, at } => {
                let passed = millis(Instant::now().duration_since(began));
                Timestamp::from_millis(at.millis().saturating_add(passed))
            }
        }
    }
}

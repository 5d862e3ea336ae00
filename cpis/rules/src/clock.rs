use chrono::TimeDelta;
use cpis_vocabulary::Timestamp;

/// How the mock's clock follows the machine's. CLK-1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Mode {
    /// It shows the machine's time.
    System,
    /// It stands still.
    Frozen,
    /// It runs at the machine's pace, at another time.
    Shifted,
    /// It runs so many times as fast as the machine's.
    Scaled {
        /// Mock seconds in a machine second, above zero.
        rate: f64,
    },
}

/// The mock's clock: a function of the machine's, which it is told. CLK-1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct VirtualClock {
    mode: Mode,
    /// The mock's time when it was last set.
    mock: Timestamp,
    /// The machine's time when it was last set.
    machine: Timestamp,
}

/// Why a clock is not set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ClockError {
    /// Backwards, when it may only go forward.
    #[error(
        "the clock only moves forward once the data port has been used: it stands at {now}, {asked} is earlier"
    )]
    Backwards {
        /// Where it stands.
        now: Timestamp,
        /// What was asked for.
        asked: Timestamp,
    },
    /// A pace of zero, below zero, or none at all.
    #[error("`rate` is a number above 0 and at most 1000000")]
    Rate,
    /// Past the end of time.
    #[error("the clock reads a time between the years 1900 and 2200")]
    Range,
}

/// The fastest pace: a year in half a minute.
pub(crate) const RATE_MAX: f64 = 1_000_000.0;

impl VirtualClock {
    /// A clock in this mode that shows `mock` when the machine's shows `machine`.
    ///
    /// # Errors
    /// When the mode's rate is none.
    pub fn new(mode: Mode, mock: Timestamp, machine: Timestamp) -> Result<Self, ClockError> {
        if let Mode::Scaled { rate } = mode
            && !(rate > 0.0 && rate <= RATE_MAX)
        {
            return Err(ClockError::Rate);
        }
        Ok(Self {
            mode,
            mock,
            machine,
        })
    }

    /// A clock that shows the machine's time.
    pub fn system(machine: Timestamp) -> Self {
        Self {
            mode: Mode::System,
            mock: machine,
            machine,
        }
    }

    /// Its mode.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What it shows when the machine's clock shows `machine`.
    pub fn now(&self, machine: Timestamp) -> Timestamp {
        let passed = machine.since(self.machine);
        match self.mode {
            Mode::System => machine,
            Mode::Frozen => self.mock,
            Mode::Shifted => self.mock.plus(passed),
            Mode::Scaled { rate } => self.mock.plus(scaled(passed, rate)),
        }
    }

    /// The clock set to another mode and time; in mode `system` the time is the machine's, whatever `to` says. CLK-1.
    ///
    /// `used` says whether the tenant's data port has had a request since start, reset or restore: from then on it only goes forward.
    ///
    /// # Errors
    /// When it would go back though it is in use, or the rate is none.
    pub fn set(
        self,
        mode: Mode,
        to: Timestamp,
        machine: Timestamp,
        used: bool,
    ) -> Result<Self, ClockError> {
        let now = self.now(machine);
        let set = Self::new(mode, to, machine)?;
        let asked = set.now(machine);
        if used && asked < now {
            return Err(ClockError::Backwards { now, asked });
        }
        Ok(set)
    }

    /// The clock moved forward by whole milliseconds; one that showed the machine's time is shifted from then on. CLK-1.
    ///
    /// # Errors
    /// When `by` is negative or leads out of the range of time.
    pub fn advance(self, by: TimeDelta, machine: Timestamp) -> Result<Self, ClockError> {
        let now = self.now(machine);
        let to = now.plus(by);
        if by < TimeDelta::zero() {
            return Err(ClockError::Backwards { now, asked: to });
        }
        if to.since(now).num_milliseconds() != by.num_milliseconds() {
            return Err(ClockError::Range);
        }
        let mode = match self.mode {
            Mode::System | Mode::Shifted => Mode::Shifted,
            Mode::Frozen => Mode::Frozen,
            Mode::Scaled { rate } => Mode::Scaled { rate },
        };
        Self::new(mode, to, machine)
    }
}

/// A span of machine time in mock time; parts of a millisecond are cut off.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a clock's pace is a real number; below 2^53 ms, 285,000 years, nothing is lost, and the cast back saturates"
)]
fn scaled(passed: TimeDelta, rate: f64) -> TimeDelta {
    let millis = (passed.num_milliseconds() as f64 * rate) as i64;
    // The one value out of range is `i64::MIN`.
    TimeDelta::try_milliseconds(millis).unwrap_or(TimeDelta::MIN)
}

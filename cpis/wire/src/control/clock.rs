use super::{ControlError, IsoDuration, text};
use cpis_vocabulary::Timestamp;
use serde::{Deserialize, Serialize};

/// How the mock's clock moves. CLK-1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    /// As the machine's.
    System,
    /// Not at all.
    Frozen,
    /// As the machine's, from another instant.
    Shifted,
    /// Faster or slower than the machine's.
    Scaled,
}

/// The clock as it stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockItem {
    /// How it moves.
    pub mode: ClockMode,
    /// What it shows.
    #[serde(with = "text")]
    pub now: Timestamp,
    /// Its seconds for each of the machine's, where scaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// `PUT /clock`, as it is sent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClock {
    /// How it is to move.
    pub mode: ClockMode,
    /// What it is to show; left out, it goes on from what it shows.
    #[serde(
        default,
        with = "text::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub now: Option<Timestamp>,
    /// Its seconds for each of the machine's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// A setting of the clock that makes sense.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ClockSetting {
    /// As the machine's.
    System,
    /// It stands at this instant; at what it shows, where there is none.
    Frozen(Option<Timestamp>),
    /// It goes on from this instant, or from what it shows.
    Shifted(Option<Timestamp>),
    /// It goes on at a speed of its own.
    Scaled {
        /// From which instant; from what it shows, where there is none.
        now: Option<Timestamp>,
        /// Its seconds for each of the machine's: over 0, at most a million.
        rate: f64,
    },
}

/// The fastest that a clock may run.
const RATE_MAX: f64 = 1_000_000.0;

impl SetClock {
    /// The setting that is meant.
    ///
    /// # Errors
    /// Names the rate that the mode needs and has not, or the field that it has and does not take.
    pub fn setting(&self) -> Result<ClockSetting, ControlError> {
        if self.rate.is_some() && self.mode != ClockMode::Scaled {
            return Err(ControlError::field(
                "rate",
                "a rate is given with mode scaled only",
            ));
        }
        match self.mode {
            ClockMode::System if self.now.is_some() => Err(ControlError::field(
                "now",
                "mode system shows the machine's time; use shifted to go on from an instant",
            )),
            ClockMode::System => Ok(ClockSetting::System),
            ClockMode::Frozen => Ok(ClockSetting::Frozen(self.now)),
            ClockMode::Shifted => Ok(ClockSetting::Shifted(self.now)),
            ClockMode::Scaled => Ok(ClockSetting::Scaled {
                now: self.now,
                rate: self.checked_rate()?,
            }),
        }
    }

    fn checked_rate(&self) -> Result<f64, ControlError> {
        self.rate
            .filter(|rate| *rate > 0.0 && *rate <= RATE_MAX)
            .ok_or_else(|| {
                ControlError::field(
                    "rate",
                    "mode scaled needs a rate over 0 and of at most a million",
                )
            })
    }
}

/// `POST /clock/advance`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// By how much.
    #[serde(with = "text")]
    pub by: IsoDuration,
}

//! The figures that are compared, and what their changes are measured in.

use schemars::JsonSchema;
use serde::Serialize;

/// Which figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Half took at most so long, from due to answered, in microseconds.
    ResponseP50,
    /// 90 % took at most so long.
    ResponseP90,
    /// 99 % took at most so long.
    ResponseP99,
    /// Operations answered or refused, per second.
    SettledRate,
    /// The rate of sending in percent of the rate of falling due.
    AchievedRate,
    /// Operations without a usable answer or never sent, in percent of those due.
    Errors,
    /// Operations refused, in percent of those due.
    Refusals,
}

/// What a change is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Percent of the figure of A.
    Percent,
    /// Percentage points.
    Points,
}

/// What became of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// No change was shown.
    Same,
    /// It is worse.
    Worse,
    /// It is better.
    Better,
}

impl Kind {
    pub(super) fn unit(self) -> Unit {
        match self {
            Self::ResponseP50
            | Self::ResponseP90
            | Self::ResponseP99
            | Self::SettledRate
            | Self::AchievedRate => Unit::Percent,
            Self::Errors | Self::Refusals => Unit::Points,
        }
    }

    pub(super) fn measured_in(self) -> &'static str {
        match self {
            Self::ResponseP50 | Self::ResponseP90 | Self::ResponseP99 => "microseconds",
            Self::SettledRate => "operations per second",
            Self::AchievedRate => "percent of the due rate",
            Self::Errors | Self::Refusals => "percent of the operations due",
        }
    }

    pub(super) fn more_is_better(self) -> bool {
        matches!(self, Self::SettledRate | Self::AchievedRate)
    }

    /// The change from one value to another: in percent of the first, or in points.
    pub(super) fn change(self, from: f64, to: f64) -> f64 {
        match self.unit() {
            Unit::Percent => 100.0 * (to / from - 1.0),
            Unit::Points => to - from,
        }
    }

    /// Whether a change is at least a bound, by the same factor up and down.
    pub(super) fn exceeds(self, change: f64, bound: f64) -> bool {
        match self.unit() {
            Unit::Percent => {
                let factor = 1.0 + change / 100.0;
                factor.max(1.0 / factor) >= 1.0 + bound / 100.0
            }
            Unit::Points => change.abs() >= bound,
        }
    }
}

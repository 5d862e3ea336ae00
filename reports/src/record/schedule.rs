use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TargetResult;

/// How faithfully the generator kept to its schedule. How late it was stands in [`super::RunRecord::times`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// The arrivals in words, for example `poisson, 400 per second for 30 s`.
    pub arrivals: String,
    /// Operations that were due.
    pub due: u64,
    /// Operations that were sent.
    pub sent: u64,
    /// Operations that were not, because every slot was busy.
    pub not_sent: u64,
    /// The rate of sending as a percentage of the rate of falling due; absent when nothing was due.
    pub achieved_percent: Option<f64>,
    /// The most operations under way at one time.
    pub in_flight_max: u64,
    /// Whether the generator kept up.
    pub pace: Pace,
    /// What was asked of the generator and what was measured, whether or not it kept up: rate, lateness, its own share of the
    /// processor, operations dropped. Empty where it does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<TargetResult>,
}

/// Whether the generator kept up with its schedule, so that its figures are about the Spine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Pace {
    /// It did.
    KeptUp,
    /// It did not: the run counts for nothing.
    FellBehind {
        /// The limit and what was measured, as a sentence.
        reason: String,
    },
}

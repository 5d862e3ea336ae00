use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure that the Spine tells of itself, as it was read while the run went on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServerMetric {
    /// What it is, for example `requests answered`.
    pub label: String,
    /// What it is measured in, for example `per second` or `MiB`; empty of a plain number.
    pub unit: String,
    /// What was read, in order of time. Of what the Spine only counts up, the generator has made a rate.
    pub readings: Vec<Reading>,
    /// By how much it grew while the load was on, of what the Spine only counts up; absent of what goes up and down. What has a
    /// growth and no readings is a part of another figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<Growth>,
}

/// By how much a figure grew from its first reading to its last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Growth {
    /// By how much.
    pub value: f64,
    /// What it is measured in; empty of a plain number.
    pub unit: String,
}

/// One reading of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// When, in milliseconds from the start of the run.
    pub at_ms: u64,
    /// The figure.
    pub value: f64,
}

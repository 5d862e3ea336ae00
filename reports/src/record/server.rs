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
}

/// One reading of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// When, in milliseconds from the start of the run.
    pub at_ms: u64,
    /// The figure.
    pub value: f64,
}

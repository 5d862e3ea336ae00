use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The three times of a set of operations. A time is absent when no operation has it.
///
/// Lateness has every operation that was sent; service and response time have every operation that was answered or refused, and
/// no other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Times {
    /// From due to sent: how late the generator was.
    pub lateness: Option<Summary>,
    /// From sent to answered: how long the Spine took once it was asked.
    pub service: Option<Summary>,
    /// From due to answered: how long a user waited.
    pub response: Option<Summary>,
}

/// A distribution of times, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// How many times were measured, at least one.
    pub count: u64,
    /// The shortest.
    pub min_us: u64,
    /// The arithmetic mean, rounded.
    pub mean_us: u64,
    /// Half took at most this long.
    pub p50_us: u64,
    /// 90 % took at most this long.
    pub p90_us: u64,
    /// 95 % took at most this long.
    pub p95_us: u64,
    /// 99 % took at most this long.
    pub p99_us: u64,
    /// 99.9 % took at most this long.
    pub p999_us: u64,
    /// The longest.
    pub max_us: u64,
}

/// The three times in full, each in ascending order of percentile, empty when no operation has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Curves {
    /// From due to sent.
    pub lateness: Vec<PercentilePoint>,
    /// From sent to answered.
    pub service: Vec<PercentilePoint>,
    /// From due to answered.
    pub response: Vec<PercentilePoint>,
}

/// One point of a percentile curve: `percentile` % took at most `us` microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PercentilePoint {
    /// The percentile, from 0 to 100.
    pub percentile: f64,
    /// The time in microseconds.
    pub us: u64,
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Spread, Times};

/// What became of the operations that were due. The four counts add up to the operations due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Outcomes {
    /// Answered as asked.
    pub answered: u64,
    /// Refused by the Spine (a 4xx): it never happened.
    pub refused: u64,
    /// No answer, a lost connection or a 5xx: it may have happened.
    pub unknown: u64,
    /// Never sent, because every slot was busy when it was due.
    pub not_sent: u64,
}

impl Outcomes {
    /// The operations that were due.
    pub fn due(&self) -> u64 {
        [self.answered, self.refused, self.unknown, self.not_sent]
            .into_iter()
            .fold(0, u64::saturating_add)
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            answered: self.answered.saturating_add(other.answered),
            refused: self.refused.saturating_add(other.refused),
            unknown: self.unknown.saturating_add(other.unknown),
            not_sent: self.not_sent.saturating_add(other.not_sent),
        }
    }
}

/// The operations of one step in one care setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepRecord {
    /// The step, as the scenario calls it.
    pub step: String,
    /// The care setting; absent where the step is not told apart by setting.
    pub setting: Option<String>,
    /// What became of them.
    pub outcomes: Outcomes,
    /// How long they took.
    pub times: Times,
    /// The same for each outcome of those that were sent; empty where there was one outcome alone, whose times are `times`, and
    /// where the generator did not tell them apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_outcome: Vec<OutcomeRecord>,
}

/// The operations that were sent and came to one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeRecord {
    /// The outcome.
    pub outcome: SentOutcome,
    /// How many operations came to it.
    pub count: u64,
    /// How long they took. Here, and nowhere else, unknown operations have a service and a response time: those to which an answer
    /// came that could not be used, for example a 5xx.
    pub times: Times,
}

/// What became of an operation that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SentOutcome {
    /// Answered as asked.
    Answered,
    /// Refused by the Spine (a 4xx): it never happened.
    Refused,
    /// No answer, a lost connection or a 5xx: it may have happened.
    Unknown,
}

impl SentOutcome {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// The operations that were due before the run was warm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WarmUp {
    /// Where it ends, exclusive, in milliseconds from the start of the run.
    pub until_ms: u64,
    /// What became of them.
    pub outcomes: Outcomes,
    /// How long they took.
    pub times: Times,
}

/// The operations that were *due* in a stretch of the run, whenever they were answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bucket {
    /// Where the stretch begins, in milliseconds from the start of the run.
    pub from_ms: u64,
    /// Where it ends, exclusive, in milliseconds from the start of the run; later than `from_ms`.
    pub to_ms: u64,
    /// What became of them.
    pub outcomes: Outcomes,
    /// Their response times; absent when none was answered or refused.
    pub response: Option<BucketResponse>,
    /// How many of them took how long; absent where the generator did not count that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
}

/// Response times (from due to answered) of a stretch of the run, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BucketResponse {
    /// Half took at most this long.
    pub p50_us: u64,
    /// 90 % took at most this long.
    pub p90_us: u64,
    /// 99 % took at most this long.
    pub p99_us: u64,
    /// The longest.
    pub max_us: u64,
}

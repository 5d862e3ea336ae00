//! The record of a run: everything a report says, and nothing a report has to ask for.
//!
//! Instants are RFC 3339 texts, lengths of time carry their unit in the name, counts are of operations unless said otherwise.
//! Within `run/1` a field may be added if its absence means something; anything else makes `run/2`.

mod circumstances;
mod conclusion;
mod finding;
mod latency;
mod outcomes;
mod schedule;
mod server;
mod spread;
mod verdict;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use circumstances::{Generator, Machine, Population, Scenario, Spine, Target};
pub use conclusion::{Conclusion, Doubt, Overall, TargetResult};
pub use finding::{About, Bar, CertificateLine, Finding, Lane, MarkKind, Note, Point, TimeLine};
pub use latency::{Curves, PercentilePoint, Summary, Times};
pub use outcomes::{
    Bucket, BucketResponse, OutcomeRecord, Outcomes, SentOutcome, StepRecord, WarmUp,
};
pub use schedule::{Pace, Schedule};
pub use server::{Growth, Reading, ServerMetric};
pub use spread::{Spread, SpreadError};
pub use verdict::{Probe, RuleVerdict, Verdict};

/// The version of the format, the first field of every `run.json`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Schema {
    /// The first version.
    #[default]
    #[serde(rename = "run/1")]
    Run1,
}

/// One run of a scenario against a Spine: what was asked for, what happened, what was judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunRecord {
    /// The version of this format.
    pub schema: Schema,
    /// What the run is called, for example the scenario's title.
    pub title: String,
    /// The overall verdict, and why.
    pub conclusion: Conclusion,
    /// Why nothing that was seen can be held for or against the Spine; absent where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// The scenario that was run.
    pub scenario: Scenario,
    /// The program that ran it, and how it was called.
    pub generator: Generator,
    /// When the run started, RFC 3339, by the machine's clock.
    pub started_at: String,
    /// How long it ran, from the first operation due to the last one settled, in milliseconds.
    pub duration_ms: u64,
    /// The machine that generated the load.
    pub machine: Machine,
    /// The Spine that was judged.
    pub target: Target,
    /// The people it was filled with.
    pub population: Population,
    /// How the rules were read where they leave it open, where that was not as the rulebook has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reading: Vec<Setting>,
    /// How faithfully the generator kept to its schedule.
    pub schedule: Schedule,
    /// Outcomes of all operations.
    pub outcomes: Outcomes,
    /// Times of all operations.
    pub times: Times,
    /// Percentile curves of all operations.
    pub curves: Curves,
    /// Outcomes and times by step and care setting, in the order of the scenario.
    pub steps: Vec<StepRecord>,
    /// Outcomes and times by step, its care settings together, in the same order; empty where the generator did not add them up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_step: Vec<StepRecord>,
    /// Times of all operations by outcome, as each step has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_outcome: Vec<OutcomeRecord>,
    /// Outcomes and response times while the run went on, in order, without gap or overlap.
    pub over_time: Vec<Bucket>,
    /// The beginning of the run, measured apart: part of `over_time` and of no other figure; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<WarmUp>,
    /// What the Spine told of itself while the run went on; empty where it was not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub server: Vec<ServerMetric>,
    /// One verdict for each rule, in the order of the rulebook.
    pub verdicts: Vec<RuleVerdict>,
    /// Attempts to reach an edge on purpose.
    pub probes: Vec<Probe>,
    /// The performance targets of the scenario, and whether they were met.
    pub targets: Vec<TargetResult>,
    /// What the workload consisted of, in the words of the generator.
    pub facts: Vec<Fact>,
    /// Faults that were on while the run went on.
    pub faults: Vec<Switch>,
    /// Deliberate rule breaks that were on while the run went on.
    pub bugs: Vec<Switch>,
    /// What else happened, in order.
    pub events: Vec<Event>,
}

/// A count that describes the workload, for example notifications or distinct children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// What was counted.
    pub label: String,
    /// How many there were.
    pub value: u64,
}

/// A fault or a deliberate rule break that was on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Switch {
    /// Its name, as it is switched on.
    pub id: String,
    /// What it does.
    pub text: String,
    /// When it was on, in order and without overlap, as far as that is known; empty where it was on for as long as anybody looked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Stretch>,
}

/// A stretch of a run, in milliseconds from its start.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Stretch {
    /// Its beginning.
    pub from_ms: u64,
    /// Its end; its beginning where something happened at one instant.
    pub to_ms: u64,
}

/// A setting of the rules that was not as the rulebook has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value in this run.
    pub value: String,
    /// The rulebook's.
    pub usual: String,
}

/// Something notable that happened while the run went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// When, in milliseconds from the start of the run.
    pub at_ms: u64,
    /// What happened, as a sentence.
    pub text: String,
}

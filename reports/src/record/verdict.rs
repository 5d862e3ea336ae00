use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Finding;

/// What a run has shown about one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleVerdict {
    /// The rule's number, for example `ASN-3`.
    pub id: String,
    /// The rule in a few words; absent where the generator has none, and then its text stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the rule says; `code` and *emphasis* are marked as here.
    pub text: String,
    /// Where the rule comes from.
    pub source: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, as a sentence; owed where the verdict is inconclusive or not exercised.
    pub reason: Option<String>,
    /// Whether the scenario claims to prove this rule. Only then does *inconclusive* count towards the overall verdict.
    pub proves: bool,
    /// How many things were examined.
    pub examined: u64,
    /// What was counted, in the plural, for example `accesses` or `lists`.
    pub examined_what: String,
    /// The findings, up to a number of the generator's choice; empty unless the rule is broken.
    pub findings: Vec<Finding>,
    /// How many findings there were in all, at least as many as are listed.
    pub findings_total: u64,
}

/// The three verdicts, and the rule that was not put to the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything examined agrees with the rule.
    Upheld,
    /// Something contradicts the rule, and a certificate shows it.
    Broken,
    /// The rule was put to the test, and what was seen allows both.
    Inconclusive,
    /// The run never came where the rule applies.
    NotExercised,
}

/// Attempts to reach an edge on purpose, for example an access exactly 24 hours after a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Probe {
    /// What the probe is called.
    pub name: String,
    /// The number of the rule whose edge it is.
    pub rule: String,
    /// How many were planned.
    pub planned: u64,
    /// How many were run.
    pub run: u64,
    /// How many were seen to reach the edge.
    pub reached: u64,
}

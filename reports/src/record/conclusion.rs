use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The overall verdict of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Conclusion {
    /// The verdict.
    pub overall: Overall,
    /// The exit code of the generator, [`Overall::exit_code`] of the verdict.
    pub exit_code: u8,
    /// Why, as a sentence that stands alone.
    pub sentence: String,
}

/// Why nothing that a run saw can be held for or against the Spine, for somebody who meets this for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Doubt {
    /// What happened, as a sentence.
    pub reason: String,
    /// What is known all the same.
    pub known: String,
    /// What is not.
    pub unknown: String,
    /// What to do next.
    pub next: String,
}

impl Conclusion {
    /// A verdict with its exit code and the sentence that explains it.
    pub fn new(overall: Overall, sentence: impl Into<String>) -> Self {
        Self {
            overall,
            exit_code: overall.exit_code(),
            sentence: sentence.into(),
        }
    }
}

/// What a run as a whole has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overall {
    /// Every rule that the scenario proves was upheld, every target met.
    Upheld,
    /// At least one rule was broken.
    RuleBroken,
    /// The generator could not keep to its schedule, so the run counts for nothing.
    GeneratorLate,
    /// At least one rule that the scenario proves could be neither upheld nor broken.
    Inconclusive,
    /// The rules were upheld, a performance target was missed.
    TargetMissed,
}

impl Overall {
    /// The exit code of the generator: 0, 10, 11, 12 or 13.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Upheld => 0,
            Self::RuleBroken => 10,
            Self::Inconclusive => 11,
            Self::TargetMissed => 12,
            Self::GeneratorLate => 13,
        }
    }

    /// What the exit code says, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Upheld => "the rules are upheld, the targets are met",
            Self::RuleBroken => "a rule is broken",
            Self::Inconclusive => {
                "a rule that the scenario proves could be neither upheld nor broken"
            }
            Self::TargetMissed => "the rules are upheld, a target is missed",
            Self::GeneratorLate => {
                "the generator could not keep up, or record everything, so the run counts for nothing"
            }
        }
    }
}

/// A performance target of the scenario, and what was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetResult {
    /// The target, for example `p99 response under 50 ms`.
    pub text: String,
    /// What was measured, with its unit, for example `41.2 ms`.
    pub measured: String,
    /// Whether the target was met; one that could not be measured was not.
    pub met: bool,
}

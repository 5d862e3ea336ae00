use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The scenario that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scenario {
    /// The file's name, as it was given on the command line.
    pub file: String,
    /// The digest of the file's text, with its algorithm, for example `sha256:9f86…`.
    pub digest: String,
}

/// The program that generated the load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Generator {
    /// Its version, for example `0.1.0`.
    pub version: String,
    /// The command line, the program first, one item an argument.
    pub command: Vec<String>,
    /// The seed from which every random choice of the run was drawn.
    pub seed: u64,
}

/// The machine that generated the load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// Cores that the generator could use.
    pub cores: u32,
    /// Operating system and its version.
    pub os: String,
    /// The processor's name; empty where the system does not tell.
    pub cpu: String,
    /// Main memory in bytes; zero where the system does not tell.
    pub memory_bytes: u64,
}

/// The Spine that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// Where it was.
    pub spine: Spine,
    /// The address of its control port; absent when the run had none.
    pub control: Option<String>,
    /// Where it keeps its record, for example `memory`; absent when it is not known.
    pub store: Option<String>,
    /// The mode of its clock, for example `shifted`; absent when it is not known.
    pub clock: Option<String>,
}

/// Where the Spine was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Spine {
    /// The generator started a mock of its own.
    OwnMock,
    /// A Spine that was already there.
    Url {
        /// Its address.
        url: String,
    },
}

/// The synthetic people the run was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Population {
    /// Patients.
    pub patients: u64,
    /// The seed they were generated from.
    pub seed: u64,
    /// The day from which ages and plans are counted, `YYYY-MM-DD`.
    pub reference_date: String,
    /// Users who could log on.
    pub users: u64,
    /// Organisations they belong to.
    pub organisations: u64,
    /// Local authorities.
    pub authorities: u64,
    /// Plans.
    pub plans: u64,
}

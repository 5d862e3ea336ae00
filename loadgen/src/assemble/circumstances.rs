//! Under which circumstances a run took place.

use crate::executed::{PopulationFacts, TargetFacts};
use crate::scenario::Override;
use crate::words::quoted;
use reports::{Generator, Machine, Population, Scenario, Spine, Target};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::fs;

/// How a run was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The scenario's file, as it was given.
    pub file: String,
    /// The digest of its text, with the algorithm.
    pub digest: String,
    /// The options that replaced its keys.
    pub options: Options,
    /// Where the Spine was, if there was one already.
    pub target: Option<String>,
    /// How it was reached besides: options and their values, as they are typed.
    #[serde(default)]
    pub reach: Vec<String>,
    /// The command line, the program first.
    pub command: Vec<String>,
    /// The version of this program.
    pub version: String,
}

/// The options that replace keys of a scenario, as they were typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// Each `--set`.
    pub set: Vec<String>,
    /// `--seed`.
    pub seed: Option<String>,
    /// `--duration`.
    pub duration: Option<String>,
    /// `--shard`.
    #[serde(default)]
    pub shard: Option<String>,
    /// Each `--fail-if`.
    #[serde(default)]
    pub fail_if: Vec<String>,
}

impl Options {
    /// As the scenario's reader takes them; the options with a name of their own beat `--set`.
    pub fn overrides(&self) -> Vec<Override> {
        let set = self.set.iter().map(|text| Override::set(text));
        let seed = self.seed.iter().map(|text| Override::seed(text));
        let duration = self.duration.iter().map(|text| Override::duration(text));
        let shard = self.shard.iter().map(|text| Override::shard(text));
        let fail_if = self.fail_if.iter().map(|text| Override::fail_if(text));
        let named = seed.chain(duration).chain(shard);
        set.chain(named).chain(fail_if).collect()
    }
}

impl Asked {
    /// A run of the scenario with this text.
    pub fn of(file: &str, text: &str, options: Options, command: Vec<String>) -> Self {
        Self {
            file: file.to_owned(),
            digest: digest_of(text),
            options,
            target: None,
            reach: Vec::new(),
            command,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    pub(super) fn scenario(&self) -> Scenario {
        Scenario {
            file: self.file.clone(),
            digest: self.digest.clone(),
        }
    }

    pub(super) fn generator(&self, seed: u64) -> Generator {
        Generator {
            version: self.version.clone(),
            command: self.command.clone(),
            seed,
        }
    }

    /// The command that judges the run again, and the one that runs the same arrivals again.
    pub(crate) fn again(&self, directory: &str) -> Again {
        let options = &self.options;
        let with = |name: &str, value: &str| format!(" {name} {}", quoted(value));
        let mut run = format!("loadgen run {}", quoted(&self.file));
        run.extend(options.seed.iter().map(|seed| with("--seed", seed)));
        run.extend(
            options
                .duration
                .iter()
                .map(|duration| with("--duration", duration)),
        );
        run.extend(options.shard.iter().map(|shard| with("--shard", shard)));
        run.extend(options.set.iter().map(|set| with("--set", set)));
        let targets = options.fail_if.iter();
        run.extend(targets.map(|target| with("--fail-if", target)));
        run.extend(self.target.iter().map(|target| with("--target", target)));
        run.extend(self.reach.iter().map(|word| format!(" {}", quoted(word))));
        Again {
            judge: format!("loadgen check {}", quoted(directory)),
            run,
        }
    }
}

/// How a finding is shown again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Again {
    /// The command that judges what was recorded.
    pub judge: String,
    /// The command that runs the same arrivals.
    pub run: String,
}

/// The digest of a scenario's text, with its algorithm.
pub fn digest_of(text: &str) -> String {
    use core::fmt::Write as _;
    let mut written = "sha256:".to_owned();
    for byte in digest(&SHA256, text.as_bytes()).as_ref() {
        // Writing to a String cannot fail.
        let _ = write!(written, "{byte:02x}");
    }
    written
}

/// The machine this runs on; what the system does not tell is left empty.
pub fn machine() -> Machine {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Machine {
        cores: u32::try_from(cores).unwrap_or(u32::MAX),
        os: operating_system(),
        cpu: field("/proc/cpuinfo", "model name").unwrap_or_default(),
        memory_bytes: field("/proc/meminfo", "MemTotal")
            .and_then(|size| size.strip_suffix("kB")?.trim().parse::<u64>().ok())
            .map_or(0, |kibibytes| kibibytes.saturating_mul(1_024)),
    }
}

fn operating_system() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} {}", std::env::consts::OS, release.trim())
        .trim_end()
        .to_owned()
}

/// The value of the first line `name : value`.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
}

pub(super) fn target(facts: &TargetFacts) -> Target {
    Target {
        spine: if facts.own_mock {
            Spine::OwnMock
        } else {
            Spine::Url {
                url: facts.url.clone(),
            }
        },
        control: facts.control.clone(),
        store: facts.store.clone(),
        clock: facts.clock.clone(),
    }
}

pub(super) fn population(facts: &PopulationFacts) -> Population {
    Population {
        patients: facts.patients,
        seed: facts.seed,
        reference_date: facts.reference_date.clone(),
        users: facts.users,
        organisations: facts.organisations,
        authorities: facts.authorities,
        plans: facts.plans,
    }
}

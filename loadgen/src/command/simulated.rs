//! The options of what runs a scenario in simulated time.

use super::several;
use crate::assemble::Options;
use crate::exit_code::Failure;
use crate::scenario::{Scenario, read_file};
use clap::builder::BoolishValueParser;
use clap::{ArgMatches, Args};
use std::path::Path;

/// What replaces keys of the scenario, and how it is told.
#[derive(Clone, Debug, Args)]
pub struct SimulatedArguments {
    /// The seed, or the first of several, instead of the scenario's.
    #[arg(long, value_name = "N", env = "LOADGEN_SEED")]
    pub seed: Option<String>,
    /// How long arrivals come, instead of the scenario's, for example "30 s".
    #[arg(long, value_name = "D", env = "LOADGEN_DURATION")]
    pub duration: Option<String>,
    /// A key of the scenario, replaced; may be given several times, and the variable holds several with a line or a semicolon each.
    #[arg(long, value_name = "KEY=VALUE", env = "LOADGEN_SET")]
    pub set: Vec<String>,
    /// The same as JSON.
    #[arg(long)]
    pub json: bool,
    /// No progress on the standard error.
    #[arg(long, env = "LOADGEN_QUIET", value_parser = BoolishValueParser::new())]
    pub quiet: bool,
}

impl SimulatedArguments {
    /// Takes apart what came from the environment, as `matches` tells.
    pub(super) fn take_apart(&mut self, matches: &ArgMatches) {
        several::take_apart(&mut self.set, "set", matches);
    }

    /// The options that replace keys of the scenario.
    pub(super) fn options(&self) -> Options {
        Options {
            set: self.set.clone(),
            seed: self.seed.clone(),
            duration: self.duration.clone(),
            ..Options::default()
        }
    }

    /// The scenario of this file, with its keys replaced.
    ///
    /// # Errors
    /// When the file or an option is wrong.
    pub(super) fn scenario(&self, file: &Path) -> Result<Scenario, Failure> {
        let scenario = read_file(file, &self.options().overrides());
        scenario.map_err(|mistakes| Failure::Wrong(mistakes.to_string()))
    }
}

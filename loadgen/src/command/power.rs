use super::Output;
use crate::assemble::Options;
use crate::embedded::Sabotage;
use crate::exit_code::Failure;
use crate::power::{MatrixError, kill_matrix, power};
use crate::scenario::read_file;
use crate::simulation::SimulationError;
use clap::Args;
use std::io::Write;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// What `--help` says about the codes.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  2  the command or the scenario is wrong
  1  a bug of ours: an honest Spine was accused
  0  whatever was caught and whatever was not";

/// What `loadgen power` takes.
#[derive(Clone, Debug, Args)]
pub struct PowerArguments {
    /// The scenario file.
    #[arg(value_name = "SCENARIO", required_unless_present = "matrix")]
    pub scenario: Option<PathBuf>,
    /// How many seeds each Spine is tried with: the scenario's, and those after it.
    #[arg(long, value_name = "N", env = "LOADGEN_SEEDS", default_value = "5")]
    pub seeds: NonZeroU32,
    /// The first seed, instead of the scenario's.
    #[arg(long, value_name = "N", env = "LOADGEN_SEED")]
    pub seed: Option<String>,
    /// How long arrivals come, instead of the scenario's, for example "30 s".
    #[arg(long, value_name = "D", env = "LOADGEN_DURATION")]
    pub duration: Option<String>,
    /// A key of the scenario, replaced; may be given several times.
    #[arg(long, value_name = "KEY=VALUE", env = "LOADGEN_SET")]
    pub set: Vec<String>,
    /// The same as JSON.
    #[arg(long)]
    pub json: bool,
    /// Instead of one scenario: every broken Spine against the scenario of this directory that goes for it, as Markdown.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["scenario", "seed", "duration", "set", "json"])]
    pub matrix: Option<PathBuf>,
}

impl PowerArguments {
    /// The options that replace keys of the scenario.
    fn options(&self) -> Options {
        Options {
            set: self.set.clone(),
            seed: self.seed.clone(),
            duration: self.duration.clone(),
            ..Options::default()
        }
    }
}

/// Runs a scenario in simulated time against every broken Spine, and tells what it would and would not have caught; 1 where an honest
/// Spine was accused, else 0.
///
/// # Errors
/// When the scenario is wrong, or cannot be run.
pub fn tell_power(
    arguments: &PowerArguments,
    output: &mut Output<'_, impl Write>,
) -> Result<u8, Failure> {
    match (&arguments.scenario, &arguments.matrix) {
        (Some(file), _) => of_scenario(file, arguments, output),
        (None, Some(directory)) => {
            let matrix = kill_matrix(directory, arguments.seeds);
            let (page, accused) = matrix.map_err(|error| match error {
                MatrixError::Scenario(mistakes) => Failure::Wrong(mistakes.to_string()),
                MatrixError::Simulation(error) => failure(&error),
            })?;
            output.write(&page)?;
            Ok(u8::from(accused > 0))
        }
        (None, None) => Err(Failure::Wrong("a scenario is required".to_owned())),
    }
}

fn of_scenario(
    file: &Path,
    arguments: &PowerArguments,
    output: &mut Output<'_, impl Write>,
) -> Result<u8, Failure> {
    let scenario = read_file(file, &arguments.options().overrides())
        .map_err(|mistakes| Failure::Wrong(mistakes.to_string()))?;
    let power =
        power(&scenario, &Sabotage::all(), arguments.seeds).map_err(|error| failure(&error))?;
    if arguments.json {
        output.write(&format!("{:#}\n", power.json()))?;
    } else {
        output.write(&power.text())?;
    }
    Ok(u8::from(!power.accusations.is_empty()))
}

fn failure(error: &SimulationError) -> Failure {
    match error {
        SimulationError::Execute(execute) => Failure::with_code(execute.exit_code(), error),
        SimulationError::Mock(_) => Failure::wrong(error),
        SimulationError::Runtime(_) | SimulationError::Recorder(_) => Failure::ours(error),
    }
}

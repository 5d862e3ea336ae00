use super::Output;
use super::simulated::SimulatedArguments;
use crate::embedded::Sabotage;
use crate::exit_code::Failure;
use crate::power::{MatrixError, Power, Told, kill_matrix, power};
use crate::progress::{Counting, Display};
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
    /// What else runs in simulated time take.
    #[command(flatten)]
    pub simulated: SimulatedArguments,
    /// Instead of one scenario: every broken Spine against the scenario of this directory that goes for it, as Markdown.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["scenario", "seed", "duration", "set", "json"])]
    pub matrix: Option<PathBuf>,
}

/// Runs a scenario in simulated time against every broken Spine, and tells what it would and would not have caught; 1 where an honest
/// Spine was accused, else 0. How many of the runs have been made is told to `progress` meanwhile.
///
/// # Errors
/// When the scenario is wrong, or cannot be run.
pub fn tell_power(
    arguments: &PowerArguments,
    output: &mut Output<'_, impl Write>,
    (display, progress): (Display, impl Write + Send),
) -> Result<u8, Failure> {
    let counting = Counting::new(display, progress);
    let told = |done, of| counting.tell(done, of);
    match (&arguments.scenario, &arguments.matrix) {
        (Some(file), _) => {
            let power = of_scenario(file, arguments, &told)?;
            drop(counting);
            if arguments.simulated.json {
                output.write(&format!("{:#}\n", power.json()))?;
            } else {
                output.write(&power.text())?;
            }
            Ok(u8::from(!power.accusations.is_empty()))
        }
        (None, Some(directory)) => {
            let matrix = kill_matrix(directory, arguments.seeds, &told);
            let (page, accused) = matrix.map_err(|error| match error {
                MatrixError::Scenario(mistakes) => Failure::Wrong(mistakes.to_string()),
                MatrixError::Simulation(error) => failure(&error),
            })?;
            drop(counting);
            output.write(&page)?;
            Ok(u8::from(accused > 0))
        }
        (None, None) => Err(Failure::Wrong("a scenario is required".to_owned())),
    }
}

fn of_scenario(file: &Path, arguments: &PowerArguments, told: &Told<'_>) -> Result<Power, Failure> {
    let scenario = arguments.simulated.scenario(file)?;
    power(&scenario, &Sabotage::all(), arguments.seeds, told).map_err(|error| failure(&error))
}

pub(super) fn failure(error: &SimulationError) -> Failure {
    match error {
        SimulationError::Execute(execute) => Failure::with_code(execute.exit_code(), error),
        SimulationError::Mock(_) => Failure::wrong(error),
        SimulationError::Runtime(_) | SimulationError::Recorder(_) => Failure::ours(error),
    }
}

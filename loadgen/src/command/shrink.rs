use super::Output;
use super::power::failure;
use super::simulated::SimulatedArguments;
use crate::assemble::Asked;
use crate::embedded::Sabotage;
use crate::exit_code::Failure;
use crate::progress::{Counting, Display};
use crate::scenario::nearest;
use crate::shrink::shrink;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// What `--help` says about the codes.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  2  the command or the scenario is wrong
  1  a bug of ours: an honest Spine was accused
  11 the scenario does not show this fault
  0  the smallest part of the scenario was found";

/// What `loadgen shrink` takes.
#[derive(Clone, Debug, Args)]
pub struct ShrinkArguments {
    /// The scenario file.
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// What the mock breaks on purpose: the name of a bug mode, as `loadgen power` and the control port list them.
    #[arg(long, value_name = "NAME")]
    pub bug: String,
    /// What else runs in simulated time take.
    #[command(flatten)]
    pub simulated: SimulatedArguments,
}

impl ShrinkArguments {
    /// The broken Spine that is meant.
    fn sabotage(&self) -> Result<Sabotage, Failure> {
        let all = Sabotage::all();
        let known = all.iter().find(|sabotage| sabotage.id == self.bug);
        known.copied().ok_or_else(|| {
            let names = all.iter().map(|sabotage| sabotage.id);
            let near = nearest(&self.bug, names).map(|name| format!(", did you mean `{name}`?"));
            Failure::Wrong(format!(
                "--bug takes the name of a bug mode, `{}` is none{}",
                self.bug,
                near.unwrap_or_else(|| " (GET /control/v1/bugs lists them)".to_owned())
            ))
        })
    }
}

/// Finds the smallest part of a scenario that shows a fault, and tells it: 11 where none does, 1 where an honest Spine was accused, else 0.
/// How many runs have been made is told to `progress` meanwhile.
///
/// # Errors
/// When the scenario is wrong, or cannot be run.
pub fn tell_shrunk(
    arguments: &ShrinkArguments,
    output: &mut Output<'_, impl Write>,
    (display, progress): (Display, impl Write + Send),
) -> Result<u8, Failure> {
    let sabotage = arguments.sabotage()?;
    let (file, simulated) = (&arguments.scenario, &arguments.simulated);
    let scenario = simulated.scenario(file)?;
    let counting = Counting::new(display, progress);
    let shrunk = shrink(&scenario, sabotage, &|runs| counting.tell_so_far(runs));
    drop(counting);
    let Some(shrunk) = shrunk.map_err(|error| failure(&error))? else {
        output.write(&format!(
            "{}, seed {}: a mock with `{}` on is not seen to break a rule; `loadgen power` tells which seeds show it\n",
            scenario.title, scenario.seed, sabotage.id
        ))?;
        return Ok(NOT_SHOWN);
    };
    let again = (shrunk.arrivals() <= ARRIVALS_MAX).then(|| {
        let mut options = simulated.options();
        options.set.push(shrunk.only());
        let asked = Asked::of(&file.display().to_string(), "", options, Vec::new());
        asked.again("").run
    });
    if simulated.json {
        output.write(&format!("{:#}\n", shrunk.json(again.as_deref())))?;
    } else {
        output.write(&shrunk.text(again.as_deref()))?;
    }
    Ok(u8::from(!shrunk.accusations.is_empty()))
}

/// The numbers of more arrivals are too long for a command line.
const ARRIVALS_MAX: u64 = 10_000;

/// The scenario does not show the fault.
const NOT_SHOWN: u8 = 11;

use super::Output;
use super::hear::hear;
use super::troubles::Troubles;
use crate::assemble::Run;
use crate::exit_code::Failure;
use crate::rulebook::rules;
use crate::run_dir::{Existing, merge as put_together};
use crate::scenario::{read_offset, read_size};
use crate::summary::summary;
use clap::Args;
use clap::builder::BoolishValueParser;
use core::time::Duration;
use std::io::Write;
use std::path::PathBuf;

/// What `loadgen merge` takes.
#[derive(Clone, Debug, Args)]
pub struct MergeArguments {
    /// The directories of all shards of one run, as `loadgen run --shard I/N --out` left them, in any order.
    #[arg(value_name = "RUN_DIR", required = true)]
    pub directories: Vec<PathBuf>,
    /// The directory of the whole run.
    #[arg(long, value_name = "DIR", env = "LOADGEN_OUT")]
    pub out: PathBuf,
    /// Remove the run that the directory has already, and nothing else, before this one is written there.
    #[arg(long, env = "LOADGEN_OVERWRITE", value_parser = BoolishValueParser::new())]
    pub overwrite: bool,
    /// How long the history's file may become before it goes on in another, for example "64 MiB".
    #[arg(long, value_name = "SIZE", env = "LOADGEN_HISTORY_PIECE", default_value = "256 MiB", value_parser = read_size)]
    pub history_piece: u64,
    /// How far the clocks of the machines may lie apart: of operations of two machines that are closer, none comes first. 0 s for
    /// shards of one machine.
    #[arg(long, value_name = "D", env = "LOADGEN_CLOCKS_WITHIN", default_value = "5 ms", value_parser = read_offset)]
    pub clocks_within: Duration,
}

/// Puts the shards of a run together, judges the whole, writes its directory, shows the summary and answers with the exit code.
///
/// # Errors
/// When they are not the shards of one run, a file is damaged, or the directory cannot be written.
pub fn merge(
    arguments: &MergeArguments,
    command: Vec<String>,
    output: &mut Output<'_, impl Write>,
) -> Result<u8, Failure> {
    let rules = rules().map_err(|error| Failure::ours(&error))?;
    let MergeArguments {
        directories,
        out,
        clocks_within,
        overwrite,
        history_piece,
    } = arguments;
    let merged = put_together(
        directories,
        (out, Existing::replaced_if(*overwrite)),
        (*clocks_within, *history_piece),
        command,
    );
    let directory = merged.map_err(|error| Failure::wrong(&error))?;
    let kept = directory.read().map_err(|error| Failure::ours(&error))?;
    let run = Run {
        scenario: &kept.scenario,
        asked: &kept.asked,
        machine: &kept.machine,
        executed: &kept.executed,
        directory: &out.display().to_string(),
    };
    let mut troubles = Troubles::default();
    let record = hear(&run, (&directory, kept.as_files()), &rules, &mut troubles)?;
    troubles.extend(reports::write_each(&record, out));
    output.write(&format!("seed {}\n", kept.scenario.seed))?;
    output.write(&summary(&record, out, output.colour))?;
    troubles.or(record.conclusion.exit_code)
}

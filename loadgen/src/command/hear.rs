use super::troubles::Troubles;
use crate::assemble::{Heard, Intervals, Run, assemble};
use crate::exit_code::Failure;
use crate::replay::{Found, write_scripts};
use crate::rulebook::Rule;
use crate::run_dir::{RunDir, RunFiles};
use reports::RunRecord;

/// Goes over what the run left on disk: a long one is longer than what fits into memory.
pub(super) fn hear(
    run: &Run<'_>,
    (directory, files): (&RunDir, &RunFiles),
    rules: &[Rule],
    troubles: &mut Troubles,
) -> Result<RunRecord, Failure> {
    let started_at = run.executed.started_at;
    let begun = Intervals::create(directory.path(), &run.scenario.title, started_at);
    let intervals = begun.map_err(|error| troubles.push(error)).ok();
    let history = files.as_files().history;
    let files = (files.as_files(), run.executed.apart);
    let heard = Heard::kept(run.scenario, run.truth(), files, intervals);
    let (mut heard, _) = heard.map_err(|error| Failure::ours(&error))?;
    if let Some(intervals) = heard.take_intervals()
        && let Err(error) = intervals.finish(&heard.measures)
    {
        troubles.push(error);
    }
    let mut record = assemble(run, &heard, rules);
    let found = Found {
        scenario: run.scenario,
        executed: run.executed,
        history,
    };
    if let Err(error) = write_scripts(&mut record, found, directory.path()) {
        troubles.push(error);
    }
    Ok(record)
}

use crate::assemble::{Heard, Intervals, Run, assemble};
use crate::exit_code::Failure;
use crate::rulebook::Rule;
use crate::run_dir::RunDir;
use reports::RunRecord;

/// Goes over what the run left on disk: a long one is longer than what fits into memory.
pub(super) fn hear(
    run: &Run<'_>,
    directory: &RunDir,
    rules: &[Rule],
) -> Result<RunRecord, Failure> {
    let ours = |error: &dyn std::error::Error| Failure::ours(error);
    let started_at = run.executed.started_at;
    let intervals = Intervals::create(directory.path(), &run.scenario.title, started_at);
    let intervals = intervals.map_err(|error| ours(&error))?;
    let files = directory.files();
    let files = (files.as_files(), run.executed.apart);
    let heard = Heard::kept(run.scenario, run.truth(), files, Some(intervals));
    let (mut heard, _) = heard.map_err(|error| ours(&error))?;
    if let Some(intervals) = heard.take_intervals() {
        let written = intervals.finish(&heard.measures);
        written.map_err(|error| ours(&error))?;
    }
    Ok(assemble(run, &heard, rules))
}

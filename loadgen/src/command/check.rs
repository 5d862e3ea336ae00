use super::Output;
use crate::assemble::{Heard, Run, assemble};
use crate::checker::Judged;
use crate::exit_code::Failure;
use crate::history::Tail;
use crate::rulebook::rules;
use crate::run_dir::RunDir;
use crate::summary::summary;
use crate::words::counted;
use reports::{Conclusion, RunRecord};
use std::io::Write;
use std::path::Path;

/// Judges a run again from its directory, shows the summary and answers with the exit code. Nothing in the directory changes.
///
/// # Errors
/// When the directory is not that of a run, or a file of it is damaged.
pub fn check(directory: &Path, output: &mut Output<'_, impl Write>) -> Result<u8, Failure> {
    let kept = RunDir::open(directory)
        .read()
        .map_err(|error| Failure::wrong(&error))?;
    let rules = rules().map_err(|error| Failure::ours(&error))?;
    let run = Run {
        scenario: &kept.scenario,
        asked: &kept.asked,
        machine: &kept.machine,
        executed: &kept.executed,
        directory: &directory.display().to_string(),
    };
    let files = (kept.files(), kept.executed.apart);
    let (heard, judged) = Heard::kept(run.scenario, run.truth(), files, None)
        .map_err(|error| Failure::wrong(&error))?;
    kept.is_whole(&judged)
        .map_err(|error| Failure::wrong(&error))?;
    let record = assemble(&run, &heard, &rules);
    output.write(&format!("seed {}\n", kept.scenario.seed))?;
    output.write(&summary(&record, directory, output.colour))?;
    if !kept.has_ended {
        output.write(&broken_off(&judged))?;
    }
    if let Some(before) = differs(&record, directory) {
        output.write(&format!("\nrun.json says otherwise: {}\n", before.sentence))?;
    }
    Ok(record.conclusion.exit_code)
}

/// What there is of a run that did not end.
fn broken_off(judged: &Judged) -> String {
    let count = counted(judged.operations, "operation", "operations");
    let last = match judged.tail {
        Tail::Whole => "",
        Tail::Truncated { .. } => ", and the beginning of one more, which is left out",
    };
    format!("\nthe run did not end: its history has {count}{last}\n")
}

/// The conclusion that was drawn after the run, where that was another: by another version, or of a file changed since.
fn differs(record: &RunRecord, directory: &Path) -> Option<Conclusion> {
    let before = reports::read(&directory.join("run.json")).ok()?;
    let is_same = before.conclusion.overall == record.conclusion.overall
        && before
            .verdicts
            .iter()
            .map(|one| (&one.id, one.verdict))
            .eq(record.verdicts.iter().map(|one| (&one.id, one.verdict)));
    (!is_same).then_some(before.conclusion)
}

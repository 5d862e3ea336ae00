use super::hear::hear;
use super::troubles::Troubles;
use super::{Output, RunArguments, dry_run};
use crate::assemble::{Asked, Run, machine};
use crate::executed::Executed;
use crate::exit_code::Failure;
use crate::recorder::{Closed, Recorder};
use crate::rulebook::rules;
use crate::run_dir::{Keeper, RunDir};
use crate::scenario::{Scenario, read_file};
use crate::summary::summary;
use chrono::TimeDelta;
use cpis_vocabulary::Timestamp;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Where runs go that name no directory.
const RUNS: &str = "target/runs";

/// Who asks for a run, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asking {
    /// The command line, the program first.
    pub command: Vec<String>,
    /// The machine's time, for the name of the directory.
    pub now: Timestamp,
}

/// Runs a scenario, writes its directory, shows the summary and answers with the exit code.
///
/// `execute` puts the load on; it is given the checked scenario and what takes the operations down.
///
/// # Errors
/// When the scenario is wrong, the directory cannot be written, or `execute` fails.
pub fn run(
    arguments: &RunArguments,
    asking: Asking,
    output: &mut Output<'_, impl Write>,
    execute: impl FnOnce(&Scenario, &Arc<Recorder>) -> Result<Executed, Failure>,
) -> Result<u8, Failure> {
    let options = arguments.options();
    let file = &arguments.scenario;
    let scenario = read_file(file, &options.overrides())
        .map_err(|mistakes| Failure::Wrong(mistakes.to_string()))?;
    if let Some(at) = arguments.start_at {
        can_start(at, asking.now)?;
    }
    if arguments.dry_run {
        output.write(&format!("seed {}\n", scenario.seed))?;
        return dry_run(&scenario, output);
    }
    let text = std::fs::read_to_string(file).map_err(|error| Failure::wrong(&error))?;
    let mut asked = Asked::of(
        &file.display().to_string(),
        &text,
        options,
        without_token(asking.command),
    );
    asked.target.clone_from(&arguments.target);
    asked.reach = arguments.reach();
    let rules = rules().map_err(|error| Failure::ours(&error))?;
    output.write(&format!("seed {}\n", scenario.seed))?;

    let machine = machine();
    let keeper = |directory: &RunDir| Keeper::new(directory, &text, &asked, &machine);
    let taken = take_down(arguments, asking.now, keeper, |recorder| {
        execute(&scenario, recorder)
    })?;
    let Taken {
        directory,
        executed,
        closed,
    } = &taken;
    let kept = directory.keep_what_can_be(&text, &asked, &machine, executed, closed.operations);
    let mut troubles = Troubles::from_iter(kept);
    let files = directory.files(closed.pieces).or_holding(&executed.ledger);
    let files = files.map_err(|error| Failure::ours(&error))?;

    let run = Run {
        scenario: &scenario,
        asked: &asked,
        machine: &machine,
        executed,
        directory: &directory.path().display().to_string(),
    };
    let record = hear(&run, (directory, &files), &rules, &mut troubles)?;
    troubles.extend(reports::write_each(&record, directory.path()));
    output.write(&summary(&record, directory.path(), output.colour))?;
    troubles.or(record.conclusion.exit_code)
}

/// Nobody means to wait for longer: another day or zone was meant.
const WAIT_MAX: TimeDelta = TimeDelta::hours(1);

/// Says what is wrong with an instant to start at.
fn can_start(at: Timestamp, now: Timestamp) -> Result<(), Failure> {
    let wait = at.since(now);
    let wrong = |what| {
        Err(Failure::Wrong(format!(
            "--start-at must be an instant of the next hour, {at} {what}: it is {now}"
        )))
    };
    if wait < TimeDelta::zero() {
        wrong("has passed")
    } else if wait > WAIT_MAX {
        wrong("is more than an hour ahead")
    } else {
        Ok(())
    }
}

/// A run that is over, in its directory.
struct Taken {
    directory: RunDir,
    executed: Executed,
    closed: Closed,
}

/// Makes the directory, and puts the load on; of a run that never began nothing stays behind.
fn take_down(
    arguments: &RunArguments,
    now: Timestamp,
    keeper: impl FnOnce(&RunDir) -> Keeper,
    execute: impl FnOnce(&Arc<Recorder>) -> Result<Executed, Failure>,
) -> Result<Taken, Failure> {
    let directory = match &arguments.out {
        Some(path) => RunDir::create(path, arguments.existing()),
        None => RunDir::fresh(Path::new(RUNS), &arguments.scenario, now),
    };
    let directory = directory.map_err(|error| Failure::wrong(&error))?;
    let recorder = Recorder::in_pieces(directory.path(), arguments.history_piece);
    let recorder = Arc::new(recorder.map_err(|error| Failure::wrong(&error))?);
    recorder.keep_by(keeper(&directory));
    let mut executed = match execute(&recorder) {
        Ok(executed) => executed,
        Err(failure) => {
            if recorder.counts().outcomes.due() == 0 {
                directory.discard();
            }
            return Err(failure);
        }
    };
    let closed = recorder.close();
    if let Some(trouble) = &closed.trouble {
        executed.events.push((executed.duration, trouble.clone()));
        executed.missing = Some(format!("not everything could be recorded, {trouble}"));
    }
    Ok(Taken {
        directory,
        executed,
        closed,
    })
}

/// The option whose value is nobody's business.
const SECRET: &str = "--control-token";

/// The command line as it may be kept: run records are passed on. ENV-3.
fn without_token(command: Vec<String>) -> Vec<String> {
    let mut is_secret = false;
    let hide = |word: String| {
        let hidden = if is_secret {
            "***".to_owned()
        } else if word
            .strip_prefix(SECRET)
            .is_some_and(|rest| rest.starts_with('='))
        {
            format!("{SECRET}=***")
        } else {
            word.clone()
        };
        is_secret = !is_secret && word == SECRET;
        hidden
    };
    command.into_iter().map(hide).collect()
}

#[cfg(test)]
mod tests {
    use super::{Failure, can_start, without_token};
    use cpis_vocabulary::Timestamp;

    #[test]
    fn a_run_starts_within_the_next_hour() {
        let at = |text| Timestamp::parse(text).unwrap();
        let now = at("2026-11-22T05:00:00Z");
        let wrong = |text: &str| Err(Failure::Wrong(text.to_owned()));
        for (start, expected) in [
            ("2026-11-22T05:00:00Z", Ok(())),
            ("2026-11-22T06:00:00Z", Ok(())),
            ("2026-11-22T07:00:00+01:30", Ok(())),
            (
                "2026-11-22T04:59:59.999Z",
                wrong(
                    "--start-at must be an instant of the next hour, 2026-11-22T04:59:59.999Z has passed: it is \
                     2026-11-22T05:00:00.000Z",
                ),
            ),
            (
                "2026-11-22T06:00:00.001Z",
                wrong(
                    "--start-at must be an instant of the next hour, 2026-11-22T06:00:00.001Z is more than an hour ahead: it is \
                     2026-11-22T05:00:00.000Z",
                ),
            ),
        ] {
            assert_eq!(can_start(at(start), now), expected, "{start}");
        }
    }

    #[test]
    fn a_kept_command_line_has_no_token() {
        for (typed, kept) in [
            ("loadgen run a.toml", "loadgen run a.toml"),
            (
                "run --control-token s3cret --quiet",
                "run --control-token *** --quiet",
            ),
            (
                "run --control-token=s3cret a.toml",
                "run --control-token=*** a.toml",
            ),
            (
                "run --control-token --control-token a",
                "run --control-token *** a",
            ),
        ] {
            let command = typed.split(' ').map(str::to_owned).collect();
            assert_eq!(without_token(command).join(" "), kept);
        }
    }
}

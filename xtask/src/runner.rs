use crate::steps::{Stage, Step};
use core::time::Duration;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// What to do after a failed step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Stop there.
    StopAtFirst,
    /// Run the others too.
    KeepGoing,
}

/// Steps being run, from the workspace's root, telling on `screen` what they do.
#[derive(Debug)]
pub struct Run<'r, W> {
    /// The workspace's root.
    pub root: &'r Path,
    /// Where headings and failures are told.
    pub screen: W,
    /// What to do after a failed step.
    pub pace: Pace,
    /// The time since the run began.
    pub elapsed: fn() -> Duration,
}

/// Why steps could not be run at all.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The screen is gone.
    #[error("what is going on must be written somewhere")]
    Screen(#[from] std::io::Error),
    /// A `*` stands for nothing.
    #[error("`{pattern}` must stand for at least one file")]
    NoFile {
        /// The argument with the `*`.
        pattern: String,
    },
}

impl<W: Write> Run<'_, W> {
    /// Runs the steps in their order and says whether all that ran succeeded. Every step that does not run is named, with the
    /// reason.
    ///
    /// # Errors
    ///
    /// When nothing can be written, or a `*` in an argument stands for no file.
    pub fn run(mut self, steps: &[Step]) -> Result<bool, RunError> {
        let mut failed = Vec::new();
        let mut skipped = Vec::new();
        for step in steps {
            if let Some(why) = why_skipped(step.stage) {
                writeln!(self.screen, "\n== SKIPPED: {} ({why})", step.heading)?;
                skipped.push(step);
                continue;
            }
            writeln!(self.screen, "\n== {}\n   {}", step.heading, step.typed())?;
            self.screen.flush()?;
            if self.succeeds(step)? {
                continue;
            }
            writeln!(self.screen, "\n== FAILED: {}", step.heading)?;
            failed.push(step);
            if self.pace == Pace::StopAtFirst {
                break;
            }
        }
        self.conclude(&failed, &skipped)?;
        Ok(failed.is_empty())
    }

    fn succeeds(&self, step: &Step) -> Result<bool, RunError> {
        let mut words = step.command.split_whitespace();
        let Some(program) = words.next() else {
            return Ok(true);
        };
        let mut command = Command::new(program);
        command.current_dir(self.root);
        command.envs(step.environment.iter().copied());
        for argument in words {
            command.args(files_for(self.root, argument)?);
        }
        Ok(command.status()?.success())
    }

    fn conclude(&mut self, failed: &[&Step], skipped: &[&Step]) -> Result<(), RunError> {
        let seconds = (self.elapsed)().as_secs();
        writeln!(
            self.screen,
            "\n== {} min {:02} s",
            seconds / 60,
            seconds % 60
        )?;
        for step in skipped {
            writeln!(self.screen, "   skipped: {}", step.heading)?;
        }
        for step in failed {
            writeln!(
                self.screen,
                "   failed:  {}, again with: {}",
                step.heading,
                step.typed()
            )?;
        }
        Ok(())
    }
}

fn why_skipped(stage: Stage) -> Option<String> {
    match stage {
        Stage::Ready => None,
        Stage::Skipped { why } => Some(why.to_owned()),
        Stage::IfInstalled { program, install } => {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let is_here = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
            (!is_here).then(|| format!("{program} is not installed; get it with: {install}"))
        }
    }
}

/// The argument, or every file it stands for, in the order of their names. One `*`, in the file's name, is understood.
fn files_for(root: &Path, argument: &str) -> Result<Vec<String>, RunError> {
    let Some((start, end)) = argument.split_once('*') else {
        return Ok(vec![argument.to_owned()]);
    };
    let (folder, start) = start.rsplit_once('/').unwrap_or((".", start));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root.join(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(start) && name.ends_with(end) {
            files.push(format!("{folder}/{name}"));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(RunError::NoFile {
            pattern: argument.to_owned(),
        });
    }
    Ok(files)
}

//! `reports`: the reports of a run, made again from its `run.json`, and runs compared.

mod comparing;

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use comparing::Sides;

/// Make the reports of a run, or compare runs.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  the reports are written, whatever the run has shown; compared: the same
  1  a report could not be written
  2  the command line is wrong, or a run record could not be read
 20  compared: worse
 21  compared: better
 22  not comparable";

const RENDER_EXIT_CODES: &str = "\
Exit codes:
  0  the reports are written, whatever the run has shown
  1  a report could not be written
  2  the command line is wrong, or the run record could not be read";

#[derive(Debug, Subcommand)]
enum Command {
    /// Read the run.json of a run and write run.html, run.csv and junit.xml beside it.
    #[command(after_help = RENDER_EXIT_CODES)]
    Render {
        /// The directory of a run, as `loadgen run --out` left it.
        #[arg(value_name = "RUN_DIR")]
        directory: PathBuf,
    },
    /// Tell whether the runs of B are better or worse than those of A, or the same.
    #[command(after_help = comparing::AFTER_HELP)]
    Compare(Sides),
}

/// An error, and the exit code it ends with.
type Failure = (u8, Box<dyn Error>);

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Render { directory } => render(&directory),
        Command::Compare(sides) => sides.compare(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err((code, error)) => {
            complain(error.as_ref());
            ExitCode::from(code)
        }
    }
}

fn render(directory: &Path) -> Result<u8, Failure> {
    let record = reports::read(&directory.join("run.json")).map_err(|error| (2, error.into()))?;
    reports::write_reports(&record, directory).map_err(|error| (1, error.into()))?;
    let made = [
        ("page", "run.html"),
        ("table", "run.csv"),
        ("verdicts", "junit.xml"),
    ];
    let lines = made.map(|(what, name)| format!("{what:<8}  {}\n", directory.join(name).display()));
    // The reports are there, whether anybody reads where or not.
    let _ = std::io::stdout().write_all(lines.concat().as_bytes());
    Ok(0)
}

/// The error and its causes, in one line.
fn complain(error: &dyn Error) {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    let chain: Vec<_> = causes.map(ToString::to_string).collect();
    // When the standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "reports: {}", chain.join(": "));
}

//! `cargo xtask`: what CI runs, and the pieces of it.

use clap::{Parser, Subcommand};
use core::time::Duration;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::time::Instant;
use xtask::steps::{self, Step};
use xtask::{Finding, Pace, Run, Tree, proves, rulebook, tidy, trace};

#[derive(Parser)]
#[command(about = "The checks that keep the rest true")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything CI runs, in the same order
    Ci {
        /// Run the steps after a failed one too
        #[arg(long)]
        keep_going: bool,
    },
    /// What proves the judge at length: small histories by the million, a thousand seeds of every scenario, every broken Spine
    Nightly,
    /// The house rules: layers, sizes, words, paperwork
    Tidy,
    /// Which code and which tests cite each rule
    Trace,
    /// Write the committed schemas anew
    Schema,
    /// Write the README's table of what is proved anew
    Proves,
    /// Write docs/kill-matrix.md anew: every broken Spine against the scenario that goes for it
    KillMatrix,
}

type Answer = Result<bool, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    elapsed();
    let answer = match Arguments::parse().task {
        Task::Ci { keep_going: false } => run(&steps::CI, Pace::StopAtFirst),
        Task::Ci { keep_going: true } => run(&steps::CI, Pace::KeepGoing),
        Task::Nightly => run(&steps::NIGHTLY, Pace::KeepGoing),
        Task::Schema => run(&steps::SCHEMA, Pace::StopAtFirst),
        Task::Tidy => tidy(),
        Task::Trace => trace(),
        Task::Proves => proves(),
        Task::KillMatrix => kill_matrix(),
    };
    match answer {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let mut chain = error.to_string();
            let mut cause = error.source();
            while let Some(deeper) = cause {
                chain = format!("{chain}: {deeper}");
                cause = deeper.source();
            }
            let _ = writeln!(std::io::stderr(), "{chain}");
            ExitCode::FAILURE
        }
    }
}

/// The time since it was first asked for.
#[expect(
    clippy::disallowed_methods,
    reason = "how long the checks took is this machine's time"
)]
fn elapsed() -> Duration {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn run(steps: &[Step], pace: Pace) -> Answer {
    let run = Run {
        root: &root(),
        screen: std::io::stdout(),
        pace,
        elapsed,
    };
    Ok(run.run(steps)?)
}

fn tidy() -> Answer {
    let root = root();
    let tree = Tree::read(&root)?;
    let crates = tidy::layers::crates(&root)?;
    let mut screen = std::io::stdout();
    let mut is_tidy = true;
    for check in tidy::CHECKS {
        is_tidy &= tell(&(check.find)(&tree))?;
    }
    is_tidy &= tell(&tidy::layers::check(&crates))?;
    for skipped in tidy::paperwork::skipped(&tree) {
        writeln!(screen, "SKIPPED: {skipped}")?;
    }
    let said = if is_tidy { "tidy" } else { "not tidy" };
    writeln!(screen, "{} files, {said}", tree.files().count())?;
    Ok(is_tidy)
}

fn trace() -> Answer {
    let tree = Tree::read(&root())?;
    let (rules, mistakes) = rulebook::read(&tree);
    write!(std::io::stdout(), "{}", trace::table(&tree, &rules))?;
    let is_written = tell(&mistakes)?;
    Ok(tell(&trace::check(&tree, &rules))? && is_written)
}

fn proves() -> Answer {
    let root = root();
    let (rules, mistakes) = rulebook::read(&Tree::read(&root)?);
    if !tell(&mistakes)? {
        return Ok(false);
    }
    let readme = root.join("README.md");
    let written = std::fs::read_to_string(&readme)?;
    std::fs::write(&readme, proves::with_table(&written, &rules)?)?;
    Ok(true)
}

fn kill_matrix() -> Answer {
    let root = root();
    let told = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "-p", "loadgen", "--"])
        .args(["power", "--matrix", "scenarios", "--seeds", "20"])
        .current_dir(&root)
        .stderr(Stdio::inherit())
        .output()?;
    if !told.status.success() {
        return Ok(false);
    }
    std::fs::write(root.join("docs/kill-matrix.md"), told.stdout)?;
    Ok(true)
}

/// Prints the findings and says whether there were none.
fn tell(findings: &[Finding]) -> Result<bool, std::io::Error> {
    let mut screen = std::io::stdout();
    for finding in findings {
        writeln!(screen, "{finding}")?;
    }
    Ok(findings.is_empty())
}

//! One path of the mock, so many times, in process: for `valgrind --tool=callgrind` and other profilers.

use benches::Failure;
use benches::in_process::InProcess;
use clap::Parser;
use std::io::Write as _;

/// Asks the mock in process, again and again.
#[derive(Debug, Parser)]
struct Cli {
    /// Which path: CareTeam, AuditEvent, Flag or Patient
    #[arg(long, default_value = "CareTeam")]
    path: String,
    /// How often
    #[arg(long, default_value_t = 10_000)]
    times: u64,
    /// Without a TraceID in each request
    #[arg(long)]
    no_traces: bool,
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let mock = InProcess::start()?;
    let path = mock.paths.iter().find(|(name, _)| *name == cli.path);
    let (name, mut requests) = path.ok_or("no such path")?.clone();
    if cli.no_traces {
        requests = requests.without_traces();
    }
    let answered = (0..cli.times).filter(|_| mock.answer(requests.make_next()));
    let answered = answered.count();
    writeln!(
        std::io::stdout(),
        "{name}: {answered} of {} answered",
        cli.times
    )?;
    Ok(())
}

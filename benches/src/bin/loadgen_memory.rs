//! How much memory `loadgen` resides in: one step, one care setting, a target that is asked as fast as it answers.
//!
//! Prints a table in Markdown. The server runs on core 0, `loadgen` on core 1. A run whose rules are judged is judged when it is over: that
//! memory stands in a column of its own.

use benches::machine::description;
use benches::ours::Loadgen;
use benches::peers::CONNECTIONS;
use benches::program::Look;
use benches::scenario::{Load, Shape};
use benches::stub::{Answering, Stub};
use benches::{Failure, say};
use clap::Parser;
use std::time::Duration;

/// Watches the load generator's memory.
#[derive(Debug, Parser)]
struct Cli {
    /// Seconds of each run
    #[arg(long, default_values_t = [60, 180])]
    seconds: Vec<u32>,
}

/// The moments of a run at which it is looked at, in seconds after the first request arrived.
const MOMENTS: [u64; 4] = [1, 10, 30, 60];

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let loadgen = Loadgen::beside()?;
    let stub = Stub::start(Answering::Sockets)?;
    say(&format!("{}\n\n", description()))?;
    say(
        "| run | judged | operations, millions | peak until 1 s, MB | 10 s | 30 s | 60 s | end of the load | end of the program | history, MB |\n\
         | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    )?;
    for seconds in cli.seconds {
        for is_judged in [false, true] {
            stub.reset(None);
            let load = Load {
                seconds,
                shape: Shape::Users(CONNECTIONS),
                is_judged,
            };
            let run = loadgen.run(load, &stub)?;
            let first = *stub.arrivals().first().ok_or("nothing arrived")?;
            let looks = &run.ran.looks;
            let moments = MOMENTS.map(|second| {
                let at = Duration::from_secs(second.min(seconds.into()));
                megabytes(peak_until(looks, first + at))
            });
            let end = first + Duration::from_secs(seconds.into());
            let operations = run.record.get("outcomes");
            let operations = operations.and_then(|all| all.get("answered")?.as_f64());
            say(&format!(
                "| {seconds} s | {} | {:.1} | {} | {} | {} | {:.0} |\n",
                if is_judged { "yes" } else { "no" },
                operations.unwrap_or(0.0) / 1e6,
                moments.join(" | "),
                megabytes(peak_until(looks, end)),
                megabytes(run.ran.peak()),
                f64::from(u32::try_from(run.written / 1_024)?) / 1_024.0,
            ))?;
        }
    }
    Ok(())
}

fn peak_until(looks: &[Look], moment: Duration) -> u64 {
    let until = looks.iter().take_while(|look| look.at <= moment);
    until.map(|look| look.peak).max().unwrap_or(0)
}

fn megabytes(kilobytes: u64) -> String {
    let kilobytes = u32::try_from(kilobytes).unwrap_or(u32::MAX);
    format!("{:.1}", f64::from(kilobytes) / 1_024.0)
}

use super::export::ExportArguments;
use super::merge::MergeArguments;
use super::power::{self, PowerArguments};
use super::route::RouteArguments;
use super::several;
use super::shrink::{self, ShrinkArguments};
use crate::assemble::Options;
use crate::executor::{Driving, Pacing};
use crate::exit_code::EXIT_CODES;
use crate::run_dir::Existing;
use crate::scenario::read_size;
use clap::builder::BoolishValueParser;
use clap::{ArgMatches, Args, Parser, Subcommand, ValueEnum};
use cpis_vocabulary::Timestamp;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Put a scenario's load on a CP-IS Spine, and judge the rules while it is on.
#[derive(Debug, Parser)]
#[command(name = "loadgen", version, about, after_help = EXIT_CODES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario, against a mock of its own unless --target names a Spine.
    #[command(after_help = EXIT_CODES)]
    Run(Box<RunArguments>),
    /// Judge a run again from its directory, without a Spine: the same verdicts, the same exit code.
    #[command(after_help = EXIT_CODES)]
    Check {
        /// The directory of a run, as `loadgen run --out` left it.
        #[arg(value_name = "RUN_DIR")]
        directory: PathBuf,
    },
    /// Put the shards of a run together, and judge the whole as one run.
    #[command(after_help = EXIT_CODES)]
    Merge(MergeArguments),
    /// Say what a scenario would catch and what not: it is run in simulated time against mocks that each break one rule on purpose.
    #[command(after_help = power::EXIT_CODES)]
    Power(PowerArguments),
    /// Find the smallest part of a scenario that shows a fault: arrivals are left out and the rest is run again in simulated time, against a
    /// mock with that fault.
    #[command(after_help = shrink::EXIT_CODES)]
    Shrink(ShrinkArguments),
    /// Write what a run did, operation by operation, for other programs: as JSON, or as calls and returns for Jepsen or Porcupine.
    Export(ExportArguments),
    /// Read scenarios, and show every mistake with its line and what would be accepted.
    Validate {
        /// Scenario files.
        #[arg(value_name = "SCENARIO", required = true)]
        scenarios: Vec<PathBuf>,
    },
}

/// What `loadgen run` takes.
#[derive(Clone, Debug, Args)]
pub struct RunArguments {
    /// The scenario file.
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// The data port of the Spine to judge; without it the run starts a mock of its own.
    #[arg(long, value_name = "URL", env = "LOADGEN_TARGET")]
    pub target: Option<String>,
    /// The control port of that Spine, to set its clock and to know its people.
    #[arg(long, value_name = "URL", env = "LOADGEN_CONTROL", requires = "target")]
    pub control: Option<String>,
    /// The token that the control port asks for; it is not written into the run's record.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "LOADGEN_CONTROL_TOKEN",
        hide_env_values = true,
        requires = "control"
    )]
    pub control_token: Option<String>,
    /// How requests travel to it.
    #[command(flatten)]
    pub route: RouteArguments,
    /// The directory of the run; without it a new one below target/runs.
    #[arg(long, value_name = "DIR", env = "LOADGEN_OUT")]
    pub out: Option<PathBuf>,
    /// Remove the run that the directory has already, and nothing else, before this one is written there.
    #[arg(long, env = "LOADGEN_OVERWRITE", value_parser = BoolishValueParser::new())]
    pub overwrite: bool,
    /// How long the history's file may become before it goes on in another, for example "64 MiB".
    #[arg(long, value_name = "SIZE", env = "LOADGEN_HISTORY_PIECE", default_value = "256 MiB", value_parser = read_size)]
    pub history_piece: u64,
    /// The seed of every draw, instead of the scenario's.
    #[arg(long, value_name = "N", env = "LOADGEN_SEED")]
    pub seed: Option<String>,
    /// How long arrivals come, instead of the scenario's, for example "30 s".
    #[arg(long, value_name = "D", env = "LOADGEN_DURATION")]
    pub duration: Option<String>,
    /// Which part of the arrivals and users this generator takes, and of how many: 2/4 is the second of four.
    #[arg(long, value_name = "I/N", env = "LOADGEN_SHARD")]
    pub shard: Option<String>,
    /// One more target, as what must not be: "p99 from due > 250 ms", "errors > 1 %"; may be given several times, and the variable holds several
    /// with a line or a semicolon each.
    #[arg(long, value_name = "SENTENCE", env = "LOADGEN_FAIL_IF")]
    pub fail_if: Vec<String>,
    /// When the run begins, by this machine's clock, for example 2026-11-22T05:00:00Z: the same for every shard. As soon as it is ready
    /// without it.
    #[arg(long, value_name = "INSTANT", env = "LOADGEN_START_AT", value_parser = Timestamp::parse)]
    pub start_at: Option<Timestamp>,
    /// Show the schedule, and send nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// No progress on the standard error.
    #[arg(long, env = "LOADGEN_QUIET", value_parser = BoolishValueParser::new())]
    pub quiet: bool,
    /// Show the figures of the run while it goes on, for Prometheus: at /metrics of this address, for example 127.0.0.1:9464. Port 0 is any
    /// that is free.
    #[arg(long, value_name = "ADDRESS", env = "LOADGEN_METRICS", value_parser = address)]
    pub metrics: Option<SocketAddr>,
    /// How many threads share the load out, each with connections of its own.
    #[arg(long, value_name = "N", env = "LOADGEN_WORKERS", default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..=64))]
    pub workers: u32,
    /// How a worker waits until the next request is due.
    #[arg(
        long,
        value_name = "HOW",
        env = "LOADGEN_PACER",
        default_value = "timer"
    )]
    pub pacer: Pacer,
    /// A key of the scenario, replaced; may be given several times, and the variable holds several with a line or a semicolon each.
    #[arg(long, value_name = "KEY=VALUE", env = "LOADGEN_SET")]
    pub set: Vec<String>,
}

/// How a worker waits until the next request is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Pacer {
    /// By a timer, awake for the last microseconds.
    Timer,
    /// Always awake: the most exact, and a core for each worker.
    Spin,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!(
            "an IP address with its port is required, for example `127.0.0.1:9464`, this is `{text}`"
        )
    })
}

impl Arguments {
    /// The same with the variables taken apart that stand for options which may be given several times; `matches` is what they were
    /// read from.
    #[must_use]
    pub fn with_several(mut self, matches: &ArgMatches) -> Self {
        if let Some((_, matches)) = matches.subcommand() {
            match &mut self.command {
                Command::Run(run) => {
                    several::take_apart(&mut run.set, "set", matches);
                    several::take_apart(&mut run.fail_if, "fail_if", matches);
                }
                Command::Power(power) => power.simulated.take_apart(matches),
                Command::Shrink(shrink) => shrink.simulated.take_apart(matches),
                Command::Check { .. }
                | Command::Merge(_)
                | Command::Export(_)
                | Command::Validate { .. } => {}
            }
        }
        self
    }
}

impl RunArguments {
    /// How the load is put on.
    pub fn driving(&self) -> Driving {
        Driving {
            workers: NonZeroU32::new(self.workers).unwrap_or(NonZeroU32::MIN),
            pacing: match self.pacer {
                Pacer::Timer => Pacing::Timer,
                Pacer::Spin => Pacing::Spin,
            },
            watch: false,
            start_at: self.start_at,
        }
    }

    /// What becomes of the run that the directory has already.
    pub const fn existing(&self) -> Existing {
        Existing::replaced_if(self.overwrite)
    }

    /// How the Spine is reached besides by its address, for whoever runs the same again. The token is for them to know. ENV-3.
    pub fn reach(&self) -> Vec<String> {
        let control = self.control.iter().flat_map(|url| ["--control", url]);
        let words = control.map(str::to_owned);
        words.chain(self.route.words()).collect()
    }

    /// The options that replace keys of the scenario.
    pub fn options(&self) -> Options {
        Options {
            set: self.set.clone(),
            seed: self.seed.clone(),
            duration: self.duration.clone(),
            shard: self.shard.clone(),
            fail_if: self.fail_if.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }
}

//! How exactly `loadgen` keeps to a schedule, by the stamps of a server that does nothing else.
//!
//! Prints a line of a table in Markdown for each rate. The server runs on core 0, the generator on core 1.

use benches::machine::description;
use benches::stub::{Freeze, Stub};
use benches::{Failure, core};
use clap::Parser;
use loadgen::executor::{Driving, Setup, execute};
use loadgen::history::Outcome;
use loadgen::recorder::{Recorded, Recorder};
use loadgen::scenario::Scenario;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// Sends at fixed rates, and compares when requests arrived with when they were due.
#[derive(Debug, Parser)]
struct Cli {
    /// Arrivals a second
    #[arg(long, default_values_t = [1_000, 5_000, 20_000])]
    rate: Vec<u32>,
    /// Seconds of each run
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Runs at each rate
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Requests under way at one time, at most
    #[arg(long, default_value_t = 512)]
    slots: u32,
    /// The server answers nobody for a second in the middle: prints what is reported beside what is true
    #[arg(long)]
    stall: bool,
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let stub = Stub::start()?;
    say(&format!("{}\n\n", description()))?;
    if cli.stall {
        say("| rate | percentile | true, ms | reported, ms | off |\n")?;
        say("| ---: | ---: | ---: | ---: | ---: |\n")?;
    } else {
        say(
            "| rate | achieved | error p50, us | p90 | p99 | p99.9 | max | in bursts | cpu of the generator |\n",
        )?;
        say("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")?;
    }
    for rate in &cli.rate {
        for _ in 0..cli.rounds {
            if cli.stall {
                stall(&stub, *rate, (cli.seconds, cli.slots))?;
            } else {
                pace(&stub, *rate, (cli.seconds, cli.slots))?;
            }
        }
    }
    Ok(())
}

/// A run whose only requests are accesses by users who have logged on.
fn run(stub: &Stub, rate: u32, (seconds, slots): (u32, u32)) -> Result<(Recorded, f64), Failure> {
    let text = format!(
        r#"
title = "pacing"
proves = []
duration = "{seconds} s"
arrivals = {{ shape = "constant", rate = "{rate} per second" }}
population = {{ patients = 1_000, users = 40 }}
limits = {{ in_flight = {slots}, answer_within = "5 s" }}
[[script]]
steps = ["open the alert"]
"#
    );
    let scenario = Scenario::parse(&text, "pacing.toml", &[])?;
    let setup = Setup::Target {
        url: format!("http://{}", stub.address),
        control: None,
        control_token: None,
        route: loadgen::transport::Settings::default(),
    };
    let recorder = Arc::new(Recorder::in_memory());
    let taken = Arc::clone(&recorder);
    let spent = core::run_on(core::CLIENT, move || -> Result<f64, Failure> {
        let before = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        core::runtime()?.block_on(execute(&scenario, &setup, Driving::default(), &taken))?;
        let after = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let nanos = |time: rustix::time::Timespec| -> Result<u64, Failure> {
            Ok(u64::try_from(time.tv_sec)? * 1_000_000_000 + u64::try_from(time.tv_nsec)?)
        };
        let length = Duration::from_nanos(nanos(after)? - nanos(before)?);
        Ok(length.as_secs_f64())
    })??;
    Ok((recorder.finish()?, spent / f64::from(seconds)))
}

fn pace(stub: &Stub, rate: u32, sizes: (u32, u32)) -> Result<(), Failure> {
    stub.reset(None);
    let (recorded, cpu) = run(stub, rate, sizes)?;
    let arrivals = stub.arrivals();
    let mut due: Vec<u64> = load(&recorded).map(|(due, _)| due).collect();
    due.sort_unstable();
    if due.len() != arrivals.len() {
        return Err(format!("{} were due, {} arrived", due.len(), arrivals.len()).into());
    }
    // The first second is left out: connections are made, and everybody logs on.
    let after = usize::try_from(rate)?;
    let pairs = arrivals.iter().zip(&due).skip(after);
    let pairs = pairs
        .map(|(arrived, due)| Ok((i64::try_from(arrived.as_nanos())?, i64::try_from(*due)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    // When the run began is not known to the server: the request that arrived soonest after it was due tells.
    let offset = pairs.iter().map(|(arrived, due)| arrived - due).min();
    let offset = offset.ok_or("a run of more than a second is required")?;
    let mut errors: Vec<i64> = pairs
        .iter()
        .map(|(arrived, due)| arrived - due - offset)
        .collect();
    errors.sort_unstable();
    let gap = 1_000_000_000 / i64::from(rate);
    let bursts = pairs.windows(2).filter(|two| match two {
        [(one, _), (next, _)] => next - one < gap / 10,
        _ => false,
    });
    let bursts = share(bursts.count(), pairs.len())?;
    let took = arrivals.last().zip(arrivals.get(after));
    let took = took.map_or(Duration::ZERO, |(last, first)| last.saturating_sub(*first));
    let achieved = f64::from(u32::try_from(pairs.len() - 1)?) / took.as_secs_f64();
    let error = |thousandths: usize| -> Result<String, Failure> {
        let rank = (errors.len() * thousandths / 1_000).min(errors.len() - 1);
        let error = errors.get(rank).copied().unwrap_or_default();
        Ok(format!("{:.1}", f64::from(i32::try_from(error)?) / 1_000.0))
    };
    say(&format!(
        "| {rate} | {achieved:.0} | {} | {} | {} | {} | {} | {bursts:.1} % | {:.0} % |\n",
        error(500)?,
        error(900)?,
        error(990)?,
        error(999)?,
        error(1_000)?,
        cpu * 100.0,
    ))
}

/// The closed form: whoever falls due while the server is frozen waits for what is left of the freeze.
fn stall(stub: &Stub, rate: u32, sizes: (u32, u32)) -> Result<(), Failure> {
    let length = Duration::from_secs(1);
    let after = usize::try_from(rate * sizes.0 / 3)?;
    stub.reset(Some(Freeze { after, length }));
    let (recorded, _) = run(stub, rate, sizes)?;
    let count = usize::try_from(rate * sizes.0)?;
    let frozen = usize::try_from(rate)?;
    for thousandths in [500, 900, 950, 990, 999] {
        let rank = count * thousandths / 1_000;
        let waiting = (rank + frozen).saturating_sub(count);
        let truth = 1_000.0 * share(waiting, frozen)? / 100.0;
        let reported = recorded
            .measures
            .total
            .response
            .quantile(share(thousandths, 1_000)? / 100.0);
        let reported = f64::from(u32::try_from(reported)?) / 1_000.0;
        let off = if truth > 0.0 {
            format!("{:+.1} %", (reported / truth - 1.0) * 100.0)
        } else {
            "–".to_owned()
        };
        let percentile = share(thousandths, 1_000)?;
        say(&format!(
            "| {rate} | {percentile:.1} | {truth:.0} | {reported:.1} | {off} |\n"
        ))?;
    }
    Ok(())
}

/// Due and sent of each access, in nanoseconds of the run.
fn load(recorded: &Recorded) -> impl Iterator<Item = (u64, u64)> + '_ {
    let load = recorded.operations.iter();
    let load = load.filter(|operation| &*operation.step == "open the alert");
    load.filter(|operation| operation.outcome != Outcome::NotSent)
        .map(|operation| (operation.due.nanos(), operation.sent.nanos()))
}

/// In per cent.
fn share(part: usize, of: usize) -> Result<f64, Failure> {
    Ok(100.0 * f64::from(u32::try_from(part)?) / f64::from(u32::try_from(of)?))
}

fn say(text: &str) -> Result<(), Failure> {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

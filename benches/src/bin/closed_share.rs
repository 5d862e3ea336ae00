//! What share of wrk's throughput the whole load generator reaches in a closed loop, recording and reading every answer.
//!
//! Prints a table in Markdown. The server runs on core 0, the clients on core 1, one after the other. wrk records and reads nothing.

use benches::machine::{Work, client_nanos, description};
use benches::stub::Stub;
use benches::{Failure, core};
use clap::Parser;
use loadgen::executor::{Driving, Setup, execute};
use loadgen::recorder::Recorder;
use loadgen::scenario::Scenario;
use std::io::Write as _;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// Compares the load generator with wrk, A B A B ….
#[derive(Debug, Parser)]
struct Cli {
    /// Seconds of each run; the first of them does not count
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Runs of each client
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Only the load generator, once: for a profiler
    #[arg(long)]
    ours_only: bool,
}

/// Connections, and users.
const USERS: u32 = 64;

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let stub = Stub::start()?;
    if cli.ours_only {
        let (ours, micros) = ours(&stub, cli.seconds)?;
        return say(&format!(
            "{ours:.0} requests/s, {micros:.2} µs on the core\n"
        ));
    }
    say(&format!("{}\n\n", description()))?;
    say("| wrk, requests/s | loadgen | µs on the core | share | other work |\n")?;
    say("| ---: | ---: | ---: | ---: | ---: |\n")?;
    for _ in 0..cli.rounds {
        let before = Work::so_far();
        let wrk = wrk(&stub, cli.seconds)?;
        let (ours, micros) = ours(&stub, cli.seconds)?;
        let others = Work::so_far().others_since(before) * 100.0;
        let share = ours / wrk;
        say(&format!(
            "| {wrk:.0} | {ours:.0} | {micros:.2} | **{share:.2}** | {others:.0} % |\n"
        ))?;
    }
    Ok(())
}

fn wrk(stub: &Stub, seconds: u32) -> Result<f64, Failure> {
    stub.reset(None);
    let address = stub.address;
    let ended = core::run_on(core::CLIENT, move || {
        Command::new("wrk")
            .args([
                "-t1",
                "-c",
                &USERS.to_string(),
                "-d",
                &format!("{seconds}s"),
            ])
            .arg(format!("http://{address}/cpis/FHIR/R4/CareTeam"))
            .output()
    })??;
    if !ended.status.success() {
        return Err("wrk must be installed, and was not to be run".into());
    }
    per_second(&stub.arrivals())
}

fn ours(stub: &Stub, seconds: u32) -> Result<(f64, f64), Failure> {
    stub.reset(None);
    let text = format!(
        r#"
title = "closed"
proves = []
duration = "{seconds} s"
arrivals = {{ shape = "users", users = {USERS} }}
population = {{ patients = 10_000, users = 64 }}
[[script]]
steps = ["open the alert"]
"#
    );
    let scenario = Scenario::parse(&text, "closed.toml", &[])?;
    let setup = Setup::Target {
        url: format!("http://{}", stub.address),
        control: None,
        control_token: None,
        route: loadgen::transport::Settings::default(),
    };
    let directory = std::env::temp_dir().join(format!("closed-share-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let recorder = Arc::new(Recorder::create(&directory)?);
    let taken = Arc::clone(&recorder);
    let nanos = core::run_on(core::CLIENT, move || -> Result<u64, Failure> {
        let before = client_nanos();
        core::runtime()?.block_on(execute(&scenario, &setup, Driving::default(), &taken))?;
        Ok(client_nanos() - before)
    })??;
    recorder.close()?;
    std::fs::remove_dir_all(&directory)?;
    let arrivals = stub.arrivals();
    let micros = Duration::from_nanos(nanos).as_secs_f64() * 1e6;
    let count = f64::from(u32::try_from(arrivals.len())?);
    Ok((per_second(&arrivals)?, micros / count))
}

/// The rate after the first second.
fn per_second(arrivals: &[Duration]) -> Result<f64, Failure> {
    let first = arrivals.first().ok_or("nothing arrived")?;
    let from = *first + Duration::from_secs(1);
    let counted = arrivals.iter().filter(|arrival| **arrival >= from);
    let last = arrivals.last().copied().unwrap_or_default();
    let took = last.saturating_sub(from).as_secs_f64();
    Ok(f64::from(u32::try_from(counted.count())?) / took)
}

fn say(text: &str) -> Result<(), Failure> {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

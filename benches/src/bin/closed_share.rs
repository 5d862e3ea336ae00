//! What share of wrk's throughput the whole load generator reaches in a closed loop, recording and reading every answer.
//!
//! Prints a table in Markdown. The server runs on core 0, the clients on core 1, one after the other. wrk records and reads nothing.

use benches::arrivals::Window;
use benches::figures::number;
use benches::machine::{Work, client_nanos, description};
use benches::peers::{CONNECTIONS, PEERS};
use benches::scenario::{Load, Shape};
use benches::scratch::Scratch;
use benches::stub::{Answering, Stub};
use benches::{Failure, core, say};
use clap::Parser;
use loadgen::executor::{Driving, Setup, execute};
use loadgen::recorder::Recorder;
use loadgen::scenario::Scenario;
use std::sync::Arc;
use std::time::Duration;

/// Compares the load generator with wrk, A B A B ….
#[derive(Debug, Parser)]
struct Cli {
    /// Seconds of each run; the first and the last half of the last do not count
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Runs of each client
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Only the load generator, once: for a profiler
    #[arg(long)]
    ours_only: bool,
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let stub = Stub::start(Answering::Sockets)?;
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
    let [wrk, ..] = &PEERS;
    wrk.run(stub, seconds, None)?;
    let arrivals = stub.arrivals();
    Ok(Window::of(&arrivals, seconds)?.per_second(&arrivals))
}

fn ours(stub: &Stub, seconds: u32) -> Result<(f64, f64), Failure> {
    stub.reset(None);
    let load = Load {
        seconds,
        shape: Shape::Users(CONNECTIONS),
        is_judged: false,
    };
    let scenario = Scenario::parse(&load.text(), "closed.toml", &[])?;
    let setup = Setup::Target {
        url: format!("http://{}", stub.address),
        control: None,
        control_token: None,
        route: loadgen::transport::Settings::default(),
    };
    let scratch = Scratch::new()?;
    let recorder = Arc::new(Recorder::create(scratch.path())?);
    let taken = Arc::clone(&recorder);
    let nanos = core::run_on(core::CLIENT, move || -> Result<u64, Failure> {
        let before = client_nanos();
        core::runtime()?.block_on(execute(&scenario, &setup, Driving::default(), &taken))?;
        Ok(client_nanos() - before)
    })??;
    if let Some(trouble) = recorder.close().trouble {
        return Err(trouble.into());
    }
    let arrivals = stub.arrivals();
    let micros = Duration::from_nanos(nanos).as_secs_f64() * 1e6;
    let per_second = Window::of(&arrivals, seconds)?.per_second(&arrivals);
    Ok((per_second, micros / number(arrivals.len())))
}

//! What share of wrk's throughput the load generator's engines reach, on one core.
//!
//! Prints a table in Markdown. One server runs on core 0, the clients on core 1, one after the other, 64 connections each; every
//! client asks for the same path. wrk is left out where it is not installed.

use benches::figures::{median, spread};
use benches::machine::{Work, client_nanos, description};
use benches::trivial::{Trivial, start};
use benches::{Failure, core, say};
use clap::Parser;
use loadgen::executor::Stopwatch;
use loadgen::transport::{
    AnyTransport, Engine, Reply, Request, Room, Settings, Target, Transport as _,
};
use std::cell::Cell;
use std::net::SocketAddr;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;

/// Compares the load generator's engines with wrk, A B C A B C ….
#[derive(Debug, Parser)]
struct Cli {
    /// Seconds that a run counts
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Runs of each client
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Only this client, against hyper, once, and no table: own, hyper or wrk; for a profiler
    #[arg(long)]
    only: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Client {
    Wrk,
    Engine(Engine),
}

/// What a run came to.
#[derive(Clone, Copy, Debug)]
struct Pace {
    per_second: f64,
    /// Microseconds that the client was on its core for each request; none of a program that is not ours.
    micros: Option<f64>,
}

const CONNECTIONS: u32 = 64;
const BODY: usize = 1_500;
const CLIENTS: [(&str, Client); 3] = [
    ("wrk", Client::Wrk),
    ("own", Client::Engine(Engine::Own)),
    ("hyper", Client::Engine(Engine::Hyper)),
];

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let seconds = cli.seconds;
    if let Some(only) = &cli.only {
        let server = start(Trivial::Hyper, BODY)?;
        let chosen = CLIENTS.iter().find(|(name, _)| name == only);
        let (name, client) = chosen.ok_or("the clients are wrk, own and hyper")?;
        let pace = run(*client, server, seconds)?;
        return say(&format!("{name}: {:.0} requests/s\n", pace.per_second));
    }
    say(&format!("{}\n\n", description()))?;
    say(&format!(
        "{CONNECTIONS} connections, bodies of {BODY} bytes; {} rounds of {seconds} s.\n\n",
        cli.rounds
    ))?;
    say(
        "| server | client | requests/s | µs on the core | share of the first | of rounds | other work |\n",
    )?;
    say("| --- | --- | ---: | ---: | ---: | --- | ---: |\n")?;
    for (name, kind) in [("hyper", Trivial::Hyper), ("raw sockets", Trivial::Raw)] {
        compare(name, start(kind, BODY)?, &cli)?;
    }
    Ok(())
}

fn compare(server: &str, address: SocketAddr, cli: &Cli) -> Result<(), Failure> {
    let work = Work::so_far();
    let has_wrk = Command::new("wrk").arg("--version").output().is_ok();
    let clients: Vec<_> = CLIENTS
        .into_iter()
        .filter(|(_, client)| has_wrk || *client != Client::Wrk)
        .collect();
    let mut paces = vec![Vec::new(); clients.len()];
    for _ in 0..cli.rounds {
        for ((_, client), paces) in clients.iter().zip(&mut paces) {
            paces.push(run(*client, address, cli.seconds)?);
        }
    }
    let first = paces.first().cloned().unwrap_or_default();
    let others = Work::so_far().others_since(work) * 100.0;
    for ((name, _), paces) in clients.iter().zip(&paces) {
        let shares = paces.iter().zip(&first);
        let ends = spread(shares.map(|(pace, first)| pace.per_second / first.per_second));
        let micros = median(paces.iter().map(|pace| pace.micros.unwrap_or(0.0)));
        let micros = (micros > 0.0).then(|| format!("{micros:.2}"));
        let pace = median(paces.iter().map(|pace| pace.per_second));
        say(&format!(
            "| {server} | {name} | {pace:.0} | {} | **{:.2}** | {:.2}–{:.2} | {others:.0} % |\n",
            micros.unwrap_or_else(|| "–".to_owned()),
            pace / median(first.iter().map(|pace| pace.per_second)),
            ends.0,
            ends.1,
        ))?;
    }
    Ok(())
}

fn run(client: Client, server: SocketAddr, seconds: u64) -> Result<Pace, Failure> {
    match client {
        Client::Wrk => wrk(server, seconds),
        Client::Engine(engine) => core::run_on(core::CLIENT, move || {
            core::runtime()?.block_on(LocalSet::new().run_until(load(engine, server, seconds)))
        })?,
    }
}

fn wrk(server: SocketAddr, seconds: u64) -> Result<Pace, Failure> {
    // Pinned as the engines are; a thread of ours starts it, and what it starts stays on its core.
    let said = core::run_on(core::CLIENT, move || {
        Command::new("wrk")
            .args(["-t1", "-c", &CONNECTIONS.to_string(), "-d"])
            .arg(format!("{seconds}s"))
            .arg(format!("http://{server}/"))
            .output()
    })??;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    let per_second = line.ok_or_else(|| format!("wrk must tell its pace, it says {said}"))?;
    Ok(Pace {
        per_second: per_second.trim().parse()?,
        micros: None,
    })
}

/// What the users of one run share.
#[derive(Debug)]
struct Users {
    transport: AnyTransport,
    answers: Cell<u32>,
    stop: Cell<bool>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement reads the machine's clock"
)]
async fn load(engine: Engine, server: SocketAddr, seconds: u64) -> Result<Pace, Failure> {
    let target = Target::parse(&format!("http://{server}"))?;
    let settings = Settings {
        engine: Some(engine),
        ..Settings::default()
    };
    let (patience, stopwatch) = (Duration::from_secs(10), Stopwatch::start());
    let transport = AnyTransport::new(
        &target,
        &settings,
        Room::of(CONNECTIONS),
        patience,
        stopwatch,
    )?;
    let users = Rc::new(Users {
        transport,
        answers: Cell::new(0),
        stop: Cell::new(false),
    });
    let talks: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::task::spawn_local(talk(Rc::clone(&users))))
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (begun, before, busy) = (
        std::time::Instant::now(),
        users.answers.get(),
        client_nanos(),
    );
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let (took, busy) = (begun.elapsed(), client_nanos() - busy);
    let answered = f64::from(users.answers.get() - before);
    users.stop.set(true);
    for talk in talks {
        talk.await??;
    }
    Ok(Pace {
        per_second: answered / took.as_secs_f64(),
        micros: Some(Duration::from_nanos(busy).as_secs_f64() * 1e6 / answered.max(1.0)),
    })
}

async fn talk(users: Rc<Users>) -> Result<(), Failure> {
    let request = Request::get("/");
    while !users.stop.get() {
        let observation = users.transport.send(&request).await;
        match observation.outcome {
            Reply::Whole(answer) if answer.status() == 200 && answer.body().len() == BODY => {
                users.answers.set(users.answers.get() + 1);
            }
            other @ (Reply::Whole(_) | Reply::Unknown(_) | Reply::NotSent) => {
                return Err(format!("every answer must be whole, one was {other:?}").into());
            }
        }
    }
    Ok(())
}

//! How many requests a second, and at what cost, the load generator and its peers manage in a closed loop.
//!
//! Prints a table in Markdown. One server with canned answers runs on core 0, the programs on core 1, one after the other; `loadgen`
//! records every answer to a directory, reads it, and judges the run, the others do what they do. wrk runs at both ends of a round: what
//! it differs from itself is the noise.

use benches::arrivals::Window;
use benches::figures::{median, number, spread};
use benches::machine::{Work, description};
use benches::ours::Loadgen;
use benches::peers::{Bars, CONNECTIONS, PEERS, Peer, missing};
use benches::program::Ran;
use benches::scenario::{Load, Shape};
use benches::stub::{Answering, Stub, body_length};
use benches::{Failure, say};
use clap::{Parser, ValueEnum};

/// Compares the load generator with its peers, A B C A B C ….
#[derive(Debug, Parser)]
struct Cli {
    /// Seconds of each run; the first and the last half of the last do not count
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Runs of each program
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Only these peers, as the table calls them; wrk is always there
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// How the server reads and writes
    #[arg(long, default_value = "hyper")]
    server: Server,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Server {
    /// By hyper, as it comes
    Hyper,
    /// By bare sockets
    Sockets,
}

/// What a run came to.
#[derive(Clone, Copy, Debug)]
struct Pace {
    per_second: f64,
    /// Milliseconds on the core for a thousand requests, while the load was on.
    cpu: f64,
    /// The same from the program's start to its end, reports and verdicts included.
    cpu_whole: f64,
    /// Megabytes.
    peak: f64,
}

/// A program of a round.
#[derive(Clone, Debug)]
struct Client<'p> {
    name: &'static str,
    kind: Kind<'p>,
    bars: Option<Bars>,
}

#[derive(Clone, Debug)]
enum Kind<'p> {
    Ours(Loadgen),
    Peer(&'p Peer),
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let stub = Stub::start(match cli.server {
        Server::Hyper => Answering::Hyper,
        Server::Sockets => Answering::Sockets,
    })?;
    let peers = chosen(&cli.only);
    say(&format!("{}\n\n{}", description(), missing(&peers)))?;
    let clients = clients(&peers)?;
    say(&format!(
        "{CONNECTIONS} connections, server by {:?} on core 0, bodies of {} bytes, {} rounds of {} s.\n\n",
        cli.server,
        body_length()?,
        cli.rounds,
        cli.seconds
    ))?;
    let work = Work::so_far();
    let mut rounds = Vec::new();
    for _ in 0..cli.rounds {
        let paces = clients.iter().map(|client| client.run(&stub, cli.seconds));
        rounds.push(paces.collect::<Result<Vec<_>, _>>()?);
    }
    table(&clients, &rounds)?;
    let others = Work::so_far().others_since(work) * 100.0;
    say(&format!("\nOther work on the machine: {others:.0} %.\n"))
}

/// The peers that are asked for: those with a closed loop, wrk among them.
fn chosen(only: &[String]) -> Vec<&'static Peer> {
    let is_asked = |peer: &&Peer| {
        only.is_empty() || peer.name == "wrk" || only.iter().any(|name| name == peer.name)
    };
    let closed = |peer: &&Peer| !peer.name.contains("corrected");
    PEERS.iter().filter(closed).filter(is_asked).collect()
}

/// Ours first: every ratio is of its pace.
fn clients<'p>(peers: &[&'p Peer]) -> Result<Vec<Client<'p>>, Failure> {
    let quiet = Loadgen::beside()?;
    let watched = quiet.clone().watched();
    let ours = |name, loadgen| Client {
        name,
        kind: Kind::Ours(loadgen),
        bars: None,
    };
    let installed = peers.iter().filter(|peer| peer.is_installed());
    let peers: Vec<_> = installed
        .map(|peer| Client {
            name: peer.name,
            kind: Kind::Peer(peer),
            bars: peer.bars,
        })
        .collect();
    let again = peers.iter().filter(|client| client.name == "wrk");
    let again = again.cloned().map(|wrk| Client {
        name: AGAIN,
        bars: None,
        ..wrk
    });
    let ours = [
        ours("loadgen", quiet),
        ours("loadgen, judging meanwhile", watched),
    ];
    let again: Vec<_> = again.collect();
    Ok(ours.into_iter().chain(peers).chain(again).collect())
}

/// The last of each round.
const AGAIN: &str = "wrk again";

impl Client<'_> {
    fn run(&self, stub: &Stub, seconds: u32) -> Result<Pace, Failure> {
        stub.reset(None);
        let ran = match &self.kind {
            Kind::Ours(loadgen) => {
                let load = Load {
                    seconds,
                    shape: Shape::Users(CONNECTIONS),
                    is_judged: true,
                };
                loadgen.run(load, stub)?.ran
            }
            Kind::Peer(peer) => {
                let run = peer.run(stub, seconds, None)?;
                run.ok_or("a peer that runs as fast as it can is required")?
                    .ran
            }
        };
        Pace::of(&ran, &stub.arrivals(), seconds)
    }
}

impl Pace {
    fn of(ran: &Ran, arrivals: &[std::time::Duration], seconds: u32) -> Result<Self, Failure> {
        let window = Window::of(arrivals, seconds)?;
        let cpu = ran.cpu_until(window.to) - ran.cpu_until(window.from);
        let thousands = number(window.among(arrivals).len()) / 1_000.0;
        let peak = u32::try_from(ran.peak())?;
        Ok(Self {
            per_second: window.per_second(arrivals),
            cpu: cpu * 1_000.0 / thousands,
            cpu_whole: ran.cpu() * 1_000_000.0 / number(arrivals.len()),
            peak: f64::from(peak) / 1_024.0,
        })
    }
}

fn table(clients: &[Client<'_>], rounds: &[Vec<Pace>]) -> Result<(), Failure> {
    say(
        "| client | requests/s | CPU ms per 1,000 | whole program | peak RSS, MB | loadgen is so many times as fast | of rounds | as cheap | bar | moonshot | bar, of wrk's requests |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |\n",
    )?;
    let of = |place: usize, figure: fn(&Pace) -> f64| -> Vec<f64> {
        let paces = rounds.iter().filter_map(|round| round.get(place));
        paces.map(figure).collect()
    };
    let ratios = |one: usize, other: usize| -> Vec<f64> {
        let pairs = of(one, |pace| pace.per_second);
        let others = of(other, |pace| pace.per_second);
        pairs
            .iter()
            .zip(others)
            .map(|(one, other)| one / other)
            .collect()
    };
    for (place, client) in clients.iter().enumerate() {
        let middle = |figure| median(of(place, figure));
        let (ends, ours) = (
            spread(ratios(0, place)),
            median(of(0, |pace| pace.per_second)),
        );
        let cheaper = middle(|pace| pace.cpu) / median(of(0, |pace| pace.cpu));
        let bar = |bar: Option<f64>| bar.map_or("–".to_owned(), |bar| format!("{bar:.2}"));
        say(&format!(
            "| {} | {:.0} | {:.1} | {:.1} | {:.0} | **{:.2}** | {:.2}–{:.2} | {cheaper:.2} | {} | {} | {} |\n",
            client.name,
            middle(|pace| pace.per_second),
            middle(|pace| pace.cpu),
            middle(|pace| pace.cpu_whole),
            middle(|pace| pace.peak),
            ours / middle(|pace| pace.per_second),
            ends.0,
            ends.1,
            bar(client.bars.map(|bars| bars.bar)),
            bar(client.bars.map(|bars| bars.moonshot)),
            bar(client.bars.map(|bars| bars.of_wrk())),
        ))?;
    }
    let wrk = clients.iter().position(|client| client.name == "wrk");
    let again = clients.iter().position(|client| client.name == AGAIN);
    if let (Some(wrk), Some(again)) = (wrk, again) {
        let ends = spread(ratios(again, wrk));
        say(&format!(
            "\nA/A, wrk at the end of a round against wrk in it: {:.2} ({:.2}–{:.2}).\n",
            median(ratios(again, wrk)),
            ends.0,
            ends.1
        ))?;
    }
    Ok(())
}

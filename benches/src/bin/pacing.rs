//! How exactly `loadgen` and its peers keep to a schedule, and what they say of a server that stands still, by the stamps of a server that
//! does nothing else.
//!
//! Prints a table in Markdown. The server runs on core 0 and never sleeps, the programs on core 1, one after the other; `loadgen`
//! records to a directory, as always.

use benches::arrivals::{Evenness, Window};
use benches::figures::{median, number, thousandth};
use benches::machine::{Work, description};
use benches::metronome;
use benches::ours::Loadgen;
use benches::peers::{CONNECTIONS, PEERS, Peer, Percentiles, THOUSANDTHS, missing};
use benches::program::Ran;
use benches::scenario::{Full, Load, Shape};
use benches::stall::Stall;
use benches::stub::{Answering, Freeze, Stub};
use benches::{Failure, say};
use clap::Parser;
use std::time::Duration;

/// Sends at fixed rates, and compares when requests arrived with when they were due.
#[derive(Debug, Parser)]
struct Cli {
    /// Arrivals a second
    #[arg(long, default_values_t = [5_000])]
    rate: Vec<u32>,
    /// Seconds of each run; the first and the last half of the last do not count
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Runs of each program at each rate
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Requests of loadgen's under way at one time, at most
    #[arg(long, default_value_t = CONNECTIONS)]
    slots: u32,
    /// The server answers nobody for a second: prints what is said beside what is true
    #[arg(long)]
    stall: bool,
    /// Leave the peers out
    #[arg(long)]
    ours_only: bool,
    /// Only these peers, as the table calls them
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// An option of loadgen's, for example --pacer=spin
    #[arg(long, allow_hyphen_values = true)]
    option: Vec<String>,
}

/// How long the server stands still, in seconds.
const STALL: u32 = 1;

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let loadgen = Loadgen::beside()?.with(cli.option.clone());
    let is_asked = |peer: &&Peer| {
        !cli.ours_only && (cli.only.is_empty() || cli.only.iter().any(|name| name == peer.name))
    };
    let peers: Vec<&Peer> = PEERS.iter().filter(is_asked).collect();
    let stub = Stub::start(Answering::Awake)?;
    say(&format!("{}\n\n{}", description(), missing(&peers)))?;
    let work = Work::so_far();
    for rate in &cli.rate {
        let bench = Bench {
            stub: &stub,
            loadgen: &loadgen,
            peers: &peers,
            rate: *rate,
            cli: &cli,
        };
        if cli.stall {
            bench.stand_still()?;
        } else {
            bench.pace()?;
        }
    }
    // The server's own core is not other work.
    let others = Work::so_far().others_since(work) * 100.0;
    say(&format!("\nOther work on the machine: {others:.0} %.\n"))
}

/// One rate.
#[derive(Clone, Copy, Debug)]
struct Bench<'b> {
    stub: &'b Stub,
    loadgen: &'b Loadgen,
    peers: &'b [&'b Peer],
    rate: u32,
    cli: &'b Cli,
}

/// What a run came to.
#[derive(Clone, Debug)]
struct Paced {
    evenness: Evenness,
    /// The part of the core that it took while the load was on; all of it where nothing is said.
    cpu: Option<f64>,
}

impl Bench<'_> {
    fn load(&self, full: Full) -> Load {
        Load {
            seconds: self.cli.seconds,
            shape: Shape::Rate {
                rate: self.rate,
                slots: self.cli.slots,
                full,
            },
            is_judged: true,
        }
    }

    fn pace(&self) -> Result<(), Failure> {
        say(&format!(
            "{} requests a second for {} s, {} runs of each; errors in µs.\n\n\
             | client | achieved | error p50 | p90 | p99 | p99 of the middle tenth of a second | tenths over 100 µs | later than the most \
             punctual: p50 | p99 | in bursts | of a core |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
            self.rate, self.cli.seconds, self.cli.rounds
        ))?;
        let (mut limits, mut ours) = (Vec::new(), Vec::new());
        let mut theirs = vec![Vec::new(); self.peers.len()];
        for _ in 0..self.cli.rounds {
            self.stub.reset(None);
            metronome::run(self.stub.address, self.rate, self.cli.seconds)?;
            limits.push(self.paced(None)?);
            self.stub.reset(None);
            let run = self.loadgen.run(self.load(Full::Queue), self.stub)?;
            ours.push(self.paced(Some(&run.ran))?);
            for (peer, paced) in self.peers.iter().zip(&mut theirs) {
                self.stub.reset(None);
                let is_there = peer.is_installed();
                let run = is_there.then(|| peer.run(self.stub, self.cli.seconds, Some(self.rate)));
                if let Some(run) = run.transpose()?.flatten() {
                    paced.push(self.paced(Some(&run.ran))?);
                }
            }
        }
        line("the box: one loop, always awake", &limits)?;
        line("loadgen", &ours)?;
        for (peer, paced) in self.peers.iter().zip(&theirs) {
            if !paced.is_empty() {
                line(peer.name, paced)?;
            }
        }
        Ok(())
    }

    fn paced(&self, ran: Option<&Ran>) -> Result<Paced, Failure> {
        let arrivals = self.stub.arrivals();
        let window = Window::of(&arrivals, self.cli.seconds)?;
        let on_core = |ran: &Ran| ran.cpu_until(window.to) - ran.cpu_until(window.from);
        Ok(Paced {
            evenness: Evenness::of(window.among(&arrivals), self.rate)?,
            cpu: ran.map(|ran| on_core(ran) / window.seconds()),
        })
    }

    fn stand_still(&self) -> Result<(), Failure> {
        let stall = Stall {
            rate: self.rate.into(),
            run: self.cli.seconds.into(),
            stall: STALL.into(),
            drain: None,
        };
        say(&format!(
            "{} requests a second for {} s; the server stands still for {STALL} s. From due, in ms; beside it, how far off the closed form.\n\n\
             | client | p50 | p90 | p99 | off | p99.9 | off | not sent | exit code |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
            self.rate, self.cli.seconds
        ))?;
        let truth = THOUSANDTHS.map(|thousandths| of_thousandths(&stall, thousandths));
        told("closed form", truth, truth, None)?;
        for full in [Full::Queue, Full::Grow(10_000), Full::Drop] {
            let rounds = if full == Full::Queue {
                self.cli.rounds
            } else {
                1
            };
            for _ in 0..rounds {
                self.freeze();
                let run = self.loadgen.run(self.load(full), self.stub)?;
                let name = format!("loadgen, {}", full.keys().replace('"', ""));
                let said = ["p50", "p90", "p99", "p999"].map(|name| run.response(name));
                told(&name, said, truth, Some((run.not_sent(), &run.ran)))?;
                let drained = Stall {
                    drain: self.drained().filter(|_| full == Full::Queue),
                    ..stall
                };
                if let Some(drain) = drained.drain {
                    let drained =
                        THOUSANDTHS.map(|thousandths| of_thousandths(&drained, thousandths));
                    let name = format!("closed form, drained at {drain:.0} a second");
                    told(&name, drained, truth, None)?;
                }
            }
        }
        for peer in self.peers.iter().filter(|peer| peer.is_installed()) {
            self.freeze();
            let run = peer.run(self.stub, self.cli.seconds, Some(self.rate))?;
            if let Some(said) = run.and_then(|run| run.reported) {
                told(peer.name, said, truth, None)?;
            }
        }
        Ok(())
    }

    /// In the next run, when a third of the requests have arrived.
    fn freeze(&self) {
        let after = self.rate * self.cli.seconds / 3;
        self.stub.reset(Some(Freeze {
            after: usize::try_from(after).unwrap_or(usize::MAX),
            length: Duration::from_secs(STALL.into()),
        }));
    }

    /// How many requests a second arrived in the hundredth of a second after the server went on.
    fn drained(&self) -> Option<f64> {
        let arrivals = self.stub.arrivals();
        let stall = Duration::from_millis((u64::from(STALL) * 1_000).saturating_sub(10));
        let mut pairs = arrivals.windows(2);
        let went_on = pairs.find_map(|pair| match pair {
            [one, next] if next.saturating_sub(*one) >= stall => Some(*next),
            _ => None,
        })?;
        let end = went_on + Duration::from_millis(10);
        let from = arrivals.partition_point(|arrival| *arrival < went_on);
        let to = arrivals.partition_point(|arrival| *arrival < end);
        Some(number(to - from) * 100.0)
    }
}

/// In milliseconds.
fn of_thousandths(stall: &Stall, thousandths: usize) -> Option<f64> {
    let q = number(thousandths) / 1_000.0;
    stall.wait(q).map(|seconds| seconds * 1_000.0)
}

/// A line of what was said, beside what is true; of ours also what was not sent, and how it ended.
fn told(
    name: &str,
    said: Percentiles,
    truth: Percentiles,
    ours: Option<(u64, &Ran)>,
) -> Result<(), Failure> {
    let none = || "–".to_owned();
    let shown = |time: Option<f64>| match time {
        Some(time) if time < 10.0 => format!("{time:.2}"),
        Some(time) => format!("{time:.0}"),
        None => none(),
    };
    let off = |said: Option<f64>, truth: Option<f64>| {
        let off = said.zip(truth).map(|(said, truth)| said / truth - 1.0);
        off.map_or_else(none, |off| format!("{:+.1} %", off * 100.0))
    };
    let ([p50, p90, p99, p999], [_, _, true_p99, true_p999]) = (said, truth);
    let (not_sent, code) = match ours {
        Some((not_sent, ran)) => (not_sent.to_string(), ran.status.code()),
        None => (none(), None),
    };
    say(&format!(
        "| {name} | {} | {} | {} | {} | {} | {} | {not_sent} | {} |\n",
        shown(p50),
        shown(p90),
        shown(p99),
        off(p99, true_p99),
        shown(p999),
        off(p999, true_p999),
        code.map_or_else(none, |code| code.to_string()),
    ))
}

fn line(name: &str, paced: &[Paced]) -> Result<(), Failure> {
    let middle = |figure: &dyn Fn(&Paced) -> f64| median(paced.iter().map(figure));
    let error = |thousandths| middle(&|paced| thousandth(&paced.evenness.errors, thousandths));
    let later = |thousandths| middle(&|paced| thousandth(&paced.evenness.later, thousandths));
    say(&format!(
        "| {name} | {:.0} | {:.1} | {:.1} | {:.1} | {:.1} | {:.0} % | {:.1} | {:.1} | {:.1} % | {:.0} % |\n",
        middle(&|paced| paced.evenness.achieved),
        error(500),
        error(900),
        error(990),
        middle(&|paced| thousandth(&paced.evenness.tenths, 500)),
        middle(&|paced| paced.evenness.spoilt(100.0)) * 100.0,
        later(500),
        later(990),
        middle(&|paced| paced.evenness.in_bursts) * 100.0,
        middle(&|paced| paced.cpu.unwrap_or(1.0)) * 100.0,
    ))
}

//! How long it takes until a large population can be searched, what memory that takes, and what each kind of search costs then.

use benches::Failure;
use benches::cast::population;
use benches::lookups::{KINDS, LONG_KINDS, known};
use clap::Parser;
use cpis_search::{Directory, Index, Overlay};
use std::io::Write as _;
use std::time::{Duration, Instant};

/// Builds a population and its index and searches it.
#[derive(Debug, Parser)]
struct Cli {
    /// How many patients
    #[arg(long, default_value_t = 10_000_000)]
    patients: u64,
    /// How many searches of each kind
    #[arg(long, default_value_t = 1_000)]
    searches: usize,
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let mut out = std::io::stdout();
    let begun = now();
    let people = population(cli.patients)?;
    let index = Index::build(&people);
    writeln!(
        out,
        "{} patients, {} found by search: ready after {:.2?}; {} MB now, {} MB at the most",
        cli.patients,
        index.len(),
        begun.elapsed_so_far(),
        memory("VmRSS"),
        memory("VmHWM"),
    )?;
    let directory = Directory {
        population: &people,
        index: &index,
        overlay: &Overlay::default(),
    };
    let known = known(&people, cli.searches);
    for (name, query) in KINDS.into_iter().chain(LONG_KINDS) {
        let queries: Vec<_> = known.iter().map(query).collect();
        let mut times = Vec::with_capacity(queries.len());
        let mut found = 0;
        for query in &queries {
            let begun = now();
            found += directory.find(query, 50).map_or(51, |found| found.len());
            times.push(begun.elapsed_so_far());
        }
        times.sort_unstable();
        let at = |share: usize| {
            let place = (times.len() * share / 100).min(times.len().saturating_sub(1));
            times.get(place).copied().unwrap_or_default()
        };
        let (median, slow, slowest) = (at(50), at(99), at(100));
        let searches = times.len();
        writeln!(
            out,
            "{name}: median {median:.2?}, p99 {slow:.2?}, slowest {slowest:.2?}; {found} found by {searches}"
        )?;
    }
    Ok(())
}

/// A moment.
struct Moment(Instant);

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement reads the machine's clock"
)]
fn now() -> Moment {
    Moment(Instant::now())
}

impl Moment {
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement reads the machine's clock"
    )]
    fn elapsed_so_far(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A figure of this process in megabytes.
fn memory(which: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(which));
    let figure = line.and_then(|line| line.split_whitespace().nth(1));
    figure
        .and_then(|figure| figure.parse::<u64>().ok())
        .unwrap_or(0)
        / 1_024
}

//! What share of a trivial hyper server's throughput the mock Spine reaches, on one core.
//!
//! Prints a table in Markdown. Servers run on core 0, the client on core 1, 64 connections; both sides get the same requests and
//! answer with bodies of the same size.

use benches::client::Pace;
use benches::machine::{Work, description};
use benches::mock::{CONNECTIONS, Mock, by_identifier, reads, searches, with_plans, without_plans};
use benches::requests::Requests;
use benches::share::{Rounds, Share, Side, compare};
use benches::trivial::{Trivial, start};
use benches::{Failure, say};
use clap::Parser;
use std::sync::Arc;
use std::time::Duration;

/// Compares the mock Spine with trivial servers, A B A B ….
#[derive(Debug, Parser)]
struct Cli {
    /// Seconds that a run counts
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Runs of each side
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Only the cases whose name has this in it
    #[arg(long, default_value = "")]
    only: String,
    /// Only the mock, once, and no table: for a profiler
    #[arg(long)]
    ours_only: bool,
}

/// A line of the table.
struct Case<'c> {
    name: &'static str,
    /// What it must reach, and what would be splendid.
    bars: Option<(f64, f64)>,
    mock: &'c Mock,
    connections: Box<dyn Fn() -> Vec<Requests> + 'c>,
    /// Done after the reset that comes before each run.
    prepare: Box<dyn Fn() -> Result<(), Failure> + 'c>,
}

fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let rounds = Rounds {
        rounds: cli.rounds,
        counted: Duration::from_secs(cli.seconds),
        warm_up: Duration::from_secs(1),
    };
    let mock = Mock::start(100_000)?;
    let million = if "search by exact name".contains(&cli.only) {
        Some(Mock::start(1_000_000)?)
    } else {
        None
    };
    let mut cases = cases(&mock);
    cases.extend(million.as_ref().map(search));
    cases.retain(|case| case.name.contains(&cli.only));
    if cli.ours_only {
        return profile(&cases, rounds);
    }
    say(&format!("{}\n\n", description()))?;
    say(&format!(
        "{CONNECTIONS} connections, all served by one worker on core 0; {} rounds of {} s.\n\n",
        cli.rounds, cli.seconds,
    ))?;
    say(
        "| case | body, bytes | peer, requests/s | ours, requests/s | share | of rounds | peer, µs on the core | ours | share of time | bar | moonshot | other work |\n",
    )?;
    say("| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")?;
    if cli.only.is_empty() {
        limits(&mock, rounds)?;
        hot_child(&cases, rounds)?;
    }
    for case in &cases {
        measure(case, rounds)?;
    }
    Ok(())
}

fn cases(mock: &Mock) -> Vec<Case<'_>> {
    let population = mock.tenant().people.population();
    let children = with_plans(population);
    let some = children.get(..64).unwrap_or(&children).to_vec();
    let care_team = "/cpis/FHIR/R4/CareTeam";
    let many = by_identifier(care_team, &children);
    let none = by_identifier(care_team, &without_plans(population));
    let hot = by_identifier(care_team, children.get(..1).unwrap_or(&children));
    let lists = by_identifier("/cpis/FHIR/R4/AuditEvent", &some);
    let reads = reads(population);
    let case = |name, bars, targets: Arc<[Box<str>]>, traces: bool| Case {
        name,
        bars,
        mock,
        connections: Box::new(move || connections(mock, &targets, traces)),
        prepare: Box::new(|| Ok(())),
    };
    vec![
        case("CareTeam, many children", Some((0.60, 0.85)), many, true),
        case("CareTeam, no plan", None, none, true),
        case(HOT, None, Arc::clone(&hot), true),
        case("Patient read", Some((0.70, 0.90)), reads, false),
        Case {
            prepare: Box::new(move || mock.look_often(&some)),
            ..case("AuditEvent, 25 views", None, lists, false)
        },
    ]
}

/// The name of the case that [`hot_child`] looks for.
const HOT: &str = "CareTeam, one hot child";

fn search(mock: &Mock) -> Case<'_> {
    let targets = searches(mock.tenant().people.population());
    Case {
        name: "search by exact name, 1 million patients",
        bars: Some((0.55, 0.80)),
        mock,
        connections: Box::new(move || connections(mock, &targets, false)),
        prepare: Box::new(|| Ok(())),
    }
}

fn connections(mock: &Mock, targets: &Arc<[Box<str>]>, traces: bool) -> Vec<Requests> {
    let all = (1..).zip(mock.connections(targets));
    all.map(|(place, requests)| {
        if traces {
            requests.with_traces(place)
        } else {
            requests
        }
    })
    .collect()
}

/// What the client, the box and the noise allow.
fn limits(mock: &Mock, rounds: Rounds) -> Result<(), Failure> {
    let nothing: Arc<[Box<str>]> = Arc::new(["/".into()]);
    let connections = || mock.connections(&nothing);
    let side = |kind| -> Result<Side<'_>, Failure> {
        Ok(Side {
            address: start(kind, 1_500)?,
            connections: &connections,
            prepare: &|| Ok(()),
        })
    };
    let hyper = side(Trivial::Hyper)?;
    for (name, other) in [
        ("A/A: trivial hyper against itself", Trivial::Hyper),
        (
            "hyper with the mock's time limits, nothing else",
            Trivial::Guarded,
        ),
        (
            "raw sockets, canned bytes: the limit of client and box",
            Trivial::Raw,
        ),
    ] {
        let work = Work::so_far();
        row(name, &compare(&hyper, &side(other)?, rounds)?, None, work)?;
    }
    Ok(())
}

/// The hot child against many children, both asked of the mock.
fn hot_child(cases: &[Case<'_>], rounds: Rounds) -> Result<(), Failure> {
    let hot = cases.iter().find(|case| case.name == HOT);
    let (Some(many), Some(hot)) = (cases.first(), hot) else {
        return Ok(());
    };
    let work = Work::so_far();
    let share = with_side(many, |many| {
        with_side(hot, |hot| compare(many, hot, rounds))
    })?;
    row(
        "one hot child, against many children",
        &share,
        Some((0.80, 0.95)),
        work,
    )
}

fn measure(case: &Case<'_>, rounds: Rounds) -> Result<(), Failure> {
    with_side(case, |ours| {
        let look = Rounds {
            counted: Duration::from_secs(1),
            ..rounds
        };
        let peer = Side {
            address: start(Trivial::Hyper, ours.run(look)?.body)?,
            connections: &case.connections,
            prepare: &|| Ok(()),
        };
        let work = Work::so_far();
        row(case.name, &compare(&peer, ours, rounds)?, case.bars, work)
    })
}

fn with_side<R>(
    case: &Case<'_>,
    then: impl FnOnce(&Side<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let prepare = || {
        case.mock.reset()?;
        (case.prepare)()
    };
    then(&Side {
        address: case.mock.address,
        connections: &case.connections,
        prepare: &prepare,
    })
}

fn profile(cases: &[Case<'_>], rounds: Rounds) -> Result<(), Failure> {
    for case in cases {
        let Pace {
            per_second,
            body,
            micros,
        } = with_side(case, |ours| ours.run(rounds))?;
        say(&format!(
            "{}: {per_second:.0} requests/s, {micros:.2} µs on the core, {body} bytes\n",
            case.name
        ))?;
    }
    Ok(())
}

fn row(name: &str, share: &Share, bars: Option<(f64, f64)>, work: Work) -> Result<(), Failure> {
    let bar = |figure: Option<f64>| figure.map_or("–".to_owned(), |bar| format!("{bar:.2}"));
    say(&format!(
        "| {name} | {} | {:.0} | {:.0} | **{:.2}** | {:.2}–{:.2} | {:.2} | {:.2} | **{:.2}** | {} | {} | {:.0} % |\n",
        share.body,
        share.peer,
        share.ours,
        share.of_medians(),
        share.spread.0,
        share.spread.1,
        share.peer_micros,
        share.our_micros,
        share.of_times(),
        bar(bars.map(|bars| bars.0)),
        bar(bars.map(|bars| bars.1)),
        Work::so_far().others_since(work) * 100.0,
    ))
}

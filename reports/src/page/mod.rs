//! The page: one file, no script, no network.

mod banner;
mod figures;
mod rules;
mod top;

use askama::Template;

use crate::chart::moments::Moments;
use crate::chart::outcomes::Bars;
use crate::chart::server::{self, Spark};
use crate::chart::{Figure, heat, outcomes, over_time, percentiles};
use crate::prose::Span;
use crate::record::{RunRecord, Setting, Spine};
use crate::words;
pub(crate) use banner::Banner;
use figures::Table;
use rules::Rules;
pub(crate) use top::Notice;
use top::{Probes, Tile, Validity};

/// The page of a run.
///
/// Its size grows with steps, rules and findings, not with the length of the run.
pub fn html(record: &RunRecord) -> String {
    // A template fails where a `Display` fails, and those of strings and numbers do not.
    Page::of(record).to_string()
}

#[derive(Debug, Template)]
#[template(path = "run.html")]
struct Page<'a> {
    record: &'a RunRecord,
    validity: Validity,
    banner: Banner,
    notices: Vec<Notice>,
    tiles: Vec<Tile>,
    rules: Rules<'a>,
    probes: Probes,
    percentiles: Option<Figure>,
    response: Option<Figure>,
    over_time: Option<Table<'a>>,
    throughput: Option<Figure>,
    outcomes: Option<Figure<Bars>>,
    outcome_tables: Vec<Table<'a>>,
    time_tables: Vec<Table<'a>>,
    server: Vec<Spark>,
    grown: Option<Table<'a>>,
    schedule: Vec<Tile>,
    environment: Vec<(&'static str, String)>,
    command: String,
}

impl<'a> Page<'a> {
    fn of(record: &'a RunRecord) -> Self {
        let moments = Moments {
            warm_ms: record.warm_up.as_ref().map_or(0, |warm| warm.until_ms),
            events: &record.events,
            faults: &record.faults,
        };
        Self {
            record,
            validity: top::validity(record),
            banner: banner::banner(record),
            notices: top::notices(record),
            tiles: top::tiles(record),
            rules: rules::rules(&record.verdicts),
            probes: top::probes(record),
            percentiles: percentiles::figure(&record.curves, &record.times),
            response: heat::figure(&record.over_time, moments)
                .or_else(|| over_time::response(&record.over_time, moments)),
            over_time: figures::over_time(&record.over_time),
            throughput: over_time::throughput(&record.over_time, &record.outcomes, moments),
            server: server::sparks(&record.server, record.duration_ms),
            grown: figures::grown(&record.server),
            outcomes: outcomes::figure(&record.steps, &record.outcomes),
            outcome_tables: figures::outcomes(record),
            time_tables: figures::times(record),
            schedule: top::schedule(record),
            environment: environment(record),
            command: command_line(&record.generator.command),
        }
    }
}

fn environment(record: &RunRecord) -> Vec<(&'static str, String)> {
    let known = |text: &Option<String>| text.clone().unwrap_or_else(|| words::NOTHING.to_owned());
    let (machine, target) = (&record.machine, &record.target);
    let people = &record.population;
    let mut rows = vec![
        (
            "Scenario",
            format!("{} ({})", record.scenario.file, record.scenario.digest),
        ),
        ("Seed", record.generator.seed.to_string()),
        ("Generator", format!("version {}", record.generator.version)),
        ("Started", record.started_at.clone()),
        (
            "Ran for",
            words::length(record.duration_ms.saturating_mul(1_000)),
        ),
        ("Target", spine(&target.spine).to_owned()),
        (
            "Control port",
            target.control.clone().unwrap_or_else(|| "none".to_owned()),
        ),
        ("Store", known(&target.store)),
        ("Clock", known(&target.clock)),
        (
            "Population",
            format!(
                "{}, {}, {}, {}, {}; seed {}, reference date {}",
                words::counted(people.patients, "patient", "patients"),
                words::counted(people.plans, "plan", "plans"),
                words::counted(people.users, "user", "users"),
                words::counted(people.organisations, "organisation", "organisations"),
                words::counted(people.authorities, "authority", "authorities"),
                people.seed,
                people.reference_date
            ),
        ),
        ("Machine", machine_line(machine)),
    ];
    if !record.reading.is_empty() {
        rows.push(("Rules read with", reading(&record.reading)));
    }
    rows
}

/// The settings that were not the rulebook's, in one line.
pub(crate) fn reading(settings: &[Setting]) -> String {
    let said = |setting: &Setting| {
        let Setting { name, value, usual } = setting;
        format!("{name} = {value} (the rulebook has {usual})")
    };
    settings.iter().map(said).collect::<Vec<_>>().join(", ")
}

/// The machine in one line.
pub(crate) fn machine_line(machine: &crate::record::Machine) -> String {
    let cores = words::counted(machine.cores.into(), "core", "cores");
    let cpu = if machine.cpu.is_empty() {
        "unknown processor"
    } else {
        &machine.cpu
    };
    format!(
        "{cores}, {cpu}, {} memory, {}",
        words::memory(machine.memory_bytes),
        machine.os
    )
}

/// Where the Spine was, in words.
pub(crate) fn spine(spine: &Spine) -> &str {
    match spine {
        Spine::OwnMock => "a mock started by the generator",
        Spine::Url { url } => url,
    }
}

/// The command line as a POSIX shell reads it.
pub(crate) fn command_line(command: &[String]) -> String {
    command
        .iter()
        .map(|word| quote(word))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

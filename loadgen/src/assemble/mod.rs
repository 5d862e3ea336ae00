//! From what a run saw to its record: verdicts, figures, and one conclusion. A pure function; `loadgen check` calls it again.

mod circumstances;
mod conclusion;
mod disturbed;
mod doubt;
mod facts;
mod findings;
mod heard;
mod hopeless;
mod intervals;
mod lone;
mod pace;
mod schedule;
mod targets;
mod times;
mod verdicts;

pub use circumstances::{Again, Asked, Options, digest_of, machine};
pub use heard::Heard;
pub use hopeless::{hopeless, is_hopeless};
pub use intervals::Intervals;
pub(crate) use schedule::load as load_in_words;
pub use verdicts::judge_run;

use crate::checker::{Reading, Truth};
use crate::executed::{Executed, ProbeCount};
use crate::recorder::Recorded;
use crate::rulebook::Rule;
use crate::scenario::Scenario;
use core::time::Duration;
use reports::{Event, Machine, Pace, Probe, RunRecord, Schema, Setting};

/// A run that is over, and everything that is known about it but its operations.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// What was run.
    pub scenario: &'a Scenario,
    /// How it was asked for.
    pub asked: &'a Asked,
    /// The machine that generated the load.
    pub machine: &'a Machine,
    /// What the executor handed back.
    pub executed: &'a Executed,
    /// The run's directory, as the command that judges it again takes it.
    pub directory: &'a str,
}

impl<'a> Run<'a> {
    /// What is so.
    pub fn truth(&self) -> Truth<'a> {
        Truth {
            reading: self.executed.reading,
            people: &self.executed.people,
        }
    }

    /// Goes over the run's operations, which are in memory.
    pub fn hear(&self, recorded: &Recorded) -> Heard<'a> {
        Heard::recorded(self.scenario, self.truth(), recorded, &self.executed.ledger)
    }
}

/// Puts the record of a run together, with a verdict for every rule of the rulebook.
pub fn assemble(run: &Run<'_>, heard: &Heard<'_>, rules: &[Rule]) -> RunRecord {
    let Run {
        scenario,
        asked,
        executed,
        ..
    } = *run;
    let tallies = &lone::of_shard(scenario, executed, &heard.tallies);
    let again = asked.again(run.directory);
    let verdicts = judge_run(rules, &scenario.proves, tallies, &again);
    let measures = &heard.measures;
    let effort = pace::Effort {
        scenario,
        measures,
        work: executed.work,
        waited_for: executed.waited_for,
    };
    let pace = kept_pace(executed, effort);
    let targets = heard.windows.results(measures);
    let over_time = times::over_time(measures);
    RunRecord {
        doubt: doubt::doubt(executed, &over_time, &again),
        schema: Schema::Run1,
        title: scenario.title.clone(),
        conclusion: conclusion::conclude(
            &verdicts,
            (&pace, executed.missing.is_some()),
            &targets,
            measures,
        ),
        scenario: asked.scenario(),
        generator: asked.generator(scenario.seed),
        started_at: executed.started_at.to_string(),
        duration_ms: millis(measures.duration()),
        machine: run.machine.clone(),
        target: circumstances::target(&executed.target),
        population: circumstances::population(&executed.population),
        reading: settings(&executed.reading),
        schedule: schedule::schedule(effort, executed.in_flight_max, pace),
        outcomes: times::outcomes(measures.total.outcomes),
        times: times::times(&measures.total),
        curves: times::curves(&measures.total),
        steps: times::steps(measures),
        by_step: times::by_step(measures),
        by_outcome: times::by_outcome(measures),
        over_time,
        warm_up: times::warm_up(measures),
        server: executed.server.clone(),
        verdicts,
        probes: executed.probes.iter().map(probe).collect(),
        targets,
        facts: heard.facts.told(tallies.accesses()),
        faults: disturbed::faults(scenario, executed),
        bugs: disturbed::switches(&executed.bugs).collect(),
        events: events(executed, heard),
    }
}

/// A run that is not all there counts for nothing, however well the schedule was kept.
fn kept_pace(executed: &Executed, effort: pace::Effort<'_>) -> Pace {
    match &executed.missing {
        Some(why) => Pace::FellBehind {
            reason: why.clone(),
        },
        None => effort.pace(),
    }
}

/// A probe may aim at several rules; the first is the one it is named for.
fn probe(count: &ProbeCount) -> Probe {
    Probe {
        name: count.kind.name().to_owned(),
        rule: count
            .kind
            .aims_at()
            .first()
            .map(ToString::to_string)
            .unwrap_or_default(),
        planned: count.planned,
        run: count.run,
        reached: count.reached,
    }
}

/// The settings of the rules that are not the rulebook's.
fn settings(reading: &Reading) -> Vec<Setting> {
    let setting = |(name, value, usual): (&str, String, String)| Setting {
        name: name.to_owned(),
        value,
        usual,
    };
    let differences = reading.differences(&Reading::default());
    differences.into_iter().map(setting).collect()
}

fn events(executed: &Executed, heard: &Heard<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = executed
        .events
        .iter()
        .map(|(at, text)| Event {
            at_ms: millis(*at),
            text: text.clone(),
        })
        .collect();
    events.extend(facts::clocks(heard.clocks.sanity()).map(|text| Event {
        at_ms: millis(executed.duration),
        text,
    }));
    events.sort_by_key(|event| event.at_ms);
    events
}

/// Whole milliseconds.
fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

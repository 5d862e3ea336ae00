//! Drives a Spine by a scenario: sends what is due, takes down what comes back, gathers what the authorities received.

mod ask;
mod clock_view;
mod deeds;
mod moves;
mod probe;
mod run;
mod script;
mod send;
mod sessions;
mod settle;
mod setup;
mod sight;
mod stopwatch;

use crate::control::ControlFailed;
use crate::executed::{Executed, ProbeCount};
use crate::recorder::Recorder;
use crate::scenario::Scenario;
use crate::schedule::{Assignment, Assignments, Schedule};
use crate::transport::AddressError;
use cpis_population::SettingsError;
use run::Run;
use setup::{Ready, prepare};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use stopwatch::wall_clock;
use tokio::task::JoinSet;

pub use stopwatch::Stopwatch;

/// Which Spine is driven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setup {
    /// A mock that the run starts for itself.
    OwnMock,
    /// One that is already there.
    Target {
        /// Its data port.
        url: String,
        /// Its control port, if the run may use it.
        control: Option<String>,
    },
}

/// Why a scenario could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// An address that is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A control port that does not do its part.
    #[error(transparent)]
    Control(#[from] ControlFailed),
    /// People that cannot be.
    #[error(transparent)]
    Population(#[from] SettingsError),
    /// A mock that does not start.
    #[error("the mock Spine does not start: {0}")]
    Mock(#[from] mock_spine::StartError),
    /// A clock that nobody can set.
    #[error(
        "the scenario sets the Spine's clock, which takes a control port: name it with --control"
    )]
    ClockNeedsControl,
    /// Nobody to look, or nobody to look at.
    #[error("the Spine has nobody to log on as, or no child with a displayable plan")]
    NobodyThere,
}

impl ExecuteError {
    /// The exit code that it stands for: the command, the scenario or the target is wrong.
    pub const fn exit_code(&self) -> u8 {
        2
    }
}

/// Runs a scenario against a Spine.
///
/// # Errors
/// When the Spine cannot be reached, or the scenario cannot be run against it. What goes wrong later is part of the history.
pub async fn execute(
    scenario: &Scenario,
    setup: &Setup,
    recorder: &Arc<Recorder>,
) -> Result<Executed, ExecuteError> {
    let Ready {
        own_mock,
        transport,
        control,
        clock,
        cast,
        people,
        reading,
        target,
        population,
        bugs,
    } = prepare(scenario, setup, Stopwatch::start()).await?;
    let started_at = wall_clock();
    let stopwatch = Stopwatch::start();
    let scenario = Arc::new(scenario.clone());
    let run = Arc::new(Run::new(
        Arc::clone(&scenario),
        Arc::new(cast),
        (transport.restarted(stopwatch), control),
        clock,
        stopwatch,
        Arc::clone(recorder),
    ));
    drive(&run).await;
    let ledger = run.settle().await?;
    let executed = Executed {
        ledger,
        people,
        reading,
        target,
        population,
        probes: probes(&run),
        in_flight_max: run.transport.in_flight_max().into(),
        started_at,
        duration: Duration::from_nanos(stopwatch.now().nanos()),
        bugs,
        faults: Vec::new(),
        events: run.take_events(),
    };
    drop(own_mock);
    Ok(executed)
}

/// Sends every arrival on its way when it is due, and waits until the last has come home.
async fn drive(run: &Arc<Run>) {
    let schedule = Schedule::of(&run.scenario);
    let mut under_way = JoinSet::new();
    for arrival in schedule.arrivals() {
        run.stopwatch.until(arrival.due).await;
        let run = Arc::clone(run);
        under_way.spawn(async move {
            match run.assignments.assignment(arrival.number) {
                Assignment::Script(place) => run.play(place, arrival).await,
                Assignment::Probe { kind, rank } => run.probe(kind, rank, arrival).await,
            }
        });
        while under_way.try_join_next().is_some() {}
    }
    while let Some(ended) = under_way.join_next().await {
        if let Err(error) = ended {
            run.note_event(format!(
                "an arrival came to grief inside the generator: {error}"
            ));
        }
    }
}

/// How often each kind of probe was due, run, and there.
fn probes(run: &Run) -> Vec<ProbeCount> {
    let assignments = Assignments::of(&run.scenario);
    let mut planned = BTreeMap::new();
    for arrival in Schedule::of(&run.scenario).arrivals() {
        if let Assignment::Probe { kind, .. } = assignments.assignment(arrival.number) {
            *planned.entry(kind).or_insert(0) += 1;
        }
    }
    let counted = planned.into_iter().map(|(kind, planned)| {
        let (run, reached) = run.probe_counts(kind);
        ProbeCount {
            kind,
            planned,
            run,
            reached,
        }
    });
    counted.collect()
}

//! Drives a Spine by a scenario: sends what is due, takes down what comes back, gathers what the authorities received.

mod ask;
mod busy;
mod clock_view;
mod company;
mod deeds;
mod door;
mod drive;
mod entries;
mod error;
mod finding;
mod ids;
mod inboxes;
mod load;
mod moves;
mod nemesis;
mod outlook;
mod pacer;
mod probe;
mod reach;
mod record;
mod run;
mod script;
mod send;
mod sessions;
mod settle;
mod setup;
mod setup_clock;
mod setup_people;
mod setup_reading;
mod shards;
mod sight;
mod start;
mod stopped;
mod stopwatch;
mod switches;
mod tenants;
mod unread;
mod watch;
mod worker;

use crate::embedded::SimulatedSpine;
use crate::executed::Executed;
use crate::recorder::Recorder;
use crate::scenario::Scenario;
use crate::transport::Settings;
use cpis_vocabulary::Timestamp;
use ids::Ids;
use load::{exposed, measure};
use run::Run;
use setup::Ready;
use start::{Start, begin};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use watch::Watched;
use worker::Worker;

pub use error::ExecuteError;
pub use pacer::Pacing;
pub use run::{CUT_SHORT, LEFT_OUT};
pub use stopwatch::{Stopwatch, WallClock};

/// Which Spine is driven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setup {
    /// A mock that the run starts for itself.
    OwnMock,
    /// A mock of this process that is asked without sockets, on the runtime of this thread.
    Simulated(SimulatedSpine),
    /// One that is already there.
    Target {
        /// Its data port.
        url: String,
        /// Its control port, if the run may use it.
        control: Option<String>,
        /// The token that its control port asks for. ENV-3.
        control_token: Option<String>,
        /// How requests travel there.
        route: Settings,
    },
}

impl Setup {
    /// What the run takes for the machine's time.
    fn wall_clock(&self) -> WallClock {
        match self {
            Self::Simulated(spine) => spine.wall_clock(),
            Self::OwnMock | Self::Target { .. } => WallClock::Machine,
        }
    }
}

/// How the load is put on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Driving {
    /// How many threads share the arrivals out.
    pub workers: NonZeroU32,
    /// How they wait.
    pub pacing: Pacing,
    /// Whether to judge while the load is on, besides when the scenario asks for it.
    pub watch: bool,
    /// When the run begins, by the machine's clock; as soon as it is ready where nothing is said.
    pub start_at: Option<Timestamp>,
}

impl Default for Driving {
    fn default() -> Self {
        Self {
            workers: NonZeroU32::MIN,
            pacing: Pacing::default(),
            watch: false,
            start_at: None,
        }
    }
}

/// Runs a scenario against a Spine.
///
/// # Errors
/// When the Spine cannot be reached, or the scenario cannot be run against it. What goes wrong later is part of the history.
pub async fn execute(
    scenario: &Scenario,
    setup: &Setup,
    driving: Driving,
    recorder: &Arc<Recorder>,
) -> Result<Executed, ExecuteError> {
    let Ready {
        own_mock,
        door,
        clock,
        cast,
        people,
        reading,
        target,
        population,
        switches,
        earlier,
        record,
        tenants,
    } = reach::prepared(scenario, setup).await?;
    let told = exposed(setup, &door).await?;
    let begins = driving.start_at.unwrap_or_else(|| setup.wall_clock().now());
    let about = Executed::begun(people, reading, (target, population), begins);
    let about = switches.noted_in(about);
    recorder.keep(&about)?;
    let Start { stopwatch, at } = begin(driving.start_at, setup.wall_clock()).await?;
    let run = Run::new(
        Arc::new(scenario.clone()),
        Arc::new(cast),
        door.open(Worker::first(driving.workers), stopwatch)?,
        clock,
        (stopwatch, driving),
        Arc::clone(recorder),
        Ids::new(id_seed(scenario.seed, setup, at)),
    );
    let run = run.of_others_where(!about.target.own_mock, record);
    let run = Arc::new(run.with_tenants(&tenants, driving.pacing)?);
    let people = Arc::new(about.people);
    let watched = Watched::of(&run, &door, (&people, reading), &earlier);
    let (driven, server) = measure(&run, driving, &door, watched, told).await?;
    let mut people = Arc::into_inner(people).ok_or(ExecuteError::Grief(1))?;
    let (truth, is_own) = ((&mut people, reading), about.target.own_mock);
    let after = run.gather(&earlier, truth, is_own, &door).await?;
    drop(own_mock);
    let switches = switches.and(after.switches);
    Ok(switches.noted_in(Executed {
        ledger: after.ledger,
        people,
        probes: recorder.board().probes(),
        in_flight_max: driven.in_flight_max,
        work: driven.work,
        waited_for: driven.waited_for,
        started_at: at,
        duration: Duration::from_nanos(stopwatch.now().nanos()),
        doubt: after.doubt,
        server,
        events: run.take_events(),
        ..about
    }))
}

/// What the ids of requests come from: a Spine that goes on after this run would take those of the next one with the same seed for
/// retries (VIEW-7).
fn id_seed(seed: u64, setup: &Setup, started_at: Timestamp) -> u64 {
    match setup {
        Setup::OwnMock | Setup::Simulated(_) => seed,
        Setup::Target { .. } => seed ^ started_at.millis().unsigned_abs().rotate_left(20),
    }
}

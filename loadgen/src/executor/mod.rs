//! Drives a Spine by a scenario: sends what is due, takes down what comes back, gathers what the authorities received.

mod ask;
mod busy;
mod clock_view;
mod company;
mod deeds;
mod door;
mod drive;
mod error;
mod finding;
mod ids;
mod moves;
mod nemesis;
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
mod watch;
mod worker;

use crate::checker::Reading;
use crate::control::{Control, Exposed, Gauge};
use crate::embedded::SimulatedSpine;
use crate::executed::Executed;
use crate::recorder::Recorder;
use crate::scenario::{Scenario, Stop};
use crate::transport::Settings;
use crate::truth::Known;
use cpis_vocabulary::Timestamp;
use door::Door;
use drive::{Driven, drive_all};
use ids::Ids;
use reports::ServerMetric;
use run::Run;
use setup::Ready;
use start::{Start, begin};
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use watch::Watch;
use worker::Worker;

pub use error::ExecuteError;
pub use pacer::Pacing;
pub use run::CUT_SHORT;
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
    let (driven, server) = measure(&run, driving, &door, (&people, reading), told).await?;
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
        started_at: at,
        duration: Duration::from_nanos(stopwatch.now().nanos()),
        doubt: after.doubt,
        server,
        events: run.take_events(),
        ..about
    }))
}

/// What the Spine tells of itself before the load. In simulated time it is not asked: that would be part of the simulation.
async fn exposed(setup: &Setup, door: &Door) -> Result<Exposed, ExecuteError> {
    if matches!(setup, Setup::Simulated(_)) {
        return Ok(Exposed::default());
    }
    let Some(control) = door.control(Stopwatch::start())? else {
        return Ok(Exposed::default());
    };
    // A Spine that tells nothing of itself is driven all the same.
    Ok(control.metrics().await.unwrap_or_default())
}

/// Makes a connection to the control port, on the thread that asks for it.
fn connection(
    door: &Door,
    stopwatch: Stopwatch,
) -> impl FnOnce() -> Option<Control> + Send + 'static {
    let door = door.clone();
    move || door.control(stopwatch).ok().flatten()
}

/// Puts the load on, and has the Spine tell of itself meanwhile.
async fn measure(
    run: &Arc<Run>,
    driving: Driving,
    door: &Door,
    truth: (&Arc<Known>, Reading),
    told: Exposed,
) -> Result<(Driven, Vec<ServerMetric>), ExecuteError> {
    let stopwatch = run.stopwatch;
    run.recorder.board().begin(stopwatch);
    let gauge = Gauge::begin(told, connection(door, stopwatch), move || stopwatch.now());
    let gauge = gauge.map_err(ExecuteError::Thread)?;
    let driven = put_load_on(run, driving, door, truth).await;
    let server = gauge.map_or_else(Vec::new, Gauge::end);
    Ok((driven?, server))
}

/// Sends everything, disturbs it, and judges meanwhile where that is asked for.
async fn put_load_on(
    run: &Arc<Run>,
    driving: Driving,
    door: &Door,
    (people, reading): (&Arc<Known>, Reading),
) -> Result<Driven, ExecuteError> {
    // One of several shards does not see what the others do, and would accuse the Spine of it.
    let is_watched =
        (driving.watch || run.scenario.stop != Stop::default()) && !run.is_one_of_several();
    let watch = is_watched.then(|| Watch::begin(run, people, reading));
    let watch = watch.transpose().map_err(ExecuteError::Thread)?;
    let driven = {
        let mut driven = pin!(drive_all(run, driving, door));
        let mut disturbed = pin!(run.disturb());
        let patient = door.patient(run.stopwatch)?;
        let mut watched = pin!(run.watch_record(&patient));
        let mut interrupted = pin!(run.heed());
        let mut besides =
            pin!(async { tokio::join!(biased; &mut disturbed, &mut watched, &mut interrupted) });
        tokio::select! {
            biased;
            driven = &mut driven => driven,
            _ = &mut besides => driven.await,
        }
    };
    run.recorder.board().interruption().end();
    run.calm_down().await;
    if let Some(watch) = watch {
        watch.end(run);
    }
    let driven = driven?;
    if driven.grief > 0 {
        return Err(ExecuteError::Grief(driven.grief));
    }
    Ok(driven)
}

/// What the ids of requests come from: a Spine that goes on after this run would take those of the next one with the same seed for
/// retries (VIEW-7).
fn id_seed(seed: u64, setup: &Setup, started_at: Timestamp) -> u64 {
    match setup {
        Setup::OwnMock | Setup::Simulated(_) => seed,
        Setup::Target { .. } => seed ^ started_at.millis().unsigned_abs().rotate_left(20),
    }
}

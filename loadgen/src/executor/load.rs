//! Puts the load on, and has the Spine and the judge looked at meanwhile.

use super::door::Door;
use super::drive::{Driven, drive_all};
use super::run::Run;
use super::stopwatch::Stopwatch;
use super::watch::{Watch, Watched};
use super::{Driving, ExecuteError, Setup};
use crate::control::{Control, Exposed, Gauge};
use crate::scenario::Stop;
use reports::ServerMetric;
use std::pin::pin;
use std::sync::Arc;

/// What the Spine tells of itself before the load. In simulated time it is not asked: that would be part of the simulation.
pub(super) async fn exposed(setup: &Setup, door: &Door) -> Result<Exposed, ExecuteError> {
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
pub(super) async fn measure(
    run: &Arc<Run>,
    driving: Driving,
    door: &Door,
    watched: Watched,
    told: Exposed,
) -> Result<(Driven, Vec<ServerMetric>), ExecuteError> {
    let stopwatch = run.stopwatch;
    run.recorder.board().begin(stopwatch);
    let gauge = Gauge::begin(told, connection(door, stopwatch), move || stopwatch.now());
    let gauge = gauge.map_err(ExecuteError::Thread)?;
    let driven = put_load_on(run, driving, door, watched).await;
    let server = gauge.map_or_else(Vec::new, Gauge::end);
    Ok((driven?, server))
}

/// Sends everything, disturbs it, and judges meanwhile where that is asked for.
async fn put_load_on(
    run: &Arc<Run>,
    driving: Driving,
    door: &Door,
    watched: Watched,
) -> Result<Driven, ExecuteError> {
    // One of several shards does not see what the others do, and would accuse the Spine of it.
    let is_watched =
        (driving.watch || run.scenario.stop != Stop::default()) && !run.is_one_of_several();
    let watch = is_watched.then(|| Watch::begin(run, watched));
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

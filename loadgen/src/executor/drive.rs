//! Puts the load on: every arrival leaves when it is due, whatever became of those before.

use super::door::Door;
use super::run::Run;
use super::stopwatch::ahead_of;
use super::worker::Worker;
use super::{Driving, ExecuteError};
use crate::schedule::{Assignment, Schedule};
use std::sync::Arc;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// What came of it, besides the operations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Driven {
    /// How many arrivals never came home, by a bug of the generator's.
    pub(super) grief: u64,
    /// The most requests under way at one time, of each worker, added up.
    pub(super) in_flight_max: u64,
}

/// Sends every arrival on its way, one worker on this thread or several on threads of their own.
pub(super) async fn drive_all(
    run: &Arc<Run>,
    driving: Driving,
    door: &Door,
) -> Result<Driven, ExecuteError> {
    if driving.workers.get() == 1 {
        return Ok(drive(run).await);
    }
    let mut ends = Vec::new();
    for worker in Worker::several(driving.workers) {
        let (tell, told) = oneshot::channel();
        let (run, door) = (Arc::clone(run), door.clone());
        let work = move || {
            // Whoever asked has gone only when the run was given up.
            let _ = tell.send(work(&run, worker, driving, &door));
        };
        std::thread::Builder::new()
            .name(format!("worker-{}", worker.index))
            .spawn(work)
            .map_err(ExecuteError::Thread)?;
        ends.push(told);
    }
    let mut all = Driven::default();
    for end in ends {
        // A worker that panicked has told nobody.
        let grief = Driven {
            grief: 1,
            in_flight_max: 0,
        };
        let driven = end.await.unwrap_or(Ok(grief))?;
        all.grief += driven.grief;
        all.in_flight_max += driven.in_flight_max;
    }
    Ok(all)
}

/// One worker, on this thread, to its end.
fn work(
    first: &Run,
    worker: Worker,
    driving: Driving,
    door: &Door,
) -> Result<Driven, ExecuteError> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(ExecuteError::Thread)?.block_on(async {
        let connections = door.open(worker, first.stopwatch)?;
        let run = Arc::new(first.beside(worker, driving.pacing, connections));
        Ok(drive(&run).await)
    })
}

/// Sends a worker's arrivals on their way, and waits until the last has come home.
async fn drive(run: &Arc<Run>) -> Driven {
    let schedule = Schedule::of(&run.scenario);
    let mine = |arrival: &_| run.worker.takes(arrival);
    let mut under_way = JoinSet::new();
    let mut grief = 0;
    for arrival in schedule.arrivals().filter(mine) {
        run.pacer.about(ahead_of(arrival.due)).await;
        let run = Arc::clone(run);
        under_way.spawn(async move {
            match run.assignments.assignment(arrival.number) {
                Assignment::Script(place) => run.play(place, arrival).await,
                Assignment::Probe { kind, rank } => run.probe(kind, rank, arrival).await,
            }
        });
        while let Some(ended) = under_way.try_join_next() {
            grief += u64::from(ended.is_err());
        }
    }
    while let Some(ended) = under_way.join_next().await {
        grief += u64::from(ended.is_err());
    }
    Driven {
        grief,
        in_flight_max: run.transport.in_flight_max().into(),
    }
}

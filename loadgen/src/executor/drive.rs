//! Puts the load on: every arrival leaves when it is due, whatever became of those before.

use super::door::Door;
use super::run::Run;
use super::stopwatch::ahead_of;
use super::worker::Worker;
use super::{Driving, ExecuteError};
use crate::executed::Work;
use crate::schedule::{Arrival, Assignment, Crowd, Schedule, Stay, Turn};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
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
    /// What the busiest worker had to do.
    pub(super) work: Option<Work>,
    /// For how long every slot of a worker was taken and a request waited for one, of the worker for whom that was longest.
    pub(super) waited_for: Duration,
}

/// Sends every arrival on its way, one worker on this thread or several on threads of their own.
pub(super) async fn drive_all(
    run: &Arc<Run>,
    driving: Driving,
    door: &Door,
) -> Result<Driven, ExecuteError> {
    if driving.workers.get() == 1 {
        return Ok(run.keep_watch(drive(run)).await);
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
            ..Driven::default()
        };
        let driven = end.await.unwrap_or(Ok(grief))?;
        all.grief += driven.grief;
        all.in_flight_max += driven.in_flight_max;
        all.waited_for = all.waited_for.max(driven.waited_for);
        all.work = Work::or_more(all.work, driven.work);
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
        let run = first.beside(worker, driving.pacing, connections);
        let run = Arc::new(run.with_tenants(&first.tenants, driving.pacing)?);
        Ok(run.keep_watch(drive(&run)).await)
    })
}

/// Sends a worker's arrivals on their way and keeps its users busy, and waits until the last has come home.
async fn drive(run: &Arc<Run>) -> Driven {
    run.tell_in_flight();
    let schedule = Schedule::of(&run.scenario);
    let mut under_way = JoinSet::new();
    let mut grief = 0;
    let mut users = 0..;
    for (place, crowd) in schedule.crowds().iter().enumerate() {
        let crowd = Arc::new(crowd.clone());
        let mine = |_: &_| users.next().is_some_and(|nth| run.worker.takes(nth));
        for stay in crowd.stays().filter(mine) {
            let (run, crowd) = (Arc::clone(run), Arc::clone(&crowd));
            under_way.spawn(async move { run.keep_busy(&crowd, place, stay).await });
        }
    }
    let arrivals = schedule.arrivals().enumerate();
    for (_, arrival) in arrivals.filter(|(nth, _)| run.worker.takes(*nth)) {
        if !run.goes_on_until(ahead_of(arrival.due)).await {
            break;
        }
        run.recorder.board().set_out();
        run.recorder.board().arrive();
        let run = Arc::clone(run);
        under_way.spawn(async move { run.arrive(arrival).await });
        while let Some(ended) = under_way.try_join_next() {
            grief += u64::from(ended.is_err());
        }
    }
    while let Some(ended) = under_way.join_next().await {
        grief += u64::from(ended.is_err());
    }
    Driven {
        grief,
        in_flight_max: run.in_flight_max(),
        work: None,
        waited_for: run.waited_for(),
    }
}

impl Run {
    /// Lets whoever looks on know how many requests this worker has under way, for as long as there is one.
    fn tell_in_flight(self: &Arc<Self>) {
        let run = Arc::downgrade(self);
        let in_flight = move || Some(run.upgrade()?.transport.in_flight());
        self.recorder.board().ask(in_flight);
    }

    /// Does what an arrival was given to do.
    async fn arrive(self: Arc<Self>, arrival: Arrival) {
        let recorder = Arc::clone(&self.recorder);
        let run = self.of_arrival(arrival.number);
        match run.assignments.assignment(arrival.number) {
            Assignment::Script(place) => run.play(place, arrival).await,
            Assignment::Probe { kind, rank } => {
                run.note_due(kind);
                run.probe(kind, rank, arrival).await;
            }
        }
        recorder.board().come_home();
    }

    /// One user of a closed phase, from coming to leaving: one script after the other, with time to think in between.
    async fn keep_busy(self: Arc<Self>, crowd: &Crowd, place: usize, stay: Stay) {
        let Some(turns) = self.turns.get(place) else {
            return;
        };
        let only = self.scenario.only.as_ref();
        let mut named = only.map(|only| crowd.named(stay.user, only).into_iter());
        let (mut due, mut now) = (stay.from, Duration::ZERO);
        for iteration in 0.. {
            let is_over = due >= stay.until || self.is_stopped();
            if is_over || due > now && !self.goes_on_until(ahead_of(due)).await {
                return;
            }
            let turn = Turn {
                user: stay.user,
                iteration,
                taken: turns.fetch_add(1, Ordering::Relaxed),
            };
            let number = match &mut named {
                Some(named) => named.next(),
                None => crowd.number(turn),
            };
            let Some(number) = number else {
                return;
            };
            self.recorder.board().set_out();
            Arc::clone(&self).arrive(Arrival { number, due }).await;
            // Whoever was never kept waiting gives way to the others all the same, and what has been answered is read before more is
            // asked: requests that leave together cost a fifth less time on the core than each by itself.
            tokio::task::yield_now().await;
            now = Duration::from_nanos(self.stopwatch.now().nanos());
            due = now.max(due) + crowd.think_time(number);
        }
    }
}

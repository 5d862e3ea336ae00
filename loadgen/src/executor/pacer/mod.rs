//! Waits until moments of the run, to the microsecond where the system has a timer for it.
//!
//! tokio's own timer counts whole milliseconds: at five thousand arrivals a second it sends them in bursts of five. Here one timer of
//! the system wakes the worker a little before the next moment; the rest of the wait it spends looking after its connections.

#[cfg(target_os = "linux")]
mod alarm;
mod waiting;

#[cfg(not(target_os = "linux"))]
#[path = "no_alarm.rs"]
mod alarm;

use super::stopwatch::Stopwatch;
use crate::history::Moment;
use alarm::Alarm;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;
use tokio::task::JoinHandle;
use waiting::Waiting;

/// How a worker waits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Pacing {
    /// By a timer of the system, and awake for the last stretch. Where there is no such timer, by the runtime's.
    #[default]
    Timer,
    /// Always awake: the most exact, and a core to itself.
    Spin,
    /// By the runtime's timer of whole milliseconds: for time that is simulated.
    Runtime,
}

/// Waits for everything that one worker does.
#[derive(Debug)]
pub(super) struct Pacer {
    shared: Arc<Shared>,
    /// Stops ringing when the worker ends.
    ringing: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    stopwatch: Stopwatch,
    waiting: Mutex<Waiting>,
    alarm: Option<Alarm>,
    /// How long before a moment the worker is awake.
    awake: Duration,
}

/// Long enough for the system to wake a worker that slept; shorter than the gap between arrivals at ten thousand a second.
const AWAKE: Duration = Duration::from_micros(60);

impl Pacer {
    /// Begins to wait on the runtime of this thread.
    pub(super) fn start(pacing: Pacing, stopwatch: Stopwatch) -> Self {
        let (alarm, awake) = match pacing {
            Pacing::Timer => (Alarm::set_up(stopwatch), AWAKE),
            Pacing::Spin => (None, Duration::MAX),
            Pacing::Runtime => (None, Duration::ZERO),
        };
        let shared = Arc::new(Shared {
            stopwatch,
            waiting: Mutex::default(),
            alarm,
            awake,
        });
        let is_ringing = shared.alarm.is_some() || pacing == Pacing::Spin;
        let ringing = is_ringing.then(|| tokio::spawn(ring(Arc::clone(&shared))));
        Self { shared, ringing }
    }

    /// Waits until the run has been going for so long; at once where it has.
    pub(super) async fn until(&self, elapsed: Duration) {
        if self.ringing.is_none() {
            return self.shared.stopwatch.until(elapsed).await;
        }
        let due = super::stopwatch::moment(elapsed);
        let mut listed: Option<Waker> = None;
        poll_fn(|context| {
            if self.shared.stopwatch.now() >= due {
                return Poll::Ready(());
            }
            // Whoever rings takes a moment off the list: a wake before that comes from elsewhere, and it still stands there.
            let waker = context.waker();
            if !listed
                .as_ref()
                .is_some_and(|listed| listed.will_wake(waker))
            {
                listed = Some(waker.clone());
                self.shared.list(due, waker.clone());
            }
            Poll::Pending
        })
        .await;
    }
}

impl Drop for Pacer {
    fn drop(&mut self) {
        if let Some(ringing) = &self.ringing {
            ringing.abort();
        }
    }
}

impl Shared {
    fn list(&self, due: Moment, waker: Waker) {
        let is_next = self.waiting().list(due, waker);
        if let (true, Some(alarm)) = (is_next, &self.alarm) {
            alarm.set(self.woken_for(due));
        }
    }

    /// When the worker is to be awake for a moment.
    fn woken_for(&self, due: Moment) -> Duration {
        Duration::from_nanos(due.nanos()).saturating_sub(self.awake)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes whoever waits, each at their moment.
async fn ring(shared: Arc<Shared>) {
    loop {
        let now = shared.stopwatch.now();
        let next = shared.waiting().wake(now);
        let gap = next.map(|due| due.nanos().saturating_sub(now.nanos()));
        match (&shared.alarm, next, gap) {
            // Awake: the runtime looks after its connections between two looks at the clock.
            (None, _, _) => tokio::task::yield_now().await,
            (Some(_), _, Some(gap)) if Duration::from_nanos(gap) <= shared.awake => {
                tokio::task::yield_now().await;
            }
            (Some(alarm), next, _) => {
                if let Some(due) = next {
                    alarm.set(shared.woken_for(due));
                }
                alarm.rung().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::runtime::Builder;

    /// Waits for moments all at once, and answers in which order they came and whether one came early.
    async fn order(pacing: Pacing, moments: &[u64]) -> (Vec<u64>, bool) {
        let stopwatch = Stopwatch::start();
        let pacer = Arc::new(Pacer::start(pacing, stopwatch));
        let came = Arc::new(Mutex::new((Vec::new(), false)));
        let waits: Vec<_> = moments
            .iter()
            .map(|&micros| {
                let (pacer, came) = (Arc::clone(&pacer), Arc::clone(&came));
                tokio::spawn(async move {
                    pacer.until(Duration::from_micros(micros)).await;
                    let mut came = came.lock().unwrap();
                    came.0.push(micros);
                    came.1 |= stopwatch.now() < Moment::from_nanos(micros * 1_000);
                })
            })
            .collect();
        for wait in waits {
            wait.await.unwrap();
        }
        let came = came.lock().unwrap();
        (came.0.clone(), came.1)
    }

    #[test]
    fn everybody_is_woken_in_the_order_of_their_moments_and_nobody_before() {
        for pacing in [Pacing::Timer, Pacing::Spin] {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            let moments = [900, 0, 5_000, 30, 5_000, 4_999, 20_000, 100];
            let came = runtime.block_on(order(pacing, &moments));
            let mut sorted = moments.to_vec();
            sorted.sort_unstable();
            assert_eq!(came, (sorted, false), "{pacing:?}");
        }
    }

    #[test]
    fn simulated_time_passes_as_fast_as_it_can() {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        let came = runtime.block_on(order(Pacing::Runtime, &[3_600_000_000, 1_000]));
        assert_eq!(came, (vec![1_000, 3_600_000_000], false));
    }

    #[test]
    fn a_moment_before_all_others_moves_the_alarm() {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let stopwatch = Stopwatch::start();
            let pacer = Arc::new(Pacer::start(Pacing::Timer, stopwatch));
            let far = Arc::clone(&pacer);
            let far = tokio::spawn(async move { far.until(Duration::from_hours(1)).await });
            tokio::task::yield_now().await;
            pacer.until(Duration::from_millis(2)).await;
            assert!(!far.is_finished());
            far.abort();
        });
    }
}

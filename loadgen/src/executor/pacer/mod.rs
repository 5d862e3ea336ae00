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

use super::stopwatch::{Stopwatch, moment};
use crate::history::Moment;
use alarm::Alarm;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;
use tokio::task::JoinHandle;
use waiting::{Next, Waiting};

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
    /// For how many nanoseconds it was, and had nothing to do.
    idled: AtomicU64,
}

/// Between two looks at the clock that are no further apart nothing was done but looking.
const NOTHING: Duration = Duration::from_micros(5);

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
            idled: AtomicU64::new(0),
        });
        let is_ringing = shared.alarm.is_some() || pacing == Pacing::Spin;
        let ringing = is_ringing.then(|| tokio::spawn(ring(Arc::clone(&shared))));
        Self { shared, ringing }
    }

    /// Waits until a moment; not at all where it has passed.
    pub(super) async fn until(&self, due: Moment) {
        self.wait(due, self.shared.awake).await;
    }

    /// The same where nothing depends on microseconds: nobody is awake for it.
    pub(super) async fn about(&self, due: Moment) {
        self.wait(due, Duration::ZERO).await;
    }

    /// For how long the worker was awake for the next moment, and for nothing else.
    pub(super) fn idled(&self) -> Duration {
        Duration::from_nanos(self.shared.idled.load(Ordering::Relaxed))
    }

    async fn wait(&self, due: Moment, awake: Duration) {
        if self.shared.stopwatch.now() >= due {
            return;
        }
        if self.ringing.is_none() {
            let elapsed = Duration::from_nanos(due.nanos());
            return self.shared.stopwatch.until(elapsed).await;
        }
        let until = moment(Duration::from_nanos(due.nanos()).saturating_sub(awake));
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
                self.shared.list(until, due, waker.clone());
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
    fn list(&self, until: Moment, due: Moment, waker: Waker) {
        let is_next = self.waiting().list(until, due, waker);
        if let (true, Some(alarm)) = (is_next, &self.alarm) {
            alarm.set(until);
        }
    }

    /// Notes the time between two looks at the clock, where nothing was done meanwhile.
    fn note_awake(&self, since: Moment, now: Moment) {
        let between = now.nanos().saturating_sub(since.nanos());
        if u128::from(between) <= NOTHING.as_nanos() {
            self.idled.fetch_add(between, Ordering::Relaxed);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes whoever waits, each at their moment.
async fn ring(shared: Arc<Shared>) {
    let mut awake_since: Option<Moment> = None;
    loop {
        let now = shared.stopwatch.now();
        if let Some(since) = awake_since.take() {
            shared.note_awake(since, now);
        }
        let next = shared.waiting().wake(now);
        match (&shared.alarm, next) {
            // Awake: the runtime looks after its connections between two looks at the clock.
            (None, _) | (Some(_), Next::StayAwake) => {
                awake_since = Some(now);
                tokio::task::yield_now().await;
            }
            (Some(alarm), next) => {
                if let Next::SleepUntil(until) = next {
                    alarm.set(until);
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
                    pacer.until(Moment::from_nanos(micros * 1_000)).await;
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
            let far = tokio::spawn(async move { far.about(moment(Duration::from_hours(1))).await });
            tokio::task::yield_now().await;
            pacer.until(moment(Duration::from_millis(2))).await;
            assert!(!far.is_finished());
            far.abort();
        });
    }
}

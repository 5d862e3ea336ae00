use crate::executor::Stopwatch;
use crate::history::Moment;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many requests may be under way at one time, and how many have been.
#[derive(Debug)]
pub(super) struct Slots {
    free: Semaphore,
    limit: u32,
    queues: bool,
    most: AtomicU32,
    queue: Mutex<Queue>,
}

/// Those that wait for a slot.
#[derive(Debug, Default)]
struct Queue {
    waiting: u32,
    /// Since when somebody has been waiting.
    since: Moment,
    /// How long somebody waited before that.
    before: Duration,
}

/// One that waits for a slot.
struct Waiting<'s> {
    slots: &'s Slots,
    stopwatch: &'s Stopwatch,
}

/// How many requests may be under way at one time, and what becomes of one more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// So many.
    pub slots: u32,
    /// Whether one more waits its turn; otherwise it is not sent.
    pub queues: bool,
}

impl Room {
    /// Room for so many; one more is not sent.
    pub const fn of(slots: u32) -> Self {
        Self {
            slots,
            queues: false,
        }
    }
}

impl Slots {
    pub(super) fn new(room: Room) -> Self {
        let slots = usize::try_from(room.slots).unwrap_or(usize::MAX);
        Self {
            free: Semaphore::new(slots.min(Semaphore::MAX_PERMITS)),
            limit: room.slots,
            queues: room.queues,
            most: AtomicU32::new(0),
            queue: Mutex::default(),
        }
    }

    /// A slot, as soon as there is one; nothing where all are taken and nobody waits.
    pub(super) async fn take<'s>(
        &'s self,
        stopwatch: &'s Stopwatch,
    ) -> Option<SemaphorePermit<'s>> {
        let slot = match self.free.try_acquire() {
            Ok(slot) => slot,
            // They are never closed.
            Err(_) if self.queues => {
                let _waiting = self.wait(stopwatch);
                self.free.acquire().await.ok()?
            }
            Err(_) => return None,
        };
        let under_way = self.taken();
        if under_way > self.most.load(Ordering::Relaxed) {
            self.most.fetch_max(under_way, Ordering::Relaxed);
        }
        Some(slot)
    }

    /// How many are taken.
    pub(super) fn taken(&self) -> u32 {
        let free = u32::try_from(self.free.available_permits()).unwrap_or(0);
        self.limit.saturating_sub(free)
    }

    /// The most that were taken at one time.
    pub(super) fn most(&self) -> u32 {
        self.most.load(Ordering::Relaxed)
    }

    /// For how long all of them were taken and somebody waited.
    pub(super) fn waited_for(&self, stopwatch: &Stopwatch) -> Duration {
        let queue = self.queue();
        let now = (queue.waiting > 0).then(|| since(queue.since, stopwatch));
        queue.before + now.unwrap_or_default()
    }

    fn wait<'s>(&'s self, stopwatch: &'s Stopwatch) -> Waiting<'s> {
        let mut queue = self.queue();
        if queue.waiting == 0 {
            queue.since = stopwatch.now();
        }
        queue.waiting += 1;
        Waiting {
            slots: self,
            stopwatch,
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever waits no longer has a slot, or was given up.
impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut queue = self.slots.queue();
        queue.waiting -= 1;
        if queue.waiting == 0 {
            let waited = since(queue.since, self.stopwatch);
            queue.before += waited;
        }
    }
}

fn since(moment: Moment, stopwatch: &Stopwatch) -> Duration {
    let now = stopwatch.now().nanos();
    Duration::from_nanos(now.saturating_sub(moment.nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    #[test]
    fn a_slot_is_there_again_once_it_is_given_back() {
        for queues in [false, true] {
            let slots = Slots::new(Room { slots: 2, queues });
            let mut nobody = Context::from_waker(Waker::noop());
            let stopwatch = Stopwatch::start();
            let mut take = || match pin!(slots.take(&stopwatch)).poll(&mut nobody) {
                Poll::Ready(slot) => Some(slot),
                Poll::Pending => None,
            };
            let (first, second) = (take().unwrap().unwrap(), take().unwrap().unwrap());
            // Whoever finds no slot waits, or goes without.
            assert_eq!(take().is_none(), queues);
            drop(first);
            let third = take().unwrap();
            assert!(third.is_some());
            drop((second, third));
            assert_eq!(slots.most(), 2);
        }
    }

    #[test]
    fn the_time_in_which_somebody_waits_for_a_slot_counts_once() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let stopwatch = Stopwatch::start();
            let slots = Slots::new(Room {
                slots: 1,
                queues: true,
            });
            let held = async {
                let _slot = slots.take(&stopwatch).await;
                stopwatch.until(Duration::from_secs(2)).await;
            };
            // Of three that wait one gives up.
            let waiting = || async { slots.take(&stopwatch).await.is_some() };
            let impatient = tokio::time::timeout(Duration::from_secs(1), waiting());
            let (.., given_up) = tokio::join!(biased; held, waiting(), waiting(), impatient);
            assert!(given_up.is_err());
            stopwatch.until(Duration::from_secs(5)).await;
            assert_eq!(slots.waited_for(&stopwatch), Duration::from_secs(2));
        });
    }
}

use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many requests may be under way at one time, and how many have been.
#[derive(Debug)]
pub(super) struct Slots {
    free: Semaphore,
    limit: u32,
    queues: bool,
    most: AtomicU32,
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
        }
    }

    /// A slot, as soon as there is one; nothing where all are taken and nobody waits.
    pub(super) async fn take(&self) -> Option<SemaphorePermit<'_>> {
        let slot = match self.free.try_acquire() {
            Ok(slot) => slot,
            // They are never closed.
            Err(_) if self.queues => self.free.acquire().await.ok()?,
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
            let mut take = || match pin!(slots.take()).poll(&mut nobody) {
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
}

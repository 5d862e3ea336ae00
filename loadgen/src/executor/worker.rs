use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

/// One of those that share out the arrivals of a run, each with a thread, connections and figures of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Worker {
    /// From 0.
    pub(super) index: u32,
    /// How many take arrivals.
    of: NonZeroU32,
    /// How many count operations.
    counting: u32,
}

impl Worker {
    /// Whoever prepares a run and gathers what came of it: the only worker, or one beside those who take the arrivals.
    pub(super) const fn first(of: NonZeroU32) -> Self {
        match of.get() {
            1 => Self {
                index: 0,
                of,
                counting: 1,
            },
            several => Self {
                index: several,
                of,
                counting: several + 1,
            },
        }
    }

    /// Those of a run with several.
    pub(super) fn several(of: NonZeroU32) -> impl Iterator<Item = Self> {
        (0..of.get()).map(move |index| Self {
            index,
            of,
            counting: of.get() + 1,
        })
    }

    /// Whether the so-manyth of something that is shared out is this worker's.
    pub(super) fn takes(self, nth: usize) -> bool {
        let of = usize::try_from(self.of.get()).unwrap_or(usize::MAX);
        u32::try_from(nth % of) == Ok(self.index)
    }

    /// Its part of something that is shared out evenly, and one more for the first ones where it does not divide; never none.
    pub(super) fn part(self, of: u32) -> u32 {
        let one_more = u32::from(self.index < of % self.of.get());
        (of / self.of.get() + one_more).max(1)
    }

    /// Counts on, in numbers that no other worker counts.
    pub(super) fn next(self, count: &AtomicU64) -> u64 {
        let mine = count.fetch_add(1, Ordering::Relaxed);
        mine * u64::from(self.counting) + u64::from(self.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn workers_share_everything_out_and_nothing_twice() {
        for of in [2, 3, 7] {
            let of = NonZeroU32::new(of).unwrap();
            let workers: Vec<_> = Worker::several(of).collect();
            let mut counted = BTreeSet::new();
            for worker in workers.iter().chain([&Worker::first(of)]) {
                let count = AtomicU64::new(0);
                counted.extend((0..10).map(|_| worker.next(&count)));
            }
            assert_eq!(counted.len(), 10 * (workers.len() + 1), "of {of}");
            for nth in 0..50 {
                let takers = workers.iter().filter(|worker| worker.takes(nth));
                assert_eq!(takers.count(), 1, "arrival {nth} of {of} workers");
            }
            let slots: u32 = workers.iter().map(|worker| worker.part(64)).sum();
            assert_eq!(slots, 64, "of {of}");
        }
    }
}

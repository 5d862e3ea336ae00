use std::sync::atomic::{AtomicU32, Ordering};

/// How many requests may be under way at one time, and how many have been.
#[derive(Debug)]
pub(super) struct Slots {
    limit: u32,
    under_way: AtomicU32,
    most: AtomicU32,
}

impl Slots {
    pub(super) fn new(limit: u32) -> Self {
        Self {
            limit,
            under_way: AtomicU32::new(0),
            most: AtomicU32::new(0),
        }
    }

    /// A slot, unless all are taken.
    pub(super) fn take(&self) -> Option<Slot<'_>> {
        let under_way = self.under_way.fetch_add(1, Ordering::Relaxed) + 1;
        let slot = Slot(&self.under_way);
        if under_way > self.limit {
            return None;
        }
        if under_way > self.most.load(Ordering::Relaxed) {
            self.most.fetch_max(under_way, Ordering::Relaxed);
        }
        Some(slot)
    }

    /// The most that were taken at one time.
    pub(super) fn most(&self) -> u32 {
        self.most.load(Ordering::Relaxed)
    }
}

/// A slot that is given back however the request ends.
#[derive(Debug)]
pub(super) struct Slot<'a>(&'a AtomicU32);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn a_slot_is_there_again_once_it_is_given_back() {
        let slots = Slots::new(2);
        let first = slots.take().unwrap();
        let second = slots.take().unwrap();
        assert!(slots.take().is_none());
        drop(first);
        let third = slots.take();
        assert!(third.is_some());
        assert!(slots.take().is_none());
        drop((second, third));
        assert_eq!(slots.most(), 2);
    }
}

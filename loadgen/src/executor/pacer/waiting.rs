use crate::history::Moment;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::task::Waker;

/// Whoever waits: most of them asleep, some awake because their moment is near.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// By when they are to be awake.
    asleep: BinaryHeap<Reverse<Asleep>>,
    /// By their moment.
    awake: BinaryHeap<Reverse<Entry>>,
    came: u64,
}

/// What the one who rings has to do next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// Look at the clock again: a moment is near.
    StayAwake,
    /// Nothing until then.
    SleepUntil(Moment),
    /// Nothing until somebody comes.
    Sleep,
}

/// By moment; of one moment, by who came first.
#[derive(Debug)]
struct Entry {
    due: Moment,
    came: u64,
    waker: Waker,
}

#[derive(Debug)]
struct Asleep {
    until: Moment,
    entry: Entry,
}

impl Waiting {
    /// Lists a moment for which to be awake from `until` on; whether nobody else has to be awake before.
    pub(super) fn list(&mut self, until: Moment, due: Moment, waker: Waker) -> bool {
        let next = self.asleep.peek();
        let is_next = next.is_none_or(|Reverse(next)| until < next.until);
        let came = self.came;
        self.came += 1;
        let entry = Entry { due, came, waker };
        self.asleep.push(Reverse(Asleep { until, entry }));
        is_next && self.awake.is_empty()
    }

    /// Wakes everybody whose moment has come.
    pub(super) fn wake(&mut self, now: Moment) -> Next {
        while let Some(near) = pop_if(&mut self.asleep, |near| near.until <= now) {
            self.awake.push(Reverse(near.entry));
        }
        while let Some(come) = pop_if(&mut self.awake, |come| come.due <= now) {
            come.waker.wake();
        }
        match self.asleep.peek() {
            _ if !self.awake.is_empty() => Next::StayAwake,
            Some(Reverse(next)) => Next::SleepUntil(next.until),
            None => Next::Sleep,
        }
    }
}

/// Takes the least, if it is so.
fn pop_if<T: Ord>(heap: &mut BinaryHeap<Reverse<T>>, is_so: impl Fn(&T) -> bool) -> Option<T> {
    let least = heap.peek_mut()?;
    is_so(&least.0).then(|| PeekMut::pop(least).0)
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.due, self.came).cmp(&(other.due, other.came))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

impl Ord for Asleep {
    fn cmp(&self, other: &Self) -> Ordering {
        let one = (self.until, &self.entry);
        one.cmp(&(other.until, &other.entry))
    }
}

impl PartialOrd for Asleep {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Asleep {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Asleep {}

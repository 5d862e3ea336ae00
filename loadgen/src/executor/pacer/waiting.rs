use crate::history::Moment;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::task::Waker;

/// Whoever waits, the earliest moment first; of one moment, whoever came first.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    heap: BinaryHeap<Reverse<Entry>>,
    came: u64,
}

#[derive(Debug)]
struct Entry {
    due: Moment,
    came: u64,
    waker: Waker,
}

impl Waiting {
    /// Lists a moment; whether it is now the next.
    pub(super) fn list(&mut self, due: Moment, waker: Waker) -> bool {
        let is_next = self.heap.peek().is_none_or(|Reverse(next)| due < next.due);
        let came = self.came;
        self.came += 1;
        self.heap.push(Reverse(Entry { due, came, waker }));
        is_next
    }

    /// Wakes everybody whose moment has come, and says which is the next.
    pub(super) fn wake(&mut self, now: Moment) -> Option<Moment> {
        while let Some(Reverse(next)) = self.heap.peek() {
            if next.due > now {
                return Some(next.due);
            }
            if let Some(Reverse(entry)) = self.heap.pop() {
                entry.waker.wake();
            }
        }
        None
    }
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

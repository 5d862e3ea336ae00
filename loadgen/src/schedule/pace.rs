use core::iter::Peekable;
use core::time::Duration;

use super::{Arrival, Arrivings};

/// The arrivals of a schedule, handed out as time passes. It is told the time; it never asks.
#[derive(Clone, Debug)]
pub struct Pace {
    upcoming: Peekable<Arrivings>,
}

impl Pace {
    pub(super) fn new(arrivals: Arrivings) -> Self {
        Self {
            upcoming: arrivals.peekable(),
        }
    }

    /// The next arrival, if it is due by `elapsed` since the start. Each is handed out once, in order, however late.
    pub fn due_by(&mut self, elapsed: Duration) -> Option<Arrival> {
        self.upcoming.next_if(|arrival| arrival.due <= elapsed)
    }

    /// When the next arrival is due, since the start; nothing when there are no more.
    pub fn next_due(&mut self) -> Option<Duration> {
        self.upcoming.peek().map(|arrival| arrival.due)
    }
}

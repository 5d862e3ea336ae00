//! Operations of several machines in one history: each machine has its own clock, and nobody knows their order to the nanosecond.

use super::{Moment, Operation};
use core::time::Duration;

/// An operation as it goes into the history of several machines: `later` than in its own, and ended only when it has by the clock of
/// each of them, where those differ by at most `apart`. So none seems to come after another's end unless it did.
pub fn draw_apart(operation: &mut Operation, later: Duration, apart: Duration) {
    operation.due = plus(operation.due, later);
    operation.sent = plus(operation.sent, later);
    operation.answered = operation.answered.map(|at| plus(at, later + apart));
}

/// The same operation with the time that it took by its own machine's clock.
#[must_use]
pub fn drawn_together(mut operation: Operation, apart: Duration) -> Operation {
    let together = |at: Moment| Moment::from_nanos(at.nanos().saturating_sub(nanos(apart)));
    operation.answered = operation.answered.map(together);
    operation
}

fn plus(moment: Moment, by: Duration) -> Moment {
    Moment::from_nanos(moment.nanos().saturating_add(nanos(by)))
}

fn nanos(length: Duration) -> u64 {
    u64::try_from(length.as_nanos()).unwrap_or(u64::MAX)
}

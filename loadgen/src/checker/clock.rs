//! Stamps: inside the request, never decreasing for one child. CLK-2.

use super::rules::CLK_2;
use super::{Case, Checker, Finding, Reading, Tallies};
use crate::history::{Moment, Operation};
use cpis_vocabulary::{RequirementId, Timestamp};

/// Judges the stamps of one child.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock;

impl Checker for Clock {
    fn rules(&self) -> &[RequirementId] {
        &[CLK_2]
    }

    fn judge(&self, case: &Case<'_>, tallies: &mut Tallies) {
        let stamped = || {
            case.operations
                .iter()
                .filter(|operation| operation.stamp.is_some())
        };
        tallies.examined(CLK_2, stamped().count());
        let reading = &case.world.truth.reading;
        for operation in stamped() {
            if let Some(finding) = outside(operation, reading) {
                tallies.found(finding);
            }
        }
        // A request that repeats an access may be answered with that access's stamp.
        let first = case
            .accesses
            .recorded
            .iter()
            .filter(|access| access.was_answered && access.again.is_empty())
            .map(|access| access.operation);
        for (earlier, later) in decreasing(first.collect()) {
            tallies.found(
                Finding::new(
                    CLK_2,
                    Some(case.key.child),
                    "an access is stamped before one that was over when it began",
                )
                .operation(earlier, stamp_of(earlier))
                .operation(later, stamp_of(later)),
            );
        }
    }
}

/// What a tenant's stamps say about its clock and the client's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockSanity {
    /// The Spine's clock was ahead of the client's knowledge of it by between so many milliseconds and so many.
    Skew {
        /// At least; negative where it may have been behind.
        least_ms: i64,
        /// At most.
        most_ms: i64,
    },
    /// No single offset explains all stamps: a clock stepped.
    Stepped,
    /// No answer was stamped.
    NoStamps,
}

/// Intersects the offsets that each stamped answer allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ClockBounds {
    /// The least and the most, in milliseconds.
    bounds: Option<(i64, i64)>,
}

impl ClockBounds {
    /// Takes an operation; only stamped answers say something.
    pub fn take(&mut self, operation: &Operation) {
        let (Some(stamp), Some(_)) = (operation.stamp, operation.answered) else {
            return;
        };
        let least = stamp.millis() - operation.v_ret.millis();
        let most = stamp.millis() - operation.v_inv.millis();
        let known = self.bounds.unwrap_or((least, most));
        self.bounds = Some((known.0.max(least), known.1.min(most)));
    }

    /// What they say together.
    pub const fn sanity(self) -> ClockSanity {
        match self.bounds {
            None => ClockSanity::NoStamps,
            Some((least_ms, most_ms)) if least_ms <= most_ms => {
                ClockSanity::Skew { least_ms, most_ms }
            }
            Some(_) => ClockSanity::Stepped,
        }
    }
}

/// What the stamps of a history say about its clocks.
pub fn clock_sanity<'a>(history: impl IntoIterator<Item = &'a Operation>) -> ClockSanity {
    let mut bounds = ClockBounds::default();
    for operation in history {
        bounds.take(operation);
    }
    bounds.sanity()
}

/// CLK-2: the instant is taken while the request is served.
fn outside(operation: &Operation, reading: &Reading) -> Option<Finding> {
    let stamp = operation.stamp?;
    let from = operation.v_inv.millis() - reading.tolerance_ms;
    let to = operation.v_ret.millis() + reading.tolerance_ms;
    let repeats = operation.access.is_some() && operation.trace.is_some() && stamp.millis() < from;
    if operation.answered.is_none()
        || (from..=to).contains(&stamp.millis())
        || (repeats && from - stamp.millis() < reading.merge_ms + reading.tolerance_ms)
    {
        return None;
    }
    Some(
        Finding::new(CLK_2, operation.child, "a stamp lies outside its request")
            .operation(operation, stamp_of(operation))
            .note(
                "Required",
                format!("between {} and {}", operation.v_inv, operation.v_ret),
            ),
    )
}

/// The stamped operations whose stamp lies before the stamp of one that was over when they were sent, each with that one.
fn decreasing(mut operations: Vec<&Operation>) -> Vec<(&Operation, &Operation)> {
    operations.retain(|operation| operation.stamp.is_some() && operation.answered.is_some());
    let mut by_end = operations.clone();
    operations.sort_unstable_by_key(|operation| (operation.sent, operation.number));
    by_end.sort_unstable_by_key(|operation| (operation.ended(), operation.number));
    let mut over = by_end.into_iter().peekable();
    let mut greatest: Option<(Timestamp, &Operation)> = None;
    let mut found = Vec::new();
    for later in operations {
        let sent: Moment = later.sent;
        while let Some(earlier) = over.next_if(|earlier| earlier.ended() < sent) {
            if let Some(stamp) = earlier.stamp
                && greatest.is_none_or(|(known, _)| known < stamp)
            {
                greatest = Some((stamp, earlier));
            }
        }
        if let (Some((most, earlier)), Some(stamp)) = (greatest, later.stamp)
            && stamp < most
        {
            found.push((earlier, later));
        }
    }
    found
}

/// The stamp of an operation, in words.
pub(super) fn stamp_of(operation: &Operation) -> String {
    operation.stamp.map_or_else(
        || "without stamp".to_owned(),
        |stamp| format!("stamped {stamp}"),
    )
}

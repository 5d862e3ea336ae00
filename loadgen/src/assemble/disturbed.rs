//! What disturbed a run: what its own scenario did, with the times, and what else was found on the Spine.

use super::millis;
use crate::executed::Executed;
use crate::scenario::Scenario;
use crate::schedule::Nemesis;
use core::time::Duration;
use reports::{Stretch, Switch};

/// So many times of one fault are kept; what comes every second for a night has more than anybody reads.
const SPANS_MAX: usize = 1_000;

/// Every fault of a run, those of the scenario first, in its order.
pub(super) fn faults(scenario: &Scenario, executed: &Executed) -> Vec<Switch> {
    // A run may end before its arrivals do.
    let end = scenario.duration.min(executed.duration);
    let own = scenario.faults.iter().map(|fault| {
        let spans = Nemesis::spans(fault, scenario.duration);
        let spans = spans.take_while(|(from, _)| *from < end).take(SPANS_MAX);
        Switch {
            id: fault.what.word().to_owned(),
            text: fault.what.text(),
            spans: spans.map(|span| stretch(span, end)).collect(),
        }
    });
    // One that never began disturbed nothing.
    let own = own.filter(|fault| !fault.spans.is_empty());
    own.chain(switches(&executed.faults)).collect()
}

fn stretch((from, to): (Duration, Duration), end: Duration) -> Stretch {
    Stretch {
        from_ms: millis(from),
        to_ms: millis(to.min(end)),
    }
}

/// What was found on when the run began or ended.
pub(super) fn switches(on: &[(String, String)]) -> impl Iterator<Item = Switch> + '_ {
    on.iter().map(|(id, text)| Switch {
        id: id.clone(),
        text: text.clone(),
        spans: Vec::new(),
    })
}

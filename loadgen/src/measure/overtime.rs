use super::{Distribution, Figures, OutcomeCounts, response_us};
use crate::history::Operation;

/// The operations that fell due in one stretch of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Where it begins, in seconds from the start of the run.
    pub from_s: u64,
    /// Where it ends, exclusive.
    pub to_s: u64,
    /// What became of them.
    pub outcomes: OutcomeCounts,
    /// Their response times.
    pub response: Option<Figures>,
}

const NANOS: u64 = 1_000_000_000;

/// No run has more stretches; one of more than an hour has longer ones than seconds.
const STRETCHES_MAX: u64 = 3_600;

/// Second by second, from the beginning of the run to the last operation due, without gap; `load` is sorted by when it fell due.
pub(super) fn stretches(load: &[&Operation]) -> Vec<Stretch> {
    let last = load.last().map_or(0, |last| last.due.nanos() / NANOS);
    let width = 1 + last / STRETCHES_MAX;
    let place = |operation: &Operation| operation.due.nanos() / NANOS / width;
    let stretch = |place: u64| Stretch {
        from_s: place * width,
        to_s: (place + 1) * width,
        outcomes: OutcomeCounts::default(),
        response: None,
    };
    let mut all: Vec<Stretch> = Vec::new();
    let mut next = 0;
    let mut times = Distribution::coarse();
    for together in load.chunk_by(|one, other| place(one) == place(other)) {
        let here = together.first().map_or(next, |first| place(first));
        all.extend((next..here).map(stretch));
        next = here + 1;
        let mut filled = stretch(here);
        times.clear();
        for operation in together {
            filled.outcomes.take(&operation.outcome);
            if let Some(us) = response_us(operation) {
                times.take(us);
            }
        }
        filled.response = times.figures();
        all.push(filled);
    }
    all
}

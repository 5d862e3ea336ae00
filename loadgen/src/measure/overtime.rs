use super::{Distribution, Figures, OutcomeCounts, response_us};
use crate::history::Operation;

/// The operations that fell due in one second of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Second {
    /// Which second, from 0.
    pub number: u64,
    /// What became of them.
    pub outcomes: OutcomeCounts,
    /// Their response times.
    pub response: Option<Figures>,
}

const NANOS: u64 = 1_000_000_000;

/// The longest silence that is shown second by second; a longer one would be a mistake of the moments.
const SILENCE_MAX: u64 = 100_000;

/// Second by second, from the beginning of the run to the last operation due; `load` is sorted by when it fell due.
pub fn seconds(load: &[&Operation]) -> Vec<Second> {
    let mut seconds: Vec<Second> = Vec::new();
    let mut times = Distribution::coarse();
    for together in load.chunk_by(|one, next| second(one) == second(next)) {
        let Some(number) = together.first().map(|first| second(first)) else {
            continue;
        };
        let next = seconds.last().map_or(0, |last| last.number + 1);
        let silent = next.max(number.saturating_sub(SILENCE_MAX))..number;
        seconds.extend(silent.map(|number| Second {
            number,
            outcomes: OutcomeCounts::default(),
            response: None,
        }));
        let mut outcomes = OutcomeCounts::default();
        times.clear();
        for operation in together {
            outcomes.take(&operation.outcome);
            if let Some(us) = response_us(operation) {
                times.take(us);
            }
        }
        seconds.push(Second {
            number,
            outcomes,
            response: times.figures(),
        });
    }
    seconds
}

fn second(operation: &Operation) -> u64 {
    operation.due.nanos() / NANOS
}

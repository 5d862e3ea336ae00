use super::{Distribution, Figures, OutcomeCounts, response_us};
use crate::history::Operation;
use reports::Spread;

/// The operations that fell due in one stretch of the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Where it begins, in seconds from the start of the run.
    pub from_s: u64,
    /// Where it ends, exclusive.
    pub to_s: u64,
    /// What became of them.
    pub outcomes: OutcomeCounts,
    /// Their response times.
    pub response: Option<Figures>,
    /// How many of them took how long.
    pub spread: Option<Spread>,
}

/// The run stretch by stretch, in memory that does not grow with its length.
#[derive(Clone, Debug)]
pub(super) struct OverTime {
    /// Seconds of each.
    width: u64,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, Default)]
struct Part {
    outcomes: OutcomeCounts,
    response: Option<Distribution>,
}

const NANOS: u64 = 1_000_000_000;

/// No run has more stretches; one of more than ten minutes has longer ones than seconds.
const PARTS_MAX: u64 = 600;

impl Default for OverTime {
    fn default() -> Self {
        Self {
            width: 1,
            parts: Vec::new(),
        }
    }
}

impl OverTime {
    /// Counts an operation in the stretch in which it fell due.
    pub(super) fn take(&mut self, operation: &Operation) {
        let second = operation.due.nanos() / NANOS;
        while second / self.width >= PARTS_MAX {
            self.widen();
        }
        let part = self.part(second / self.width);
        part.outcomes.take(&operation.outcome);
        if let Some(us) = response_us(operation) {
            part.response().take(us);
        }
    }

    /// Counts those of another as well.
    pub(super) fn add(&mut self, other: &Self) {
        while self.width < other.width {
            self.widen();
        }
        let mut from = 0;
        for other_part in &other.parts {
            self.part(from / self.width).add(other_part);
            from += other.width;
        }
    }

    /// The stretches, from the beginning of the run to the last operation due, without gap.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        let starts = (0..).step_by(usize::try_from(self.width).unwrap_or(usize::MAX));
        let parts = self.parts.iter().zip(starts);
        let stretches = parts.map(|(part, from_s)| Stretch {
            from_s,
            to_s: from_s + self.width,
            outcomes: part.outcomes,
            response: part.response.as_ref().and_then(Distribution::figures),
            spread: part
                .response
                .as_ref()
                .and_then(|all| Spread::of(all.counts())),
        });
        stretches.collect()
    }

    fn part(&mut self, place: u64) -> &mut Part {
        let place = usize::try_from(place).unwrap_or(0);
        if self.parts.len() <= place {
            self.parts.resize_with(place + 1, Part::default);
        }
        // It was made above.
        #[expect(clippy::indexing_slicing, reason = "the line above makes the place")]
        &mut self.parts[place]
    }

    /// Two stretches become one.
    fn widen(&mut self) {
        self.width *= 2;
        let mut parts = std::mem::take(&mut self.parts).into_iter();
        while let Some(mut part) = parts.next() {
            if let Some(other) = parts.next() {
                part.add(&other);
            }
            self.parts.push(part);
        }
    }
}

impl Part {
    fn add(&mut self, other: &Self) {
        self.outcomes.add(other.outcomes);
        if let Some(response) = &other.response {
            self.response().add(response);
        }
    }

    fn response(&mut self) -> &mut Distribution {
        self.response.get_or_insert_with(Distribution::coarse)
    }
}

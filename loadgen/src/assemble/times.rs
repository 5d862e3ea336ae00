//! Outcomes and times in the form of the reports.

use crate::measure::{
    Distribution, Figures, Measures, OutcomeCounts, OutcomeKind, StepMeasures, Tally,
};
use reports::{
    Bucket, BucketResponse, Curves, OutcomeRecord, Outcomes, PercentilePoint, SentOutcome,
    StepRecord, Summary, Times, WarmUp,
};
use std::collections::BTreeMap;

pub(super) const fn outcomes(counts: OutcomeCounts) -> Outcomes {
    Outcomes {
        answered: counts.answered,
        refused: counts.refused,
        unknown: counts.unknown,
        not_sent: counts.not_sent,
    }
}

pub(super) fn times(tally: &Tally) -> Times {
    let summary = |all: &Distribution| all.figures().map(summary);
    Times {
        lateness: summary(&tally.lateness),
        service: summary(&tally.service),
        response: summary(&tally.response),
    }
}

/// The beginning of a run that warmed up.
pub(super) fn warm_up(measures: &Measures) -> Option<WarmUp> {
    let until_ms = measures.since.nanos() / 1_000_000;
    (until_ms > 0).then(|| WarmUp {
        until_ms,
        outcomes: outcomes(measures.warm_up.outcomes),
        times: times(&measures.warm_up),
    })
}

pub(super) fn curves(tally: &Tally) -> Curves {
    Curves {
        lateness: curve(&tally.lateness),
        service: curve(&tally.service),
        response: curve(&tally.response),
    }
}

/// Each step in each care setting, the steps of the scripts before those of the probes.
pub(super) fn steps(measures: &Measures) -> Vec<StepRecord> {
    let mut steps: Vec<_> = measures
        .steps()
        .into_iter()
        .map(|one| {
            let setting = one.setting.map(|setting| setting.to_string());
            step(&one.step, setting, &Parts::of(one))
        })
        .collect();
    steps.sort_by_key(|one| is_probe(&one.step));
    steps
}

/// Each step, its care settings together, in the same order.
pub(super) fn by_step(measures: &Measures) -> Vec<StepRecord> {
    let mut sums: Vec<(&str, Parts)> = Vec::new();
    for one in measures.steps() {
        let name: &str = &one.step;
        match sums.iter_mut().find(|(step, _)| *step == name) {
            Some((_, sum)) => sum.add(one),
            None => sums.push((name, Parts::of(one))),
        }
    }
    sums.sort_by_key(|(name, _)| is_probe(name));
    sums.iter()
        .map(|(name, sum)| step(name, None, sum))
        .collect()
}

/// All operations by outcome.
pub(super) fn by_outcome(measures: &Measures) -> Vec<OutcomeRecord> {
    let mut all = Parts::default();
    for one in measures.steps() {
        all.add(one);
    }
    all.told()
}

fn is_probe(step: &str) -> bool {
    step.starts_with("probe ")
}

/// Operations together, and by outcome.
#[derive(Default)]
struct Parts {
    all: Option<Tally>,
    by_outcome: BTreeMap<OutcomeKind, Tally>,
}

impl Parts {
    fn of(step: &StepMeasures) -> Self {
        let mut parts = Self::default();
        parts.add(step);
        parts
    }

    fn add(&mut self, step: &StepMeasures) {
        match &mut self.all {
            Some(all) => all.add(&step.tally()),
            None => self.all = Some(step.tally()),
        }
        for (kind, tally) in step.by_outcome() {
            match self.by_outcome.get_mut(&kind) {
                Some(sum) => sum.add(tally),
                None => drop(self.by_outcome.insert(kind, tally.clone())),
            }
        }
    }

    /// The outcomes, where they say more than all together do.
    fn told(&self) -> Vec<OutcomeRecord> {
        let sent = self.by_outcome.iter();
        let sent = sent.filter_map(|(kind, tally)| Some((sent_outcome(*kind)?, tally)));
        let records = sent.map(|(outcome, tally)| OutcomeRecord {
            outcome,
            count: tally.outcomes.due(),
            times: times(tally),
        });
        let records: Vec<_> = records.collect();
        match records.as_slice() {
            [] => Vec::new(),
            // The times of unknown operations are in no other figure.
            [one] if one.outcome != SentOutcome::Unknown || one.times.response.is_none() => {
                Vec::new()
            }
            _ => records,
        }
    }
}

/// What became of an operation that was sent.
const fn sent_outcome(kind: OutcomeKind) -> Option<SentOutcome> {
    match kind {
        OutcomeKind::Answered => Some(SentOutcome::Answered),
        OutcomeKind::Refused => Some(SentOutcome::Refused),
        OutcomeKind::Unknown => Some(SentOutcome::Unknown),
        OutcomeKind::NotSent => None,
    }
}

fn step(name: &str, setting: Option<String>, parts: &Parts) -> StepRecord {
    let all = parts.all.as_ref();
    StepRecord {
        step: name.to_owned(),
        setting,
        outcomes: all.map_or_else(Outcomes::default, |all| outcomes(all.outcomes)),
        times: all.map_or_else(Times::default, times),
        by_outcome: parts.told(),
    }
}

pub(super) fn over_time(measures: &Measures) -> Vec<Bucket> {
    let bucket = |stretch: &crate::measure::Stretch| Bucket {
        from_ms: stretch.from_s * 1_000,
        to_ms: stretch.to_s * 1_000,
        outcomes: outcomes(stretch.outcomes),
        response: stretch.response.map(|times| BucketResponse {
            p50_us: times.p50,
            p90_us: times.p90,
            p99_us: times.p99,
            max_us: times.max,
        }),
        spread: stretch.spread.clone(),
    };
    measures.stretches().iter().map(bucket).collect()
}

const fn summary(figures: Figures) -> Summary {
    Summary {
        count: figures.count,
        min_us: figures.min,
        mean_us: figures.mean,
        p50_us: figures.p50,
        p90_us: figures.p90,
        p95_us: figures.p95,
        p99_us: figures.p99,
        p999_us: figures.p999,
        max_us: figures.max,
    }
}

fn curve(all: &Distribution) -> Vec<PercentilePoint> {
    let point = |(percentile, us)| PercentilePoint { percentile, us };
    all.curve().into_iter().map(point).collect()
}

//! Outcomes and times in the form of the reports.

use crate::measure::{Distribution, Figures, Measures, OutcomeCounts, Tally};
use reports::{
    Bucket, BucketResponse, Curves, Outcomes, PercentilePoint, StepRecord, Summary, Times, WarmUp,
};

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
        .iter()
        .map(|one| {
            let setting = one.setting.map(|setting| setting.to_string());
            step(&one.step, setting, &one.tally)
        })
        .collect();
    steps.sort_by_key(|one| is_probe(&one.step));
    steps
}

/// Each step, its care settings together, in the same order.
pub(super) fn by_step(measures: &Measures) -> Vec<StepRecord> {
    let mut sums: Vec<(&str, Tally)> = Vec::new();
    for one in measures.steps() {
        let name: &str = &one.step;
        match sums.iter_mut().find(|(step, _)| *step == name) {
            Some((_, sum)) => sum.add(&one.tally),
            None => sums.push((name, one.tally.clone())),
        }
    }
    sums.sort_by_key(|(name, _)| is_probe(name));
    sums.iter()
        .map(|(name, sum)| step(name, None, sum))
        .collect()
}

fn is_probe(step: &str) -> bool {
    step.starts_with("probe ")
}

fn step(name: &str, setting: Option<String>, tally: &Tally) -> StepRecord {
    StepRecord {
        step: name.to_owned(),
        setting,
        outcomes: outcomes(tally.outcomes),
        times: times(tally),
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

//! The tables behind the charts.

use crate::chart::outcomes::by_step;
use crate::record::{Outcomes, RunRecord, StepRecord, Summary, Times};
use crate::words;

/// One row of the table of outcomes.
#[derive(Debug)]
pub(super) struct OutcomeRow<'a> {
    pub(super) class: &'static str,
    pub(super) step: &'a str,
    pub(super) setting: &'a str,
    pub(super) counts: [String; 5],
}

/// All operations, then every step, and below a step its settings where it has several.
pub(super) fn outcomes(record: &RunRecord) -> Vec<OutcomeRow<'_>> {
    let mut rows = vec![outcome("total", "All operations", "", &record.outcomes)];
    for (name, sum) in by_step(&record.steps) {
        let parts: Vec<_> = record
            .steps
            .iter()
            .filter(|part| part.step == name)
            .collect();
        match parts.as_slice() {
            [only] => rows.push(outcome("step", name, setting(only), &sum)),
            several => {
                rows.push(outcome("step", name, "all", &sum));
                rows.extend(
                    several
                        .iter()
                        .map(|p| outcome("part", "", setting(p), &p.outcomes)),
                );
            }
        }
    }
    rows
}

fn setting(step: &StepRecord) -> &str {
    step.setting.as_deref().unwrap_or(words::NOTHING)
}

fn outcome<'a>(
    class: &'static str,
    step: &'a str,
    setting: &'a str,
    o: &Outcomes,
) -> OutcomeRow<'a> {
    let counts = [o.due(), o.answered, o.refused, o.unknown, o.not_sent].map(words::count);
    OutcomeRow {
        class,
        step,
        setting,
        counts,
    }
}

/// One kind of time, for all operations and by step.
#[derive(Debug)]
pub(super) struct TimeTable<'a> {
    pub(super) caption: &'static str,
    /// The response time is what users feel: it stands open, the other two are folded.
    pub(super) open: bool,
    pub(super) rows: Vec<TimeRow<'a>>,
}

/// One row of such a table.
#[derive(Debug)]
pub(super) struct TimeRow<'a> {
    pub(super) class: &'static str,
    pub(super) step: &'a str,
    pub(super) setting: &'a str,
    pub(super) cells: [String; 9],
}

type Pick = fn(&Times) -> Option<Summary>;

/// Response time, service time, lateness; none of them when nothing was measured.
pub(super) fn time_tables(record: &RunRecord) -> Vec<TimeTable<'_>> {
    let kinds: [(&str, Pick); 3] = [
        ("Response time, from due to answered", |t| t.response),
        ("Service time, from sent to answered", |t| t.service),
        ("Lateness of the generator, from due to sent", |t| {
            t.lateness
        }),
    ];
    let table = |(i, (caption, pick)): (usize, (&'static str, Pick))| {
        let total = row("total", "All operations", "", pick(&record.times)?);
        let step = |s| {
            let step: &StepRecord = s;
            Some(row("step", &step.step, setting(step), pick(&step.times)?))
        };
        let rows = std::iter::once(total).chain(record.steps.iter().filter_map(step));
        Some(TimeTable {
            caption,
            open: i == 0,
            rows: rows.collect(),
        })
    };
    kinds.into_iter().enumerate().filter_map(table).collect()
}

fn row<'a>(class: &'static str, step: &'a str, setting: &'a str, s: Summary) -> TimeRow<'a> {
    let [min, mean, p50, p90, p95, p99, p999, max] = [
        s.min_us, s.mean_us, s.p50_us, s.p90_us, s.p95_us, s.p99_us, s.p999_us, s.max_us,
    ]
    .map(words::duration);
    TimeRow {
        class,
        step,
        setting,
        cells: [
            words::count(s.count),
            min,
            mean,
            p50,
            p90,
            p95,
            p99,
            p999,
            max,
        ],
    }
}

//! The tables behind the charts.

use crate::chart::outcomes::by_step;
use crate::record::{Outcomes, RunRecord, StepRecord, Summary, Times};
use crate::words;

/// A table of figures: all operations first, then a row for each step.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) caption: &'static str,
    pub(super) heads: &'static [&'static str],
    /// What a reader needs stands open, the rest is folded.
    pub(super) open: bool,
    /// Whether each step has a row for each of its care settings. Such a table is too long for paper.
    pub(super) settings: bool,
    pub(super) rows: Vec<Row<'a>>,
}

/// One row of such a table.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) class: &'static str,
    pub(super) step: &'a str,
    pub(super) setting: &'a str,
    pub(super) cells: Vec<String>,
}

const OUTCOMES: &[&str] = &["Due", "Answered", "Refused", "Unknown", "Not sent"];
const TIMES: &[&str] = &[
    "Count", "Min", "Mean", "p50", "p90", "p95", "p99", "p99.9", "Max",
];

/// The outcomes by step, and by care setting where there are several.
pub(super) fn outcomes(record: &RunRecord) -> Vec<Table<'_>> {
    let sums = by_step(&record.steps);
    let several = record.steps.len() > sums.len();
    let sums = sums
        .into_iter()
        .map(|(step, sum)| row(step, words::NOTHING, counts(&sum)))
        .collect();
    let mut tables = vec![of_outcomes(record, "Outcomes by step", false, sums)];
    if several {
        let parts = record.steps.iter();
        let parts = parts.map(|part| row(&part.step, setting(part), counts(&part.outcomes)));
        let caption = "Outcomes by step and care setting";
        tables.push(of_outcomes(record, caption, true, parts.collect()));
    }
    tables
}

fn of_outcomes<'a>(
    record: &RunRecord,
    caption: &'static str,
    settings: bool,
    steps: Vec<Row<'a>>,
) -> Table<'a> {
    let all = total(counts(&record.outcomes));
    Table {
        caption,
        heads: OUTCOMES,
        open: false,
        settings,
        rows: std::iter::once(all).chain(steps).collect(),
    }
}

type Pick = fn(&Times) -> Option<Summary>;

/// Response time, service time, lateness; none of them when nothing was measured.
pub(super) fn times(record: &RunRecord) -> Vec<Table<'_>> {
    let response: Pick = |times| times.response;
    let added_up = !record.by_step.is_empty();
    let steps = if added_up {
        &record.by_step
    } else {
        &record.steps
    };
    let several = steps.iter().any(|step| step.setting.is_some());
    let mut tables: Vec<_> = [
        ("Response time by step, from due to answered", response),
        ("Service time by step, from sent to answered", |t| t.service),
        ("Lateness of the generator by step, from due to sent", |t| {
            t.lateness
        }),
    ]
    .into_iter()
    .filter_map(|(caption, pick)| of_times(record, caption, steps, pick, several))
    .collect();
    if let Some(first) = tables.first_mut() {
        first.open = true;
    }
    if added_up && record.steps.len() > record.by_step.len() {
        let caption = "Response time by step and care setting";
        tables.extend(of_times(record, caption, &record.steps, response, true));
    }
    tables
}

fn of_times<'a>(
    record: &RunRecord,
    caption: &'static str,
    steps: &'a [StepRecord],
    pick: Pick,
    settings: bool,
) -> Option<Table<'a>> {
    let all = total(summary(pick(&record.times)?));
    let step =
        |step: &'a StepRecord| Some(row(&step.step, setting(step), summary(pick(&step.times)?)));
    Some(Table {
        caption,
        heads: TIMES,
        open: false,
        settings,
        rows: std::iter::once(all)
            .chain(steps.iter().filter_map(step))
            .collect(),
    })
}

fn total(cells: Vec<String>) -> Row<'static> {
    Row {
        class: "total",
        ..row("All operations", "", cells)
    }
}

fn row<'a>(step: &'a str, setting: &'a str, cells: Vec<String>) -> Row<'a> {
    Row {
        class: "step",
        step,
        setting,
        cells,
    }
}

fn setting(step: &StepRecord) -> &str {
    step.setting.as_deref().unwrap_or(words::NOTHING)
}

fn counts(o: &Outcomes) -> Vec<String> {
    [o.due(), o.answered, o.refused, o.unknown, o.not_sent]
        .map(words::count)
        .to_vec()
}

fn summary(s: Summary) -> Vec<String> {
    let times = [
        s.min_us, s.mean_us, s.p50_us, s.p90_us, s.p95_us, s.p99_us, s.p999_us, s.max_us,
    ];
    std::iter::once(words::count(s.count))
        .chain(times.map(words::duration))
        .collect()
}

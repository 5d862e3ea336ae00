//! The tables behind the charts.

use std::borrow::Cow;

use crate::chart::outcomes::by_step;
use crate::chart::over_time::condense;
use crate::chart::server;
use crate::record::{
    Bucket, OutcomeRecord, Outcomes, RunRecord, SentOutcome, ServerMetric, StepRecord, Summary,
    Times,
};
use crate::words;

/// A table of figures: all operations first, then a row for each step.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) caption: &'static str,
    /// What the first column has.
    pub(super) of: &'static str,
    pub(super) heads: &'static [&'static str],
    /// What a reader needs stands open, the rest is folded.
    pub(super) open: bool,
    /// Whether each step has a row for each of its care settings. Such a table is too long for paper.
    pub(super) settings: bool,
    pub(super) rows: Vec<Row<'a>>,
}

/// One row of such a table: of all operations (`total`), of a step, or of one outcome of the row above (`part`).
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) class: &'static str,
    pub(super) step: Cow<'a, str>,
    pub(super) setting: &'a str,
    pub(super) cells: Vec<String>,
}

const OUTCOMES: &[&str] = &["Due", "Answered", "Refused", "Unknown", "Not sent"];
const TIMES: &[&str] = &[
    "Count", "p50", "p90", "p95", "p99", "p99.9", "Max", "Mean", "Min",
];

/// The outcomes by step, and by care setting where there are several; none of a run without steps.
pub(super) fn outcomes(record: &RunRecord) -> Vec<Table<'_>> {
    if record.steps.is_empty() {
        return Vec::new();
    }
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
        of: "Step",
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
    let steps = steps.iter().flat_map(|step| of_step(step, pick));
    let rows = std::iter::once(all)
        .chain(by_outcome(&record.by_outcome, pick))
        .chain(steps);
    Some(Table {
        caption,
        of: "Step",
        heads: TIMES,
        open: false,
        settings,
        rows: rows.collect(),
    })
}

/// The row of a step, and one for each of its outcomes where there were several; none where nothing was measured.
fn of_step(step: &StepRecord, pick: Pick) -> Vec<Row<'_>> {
    let outcomes = by_outcome(&step.by_outcome, pick);
    let cells = match pick(&step.times) {
        Some(times) => summary(times),
        None if outcomes.is_empty() => return Vec::new(),
        None => TIMES.iter().map(|_| words::NOTHING.to_owned()).collect(),
    };
    let step = row(&step.step, setting(step), cells);
    std::iter::once(step).chain(outcomes).collect()
}

/// The rows of the outcomes, where they say more than the row above them.
fn by_outcome(outcomes: &[OutcomeRecord], pick: Pick) -> Vec<Row<'static>> {
    let times = outcomes
        .iter()
        .filter_map(|one| Some((one.outcome, pick(&one.times)?)));
    let times: Vec<_> = times.collect();
    if let [(SentOutcome::Answered | SentOutcome::Refused, _)] = times.as_slice() {
        return Vec::new();
    }
    let row = |(outcome, times): (SentOutcome, Summary)| Row {
        class: "part",
        ..row(outcome.name(), "", summary(times))
    };
    times.into_iter().map(row).collect()
}

/// Whether some rows are told apart by outcome.
pub(super) fn tell_outcomes(tables: &[Table<'_>]) -> bool {
    let mut rows = tables.iter().flat_map(|table| &table.rows);
    rows.any(|row| row.class == "part")
}

/// The response times over time: a picture is not for everybody. Nothing where nothing was answered.
pub(super) fn over_time(buckets: &[Bucket]) -> Option<Table<'static>> {
    const STRETCHES: usize = 12;
    let stretches = condense(buckets, STRETCHES);
    if stretches.iter().all(|one| one.response.is_none()) {
        return None;
    }
    let row = |one: &Bucket| {
        let [from, to] = [one.from_ms, one.to_ms].map(|ms| words::length(ms.saturating_mul(1_000)));
        let times = one
            .response
            .map(|t| [t.p50_us, t.p90_us, t.p99_us, t.max_us]);
        let times = times.map(|times| times.map(words::duration));
        let times = times.unwrap_or_else(|| [words::NOTHING; 4].map(str::to_owned));
        Row {
            class: "step",
            step: format!("{from} to {to}").into(),
            setting: "",
            cells: std::iter::once(words::count(one.outcomes.due()))
                .chain(times)
                .collect(),
        }
    };
    Some(Table {
        caption: "Response time over time, in figures",
        of: "From the start of the run",
        heads: &["Due", "p50", "p90", "p99", "Longest"],
        open: false,
        settings: false,
        rows: stretches.iter().map(row).collect(),
    })
}

/// What the Spine counted up; nothing where it told of nothing that it counts.
pub(super) fn grown(metrics: &[ServerMetric]) -> Option<Table<'_>> {
    let row = |metric: &'_ ServerMetric| {
        let growth = metric
            .growth
            .as_ref()
            .filter(|growth| growth.value.is_finite())?;
        let value = format!("{} {}", server::figure(growth.value), growth.unit);
        Some(Row {
            class: if metric.readings.is_empty() {
                "part"
            } else {
                "step"
            },
            step: metric.label.clone().into(),
            setting: "",
            cells: vec![value.trim_end().to_owned()],
        })
    };
    let rows: Vec<_> = metrics.iter().filter_map(row).collect();
    (!rows.is_empty()).then_some(Table {
        caption: "What it counted while the load was on",
        of: "Counted",
        heads: &["In all"],
        open: true,
        settings: false,
        rows,
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
        step: step.into(),
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
        s.p50_us, s.p90_us, s.p95_us, s.p99_us, s.p999_us, s.max_us, s.mean_us, s.min_us,
    ];
    std::iter::once(words::count(s.count))
        .chain(times.map(words::duration))
        .collect()
}

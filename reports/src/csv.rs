//! The figures as a table for spreadsheets and notebooks.

use crate::record::{
    Bucket, OutcomeRecord, Outcomes, RunRecord, SentOutcome, ServerMetric, Summary, Times,
};

const TIMES: [&str; 9] = [
    "count", "min", "mean", "p50", "p90", "p95", "p99", "p999", "max",
];
const KINDS: [&str; 3] = ["response", "service", "lateness"];

/// The figures of a run as RFC 4180 text, but for its line ends, which are those of Unix, with one header line and seven kinds of rows, told apart by the column `row`.
///
/// | `row` | one for | filled besides the outcomes |
/// | --- | --- | --- |
/// | `total` | the run | `from_ms`, `to_ms`, every time |
/// | `warm_up` | the beginning, where it is measured apart | `from_ms`, `to_ms`, every time |
/// | `step` | a step in a care setting | `step`, `setting`, every time |
/// | `outcome` | an outcome of a step in a care setting, or of all operations, where there were several | `step`, `setting`, `outcome`, every time |
/// | `bucket` | a stretch of the run | `from_ms`, `to_ms`, `response_p50_us`, `…_p90_us`, `…_p99_us`, `…_max_us` |
/// | `server` | a reading of a figure of the Spine | `from_ms`, `to_ms`: when; `metric`, `unit`, `value` |
/// | `server_growth` | a figure that the Spine counts up | `metric`, `unit`, `value`: by how much while the load was on |
///
/// Times are microseconds, as their columns say; counts are operations. What does not apply or was not measured is empty. A
/// name that a spreadsheet would take for a formula is preceded by an apostrophe.
pub fn csv(record: &RunRecord) -> String {
    let mut rows = vec![header()];
    let warm_ms = record.warm_up.as_ref().map_or(0, |warm| warm.until_ms);
    let span = [warm_ms, record.duration_ms.max(warm_ms)].map(|ms| ms.to_string());
    rows.push(row(
        "total",
        &span,
        ["", ""],
        &record.outcomes,
        all_times(&record.times),
    ));
    if let Some(warm) = &record.warm_up {
        let span = [0, warm.until_ms].map(|ms| ms.to_string());
        let times = all_times(&warm.times);
        rows.push(row("warm_up", &span, ["", ""], &warm.outcomes, times));
    }
    let of_all = record.by_outcome.iter();
    rows.extend(of_all.map(|one| outcome(one, ["", ""])));
    for step in &record.steps {
        let names = [
            step.step.as_str(),
            step.setting.as_deref().unwrap_or_default(),
        ];
        rows.push(row(
            "step",
            &NO_SPAN,
            names,
            &step.outcomes,
            all_times(&step.times),
        ));
        rows.extend(step.by_outcome.iter().map(|one| outcome(one, names)));
    }
    for bucket in &record.over_time {
        let span = [bucket.from_ms, bucket.to_ms].map(|ms| ms.to_string());
        rows.push(row(
            "bucket",
            &span,
            ["", ""],
            &bucket.outcomes,
            bucket_times(bucket),
        ));
    }
    rows.extend(record.server.iter().flat_map(of_server));
    text(&rows)
}

type Row = Vec<String>;

const NO_SPAN: [String; 2] = [const { String::new() }; 2];
/// What came later stands last, so that what is found by its place is still found there.
const LATER: [&str; 4] = ["outcome", "metric", "unit", "value"];

fn header() -> Row {
    let names = "row,from_ms,to_ms,step,setting,due,answered,refused,unknown,not_sent";
    let times = KINDS.iter().flat_map(|kind| {
        TIMES.iter().map(move |time| match *time {
            "count" => format!("{kind}_count"),
            time => format!("{kind}_{time}_us"),
        })
    });
    let names = names.split(',').map(str::to_owned);
    names.chain(times).chain(LATER.map(str::to_owned)).collect()
}

fn row(kind: &str, span: &[String; 2], names: [&str; 2], o: &Outcomes, times: Row) -> Row {
    let mut row = vec![kind.to_owned()];
    row.extend_from_slice(span);
    row.extend(names.map(harmless));
    row.extend([o.due(), o.answered, o.refused, o.unknown, o.not_sent].map(|n| n.to_string()));
    row.extend(times);
    row.extend(LATER.map(|_| String::new()));
    row
}

fn outcome(one: &OutcomeRecord, names: [&str; 2]) -> Row {
    let count = |of: SentOutcome| if one.outcome == of { one.count } else { 0 };
    let outcomes = Outcomes {
        answered: count(SentOutcome::Answered),
        refused: count(SentOutcome::Refused),
        unknown: count(SentOutcome::Unknown),
        not_sent: 0,
    };
    let times = all_times(&one.times);
    let mut row = row("outcome", &NO_SPAN, names, &outcomes, times);
    set_later(&mut row, [one.outcome.name(), "", "", ""]);
    row
}

/// A figure of the Spine; the columns about operations say nothing there.
fn server(kind: &str, at: Option<u64>, metric: &str, unit: &str, value: f64) -> Row {
    let empty = header().len();
    let mut row = vec![String::new(); empty];
    let at = at.map(|ms| ms.to_string()).unwrap_or_default();
    let first = [kind.to_owned(), at.clone(), at];
    for (cell, text) in row.iter_mut().zip(first) {
        *cell = text;
    }
    set_later(
        &mut row,
        ["", &harmless(metric), &harmless(unit), &value.to_string()],
    );
    row
}

fn set_later(row: &mut Row, cells: [&str; LATER.len()]) {
    for (cell, text) in row.iter_mut().rev().zip(cells.into_iter().rev()) {
        text.clone_into(cell);
    }
}

fn of_server(metric: &ServerMetric) -> Vec<Row> {
    let ServerMetric {
        label,
        unit,
        readings,
        growth,
    } = metric;
    let finite = readings.iter().filter(|one| one.value.is_finite());
    let read = finite.map(|one| server("server", Some(one.at_ms), label, unit, one.value));
    let growth = growth.iter().filter(|growth| growth.value.is_finite());
    let grown = growth.map(|one| server("server_growth", None, label, &one.unit, one.value));
    read.chain(grown).collect()
}

fn harmless(name: &str) -> String {
    let formula = name.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula {
        format!("'{name}")
    } else {
        name.to_owned()
    }
}

fn all_times(times: &Times) -> Row {
    [times.response, times.service, times.lateness]
        .into_iter()
        .flat_map(cells)
        .collect()
}

fn cells(summary: Option<Summary>) -> [String; 9] {
    summary.map_or_else(Default::default, |s| {
        [
            s.count, s.min_us, s.mean_us, s.p50_us, s.p90_us, s.p95_us, s.p99_us, s.p999_us,
            s.max_us,
        ]
        .map(|figure| figure.to_string())
    })
}

fn bucket_times(bucket: &Bucket) -> Row {
    let time = |name: &str| {
        let response = bucket.response?;
        match name {
            "p50" => Some(response.p50_us),
            "p90" => Some(response.p90_us),
            "p99" => Some(response.p99_us),
            "max" => Some(response.max_us),
            _ => None,
        }
    };
    let response = TIMES
        .iter()
        .map(|name| time(name).map_or(String::new(), |us| us.to_string()));
    let others = (1..KINDS.len()).flat_map(|_| TIMES.map(|_| String::new()));
    response.chain(others).collect()
}

fn text(rows: &[Row]) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot go wrong, and every row is as long as the header.
    let _ = rows.iter().try_for_each(|row| writer.write_record(row));
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

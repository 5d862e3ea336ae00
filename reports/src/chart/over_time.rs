//! Response times and throughput while the run went on.

use super::axis::{Axis, Scale};
use super::moments::Moments;
use super::path::Place;
use super::{Chart, Figure, Frame, Key, Layout, Shape, path, ticks};
use crate::convert::real;
use crate::record::{Bucket, BucketResponse, Outcomes};
use crate::words;

/// The bands of response times; `None` when no operation was answered.
pub(crate) fn response(buckets: &[Bucket], moments: Moments<'_>) -> Option<Figure> {
    let times = || buckets.iter().filter_map(|bucket| bucket.response);
    let low = times().map(|t| t.p50_us).min()?;
    let high = times().map(|t| t.max_us.max(t.p99_us)).max()?;
    let limits = ticks::log_limits(real(low) / 2.0, real(high));
    let draw = |layout: Layout| {
        let (frame, columns) = (Frame::of(layout), condense(buckets, layout.columns()));
        let y = frame.y(Scale::Log, limits.0, limits.1);
        let place = (layout, frame);
        let (mut chart, x) = over_time("response", place, &columns, "response time", moments);
        chart.y_ticks = ticks::log(&y, limits);
        let floor = |_: BucketResponse| 0;
        for run in runs(&columns) {
            let mut band =
                |class, upper: fn(BucketResponse) -> u64, lower: fn(BucketResponse) -> u64| {
                    let [upper, lower] = [upper, lower].map(|of| trace(run, &x, &y, of));
                    chart.areas.push(Shape {
                        class,
                        path: path::area(&upper, &lower),
                    });
                };
            band("band-p99", |t| t.p99_us, |t| t.p90_us);
            band("band-p90", |t| t.p90_us, |t| t.p50_us);
            band("band-p50", |t| t.p50_us, floor);
            let classes = ["line-max", "line-p99", "line-p50"];
            let lines = classes.into_iter().zip(edges(run, &x, &y));
            chart
                .lines
                .extend(lines.map(|(class, path)| Shape { class, path }));
        }
        chart
    };
    let worst = times().map(|t| t.p99_us).max().unwrap_or_default();
    Some(Figure {
        title: "Response time while the run went on",
        description: format!(
            "Response time by the moment the operation was due. The worst 99th percentile of any stretch was {}, the longest \
             response {}.",
            words::duration(worst),
            words::duration(high)
        ),
        legend: legend(&[
            ("line-max", "longest"),
            ("band-p99", "up to p99"),
            ("band-p90", "up to p90"),
            ("band-p50", "up to p50"),
        ])
        .into_iter()
        .chain(moments.keys())
        .collect(),
        layouts: Layout::ALL.into_iter().map(draw).collect(),
    })
}

const OUTCOMES: [(&str, &str); 4] = [
    ("outcome-answered", "answered"),
    ("outcome-refused", "refused"),
    ("outcome-unknown", "unknown"),
    ("outcome-not-sent", "not sent"),
];

/// The four outcomes, with the classes that draw them.
pub(crate) fn by_outcome(o: &Outcomes) -> [(&'static str, u64); 4] {
    let [answered, refused, unknown, not_sent] = OUTCOMES.map(|(class, _)| class);
    [
        (answered, o.answered),
        (refused, o.refused),
        (unknown, o.unknown),
        (not_sent, o.not_sent),
    ]
}

/// The legend of the outcomes that occur.
pub(crate) fn outcome_legend(total: &Outcomes) -> Vec<Key> {
    let occurs = |i: usize| {
        by_outcome(total)
            .get(i)
            .is_some_and(|(_, count)| *count > 0)
    };
    let keys = OUTCOMES.into_iter().enumerate().filter(|(i, _)| occurs(*i));
    keys.map(|(_, (class, label))| Key {
        class,
        label: label.to_owned(),
    })
    .collect()
}

/// Operations due per second, stacked by outcome; `None` when none was due.
pub(crate) fn throughput(
    buckets: &[Bucket],
    total: &Outcomes,
    moments: Moments<'_>,
) -> Option<Figure> {
    if buckets.iter().all(|bucket| bucket.outcomes.due() == 0) {
        return None;
    }
    let draw = |layout: Layout| {
        let (frame, columns) = (Frame::of(layout), condense(buckets, layout.columns()));
        let high = columns
            .iter()
            .map(|c| rate(c, c.outcomes.due()))
            .fold(0.0, f64::max);
        let limit = ticks::linear_limit(high);
        let y = frame.y(Scale::Linear, 0.0, limit.0);
        let y_label = "operations per second";
        let place = (layout, frame);
        let (mut chart, x) = over_time("throughput", place, &columns, y_label, moments);
        chart.y_ticks = ticks::linear(&y, limit);
        for (i, (class, sum)) in by_outcome(total).into_iter().enumerate().rev() {
            if sum > 0 {
                let [upper, lower] = [i + 1, i].map(|parts| stairs(&columns, &x, &y, parts));
                chart.areas.push(Shape {
                    class,
                    path: path::area(&upper, &lower),
                });
            }
        }
        chart
    };
    Some(Figure {
        title: "Operations per second by outcome",
        description: format!(
            "Operations per second by the moment they were due, stacked by outcome. In all {} answered, {} refused, {} unknown, \
             {} not sent.",
            words::count(total.answered),
            words::count(total.refused),
            words::count(total.unknown),
            words::count(total.not_sent)
        ),
        legend: outcome_legend(total)
            .into_iter()
            .chain(moments.keys())
            .collect(),
        layouts: Layout::ALL.into_iter().map(draw).collect(),
    })
}

pub(super) fn legend(keys: &[(&'static str, &str)]) -> Vec<Key> {
    keys.iter()
        .map(|(class, label)| Key {
            class,
            label: (*label).to_owned(),
        })
        .collect()
}

/// A chart over the time of the run, still empty, and its horizontal axis.
pub(super) fn over_time(
    name: &str,
    (layout, frame): (Layout, Frame),
    columns: &[Bucket],
    y_label: &'static str,
    moments: Moments<'_>,
) -> (Chart, Axis) {
    let (from, to) = span(columns);
    let x = frame.x(Scale::Linear, from, to);
    let chart = Chart {
        id: format!("{name}-{}", layout.class()),
        layout,
        frame,
        x_label: "time from the start of the run",
        y_label,
        x_ticks: ticks::time(&x, span(columns), layout.labels(), |us| {
            words::length(us.unsigned_abs())
        }),
        y_ticks: Vec::new(),
        warm_up: moments.shade(&x, &frame),
        disturbed: moments.disturbed(&x, &frame),
        moments: moments.lines(&x, &frame),
        cells: None,
        areas: Vec::new(),
        lines: Vec::new(),
    };
    (chart, x)
}

/// From the beginning of the first bucket to the end of the last, in microseconds.
fn span(columns: &[Bucket]) -> (f64, f64) {
    let from = columns.first().map_or(0, |bucket| bucket.from_ms);
    let to = columns.last().map_or(0, |bucket| bucket.to_ms);
    (real(from) * 1e3, real(to) * 1e3)
}

/// Stretches of columns that have response times, so that a gap stays a gap.
pub(super) fn runs(columns: &[Bucket]) -> impl Iterator<Item = &[Bucket]> {
    columns
        .split(|column| column.response.is_none())
        .filter(|run| !run.is_empty())
}

/// The longest time, p99 and p50 of columns that have response times.
pub(super) fn edges(run: &[Bucket], x: &Axis, y: &Axis) -> [String; 3] {
    let of: [fn(BucketResponse) -> u64; 3] = [|t| t.max_us, |t| t.p99_us, |t| t.p50_us];
    of.map(|of| path::line(trace(run, x, y, of)))
}

/// Both ends of every column, so that a column is as wide as it lasted.
fn trace(run: &[Bucket], x: &Axis, y: &Axis, of: fn(BucketResponse) -> u64) -> Vec<Place> {
    let step = |column: &Bucket| {
        let height = y.at(column.response.map_or(0.0, |response| real(of(response))));
        [column.from_ms, column.to_ms].map(|ms| (x.at(real(ms) * 1e3), height))
    };
    run.iter().flat_map(step).collect()
}

/// The upper edge of the first `parts` outcomes, stacked.
fn stairs(columns: &[Bucket], x: &Axis, y: &Axis, parts: usize) -> Vec<Place> {
    let step = |column: &Bucket| {
        let sum = by_outcome(&column.outcomes)
            .into_iter()
            .take(parts)
            .fold(0, |sum: u64, (_, count)| sum.saturating_add(count));
        let height = y.at(rate(column, sum));
        [column.from_ms, column.to_ms].map(|ms| (x.at(real(ms) * 1e3), height))
    };
    columns.iter().flat_map(step).collect()
}

fn rate(column: &Bucket, count: u64) -> f64 {
    let ms = column.to_ms.saturating_sub(column.from_ms).max(1);
    1e3 * real(count) / real(ms)
}

/// At most `columns` buckets. Outcomes are added up; of percentiles, which cannot be, the worst stands for all.
pub(crate) fn condense(buckets: &[Bucket], columns: usize) -> Vec<Bucket> {
    let size = buckets.len().div_ceil(columns).max(1);
    let united = |chunk: &[Bucket]| {
        let (first, rest) = chunk.split_first()?;
        Some(
            rest.iter()
                .fold(first.clone(), |sum, bucket| unite(&sum, bucket)),
        )
    };
    buckets.chunks(size).filter_map(united).collect()
}

fn unite(a: &Bucket, b: &Bucket) -> Bucket {
    Bucket {
        from_ms: a.from_ms,
        to_ms: b.to_ms,
        outcomes: a.outcomes.plus(b.outcomes),
        response: match (a.response, b.response) {
            (Some(a), Some(b)) => Some(BucketResponse {
                p50_us: a.p50_us.max(b.p50_us),
                p90_us: a.p90_us.max(b.p90_us),
                p99_us: a.p99_us.max(b.p99_us),
                max_us: a.max_us.max(b.max_us),
            }),
            (one, other) => one.or(other),
        },
        spread: match (&a.spread, &b.spread) {
            (Some(a), Some(b)) => Some(a.plus(b)),
            (one, other) => one.as_ref().or(other.as_ref()).cloned(),
        },
    }
}

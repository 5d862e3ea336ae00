//! Response times while the run went on, as a heat map: time across, how long it took upwards, how many in colour.

use std::fmt::Write as _;

use super::axis::{Axis, Scale};
use super::moments::Moments;
use super::over_time::{condense, edges, legend, over_time, runs};
use super::{Cells, Chart, Figure, Frame, Key, Layout, Shape, px, ticks};
use crate::convert::{real, whole};
use crate::record::{Bucket, Spread};
use crate::words;

/// The classes of the colours, from few to many.
const COLOURS: [&str; 6] = ["heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-6"];
/// A picture has no more rows: where the times lie further apart, two rows become one.
const ROWS_MAX: usize = 40;
/// It shows at least an order of magnitude: noise must not look like news.
const ROWS_MIN: usize = Spread::A_DECADE;

/// The heat map; `None` where the generator did not count how many took how long.
pub(crate) fn figure(buckets: &[Bucket], moments: Moments<'_>) -> Option<Figure> {
    let rows = Rows::of(buckets)?;
    let wide = condense(buckets, columns(Layout::Wide));
    let colours = Colours::of(&wide, &rows);
    let draw = |layout: Layout| {
        let columns = condense(buckets, columns(layout));
        chart(layout, &columns, &rows, &colours, moments)
    };
    let times = || buckets.iter().filter_map(|bucket| bucket.response);
    let worst = times().map(|t| t.p99_us).max().unwrap_or_default();
    let longest = times().map(|t| t.max_us).max().unwrap_or_default();
    Some(Figure {
        title: "Response time while the run went on",
        description: format!(
            "A heat map of response times by the moment the operation was due: the stronger the colour of a cell, the more operations took so long; \
             a cell is {} wide. The worst 99th percentile of any stretch was {}, the longest response {}. The table below has the \
             same in figures.",
            words::length(colours.width_ms.saturating_mul(1_000)),
            words::duration(worst),
            words::duration(longest)
        ),
        legend: legend(&[
            ("line-heat-max", "longest"),
            ("line-heat-p99", "p99"),
            ("line-heat-p50", "p50"),
        ])
        .into_iter()
        .chain(colours.keys())
        .chain(moments.keys())
        .collect(),
        layouts: Layout::ALL.into_iter().map(draw).collect(),
    })
}

/// The most columns that can be told apart as cells.
fn columns(layout: Layout) -> usize {
    match layout {
        Layout::Wide => 150,
        Layout::Narrow => 60,
    }
}

fn chart(
    layout: Layout,
    columns: &[Bucket],
    rows: &Rows,
    colours: &Colours,
    moments: Moments<'_>,
) -> Chart {
    let frame = Frame::tall(layout);
    let limits = rows.limits();
    let y = frame.y(Scale::Log, limits.0, limits.1);
    let (mut chart, x) = over_time(
        "response",
        (layout, frame),
        columns,
        "response time",
        moments,
    );
    chart.y_ticks = ticks::log(&y, limits);
    let height = f64::from(frame.bottom - frame.top) / real_of(rows.count());
    let mut levels: Vec<Shape> = COLOURS
        .map(|class| Shape {
            class,
            path: String::new(),
        })
        .to_vec();
    let levels_of = |column: &Bucket| -> Vec<Option<usize>> {
        let counts = rows.counts(column).into_iter();
        counts.map(|count| colours.level(count, column)).collect()
    };
    let grid: Vec<_> = columns.iter().map(|one| (one, levels_of(one))).collect();
    for row in 0..rows.count() {
        let middle = px(f64::from(frame.bottom) - height * (real_of(row) + 0.5));
        let level = |cell: &(&Bucket, Vec<Option<usize>>)| cell.1.get(row).copied().flatten();
        for same in grid.chunk_by(|a, b| level(a) == level(b)) {
            let (Some(first), Some(last)) = (same.first(), same.last()) else {
                continue;
            };
            let shape = level(first).and_then(|level| levels.get_mut(level));
            if let Some(shape) = shape {
                let ends = [first.0.from_ms, last.0.to_ms];
                let [from, to] = ends.map(|ms| px(x.at(real(ms) * 1e3)));
                // Writing to a string cannot go wrong.
                let _ = write!(shape.path, "M{from} {middle}H{to}");
            }
        }
    }
    levels.retain(|level| !level.path.is_empty());
    chart.cells = Some(Cells {
        // A hair more than a row, so that no ground shows between two.
        height: px(height + 0.1),
        levels,
    });
    chart.lines = lines(columns, &x, &y);
    chart
}

/// The percentiles over the cells, each with a rim that sets it off.
fn lines(columns: &[Bucket], x: &Axis, y: &Axis) -> Vec<Shape> {
    let classes = ["line-heat-max", "line-heat-p99", "line-heat-p50"];
    let mut lines = Vec::new();
    for run in runs(columns) {
        for (class, path) in classes.into_iter().zip(edges(run, x, y)) {
            lines.push(Shape {
                class: "line-rim",
                path: path.clone(),
            });
            lines.push(Shape { class, path });
        }
    }
    lines
}

/// The rows of the picture.
struct Rows {
    /// The first row of the spread that is shown.
    from: usize,
    /// The first that is not.
    to: usize,
    /// How many rows of the spread make one of the picture.
    size: usize,
}

impl Rows {
    fn of(buckets: &[Bucket]) -> Option<Self> {
        let spreads = || buckets.iter().filter_map(|bucket| bucket.spread.as_ref());
        let rows = || {
            spreads()
                .flat_map(Spread::rows)
                .filter(|(_, count)| *count > 0)
        };
        let mut from = rows().map(|(row, _)| row).min()?;
        let mut to = rows().map(|(row, _)| row).max()? + 1;
        while to - from < ROWS_MIN {
            from = from.saturating_sub(1);
            to += usize::from(to - from < ROWS_MIN);
        }
        let size = (to - from).div_ceil(ROWS_MAX);
        // Whole rows of the picture, so that each is as high as every other.
        to += (size - (to - from) % size) % size;
        Some(Self { from, to, size })
    }

    fn count(&self) -> usize {
        (self.to - self.from) / self.size
    }

    fn limits(&self) -> (f64, f64) {
        let place = |row: usize| 10_f64.powf(real_of(row) / real_of(Spread::A_DECADE));
        (place(self.from), place(self.to))
    }

    /// How many operations of a column lie in each row of the picture.
    fn counts(&self, column: &Bucket) -> Vec<u64> {
        let mut counts = vec![0_u64; self.count()];
        for (row, count) in column.spread.iter().flat_map(Spread::rows) {
            let place = row.saturating_sub(self.from) / self.size;
            if let Some(sum) = counts.get_mut(place) {
                *sum = sum.saturating_add(count);
            }
        }
        counts
    }
}

/// Which counts have which colour: each colour stands for as many times more as the one before.
struct Colours {
    /// The largest count of each, rising.
    ends: Vec<u64>,
    /// What the counts are counted in: the width of a cell of the wide picture. A cell of another width counts as if it had this one.
    width_ms: u64,
}

impl Colours {
    fn of(columns: &[Bucket], rows: &Rows) -> Self {
        let width_ms = columns.first().map_or(1, width_ms);
        let counts = columns.iter().flat_map(|column| {
            let counts = rows.counts(column).into_iter();
            counts.map(move |count| scaled(count, width_ms, column))
        });
        let most = counts.max().unwrap_or(0);
        let end = |part: u32| {
            let share = f64::from(part) / 6.0;
            let end = whole(real(most).powf(share)).unsigned_abs();
            if part == 6 { most } else { end.min(most) }
        };
        let mut ends: Vec<u64> = (1..=6).map(end).collect();
        ends.dedup();
        Self { ends, width_ms }
    }

    /// The place of the count of a cell among the colours; nothing of none. The largest count always has the last colour.
    fn level(&self, count: u64, column: &Bucket) -> Option<usize> {
        let count = scaled(count, self.width_ms, column);
        let last = COLOURS.len() - 1;
        let place = self.ends.iter().position(|end| count <= *end);
        let place = place.map_or(last, |place| place + COLOURS.len() - self.ends.len());
        (count > 0).then_some(place)
    }

    fn keys(&self) -> Vec<Key> {
        let starts = std::iter::once(1).chain(self.ends.iter().map(|end| end.saturating_add(1)));
        let unused = COLOURS.len() - self.ends.len();
        let classes = COLOURS.into_iter().skip(unused);
        let keys = classes.zip(starts.zip(&self.ends));
        keys.map(|(class, (from, to))| {
            let mut label = words::count(from);
            if from < *to {
                label = format!("{label} to {}", words::count(*to));
            }
            if from == 1 {
                let width = words::length(self.width_ms.saturating_mul(1_000));
                label = format!("operations in {width}: {label}");
            }
            Key { class, label }
        })
        .collect()
    }
}

fn width_ms(column: &Bucket) -> u64 {
    column.to_ms.saturating_sub(column.from_ms).max(1)
}

/// A count of a column as it were in one of another width, rounded up: a single operation is still seen.
fn scaled(count: u64, to_ms: u64, column: &Bucket) -> u64 {
    let count = u128::from(count) * u128::from(to_ms);
    u64::try_from(count.div_ceil(u128::from(width_ms(column)))).unwrap_or(u64::MAX)
}

fn real_of(count: usize) -> f64 {
    real(u64::try_from(count).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Outcomes;

    const NOTHING: Moments<'_> = Moments {
        warm_ms: 0,
        events: &[],
        faults: &[],
    };

    fn bucket(second: u64, times: &[(u64, u64)]) -> Bucket {
        Bucket {
            from_ms: second * 1_000,
            to_ms: second * 1_000 + 1_000,
            outcomes: Outcomes::default(),
            response: None,
            spread: Spread::of(times.iter().copied()),
        }
    }

    fn cells(figure: &Figure, layout: Layout) -> Vec<(&'static str, usize)> {
        let charts = figure.layouts.iter().filter(|chart| chart.layout == layout);
        let levels = charts.flat_map(|chart| &chart.cells.as_ref().unwrap().levels);
        levels
            .map(|level| (level.class, level.path.matches('M').count()))
            .collect()
    }

    #[test]
    fn neighbours_of_one_colour_are_one_rectangle() {
        let mut buckets: Vec<Bucket> = (0..40)
            .map(|s| bucket(s, &[(1_000, 700), (5_000, 1)]))
            .collect();
        let drawn = |buckets: &[Bucket]| cells(&figure(buckets, NOTHING).unwrap(), Layout::Wide);
        assert_eq!(drawn(&buckets), [("heat-1", 1), ("heat-6", 1)]);
        buckets[20] = bucket(20, &[(1_000, 700)]);
        assert_eq!(drawn(&buckets), [("heat-1", 2), ("heat-6", 1)]);
    }

    #[test]
    fn a_colour_stands_for_the_same_rate_whatever_the_width_of_a_cell() {
        let buckets: Vec<Bucket> = (0..600).map(|s| bucket(s, &[(1_000, 100)])).collect();
        let figure = figure(&buckets, NOTHING).unwrap();
        for layout in Layout::ALL {
            assert_eq!(cells(&figure, layout), [("heat-6", 1)], "{layout:?}");
        }
        let labels: Vec<_> = figure.legend.iter().map(|key| key.label.as_str()).collect();
        assert_eq!(
            (labels.get(3), labels.last()),
            (Some(&"operations in 4 s: 1 to 3"), Some(&"148 to 400")),
            "{labels:?}"
        );
    }

    #[test]
    fn times_that_lie_far_apart_share_rows_and_no_picture_has_more_than_forty() {
        let rows = |times: &[(u64, u64)]| Rows::of(&[bucket(0, times)]).unwrap().count();
        assert_eq!(rows(&[(1_000, 1)]), ROWS_MIN);
        assert_eq!(rows(&[(10, 1), (1_000, 1)]), 17);
        assert!(rows(&[(0, 1), (u64::MAX, 1)]) <= ROWS_MAX);
    }

    #[test]
    fn nothing_is_drawn_of_what_was_not_counted() {
        assert!(figure(&[bucket(0, &[]), bucket(1, &[(7, 0)])], NOTHING).is_none());
    }
}

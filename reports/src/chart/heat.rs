//! Response times while the run went on, as a heat map: time across, how long it took upwards, how many in colour.

use super::axis::{Axis, Scale};
use super::over_time::{condense, edges, legend, over_time, runs, warm_key};
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
pub(crate) fn figure(buckets: &[Bucket], warm_ms: u64) -> Option<Figure> {
    let rows = Rows::of(buckets)?;
    let draw = |layout: Layout| {
        let columns = condense(buckets, columns(layout));
        let colours = Colours::of(&columns, &rows);
        chart(layout, &columns, &rows, &colours, warm_ms)
    };
    // The counts of the legend are those of the wide picture; the narrow one unites more stretches in a cell.
    let wide = condense(buckets, columns(Layout::Wide));
    let colours = Colours::of(&wide, &rows);
    let times = || buckets.iter().filter_map(|bucket| bucket.response);
    let worst = times().map(|t| t.p99_us).max().unwrap_or_default();
    let longest = times().map(|t| t.max_us).max().unwrap_or_default();
    let width_ms = wide
        .first()
        .map_or(0, |one| one.to_ms.saturating_sub(one.from_ms));
    Some(Figure {
        title: "Response time while the run went on",
        description: format!(
            "A heat map of response times by the moment the operation was due: the darker a cell, the more operations took so long; \
             a cell is {} wide. The worst 99th percentile of any stretch was {}, the longest response {}. The table below has the \
             same in figures.",
            words::length(width_ms.saturating_mul(1_000)),
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
        .chain(warm_key(warm_ms))
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
    warm_ms: u64,
) -> Chart {
    let frame = Frame::of(layout);
    let limits = rows.limits();
    let y = frame.y(Scale::Log, limits.0, limits.1);
    let (mut chart, x) = over_time(
        "response",
        (layout, frame),
        columns,
        "response time",
        warm_ms,
    );
    chart.y_ticks = ticks::log(&y, limits);
    let height = f64::from(frame.bottom - frame.top) / real_of(rows.count());
    let mut levels: Vec<Shape> = COLOURS
        .map(|class| Shape {
            class,
            path: String::new(),
        })
        .to_vec();
    for row in 0..rows.count() {
        let middle = f64::from(frame.bottom) - height * (real_of(row) + 0.5);
        let level = |column: &Bucket| colours.level(rows.count_in(column, row));
        for same in columns.chunk_by(|a, b| level(a) == level(b)) {
            let (Some(first), Some(last)) = (same.first(), same.last()) else {
                continue;
            };
            let shape = level(first).and_then(|level| levels.get_mut(level));
            if let Some(shape) = shape {
                let [from, to] = [first.from_ms, last.to_ms].map(|ms| px(x.at(real(ms) * 1e3)));
                shape.path.push_str(&format!("M{from} {}H{to}", px(middle)));
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
            to += 1;
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

    /// How many operations of a column lie in a row of the picture.
    fn count_in(&self, column: &Bucket, row: usize) -> u64 {
        let first = self.from + row * self.size;
        let wanted = first..first + self.size;
        let spread = column.spread.iter().flat_map(Spread::rows);
        spread
            .filter(|(row, _)| wanted.contains(row))
            .fold(0, |sum, (_, count)| sum.saturating_add(count))
    }
}

/// Which counts have which colour: each colour stands for as many times more as the one before.
struct Colours {
    /// The largest count of each, rising.
    ends: Vec<u64>,
}

impl Colours {
    fn of(columns: &[Bucket], rows: &Rows) -> Self {
        let counts = columns
            .iter()
            .flat_map(|column| (0..rows.count()).map(|row| rows.count_in(column, row)));
        let most = counts.max().unwrap_or(0);
        let end = |part: u32| {
            let share = f64::from(part) / 6.0;
            let end = whole(real(most).powf(share)).unsigned_abs();
            if part == 6 { most } else { end.min(most) }
        };
        let mut ends: Vec<u64> = (1..=6).map(end).collect();
        ends.dedup();
        Self { ends }
    }

    /// The place of a count among the colours; nothing of none. The largest count always has the last colour.
    fn level(&self, count: u64) -> Option<usize> {
        let place = self.ends.iter().position(|end| count <= *end)?;
        (count > 0).then_some(place + COLOURS.len() - self.ends.len())
    }

    fn keys(&self) -> Vec<Key> {
        let starts = std::iter::once(1).chain(self.ends.iter().map(|end| end + 1));
        let unused = COLOURS.len() - self.ends.len();
        let classes = COLOURS.into_iter().skip(unused);
        let keys = classes.zip(starts.zip(&self.ends));
        let last = self.ends.last();
        keys.map(|(class, (from, to))| {
            let label = if from == *to {
                words::count(from)
            } else {
                format!("{} to {}", words::count(from), words::count(*to))
            };
            let noun = if Some(to) == last { " operations" } else { "" };
            Key {
                class,
                label: format!("{label}{noun}"),
            }
        })
        .collect()
    }
}

fn real_of(count: usize) -> f64 {
    real(u64::try_from(count).unwrap_or(u64::MAX))
}

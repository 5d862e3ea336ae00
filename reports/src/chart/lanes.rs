//! The time line of a finding.

use super::axis::Axis;
use super::ticks::Tick;
use super::{Frame, Layout, Scale, px, ticks};
use crate::convert::real_signed;
use crate::record::{Lane, MarkKind, TimeLine};
use crate::words;

const ROW: f64 = 24.0;
const HEAD: f64 = 22.0;
/// Room for a number.
const NUMBER: f64 = 20.0;

/// The lanes of a finding, laid out. Marks carry numbers; what they stand for is listed in words beside the picture.
#[derive(Debug)]
pub(crate) struct Lanes {
    pub(crate) id: String,
    pub(crate) layout: Layout,
    pub(crate) width: u16,
    pub(crate) height: String,
    pub(crate) base: String,
    pub(crate) base_label: String,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) names: Vec<Name>,
    pub(crate) marks: Vec<Mark>,
}

/// The name of a lane, above it.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) y: String,
    pub(crate) rule: String,
}

/// A bar or a point.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) class: &'static str,
    pub(crate) point: bool,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) width: String,
    pub(crate) number: usize,
    pub(crate) number_x: String,
    pub(crate) number_y: String,
    pub(crate) number_inside: bool,
}

/// A mark in words.
#[derive(Debug)]
pub(crate) struct Caption {
    /// Whose lane it lies in, where that says more than the label.
    pub(crate) lane: Option<String>,
    pub(crate) time: String,
    /// What the mark stands for, where its label does not say so itself.
    pub(crate) kind: Option<&'static str>,
    pub(crate) label: String,
}

/// What a mark is, before it has a place: lane, first and last microsecond, and how it is drawn.
struct Item<'a> {
    from: i64,
    to: i64,
    point: bool,
    kind: MarkKind,
    label: &'a str,
}

fn items(lane: &Lane) -> Vec<Item<'_>> {
    let bars = lane.bars.iter().map(|bar| Item {
        from: bar.from_us,
        to: bar.to_us.max(bar.from_us),
        point: false,
        kind: bar.kind,
        label: &bar.label,
    });
    let points = lane.points.iter().map(|point| Item {
        from: point.at_us,
        to: point.at_us,
        point: true,
        kind: point.kind,
        label: &point.label,
    });
    let mut items: Vec<_> = bars.chain(points).collect();
    items.sort_by_key(|item| (item.from, item.to));
    items
}

/// The marks in words, in the order of their numbers.
pub(crate) fn captions(time_line: &TimeLine) -> Vec<Caption> {
    let lane = |lane: &Lane| {
        let caption = |item: Item<'_>| Caption {
            lane: Some(&lane.label)
                .filter(|name| !name.starts_with(item.label))
                .cloned(),
            time: if item.point {
                words::offset(item.from)
            } else {
                format!("{} to {}", words::offset(item.from), words::offset(item.to))
            },
            kind: Some(kind(item.kind).1).filter(|kind| *kind != item.label),
            label: item.label.to_owned(),
        };
        items(lane).into_iter().map(caption).collect::<Vec<_>>()
    };
    time_line.lanes.iter().flat_map(lane).collect()
}

fn kind(kind: MarkKind) -> (&'static str, &'static str) {
    match kind {
        MarkKind::Window => ("mark-window", "window"),
        MarkKind::Operation => ("mark-operation", "operation"),
        MarkKind::Unknown => ("mark-unknown", "outcome unknown"),
        MarkKind::Wrong => ("mark-wrong", "contradicts the rule"),
    }
}

/// Both layouts; empty when there is nothing to draw. `id` must be unique on the page.
pub(crate) fn layouts(time_line: &TimeLine, id: &str) -> Vec<Lanes> {
    let ends = time_line
        .lanes
        .iter()
        .flat_map(items)
        .flat_map(|item| [item.from, item.to]);
    match ticks::time_limits(ends) {
        Some(limits) => Layout::ALL
            .into_iter()
            .map(|l| lay_out(time_line, id, l, limits))
            .collect(),
        None => Vec::new(),
    }
}

fn lay_out(time_line: &TimeLine, id: &str, layout: Layout, limits: (f64, f64)) -> Lanes {
    let width = layout.width();
    let frame = Frame {
        left: 2,
        right: width - 12,
        ..Frame::of(layout)
    };
    let axis = frame.x(Scale::Linear, limits.0, limits.1);
    let (mut y, mut names, mut marks) = (0.0, Vec::new(), Vec::new());
    for lane in &time_line.lanes {
        names.push(Name {
            text: shorten(&lane.label, layout),
            y: px(y + 15.0),
            rule: px(y),
        });
        y += HEAD;
        let rows = place(&items(lane), &axis, y, f64::from(frame.right), &mut marks);
        y += rows * ROW + 6.0;
    }
    Lanes {
        id: format!("{id}-{}", layout.class()),
        layout,
        width,
        height: px(y + 22.0),
        base: px(y),
        base_label: px(y + 16.0),
        ticks: ticks::time(&axis, limits, layout.labels() * 3 / 4, words::offset),
        names,
        marks,
    }
}

/// A name that fits above its lane; the captions have it in full.
fn shorten(name: &str, layout: Layout) -> String {
    let room = usize::from(layout.width() / 8);
    if name.chars().count() <= room {
        return name.to_owned();
    }
    let start: String = name.chars().take(room - 1).collect();
    format!("{}…", start.trim_end())
}

/// Puts each item into the first row where it touches no other, and tells how many rows that took.
fn place(items: &[Item<'_>], axis: &Axis, top: f64, right: f64, marks: &mut Vec<Mark>) -> f64 {
    let mut rows: Vec<f64> = Vec::new();
    for item in items {
        let (from, to) = (
            axis.at(real_signed(item.from)),
            axis.at(real_signed(item.to)),
        );
        let (from, to) = if item.point {
            (from - NUMBER / 2.0, from + NUMBER / 2.0)
        } else {
            (from, to.max(from + 4.0))
        };
        let inside = item.point || to - from >= NUMBER;
        // A number that does not fit into its bar stands behind it, at the right end before it.
        let before = !inside && to + NUMBER > right;
        let number = match (inside, before) {
            (true, _) => f64::midpoint(from, to),
            (false, true) => from - NUMBER / 2.0,
            (false, false) => to + NUMBER / 2.0,
        };
        let (start, end) = (
            from.min(number - NUMBER / 2.0),
            to.max(number + NUMBER / 2.0),
        );
        let row = rows
            .iter()
            .position(|taken| *taken <= start)
            .unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(taken) => *taken = end + 2.0,
            None => rows.push(end + 2.0),
        }
        let y = top + ROW * f64::from(u16::try_from(row).unwrap_or(u16::MAX));
        marks.push(Mark {
            class: kind(item.kind).0,
            point: item.point,
            x: px(if item.point {
                f64::midpoint(from, to)
            } else {
                from
            }),
            y: px(if item.point { y + 10.0 } else { y + 1.0 }),
            width: px(to - from),
            number: marks.len() + 1,
            number_x: px(number),
            number_y: px(y + 14.5),
            number_inside: inside,
        });
    }
    f64::from(u16::try_from(rows.len()).unwrap_or(u16::MAX))
}

//! The time line of a finding.

use super::axis::Axis;
use super::room::{LETTER, Room};
use super::ticks::Tick;
use super::{Frame, Layout, Scale, px, ticks};
use crate::clock::{Detail, Instant};
use crate::convert::real_signed;
use crate::record::{Lane, MarkKind, TimeLine};
use crate::words;

const ROW: f64 = 24.0;
const HEAD: f64 = 22.0;
/// A lane with more marks than these has no room for what they are called.
const LABELLED_MAX: usize = 12;

/// The lanes of a finding, laid out. Marks carry numbers; what they stand for is listed in words beside the picture.
#[derive(Debug)]
pub(crate) struct Lanes {
    pub(crate) id: String,
    pub(crate) layout: Layout,
    pub(crate) width: u16,
    pub(crate) height: String,
    pub(crate) base: String,
    pub(crate) base_label: String,
    /// Counted from the origin.
    pub(crate) ticks: Vec<Tick>,
    pub(crate) instant_label: String,
    /// The same places by the clock; none where the origin is no instant.
    pub(crate) instants: Vec<Tick>,
    pub(crate) names: Vec<Name>,
    pub(crate) marks: Vec<Mark>,
    /// Where a point contradicts the rule: drawn through all lanes, so that one sees what it lies in.
    pub(crate) guides: Vec<String>,
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
    /// What it is called, where there is room.
    pub(crate) label: Option<String>,
    pub(crate) label_x: String,
    /// Whether the label ends there.
    pub(crate) label_ends: bool,
}

/// A mark in words.
#[derive(Debug)]
pub(crate) struct Caption {
    /// Whose lane it lies in, where that says more than the label.
    pub(crate) lane: Option<String>,
    /// Counted from the origin.
    pub(crate) time: String,
    /// By the clock, where the origin is an instant.
    pub(crate) instant: Option<String>,
    /// Its end by the clock, where it lasted.
    pub(crate) until: Option<String>,
    /// What the mark stands for, where its label does not say so itself.
    pub(crate) kind: Option<&'static str>,
    pub(crate) label: String,
}

/// What a mark is, before it has a place: lane, first and last microsecond, and how it is drawn.
pub(super) struct Item<'a> {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) point: bool,
    kind: MarkKind,
    pub(super) label: &'a str,
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
    let origin = Instant::parse(&time_line.origin);
    let instant = |us: i64| origin.map(|origin| origin.plus(us).text());
    let lane = |lane: &Lane| {
        let caption = |item: Item<'_>| Caption {
            instant: instant(item.from),
            until: instant(item.to).filter(|_| !item.point),
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
    let (labels, clock) = (layout.labels() * 3 / 4, clock(&time_line.origin, limits));
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
    let wrong = |item: &Item<'_>| item.point && item.kind == MarkKind::Wrong;
    let all = time_line.lanes.iter().flat_map(items).filter(wrong);
    let mut guides: Vec<String> = all
        .map(|item| px(axis.at(real_signed(item.from))))
        .collect();
    guides.dedup();
    Lanes {
        id: format!("{id}-{}", layout.class()),
        layout,
        width,
        height: px(y + if clock.is_some() { 40.0 } else { 22.0 }),
        base: px(y),
        base_label: px(y + 16.0),
        ticks: ticks::time(&axis, limits, labels, words::offset),
        instant_label: px(y + 33.0),
        instants: clock.map_or_else(Vec::new, |(origin, detail)| {
            let name = |us| origin.plus(us).shown(detail);
            let ticks = ticks::time(&axis, limits, labels, name);
            ticks.into_iter().map(|tick| kept_in(tick, width)).collect()
        }),
        names,
        marks,
        guides,
    }
}

/// A label in the middle below its place, or as far in it as the picture goes.
fn kept_in(tick: Tick, width: u16) -> Tick {
    let letters = u16::try_from(tick.label.chars().count()).unwrap_or(u16::MAX);
    let half = f64::from(letters) * LETTER / 2.0;
    let at = tick.at.parse::<f64>().unwrap_or_default();
    Tick {
        at: px(at.min(f64::from(width) - half).max(half)),
        ..tick
    }
}

/// The instant of the origin, and how finely instants are told on an axis of this length.
fn clock(origin: &str, (from, to): (f64, f64)) -> Option<(Instant, Detail)> {
    let detail = match to - from {
        short if short < 4e6 => Detail::Millis,
        medium if medium < 1.2e9 => Detail::Seconds,
        _ => Detail::Minutes,
    };
    Instant::parse(origin).map(|origin| (origin, detail))
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
        let room = Room::of(item, axis, right, items.len() <= LABELLED_MAX);
        let row = rows
            .iter()
            .position(|taken| *taken <= room.start)
            .unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(taken) => *taken = room.end + 2.0,
            None => rows.push(room.end + 2.0),
        }
        let y = top + ROW * f64::from(u16::try_from(row).unwrap_or(u16::MAX));
        let x = if item.point {
            f64::midpoint(room.from, room.to)
        } else {
            room.from
        };
        marks.push(Mark {
            class: kind(item.kind).0,
            point: item.point,
            x: px(x),
            y: px(if item.point { y + 10.0 } else { y + 1.0 }),
            width: px(room.to - room.from),
            number: marks.len() + 1,
            number_x: px(room.number),
            number_y: px(y + 14.5),
            number_inside: room.inside,
            label: room.label.map(|_| item.label.to_owned()),
            label_ends: room.before,
            label_x: px(room.label.unwrap_or_default()),
        });
    }
    f64::from(u16::try_from(rows.len()).unwrap_or(u16::MAX))
}

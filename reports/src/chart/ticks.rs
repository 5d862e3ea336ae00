//! Where an axis is labelled.

use super::axis::Axis;
use super::px;
use crate::convert::{real_signed, whole};
use crate::words;

/// A labelled place on an axis.
#[derive(Debug)]
pub(crate) struct Tick {
    pub(crate) at: String,
    pub(crate) label: String,
}

fn tick(axis: &Axis, value: f64, label: String) -> Tick {
    Tick {
        at: px(axis.at(value)),
        label,
    }
}

/// One, two and five times every power of ten of microseconds, up to some eleven days.
fn steps() -> impl Iterator<Item = f64> {
    (0..12).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)))
}

/// The limits of a logarithmic axis of microseconds that holds both values and is not empty.
pub(crate) fn log_limits(low: f64, high: f64) -> (f64, f64) {
    let from = steps()
        .take_while(|step| *step <= low)
        .last()
        .unwrap_or(1.0);
    let to = steps()
        .find(|step| *step >= high && *step > from)
        .unwrap_or(high.max(10.0));
    (from, to)
}

/// Orders of magnitude between `from` and `to`; with the steps between them where there are few.
pub(crate) fn log(axis: &Axis, (from, to): (f64, f64)) -> Vec<Tick> {
    let inside = |step: &f64| (from..=to).contains(step);
    let decades = || (0..12).map(|power| 10_f64.powi(power)).filter(inside);
    let label = |value: f64| tick(axis, value, unit(value));
    if decades().count() < 3 {
        steps().filter(inside).map(label).collect()
    } else {
        decades().map(label).collect()
    }
}

/// A round number of microseconds with its largest unit.
fn unit(us: f64) -> String {
    if us < 1e3 {
        format!("{us:.0} µs")
    } else if us < 1e6 {
        format!("{:.0} ms", us / 1e3)
    } else {
        format!("{:.0} s", us / 1e6)
    }
}

/// The upper limit of a linear axis of a rate, and the distance of its labels: four or five of them.
pub(crate) fn linear_limit(high: f64) -> (f64, f64) {
    let rough = (high / 5.0).max(0.2);
    let step = steps().find(|step| *step >= rough).unwrap_or(rough);
    (step * (high / step).ceil().max(1.0), step)
}

/// Multiples of `step` up to `limit`.
pub(crate) fn linear(axis: &Axis, (limit, step): (f64, f64)) -> Vec<Tick> {
    (0..=12)
        .map(|i| f64::from(i) * step)
        .take_while(|value| *value <= limit)
        .map(|value| tick(axis, value, words::count(whole(value).unsigned_abs())))
        .collect()
}

/// Round values between two others, about `labels` of them. A name that two would share stands once.
pub(crate) fn between(
    axis: &Axis,
    (from, to): (f64, f64),
    labels: u32,
    name: impl Fn(f64) -> String,
) -> Vec<Tick> {
    let rough = (to - from) / f64::from(labels);
    let fine = (-4..0).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
    let step = fine
        .chain(steps())
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    let first = (from / step).ceil();
    let mut ticks: Vec<Tick> = (0..=labels)
        .map(|i| (first + f64::from(i)) * step)
        .take_while(|value| *value <= to)
        .map(|value| tick(axis, value, name(value)))
        .collect();
    ticks.dedup_by(|one, other| one.label == other.label);
    ticks
}

/// Percentiles up to `limit`; the lowest is left out where its label would run into the next.
pub(crate) fn tail(axis: &Axis, limit: f64) -> Vec<Tick> {
    let crowded = axis.at(50.0) - axis.at(0.0) < 36.0;
    [0.0, 50.0, 90.0, 99.0, 99.9, 99.99, 99.999, 99.9999]
        .into_iter()
        .skip(usize::from(crowded))
        .filter(|percentile| *percentile <= limit)
        .map(|percentile| tick(axis, percentile, format!("{percentile} %")))
        .collect()
}

const SECOND: f64 = 1e6;
const ROUND_TIMES: [f64; 19] = [
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    900.0,
    1_800.0,
    3_600.0,
    7_200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    172_800.0,
    604_800.0,
    2_592_000.0,
    31_536_000.0,
];

/// Round times between two places in microseconds, at most `labels` of them, named by `name`.
pub(crate) fn time(
    axis: &Axis,
    (from, to): (f64, f64),
    labels: u32,
    name: impl Fn(i64) -> String,
) -> Vec<Tick> {
    let rough = ((to - from) / f64::from(labels)).max(1.0);
    let short = steps().take_while(|step| *step < 10.0 * SECOND);
    let step = short
        .chain(ROUND_TIMES.map(|seconds| seconds * SECOND))
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    let first = (from / step).ceil();
    (0..=labels)
        .map(|i| (first + f64::from(i)) * step)
        .take_while(|value| *value <= to)
        .map(|value| tick(axis, value, name(whole(value))))
        .collect()
}

/// The limits of an axis that holds every value of a time line, with some air.
pub(crate) fn time_limits(values: impl Iterator<Item = i64>) -> Option<(f64, f64)> {
    let (low, high) = values.fold((i64::MAX, i64::MIN), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let (low, high) = (real_signed(low), real_signed(high));
    let air = ((high - low) * 0.04).max(1.0);
    (low <= high).then_some((low - air, high + air))
}

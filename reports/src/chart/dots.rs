//! The runs of two sides as dots on one axis: what they measured, where their medians lie, and how far a run strays when nothing
//! has changed.

use super::apart::apart;
use super::axis::{Axis, Scale};
use super::ticks::{self, Tick};
use super::{Layout, Shade, px};

const LEFT: u16 = 60;
const RIGHT: u16 = 26;
/// Above the lanes stand the names of the bounds.
const TOP: f64 = 20.0;
/// Below them those of the axis.
const FOOT: f64 = 24.0;
/// From here on times are shown by orders of magnitude.
const WIDE_RANGE: f64 = 20.0;

/// What is drawn, in the unit of the figure.
pub(crate) struct Sides<'a> {
    pub(crate) a: Runs<'a>,
    pub(crate) b: Runs<'a>,
    /// How far runs of the same stray from the median of A.
    pub(crate) noise: Option<(f64, f64)>,
    /// From where on a change counts, each with its name; what lies below zero is not drawn.
    pub(crate) bounds: [(f64, String); 2],
    /// The change, laid from the median of A.
    pub(crate) change: f64,
    pub(crate) interval: Option<(f64, f64)>,
    /// How the change is called at the left.
    pub(crate) change_name: &'static str,
    /// Whether the figure is a time, which may range over orders of magnitude.
    pub(crate) is_time: bool,
}

/// The runs of one side, each with its value.
pub(crate) struct Runs<'a> {
    pub(crate) values: &'a [f64],
    pub(crate) names: Vec<&'a str>,
    pub(crate) median: f64,
}

/// The picture, laid out.
#[derive(Debug)]
pub(crate) struct Dots {
    pub(crate) id: String,
    pub(crate) layout: Layout,
    pub(crate) width: u16,
    pub(crate) height: String,
    pub(crate) left: u16,
    pub(crate) right: u16,
    pub(crate) top: String,
    /// How high the band of the noise is: both sides and the change.
    pub(crate) band: String,
    pub(crate) base: String,
    pub(crate) base_label: String,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) noise: Option<Shade>,
    pub(crate) bounds: Vec<Bound>,
    pub(crate) lanes: Vec<Lane>,
    pub(crate) change: Change,
}

/// A line from which on a change counts.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) at: String,
    pub(crate) label_x: String,
    pub(crate) label: String,
    /// Whether the label ends where it is placed.
    pub(crate) ends: bool,
}

/// One side.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) name: &'static str,
    /// The middle of the lane, and where its median begins and ends.
    pub(crate) y: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) median: String,
    pub(crate) dots: Vec<Dot>,
}

/// One run.
#[derive(Debug)]
pub(crate) struct Dot {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) says: String,
}

/// The change with its interval.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) name: &'static str,
    pub(crate) y: String,
    pub(crate) at: String,
    pub(crate) interval: Option<[String; 2]>,
}

/// The picture in both layouts; `label` names a value.
pub(crate) fn layouts(id: &str, sides: &Sides<'_>, label: impl Fn(f64) -> String) -> Vec<Dots> {
    let draw = |layout: Layout| draw(id, layout, sides, &label);
    Layout::ALL.into_iter().map(draw).collect()
}

fn draw(id: &str, layout: Layout, sides: &Sides<'_>, label: &impl Fn(f64) -> String) -> Dots {
    let width = layout.width();
    let right = width - RIGHT;
    let (scale, limits) = limits(sides);
    let x = Axis::new(scale, limits, (f64::from(LEFT), f64::from(right)));
    let mut top = TOP;
    let mut lanes = Vec::new();
    for (name, runs) in [("A", &sides.a), ("B", &sides.b)] {
        let (lane, high) = lane(name, runs, &x, top, label);
        lanes.push(lane);
        top += high;
    }
    let change = Change {
        name: sides.change_name,
        y: px(top + 14.0),
        at: px(x.at(sides.change)),
        interval: sides
            .interval
            .map(|(from, to)| [from, to].map(|end| px(x.at(end)))),
    };
    let base = top + 29.0;
    let many = match layout {
        Layout::Wide => 8,
        Layout::Narrow => 3,
    };
    Dots {
        id: format!("{id}-{}", layout.class()),
        layout,
        width,
        height: px(base + FOOT),
        left: LEFT,
        right,
        top: px(TOP),
        band: px(base - TOP),
        base: px(base),
        base_label: px(base + 17.0),
        ticks: match scale {
            Scale::Log => ticks::log(&x, limits),
            Scale::Linear | Scale::Tail => ticks::between(&x, limits, many, label),
        },
        noise: sides.noise.map(|(from, to)| shade(&x, from, to)),
        bounds: bounds(sides, &x),
        lanes,
        change,
    }
}

fn shade(x: &Axis, from: f64, to: f64) -> Shade {
    let (from, to) = (x.at(from), x.at(to));
    Shade {
        from: px(from),
        width: px((to - from).max(1.0)),
        named: false,
    }
}

fn bounds(sides: &Sides<'_>, x: &Axis) -> Vec<Bound> {
    let all = sides.bounds.iter().zip([true, false]);
    all.filter(|((at, _), _)| *at >= 0.0)
        .map(|((at, label), ends)| {
            let at = x.at(*at);
            Bound {
                at: px(at),
                label_x: px(if ends { at - 4.0 } else { at + 4.0 }),
                label: label.clone(),
                ends,
            }
        })
        .collect()
}

/// The lane of a side, and how high it is: as high as its fullest place needs.
fn lane(
    name: &'static str,
    runs: &Runs<'_>,
    x: &Axis,
    top: f64,
    label: &impl Fn(f64) -> String,
) -> (Lane, f64) {
    let places = apart(
        &runs
            .values
            .iter()
            .map(|value| x.at(*value))
            .collect::<Vec<_>>(),
    );
    let far = places.iter().map(|(_, off)| off.abs()).fold(0.0, f64::max);
    let half = far + 15.0;
    let middle = top + half;
    let named = runs.values.iter().zip(&runs.names).zip(places);
    let dots = named.map(|((value, name), (at, off))| Dot {
        x: px(at),
        y: px(middle + off),
        says: format!("{name}: {}", label(*value)),
    });
    let lane = Lane {
        name,
        y: px(middle),
        from: px(top + 3.0),
        to: px(top + 2.0 * half - 3.0),
        median: px(x.at(runs.median)),
        dots: dots.collect(),
    };
    (lane, 2.0 * half)
}

/// From where to where the axis reaches: everything that is drawn, with air for the names of the bounds. By orders of magnitude, the
/// band of the noise may end where the axis does.
fn limits(sides: &Sides<'_>) -> (Scale, (f64, f64)) {
    let ends = |pair: Option<(f64, f64)>| pair.into_iter().flat_map(|(from, to)| [from, to]);
    let values = sides.a.values.iter().chain(sides.b.values).copied();
    let values = values
        .chain(ends(sides.interval))
        .chain(sides.bounds.iter().map(|(at, _)| *at))
        .chain([sides.change]);
    let (low, high) = span(values.clone());
    if sides.is_time && low >= 1.0 && high / low > WIDE_RANGE {
        return (Scale::Log, ticks::log_limits(low / 1.2, high * 1.2));
    }
    let (low, high) = span(values.chain(ends(sides.noise)));
    // An axis of one value is as wide as that value.
    let range = if high > low {
        high - low
    } else {
        high.max(1.0)
    };
    let from = (low - range * 0.16).max(0.0);
    (Scale::Linear, (from, high + range * 0.16))
}

/// The least and the largest of the values that can be drawn.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let drawn = values.filter(|value| value.is_finite() && *value >= 0.0);
    let (low, high) = drawn.fold((f64::MAX, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    (low.min(high), high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides<'a>(a: &'a [f64], b: &'a [f64]) -> Sides<'a> {
        let runs = |values: &'a [f64]| Runs {
            values,
            names: vec!["run"; values.len()],
            median: values[0],
        };
        Sides {
            a: runs(a),
            b: runs(b),
            noise: Some((a[0] * 0.9, a[0] * 1.1)),
            bounds: [
                (a[0] / 1.05, "÷1.05".to_owned()),
                (a[0] * 1.05, "×1.05".to_owned()),
            ],
            change: b[0],
            interval: None,
            change_name: "B ÷ A",
            is_time: true,
        }
    }

    #[test]
    fn everything_lies_on_the_axis_whatever_was_measured() {
        let rows: [(&[f64], &[f64]); 5] = [
            (&[1_000.0, 1_020.0], &[1_200.0, 1_230.0]),
            (&[0.0], &[0.0]),
            (&[1.0], &[1e12]),
            (&[7.0; 30], &[7.0; 30]),
            (&[f64::NAN], &[f64::INFINITY]),
        ];
        for (a, b) in rows {
            for dots in layouts("id", &sides(a, b), |value| value.to_string()) {
                let places = dots.lanes.iter().flat_map(|lane| &lane.dots);
                for place in places.map(|dot| &dot.x).chain([&dots.change.at]) {
                    let at: f64 = place.parse().unwrap();
                    let on = f64::from(dots.left)..=f64::from(dots.right);
                    assert!(on.contains(&at), "{at}: {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn times_that_range_far_are_shown_by_orders_of_magnitude_and_nothing_else_is() {
        let far = sides(&[1_000.0], &[90_000.0]);
        assert_eq!(limits(&far).0, Scale::Log);
        let rate = Sides {
            is_time: false,
            ..far
        };
        assert_eq!(limits(&rate).0, Scale::Linear);
        assert_eq!(limits(&sides(&[1_000.0], &[1_900.0])).0, Scale::Linear);
    }
}

//! The percentile curves: lateness, service and response time.

use super::axis::{Axis, Scale};
use super::{Chart, Figure, Frame, Key, Layout, Shape, path, ticks};
use crate::convert::real;
use crate::record::{Curves, PercentilePoint, Summary, Times};
use crate::words;

const KINDS: [(&str, &str); 3] = [
    ("line-response", "response time, from due to answered"),
    ("line-service", "service time, from sent to answered"),
    (
        "line-lateness",
        "lateness, from due to sent: the generator’s own",
    ),
];

/// The three curves of all operations; `None` when there is nothing to draw.
pub(crate) fn figure(curves: &Curves, times: &Times) -> Option<Figure> {
    let curves = [&curves.response, &curves.service, &curves.lateness];
    let points = || curves.iter().flat_map(|curve| curve.iter());
    let (low, high) = points()
        .map(|p| p.us)
        .fold((u64::MAX, 0), |(l, h), us| (l.min(us), h.max(us)));
    if low > high {
        return None;
    }
    let limits = ticks::log_limits(real(low), real(high));
    let end = points()
        .map(|p| p.percentile)
        .filter(|percentile| *percentile < 100.0)
        .fold(99.0, f64::max)
        .min(99.999_99);
    let kinds = || {
        KINDS
            .into_iter()
            .zip(curves)
            .filter(|(_, curve)| !curve.is_empty())
    };
    Some(Figure {
        title: "Response time by percentile",
        description: describe(times),
        legend: kinds()
            .map(|((class, label), _)| Key {
                class,
                label: label.to_owned(),
            })
            .collect(),
        layouts: Layout::ALL
            .into_iter()
            .map(|layout| {
                let frame = Frame::of(layout);
                let x = frame.x(Scale::Tail, 0.0, end);
                let y = frame.y(Scale::Log, limits.0, limits.1);
                Chart {
                    id: format!("percentiles-{}", layout.class()),
                    layout,
                    frame,
                    x_label: "share of operations that took at most this long",
                    y_label: "time",
                    x_ticks: ticks::tail(&x, end),
                    y_ticks: ticks::log(&y, limits),
                    warm_up: None,
                    disturbed: Vec::new(),
                    moments: Vec::new(),
                    cells: None,
                    areas: Vec::new(),
                    lines: kinds()
                        .map(|((class, _), curve)| Shape {
                            class,
                            path: draw(curve, &x, &y),
                        })
                        .collect(),
                }
            })
            .collect(),
    })
}

fn draw(curve: &[PercentilePoint], x: &Axis, y: &Axis) -> String {
    path::line(curve.iter().map(|p| (x.at(p.percentile), y.at(real(p.us)))))
}

fn describe(times: &Times) -> String {
    let say = |name: &str, summary: Option<Summary>| {
        summary.map(|s| {
            let [half, most, longest] = [s.p50_us, s.p99_us, s.max_us].map(words::duration);
            format!("{name}: half at most {half}, 99 % at most {most}, the longest {longest}.")
        })
    };
    [
        say("Response time", times.response),
        say("Service time", times.service),
        say("Lateness", times.lateness),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ")
}

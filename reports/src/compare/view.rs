//! A figure of a comparison with its picture.

use super::because::{because, threshold};
use super::explain::{is_tested, times_more};
use super::table::{change, count, factor, magnitude, name, plain, value};
use super::{Change, Compared, Comparison, Figure, Kind, Unit};
use crate::chart::dots::{self, Dots, Runs, Sides};
use crate::words;

/// One figure with its picture.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) figure: &'a Figure,
    pub(super) id: String,
    pub(super) typical: String,
    pub(super) interval: String,
    pub(super) noise: String,
    pub(super) threshold: String,
    pub(super) because: String,
    /// The picture in words.
    pub(super) description: String,
    pub(super) dots: Vec<Dots>,
}

/// The view of a figure, which is `id` on the page.
pub(super) fn view<'a>(comparison: &'a Comparison, figure: &'a Figure, id: &str) -> View<'a> {
    let settings = &comparison.settings;
    let times = if is_tested(comparison) {
        1.0
    } else {
        settings.unrepeated_factor
    };
    let label = |at: f64| value(figure.kind, at);
    View {
        figure,
        id: id.to_owned(),
        typical: typical(figure),
        interval: interval(figure).unwrap_or_default(),
        noise: figure.noise.map_or_else(
            || "unknown: no side has two runs".to_owned(),
            |noise| format!("±{}", magnitude(figure.change_unit, noise)),
        ),
        threshold: threshold(figure.kind, settings, times),
        because: because(figure, settings),
        description: format!(
            "A: {}. B: {}. The typical change is {}.",
            range(figure.kind, &figure.a, figure.median_a),
            range(figure.kind, &figure.b, figure.median_b),
            change(figure.change_unit, figure.change)
        ),
        dots: dots::layouts(id, &sides(comparison, figure, times), label),
    }
}

fn range(kind: Kind, values: &[f64], median: f64) -> String {
    let [low, high] = [
        values.iter().copied().fold(f64::MAX, f64::min),
        values.iter().copied().fold(f64::MIN, f64::max),
    ]
    .map(|end| value(kind, end));
    let runs = words::counted(count(values.len()), "run", "runs");
    format!(
        "{runs} from {low} to {high}, median {}",
        value(kind, median)
    )
}

/// The typical change, as a factor or in points.
fn typical(figure: &Figure) -> String {
    match figure.change_unit {
        Unit::Points => change(Unit::Points, figure.change),
        Unit::Percent => factor(figure.change, figure.change),
    }
}

/// Its interval; nothing with too few runs.
fn interval(figure: &Figure) -> Option<String> {
    let [from, to] = figure.interval?;
    Some(match figure.change_unit {
        Unit::Points => {
            let [from, to] = [from, to].map(|end| change(Unit::Points, end));
            format!("{} to {to}", from.trim_end_matches(" points"))
        }
        Unit::Percent => {
            let [from, to] = [from, to].map(|end| factor(end, figure.change));
            format!("{from} to {to}")
        }
    })
}

/// What is drawn of a figure: changes are laid from the median of A.
fn sides<'a>(comparison: &'a Comparison, figure: &'a Figure, times: f64) -> Sides<'a> {
    let from_a = |by: f64| match figure.change_unit {
        Unit::Percent => figure.median_a * (1.0 + by / 100.0),
        Unit::Points => figure.median_a + by,
    };
    let names =
        |runs: &'a [Compared]| -> Vec<&'a str> { runs.iter().map(|run| &*run.directory).collect() };
    let bound = comparison.settings.threshold(figure.kind) * times;
    let (down, bounds) = match figure.change_unit {
        Unit::Percent => {
            let names = ["÷", "×"].map(|sign| format!("{sign}{}", times_more(bound)));
            (100.0 / (1.0 + bound / 100.0) - 100.0, names)
        }
        Unit::Points => (
            -bound,
            ["−", "+"].map(|sign| format!("{sign}{}", plain(bound))),
        ),
    };
    let [lower, upper] = bounds;
    Sides {
        a: Runs {
            values: &figure.a,
            names: names(&comparison.a),
            median: figure.median_a,
        },
        b: Runs {
            values: &figure.b,
            names: names(&comparison.b),
            median: figure.median_b,
        },
        noise: figure
            .noise
            .map(|noise| (from_a(-noise).max(0.0), from_a(noise))),
        bounds: [(from_a(down), lower), (from_a(bound), upper)],
        change: from_a(figure.change),
        interval: figure.interval.map(|[from, to]| (from_a(from), from_a(to))),
        change_name: match figure.change_unit {
            Unit::Percent => "B ÷ A",
            Unit::Points => "B − A",
        },
        is_time: matches!(
            figure.kind,
            Kind::ResponseP50 | Kind::ResponseP90 | Kind::ResponseP99
        ),
    }
}

impl Figure {
    /// Which figure it is, in words.
    pub(super) fn name(&self) -> &'static str {
        name(self.kind)
    }

    /// Which way is better, in words.
    pub(super) fn better(&self) -> &'static str {
        if self.kind.more_is_better() {
            "more is better"
        } else {
            "less is better"
        }
    }

    /// The class, the sign and the word of its verdict.
    pub(super) fn mark(&self) -> (&'static str, &'static str, &'static str) {
        match self.verdict {
            Change::Same => ("untried", "same", "no change shown"),
            Change::Worse => ("broken", "broken", "worse"),
            Change::Better => ("upheld", "upheld", "better"),
        }
    }

    /// The medians, the typical change, its interval and the noise.
    pub(super) fn cells(&self) -> [String; 5] {
        let nothing = || words::NOTHING.to_owned();
        [
            value(self.kind, self.median_a),
            value(self.kind, self.median_b),
            typical(self),
            interval(self).unwrap_or_else(nothing),
            self.noise.map_or_else(nothing, |noise| {
                format!("±{}", magnitude(self.change_unit, noise))
            }),
        ]
    }
}

//! Why a figure is called as it is.

use super::explain::{needed, times_more};
use super::table::plain;
use super::{Change, Figure, Kind, Settings, figures};

/// The reason for the verdict on a figure, as a sentence.
pub(super) fn because(figure: &Figure, settings: &Settings) -> String {
    let alpha = settings.significance_percent / 100.0;
    let matters = figure
        .kind
        .exceeds(figure.change, settings.threshold(figure.kind));
    let threshold = threshold(figure.kind, settings, 1.0);
    match (figure.verdict, figure.p) {
        (Change::Worse | Change::Better, Some(p)) => {
            format!("Changed: more than chance explains (p {p:.3}), and by at least {threshold}.")
        }
        (Change::Worse | Change::Better, None) => format!(
            "Changed: every run of one side lies beyond every run of the other, by at least {}; too few runs for a test.",
            self::threshold(figure.kind, settings, settings.unrepeated_factor)
        ),
        (Change::Same, None) => untested(figure, settings),
        (Change::Same, Some(_)) if figure.is_constant() => {
            "The same: every run measured exactly this.".to_owned()
        }
        (Change::Same, Some(p)) if p <= alpha && matters => {
            format!("Not shown: p {p:.3} alone is not enough among so many figures of steps.")
        }
        (Change::Same, Some(_)) if is_inside(figure, settings) => {
            format!("The same: whatever changed, the interval lies within {threshold}.")
        }
        (Change::Same, Some(p)) if p <= alpha => {
            format!("The same: more than chance (p {p:.3}), but less than {threshold}.")
        }
        (Change::Same, Some(p)) => format!(
            "Not shown: chance explains it (p {p:.3}), yet the interval reaches beyond {threshold}; more runs would tell."
        ),
    }
}

fn untested(figure: &Figure, settings: &Settings) -> String {
    let runs = needed(settings).map_or_else(String::new, |runs| {
        format!(" With {runs} runs on each side the test would tell.")
    });
    if figure.of == figures::ALL {
        let bound = threshold(figure.kind, settings, settings.unrepeated_factor);
        format!("Not shown: with so few runs only {bound} or more counts.{runs}")
    } else {
        format!("Not judged: with so few runs the figures of single steps do not count.{runs}")
    }
}

/// The least change that counts, `times` the threshold.
pub(super) fn threshold(kind: Kind, settings: &Settings, times: f64) -> String {
    let bound = settings.threshold(kind) * times;
    match kind.unit() {
        super::Unit::Percent => format!("×{} or ÷{0}", times_more(bound)),
        super::Unit::Points => format!("{} percentage points", plain(bound)),
    }
}

/// Whether even the ends of the interval do not matter.
fn is_inside(figure: &Figure, settings: &Settings) -> bool {
    let bound = settings.threshold(figure.kind);
    figure
        .interval
        .is_some_and(|ends| ends.iter().all(|end| !figure.kind.exceeds(*end, bound)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Unit;

    fn figure(verdict: Change, p: Option<f64>, change: f64, interval: [f64; 2]) -> Figure {
        Figure {
            of: figures::ALL.to_owned(),
            kind: Kind::ResponseP50,
            unit: String::new(),
            a: vec![1.0, 2.0],
            b: vec![2.0, 3.0],
            median_a: 1.5,
            median_b: 2.5,
            change_unit: Unit::Percent,
            change,
            noise: None,
            interval: p.map(|_| interval),
            p,
            verdict,
        }
    }

    #[test]
    fn a_verdict_says_why_and_what_would_tell_more() {
        let rows = [
            (
                figure(Change::Worse, Some(0.01), 20.0, [15.0, 25.0]),
                "Changed: more than chance explains (p 0.010), and by at least ×1.05 or ÷1.05.",
            ),
            (
                figure(Change::Same, Some(0.5), 1.0, [-2.0, 3.0]),
                "The same: whatever changed, the interval lies within ×1.05 or ÷1.05.",
            ),
            (
                figure(Change::Same, Some(0.01), 3.0, [1.0, 6.0]),
                "The same: more than chance (p 0.010), but less than ×1.05 or ÷1.05.",
            ),
            (
                figure(Change::Same, Some(0.5), 10.0, [-9.0, 30.0]),
                "Not shown: chance explains it (p 0.500), yet the interval reaches beyond ×1.05 or ÷1.05; more runs would tell.",
            ),
            (
                figure(Change::Same, Some(0.04), 10.0, [1.0, 30.0]),
                "Not shown: p 0.040 alone is not enough among so many figures of steps.",
            ),
            (
                figure(Change::Same, None, 10.0, [0.0, 0.0]),
                "Not shown: with so few runs only ×2 or ÷2 or more counts. With 4 runs on each side the test would tell.",
            ),
        ];
        for (figure, says) in rows {
            assert_eq!(because(&figure, &Settings::default()), says);
        }
    }
}

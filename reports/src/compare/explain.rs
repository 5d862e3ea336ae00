//! What a comparison means, in sentences.

use super::table::{change, count, is_listed, magnitude, name, plain, value};
use super::{
    Change, Comparison, Conclusion, Figure, Kind, LeftOut, Settings, Unit, figures, ranks,
};
use crate::words;

/// How the verdicts came about.
pub(super) fn reading(comparison: &Comparison) -> Vec<String> {
    let settings = &comparison.settings;
    let alpha = plain(settings.significance_percent);
    let mut lines = vec![format!(
        "change: the median of the changes from each run of A to each run of B; {} %: the interval that holds it but for the chance \
             of an error of {alpha} %; noise: how far a run lies from the median of its own side, at most; pp: percentage points.",
        plain(100.0 - settings.significance_percent)
    )];
    if is_tested(comparison) {
        lines.push(format!(
            "A figure has changed if the exact two-sided rank-sum test (Mann, Whitney) gives p of at most {alpha} %, among those \
             of steps with at most {alpha} % expected to be false (Benjamini, Hochberg), and the change is at least {}. \
             What is called the same may have changed by as much as its interval says.",
            bounds(settings, 1.0)
        ));
    } else {
        lines.push(few(comparison));
    }
    lines
}

pub(super) fn is_tested(comparison: &Comparison) -> bool {
    comparison.figures.iter().any(|figure| figure.p.is_some())
}

fn few(comparison: &Comparison) -> String {
    let settings = &comparison.settings;
    let needed = needed(settings).map_or_else(String::new, |runs| {
        format!(" (the test needs {runs} runs on each side)")
    });
    let counted = |runs: usize| words::counted(count(runs), "run", "runs");
    format!(
        "With {} of A and {} of B, noise cannot be told from change{needed}. Only a change of all operations together counts, with \
         every run of one side beyond every run of the other by at least {}; what is called the same may have changed by less.",
        counted(comparison.a.len()),
        counted(comparison.b.len()),
        bounds(settings, settings.unrepeated_factor)
    )
}

/// How many runs on each side the test needs to show anything; nothing where no number in use is enough.
pub(super) fn needed(settings: &Settings) -> Option<usize> {
    let alpha = settings.significance_percent / 100.0;
    (1..=30).find(|runs| ranks::p_least(*runs, *runs) <= alpha)
}

/// So many percent more, as a factor: `1.05`.
pub(super) fn times_more(percent: f64) -> String {
    plain(1.0 + percent / 100.0)
}

fn bounds(settings: &Settings, factor: f64) -> String {
    let points = settings.threshold_points * factor;
    format!(
        "{} % (times and rates, by the same factor up and down) or {} percentage {} (errors, refused)",
        plain(settings.threshold_percent * factor),
        plain(points),
        if (points - 1.0).abs() < 1e-9 {
            "point"
        } else {
            "points"
        },
    )
}

pub(super) fn left_out(left_out: &[LeftOut]) -> Option<String> {
    let mut kinds: Vec<(Kind, Vec<&str>)> = Vec::new();
    for one in left_out {
        match kinds.iter_mut().find(|(kind, _)| *kind == one.kind) {
            Some((_, all)) => all.push(&one.of),
            None => kinds.push((one.kind, vec![&one.of])),
        }
    }
    let names: Vec<String> = kinds
        .iter()
        .map(|(kind, of)| match of.as_slice() {
            [one] => format!("{} of {one}", name(*kind)),
            many => format!("{} of {} steps", name(*kind), many.len()),
        })
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "Left out, since not every run measured them on enough operations (ten beyond a percentile): {}.",
            names.join(", ")
        )
    })
}

pub(super) fn unmoved(comparison: &Comparison) -> Option<String> {
    let hidden = comparison.figures.iter().filter(|one| !is_listed(one));
    match hidden.count() {
        0 => None,
        many => Some(format!(
            "Not listed: {} of steps that had the same value in every run.",
            words::counted(count(many), "figure", "figures")
        )),
    }
}

/// The conclusion in one sentence.
pub(super) fn sentence(comparison: &Comparison) -> String {
    let of = comparison
        .figures
        .iter()
        .filter(|one| is_listed(one))
        .count();
    let figures = words::counted(count(of), "figure", "figures");
    let one = |change, better| {
        let mut changed: Vec<&Figure> = comparison
            .figures
            .iter()
            .filter(|figure| figure.verdict == change)
            .collect();
        let number = changed.len();
        changed.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
        let first = changed.first();
        let first = first.map_or_else(String::new, |figure| worst(figure));
        format!("B is {better} than A in {number} of {figures}; first of all {first}")
    };
    let also_better = comparison
        .figures
        .iter()
        .filter(|figure| figure.verdict == Change::Better)
        .count();
    match comparison.conclusion {
        Conclusion::Worse if also_better > 0 => {
            format!("{}; {also_better} better.", one(Change::Worse, "worse"))
        }
        Conclusion::Worse => format!("{}.", one(Change::Worse, "worse")),
        Conclusion::Better => format!("{}.", one(Change::Better, "better")),
        Conclusion::Same if is_tested(comparison) => format!(
            "None of {figures} of B differs from A by more than chance and at least {}.{}",
            bounds(&comparison.settings, 1.0),
            noise(comparison)
        ),
        Conclusion::Same => format!(
            "No figure of all operations of B differs from A by {} or more; so few runs tell no smaller change.",
            bounds(&comparison.settings, comparison.settings.unrepeated_factor)
        ),
        Conclusion::NotComparable => comparison.objections.first().map_or_else(
            || "No figure was measured on enough operations in every run.".to_owned(),
            Clone::clone,
        ),
    }
}

/// What the machine does when nothing has changed, as a sentence.
fn noise(comparison: &Comparison) -> String {
    let all = comparison.figures.iter().filter(|figure| {
        figure.of == figures::ALL
            && matches!(
                figure.kind,
                Kind::ResponseP50 | Kind::ResponseP90 | Kind::ResponseP99
            )
    });
    let noise = |figure: &Figure| {
        let noise = magnitude(figure.change_unit, figure.noise?);
        Some(format!("{} ±{noise}", name(figure.kind)))
    };
    let told: Vec<String> = all.filter_map(noise).collect();
    if told.is_empty() {
        return String::new();
    }
    format!(" The noise of all operations: {}.", told.join(", "))
}

/// Figures of all operations first, then the largest change against its noise.
pub(super) fn weight(figure: &Figure) -> f64 {
    let first = if figure.of == figures::ALL { 1e9 } else { 0.0 };
    let points = match figure.change_unit {
        Unit::Percent => 1.0,
        Unit::Points => 50.0,
    };
    first + (figure.change * points).abs().min(1e8)
}

fn worst(figure: &Figure) -> String {
    let noise = figure.noise.map_or_else(
        || "its noise unknown".to_owned(),
        |noise| format!("noise ±{}", magnitude(figure.change_unit, noise)),
    );
    format!(
        "{} of {}: {} to {}, {} ({noise})",
        name(figure.kind),
        figure.of,
        value(figure.kind, figure.median_a),
        value(figure.kind, figure.median_b),
        change(figure.change_unit, figure.change)
    )
}

//! A comparison in words.

use super::explain::{left_out, reading, unmoved};
use super::{Change, Comparison, Conclusion, Figure, Kind, Unit, figures};
use crate::convert::whole;
use crate::words;

/// A comparison as a text for a terminal: what was compared, the figures with their noise, the verdict and how it came about.
pub fn table(comparison: &Comparison) -> String {
    let mut lines = vec![side("A", &comparison.a), side("B", &comparison.b)];
    lines.extend(
        comparison
            .objections
            .iter()
            .map(|text| wrapped(&format!("Not comparable: {text}"))),
    );
    lines.extend(
        comparison
            .cautions
            .iter()
            .map(|text| wrapped(&format!("Note: {text}"))),
    );
    if !comparison.figures.is_empty() {
        lines.push(String::new());
        lines.extend(rows(comparison));
        lines.push(String::new());
        lines.extend(reading(comparison).iter().map(|text| wrapped(text)));
    }
    lines.extend(unmoved(comparison).iter().map(|text| wrapped(text)));
    lines.extend(
        left_out(&comparison.left_out)
            .iter()
            .map(|text| wrapped(text)),
    );
    lines.push(String::new());
    let word = match comparison.conclusion {
        Conclusion::Same => "THE SAME",
        Conclusion::Worse => "WORSE",
        Conclusion::Better => "BETTER",
        Conclusion::NotComparable => "NOT COMPARED",
    };
    lines.push(wrapped(&format!("{word}  {}", comparison.sentence)));
    lines.join("\n") + "\n"
}

/// No line is longer, but where a word is: what every terminal has.
const WIDTH: usize = 80;

fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let letters = word.chars().count();
        if width > 0 && width + 1 + letters > WIDTH {
            lines.push('\n');
            width = 0;
        } else if !lines.is_empty() {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += letters;
    }
    lines
}

fn side(name: &str, runs: &[super::Compared]) -> String {
    let names: Vec<&str> = runs.iter().map(|run| run.directory.as_str()).collect();
    format!(
        "{name}  {}: {}",
        words::counted(count(runs.len()), "run", "runs"),
        names.join(", ")
    )
}

const COLUMNS: usize = 8;

fn rows(comparison: &Comparison) -> Vec<String> {
    let confidence = 100.0 - comparison.settings.significance_percent;
    let head = [
        String::new(),
        "A".to_owned(),
        "B".to_owned(),
        "change".to_owned(),
        "noise".to_owned(),
        format!("{} %", plain(confidence)),
        "p".to_owned(),
        "verdict".to_owned(),
    ];
    let mut rows = vec![head];
    let mut of = "";
    for figure in comparison.figures.iter().filter(|one| is_listed(one)) {
        if figure.of != of {
            of = &figure.of;
            let mut heading: [String; COLUMNS] = Default::default();
            heading[0].push_str(of);
            rows.push(heading);
        }
        rows.push(row(figure));
    }
    let widths: [usize; COLUMNS] = std::array::from_fn(|i| {
        // The name of a step has the line to itself.
        let full = rows
            .iter()
            .filter(|row| i > 0 || row.last().is_some_and(|end| !end.is_empty()));
        let cells = full.filter_map(|row| row.get(i));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    });
    rows.iter().map(|row| aligned(row, &widths)).collect()
}

/// A figure of a step that never moved says nothing.
pub(super) fn is_listed(figure: &Figure) -> bool {
    figure.of == figures::ALL || !figure.is_constant()
}

/// The first and the last column begin at the left, the figures end at the right.
fn aligned(row: &[String; COLUMNS], widths: &[usize; COLUMNS]) -> String {
    let cells = row.iter().zip(widths).enumerate();
    let cells: Vec<String> = cells
        .map(|(i, (cell, &width))| match i {
            0 | 7 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        })
        .collect();
    cells.join("  ").trim_end().to_owned()
}

fn row(figure: &Figure) -> [String; COLUMNS] {
    let nothing = || words::NOTHING.to_owned();
    let bare = |text: String| text.trim_end_matches(" points").to_owned();
    [
        format!("  {}", name(figure.kind).replace(" per second", "/s")),
        value(figure.kind, figure.median_a),
        value(figure.kind, figure.median_b),
        change(figure.change_unit, figure.change).replace(" points", " pp"),
        figure.noise.map_or_else(nothing, |noise| {
            bare(format!("±{}", magnitude(figure.change_unit, noise)))
        }),
        figure.interval.map_or_else(nothing, |ends| {
            // A typical change that is told as a factor has its ends as factors.
            let told = if is_multiple(figure.change_unit, figure.change) {
                ends.map(|end| factor(end, figure.change))
            } else {
                ends.map(|end| bare(signed(figure.change_unit, end)))
            };
            let [from, to] = told;
            // The unit once.
            format!("{}…{to}", from.trim_end_matches(" %"))
        }),
        figure.p.map_or_else(nothing, |p| format!("{p:.3}")),
        match figure.verdict {
            Change::Same => "same".to_owned(),
            Change::Worse => "WORSE".to_owned(),
            Change::Better => "BETTER".to_owned(),
        },
    ]
}

pub(super) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::ResponseP50 => "response p50",
        Kind::ResponseP90 => "response p90",
        Kind::ResponseP99 => "response p99",
        Kind::SettledRate => "settled per second",
        Kind::AchievedRate => "achieved rate",
        Kind::Errors => "errors",
        Kind::Refusals => "refused",
    }
}

pub(super) fn value(kind: Kind, value: f64) -> String {
    match kind {
        Kind::ResponseP50 | Kind::ResponseP90 | Kind::ResponseP99 => {
            words::duration(whole(value).unsigned_abs())
        }
        Kind::SettledRate => words::rate(value),
        Kind::AchievedRate if value >= 99.995 => "100 %".to_owned(),
        Kind::AchievedRate | Kind::Errors | Kind::Refusals => format!("{value:.2} %"),
    }
}

/// A change, with its sign; from twice as much on as a factor.
pub(super) fn change(unit: Unit, value: f64) -> String {
    if is_multiple(unit, value) {
        factor(value, value)
    } else {
        signed(unit, value)
    }
}

/// Whether a change is easier read as a factor.
fn is_multiple(unit: Unit, value: f64) -> bool {
    unit == Unit::Percent && value >= 99.5
}

/// A change in percent as a factor, with as many digits as that of `like` needs.
pub(super) fn factor(percent: f64, like: f64) -> String {
    let of = |percent: f64| 1.0 + percent / 100.0;
    let digits = match of(like) {
        like if (0.9..1.1).contains(&like) => 3,
        like if like < 10.0 => 2,
        like if like < 100.0 => 1,
        _ => 0,
    };
    format!("×{:.digits$}", of(percent))
}

fn signed(unit: Unit, value: f64) -> String {
    let size = magnitude(unit, value.abs());
    let is_nothing = !size.contains(|c: char| ('1'..='9').contains(&c));
    match (is_nothing, value > 0.0) {
        (true, _) => size,
        (false, true) => format!("+{size}"),
        (false, false) => format!("−{size}"),
    }
}

pub(super) fn magnitude(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Percent if value < 9.95 => format!("{value:.1} %"),
        Unit::Percent => format!("{} %", words::count(whole(value).unsigned_abs())),
        Unit::Points => format!("{value:.2} points"),
    }
}

/// A setting, without needless zeros.
pub(super) fn plain(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

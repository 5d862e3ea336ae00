//! Outcomes by step, as bars.

use super::{Figure, Layout, over_time, px};
use crate::convert::real;
use crate::record::{Outcomes, StepRecord};
use crate::words;

/// The most letters of a name that stands beside its bar.
const NAME: usize = 34;

/// Bars under each other, each as long as its step had operations.
#[derive(Debug)]
pub(crate) struct Bars {
    pub(crate) id: String,
    pub(crate) layout: Layout,
    pub(crate) width: u16,
    pub(crate) height: String,
    pub(crate) rows: Vec<Row>,
}

/// One step: its name, its bar, and how many operations it had.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) count: String,
    pub(crate) text_y: String,
    pub(crate) bar_y: String,
    pub(crate) segments: Vec<Segment>,
}

/// The part of a bar that is one outcome.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) class: &'static str,
    pub(crate) x: String,
    pub(crate) width: String,
}

/// The outcomes of every step, its settings added up; `None` without steps.
pub(crate) fn figure(steps: &[StepRecord], total: &Outcomes) -> Option<Figure<Bars>> {
    let sums = by_step(steps);
    let most = sums
        .iter()
        .map(|(_, outcomes)| outcomes.due())
        .max()
        .filter(|most| *most > 0)?;
    let short = sums.iter().all(|(name, _)| name.chars().count() <= NAME);
    let draw = |layout: Layout| {
        let width = layout.width();
        // Beside its name where there is room, else below it.
        let (left, right, row, below) = match layout {
            Layout::Wide if short => (240.0, width - 84, 23.0, 4.0),
            Layout::Wide | Layout::Narrow => (0.0, width - 12, 36.0, 20.0),
        };
        let scale = (f64::from(right) - left) / real(most);
        let rows: Vec<Row> = (0..)
            .zip(&sums)
            .map(|(i, (name, outcomes)): (u16, &(&str, Outcomes))| Row {
                name: (*name).to_owned(),
                count: words::count(outcomes.due()),
                text_y: px(f64::from(i) * row + 14.0),
                bar_y: px(f64::from(i) * row + below),
                segments: segments(outcomes, left, scale),
            })
            .collect();
        let height = px(row * f64::from(u16::try_from(rows.len()).unwrap_or(u16::MAX)));
        Bars {
            id: format!("outcomes-{}", layout.class()),
            layout,
            width,
            height,
            rows,
        }
    };
    Some(Figure {
        title: "Outcomes by step",
        description: sums
            .iter()
            .map(|(name, o)| {
                format!(
                    "{name}: {} of {} answered.",
                    words::count(o.answered),
                    words::count(o.due())
                )
            })
            .collect::<Vec<_>>()
            .join(" "),
        legend: over_time::outcome_legend(total),
        layouts: Layout::ALL.into_iter().map(draw).collect(),
    })
}

/// The outcomes of every step, in the order of their first appearance.
pub(crate) fn by_step(steps: &[StepRecord]) -> Vec<(&str, Outcomes)> {
    let mut sums: Vec<(&str, Outcomes)> = Vec::new();
    for step in steps {
        match sums.iter_mut().find(|(name, _)| *name == step.step) {
            Some((_, sum)) => *sum = sum.plus(step.outcomes),
            None => sums.push((&step.step, step.outcomes)),
        }
    }
    sums
}

fn segments(outcomes: &Outcomes, left: f64, scale: f64) -> Vec<Segment> {
    let mut x = left;
    let mut parts = Vec::new();
    for (class, count) in over_time::by_outcome(outcomes) {
        if count > 0 {
            // A single lost reply among a million must still be seen.
            let width = (real(count) * scale).max(4.0);
            parts.push(Segment {
                class,
                x: px(x),
                width: px(width),
            });
            x += width;
        }
    }
    parts
}

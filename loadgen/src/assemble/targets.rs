//! The targets of a scenario against what was measured.
//!
//! Whatever the outcomes are told apart by elsewhere, a target on a time counts what it has always counted: lateness of all requests
//! that were sent, service and response time of those that were answered or refused.

use crate::history::Operation;
use crate::measure::{Distribution, Measures, OutcomeCounts, Tally};
use crate::scenario::{Aim, Bound, Fate, Point, Rate, Scenario, Selection, Share, Span, Target};
use crate::words::{count, share, time};
use core::time::Duration;
use cpis_vocabulary::CareSetting;
use reports::TargetResult;

/// The figures of the operations in the window of each target that has one.
#[derive(Debug)]
pub(super) struct InWindows<'a> {
    scenario: &'a Scenario,
    tallies: Vec<Option<Tally>>,
}

impl<'a> InWindows<'a> {
    pub(super) fn of(scenario: &'a Scenario) -> Self {
        let tally = |target: &Target| target.of.window.map(|_| Tally::of(core::iter::empty()));
        Self {
            scenario,
            tallies: scenario.targets.iter().map(tally).collect(),
        }
    }

    /// Takes an operation, in any order.
    pub(super) fn take(&mut self, operation: &Operation) {
        let warm_up = self.scenario.warm_up();
        for (target, tally) in self.scenario.targets.iter().zip(&mut self.tallies) {
            if let (Some(window), Some(tally)) = (target.of.window, tally)
                && operation.is_load()
                && window.holds(Duration::from_nanos(operation.due.nanos()))
                && Duration::from_nanos(operation.due.nanos()) >= warm_up
                && is_of(&target.of, &operation.step, operation.setting)
            {
                tally.take(operation);
            }
        }
    }

    /// Each target that the scenario has, in the order of the language.
    pub(super) fn results(&self, measures: &Measures) -> Vec<TargetResult> {
        let targets = self.scenario.targets.iter().zip(&self.tallies);
        let results = targets.map(|(target, in_window)| {
            let of_steps = select(&target.of, measures);
            let selected = in_window.as_ref().or(of_steps.as_ref());
            let tally = selected.unwrap_or(&measures.total);
            let window = target.of.window;
            let span = window.map_or(measures.sending(), |window| window.length());
            result(target, tally, span)
        });
        results.collect()
    }
}

fn is_of(of: &Selection, step: &str, setting: Option<CareSetting>) -> bool {
    of.step.as_deref().is_none_or(|wanted| *wanted == *step)
        && of.setting.is_none_or(|wanted| setting == Some(wanted))
}

/// The figures of some steps and care settings; nothing where they are all of them.
pub(super) fn select(of: &Selection, measures: &Measures) -> Option<Tally> {
    if of.is_everything() {
        return None;
    }
    let mut all = Tally::of(core::iter::empty());
    let steps = measures.steps().into_iter();
    for step in steps.filter(|one| is_of(of, &one.step, one.setting)) {
        all.add(&step.tally());
    }
    Some(all)
}

fn result(target: &Target, tally: &Tally, span: Duration) -> TargetResult {
    let outcomes = tally.outcomes;
    let (measured, met) = match target.aim {
        Aim::Time { span, point, bound } => within(&bound, took(tally, span, point)),
        Aim::Share { fate, bound } => {
            let (part, of) = parts(outcomes, fate);
            part_of(bound, part, of)
        }
        Aim::Rate(bound) => rate(&bound, outcomes.sent(), span),
    };
    TargetResult {
        text: target.to_string(),
        // One that could not be measured was not met.
        measured: measured.unwrap_or_else(|| "nothing to measure".to_owned()),
        met,
    }
}

/// How many came to a fate, and of how many.
pub(super) const fn parts(outcomes: OutcomeCounts, fate: Fate) -> (u64, u64) {
    match fate {
        Fate::Error => (outcomes.unknown, outcomes.sent()),
        Fate::Refused => (outcomes.refused, outcomes.sent()),
        Fate::NotSent => (outcomes.not_sent, outcomes.due()),
    }
}

/// The times that a span takes.
pub(super) const fn distribution(tally: &Tally, span: Span) -> &Distribution {
    match span {
        Span::Response => &tally.response,
        Span::Service => &tally.service,
        Span::Lateness => &tally.lateness,
    }
}

/// In microseconds; nothing where nothing was timed.
fn took(tally: &Tally, span: Span, point: Point) -> Option<u64> {
    let times = distribution(tally, span);
    Some(match point {
        Point::Percentile(_) if times.is_empty() => return None,
        Point::Percentile(percentile) => times.quantile(percentile.as_fraction()),
        Point::Mean => times.figures()?.mean,
        Point::Longest => times.figures()?.max,
    })
}

fn within(bound: &Bound<Duration>, took: Option<u64>) -> (Option<String>, bool) {
    let met = took.is_some_and(|us| bound.holds(&Duration::from_micros(us)));
    (took.map(time), met)
}

fn part_of(bound: Bound<Share>, part: u64, of: u64) -> (Option<String>, bool) {
    if of == 0 {
        return (None, false);
    }
    let exact = Bound {
        relation: bound.relation,
        amount: u128::from(bound.amount.millionths()) * u128::from(of),
    };
    let measured = format!("{} ({} of {})", share(part, of), count(part), count(of));
    (Some(measured), exact.holds(&(u128::from(part) * 1_000_000)))
}

fn rate(bound: &Bound<Rate>, sent: u64, span: Duration) -> (Option<String>, bool) {
    const NANOS: u128 = 1_000_000_000;
    let nanos = span.as_nanos();
    if nanos == 0 {
        return (None, false);
    }
    let exact = Bound {
        relation: bound.relation,
        amount: u128::from(bound.amount.events()) * nanos,
    };
    let sent = u128::from(sent);
    let tenths = sent * 10 * NANOS / nanos;
    let measured = format!("{}.{} per second", tenths / 10, tenths % 10);
    let met = exact.holds(&(sent * NANOS * u128::from(bound.amount.seconds())));
    (Some(measured), met)
}

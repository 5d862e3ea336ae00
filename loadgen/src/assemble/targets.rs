//! The targets of a scenario against what was measured.

use crate::history::Operation;
use crate::measure::{Measures, Tally, is_load};
use crate::scenario::{Aim, Bound, Fate, Point, Rate, Scenario, Selection, Share, Span, Target};
use crate::words::{count, share, time};
use core::time::Duration;
use reports::TargetResult;

/// Each target that the scenario has, in the order of the language. `operations` is asked only where a target is about some of
/// them.
pub(super) fn results(
    scenario: &Scenario,
    measures: &Measures,
    operations: &[Operation],
) -> Vec<TargetResult> {
    let results = scenario.targets.iter().map(|target| {
        let selected = select(&target.of, measures, operations, scenario.warm_up());
        let tally = selected.as_ref().unwrap_or(&measures.total);
        let span = target
            .of
            .window
            .map_or(measures.duration(), |window| window.length());
        result(target, tally, span)
    });
    results.collect()
}

/// The figures of some of the operations; nothing where they are all of them.
fn select(
    of: &Selection,
    measures: &Measures,
    operations: &[Operation],
    warm_up: Duration,
) -> Option<Tally> {
    if of.is_everything() {
        return None;
    }
    let Some(window) = of.window else {
        let steps = measures.steps().into_iter().filter(|one| {
            of.step.as_deref().is_none_or(|step| *step == *one.step)
                && of
                    .setting
                    .is_none_or(|setting| one.setting == Some(setting))
        });
        let mut all = Tally::of(core::iter::empty());
        for step in steps {
            all.add(&step.tally);
        }
        return Some(all);
    };
    let selected = operations.iter().filter(|one| {
        is_load(one)
            && window.holds(Duration::from_nanos(one.due.nanos()))
            && Duration::from_nanos(one.due.nanos()) >= warm_up
            && of.step.as_deref().is_none_or(|step| *step == *one.step)
            && of
                .setting
                .is_none_or(|setting| one.setting == Some(setting))
    });
    Some(Tally::of(selected))
}

fn result(target: &Target, tally: &Tally, span: Duration) -> TargetResult {
    let outcomes = tally.outcomes;
    let (measured, met) = match target.aim {
        Aim::Time { span, point, bound } => within(&bound, took(tally, span, point)),
        Aim::Share { fate, bound } => {
            let (part, of) = match fate {
                Fate::Error => (outcomes.unknown, outcomes.sent()),
                Fate::Refused => (outcomes.refused, outcomes.sent()),
                Fate::NotSent => (outcomes.not_sent, outcomes.due()),
            };
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

/// In microseconds; nothing where nothing was timed.
fn took(tally: &Tally, span: Span, point: Point) -> Option<u64> {
    let times = match span {
        Span::Response => &tally.response,
        Span::Service => &tally.service,
        Span::Lateness => &tally.lateness,
    };
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

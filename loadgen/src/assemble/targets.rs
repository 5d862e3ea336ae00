//! The targets of a scenario against what was measured.

use crate::measure::Measures;
use crate::scenario::{Share, Targets, show_duration};
use crate::words::{count, share, time};
use core::time::Duration;
use reports::TargetResult;

/// Each target that the scenario has, in the order of the language.
pub(super) fn results(targets: &Targets, measures: &Measures) -> Vec<TargetResult> {
    let percentiles = [
        ("p50", 0.5, targets.p50_from_due),
        ("p90", 0.9, targets.p90_from_due),
        ("p95", 0.95, targets.p95_from_due),
        ("p99", 0.99, targets.p99_from_due),
        ("p99.9", 0.999, targets.p999_from_due),
    ];
    let outcomes = measures.total.outcomes;
    let response = &measures.total.response;
    let times = percentiles
        .into_iter()
        .filter_map(|(name, quantile, most)| {
            let took = (!response.is_empty()).then(|| response.quantile(quantile));
            Some(within(name, most?, took))
        });
    let errors = targets
        .errors_at_most
        .map(|most| at_most("errors", most, outcomes.unknown, outcomes.sent()));
    let not_sent = targets
        .not_sent_at_most
        .map(|most| at_most("not sent", most, outcomes.not_sent, outcomes.due()));
    times.chain(errors).chain(not_sent).collect()
}

fn within(name: &str, most: Duration, measured: Option<u64>) -> TargetResult {
    TargetResult {
        text: format!("{name} response at most {}", show_duration(most)),
        measured: measured.map_or_else(nothing, time),
        met: measured.is_some_and(|us| u128::from(us) <= most.as_micros()),
    }
}

fn at_most(what: &str, most: Share, part: u64, of: u64) -> TargetResult {
    TargetResult {
        text: format!("{what} at most {most}"),
        measured: if of == 0 {
            nothing()
        } else {
            format!("{} ({} of {})", share(part, of), count(part), count(of))
        },
        met: of > 0
            && u128::from(part) * 1_000_000 <= u128::from(most.millionths()) * u128::from(of),
    }
}

/// One that could not be measured was not met.
fn nothing() -> String {
    "nothing to measure".to_owned()
}

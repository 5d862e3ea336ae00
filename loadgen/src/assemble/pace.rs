//! Whether the generator kept to its schedule.

use crate::measure::Measures;
use crate::scenario::{Limits, Share, show_duration};
use crate::words::{share, time};
use reports::{Pace, TargetResult};

/// A shorter run is measured as if it had taken so long: one request a little late at its end is no lost rate.
const SPAN_MIN_NANOS: u64 = 10_000_000_000;

/// The verdict on the generator.
pub(super) fn pace(measures: &Measures, limits: &Limits) -> Pace {
    match late(measures, limits).or_else(|| slow(measures, limits)) {
        Some(reason) => Pace::FellBehind { reason },
        None => Pace::KeptUp,
    }
}

/// What is asked of the generator, and what was measured; nothing where nothing was due.
pub(super) fn checks(measures: &Measures, limits: &Limits) -> Vec<TargetResult> {
    let Some((achieved, of)) = rate(measures) else {
        return Vec::new();
    };
    vec![
        TargetResult {
            text: format!(
                "at least {} of the rate of falling due is sent",
                limits.achieved_at_least
            ),
            measured: share(clamped(achieved), clamped(of)),
            met: slow(measures, limits).is_none(),
        },
        TargetResult {
            text: format!(
                "99 % of the requests leave within {} of falling due",
                show_duration(limits.lateness_p99)
            ),
            measured: time(measures.total.lateness.quantile(0.99)),
            met: late(measures, limits).is_none(),
        },
    ]
}

fn late(measures: &Measures, limits: &Limits) -> Option<String> {
    let took = measures.total.lateness.quantile(0.99);
    let most = limits.lateness_p99.as_micros();
    (u128::from(took) > most).then(|| {
        format!(
            "99 % of the requests must leave within {} of falling due, it took {}",
            show_duration(limits.lateness_p99),
            time(took)
        )
    })
}

fn slow(measures: &Measures, limits: &Limits) -> Option<String> {
    let (achieved, of) = rate(measures)?;
    is_below(achieved, of, limits.achieved_at_least).then(|| {
        format!(
            "at least {} of the rate of falling due must be sent, {} was",
            limits.achieved_at_least,
            share(clamped(achieved), clamped(of)),
        )
    })
}

/// The rate of sending as a percentage of the rate of falling due; nothing where nothing was due.
pub(super) fn achieved_percent(measures: &Measures) -> Option<f64> {
    let (achieved, of) = rate(measures)?;
    // In parts of a hundred thousand, which a u32 holds and a float shows exactly enough.
    let parts = u32::try_from(achieved.saturating_mul(100_000) / of.max(1)).unwrap_or(u32::MAX);
    Some(f64::from(parts.min(100_000)) / 1_000.0)
}

/// The rate of sending over the rate of falling due, as a fraction: sent × last due over due × last sent.
fn rate(measures: &Measures) -> Option<(u128, u128)> {
    let outcomes = measures.total.outcomes;
    if outcomes.due() == 0 {
        return None;
    }
    let due_span = u128::from(measures.due_last.nanos().max(SPAN_MIN_NANOS) / 1_000);
    let sent_span = u128::from(measures.sent_last.nanos().max(SPAN_MIN_NANOS) / 1_000);
    let sent = u128::from(outcomes.sent());
    let due = u128::from(outcomes.due());
    Some((sent * due_span.min(sent_span), due * sent_span))
}

fn is_below(achieved: u128, of: u128, least: Share) -> bool {
    achieved.saturating_mul(1_000_000) < of.saturating_mul(u128::from(least.millionths()))
}

/// Both sides of the fraction may be beyond 64 bits; its last digits do not show.
fn clamped(value: u128) -> u64 {
    u64::try_from(value >> 16).unwrap_or(u64::MAX)
}

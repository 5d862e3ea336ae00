//! Limits and targets.

use core::time::Duration;

use super::people::whole;
use crate::scenario::keys::{LIMITS, TARGETS};
use crate::scenario::parts::{Limits, OnFull, Targets};
use crate::scenario::quantity::{Share, show_duration};
use crate::scenario::reader::Reader;

pub(super) fn limits(file: &Reader<'_>) -> Limits {
    let section = file.section(&LIMITS);
    section.word("on_full");
    Limits {
        in_flight: whole(&section, "in_flight").unwrap_or(500),
        answer_within: section
            .optional("answer_within")
            .unwrap_or(Duration::from_secs(2)),
        on_full: OnFull::Drop,
        settle_within: section
            .optional("settle_within")
            .unwrap_or(Duration::from_secs(10)),
        achieved_at_least: section
            .optional("achieved_at_least")
            .unwrap_or(Share::percent(95)),
        lateness_p99: section
            .optional("lateness_p99")
            .unwrap_or(Duration::from_millis(100)),
    }
}

pub(super) fn targets(file: &Reader<'_>) -> Targets {
    let section = file.section(&TARGETS);
    let targets = Targets {
        p50_from_due: section.optional("p50_from_due"),
        p90_from_due: section.optional("p90_from_due"),
        p95_from_due: section.optional("p95_from_due"),
        p99_from_due: section.optional("p99_from_due"),
        p999_from_due: section.optional("p999_from_due"),
        errors_at_most: section.optional("errors_at_most"),
        not_sent_at_most: section.optional("not_sent_at_most"),
    };
    note_crossed(&section, &targets);
    targets
}

/// A lower percentile cannot be allowed more than a higher one.
fn note_crossed(section: &Reader<'_>, targets: &Targets) {
    let said: Vec<(&str, Duration)> = [
        ("p50_from_due", targets.p50_from_due),
        ("p90_from_due", targets.p90_from_due),
        ("p95_from_due", targets.p95_from_due),
        ("p99_from_due", targets.p99_from_due),
        ("p999_from_due", targets.p999_from_due),
    ]
    .into_iter()
    .filter_map(|(key, target)| Some((key, target?)))
    .collect();
    for ((low, less), (high, more)) in said.iter().zip(said.iter().skip(1)) {
        if less > more {
            let wanted = format!(
                "it cannot exceed `{high}`, which is \"{}\"",
                show_duration(*more)
            );
            section.wrong(low, &wanted);
        }
    }
}

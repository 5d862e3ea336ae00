//! Whether the generator kept to its schedule.

use crate::executed::Work;
use crate::history::Moment;
use crate::measure::Measures;
use crate::scenario::{Load, OnFull, Scenario, Share, show_duration};
use crate::words::{share, time};
use core::time::Duration;
use reports::{Pace, TargetResult};

/// A shorter run is measured as if it had taken so long: one request a little late at its end is no lost rate.
const SPAN_MIN_NANOS: u64 = 10_000_000_000;

/// What the generator is judged by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) measures: &'a Measures,
    /// What the busiest worker had to do.
    pub(super) work: Option<Work>,
    /// For how long every slot was taken and a request waited for one.
    pub(super) waited_for: Duration,
}

impl Effort<'_> {
    /// The verdict on the generator: the cause before what follows from it.
    pub(super) fn pace(self) -> Pace {
        let reasons = [self.busy(), self.dropped(), self.late(), self.slow()];
        match reasons.into_iter().flatten().next() {
            Some(reason) => Pace::FellBehind { reason },
            None => Pace::KeptUp,
        }
    }

    /// What is asked of the generator, and what was measured; nothing where nothing was due.
    pub(super) fn checks(self) -> Vec<TargetResult> {
        let Some((achieved, of)) = rate(self.measures) else {
            return Vec::new();
        };
        let limits = &self.scenario.limits;
        let outcomes = self.measures.total.outcomes;
        let check = |text, measured, failed: Option<String>| TargetResult {
            text,
            measured,
            met: failed.is_none(),
        };
        let mut checks = vec![
            check(
                format!(
                    "at least {} of the rate of falling due is sent",
                    limits.achieved_at_least
                ),
                share(clamped(achieved), clamped(of)),
                self.slow(),
            ),
            check(
                format!(
                    "99 % of the requests leave within {} of falling due",
                    show_duration(limits.lateness_p99)
                ),
                time(self.measures.total.lateness.quantile(0.99)),
                self.late(),
            ),
            check(
                format!(
                    "at most {} of the requests due are dropped",
                    limits.dropped_at_most
                ),
                share(outcomes.not_sent, outcomes.due()),
                self.dropped(),
            ),
        ];
        checks.extend(self.open_work().map(|work| {
            check(
                format!(
                    "each worker is busy for at most {} of its time",
                    limits.busy_at_most
                ),
                of_its_time(work),
                self.busy(),
            )
        }));
        checks
    }

    /// Users of closed phases keep a worker as busy as they can; only what falls due whatever the Spine answers tells what is too much.
    fn open_work(self) -> Option<Work> {
        let mut phases = self.scenario.groups.iter().flat_map(|group| &group.phases);
        let are_open = phases.all(|phase| matches!(phase.load, Load::Open(_)));
        self.work.filter(|_| are_open)
    }

    fn busy(self) -> Option<String> {
        let (work, most) = (self.open_work()?, self.scenario.limits.busy_at_most);
        is_above(work.busy.as_nanos(), work.of.as_nanos(), most).then(|| {
            format!(
                "a worker may be busy for at most {most} of its time, one was for {}: share the load out with --workers",
                of_its_time(work)
            )
        })
    }

    fn dropped(self) -> Option<String> {
        let (outcomes, most) = (
            self.measures.total.outcomes,
            self.scenario.limits.dropped_at_most,
        );
        is_above(outcomes.not_sent.into(), outcomes.due().into(), most).then(|| {
            format!(
                "at most {most} of the requests due may be dropped because every slot is busy, {} were",
                share(outcomes.not_sent, outcomes.due())
            )
        })
    }

    fn late(self) -> Option<String> {
        let took = self.measures.total.lateness.quantile(0.99);
        let most = self.scenario.limits.lateness_p99;
        (u128::from(took) > most.as_micros()).then(|| {
            format!(
                "99 % of the requests must leave within {} of falling due, it took {}{}",
                show_duration(most),
                time(took),
                self.because_of_slots()
            )
        })
    }

    /// What made requests late that waited for a slot, and what helps; nothing where they did not wait for longer than they may be late.
    fn because_of_slots(self) -> String {
        let limits = &self.scenario.limits;
        if limits.on_full != OnFull::Queue || self.waited_for <= limits.lateness_p99 {
            return String::new();
        }
        let waited = u64::try_from(self.waited_for.as_micros()).unwrap_or(u64::MAX);
        let slots = match limits.in_flight {
            1 => "the one slot was taken".to_owned(),
            many => format!("all {many} slots were taken"),
        };
        format!(
            ": {slots} for {}, and what fell due waited for an answer to somebody else, so give more slots (limits.in_flight), let them grow \
             (limits.on_full = \"grow\"), or see why the Spine does not answer",
            time(waited)
        )
    }

    fn slow(self) -> Option<String> {
        let (achieved, of) = rate(self.measures)?;
        let least = self.scenario.limits.achieved_at_least;
        is_below(achieved, of, least).then(|| {
            format!(
                "at least {least} of the rate of falling due must be sent, {} was{}",
                share(clamped(achieved), clamped(of)),
                self.because_of_slots()
            )
        })
    }
}

fn of_its_time(work: Work) -> String {
    let micros = |length: Duration| u64::try_from(length.as_micros()).unwrap_or(u64::MAX);
    let (busy, of) = (micros(work.busy), micros(work.of));
    format!("{} of {}", share(busy.min(of), of), time(of))
}

/// The rate of sending as a percentage of the rate of falling due; nothing where nothing was due.
pub(super) fn achieved_percent(measures: &Measures) -> Option<f64> {
    let (achieved, of) = rate(measures)?;
    // In parts of a hundred thousand, which a u32 holds and a float shows exactly enough.
    let parts = u32::try_from(achieved.saturating_mul(100_000) / of.max(1)).unwrap_or(u32::MAX);
    Some(f64::from(parts.min(100_000)) / 1_000.0)
}

/// The rate of sending over the rate of falling due, as a fraction: sent × last due over due × last sent, both from the end of the
/// warm-up.
fn rate(measures: &Measures) -> Option<(u128, u128)> {
    let outcomes = measures.total.outcomes;
    if outcomes.due() == 0 {
        return None;
    }
    let span = |last: Moment| {
        let nanos = last.nanos().saturating_sub(measures.since.nanos());
        u128::from(nanos.max(SPAN_MIN_NANOS) / 1_000)
    };
    let (due_span, sent_span) = (span(measures.due_last), span(measures.sent_last));
    let sent = u128::from(outcomes.sent());
    let due = u128::from(outcomes.due());
    Some((sent * due_span.min(sent_span), due * sent_span))
}

fn is_below(achieved: u128, of: u128, least: Share) -> bool {
    achieved.saturating_mul(1_000_000) < of.saturating_mul(u128::from(least.millionths()))
}

fn is_above(part: u128, of: u128, most: Share) -> bool {
    part.saturating_mul(1_000_000) > of.saturating_mul(u128::from(most.millionths()))
}

/// Both sides of the fraction may be beyond 64 bits; its last digits do not show.
fn clamped(value: u128) -> u64 {
    u64::try_from(value >> 16).unwrap_or(u64::MAX)
}

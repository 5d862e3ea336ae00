use super::calendar::{end_on_the_wire, last_day_shown, london_day, london_days};
use super::{ChildTruth, Reading};
use crate::history::{Kind, Moment, Operation, Outcome, PlanFacts};
use chrono::NaiveDate;
use cpis_vocabulary::{AuthorityCode, Timestamp};

/// The plans of one child over the run: each was put there and taken away within intervals, not at instants.
#[derive(Debug)]
pub(super) struct Register {
    pub(super) birth_date: Option<NaiveDate>,
    pub(super) entries: Vec<Entry>,
}

/// One plan and when it was there.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) plan: PlanFacts,
    /// The end as it goes out on the wire. ALT-6.
    pub(super) end: Option<NaiveDate>,
    /// The last day on which it is shown. ALT-5.
    last_shown: Option<NaiveDate>,
    /// It can have been there from the first, and certainly was from the second.
    added: (Moment, Moment),
    /// It can have gone from the first, and certainly had from the second.
    deleted: (Moment, Moment),
}

/// Whether something was so during an interval.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum During {
    /// At no instant of it.
    Never,
    /// Perhaps, perhaps not.
    Perhaps,
    /// At every instant.
    Always,
}

/// An interval by both clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Within {
    pub(super) sent: Moment,
    pub(super) ended: Moment,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Within {
    /// The interval of an operation; where the Spine's stamp lies inside, that instant alone.
    pub(super) fn of(operation: &Operation, reading: &Reading) -> Self {
        let from = Timestamp::from_millis(operation.v_inv.millis() - reading.tolerance_ms);
        let to = Timestamp::from_millis(operation.v_ret.millis() + reading.tolerance_ms);
        let (from, to) = match operation.stamp {
            Some(stamp) if from <= stamp && stamp <= to => (stamp, stamp),
            Some(_) | None => (from, to),
        };
        Self {
            sent: operation.sent,
            ended: operation.ended(),
            from,
            to,
        }
    }
}

impl Register {
    /// The plans that the population gave, and those that the run added and deleted.
    pub(super) fn of(truth: &ChildTruth, operations: &[&Operation], reading: &Reading) -> Self {
        let entry = |plan: &PlanFacts, added| Entry {
            end: end_on_the_wire(plan, truth.birth_date),
            last_shown: last_day_shown(plan, truth.birth_date, reading),
            plan: plan.clone(),
            added,
            deleted: (Moment::MAX, Moment::MAX),
        };
        let mut entries: Vec<Entry> = truth
            .plans
            .iter()
            .map(|plan| entry(plan, (Moment::ZERO, Moment::ZERO)))
            .collect();
        for operation in operations {
            if let (Kind::AddPlan { plan }, Some(interval)) =
                (&operation.kind, took_effect(operation))
            {
                entries.push(entry(plan, interval));
            }
        }
        for operation in operations {
            if let (Kind::DeletePlan { plan }, Some(interval)) =
                (&operation.kind, took_effect(operation))
            {
                for entry in entries
                    .iter_mut()
                    .filter(|entry| entry.plan.id == Some(*plan))
                {
                    entry.deleted.0 = entry.deleted.0.min(interval.0);
                    entry.deleted.1 = entry.deleted.1.min(interval.1);
                }
            }
        }
        Self {
            birth_date: truth.birth_date,
            entries,
        }
    }

    /// Whether there was any plan to show to somebody who looked in the interval.
    pub(super) fn any_shown(&self, at: Within) -> During {
        over_days(at, |day| {
            self.entries
                .iter()
                .map(|entry| entry.shown(day, at))
                .max()
                .unwrap_or(During::Never)
        })
    }

    /// Whether an authority had a plan to show.
    pub(super) fn shown_of(&self, authority: &AuthorityCode, at: Within) -> During {
        over_days(at, |day| {
            self.entries
                .iter()
                .filter(|entry| entry.plan.authority == *authority)
                .map(|entry| entry.shown(day, at))
                .max()
                .unwrap_or(During::Never)
        })
    }

    /// Every authority that ever had a plan for the child, once.
    pub(super) fn authorities(&self) -> Vec<&AuthorityCode> {
        let mut all: Vec<&AuthorityCode> = self
            .entries
            .iter()
            .map(|entry| &entry.plan.authority)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Entry {
    /// Whether it was shown on a day, to somebody who looked in the interval.
    pub(super) fn shown(&self, day: NaiveDate, at: Within) -> During {
        let is_its_day = self.plan.start <= day && self.last_shown.is_none_or(|last| day <= last);
        if is_its_day {
            self.present(at)
        } else {
            During::Never
        }
    }

    /// Whether it was on the child's record.
    pub(super) fn present(&self, at: Within) -> During {
        if at.ended < self.added.0 || self.deleted.1 < at.sent {
            During::Never
        } else if self.added.1 <= at.sent
            && (self.deleted.0 > at.ended || self.deleted.0 == Moment::MAX)
        {
            During::Always
        } else {
            During::Perhaps
        }
    }

    /// Whether it had certainly been deleted.
    pub(super) fn is_gone(&self, at: Within) -> bool {
        self.deleted.1 < at.sent
    }
}

/// When a change took effect; none where it certainly did not.
fn took_effect(operation: &Operation) -> Option<(Moment, Moment)> {
    match operation.outcome {
        Outcome::Answered { .. } => Some((operation.sent, operation.ended())),
        Outcome::Unknown { .. } => Some((operation.sent, Moment::MAX)),
        Outcome::Refused { .. } | Outcome::NotSent => None,
    }
}

/// What holds on every day of an interval, or else perhaps.
fn over_days(at: Within, on: impl Fn(NaiveDate) -> During) -> During {
    let first = london_day(at.from);
    if at.from == at.to || first == london_day(at.to) {
        return on(first);
    }
    let days = london_days(at.from, at.to);
    let mut each = days.into_iter().map(on);
    let one = each.next().unwrap_or(During::Never);
    if each.all(|other| other == one) {
        one
    } else {
        During::Perhaps
    }
}

use super::calendar::{end_on_the_wire, last_day_shown, london_day};
use super::{ChildTruth, Reading};
use crate::history::{Kind, Moment, Operation, Outcome, PlanFacts};
use chrono::NaiveDate;
use cpis_vocabulary::{AuthorityCode, PlanId, Timestamp};

/// The plans of one child over the run: each was put there and taken away within intervals, not at instants.
#[derive(Debug)]
pub(super) struct Register {
    pub(super) birth_date: Option<NaiveDate>,
    pub(super) entries: Vec<Entry>,
    /// What put them there and took them away, in the order in which it was sent.
    pub(super) turns: Vec<Turn>,
}

/// A change of a child's plans: it takes effect once, at some instant of its interval, and an unanswered one perhaps never.
#[derive(Debug)]
pub(super) struct Turn {
    /// The place of the operation in the child's case.
    pub(super) operation: usize,
    /// The plan that it puts there.
    pub(super) puts: Option<usize>,
    /// The plans that it takes away.
    pub(super) takes: Vec<usize>,
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
    /// Whether the run put it there.
    is_added: bool,
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
        let entry = |plan: &PlanFacts, added: Option<(Moment, Moment)>| Entry {
            end: end_on_the_wire(plan, truth.birth_date),
            last_shown: last_day_shown(plan, truth.birth_date, reading),
            plan: plan.clone(),
            added: added.unwrap_or((Moment::ZERO, Moment::ZERO)),
            is_added: added.is_some(),
            deleted: (Moment::MAX, Moment::MAX),
        };
        let given = truth.plans.iter().map(|plan| entry(plan, None));
        let mut register = Self {
            birth_date: truth.birth_date,
            entries: given.collect(),
            turns: Vec::new(),
        };
        for (place, operation) in operations.iter().enumerate() {
            if let (Kind::AddPlan { plan }, Some(interval)) =
                (&operation.kind, took_effect(operation))
            {
                register.turns.push(Turn {
                    operation: place,
                    puts: Some(register.entries.len()),
                    takes: Vec::new(),
                });
                register.entries.push(entry(plan, Some(interval)));
            }
        }
        for (place, operation) in operations.iter().enumerate() {
            if let (Kind::DeletePlan { plan }, Some(interval)) =
                (&operation.kind, took_effect(operation))
            {
                register.delete(place, *plan, interval);
            }
        }
        register.turns.sort_by_key(|turn| turn.operation);
        register
    }

    fn delete(&mut self, operation: usize, plan: PlanId, interval: (Moment, Moment)) {
        let mut takes = Vec::new();
        for (place, entry) in self.entries.iter_mut().enumerate() {
            if entry.plan.id == Some(plan) {
                entry.deleted.0 = entry.deleted.0.min(interval.0);
                entry.deleted.1 = entry.deleted.1.min(interval.1);
                takes.push(place);
            }
        }
        self.turns.push(Turn {
            operation,
            puts: None,
            takes,
        });
    }

    /// The days on which something may be shown otherwise than on the day before, in order, none twice.
    pub(super) fn edges(&self) -> Vec<NaiveDate> {
        let after = |entry: &Entry| entry.last_shown.and_then(|last| last.succ_opt());
        let entries = self.entries.iter();
        let mut edges: Vec<NaiveDate> = entries
            .flat_map(|entry| [Some(entry.plan.start), after(entry)])
            .flatten()
            .collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// The first day of an interval, and those edges that it touches: what is so on any of its days is so on one of these.
    pub(super) fn days(&self, at: Within) -> Vec<NaiveDate> {
        let first = london_day(at.from);
        let mut days = vec![first];
        if at.from < at.to {
            let last = london_day(at.to);
            if first < last {
                let within = |edge: &NaiveDate| first < *edge && *edge <= last;
                days.extend(self.edges().into_iter().filter(within));
            }
        }
        days
    }

    /// Whether there was any plan to show to somebody who looked in the interval.
    pub(super) fn any_shown(&self, at: Within) -> During {
        over_days(&self.days(at), |day| {
            self.entries
                .iter()
                .map(|entry| entry.shown(day, at))
                .max()
                .unwrap_or(During::Never)
        })
    }

    /// Whether an authority had a plan to show.
    pub(super) fn shown_of(&self, authority: &AuthorityCode, at: Within) -> During {
        over_days(&self.days(at), |day| {
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
        if self.is_its_day(day) {
            self.present(at)
        } else {
            During::Never
        }
    }

    /// Whether it is shown on a day, if it is there at all.
    pub(super) fn is_its_day(&self, day: NaiveDate) -> bool {
        self.plan.start <= day && self.last_shown.is_none_or(|last| day <= last)
    }

    /// Whether it was there before the run changed anything.
    pub(super) const fn is_given(&self) -> bool {
        !self.is_added
    }

    /// Whether it was on the child's record.
    pub(super) fn present(&self, at: Within) -> During {
        if at.ended < self.added.0 || self.deleted.1 < at.sent {
            During::Never
        } else if (self.is_given() || self.added.1 < at.sent)
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

/// What holds on every one of these days, or else perhaps.
fn over_days(days: &[NaiveDate], on: impl Fn(NaiveDate) -> During) -> During {
    let mut each = days.iter().map(|day| on(*day));
    let one = each.next().unwrap_or(During::Never);
    if each.all(|other| other == one) {
        one
    } else {
        During::Perhaps
    }
}

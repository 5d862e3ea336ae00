//! One child in a play: the plans, the recorded accesses, and who has to have been told.

use super::content::Content;
use super::model::{PlanName, PlanShown, Told};
use crate::checker::{Anchor, Reading, Record, end_on_the_wire, last_day_shown, london_day};
use crate::history::{Caller, Operation, PlanFacts};
use cpis_vocabulary::{AuthorityCode, OrganisationCode, Timestamp, TraceId, UserId};
use std::collections::HashMap;

/// A child, as it stands.
#[derive(Debug)]
pub(super) struct ChildState<'a> {
    pub(super) birth_date: Option<chrono::NaiveDate>,
    /// The plans that there were before anything was asked.
    pub(super) given: Vec<PlanFacts>,
    pub(super) plans: Vec<(PlanName, PlanFacts)>,
    /// The recorded accesses, in the order in which they took effect.
    pub(super) accesses: Vec<Recorded<'a>>,
    /// The instant that each window of a user and organisation is counted from.
    pub(super) windows: HashMap<(&'a UserId, &'a OrganisationCode), Timestamp>,
    pub(super) told: Vec<Told>,
}

/// A recorded access.
#[derive(Debug)]
pub(super) struct Recorded<'a> {
    pub(super) step: usize,
    pub(super) caller: &'a Caller,
    pub(super) trace: Option<TraceId>,
    pub(super) at: Timestamp,
}

impl<'a> ChildState<'a> {
    /// The places of the plans that are shown. ALT-5, ALT-6.
    pub(super) fn shown(&self, at: Timestamp, reading: &Reading) -> Vec<usize> {
        let day = london_day(at);
        let is_shown = |plan: &PlanFacts| {
            let last = last_day_shown(plan, self.birth_date, reading);
            plan.start <= day && last.is_none_or(|last| day <= last)
        };
        let plans = self.plans.iter().enumerate();
        let shown = plans.filter(|(_, (_, plan))| is_shown(plan));
        shown.map(|(place, _)| place).collect()
    }

    pub(super) fn on_the_wire(&self, shown: &[usize]) -> Vec<PlanShown> {
        let plans = shown.iter().filter_map(|place| self.plans.get(*place));
        let plans = plans.map(|(name, plan)| PlanShown {
            id: name.clone(),
            start: plan.start.to_string(),
            end: end_on_the_wire(plan, self.birth_date).map(|end| end.to_string()),
        });
        plans.collect()
    }

    /// VIEW-2, VIEW-7: the last ones, newest first, without the last one of the reader's own under the same trace.
    pub(super) fn list(&self, read: &Operation, reading: &Reading) -> Vec<usize> {
        let is_own = |access: &Recorded<'_>| {
            read.trace.is_some() && access.trace == read.trace && read.is_by(&access.caller.user)
        };
        let own = self.accesses.iter().rposition(is_own);
        let others = self.accesses.iter().enumerate().rev();
        let others = others.filter(|(place, _)| Some(*place) != own);
        let last = others.map(|(_, one)| one).take(reading.list_length);
        last.map(|access| access.step).collect()
    }

    /// ASN-3, ASN-5, VIEW-3, VIEW-7.
    pub(super) fn record(
        &mut self,
        step: usize,
        caller: &'a Caller,
        trace: Option<TraceId>,
        at: Timestamp,
        reading: &Reading,
    ) {
        let is_same = |one: &Recorded<'_>| {
            trace.is_some()
                && one.trace == trace
                && (&one.caller.user, &one.caller.role) == (&caller.user, &caller.role)
                && at.millis() - one.at.millis() < reading.merge_ms
        };
        if self.accesses.iter().any(is_same) {
            return;
        }
        let key = (&caller.user, &caller.organisation);
        let since = self.windows.get(&key);
        let notifies = since.is_none_or(|since| at.millis() - since.millis() >= reading.window_ms);
        if notifies || reading.anchor == Anchor::LastAccess {
            self.windows.insert(key, at);
        }
        if notifies {
            self.tell(step, caller, at, reading);
        }
        if notifies || reading.record == Record::EveryAccess {
            self.accesses.push(Recorded {
                step,
                caller,
                trace,
                at,
            });
        }
    }

    fn tell(&mut self, step: usize, caller: &Caller, at: Timestamp, reading: &Reading) {
        let shown = self.shown(at, reading);
        let plans = shown.iter().filter_map(|place| self.plans.get(*place));
        let mut authorities: Vec<AuthorityCode> =
            plans.map(|(_, plan)| plan.authority.clone()).collect();
        authorities.sort_unstable();
        authorities.dedup();
        for authority in authorities {
            let plans = shown.iter().filter_map(|place| self.plans.get(*place));
            let plans = plans.map(|(name, plan)| (name, plan));
            self.told.push(Told {
                content: Content::of(&authority, at, &self.given, plans),
                authority,
                step,
                user: caller.user.clone(),
                organisation: caller.organisation.clone(),
            });
        }
    }
}

//! The rules once more, written to be obviously right: every access ever made stands in one `Vec`,
//! and every question is a walk over all of it.

use crate::days::london_day;
use chrono::{Datelike, Duration, NaiveDate};
use cpis_rules::{Anchor, NewAuthority, Outcome, Policy, RecordRepeats};
use cpis_vocabulary::{
    Access, AccessId, AuthorityCode, DecisionKind, Intent, LocalChildId, OrganisationCode, Plan,
    PlanId, PlanKind, RoleId, Timestamp, TraceId, UploadId, UserId,
};

/// Everything that can be seen of one access from outside.
#[derive(PartialEq, Debug)]
pub(crate) struct Answer {
    pub(crate) at: Timestamp,
    pub(crate) shown: Vec<(PlanId, Option<NaiveDate>)>,
    pub(crate) outcome: Outcome,
    pub(crate) told: Vec<Told>,
    pub(crate) attempts: Vec<(AccessId, Timestamp, DecisionKind, Option<AccessId>)>,
}

/// What one authority is told.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Told {
    pub(crate) authority: AuthorityCode,
    pub(crate) upload: UploadId,
    pub(crate) local_id: Option<LocalChildId>,
}

/// An access that was meant to notify and had something to show.
#[derive(Debug)]
struct Past {
    id: AccessId,
    at: Timestamp,
    user: UserId,
    organisation: OrganisationCode,
    role: RoleId,
    trace: Option<TraceId>,
    recorded: bool,
    /// Whether it told everybody, and not only who was new.
    opened: bool,
    told: Vec<AuthorityCode>,
}

#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) policy: Policy,
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) plans: Vec<Plan>,
    past: Vec<Past>,
    last: Timestamp,
}

impl Model {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            policy,
            birth_date: None,
            plans: Vec::new(),
            past: Vec::new(),
            last: Timestamp::MIN,
        }
    }

    pub(crate) fn serve(&mut self, access: &Access, now: Timestamp) -> Answer {
        self.last = self.last.max(now);
        let at = self.last;
        let shown = self.shown(at);
        let (outcome, told) = self.decide(access, at, &shown);
        let repeats = match &outcome {
            Outcome::Suppressed { repeats, .. } => Some(*repeats),
            Outcome::Notified { .. }
            | Outcome::SameAccess { .. }
            | Outcome::Silent
            | Outcome::NothingShown => None,
        };
        let kind = match &outcome {
            Outcome::Notified { .. } => Some(DecisionKind::Notified),
            Outcome::Suppressed { .. } => Some(DecisionKind::Suppressed),
            Outcome::Silent => Some(DecisionKind::Silent),
            Outcome::NothingShown => Some(DecisionKind::None),
            Outcome::SameAccess { .. } => None,
        };
        Answer {
            at,
            shown: shown.iter().map(|(plan, end)| (plan.id, *end)).collect(),
            outcome,
            told: told
                .iter()
                .map(|authority| tell(authority, &shown))
                .collect(),
            attempts: kind
                .map(|kind| (access.id, at, kind, repeats))
                .into_iter()
                .collect(),
        }
    }

    /// The accesses that a reader is shown, newest first.
    pub(crate) fn listed(&self, user: &UserId, trace: Option<TraceId>) -> Vec<AccessId> {
        let recorded: Vec<_> = self
            .past
            .iter()
            .filter(|past| past.recorded)
            .rev()
            .collect();
        let own = recorded
            .iter()
            .find(|past| trace.is_some() && past.trace == trace && past.user == *user)
            .map(|past| past.id);
        recorded
            .iter()
            .map(|past| past.id)
            .filter(|id| Some(*id) != own)
            .take(usize::from(self.policy.views_listed))
            .collect()
    }

    fn decide(
        &mut self,
        access: &Access,
        at: Timestamp,
        shown: &[(Plan, Option<NaiveDate>)],
    ) -> (Outcome, Vec<AuthorityCode>) {
        if shown.is_empty() {
            return (Outcome::NothingShown, Vec::new());
        }
        if access.intent == Intent::Silent {
            return (Outcome::Silent, Vec::new());
        }
        if let Some(same) = self.same(access, at) {
            return (Outcome::SameAccess { access: same }, Vec::new());
        }
        let mut authorities: Vec<_> = shown
            .iter()
            .map(|(plan, _)| plan.authority.code.clone())
            .collect();
        authorities.sort();
        authorities.dedup();
        let (opened, told, outcome) = match self.covering(access, at) {
            None => (true, authorities, Outcome::Notified { access: access.id }),
            Some(repeats) => {
                let untold = self.untold(access, repeats, authorities);
                let outcome = if untold.is_empty() {
                    let recorded = self.policy.record_repeats == RecordRepeats::EveryAccess;
                    Outcome::Suppressed {
                        access: recorded.then_some(access.id),
                        repeats,
                    }
                } else {
                    Outcome::Notified { access: access.id }
                };
                (false, untold, outcome)
            }
        };
        self.past.push(Past {
            id: access.id,
            at,
            user: access.viewer.user_id.clone(),
            organisation: access.viewer.organisation_code.clone(),
            role: access.viewer.role_id.clone(),
            trace: access.trace,
            recorded: outcome.recorded().is_some(),
            opened,
            told: told.clone(),
        });
        (outcome, told)
    }

    /// VIEW-7.
    fn same(&self, access: &Access, at: Timestamp) -> Option<AccessId> {
        self.past
            .iter()
            .rev()
            .filter(|past| past.recorded && access.trace.is_some() && past.trace == access.trace)
            .filter(|past| past.user == access.viewer.user_id && past.role == access.viewer.role_id)
            .find(|past| at.since(past.at) < self.policy.trace_life)
            .map(|past| past.id)
    }

    /// Accesses of the same user and organisation. ASN-4.
    fn of_key(&self, access: &Access) -> impl DoubleEndedIterator<Item = &Past> {
        let viewer = access.viewer.clone();
        self.past.iter().filter(move |past| {
            past.user == viewer.user_id && past.organisation == viewer.organisation_code
        })
    }

    /// The notified access that this one repeats. ASN-3.
    fn covering(&self, access: &Access, at: Timestamp) -> Option<AccessId> {
        let within = |past: &&Past| at.since(past.at) < self.policy.window;
        let covered = match self.policy.anchor {
            Anchor::Notified => self
                .of_key(access)
                .filter(|past| past.opened)
                .any(|past| within(&past)),
            Anchor::LastAccess => self.of_key(access).any(|past| within(&past)),
        };
        let last_opened = self.of_key(access).rfind(|past| past.opened)?;
        covered.then_some(last_opened.id)
    }

    /// ASN-5.
    fn untold(
        &self,
        access: &Access,
        repeats: AccessId,
        mut authorities: Vec<AuthorityCode>,
    ) -> Vec<AuthorityCode> {
        if self.policy.new_authority == NewAuthority::Wait {
            return Vec::new();
        }
        let told: Vec<_> = self
            .of_key(access)
            .skip_while(|past| past.id != repeats)
            .flat_map(|past| past.told.clone())
            .collect();
        authorities.retain(|authority| !told.contains(authority));
        authorities
    }

    fn shown(&self, at: Timestamp) -> Vec<(Plan, Option<NaiveDate>)> {
        let today = london_day(at);
        let birthday = self.birth_date.map(|born| {
            let year = born.year() + 18;
            let feast = NaiveDate::from_ymd_opt(year, born.month(), born.day());
            feast.unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 3, 1).expect("1 March"))
        });
        let mut shown = Vec::new();
        for plan in &self.plans {
            let of_child = plan.kind != PlanKind::Ucpp;
            let mut ends: Vec<_> = plan.end.into_iter().collect();
            if of_child {
                ends.extend(birthday);
            }
            let end = ends.into_iter().min();
            let days = Duration::days(if of_child { 364 } else { 28 });
            if plan.start <= today && end.is_none_or(|end| today <= end + days) {
                shown.push((plan.clone(), plan.end.and(end)));
            }
        }
        shown
    }
}

/// ASN-2.
fn tell(authority: &AuthorityCode, shown: &[(Plan, Option<NaiveDate>)]) -> Told {
    let mut told = Told {
        authority: authority.clone(),
        upload: UploadId::from(""),
        local_id: None,
    };
    for (plan, _) in shown {
        if plan.authority.code == *authority {
            told.upload = plan.upload.clone();
            told.local_id = plan.local_id.clone().or(told.local_id);
        }
    }
    told
}

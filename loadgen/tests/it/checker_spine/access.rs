//! An access: recorded, and told or not.

use super::{Answer, Ask, Bug, HOUR, Record, Spine, WINDOW, day};
use chrono::TimeDelta;
use cpis_vocabulary::{AccessId, AuthorityCode, NhsNumber, Timestamp};
use loadgen::history::{Activity, Caller, Notice, PlanFacts, Seen, Unscheduled};
use std::sync::Arc;

impl Spine<'_> {
    pub(super) fn open(&mut self, ask: &Ask, now: Timestamp, effect: u64) -> Answer {
        let asked = ask.child.unwrap();
        let child = self.survivor(asked);
        let caller = ask.caller.as_ref().unwrap();
        let plans = self.displayable(child, now);
        let total = u32::try_from(plans.len()).unwrap();
        let answer = Answer::ok(Seen::Plans {
            plans: plans.clone(),
            total,
        });
        if plans.is_empty() && self.bug != Bug::RecordsWithoutPlan {
            return answer;
        }
        let notifies = matches!(self.activity(ask), Activity::Notifying | Activity::Both)
            && match ask.unscheduled {
                Unscheduled::Absent => self.bug != Bug::MissingHeaderSilent,
                Unscheduled::True => true,
                Unscheduled::False => self.bug == Bug::HeaderFalseSends,
            };
        if !notifies {
            if self.activity(ask) == Activity::Silent {
                self.leak(child, caller, now, effect);
            }
            return answer;
        }
        let known = self.records.entry(child).or_default();
        let again = known.iter().rev().find(|record| {
            ask.trace.is_some()
                && record.trace == ask.trace
                && record.caller.user == caller.user
                && record.caller.role == caller.role
                && now.since(record.at) < TimeDelta::seconds(60)
        });
        if let Some(record) = again
            && self.bug != Bug::RetryDoubles
        {
            return Answer {
                access: Some(record.id),
                ..answer
            };
        }
        let id = self.id();
        let is_told = self.is_news(asked, child, caller, now, ask.sent, effect);
        let is_lost = ask.answered.is_none();
        if is_told && !(is_lost && self.bug == Bug::LostReplyNotTold) {
            self.tell(child, caller, now, id);
        }
        if !is_told && self.bug == Bug::SuppressedHasNoId {
            return answer;
        }
        let is_dropped = is_lost && self.bug == Bug::LostReplyNotRecorded;
        if (is_told || self.bug != Bug::SuppressedHidesView) && !is_dropped {
            self.record(child, caller, now, id, ask, effect);
        }
        Answer {
            access: Some(id),
            ..answer
        }
    }

    /// What a silent access leaves behind where it should leave nothing.
    pub(super) fn leak(
        &mut self,
        child: NhsNumber,
        caller: &Arc<Caller>,
        now: Timestamp,
        effect: u64,
    ) {
        let id = self.id();
        if self.bug == Bug::SilentSends {
            self.tell(child, caller, now, id);
        }
        if self.bug == Bug::SilentInList {
            let record = Record {
                id,
                at: now,
                caller: Arc::clone(caller),
                trace: None,
                effect,
            };
            self.records.entry(child).or_default().push(record);
        }
    }

    pub(super) fn record(
        &mut self,
        child: NhsNumber,
        caller: &Arc<Caller>,
        now: Timestamp,
        id: AccessId,
        ask: &Ask,
        effect: u64,
    ) {
        let child = if self.bug == Bug::MixedLists && id.number().is_multiple_of(9) {
            super::child(1)
        } else {
            child
        };
        let records = self.records.entry(child).or_default();
        if self.bug == Bug::LostUpdate {
            records.retain(|record| record.effect <= ask.sent);
        }
        let caller = Arc::clone(caller);
        records.push(Record {
            id,
            at: now,
            caller,
            trace: ask.trace,
            effect,
        });
    }

    pub(super) fn is_news(
        &mut self,
        asked: NhsNumber,
        child: NhsNumber,
        caller: &Caller,
        now: Timestamp,
        sent: u64,
        effect: u64,
    ) -> bool {
        let bug = self.bug;
        let unless = |without: Bug, part: &str| {
            if bug == without {
                String::new()
            } else {
                part.to_owned()
            }
        };
        let role = if bug == Bug::RoleInKey {
            caller.role.as_str()
        } else {
            ""
        };
        let number = match bug {
            Bug::IgnoresPatient => None,
            Bug::NewNumberNewKey => Some(asked),
            _ => Some(child),
        };
        let key = (
            number,
            unless(Bug::IgnoresUser, caller.user.as_str()),
            unless(Bug::IgnoresOrganisation, caller.organisation.as_str()),
            role.to_owned(),
        );
        let opened = self.windows.entry(key).or_default();
        let seen = opened
            .iter()
            .rev()
            .find(|(_, known)| bug != Bug::TwoOnRace || *known <= sent);
        let is_news = seen.is_none_or(|(at, _)| {
            let elapsed = now.since(*at).num_milliseconds();
            match bug {
                Bug::Window23 => elapsed >= 23 * HOUR,
                Bug::Window25 => elapsed >= 25 * HOUR,
                Bug::LaterThanForNotEarlier => elapsed > WINDOW,
                Bug::CalendarDay => day(now) != day(*at),
                _ => elapsed >= WINDOW,
            }
        });
        if is_news || bug == Bug::Slides {
            opened.push((now, effect));
        }
        is_news
    }

    pub(super) fn tell(
        &mut self,
        child: NhsNumber,
        caller: &Caller,
        now: Timestamp,
        access: AccessId,
    ) {
        if self.bug == Bug::NeverDelivered && access.number().is_multiple_of(5) {
            return;
        }
        let mut authorities: Vec<AuthorityCode> = self
            .displayable(child, now)
            .into_iter()
            .map(|plan| plan.authority)
            .collect();
        if self.bug == Bug::FirstPlanOnly {
            // Only what is shown is cut; who is told is another matter.
            authorities = self
                .all_displayable(child, now)
                .into_iter()
                .map(|p| p.authority)
                .collect();
        }
        if self.bug == Bug::RecordsWithoutPlan && authorities.is_empty() {
            authorities.push("LA1".into());
        }
        authorities.sort();
        authorities.dedup();
        if self.bug == Bug::WrongAuthority {
            authorities = vec!["LA9".into()];
        }
        for authority in authorities {
            let user = if self.bug == Bug::WrongWorkerTold {
                "999".into()
            } else {
                caller.user.clone()
            };
            let shown = self.all_displayable(child, now);
            let plans = self.plans.get(&child).into_iter().flatten();
            let mut plans = plans
                .map(|held| &held.plan)
                .filter(|plan| plan.authority == authority)
                .filter(|plan| shown.iter().any(|seen| seen.id == plan.id))
                .cloned();
            let first = plans.next();
            let last = plans.next_back().or(first.clone());
            let notice = Notice {
                id: format!("{access}-{authority}").into(),
                tenant: "default".into(),
                epoch: 0,
                at: now,
                child,
                authority,
                user,
                user_name: caller.user_name.clone(),
                job_role: caller.job_role.clone(),
                job_role_name: caller.job_role_name.clone(),
                organisation: caller.organisation.clone(),
                organisation_name: caller.organisation_name.clone(),
                local_id: first.as_ref().and_then(|plan| plan.local_id.clone()),
                upload: last
                    .and_then(|plan| plan.upload)
                    .unwrap_or_else(|| "made up".into()),
                access,
                delivered: Some(now),
                acknowledged: Some(now),
            };
            let notice = misread(self.bug, notice, first.as_ref());
            if self.bug == Bug::ToldTwice {
                self.notices.push(notice.clone());
            }
            if self.bug == Bug::DeliveredTwice {
                self.notices.push(Notice {
                    id: format!("{}-again", notice.id).into(),
                    ..notice.clone()
                });
            }
            self.notices.push(notice);
        }
    }
}

/// A notification as a faulty Spine writes it.
fn misread(bug: Bug, right: Notice, first: Option<&PlanFacts>) -> Notice {
    let mut notice = right;
    let earlier = Timestamp::from_millis(notice.at.millis() - 1);
    match bug {
        Bug::CodeForOrganisationName => {
            notice.organisation_name = notice.organisation.as_str().into();
        }
        Bug::CodeForJobRoleName => notice.job_role_name = notice.job_role.as_str().into(),
        Bug::LocalIdLeftOut => notice.local_id = None,
        Bug::LocalIdOfAnother => notice.local_id = Some("L999999".into()),
        Bug::FirstUploadNamed => {
            let upload = first.and_then(|plan| plan.upload.clone());
            notice.upload = upload.unwrap_or(notice.upload);
        }
        Bug::NoUploadNamed => notice.upload = "".into(),
        Bug::OneIdForAll => notice.id = "1".into(),
        Bug::DeliveredBefore => notice.delivered = Some(earlier),
        Bug::AcknowledgedUndelivered => notice.delivered = None,
        Bug::ToldAnotherInstant => notice.at = Timestamp::from_millis(notice.at.millis() + 1),
        _ => {}
    }
    notice
}

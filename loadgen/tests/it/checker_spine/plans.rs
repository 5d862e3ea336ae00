//! Which plans are shown on a day.

use super::{Bug, Spine, date, day};
use chrono::{Datelike, Days};
use cpis_vocabulary::{NhsNumber, PlanKind, Timestamp};
use loadgen::history::PlanSeen;

impl Spine<'_> {
    pub(super) fn displayable(&self, child: NhsNumber, now: Timestamp) -> Vec<PlanSeen> {
        let mut all = self.all_displayable(child, now);
        if self.bug == Bug::FirstPlanOnly {
            all.truncate(1);
        }
        all
    }

    pub(super) fn all_displayable(&self, child: NhsNumber, now: Timestamp) -> Vec<PlanSeen> {
        let today = if self.bug == Bug::UtcDay {
            now.to_utc().date_naive()
        } else {
            day(now)
        };
        let birth = self.people.get(&child).and_then(|child| child.birth_date);
        let held = self.plans.get(&child);
        held.into_iter()
            .flatten()
            .filter(|held| !held.is_deleted || self.bug == Bug::DeletedStillShown)
            .filter_map(|held| {
                let plan = &held.plan;
                let is_unborn = plan.kind == PlanKind::Ucpp;
                let birthday = if is_unborn || self.bug == Bug::NotCapped {
                    None
                } else {
                    birth.map(|birth| {
                        let year = birth.year() + 18;
                        birth.with_year(year).unwrap_or_else(|| date(year, 3, 1))
                    })
                };
                let wire_end = match (plan.end, birthday) {
                    (Some(end), Some(birthday)) => Some(end.min(birthday)),
                    (end, _) => end,
                };
                let days = match (is_unborn && self.bug != Bug::Unborn364, self.bug) {
                    (true, _) => 28,
                    (false, Bug::DayEarly) => 363,
                    (false, Bug::DayLate) => 365,
                    (false, _) => 364,
                };
                let last = wire_end.or(birthday).map(|end| end + Days::new(days));
                let is_shown = plan.start <= today && last.is_none_or(|last| today <= last);
                let (emergency, office) = if self.bug == Bug::PhonesSwapped {
                    (&plan.office_phone, &plan.emergency_phone)
                } else {
                    (&plan.emergency_phone, &plan.office_phone)
                };
                is_shown.then(|| PlanSeen {
                    id: plan.id,
                    kind: plan.kind,
                    start: plan.start,
                    end: wire_end,
                    authority: plan.authority.clone(),
                    emergency_phone: emergency.clone(),
                    office_phone: office.clone(),
                })
            })
            .collect()
    }
}

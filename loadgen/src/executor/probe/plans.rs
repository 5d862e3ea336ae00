//! Children with more than one plan, plans that come and go, numbers that lead to others. ALT-3, ALT-8, ALT-10, ASN-5, ASN-9.

use super::Stage;
use crate::executor::moves::london_day;
use crate::executor::run::Run;
use crate::history::Activity;
use chrono::Days;
use cpis_vocabulary::{AuthorityCode, PatientStatus, PlanKind};

impl Run {
    pub(super) async fn two_authorities(&self, stage: &mut Stage) -> Option<bool> {
        let child = self
            .cast
            .children
            .with_alert_that(stage.rank, crate::cast::Child::has_several_authorities)?;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        self.look(stage, &place, child.number).await?;
        self.look(stage, &place, child.number).await?;
        Some(true)
    }

    /// A plan of another authority appears while the window is open: seen by the next look, told by the next that notifies.
    pub(super) async fn plan_added_in_window(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.own_child(stage)?;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        self.look(stage, &place, child.number).await?;
        let mine = child.truth.plans.first().map(|plan| plan.authority.clone());
        let other = (0..16)
            .filter_map(|turn| self.authority_at(stage.rank.wrapping_add(turn * 31)))
            .find(|code| Some(code) != mine.as_ref())?;
        let start = london_day(self.clock.earliest()).checked_sub_days(Days::new(10))?;
        let context = stage.context.clone();
        self.add_plan(child.number, PlanKind::Cpp, (start, None), &other, &context)
            .await?;
        stage.context.due = self.stopwatch.now();
        self.look(stage, &place, child.number).await?;
        let second = self.cast.players.with(Activity::Notifying, !stage.bits)?;
        self.look(stage, &second, child.number).await?;
        Some(true)
    }

    /// A plan that is over and still shown notifies like any other.
    pub(super) async fn ended_plan(&self, stage: &mut Stage) -> Option<bool> {
        let today = london_day(self.clock.earliest());
        let child = self
            .cast
            .children
            .with_alert_that(stage.rank, |child| child.has_only_ended_plans(today))?;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let done = self.look(stage, &place, child.number).await?;
        Some(done.access.is_some())
    }

    /// No plan, a plan, none again; a look and the list each time. The list comes back with the next plan (ALT-9).
    pub(super) async fn new_plan_shown(&self, stage: &mut Stage) -> Option<bool> {
        let today = london_day(self.clock.earliest());
        let child = self.cast.children.without_plan(stage.bits, today)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let authority = self.some_authority(stage)?;
        let dates = (today.checked_sub_days(Days::new(5))?, None);
        let context = stage.context.clone();
        self.look(stage, &place, child).await?;
        for _ in 0..2 {
            let plan = self
                .add_plan(child, PlanKind::Cpp, dates, &authority, &context)
                .await?;
            stage.context.due = self.stopwatch.now();
            self.look(stage, &place, child).await?;
            self.list(stage, &place, child, None).await?;
            if !self.delete_plan(child, plan, &context).await {
                return Some(false);
            }
            stage.context.due = self.stopwatch.now();
            self.look(stage, &place, child).await?;
            self.list(stage, &place, child, None).await?;
        }
        Some(true)
    }

    /// One look under the old number, one under the new: one child, one window, one list.
    pub(super) async fn superseded_number(&self, stage: &mut Stage) -> Option<bool> {
        let old = self.cast.children.superseded(stage.rank)?;
        let PatientStatus::Superseded { by } = old.truth.status else {
            return Some(false);
        };
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        self.look(stage, &place, old.number).await?;
        self.look(stage, &place, by).await?;
        self.list(stage, &place, old.number, None).await?;
        Some(true)
    }

    /// An authority of the population.
    pub(super) fn some_authority(&self, stage: &Stage) -> Option<AuthorityCode> {
        self.authority_at(stage.rank)
    }

    /// The authority of the so-manyth child with an alert.
    fn authority_at(&self, place: u64) -> Option<AuthorityCode> {
        let child = self.cast.children.with_alert(place)?;
        child.truth.plans.first().map(|plan| plan.authority.clone())
    }
}

//! Looks at instants that only a clock that is moved on purpose ever meets. ASN-3, ALT-5, ALT-7, CLK-3.

use super::Stage;
use crate::executor::moves::{london, london_day};
use crate::executor::run::Run;
use crate::history::{Activity, Credential};
use chrono::{Days, TimeDelta};
use cpis_vocabulary::{NhsNumber, PlanKind};
use cpis_wire::read::read_care_teams;

impl Run {
    /// The window less a millisecond, exactly the window, and a millisecond more after a notified look: 24 hours, unless it is read
    /// otherwise.
    pub(super) async fn window_edge(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.fresh_child(stage).await?;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let start = self.clock.latest();
        self.look(stage, &place, child).await?;
        let window = self.window();
        for after in [
            window - TimeDelta::milliseconds(1),
            window,
            window + TimeDelta::milliseconds(1),
        ] {
            if !self.advance_to(start.plus(after), &stage.context).await {
                return Some(false);
            }
            self.look(stage, &place, child).await?;
        }
        Some(true)
    }

    /// At first, half an hour before and after 24 hours, an hour before and after 48: what tells a window that stands from one that
    /// slides, and 24 hours from 23 and 25. A window of another length has the same parts.
    pub(super) async fn sliding_window(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.fresh_child(stage).await?;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let start = self.clock.latest();
        let token = self.log_on(&place, &stage.at(&place)).await?;
        self.look(stage, &place, child).await?;
        let window = self.window();
        for after in [
            window - window / 48,
            window + window / 48,
            window * 2 - window / 24,
            window * 2 + window / 24,
        ] {
            if !self.advance_to(start.plus(after), &stage.context).await {
                return Some(false);
            }
            // The token of the first look has long expired: it opens nothing any more. IDN-5.
            let credential = Credential::User(token.number);
            self.open_with(stage, &place, child, &token, credential)
                .await;
            self.look(stage, &place, child).await?;
        }
        Some(true)
    }

    /// The window in which a repeated look is not notified again. ASN-3.
    fn window(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.scenario.reading.window_ms)
    }

    /// 23:30 and 00:30 in London.
    pub(super) async fn calendar_day(&self, stage: &mut Stage) -> Option<bool> {
        let child = self.fresh_child(stage).await?;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let today = london_day(self.clock.latest());
        let mut evening = london(today, 23, 30)?;
        if evening < self.clock.latest() {
            evening = london(today.checked_add_days(Days::new(1))?, 23, 30)?;
        }
        for after in [TimeDelta::zero(), TimeDelta::hours(1)] {
            if !self.advance_to(evening.plus(after), &stage.context).await {
                return Some(false);
            }
            self.look(stage, &place, child).await?;
        }
        Some(true)
    }

    /// The last second of the last day, and midnight.
    pub(super) async fn midnight_expiry(&self, stage: &mut Stage) -> Option<bool> {
        let days = self.scenario.reading.days_after_end;
        self.expiry(stage, PlanKind::Lac, days).await
    }

    /// The same for an unborn child.
    pub(super) async fn unborn_expiry(&self, stage: &mut Stage) -> Option<bool> {
        let days = self.scenario.reading.days_after_due;
        self.expiry(stage, PlanKind::Ucpp, days).await
    }

    /// A plan whose last day is today: shown until London's midnight, gone from then on.
    ///
    /// It is looked at on the evening before its last day, an hour and a second before midnight, at midnight and an hour later: what
    /// expires a day early or late, or at midnight UTC, is seen between them.
    async fn expiry(&self, stage: &mut Stage, kind: PlanKind, days: Days) -> Option<bool> {
        let today = london_day(self.clock.latest().plus(TimeDelta::minutes(2)));
        let child = self.cast.children.without_plan(stage.bits, today)?.number;
        let place = self.cast.players.with(Activity::Notifying, stage.bits)?;
        let end = today.checked_sub_days(days)?;
        let start = end.checked_sub_days(Days::new(90))?;
        let authority = self.some_authority(stage)?;
        self.add_plan(child, kind, (start, Some(end)), &authority, &stage.context)
            .await?;
        let midnight = london(today.checked_add_days(Days::new(1))?, 0, 0)?;
        let seconds = [-3_600, -1, 0, 3_599, 3_601];
        let mut seen = Vec::new();
        for second in seconds {
            if !self
                .advance_to(midnight.plus(TimeDelta::seconds(second)), &stage.context)
                .await
            {
                continue;
            }
            let context = stage.at(&place);
            let flags = self.overview(&place, child, &context).await?;
            stage.context.due = flags.ended;
            let done = self.look(stage, &place, child).await?;
            let shown = read_care_teams(&done.body);
            seen.push(done.is_ok() && shown.is_ok_and(|shown| shown.total > 0));
        }
        Some(seen.contains(&true) && seen.contains(&false))
    }

    /// A child whose plan has no end, so that it outlasts however far the run moves the clock: one of the cast's, or a new plan.
    async fn fresh_child(&self, stage: &mut Stage) -> Option<NhsNumber> {
        let now = self.clock.latest();
        let today = london_day(now);
        let child = self.cast.children.without_plan(stage.bits, today)?.number;
        let authority = self.some_authority(stage)?;
        let start = today.checked_sub_days(Days::new(30))?;
        self.add_plan(
            child,
            PlanKind::Cpp,
            (start, None),
            &authority,
            &stage.context,
        )
        .await?;
        Some(child)
    }
}

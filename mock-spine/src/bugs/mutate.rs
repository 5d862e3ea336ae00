use super::{Bug, BugMemory, BugSet};
use crate::spine::{Opening, Spelling};
use chrono::TimeDelta;
use cpis_rules::{
    Activity, Anchor, ChildRecord, DayZone, Decision, Outcome, Policy, RecordRepeats, Shown,
    Window, WindowKey, civil_day, serve_access,
};
use cpis_vocabulary::{Access, Intent, NhsNumber, OrganisationCode, Timestamp, UserId, View};
use std::cmp::Reverse;
use std::sync::Arc;

/// The broken rules of one request: what they change before, in place of, and after the right ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mutation<'a> {
    pub(crate) bugs: BugSet,
    pub(crate) memory: &'a BugMemory,
}

/// What a careless Spine read before it took the record for itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadTooEarly {
    nobody_told: bool,
    views: Option<Vec<View>>,
}

impl Mutation<'_> {
    /// The policy as the broken rules read it.
    pub(crate) fn policy(&self, right: &Policy, child: Option<NhsNumber>) -> Policy {
        let mut policy = right.clone();
        if self.bugs.has(Bug::Window23h) {
            policy.window = TimeDelta::hours(23);
        }
        if self.bugs.has(Bug::Window25h) {
            policy.window = TimeDelta::hours(25);
        }
        if self.bugs.has(Bug::EdgeClosed) {
            policy.window += TimeDelta::milliseconds(1);
        }
        if self.bugs.has(Bug::AdvanceUnseen) {
            policy.window = TimeDelta::days(36_500);
        }
        if self.bugs.has(Bug::WindowSlides) {
            policy.anchor = Anchor::LastAccess;
        }
        if self.bugs.has(Bug::ListOf26) {
            policy.views_listed = 26;
        }
        if self.bugs.has(Bug::ListOf24) {
            policy.views_listed = 24;
        }
        if self.bugs.has(Bug::SuppressedHidesView) {
            policy.record_repeats = RecordRepeats::NotifiedOnly;
        }
        if self.bugs.has(Bug::ActivitiesSwapped) {
            std::mem::swap(&mut policy.notifying_activity, &mut policy.silent_activity);
        }
        if self.bugs.has(Bug::TokenNeverExpires) {
            policy.token_life = TimeDelta::days(100_000);
        }
        self.break_days(&mut policy, child);
        policy
    }

    fn break_days(&self, policy: &mut Policy, child: Option<NhsNumber>) {
        let cached = self.bugs.has(Bug::AlertCached)
            && child.is_some_and(|child| self.memory.has_seen(child));
        if self.bugs.has(Bug::ExpiresEarly) {
            policy.days_after_end = policy.days_after_end.saturating_sub(1);
            policy.days_after_due_date = policy.days_after_due_date.saturating_sub(1);
        }
        if self.bugs.has(Bug::ExpiresLate) || cached {
            policy.days_after_end = policy.days_after_end.saturating_add(1);
            policy.days_after_due_date = policy.days_after_due_date.saturating_add(1);
        }
        if self.bugs.has(Bug::UnbornKept) {
            policy.days_after_due_date = policy.days_after_end;
        }
        if self.bugs.has(Bug::UtcDay) {
            policy.day_zone = DayZone::Utc;
        }
    }

    /// The activity that a role is taken to have.
    pub(crate) fn activity(&self, right: Option<Activity>) -> Option<Activity> {
        if self.bugs.has(Bug::ActivityUnchecked) {
            right.or(Some(Activity::Notifying))
        } else {
            right
        }
    }

    /// The header as it is taken to be.
    pub(crate) fn is_unscheduled(&self, right: Option<bool>) -> Option<bool> {
        if self.bugs.has(Bug::MissingHeaderSilent) {
            right.or(Some(false))
        } else {
            right
        }
    }

    /// Whose accesses are taken to repeat each other.
    pub(crate) fn key(&self, right: WindowKey, access: &Access, opening: &Opening) -> WindowKey {
        let mut key = right;
        let asked = opening.number;
        if self.bugs.has(Bug::SupersededNewKey) && asked != access.child {
            let code = format!("{}/{asked}", key.organisation);
            key.organisation = OrganisationCode::new(code);
        }
        if self.bugs.has(Bug::SpacesNewKey) && opening.spelling == Spelling::WithSpaces {
            let code = format!("{}/with spaces", key.organisation);
            key.organisation = OrganisationCode::new(code);
        }
        if self.bugs.has(Bug::IgnoresOrganisation) {
            key.organisation = OrganisationCode::from("");
        }
        if self.bugs.has(Bug::IgnoresUser) {
            key.user = UserId::from("");
        }
        if self.bugs.has(Bug::RoleInKey) {
            let code = format!("{}/{}", key.organisation, access.viewer.role_id);
            key.organisation = OrganisationCode::new(code);
        }
        key
    }

    /// Gives an access its place before it is recorded; whether somebody who came later may be recorded first.
    pub(crate) fn dawdles(&self, access: &Access) -> bool {
        let is_careless = self.bugs.has(Bug::ListBySequence) || self.bugs.has(Bug::StampBeforeLock);
        is_careless && self.memory.note_came(access.id).is_multiple_of(2)
    }

    /// Whether the record is read before it is taken, as a careless Spine would.
    pub(crate) fn reads_too_early(&self) -> bool {
        self.bugs.has(Bug::RaceNotifiesTwice) || self.bugs.has(Bug::LostUpdate)
    }

    pub(crate) fn read_too_early(
        &self,
        record: &ChildRecord,
        key: &WindowKey,
        now: Timestamp,
        policy: &Policy,
    ) -> ReadTooEarly {
        ReadTooEarly {
            nobody_told: self.bugs.has(Bug::RaceNotifiesTwice)
                && !record
                    .window(key)
                    .is_some_and(|window| window.covers(now, policy)),
            views: self.bugs.has(Bug::LostUpdate).then(|| newest_last(record)),
        }
    }

    /// Serves an access by the broken rules.
    pub(crate) fn serve(
        &self,
        record: &mut ChildRecord,
        access: &Access,
        key: &WindowKey,
        now: Timestamp,
        policy: &Policy,
        early: &ReadTooEarly,
    ) -> Decision {
        self.before(record, access, key, now, policy, early);
        let birth_date = record.birth_date();
        if self.bugs.has(Bug::EndNotCapped) {
            record.set_birth_date(None);
        }
        let mut decision =
            if self.bugs.has(Bug::SilentViewerNotifies) && access.intent == Intent::Silent {
                notify_silently(record, access, key, now, policy)
            } else {
                serve_access(record, access, key, now, policy)
            };
        record.set_birth_date(birth_date);
        self.after(record, access, key, &decision, policy);
        self.shorten(&mut decision.shown);
        if self.bugs.has(Bug::StampOutside) {
            decision.at = decision.at.plus(TimeDelta::hours(1));
        }
        decision
    }

    fn before(
        &self,
        record: &mut ChildRecord,
        access: &Access,
        key: &WindowKey,
        now: Timestamp,
        policy: &Policy,
        early: &ReadTooEarly,
    ) {
        if let Some(window) = self
            .memory
            .window(key)
            .filter(|_| self.bugs.has(Bug::IgnoresPatient))
        {
            record.open_window(key.clone(), window, policy);
        }
        let day = |at| civil_day(at, policy.day_zone);
        let is_old = record
            .window(key)
            .is_some_and(|window| day(window.notified_at) != day(now));
        let is_evicted =
            self.bugs.has(Bug::WindowEvicted) && !self.memory.is_kept(access.child, key);
        if early.nobody_told || is_evicted || (self.bugs.has(Bug::CalendarDay) && is_old) {
            record.forget_window(key);
        }
        if let Some(views) = &early.views {
            record.replace_views(views.clone());
        }
        self.hush_ended(record, access, key, now, policy);
        self.share_list(record, access.child);
        if let Some(trace) = access.trace.filter(|_| self.bugs.has(Bug::RetryDoubles)) {
            if record.views().any(|view| view.trace == access.trace) {
                record.forget_window(key);
            }
            record.forget_trace(trace, &access.viewer);
        }
    }

    /// Where there is nothing but plans that have ended, somebody seems to have been told already.
    fn hush_ended(
        &self,
        record: &mut ChildRecord,
        access: &Access,
        key: &WindowKey,
        now: Timestamp,
        policy: &Policy,
    ) {
        if !self.bugs.has(Bug::EndedSilent) {
            return;
        }
        let today = civil_day(now, policy.day_zone);
        let shown = serve_access(&mut record.clone(), access, key, now, policy).shown;
        let has_ended = |shown: &Shown| shown.end.is_some_and(|end| end < today);
        if !shown.is_empty() && shown.iter().all(has_ended) {
            let window = Window {
                access: access.id,
                notified_at: now,
                last_access: now,
                told: Vec::new(),
            };
            record.open_window(key.clone(), window, policy);
        }
    }

    fn after(
        &self,
        record: &mut ChildRecord,
        access: &Access,
        key: &WindowKey,
        decision: &Decision,
        policy: &Policy,
    ) {
        if !decision.shown.is_empty() {
            self.memory.see(access.child);
        }
        let is_silent = access.intent == Intent::Silent && !decision.shown.is_empty();
        if is_silent && self.bugs.has(Bug::SilentViewerListed) {
            record.record_view(view(access, decision.at), policy);
        }
        if decision.outcome.recorded().is_some() {
            self.memory
                .keep_view(access.child, view(access, decision.at));
            if self.bugs.has(Bug::TenantNotInKey) {
                self.memory.keep_list(access.child, newest_last(record));
            }
        }
        if let (Outcome::Notified { .. }, Some(window)) = (&decision.outcome, record.window(key)) {
            self.memory.keep_window(key, window.clone());
            self.memory.note_opened(access.child, key);
        }
    }

    /// Puts the list in the record that is kept under the child's number, whichever tenant it is of.
    pub(crate) fn share_list(&self, record: &mut ChildRecord, child: NhsNumber) {
        if self.bugs.has(Bug::TenantNotInKey)
            && let Some(views) = self.memory.list(child)
        {
            record.replace_views(views);
        }
    }

    /// The decision as it is told, where it was stamped before the record was held. CLK-2.
    pub(crate) fn stamped(&self, mut decision: Decision, before: Timestamp) -> Decision {
        if self.bugs.has(Bug::StampBeforeLock) {
            decision.at = decision.at.min(before);
        }
        decision
    }

    /// The plans as the broken rules show them.
    pub(crate) fn shorten(&self, shown: &mut Vec<Shown>) {
        if self.bugs.has(Bug::FirstPlanOnly) {
            shown.truncate(1);
        }
        if self.bugs.has(Bug::PhonesSwapped) {
            shown.iter_mut().for_each(swap_phones);
        }
    }

    /// The list as the broken rules show it.
    pub(crate) fn list(&self, child: NhsNumber, mut views: Vec<View>) -> Vec<View> {
        if self.bugs.has(Bug::StaleList) && !views.is_empty() {
            views.remove(0);
        }
        if let Some(foreign) = self
            .memory
            .foreign_view(child)
            .filter(|_| self.bugs.has(Bug::ListsMixed))
        {
            views.insert(0, foreign);
            views.truncate(25);
        }
        if self.bugs.has(Bug::ListBySequence) {
            views.sort_by_key(|view| Reverse(self.memory.came(view.access)));
        }
        if self.bugs.has(Bug::OldestFirst) {
            views.reverse();
        }
        self.retell(&mut views);
        views
    }
}

/// Puts the number for emergencies where that of the office belongs, and the other way round.
fn swap_phones(shown: &mut Shown) {
    let plan = Arc::make_mut(&mut shown.plan);
    let authority = Arc::make_mut(&mut plan.authority);
    if let Some(office) = &mut authority.office_phone {
        std::mem::swap(&mut authority.emergency_phone, office);
    }
}

/// Tells the authorities of a silent access, and leaves no view behind.
fn notify_silently(
    record: &mut ChildRecord,
    access: &Access,
    key: &WindowKey,
    now: Timestamp,
    policy: &Policy,
) -> Decision {
    let views = newest_last(record);
    let loud = Access {
        intent: Intent::Notify,
        ..access.clone()
    };
    let mut decision = serve_access(record, &loud, key, now, policy);
    record.replace_views(views);
    if !decision.shown.is_empty() {
        decision.outcome = Outcome::Silent;
    }
    decision
}

fn newest_last(record: &ChildRecord) -> Vec<View> {
    let mut views: Vec<_> = record.views().cloned().collect();
    views.reverse();
    views
}

fn view(access: &Access, at: Timestamp) -> View {
    View {
        access: access.id,
        at,
        viewer: Arc::clone(&access.viewer),
        trace: access.trace,
    }
}

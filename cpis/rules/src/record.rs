use crate::views::{TraceKey, Views};
use crate::window::Windows;
use crate::{Policy, Reader, Window, WindowKey, previous_views};
use alloc::{sync::Arc, vec::Vec};
use chrono::NaiveDate;
use cpis_vocabulary::{
    Attempt, NhsNumber, Notification, Plan, PlanId, Timestamp, TraceId, View, Viewer,
};

/// All that is held of one child, or of one mother: plans, open windows, previous views.
///
/// Whoever has it in hand has it alone; the rules read and write it as if nobody else were there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChildRecord {
    pub(crate) child: NhsNumber,
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) plans: Vec<Arc<Plan>>,
    pub(crate) windows: Windows,
    pub(crate) views: Views,
    last_stamp: Timestamp,
    entries: Vec<Entry>,
    /// Whether plans or date of birth are no longer what they were at first.
    changed: bool,
}

/// What a change leaves for the ledger; the store takes it over in the same commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// Somebody tried to open the alert.
    Attempt(Attempt),
    /// An authority is told. ASN-1.
    Notification(Notification),
}

impl ChildRecord {
    /// A record that nobody has looked at yet.
    pub fn new(child: NhsNumber, birth_date: Option<NaiveDate>, plans: Vec<Arc<Plan>>) -> Self {
        Self {
            child,
            birth_date,
            plans,
            windows: Windows::default(),
            views: Views::default(),
            last_stamp: Timestamp::MIN,
            entries: Vec::new(),
            changed: false,
        }
    }

    /// The number under which the record is kept.
    pub fn child(&self) -> NhsNumber {
        self.child
    }

    /// The date of birth, from which the 18th birthday follows. ALT-6.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        self.birth_date
    }

    /// Corrects the date of birth.
    pub fn set_birth_date(&mut self, birth_date: Option<NaiveDate>) {
        self.changed |= self.birth_date != birth_date;
        self.birth_date = birth_date;
    }

    /// Every plan that has not been deleted, in the order of upload.
    pub fn plans(&self) -> &[Arc<Plan>] {
        &self.plans
    }

    /// Adds a plan; it is the authority's last upload from now on.
    pub fn add_plan(&mut self, plan: Arc<Plan>) {
        self.changed = true;
        self.plans.push(plan);
    }

    /// Deletes a plan at once, with no days after. ALT-8.
    pub fn delete_plan(&mut self, id: PlanId) -> Option<Arc<Plan>> {
        let place = self.plans.iter().position(|plan| plan.id == id)?;
        self.changed = true;
        Some(self.plans.remove(place))
    }

    /// The stamp for what happens now: never before the last one. CLK-2.
    pub fn stamp(&mut self, now: Timestamp) -> Timestamp {
        self.last_stamp = self.last_stamp.max(now);
        self.last_stamp
    }

    /// The previous views that `reader` is shown, newest first. VIEW-2, VIEW-4, VIEW-7.
    pub fn previous_views(&self, reader: Reader<'_>, policy: &Policy) -> Vec<View> {
        previous_views(self.views.newest_first(), reader, policy)
    }

    /// Everything still kept of the recorded accesses, newest first.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.views.newest_first()
    }

    /// The window of a user and organisation, open or closed.
    pub fn window(&self, key: &WindowKey) -> Option<&Window> {
        self.windows.get(key)
    }

    /// The windows still kept.
    pub fn windows(&self) -> impl Iterator<Item = (&WindowKey, &Window)> {
        self.windows.iter()
    }

    /// Hands over what the last changes left for the ledger.
    pub fn drain_entries(&mut self) -> impl Iterator<Item = Entry> {
        self.entries.drain(..)
    }

    /// Whether nothing would be lost if the record were made anew from the population.
    pub fn is_untouched(&self) -> bool {
        !self.changed
            && self.views.newest_first().next().is_none()
            && self.windows.iter().next().is_none()
    }

    /// Leaves an entry for the ledger.
    pub fn enter(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Enters a view in the list, whatever the rules say of it: for imports and for breaking rules on purpose.
    pub fn record_view(&mut self, view: View, policy: &Policy) {
        self.views.record(view, policy);
    }

    /// Puts other views in the place of those kept, newest last: for imports and for breaking rules on purpose.
    pub fn replace_views(&mut self, newest_last: Vec<View>) {
        self.views.replace(newest_last);
    }

    /// Opens a window, whatever the rules say of it: for imports and for breaking rules on purpose.
    pub fn open_window(&mut self, key: WindowKey, window: Window, policy: &Policy) {
        self.windows.open(key, window, policy);
    }

    /// Forgets a window: for breaking rules on purpose.
    pub fn forget_window(&mut self, key: &WindowKey) {
        self.windows.remove(key);
    }

    /// Forgets that a TraceID stands for an access: for breaking rules on purpose.
    pub fn forget_trace(&mut self, trace: TraceId, viewer: &Viewer) {
        self.views.forget_trace(&TraceKey::of(trace, viewer));
    }
}

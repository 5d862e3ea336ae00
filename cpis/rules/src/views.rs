use crate::Policy;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::{sync::Arc, vec::Vec};
use cpis_vocabulary::{AccessId, RoleId, Timestamp, TraceId, UserId, View, Viewer};

/// Who asks for the list, so that their own access can be left out. VIEW-7.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader<'a> {
    /// The reading user.
    pub user: &'a UserId,
    /// The request's own identity.
    pub trace: Option<TraceId>,
}

/// The recorded accesses that are still listed, newest last, and the traces that still stand for one of them.
///
/// A TraceID is looked for among the listed ones first: only a child with more accesses in a minute than are listed needs more.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Views {
    newest_last: VecDeque<Kept>,
    unlisted: Traces,
}

/// A view that is still listed.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Kept {
    view: Arc<View>,
    /// The TraceID that stands for it, kept here so that looking for another one does not touch every view; none where the view has
    /// none, or where the rules were told to forget it.
    trace: Option<TraceId>,
}

impl Kept {
    fn new(view: Arc<View>) -> Self {
        let trace = view.trace;
        Self { view, trace }
    }
}

/// How many more views are kept than are listed: the reader's own may have to be left out.
const SPARE: usize = 8;

impl Views {
    pub(crate) fn record(&mut self, view: Arc<View>, policy: &Policy) {
        self.unlisted.forget_before(view.at, policy);
        self.newest_last.push_back(Kept::new(view));
        while self.newest_last.len() > usize::from(policy.views_listed) + SPARE {
            let Some(oldest) = self.newest_last.pop_front() else {
                break;
            };
            if let Some(newest) = self.newest_last.back().filter(|_| oldest.trace.is_some()) {
                self.unlisted.remember(oldest.view, newest.view.at, policy);
            }
        }
    }

    pub(crate) fn same_access(
        &self,
        key: &TraceKey<'_>,
        at: Timestamp,
        policy: &Policy,
    ) -> Option<&Arc<View>> {
        let stands = |view: &&Arc<View>| at.since(view.at) < policy.trace_life;
        let listed = self.newest_last.iter().rev();
        listed
            .filter(|kept| kept.trace == Some(key.trace))
            .map(|kept| &kept.view)
            .find(|view| key.is_of(view))
            .or_else(|| self.unlisted.find(key))
            .filter(stands)
    }

    pub(crate) fn forget_trace(&mut self, key: &TraceKey<'_>) {
        for kept in &mut self.newest_last {
            kept.trace = kept.trace.filter(|_| !key.is_of(&kept.view));
        }
        self.unlisted.forget(key);
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Arc<View>> {
        self.newest_last.iter().rev().map(|kept| &kept.view)
    }

    pub(crate) fn replace(&mut self, newest_last: Vec<Arc<View>>) {
        self.newest_last = newest_last.into_iter().map(Kept::new).collect();
    }
}

/// The previous views that `reader` is shown, newest first. VIEW-2, VIEW-4, VIEW-7.
///
/// The access that the reader itself made under the same TraceID is left out; under another TraceID, or none, nothing is.
pub fn previous_views<'a>(
    newest_first: impl Iterator<Item = &'a Arc<View>>,
    reader: Reader<'_>,
    policy: &Policy,
) -> Vec<Arc<View>> {
    let mut own: Option<AccessId> = None;
    newest_first
        .filter(|view| {
            let is_own = own.is_none()
                && reader.trace.is_some()
                && view.trace == reader.trace
                && view.viewer.user_id == *reader.user;
            if is_own {
                own = Some(view.access);
            }
            !is_own
        })
        .take(usize::from(policy.views_listed))
        .cloned()
        .collect()
}

/// What makes two requests the same access: TraceID, user and role (the child is the record's). VIEW-7.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TraceKey<'a> {
    trace: TraceId,
    user: &'a UserId,
    role: &'a RoleId,
}

impl<'a> TraceKey<'a> {
    /// The key of a request that this viewer makes under this TraceID.
    pub(crate) fn of(trace: TraceId, viewer: &'a Viewer) -> Self {
        Self {
            trace,
            user: &viewer.user_id,
            role: &viewer.role_id,
        }
    }

    fn is_of(&self, view: &View) -> bool {
        view.trace == Some(self.trace)
            && view.viewer.user_id == *self.user
            && view.viewer.role_id == *self.role
    }
}

/// The accesses that are no longer listed and whose TraceID still stands for them. A hot child may have thousands in its minute, so
/// they are looked up by TraceID; those of several users under one are told apart one by one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Traces {
    by_trace: BTreeMap<TraceId, Vec<Arc<View>>>,
    oldest_first: VecDeque<(Timestamp, TraceId)>,
}

impl Traces {
    fn remember(&mut self, view: Arc<View>, now: Timestamp, policy: &Policy) {
        let Some(trace) = view
            .trace
            .filter(|_| now.since(view.at) < policy.trace_life)
        else {
            return;
        };
        self.oldest_first.push_back((view.at, trace));
        let views = self.by_trace.entry(trace).or_default();
        views.retain(|known| !TraceKey::of(trace, &view.viewer).is_of(known));
        views.push(view);
    }

    fn find(&self, key: &TraceKey<'_>) -> Option<&Arc<View>> {
        self.by_trace
            .get(&key.trace)?
            .iter()
            .find(|view| key.is_of(view))
    }

    fn forget(&mut self, key: &TraceKey<'_>) {
        if let Some(views) = self.by_trace.get_mut(&key.trace) {
            views.retain(|view| !key.is_of(view));
        }
    }

    fn forget_before(&mut self, now: Timestamp, policy: &Policy) {
        let is_over = |(at, _): &(Timestamp, TraceId)| now.since(*at) >= policy.trace_life;
        while self.oldest_first.front().is_some_and(is_over) {
            let Some((at, trace)) = self.oldest_first.pop_front() else {
                break;
            };
            if let Some(views) = self.by_trace.get_mut(&trace) {
                views.retain(|view| view.at > at);
                if views.is_empty() {
                    self.by_trace.remove(&trace);
                }
            }
        }
    }
}

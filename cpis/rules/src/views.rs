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
    view: View,
    /// Whether its TraceID stands for it; the rules can be told to forget that.
    is_traced: bool,
}

impl Kept {
    fn new(view: View) -> Self {
        let is_traced = view.trace.is_some();
        Self { view, is_traced }
    }
}

/// How many more views are kept than are listed: the reader's own may have to be left out.
const SPARE: usize = 8;

impl Views {
    pub(crate) fn record(&mut self, view: View, policy: &Policy) {
        self.unlisted.forget_before(view.at, policy);
        let now = view.at;
        self.newest_last.push_back(Kept::new(view));
        while self.newest_last.len() > usize::from(policy.views_listed) + SPARE {
            let Some(oldest) = self.newest_last.pop_front() else {
                break;
            };
            if oldest.is_traced {
                self.unlisted.remember(oldest.view, now, policy);
            }
        }
    }

    pub(crate) fn same_access(
        &self,
        key: &TraceKey<'_>,
        at: Timestamp,
        policy: &Policy,
    ) -> Option<AccessId> {
        let stands = |view: &&View| at.since(view.at) < policy.trace_life;
        let listed = self.newest_last.iter().rev();
        listed
            .filter(|kept| kept.is_traced)
            .map(|kept| &kept.view)
            .find(|view| key.is_of(view))
            .filter(stands)
            .map(|view| view.access)
            .or_else(|| self.unlisted.find(key, at, policy))
    }

    pub(crate) fn forget_trace(&mut self, key: &TraceKey<'_>) {
        for kept in &mut self.newest_last {
            kept.is_traced &= !key.is_of(&kept.view);
        }
        self.unlisted.forget(key);
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &View> {
        self.newest_last.iter().rev().map(|kept| &kept.view)
    }

    pub(crate) fn replace(&mut self, newest_last: Vec<View>) {
        self.newest_last = newest_last.into_iter().map(Kept::new).collect();
    }
}

/// The previous views that `reader` is shown, newest first. VIEW-2, VIEW-4, VIEW-7.
///
/// The access that the reader itself made under the same TraceID is left out; under another TraceID, or none, nothing is.
pub fn previous_views<'a>(
    newest_first: impl Iterator<Item = &'a View>,
    reader: Reader<'_>,
    policy: &Policy,
) -> Vec<View> {
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
        view.trace == Some(self.trace) && self.is_by(&view.viewer)
    }

    fn is_by(&self, viewer: &Viewer) -> bool {
        viewer.user_id == *self.user && viewer.role_id == *self.role
    }
}

/// The accesses that are no longer listed and whose TraceID still stands for them. A hot child may have thousands in its minute, so
/// they are looked up by TraceID; those of several users under one are told apart one by one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Traces {
    by_trace: BTreeMap<(TraceId, AccessId), Unlisted>,
    oldest_first: VecDeque<(Timestamp, TraceId, AccessId)>,
}

/// What is left of a view that is no longer listed.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Unlisted {
    at: Timestamp,
    viewer: Arc<Viewer>,
}

impl Traces {
    fn remember(&mut self, view: View, now: Timestamp, policy: &Policy) {
        let Some(trace) = view
            .trace
            .filter(|_| now.since(view.at) < policy.trace_life)
        else {
            return;
        };
        let View {
            access, at, viewer, ..
        } = view;
        self.oldest_first.push_back((at, trace, access));
        self.by_trace
            .insert((trace, access), Unlisted { at, viewer });
    }

    fn find(&self, key: &TraceKey<'_>, at: Timestamp, policy: &Policy) -> Option<AccessId> {
        self.under(key.trace)
            .filter(|(_, view)| key.is_by(&view.viewer) && at.since(view.at) < policy.trace_life)
            .max_by_key(|(_, view)| view.at)
            .map(|((_, access), _)| *access)
    }

    fn forget(&mut self, key: &TraceKey<'_>) {
        let own = self.under(key.trace);
        let own = own.filter(|(_, view)| key.is_by(&view.viewer));
        let own: Vec<_> = own.map(|(known, _)| *known).collect();
        for known in own {
            self.by_trace.remove(&known);
        }
    }

    fn forget_before(&mut self, now: Timestamp, policy: &Policy) {
        let is_over = |(at, ..): &mut (Timestamp, _, _)| now.since(*at) >= policy.trace_life;
        while let Some((_, trace, access)) = self.oldest_first.pop_front_if(is_over) {
            self.by_trace.remove(&(trace, access));
        }
    }

    /// The accesses under a TraceID, whoever made them.
    fn under(&self, trace: TraceId) -> impl Iterator<Item = (&(TraceId, AccessId), &Unlisted)> {
        let (first, last) = (AccessId::new(0), AccessId::new(u64::MAX));
        self.by_trace.range((trace, first)..=(trace, last))
    }
}

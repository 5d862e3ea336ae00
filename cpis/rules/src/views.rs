use crate::Policy;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::{sync::Arc, vec::Vec};
use cpis_vocabulary::{AccessId, RoleId, Timestamp, TraceId, UserId, View};

/// Who asks for the list, so that their own access can be left out. VIEW-7.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader<'a> {
    /// The reading user.
    pub user: &'a UserId,
    /// The request's own identity.
    pub trace: Option<TraceId>,
}

/// The recorded accesses that are still listed, newest last, and the traces that still stand for one of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Views {
    newest_last: VecDeque<Arc<View>>,
    traces: Traces,
}

/// How many more views are kept than are listed: the reader's own may have to be left out.
const SPARE: usize = 8;

impl Views {
    pub(crate) fn record(&mut self, view: Arc<View>, policy: &Policy) {
        self.traces.remember(&view, policy);
        self.newest_last.push_back(view);
        while self.newest_last.len() > usize::from(policy.views_listed) + SPARE {
            self.newest_last.pop_front();
        }
    }

    pub(crate) fn same_access(
        &self,
        key: &TraceKey,
        at: Timestamp,
        policy: &Policy,
    ) -> Option<&Arc<View>> {
        self.traces
            .by_key
            .get(key)
            .filter(|view| at.since(view.at) < policy.trace_life)
    }

    pub(crate) fn forget_trace(&mut self, key: &TraceKey) {
        self.traces.by_key.remove(key);
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Arc<View>> {
        self.newest_last.iter().rev()
    }

    pub(crate) fn replace(&mut self, newest_last: Vec<Arc<View>>) {
        self.newest_last = newest_last.into();
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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct TraceKey {
    pub(crate) trace: TraceId,
    pub(crate) user: UserId,
    pub(crate) role: RoleId,
}

/// The accesses whose TraceID still stands for them. A hot child may have thousands in its minute, so they are looked up by key.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Traces {
    by_key: BTreeMap<TraceKey, Arc<View>>,
    oldest_first: VecDeque<(Timestamp, TraceKey)>,
}

impl Traces {
    fn remember(&mut self, view: &Arc<View>, policy: &Policy) {
        let Some(key) = view.trace.map(|trace| TraceKey {
            trace,
            user: view.viewer.user_id.clone(),
            role: view.viewer.role_id.clone(),
        }) else {
            return;
        };
        while self
            .oldest_first
            .front()
            .is_some_and(|(at, _)| view.at.since(*at) >= policy.trace_life)
        {
            let Some((at, old)) = self.oldest_first.pop_front() else {
                break;
            };
            if self.by_key.get(&old).is_some_and(|known| known.at == at) {
                self.by_key.remove(&old);
            }
        }
        self.oldest_first.push_back((view.at, key.clone()));
        self.by_key.insert(key, Arc::clone(view));
    }
}

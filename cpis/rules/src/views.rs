use crate::Policy;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::hash::BuildHasher;
use cpis_vocabulary::{AccessId, RoleId, Timestamp, TraceId, UserId, View, Viewer};
use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Who asks for the list, so that their own access can be left out. VIEW-7.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader<'a> {
    /// The reading user.
    pub user: &'a UserId,
    /// The request's own identity.
    pub trace: Option<TraceId>,
}

/// The recorded accesses that are still listed, and those before them whose TraceID still stands for them.
///
/// A hot child may have thousands in a minute, so they are looked up by TraceID.
#[derive(Clone, Debug, Default)]
pub(crate) struct Views {
    newest_last: VecDeque<Kept>,
    /// How many were kept once and are no more: the first one's number. Numbers stay when others go.
    gone: u64,
    /// The numbers of those that a TraceID stands for, by that TraceID.
    by_trace: HashTable<u64>,
}

/// A view that is still kept.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Kept {
    view: View,
    /// The TraceID that stands for it; none where the view has none, or where the rules were told to forget it.
    trace: Option<TraceId>,
}

/// How many more views are kept than are listed: the reader's own may have to be left out.
const SPARE: usize = 8;

impl Views {
    pub(crate) fn record(&mut self, view: View, policy: &Policy) {
        let now = view.at;
        self.push(view);
        let kept = usize::from(policy.views_listed) + SPARE;
        while self.newest_last.len() > kept {
            let stands =
                |kept: &Kept| kept.trace.is_some() && now.since(kept.view.at) < policy.trace_life;
            if self.newest_last.front().is_none_or(stands) {
                break;
            }
            self.drop_oldest();
        }
    }

    /// The access that a request under this TraceID is again, if it is one.
    pub(crate) fn same_access(
        &self,
        key: &TraceKey<'_>,
        at: Timestamp,
        policy: &Policy,
    ) -> Option<AccessId> {
        let newest = self.numbers(key).max();
        newest
            .and_then(|number| self.kept(number))
            .map(|kept| &kept.view)
            .filter(|view| at.since(view.at) < policy.trace_life)
            .map(|view| view.access)
    }

    pub(crate) fn forget_trace(&mut self, key: &TraceKey<'_>) {
        let numbers: Vec<_> = self.numbers(key).collect();
        for number in numbers {
            self.unlink(number, key.trace);
            if let Some(kept) = self
                .place(number)
                .and_then(|at| self.newest_last.get_mut(at))
            {
                kept.trace = None;
            }
        }
    }

    /// Every view that is kept: the listed ones, and as many before them as a TraceID stands for.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &View> {
        self.newest_last.iter().rev().map(|kept| &kept.view)
    }

    pub(crate) fn replace(&mut self, newest_last: Vec<View>) {
        *self = Self::default();
        for view in newest_last {
            self.push(view);
        }
    }

    fn push(&mut self, view: View) {
        let trace = view.trace;
        let number = self.gone.saturating_add(count(self.newest_last.len()));
        self.newest_last.push_back(Kept { view, trace });
        if let Some(trace) = trace {
            let (newest_last, gone) = (&self.newest_last, self.gone);
            let again = |number: &u64| {
                let place = usize::try_from(*number - gone).unwrap_or(usize::MAX);
                let trace = newest_last.get(place).and_then(|kept| kept.trace);
                trace.map_or(0, hash)
            };
            self.by_trace.insert_unique(hash(trace), number, again);
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(trace) = self.newest_last.front().and_then(|kept| kept.trace) {
            self.unlink(self.gone, trace);
        }
        if self.newest_last.pop_front().is_some() {
            self.gone += 1;
        }
    }

    fn unlink(&mut self, number: u64, trace: TraceId) {
        let found = self
            .by_trace
            .find_entry(hash(trace), |known| *known == number);
        if let Ok(found) = found {
            found.remove();
        }
    }

    /// The numbers of the views that this key stands for.
    fn numbers(&self, key: &TraceKey<'_>) -> impl Iterator<Item = u64> {
        let stands = |number: &u64| {
            self.kept(*number)
                .is_some_and(|kept| kept.trace == Some(key.trace) && key.is_by(&kept.view.viewer))
        };
        let numbers = self.by_trace.iter_hash(hash(key.trace)).copied();
        numbers.filter(stands)
    }

    fn kept(&self, number: u64) -> Option<&Kept> {
        self.newest_last.get(self.place(number)?)
    }

    fn place(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.gone)?).ok()
    }
}

/// What is kept makes two lists equal, not how it is found.
impl PartialEq for Views {
    fn eq(&self, other: &Self) -> bool {
        self.newest_last == other.newest_last
    }
}

impl Eq for Views {}

fn hash(trace: TraceId) -> u64 {
    FixedState::default().hash_one(trace)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
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

    fn is_by(&self, viewer: &Viewer) -> bool {
        viewer.user_id == *self.user && viewer.role_id == *self.role
    }
}

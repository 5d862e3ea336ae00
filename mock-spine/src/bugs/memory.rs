use cpis_rules::{Window, WindowKey};
use cpis_vocabulary::{NhsNumber, View};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What broken rules remember across children, which right ones never do.
#[derive(Debug, Default)]
pub(crate) struct BugMemory {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The last window of a user and organisation at any child.
    windows: HashMap<(String, String), Window>,
    /// The last recorded view of all.
    last_view: Option<(NhsNumber, View)>,
    /// Children whose alert has been seen.
    seen: HashSet<NhsNumber>,
}

impl BugMemory {
    pub(crate) fn window(&self, key: &WindowKey) -> Option<Window> {
        self.inner().windows.get(&plain(key)).cloned()
    }

    pub(crate) fn keep_window(&self, key: &WindowKey, window: Window) {
        self.inner().windows.insert(plain(key), window);
    }

    pub(crate) fn keep_view(&self, child: NhsNumber, view: View) {
        self.inner().last_view = Some((child, view));
    }

    /// The last view recorded at a child other than this one.
    pub(crate) fn foreign_view(&self, child: NhsNumber) -> Option<View> {
        let inner = self.inner();
        inner
            .last_view
            .as_ref()
            .filter(|(other, _)| *other != child)
            .map(|(_, view)| view.clone())
    }

    pub(crate) fn see(&self, child: NhsNumber) {
        self.inner().seen.insert(child);
    }

    pub(crate) fn has_seen(&self, child: NhsNumber) -> bool {
        self.inner().seen.contains(&child)
    }

    pub(crate) fn forget(&self) {
        *self.inner() = Inner::default();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn plain(key: &WindowKey) -> (String, String) {
    (
        key.user.as_str().to_owned(),
        key.organisation.as_str().to_owned(),
    )
}

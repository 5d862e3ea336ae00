use cpis_rules::{Window, WindowKey};
use cpis_vocabulary::{AccessId, NhsNumber, View};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What broken rules remember across children, which right ones never do.
#[derive(Debug, Default)]
pub(crate) struct BugMemory {
    inner: Mutex<Inner>,
    /// The list of each child, newest last, of whichever tenant.
    lists: Arc<Lists>,
}

type Lists = Mutex<HashMap<NhsNumber, Vec<View>>>;

#[derive(Debug, Default)]
struct Inner {
    /// The last window of a user and organisation at any child.
    windows: HashMap<(String, String), Window>,
    /// The last recorded view of all.
    last_view: Option<(NhsNumber, View)>,
    /// Children whose alert has been seen.
    seen: HashSet<NhsNumber>,
    /// The windows that were opened last, at any child.
    opened: VecDeque<(NhsNumber, WindowKey)>,
    /// In which order accesses came.
    came: HashMap<AccessId, u64>,
}

/// How many windows are kept where memory is said to be short.
const KEPT: usize = 8;

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

    /// Notes that a window was opened; of those before, the last few are kept.
    pub(crate) fn note_opened(&self, child: NhsNumber, key: &WindowKey) {
        let mut inner = self.inner();
        inner.opened.push_back((child, key.clone()));
        if inner.opened.len() > KEPT {
            inner.opened.pop_front();
        }
    }

    /// Whether a window is among those that are kept.
    pub(crate) fn is_kept(&self, child: NhsNumber, key: &WindowKey) -> bool {
        let inner = self.inner();
        let mut opened = inner.opened.iter();
        opened.any(|(of, other)| *of == child && other == key)
    }

    /// Gives an access the next place in the order in which they came.
    pub(crate) fn note_came(&self, access: AccessId) -> u64 {
        let mut inner = self.inner();
        let place = u64::try_from(inner.came.len()).unwrap_or(u64::MAX);
        inner.came.insert(access, place);
        place
    }

    /// Where in that order an access stands.
    pub(crate) fn came(&self, access: AccessId) -> Option<u64> {
        self.inner().came.get(&access).copied()
    }

    /// A memory of its own but for the lists, which it shares with this one.
    pub(crate) fn sharing_lists(&self) -> Self {
        Self {
            inner: Mutex::default(),
            lists: Arc::clone(&self.lists),
        }
    }

    pub(crate) fn keep_list(&self, child: NhsNumber, newest_last: Vec<View>) {
        self.lists().insert(child, newest_last);
    }

    pub(crate) fn list(&self, child: NhsNumber) -> Option<Vec<View>> {
        self.lists().get(&child).cloned()
    }

    pub(crate) fn forget(&self) {
        *self.inner() = Inner::default();
        self.lists().clear();
    }

    fn lists(&self) -> MutexGuard<'_, HashMap<NhsNumber, Vec<View>>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
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

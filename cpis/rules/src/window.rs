use crate::{Anchor, Policy};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use cpis_vocabulary::{AccessId, AuthorityCode, OrganisationCode, Timestamp, UserId};
use foldhash::fast::FixedState;
use indexmap::IndexMap;

/// Whose accesses repeat each other: one user at one organisation (the child is the record's). ASN-3, ASN-4.
///
/// Neither the role nor the door is part of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct WindowKey {
    /// The user.
    pub user: UserId,
    /// The organisation of the role that was chosen.
    pub organisation: OrganisationCode,
}

/// The time after a notified access in which the same key's accesses repeat it. ASN-3.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    /// The access that was notified.
    pub access: AccessId,
    /// When that was.
    pub notified_at: Timestamp,
    /// The last access of the key, whether it was notified or not.
    pub last_access: Timestamp,
    /// Who has been told since the window opened.
    pub told: Vec<AuthorityCode>,
}

impl Window {
    /// Whether an access at `at` repeats the notified one. ASN-3.
    ///
    /// Half open: exactly one window's length later is news again. An access stamped before the notified one repeats it.
    pub fn covers(&self, at: Timestamp, policy: &Policy) -> bool {
        let opened = match policy.anchor {
            Anchor::Notified => self.notified_at,
            Anchor::LastAccess => self.last_access,
        };
        // Not `at < opened + window`: a sum is held at the end of time, where every access would be news.
        at.since(opened) < policy.window
    }
}

/// The windows of one child.
///
/// Closed ones are forgotten as new ones open, so that a busy child's record does not grow for ever.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Windows {
    by_key: IndexMap<WindowKey, Window, FixedState>,
    /// The order in which windows opened, the oldest first.
    opened: VecDeque<(Timestamp, WindowKey)>,
}

impl Windows {
    pub(crate) fn get_mut(&mut self, key: &WindowKey) -> Option<&mut Window> {
        self.by_key.get_mut(key)
    }

    pub(crate) fn get(&self, key: &WindowKey) -> Option<&Window> {
        self.by_key.get(key)
    }

    pub(crate) fn remove(&mut self, key: &WindowKey) {
        self.by_key.swap_remove(key);
    }

    pub(crate) fn open(&mut self, key: WindowKey, window: Window, policy: &Policy) {
        let at = window.notified_at;
        // One round at most, so that a window that is put back into the line is not met again.
        for _ in 0..self.opened.len() {
            let Some((_, oldest)) = self
                .opened
                .pop_front_if(|(opened, _)| at.since(*opened) >= policy.window)
            else {
                break;
            };
            match self.by_key.get(&oldest) {
                // A sliding window may have been held open since it was put in line: it goes to the end of the line.
                Some(window) if window.covers(at, policy) => {
                    self.opened.push_back((window.last_access, oldest));
                }
                Some(_) => {
                    self.by_key.swap_remove(&oldest);
                }
                None => {}
            }
        }
        self.opened.push_back((at, key.clone()));
        self.by_key.insert(key, window);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&WindowKey, &Window)> {
        self.by_key.iter()
    }
}

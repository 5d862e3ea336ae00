use super::chains::Chains;
use super::{LedgerFilter, Page, PageAsked};
use cpis_rules::Entry;
use cpis_vocabulary::{Attempt, Notification};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The ledger of one tenant, in the order of commits.
#[derive(Debug, Default)]
pub(super) struct Journal {
    ledger: Mutex<Ledger>,
}

#[derive(Debug, Default)]
struct Ledger {
    attempts: Vec<Attempt>,
    attempts_of: Chains,
    notifications: Vec<Notification>,
    notifications_of: Chains,
}

impl Journal {
    /// Takes over what a change left, while the caller still holds the child's record.
    pub(super) fn keep(&self, entries: impl Iterator<Item = Entry>) {
        let mut entries = entries.peekable();
        if entries.peek().is_none() {
            return;
        }
        let mut ledger = self.ledger();
        for entry in entries {
            match entry {
                Entry::Attempt(attempt) => {
                    ledger.attempts_of.push(attempt.child);
                    ledger.attempts.push(attempt);
                }
                Entry::Notification(notification) => {
                    ledger.notifications_of.push(Some(notification.child));
                    ledger.notifications.push(notification);
                }
            }
        }
    }

    pub(super) fn attempts(&self, filter: &LedgerFilter, page: PageAsked) -> Page<Attempt> {
        let ledger = self.ledger();
        if filter.children.is_empty() {
            part(after(&ledger.attempts, page.from), page.limit)
        } else {
            let places = ledger.attempts_of.places(&filter.children, page.from);
            part(at(&ledger.attempts, places), page.limit)
        }
    }

    pub(super) fn notifications(
        &self,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Page<Notification> {
        let ledger = self.ledger();
        let is_asked = |(_, notification): &(usize, &Notification)| {
            let authority = filter.authority.as_ref();
            authority.is_none_or(|code| notification.id.authority == *code)
        };
        if filter.children.is_empty() {
            let entries = after(&ledger.notifications, page.from);
            part(entries.filter(is_asked), page.limit)
        } else {
            let places = ledger.notifications_of.places(&filter.children, page.from);
            let entries = at(&ledger.notifications, places);
            part(entries.filter(is_asked), page.limit)
        }
    }

    /// Nothing that holds this lock can panic half-way, so a poisoned ledger is whole.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every entry from a place on, with its place.
fn after<T>(all: &[T], from: usize) -> impl Iterator<Item = (usize, &T)> {
    all.iter().enumerate().skip(from)
}

/// The entries at these places, with their places.
fn at<T>(all: &[T], places: Vec<usize>) -> impl Iterator<Item = (usize, &T)> {
    let entry = |place| all.get(place).map(|entry| (place, entry));
    places.into_iter().filter_map(entry)
}

fn part<'a, T: Clone + 'a>(entries: impl Iterator<Item = (usize, &'a T)>, limit: usize) -> Page<T> {
    let mut items = Vec::new();
    for (place, entry) in entries {
        if items.len() == limit {
            return Page {
                items,
                next: Some(place),
            };
        }
        items.push(entry.clone());
    }
    Page { items, next: None }
}

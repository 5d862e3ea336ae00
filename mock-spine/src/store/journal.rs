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
    notifications: Vec<Notification>,
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
                Entry::Attempt(attempt) => ledger.attempts.push(attempt),
                Entry::Notification(notification) => ledger.notifications.push(notification),
            }
        }
    }

    pub(super) fn attempts(&self, filter: &LedgerFilter, page: PageAsked) -> Page<Attempt> {
        let ledger = self.ledger();
        part(&ledger.attempts, page, |attempt| {
            filter.is_about(attempt.child)
        })
    }

    pub(super) fn notifications(
        &self,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Page<Notification> {
        let ledger = self.ledger();
        part(&ledger.notifications, page, |notification| {
            filter.is_about(Some(notification.child))
                && filter
                    .authority
                    .as_ref()
                    .is_none_or(|code| notification.id.authority == *code)
        })
    }

    /// Nothing that holds this lock can panic half-way, so a poisoned ledger is whole.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn part<T: Clone>(all: &[T], page: PageAsked, is_asked: impl Fn(&T) -> bool) -> Page<T> {
    let mut items = Vec::new();
    for (place, entry) in all.iter().enumerate().skip(page.from) {
        if !is_asked(entry) {
            continue;
        }
        if items.len() == page.limit {
            return Page {
                items,
                next: Some(place),
            };
        }
        items.push(entry.clone());
    }
    Page { items, next: None }
}

use super::chains::Chains;
use super::roll::Roll;
use super::{LedgerFilter, Page, PageAsked};
use cpis_rules::Entry;
use cpis_vocabulary::{Attempt, NhsNumber, Notification};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The ledger of one tenant, in the order of commits.
#[derive(Debug, Default)]
pub(super) struct Journal {
    ledger: Mutex<Ledger>,
}

#[derive(Debug, Default)]
struct Ledger {
    attempts: Entries<Attempt>,
    notifications: Entries<Notification>,
}

/// One kind of entries. Whom they are about is noted when somebody asks: entering one costs as little as it can.
#[derive(Debug)]
struct Entries<T> {
    all: Roll<T>,
    noted: Chains,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self {
            all: Roll::default(),
            noted: Chains::default(),
        }
    }
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
                Entry::Attempt(attempt) => ledger.attempts.all.push(attempt),
                Entry::Notification(notification) => ledger.notifications.all.push(notification),
            }
        }
    }

    pub(super) fn attempts(&self, filter: &LedgerFilter, page: PageAsked) -> Page<Attempt> {
        let mut ledger = self.ledger();
        let child = |attempt: &Attempt| attempt.child;
        ledger.attempts.part(filter, page, child, |_| true)
    }

    pub(super) fn notifications(
        &self,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Page<Notification> {
        let mut ledger = self.ledger();
        let child = |notification: &Notification| Some(notification.child);
        let authority = filter.authority.as_ref();
        let is_asked = |notification: &Notification| {
            authority.is_none_or(|code| notification.id.authority == *code)
        };
        ledger.notifications.part(filter, page, child, is_asked)
    }

    /// Nothing that holds this lock can panic half-way, so a poisoned ledger is whole.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Entries<T> {
    fn part(
        &mut self,
        filter: &LedgerFilter,
        page: PageAsked,
        child: impl Fn(&T) -> Option<NhsNumber>,
        is_asked: impl Fn(&T) -> bool,
    ) -> Page<T> {
        if filter.children.is_empty() {
            let entries = self.all.after(page.from);
            return part(entries.filter(|(_, entry)| is_asked(entry)), page.limit);
        }
        for (_, entry) in self.all.after(self.noted.len()) {
            self.noted.push(child(entry));
        }
        let places = self.noted.places(&filter.children, page.from);
        let entry = |place| self.all.get(place).map(|entry| (place, entry));
        let entries = places.into_iter().filter_map(entry);
        part(entries.filter(|(_, entry)| is_asked(entry)), page.limit)
    }
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

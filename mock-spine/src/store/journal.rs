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
        let child = |attempt: &Attempt| attempt.child;
        while !filter.children.is_empty() && !self.ledger().attempts.note(child) {}
        self.ledger().attempts.part(filter, page, |_| true)
    }

    pub(super) fn notifications(
        &self,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Page<Notification> {
        let child = |notification: &Notification| Some(notification.child);
        while !filter.children.is_empty() && !self.ledger().notifications.note(child) {}
        let authority = filter.authority.as_ref();
        let is_asked = |notification: &Notification| {
            authority.is_none_or(|code| notification.id.authority == *code)
        };
        self.ledger().notifications.part(filter, page, is_asked)
    }

    /// Nothing that holds this lock can panic half-way, so a poisoned ledger is whole.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many entries are noted at once: whoever decides an access waits for no more than that.
const NOTED_AT_ONCE: usize = 16 * 1024;

impl<T: Clone> Entries<T> {
    /// Notes whom some more entries are about; whether that was all.
    fn note(&mut self, child: impl Fn(&T) -> Option<NhsNumber>) -> bool {
        let from = self.noted.len();
        for (_, entry) in self.all.after(from).take(NOTED_AT_ONCE) {
            self.noted.push(child(entry));
        }
        self.noted.len() < from + NOTED_AT_ONCE
    }

    /// A page of what has been noted.
    fn part(
        &self,
        filter: &LedgerFilter,
        page: PageAsked,
        is_asked: impl Fn(&T) -> bool,
    ) -> Page<T> {
        if filter.children.is_empty() {
            let entries = self.all.after(page.from);
            return part(entries.filter(|(_, entry)| is_asked(entry)), page.limit);
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

use super::chains::{Chains, Link};
use super::roll::Roll;
use super::{LedgerFilter, Page, PageAsked};
use cpis_rules::Entry;
use cpis_vocabulary::{Attempt, NhsNumber, Notification};
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::task::yield_now;

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

    pub(super) async fn attempts(&self, filter: &LedgerFilter, page: PageAsked) -> Page<Attempt> {
        self.page(|_| true, filter, page).await
    }

    pub(super) async fn notifications(
        &self,
        filter: &LedgerFilter,
        page: PageAsked,
    ) -> Page<Notification> {
        let authority = filter.authority.as_ref();
        let is_asked = |notification: &Notification| {
            authority.is_none_or(|code| notification.id.authority == *code)
        };
        self.page(is_asked, filter, page).await
    }

    /// A page of what the list held when it was asked for, looked through in stretches: between two of them accesses are decided, and
    /// what else the thread has to do gets its turn.
    async fn page<T: Listed>(
        &self,
        is_asked: impl Fn(&T) -> bool + Send,
        filter: &LedgerFilter,
        asked: PageAsked,
    ) -> Page<T> {
        let mut filling = Filling::new(asked.limit);
        if filter.children.is_empty() {
            let end = self.look(Roll::<T>::len);
            let mut from = asked.from;
            while from < end {
                let most = STRETCH.min(end - from);
                let fill = |all: &Roll<T>| filling.fill(all.after(from).take(most), &is_asked);
                if self.look(fill).is_break() {
                    break;
                }
                from += most;
                yield_now().await;
            }
            return filling.page;
        }
        while !T::list(&mut self.ledger()).note() {
            yield_now().await;
        }
        let places = self.places::<T>(filter, asked.from).await;
        for places in places.chunks(STRETCH) {
            let fill = |all: &Roll<T>| {
                let entry = |place: &usize| all.get(*place).map(|entry| (*place, entry));
                filling.fill(places.iter().filter_map(entry), &is_asked)
            };
            if self.look(fill).is_break() {
                break;
            }
            yield_now().await;
        }
        filling.page
    }

    /// The places from `from` on of what is noted about these children, in the list's order. A child named twice counts once.
    async fn places<T: Listed>(&self, filter: &LedgerFilter, from: usize) -> Vec<usize> {
        let mut places = Vec::new();
        for child in &filter.children {
            let mut next = T::list(&mut self.ledger()).noted.newest(*child);
            while let Some(newest) = next {
                next = T::list(&mut self.ledger()).follow(newest, from, &mut places);
                yield_now().await;
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// One look at a list, with nobody changing it.
    fn look<T: Listed, R>(&self, look: impl FnOnce(&Roll<T>) -> R) -> R {
        look(&T::list(&mut self.ledger()).all)
    }

    /// Nothing that holds this lock can panic half-way, so a poisoned ledger is whole.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many entries are noted or looked at in one go: whoever decides an access waits for no more than that.
const STRETCH: usize = 16 * 1024;

/// What the ledger lists.
trait Listed: Clone + Send {
    /// Those of its kind.
    fn list(ledger: &mut Ledger) -> &mut Entries<Self>;

    /// Whom it is about.
    fn child(&self) -> Option<NhsNumber>;
}

impl Listed for Attempt {
    fn list(ledger: &mut Ledger) -> &mut Entries<Self> {
        &mut ledger.attempts
    }

    fn child(&self) -> Option<NhsNumber> {
        self.child
    }
}

impl Listed for Notification {
    fn list(ledger: &mut Ledger) -> &mut Entries<Self> {
        &mut ledger.notifications
    }

    fn child(&self) -> Option<NhsNumber> {
        Some(self.child)
    }
}

impl<T: Listed> Entries<T> {
    /// Notes whom some more entries are about; whether that was all.
    fn note(&mut self) -> bool {
        let from = self.noted.len();
        for (_, entry) in self.all.after(from).take(STRETCH) {
            self.noted.push(entry.child());
        }
        self.noted.len() < from + STRETCH
    }

    /// Adds the places of some more entries about a child, the newest first, down to `from`; where to go on, if there may be more.
    fn follow(&self, newest: Link, from: usize, places: &mut Vec<usize>) -> Option<Link> {
        let mut next = None;
        let chain = self.noted.chain(newest);
        for (place, before) in chain.take_while(|(place, _)| *place >= from).take(STRETCH) {
            places.push(place);
            next = before;
        }
        next
    }
}

/// A page while it is made.
#[derive(Debug)]
struct Filling<T> {
    page: Page<T>,
    limit: usize,
}

impl<T: Clone> Filling<T> {
    fn new(limit: usize) -> Self {
        let (items, next) = (Vec::new(), None);
        let page = Page { items, next };
        Self { page, limit }
    }

    /// Takes what is asked for of the next entries; it is full when there is one more than fits, which is where to go on.
    fn fill<'a>(
        &mut self,
        entries: impl Iterator<Item = (usize, &'a T)>,
        is_asked: impl Fn(&T) -> bool,
    ) -> ControlFlow<()>
    where
        T: 'a,
    {
        for (place, entry) in entries.filter(|(_, entry)| is_asked(entry)) {
            if self.page.items.len() == self.limit {
                self.page.next = Some(place);
                return ControlFlow::Break(());
            }
            self.page.items.push(entry.clone());
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformance::ground::{attempt, block_on, child, notification};
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Waker};

    const MANY: usize = 2 * STRETCH + 2;

    /// Of every other child and authority in turn, and the last one of a third.
    fn journal() -> Journal {
        let journal = Journal::default();
        for nth in 0..MANY {
            let (about, authority) = match nth {
                nth if nth == MANY - 1 => (child(2), "ZZ3"),
                nth if nth % 2 == 0 => (child(0), "ZZ1"),
                _ => (child(1), "ZZ2"),
            };
            let access = u64::try_from(nth).unwrap();
            let entries = [
                Entry::Attempt(attempt(access, about)),
                Entry::Notification(notification(access, authority, about)),
            ];
            journal.keep(entries.into_iter());
        }
        journal
    }

    fn of(children: &[u32]) -> LedgerFilter {
        LedgerFilter {
            children: children.iter().map(|nth| child(*nth)).collect(),
            authority: None,
        }
    }

    #[test]
    fn a_page_goes_on_beyond_the_stretches_in_which_it_is_made() {
        let journal = journal();
        let last = MANY - 1;
        let half = MANY / 2;
        for (filter, from, limit, found, next) in [
            (of(&[]), 0, usize::MAX, MANY, None),
            (of(&[]), 0, MANY, MANY, None),
            (of(&[]), 0, last, last, Some(last)),
            (of(&[]), last, 5, 1, None),
            (of(&[]), usize::MAX, 5, 0, None),
            (of(&[0]), 0, usize::MAX, half, None),
            (of(&[0, 1, 0]), 0, usize::MAX, last, None),
            (of(&[0, 1, 2]), 1, last - 1, last - 1, Some(last)),
            (of(&[2]), 0, 5, 1, None),
            (of(&[2]), last, 5, 1, None),
            (of(&[3]), 0, 5, 0, None),
        ] {
            let page = block_on(journal.attempts(&filter, PageAsked { from, limit }));
            let count = page.items.len();
            assert_eq!((count, page.next), (found, next), "{filter:?} {from}");
            let ids = page.items.iter().map(|attempt| attempt.id);
            assert!(ids.is_sorted(), "{filter:?} {from}");
        }
    }

    #[test]
    fn the_one_notification_of_an_authority_is_found_behind_all_others() {
        let filter = LedgerFilter {
            authority: Some("ZZ3".into()),
            ..LedgerFilter::default()
        };
        let journal = journal();
        let page = block_on(journal.notifications(&filter, PageAsked { from: 0, limit: 5 }));
        let found: Vec<_> = page.items.iter().map(|one| one.child).collect();
        assert_eq!((found, page.next), (vec![child(2)], None));
    }

    #[test]
    fn a_long_look_gives_others_their_turn() {
        let journal = journal();
        let last = PageAsked {
            from: 0,
            limit: usize::MAX,
        };
        for (filter, turns_min) in [(of(&[]), 3), (of(&[0]), 4)] {
            let mut page = pin!(journal.attempts(&filter, last));
            let mut cx = Context::from_waker(Waker::noop());
            let turns = (0..).take_while(|_| page.as_mut().poll(&mut cx).is_pending());
            let turns = turns.count();
            assert!((turns_min..20).contains(&turns), "{filter:?}: {turns}");
        }
    }

    #[test]
    fn an_entry_is_as_small_as_the_manual_says() {
        let (access, notification) = (size_of::<Attempt>(), size_of::<Notification>());
        assert!(
            access <= 112 && notification <= 110,
            "{access} {notification}"
        );
    }
}

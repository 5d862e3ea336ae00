use cpis_vocabulary::{NhsNumber, Text, Timestamp, Viewer};
use cpis_wire::control::SearchOutcome;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The searches of PDS in one tenant: who asked for what, and whom the answer showed. SRC-6, SRC-9.
///
/// So many of the latest are kept, `searches_kept` in the settings; older ones are counted and forgotten. One takes half a kilobyte,
/// three at most: how long criteria may be and how many patients are shown is bounded.
#[derive(Debug)]
pub struct Searches {
    kept_max: usize,
    ledger: Mutex<Ledger>,
}

/// A search that was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Searched {
    /// When.
    pub at: Timestamp,
    /// The application, where it said its name.
    pub client: Option<Text>,
    /// The organisation that an application without a user says it asks for.
    pub on_behalf_of: Option<Text>,
    /// Who searched; nobody where an application did on its own.
    pub viewer: Option<Arc<Viewer>>,
    /// What was asked: names and values, in their order.
    pub criteria: Vec<(Text, Text)>,
    /// Whom the answer shows, in its order.
    pub returned: Vec<NhsNumber>,
    /// What became of it.
    pub outcome: SearchOutcome,
}

/// A stretch of the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchesFound {
    /// The searches with their places, oldest first.
    pub items: Vec<(u64, Arc<Searched>)>,
    /// Where to go on; nothing at the end.
    pub next: Option<u64>,
    /// How many have been forgotten.
    pub dropped: u64,
}

#[derive(Debug, Default)]
struct Ledger {
    /// The place of the oldest that is kept, which is as many as were forgotten.
    first: u64,
    kept: VecDeque<Arc<Searched>>,
}

/// Some searches in a row.
#[derive(Debug)]
struct Stretch {
    /// The place of the first one.
    first: u64,
    searches: Vec<Arc<Searched>>,
    /// The place after the latest of all.
    end: u64,
    /// How many have been forgotten.
    dropped: u64,
}

/// How many searches are taken out at once.
const STRETCH: u64 = 512;

impl Searches {
    /// A ledger of the latest so many searches.
    pub fn new(kept_max: usize) -> Self {
        Self {
            kept_max,
            ledger: Mutex::default(),
        }
    }

    /// Enters a search, as the latest.
    pub fn note(&self, search: Searched) {
        let search = Arc::new(search);
        let mut ledger = self.ledger();
        ledger.kept.push_back(search);
        if ledger.kept.len() > self.kept_max {
            ledger.kept.pop_front();
            ledger.first += 1;
        }
    }

    /// The searches from a place on that are asked for, at most `limit`, of those that there are now.
    ///
    /// They are looked through in stretches: whoever searches meanwhile waits for no more than one.
    pub fn from(
        &self,
        place: u64,
        limit: usize,
        is_asked: impl Fn(&Searched) -> bool,
    ) -> SearchesFound {
        let mut stretch = self.stretch(place);
        let end = stretch.end;
        let mut items = Vec::new();
        loop {
            let from = stretch.first;
            for (place, search) in (from..end).zip(stretch.searches) {
                if !is_asked(&search) {
                    continue;
                }
                if items.len() == limit {
                    return SearchesFound {
                        items,
                        next: Some(place),
                        dropped: stretch.dropped,
                    };
                }
                items.push((place, search));
            }
            let reached = from.saturating_add(STRETCH);
            if reached >= end {
                return SearchesFound {
                    items,
                    next: None,
                    dropped: stretch.dropped,
                };
            }
            stretch = self.stretch(reached);
        }
    }

    /// Some searches from a place on, or from the oldest that is kept.
    fn stretch(&self, place: u64) -> Stretch {
        let ledger = self.ledger();
        let skipped = place.saturating_sub(ledger.first);
        let kept = u64::try_from(ledger.kept.len()).unwrap_or(u64::MAX);
        let count = usize::try_from(STRETCH).unwrap_or(usize::MAX);
        let searches = ledger
            .kept
            .iter()
            .skip(usize::try_from(skipped).unwrap_or(usize::MAX));
        Stretch {
            first: place.max(ledger.first),
            searches: searches.take(count).cloned().collect(),
            end: ledger.first.saturating_add(kept),
            dropped: ledger.first,
        }
    }

    /// Forgets all of them, and that there were any.
    pub fn clear(&self) {
        let mut ledger = self.ledger();
        let forgotten = std::mem::take(&mut *ledger);
        drop(ledger);
        drop(forgotten);
    }

    fn ledger(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many searches, the nth at the nth millisecond.
    fn searches(kept_max: usize, count: u64) -> Searches {
        let searches = Searches::new(kept_max);
        for nth in 0..count {
            searches.note(Searched {
                at: at(nth),
                client: None,
                on_behalf_of: None,
                viewer: None,
                criteria: Vec::new(),
                returned: Vec::new(),
                outcome: SearchOutcome::Shown,
            });
        }
        searches
    }

    fn at(nth: u64) -> Timestamp {
        Timestamp::from_millis(i64::try_from(nth).unwrap())
    }

    #[test]
    fn a_page_goes_on_beyond_the_stretches_in_which_it_is_made() {
        let count = 3 * STRETCH;
        let searches = searches(usize::MAX, count);
        for (from, limit, first, found, next) in [
            (0, usize::MAX, 0, count, None),
            (0, 600, 0, 600, Some(600)),
            (STRETCH, 600, STRETCH, 600, Some(STRETCH + 600)),
            (count - 1, 600, count - 1, 1, None),
            (count, 600, 0, 0, None),
            (u64::MAX, 600, 0, 0, None),
        ] {
            let page = searches.from(from, limit, |_| true);
            let places: Vec<_> = page.items.iter().map(|(place, _)| *place).collect();
            let expected: Vec<_> = (first..first + found).collect();
            assert_eq!((places, page.next), (expected, next), "{from} {limit}");
            let is_at_place = |(place, search): &(u64, Arc<Searched>)| search.at == at(*place);
            assert!(page.items.iter().all(is_at_place), "{from} {limit}");
        }
        let last = searches.from(0, 5, |search| search.at == at(count - 1));
        assert_eq!((last.items.len(), last.next), (1, None));
    }

    #[test]
    fn a_place_that_is_forgotten_reads_as_the_oldest_that_is_kept() {
        let kept = usize::try_from(STRETCH).unwrap();
        let searches = searches(kept, STRETCH + 10);
        let page = searches.from(0, 2, |_| true);
        let places: Vec<_> = page.items.iter().map(|(place, _)| *place).collect();
        assert_eq!(
            (places, page.next, page.dropped),
            (vec![10, 11], Some(12), 10)
        );
        let page = searches.from(0, usize::MAX, |_| true);
        assert_eq!((page.items.len(), page.next), (kept, None));
    }
}

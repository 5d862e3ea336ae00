use cpis_vocabulary::{NhsNumber, Text, Timestamp, Viewer};
use cpis_wire::control::SearchOutcome;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The searches of one tenant: who asked for what, and whom the answer showed. SRC-6, SRC-9.
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
    /// Through which interface.
    pub door: SearchDoor,
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

/// The interfaces that search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SearchDoor {
    /// PDS FHIR.
    Pds,
    /// The web page.
    Web,
}

impl SearchDoor {
    /// Its name in the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pds => "pds",
            Self::Web => "web",
        }
    }
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

    /// The searches from a place on that are asked for, at most `limit`.
    pub fn from(
        &self,
        place: u64,
        limit: usize,
        is_asked: impl Fn(&Searched) -> bool,
    ) -> SearchesFound {
        let ledger = self.ledger();
        let (first, kept) = (ledger.first, ledger.kept.clone());
        drop(ledger);
        let skipped = usize::try_from(place.saturating_sub(first)).unwrap_or(usize::MAX);
        let mut asked = (first..)
            .zip(kept)
            .skip(skipped)
            .filter(|(_, search)| is_asked(search));
        let items = asked.by_ref().take(limit).collect();
        SearchesFound {
            items,
            next: asked.next().map(|(place, _)| place),
            dropped: first,
        }
    }

    /// Forgets all of them, and that there were any.
    pub fn clear(&self) {
        *self.ledger() = Ledger::default();
    }

    fn ledger(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

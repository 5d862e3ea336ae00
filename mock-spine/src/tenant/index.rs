use cpis_population::Population;
use cpis_search::Index;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::Notify;

/// The index of a population's names: built once, on a thread of its own, while everything else answers already.
#[derive(Debug)]
pub(super) struct NameIndex {
    population: Population,
    begun: AtomicBool,
    built: OnceLock<Index>,
    done: Notify,
}

impl NameIndex {
    /// An index that nobody has asked for yet.
    pub(super) fn new(population: Population) -> Arc<Self> {
        Arc::new(Self {
            population,
            begun: AtomicBool::new(false),
            built: OnceLock::new(),
            done: Notify::new(),
        })
    }

    /// Begins to build it, unless that has begun.
    pub(super) fn begin(self: &Arc<Self>) {
        if self.begun.swap(true, Ordering::SeqCst) {
            return;
        }
        let index = Arc::clone(self);
        let thread = std::thread::Builder::new().name("spine-index".into());
        if thread.spawn(move || index.build()).is_err() {
            // No thread to be had: whoever waits now builds it.
            self.build();
        }
    }

    fn build(&self) {
        self.built.get_or_init(|| Index::build(&self.population));
        self.done.notify_waiters();
    }

    /// The index, once it is there.
    pub(super) async fn ready(self: &Arc<Self>) -> &Index {
        loop {
            // Registered before looking: an index that is done in between is not missed.
            let done = self.done.notified();
            if let Some(built) = self.built.get() {
                return built;
            }
            self.begin();
            done.await;
        }
    }
}

use cpis_rules::Shown;
use cpis_vocabulary::NhsNumber;
use cpis_wire::fhir::{Base, restamp};
use foldhash::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bodies that were written before: a child's plans look the same until one changes, so only the instant is written anew.
#[derive(Debug, Default)]
pub struct Bodies {
    kept: Mutex<HashMap<NhsNumber, Arc<Kept>>>,
}

#[derive(Debug)]
struct Kept {
    base: Arc<Base>,
    shown: Vec<Shown>,
    body: Box<[u8]>,
}

/// How many bodies are kept, about a kilobyte each; beyond that all are forgotten and kept anew.
const KEPT_MAX: usize = 16_384;

impl Bodies {
    /// The body that shows these plans at this instant: the one kept, or a new one by `write`.
    pub(crate) fn showing(
        &self,
        number: NhsNumber,
        base: &Arc<Base>,
        shown: &[Shown],
        stamp: &[u8; 24],
        write: impl FnOnce() -> Vec<u8>,
    ) -> Vec<u8> {
        if shown.is_empty() {
            return write();
        }
        // Compared and copied with nobody waiting: a busy child's body is asked for all the time.
        let kept = self.kept().get(&number).cloned();
        let kept = kept.filter(|kept| Arc::ptr_eq(&kept.base, base) && kept.shown == shown);
        if let Some(kept) = kept {
            let mut body = kept.body.to_vec();
            restamp(&mut body, stamp);
            return body;
        }
        let body = write();
        self.keep(
            number,
            Kept {
                base: Arc::clone(base),
                shown: shown.to_vec(),
                body: body.as_slice().into(),
            },
        );
        body
    }

    fn keep(&self, number: NhsNumber, kept: Kept) {
        let mut bodies = self.kept();
        let forgotten = if bodies.len() >= KEPT_MAX {
            std::mem::take(&mut *bodies)
        } else {
            HashMap::default()
        };
        bodies.insert(number, Arc::new(kept));
        drop(bodies);
        drop(forgotten);
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<NhsNumber, Arc<Kept>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

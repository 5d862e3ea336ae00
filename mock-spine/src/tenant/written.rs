use bytes::Bytes;
use cpis_vocabulary::NhsNumber;
use foldhash::HashMap;
use http::HeaderValue;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Patients' bodies that have been written, by the number asked for: most of a read's time goes into writing them.
///
/// Any change of any patient forgets them all: the number asked for need not be the one that was changed (ALT-10).
#[derive(Debug, Default)]
pub struct Written {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_number: HashMap<NhsNumber, WrittenPatient>,
    bytes: usize,
    /// How often everything has been forgotten.
    forgotten: u64,
}

/// A patient as it goes out.
#[derive(Clone, Debug)]
pub struct WrittenPatient {
    /// The resource.
    pub body: Bytes,
    /// Its `ETag`.
    pub tag: HeaderValue,
}

/// Says from when on a record is read, so that one read before a change is not kept after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Since(u64);

/// The most that is kept, in bytes of bodies.
const KEPT_MAX: usize = 48 * 1024 * 1024;

impl Written {
    /// The body of a number, if it was kept.
    ///
    /// # Errors
    /// If it was not: from when on its record is read.
    pub fn find(&self, number: NhsNumber) -> Result<WrittenPatient, Since> {
        let kept = self.kept();
        let found = kept.by_number.get(&number).cloned();
        found.ok_or(Since(kept.forgotten))
    }

    /// Keeps a body, unless a patient was changed since its record was read.
    pub fn keep(&self, number: NhsNumber, since: Since, written: WrittenPatient) {
        let mut kept = self.kept();
        if Since(kept.forgotten) != since {
            return;
        }
        let bytes = written.body.len();
        let forgotten = if kept.bytes.saturating_add(bytes) > KEPT_MAX {
            kept.take()
        } else {
            HashMap::default()
        };
        kept.bytes += bytes;
        if let Some(earlier) = kept.by_number.insert(number, written) {
            kept.bytes = kept.bytes.saturating_sub(earlier.body.len());
        }
        drop(kept);
        drop(forgotten);
    }

    /// Forgets everything: to be called once a change can be seen.
    pub fn forget(&self) {
        let mut kept = self.kept();
        let forgotten = kept.take();
        kept.forgotten += 1;
        // Tens of megabytes take a while to be freed: with nobody waiting.
        drop(kept);
        drop(forgotten);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Takes everything out, for the caller to free.
    fn take(&mut self) -> HashMap<NhsNumber, WrittenPatient> {
        self.bytes = 0;
        std::mem::take(&mut self.by_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> NhsNumber {
        NhsNumber::parse("9990000018").unwrap()
    }

    fn written(bytes: usize) -> WrittenPatient {
        WrittenPatient {
            body: vec![b' '; bytes].into(),
            tag: HeaderValue::from_static("W/\"1\""),
        }
    }

    #[test]
    fn a_body_is_kept_until_a_patient_changes() {
        let bodies = Written::default();
        let since = bodies.find(number()).unwrap_err();
        bodies.keep(number(), since, written(10));
        assert_eq!(bodies.find(number()).unwrap().body.len(), 10);
        bodies.forget();
        assert!(bodies.find(number()).is_err());
    }

    #[test]
    fn a_record_read_before_a_change_is_not_kept_after_it() {
        let bodies = Written::default();
        let since = bodies.find(number()).unwrap_err();
        bodies.forget();
        bodies.keep(number(), since, written(10));
        assert!(bodies.find(number()).is_err());
    }

    #[test]
    fn no_more_is_kept_than_was_said() {
        let bodies = Written::default();
        let since = bodies.find(number()).unwrap_err();
        for stem in 999_000_000..999_000_200 {
            if let Some(number) = NhsNumber::from_stem(stem) {
                bodies.keep(number, since, written(1024 * 1024));
                assert!(bodies.kept().bytes <= KEPT_MAX);
            }
        }
        let bytes: usize = bodies
            .kept()
            .by_number
            .values()
            .map(|one| one.body.len())
            .sum();
        assert_eq!(bodies.kept().bytes, bytes);
    }
}

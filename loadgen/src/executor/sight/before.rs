use super::read;
use crate::history::{Kind, Seen};
use cpis_wire::read::ReadError;
use foldhash::fast::RandomState;
use foldhash::quality::FixedState;
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::ops::Range;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// What bodies said that have been read before: most answers under load are alike, and reading one again costs more than sending it.
///
/// A body is read in full on first sight. Another that differs from it in nothing but the instant at which it was made says the same.
#[derive(Debug, Default)]
pub(in crate::executor) struct Before {
    seen: Mutex<HashMap<u64, Seen, RandomState>>,
}

/// How many bodies are remembered; beyond that all are forgotten and read anew.
const KNOWN_MAX: usize = 8_192;
/// The longest instant that is looked past.
const INSTANT_MAX: usize = 40;
/// Where a Bundle says when it was made.
static TIMESTAMP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\"timestamp\":\""));

impl Before {
    /// Reads the body of an answer to this kind of request, unless it has been read before.
    pub(in crate::executor) fn see(
        &self,
        kind: &Kind,
        is_verified: bool,
        body: &[u8],
    ) -> Result<Seen, ReadError> {
        let Some(place) = place(kind).filter(|_| !is_verified) else {
            return read(kind, is_verified, body);
        };
        let digest = digest(place, body);
        if let Some(seen) = self.known().get(&digest) {
            return Ok(seen.clone());
        }
        let seen = read(kind, is_verified, body)?;
        let mut known = self.known();
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(digest, seen.clone());
        Ok(seen)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<u64, Seen, RandomState>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells kinds of answers apart; nothing of those that are never alike, or are read for more than is seen.
const fn place(kind: &Kind) -> Option<u8> {
    match kind {
        Kind::OpenAlert => Some(0),
        Kind::Overview => Some(1),
        Kind::ReadPatient => Some(2),
        Kind::LogOn { .. }
        | Kind::Revoke { .. }
        | Kind::ReadList
        | Kind::Search { .. }
        | Kind::AdvanceClock { .. }
        | Kind::ChangePatient { .. }
        | Kind::AddPlan { .. }
        | Kind::DeletePlan { .. } => None,
    }
}

/// A number that bodies share only if they are alike but for when they were made.
fn digest(place: u8, body: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write_u8(place);
    let instant = instant(body).unwrap_or(0..0);
    hasher.write(body.get(..instant.start).unwrap_or_default());
    hasher.write_usize(instant.start);
    hasher.write(body.get(instant.end..).unwrap_or_default());
    hasher.finish()
}

/// Where the instant stands at which a body was made. Only what can stand in an instant is looked past.
fn instant(body: &[u8]) -> Option<Range<usize>> {
    let start = TIMESTAMP.find(body)? + TIMESTAMP.needle().len();
    let rest = body.get(start..)?;
    let length = rest
        .iter()
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b':' | b'.' | b'T' | b'Z'))
        .count();
    (length <= INSTANT_MAX && rest.get(length) == Some(&b'"')).then(|| start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> u64 {
        digest(0, body.as_bytes())
    }

    #[test]
    fn bodies_are_alike_that_differ_in_when_they_were_made_and_no_others() {
        let body = r#"{"total":1,"timestamp":"2026-03-02T09:00:00.125Z","entry":["a"]}"#;
        let alike = [
            (body.replace("09:00:00.125", "10:30:59.999"), true),
            (body.replace("00.125Z", "00Z"), true),
            (body.replace("[\"a\"]", "[\"b\"]"), false),
            (body.replace("\"total\":1", "\"total\":2"), false),
            (body.replace("2026-03-02T", "yesterday "), false),
            (body.replace("timestamp", "made"), false),
            (body.replace("125Z\"", "125Z"), false),
        ];
        for (other, is_alike) in alike {
            assert_eq!(told(&other) == told(body), is_alike, "{other}");
        }
        assert_ne!(digest(0, b"x"), digest(1, b"x"));
    }

    #[test]
    fn what_is_remembered_is_what_is_read() {
        let before = Before::default();
        let none = include_str!("../../../../cpis/wire/golden/care-team/none.json");
        let three = include_str!("../../../../cpis/wire/golden/care-team/three-plans.json");
        for _ in 0..2 {
            for body in [none, three] {
                let seen = before.see(&Kind::OpenAlert, false, body.as_bytes());
                let read = read(&Kind::OpenAlert, false, body.as_bytes());
                assert_eq!(seen.unwrap(), read.unwrap());
            }
            let flags = before.see(&Kind::Overview, false, none.as_bytes()).unwrap();
            assert!(
                matches!(flags, Seen::Flags { .. }),
                "another kind of answer"
            );
            assert!(before.see(&Kind::OpenAlert, false, b"{}").is_err());
        }
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let before = Before::default();
        let body = include_str!("../../../../cpis/wire/golden/care-team/none.json");
        for number in 0..=KNOWN_MAX {
            let other = body.replace("9990000018", &number.to_string());
            before
                .see(&Kind::OpenAlert, false, other.as_bytes())
                .unwrap();
        }
        assert!(before.known().len() <= KNOWN_MAX);
    }
}
